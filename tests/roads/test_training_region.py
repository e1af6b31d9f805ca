"""The training region as a whole: the same everywhere, drivable, true to its tables, and built like real ground."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import LineString, Point, Polygon

from openevac.domain.places import LonLat
from openevac.roads.build import BuildReport, build_graph
from openevac.roads.graph import RoadClass, RoadGraph, StretchFlag, Surface
from openevac.roads.osm import read_osm
from openevac.roads.raw import RawRoads
from openevac.roads.training.canvas import Canvas
from openevac.roads.training.corridors import Corridors
from openevac.roads.training.dice import Dice
from openevac.roads.training.ground import training_border, training_bridges, training_once_held
from openevac.roads.training.listed import ListedRoad, read_listed_roads
from openevac.roads.training.places import read_training_places
from openevac.roads.training.plane import to_plane
from openevac.roads.training.region import NAME, make_training_region
from openevac.roads.training.roads import SEED, draw_rivers, make_training_roads
from tests.data import data_path

# SHA-256 over everything the generator throws. Another sum here means other streets, other way ids and other
# demo days: change it only together with DRAWN_ON in openevac.roads.training.region.
DIGEST = "ee6f6c6f799dbffc38631088bcb29f7ae8ab46695d1747b2bf6a2ba43e2291fa"

EXTRACTS = ("osm/heidelberg.osm.pbf", "osm/north-bayreuth.osm.gz")
# What the two extracts with field tracks measure, (Heidelberg, north of Bayreuth), in the graph OpenEvac builds of
# them. Measured with `pytest tests/roads/test_training_region.py -k measure_as_written` and kept up by that test.
MEASURED: dict[str, tuple[float, float]] = {
    "share of nodes with 1 stretches": (0.216, 0.241),
    "share of nodes with 2 stretches": (0.172, 0.140),
    "share of nodes with 3 stretches": (0.529, 0.551),
    "share of nodes with 4 stretches": (0.078, 0.065),
    "mean degree": (2.483, 2.449),
    "all: length, 25 % are shorter": (26.064, 48.832),
    "all: length, 50 % are shorter": (61.605, 106.532),
    "all: length, 75 % are shorter": (142.359, 229.006),
    "all: length, 90 % are shorter": (324.126, 421.750),
    "all: mean length": (128.786, 173.578),
    "streets: length, 25 % are shorter": (32.140, 40.160),
    "streets: length, 50 % are shorter": (62.205, 75.264),
    "streets: length, 75 % are shorter": (105.467, 126.687),
    "streets: length, 90 % are shorter": (172.177, 186.223),
    "streets: mean length": (83.406, 97.945),
    "streets: share of stretches": (0.312, 0.188),
    "tracks: length, 25 % are shorter": (46.799, 66.521),
    "tracks: length, 50 % are shorter": (149.647, 147.544),
    "tracks: length, 75 % are shorter": (338.586, 291.564),
    "tracks: length, 90 % are shorter": (629.033, 484.599),
    "tracks: mean length": (242.751, 210.294),
    "tracks: share of stretches": (0.305, 0.493),
}
WIDER = 0.08
"""The training region lies within the range of the two, widened at both ends by this share of its value."""


def figures(graph: RoadGraph) -> dict[str, float]:
    """Measure a graph: shares of nodes by degree, and lengths in metres of all stretches, streets and tracks."""
    ends = np.concatenate((graph.arc_tail[graph.arc_forward], graph.arc_head[graph.arc_forward]))
    degree = np.bincount(ends, minlength=graph.num_nodes)
    found = {f"share of nodes with {k} stretches": float((degree == k).mean()) for k in (1, 2, 3, 4)}
    found["mean degree"] = float(degree.mean())
    streets = (graph.stretch_class == RoadClass.RESIDENTIAL) | (graph.stretch_class == RoadClass.LIVING_STREET)
    kinds = {"all": np.full(graph.num_stretches, fill_value=True), "streets": streets, "tracks": graph.is_track}
    for kind, chosen in kinds.items():
        lengths = graph.stretch_length_m[chosen].astype(np.float64)
        for percent in (25, 50, 75, 90):
            found[f"{kind}: length, {percent} % are shorter"] = float(np.percentile(lengths, percent))
        found[f"{kind}: mean length"] = float(lengths.mean())
        if kind != "all":
            found[f"{kind}: share of stretches"] = float(chosen.mean())
    return found


TOLD: list[tuple[str, float]] = []


@cache
def the_roads() -> RawRoads:
    return make_training_roads(progress=lambda words, share: TOLD.append((words, share)))


@cache
def other_roads() -> RawRoads:
    return make_training_roads(SEED + 1)


@cache
def the_graph() -> tuple[RoadGraph, BuildReport]:
    return build_graph(the_roads())


def digest_of(roads: RawRoads) -> str:
    """Give the SHA-256 of everything that is thrown: positions, ways with their facts, blocks."""
    lines = [f"{node} {lon:.7f} {lat:.7f}" for node, (lon, lat) in roads.positions.items()]
    lines += [
        f"{w.way_id} {w.nodes} {int(w.road_class)} {int(w.surface)} {w.tracktype} {int(w.cover)} {int(w.flags)}"
        f" {w.max_height_m:.1f} {w.max_weight_t:.1f} {w.forward} {w.backward}"
        for w in roads.ways
    ]
    return hashlib.sha256("\n".join([*lines, f"{sorted(roads.barriers)}"]).encode()).hexdigest()


def test_one_seed_gives_the_same_roads_on_every_machine() -> None:
    assert digest_of(the_roads()) == DIGEST


def test_another_seed_gives_other_streets_over_the_same_places() -> None:
    other, _ = build_graph(other_roads())
    graph, _ = the_graph()

    assert other.num_nodes != graph.num_nodes
    assert 10_000 <= other.num_nodes <= 30_000


def test_it_is_as_large_as_a_district_and_almost_nothing_is_cut_off() -> None:
    graph, report = the_graph()

    assert 10_000 <= graph.num_nodes <= 30_000
    assert 4_000 < report.km < 8_000
    assert report.dropped_km < 0.01 * report.km


@pytest.mark.parametrize("figure", sorted(MEASURED))
def test_degrees_and_lengths_lie_within_those_of_real_ground(figure: str) -> None:
    graph, _ = the_graph()
    low, high = sorted(MEASURED[figure])

    assert low * (1 - WIDER) <= figures(graph)[figure] <= high * (1 + WIDER)


@pytest.mark.data
def test_the_two_extracts_measure_as_written_here() -> None:
    first, second = (figures(build_graph(read_osm(data_path(name)))[0]) for name in EXTRACTS)
    measured = {key: (round(first[key], 3), round(second[key], 3)) for key in first}

    assert measured.keys() == MEASURED.keys()
    for key, pair in measured.items():
        assert pair == pytest.approx(MEASURED[key], rel=0.02), key


def test_streets_are_no_grid() -> None:
    graph, _ = the_graph()
    streets = np.flatnonzero(graph.stretch_class == RoadClass.RESIDENTIAL)
    first = np.array([graph.shape(int(stretch))[[0, -1]] for stretch in streets])
    east = (first[:, 1, 0] - first[:, 0, 0]) * 0.65
    north = first[:, 1, 1] - first[:, 0, 1]
    bearing = np.degrees(np.arctan2(north, east)) % 90.0
    share_by_ten_degrees = np.histogram(bearing, bins=9, range=(0.0, 90.0))[0] / len(streets)

    assert share_by_ten_degrees.max() < 0.2
    assert share_by_ten_degrees.min() > 0.05


def test_every_place_has_its_streets_and_can_be_reached() -> None:
    graph, _ = the_graph()

    for training_place in read_training_places():
        position = training_place.place.position
        assert position is not None
        metres = np.hypot((graph.node_lon - position.lon) * 72150, (graph.node_lat - position.lat) * 111240)
        assert metres.min() < 300, training_place.key
        assert (metres < 1200).sum() > 0.25 * min(training_place.street_corners, 200), training_place.key


def test_roads_cross_water_only_on_bridges() -> None:
    canvas = Canvas()
    draw_rivers(canvas, SEED)
    roads = the_roads()
    over_water = [
        way for way in roads.ways if canvas.crosses_water([to_plane(*roads.positions[node]) for node in way.nodes])
    ]

    assert {way.flags for way in over_water} == {int(StretchFlag.BRIDGE)}
    assert len(over_water) == len(training_bridges())


def test_bridges_bear_what_their_table_says() -> None:
    graph, _ = the_graph()
    on_bridge = (graph.stretch_flags & StretchFlag.BRIDGE) > 0
    drawn = sorted(zip(graph.stretch_max_weight_t[on_bridge], graph.stretch_max_height_m[on_bridge], strict=True))
    table = sorted((bridge.max_weight_t, bridge.max_height_m) for bridge in training_bridges())

    np.testing.assert_allclose(drawn, table, rtol=1e-6)
    assert sum(weight > 0 for weight, _ in table) >= 5


def test_a_place_across_a_river_without_a_bridge_is_refused() -> None:
    canvas = Canvas()
    draw_rivers(canvas, SEED)
    corridors = Corridors(canvas, read_training_places(), training_bridges())
    road = ListedRoad(
        number=99, road_class=RoadClass.TERTIARY, surface=Surface.PAVED, via=("kupiansk", "kupiansk_vuzlovyi")
    )

    with pytest.raises(ValueError, match="no bridge between"):
        corridors.draw_listed(road, Dice(1))


def test_listed_roads_keep_their_way_ids_whatever_the_seed() -> None:
    numbers = {road.number for road in read_listed_roads()}
    for roads in (the_roads(), other_roads()):
        ids = [way.way_id for way in roads.ways]
        assert max(Counter(ids).values()) == 1
        assert {way_id // 1000 for way_id in ids if way_id < 1_000_000} == numbers


def test_the_listed_field_tracks_are_tracks_without_blocks() -> None:
    roads = the_roads()
    listed = {road.number for road in read_listed_roads() if road.road_class == RoadClass.TRACK}
    tracks = [way for way in roads.ways if way.way_id // 1000 in listed]

    assert {way.way_id // 1000 for way in tracks} == listed
    assert all(way.road_class == RoadClass.TRACK for way in tracks)
    assert not roads.barriers & {node for way in tracks for node in way.nodes}


def test_places_are_real_settlements_with_codes_of_their_own() -> None:
    places = [training_place.place for training_place in read_training_places()]

    assert 60 <= len(places) <= 120
    assert len({place.katottg for place in places}) == len(places)
    assert len({(place.name_uk, place.hromada) for place in places}) == len(places)
    kupiansk = next(place for place in places if place.name_uk == "Куп’янськ")
    assert kupiansk.katottg == "UA63080090010026457"
    assert kupiansk.position == LonLat(37.614, 49.713)
    assert kupiansk.raion == "Куп’янський"
    assert all(place.position and place.source for place in places)


def test_the_border_has_every_place_on_the_side_of_home() -> None:
    border = training_border()
    line = LineString(border.lines[0])

    for training_place in read_training_places():
        assert training_place.place.position is not None
        assert not line.crosses(LineString([border.home, training_place.place.position])), training_place.key
        assert line.distance(Point(training_place.place.position)) > 0.02
    assert line.crosses(LineString([border.home, (36.6, 50.6)]))


def test_ground_once_held_covers_the_east_and_not_kharkiv() -> None:
    (polygon,) = training_once_held()
    once_held = Polygon(polygon[0])
    held = {t.key for t in read_training_places() if once_held.contains(Point(t.place.position or (0, 0)))}

    assert {"kupiansk", "izium", "shevchenkove", "borova", "balakliia"} <= held
    assert not {"kharkiv", "chuhuiv", "pechenihy", "zmiiv"} & held


def test_the_region_is_marked_for_exercises() -> None:
    region = make_training_region(
        lambda graph: np.arange(graph.num_nodes, dtype=np.int32), built_at=datetime(2026, 11, 22, tzinfo=UTC)
    )

    assert region.training
    assert region.name == NAME
    assert "Не для руху" in region.name
    assert "for exercises, not for navigation" in region.source
    assert "OpenStreetMap" in region.licence
    assert region.border is not None
    assert len(region.order) == region.graph.num_nodes
    assert len(region.places) == len(read_training_places())


def test_progress_is_told_in_words() -> None:
    the_roads()

    assert [words for words, _ in TOLD][:2] == ["Drawing rivers and main roads", "Building streets"]
    assert [share for _, share in TOLD] == sorted(share for _, share in TOLD)


def test_the_tables_ship_with_the_program() -> None:
    folder = Path(__file__).parents[2] / "src" / "openevac" / "roads" / "training"

    assert {path.name for path in folder.glob("*.*") if path.suffix != ".py"} == {
        "places.csv",
        "roads.csv",
        "bridges.csv",
        "ground.geojson",
    }
