from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.roads.build import build_graph
from openevac.roads.graph import RoadClass, RoadGraph, StretchFlag, Surface
from openevac.roads.lines import UKRAINIAN_CLASS, LinesReport, read_road_lines
from openevac.roads.raw import RawRoads
from openevac.roads.snap import Snapper
from tests.data import data_path
from tests.hand_made import to_degrees

Metres = tuple[float, float]


def line(*points: Metres, **properties: Any) -> dict[str, Any]:
    coordinates = [list(to_degrees(*point)) for point in points]
    geometry = {"type": "LineString", "coordinates": coordinates}
    return {"type": "Feature", "properties": {"class": "national", **properties}, "geometry": geometry}


def read(tmp_path: Path, *features: dict[str, Any], tolerance_m: float = 100.0) -> tuple[RawRoads, LinesReport]:
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return read_road_lines(path, tolerance_m)


def test_lines_that_share_a_point_cross_there(tmp_path):
    raw, report = read(tmp_path, line((0, 0), (500, 0), (1000, 0)), line((500, -500), (500, 0), (500, 500)))
    graph, _ = build_graph(raw)
    assert graph.num_nodes == 5
    assert (report.features, report.lines, report.ends_joined, report.crossings_not_joined) == (2, 2, 0, 0)
    assert report.km == pytest.approx(2.0, rel=1e-3)


def test_a_gap_between_ends_is_bridged_counted_and_listed(tmp_path):
    raw, report = read(tmp_path, line((0, 0), (1000, 0), osm_id="71"), line((1060, 0), (2000, 0), osm_id="72"))
    graph, built = build_graph(raw)
    assert built.components == 1
    assert (report.ends_joined, report.ends_led_to_lines, report.lines) == (1, 0, 2)
    assert report.joined_m == pytest.approx(60, abs=0.1)
    assert (report.joined[0].lon, report.joined[0].lat) == tuple(to_degrees(1000, 0))
    assert report.joined[0].into_line is False
    assert set(graph.way_ids.tolist()) == {71, 72}
    assert graph.stretch_length_m.sum() == pytest.approx(2000, rel=1e-3)


def test_a_loose_end_is_led_into_the_line_it_stops_short_of(tmp_path):
    raw, report = read(tmp_path, line((0, 0), (1000, 0)), line((400, 70), (400, 900)), line((600, -50), (600, -900)))
    graph, built = build_graph(raw)
    assert (report.ends_joined, report.ends_led_to_lines, built.components) == (0, 2, 1)
    assert all(gap.into_line for gap in report.joined)
    assert graph.num_nodes == 6
    assert graph.stretch_length_m.sum() == pytest.approx(1000 + 900 + 900, rel=1e-3)


def test_two_ends_led_into_one_piece_of_a_line_keep_their_order(tmp_path):
    raw, _ = read(tmp_path, line((0, 0), (1000, 0)), line((800, 70), (800, 900)), line((300, 50), (300, 900)))
    graph, _ = build_graph(raw)
    inner = sorted(float(x) - 300_000 for x, y in zip(graph.node_x, graph.node_y, strict=True) if y - 5_540_000 < 10)
    assert inner == pytest.approx([0, 300, 800, 1000], abs=0.5)
    assert graph.stretch_length_m.sum() == pytest.approx(1000 + 900 + 900, rel=1e-3)


def test_crossing_lines_without_a_shared_point_stay_apart_and_are_counted(tmp_path):
    raw, report = read(tmp_path, line((0, 0), (2000, 0)), line((1000, -500), (1000, 500)))
    assert report.crossings_not_joined == 1
    assert build_graph(raw)[1].components == 2


def test_a_ring_has_no_loose_end(tmp_path):
    _, report = read(tmp_path, line((0, 0), (300, 0), (300, 300), (0, 0)), line((0, 90), (-500, 90)))
    assert (report.ends_joined, report.ends_led_to_lines) == (1, 0)


def test_without_tolerance_nothing_is_joined(tmp_path):
    _, report = read(tmp_path, line((0, 0), (1000, 0)), line((1010, 0), (2000, 0)), tolerance_m=0.0)
    assert report.joined == ()


def test_a_tolerance_below_zero_is_refused(tmp_path):
    with pytest.raises(InputError, match="field tolerance_m: -1 is below zero"):
        read(tmp_path, line((0, 0), (1000, 0)), tolerance_m=-1)


@pytest.mark.parametrize(("named", "road_class"), [
    ("international", RoadClass.TRUNK), ("national", RoadClass.PRIMARY), ("regional", RoadClass.SECONDARY),
    ("territorial", RoadClass.SECONDARY), ("oblast", RoadClass.TERTIARY), ("raion", RoadClass.UNCLASSIFIED),
    ("local", RoadClass.UNCLASSIFIED), ("National ", RoadClass.PRIMARY), ("track", RoadClass.TRACK),
    ("primary_link", RoadClass.PRIMARY), ("motorway", RoadClass.MOTORWAY),
])  # fmt: skip
def test_classes(tmp_path, named, road_class):
    raw, _ = read(tmp_path, line((0, 0), (1000, 0), **{"class": named}))
    assert raw.ways[0].road_class is road_class
    assert (raw.ways[0].forward, raw.ways[0].backward) == (True, True)


def test_tags_beside_the_class_are_understood(tmp_path):
    tags = {
        "class": "track",
        "tracktype": "grade4",
        "surface": "dirt",
        "bridge": True,
        "oneway": "yes",
        "maxweight": 3.5,
    }
    way = read(tmp_path, line((0, 0), (900, 0), **tags))[0].ways[0]
    assert (way.tracktype, way.surface, way.flags, way.max_weight_t) == (4, Surface.EARTH, StretchFlag.BRIDGE, 3.5)
    assert (way.forward, way.backward) == (True, False)
    plain = read(tmp_path, line((0, 0), (900, 0), bridge=False, surface=None, lanes=[1, 2]))[0].ways[0]
    assert (plain.flags, plain.surface) == (0, Surface.UNKNOWN)


def test_way_ids_are_those_of_the_file_or_the_number_of_the_feature(tmp_path):
    features = [line((0, 0), (900, 0), osm_id="95"), line((0, 0), (0, 900)), line((0, 0), (0, -900), way_id=12)]
    assert [way.way_id for way in read(tmp_path, *features)[0].ways] == [95, 2, 12]


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        (
            {"class": None},
            "roads.geojson, row 2, field class: Feature 2 has no class. Give every line a property `class`",
        ),
        ({"class": "  "}, "Feature 2 has no class"),
        ({"class": "wide"}, "row 2, field class: Feature 2 has the class 'wide', which is not known. Use one of:"),
        ({"class": "footway"}, "Feature 2 has the class 'footway', which is not known"),
    ],
)
def test_lines_without_a_known_class_are_refused(tmp_path, properties, words):
    with pytest.raises(InputError) as caught:
        read(tmp_path, line((0, 0), (1000, 0)), line((0, 0), (0, 1000), **properties))
    assert words in str(caught.value)
    assert all(name in str(caught.value) for name in UKRAINIAN_CLASS)


def test_features_that_are_no_roads_are_counted(tmp_path):
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [36.0, 50.0]}}
    _, report = read(
        tmp_path, line((0, 0), (1000, 0)), point, line((5, 5), (5, 5)), line((0, 0), (0, 500), access="no")
    )
    assert report.skipped == {
        "features without a line": 1, "lines without length": 1, "closed to cars by access tags": 1,
    }  # fmt: skip


def test_a_file_without_any_line_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"roads\.geojson: The file holds no road line\. Give LineString"):
        read(tmp_path)


def drive_m(graph: RoadGraph, start: LonLat, end: LonLat) -> float:
    """Give the shortest drive between two points, along parts of their stretches too."""
    a, b = (Snapper(graph).snap(position, None, 300.0) for position in (start, end))
    metres = graph.stretch_length_m[graph.arc_stretch].astype(float)
    matrix = coo_array((metres, (graph.arc_tail, graph.arc_head)), shape=(graph.num_nodes,) * 2).tocsr()
    leave = {graph.arc_head[a.arc]: (1 - a.fraction) * metres[a.arc], graph.arc_tail[a.arc]: a.fraction * metres[a.arc]}
    arrive = {
        graph.arc_tail[b.arc]: b.fraction * metres[b.arc],
        graph.arc_head[b.arc]: (1 - b.fraction) * metres[b.arc],
    }
    between = dijkstra(matrix, indices=list(leave))
    return min(
        float(out + between[row, node] + into)
        for row, out in enumerate(leave.values())
        for node, into in arrive.items()
    )


@pytest.mark.data
def test_the_main_roads_of_kharkiv_oblast_hang_together():
    raw, report = read_road_lines(data_path("roads/osm_major_roads.geojson"))
    graph, _ = build_graph(raw)
    assert report.features == report.lines == 735
    assert report.km == pytest.approx(1037, rel=0.01)
    assert 60 < report.ends_joined < 100
    assert max(gap.gap_m for gap in report.joined) <= 100
    assert drive_m(graph, LonLat(36.43, 49.96), LonLat(37.615, 49.712)) == pytest.approx(105_000, rel=0.005)


@pytest.mark.data
def test_the_same_lines_give_the_same_roads():
    first, second = (read_road_lines(data_path("roads/osm_major_roads.geojson"))[0] for _ in range(2))
    assert first == second
    assert np.array_equal(build_graph(first)[0].arc_head, build_graph(second)[0].arc_head)
