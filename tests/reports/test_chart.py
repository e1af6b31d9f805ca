"""The map before it is drawn: frame, roads within a budget, trips side by side, words that do not cover each other."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import numpy as np
import pytest
import shapely

from openevac.domain.missions import Plan
from openevac.domain.places import Place
from openevac.reports.chart import Chart, crowds, make_chart
from openevac.reports.frame import Frame, frame_around, path_of
from openevac.reports.ground_layers import area_path, area_shape, road_layers
from openevac.reports.placing import Spot, place_names, spread
from openevac.reports.trip_lines import side_of_travel, trip_lines
from tests.hand_made import CRS, box, to_degrees
from tests.reports.sample import material
from tests.reports.sample_ground import wide_graph


@pytest.fixture(scope="module")
def chart() -> Chart:
    return make_chart(material(), width_px=800.0, aspect=1.3, room=1_500_000, levels=5)


@pytest.fixture
def frame() -> Frame:
    return frame_around(CRS, np.array([to_degrees(0, 0), to_degrees(20_000, 10_000)]), aspect=2.0)


def lines_of(path: str) -> list[np.ndarray]:
    lines = []
    for part in re.findall(r"M(-?\d+) (-?\d+)l([^Mz]+)", path):
        steps = np.array([int(number) for number in re.findall(r"-?\d+", part[2])]).reshape(-1, 2)
        lines.append(np.cumsum(np.vstack(([[int(part[0]), int(part[1])]], steps)), axis=0))
    return lines


def test_paths_are_whole_relative_steps_that_lead_back_to_the_line() -> None:
    line = np.array([[0.4, 0.2], [10.1, -5.0], [10.2, -5.3], [3.0, 100.0]])
    assert path_of([line]) == "M0 0l10-5-7 105"
    assert lines_of(path_of([line, line + 50]))[1].tolist() == [[50, 50], [60, 45], [53, 150]]
    assert path_of([line[:1]]) == ""
    assert path_of([line], closed=True).endswith("z")


def test_a_frame_shows_all_points_with_room_and_the_shape_asked_for(frame: Frame) -> None:
    assert frame.width / frame.height == pytest.approx(2.0, rel=0.01)
    units = frame.units(*np.array([to_degrees(0, 0), to_degrees(20_000, 10_000)]).T)
    assert (units > 0).all()
    assert (units < (frame.width, frame.height)).all()
    assert units[0, 1] > units[1, 1], "north is up"


def test_a_frame_of_one_point_still_shows_its_surroundings() -> None:
    small = frame_around(CRS, np.array([to_degrees(0, 0)]), aspect=1.0)
    assert small.width * 5 >= 6000


def test_areas_are_cut_at_the_edge_of_what_is_kept(frame: Frame) -> None:
    shape = area_shape((box(-1e6, -1e6, 1e6, 1e6),), frame)
    assert shapely.bounds(shape) == pytest.approx(frame.kept)
    assert area_path(area_shape((box(5e5, 5e5, 6e5, 6e5),), frame)) == ""
    assert area_path(shape).count("M") == 1


def test_roads_near_the_trips_keep_detail_and_others_make_room(chart: Chart) -> None:
    lines = trip_lines(material(), chart.frame)
    full = road_layers(material().graph, chart.frame, lines, None, 10_000_000)
    poor = road_layers(material().graph, chart.frame, lines, None, 20_000)
    assert poor.size < full.size / 2
    assert len(poor.wide) > 0.3 * len(full.wide), "main roads stay"
    assert full.small


def test_closed_roads_are_drawn_apart(chart: Chart) -> None:
    everything = np.ones(material().graph.num_stretches, dtype=np.bool_)
    shut = road_layers(material().graph, chart.frame, trip_lines(material(), chart.frame), everything, 10**7)
    assert shut.wide + shut.middle + shut.small + shut.tracks == ""
    assert chart.roads.closed_wide


def test_a_region_of_thirty_thousand_nodes_stays_small_and_quick() -> None:
    large = wide_graph(180, 170)
    assert large.num_nodes > 28_000
    points = np.column_stack((large.node_lon, large.node_lat))
    wide = frame_around(CRS, points, aspect=1.3)
    near = [wide.units(large.node_lon[:2000], large.node_lat[:2000])]
    started = time.perf_counter()
    layers = road_layers(large, wide, near, None, 1_500_000)
    assert time.perf_counter() - started < 20
    assert 100_000 < layers.size <= 1_500_000


def test_trips_that_share_a_road_run_beside_each_other(chart: Chart) -> None:
    gap = 4.6 / chart.unit_px
    first, third = (shapely.MultiLineString(lines_of(chart.trips[k].paths[0])) for k in (0, 2))
    apart = shapely.distance(third, shapely.points(shapely.get_coordinates(first)))
    shared = apart[apart < 3 * gap]
    assert len(shared) > 5
    assert np.median(shared) == pytest.approx(gap, rel=0.35)


def test_a_trip_keeps_its_side_of_a_road_whichever_way_it_drives() -> None:
    sharing = {7: ["1-1", "2-1", "3-1"]}
    sides = {
        (code, forward): side_of_travel(sharing, 7, code, forward=forward) * (1 if forward else -1)
        for code in sharing[7]
        for forward in (True, False)
    }
    assert [sides[code, True] for code in sharing[7]] == [-1.0, 0.0, 1.0]
    assert all(sides[code, True] == sides[code, False] for code in sharing[7])
    assert side_of_travel(sharing, 8, "1-1", forward=True) == 0.0


def test_nearer_levels_of_a_trip_follow_the_road_more_closely(chart: Chart) -> None:
    for trip in chart.trips:
        exact = shapely.MultiLineString([chart.frame.units(*leg.points.T) for leg in material().shown_legs[trip.code]])
        far, near = (
            max(
                shapely.distance(
                    exact, shapely.points(shapely.get_coordinates(shapely.MultiLineString(lines_of(path))))
                )
            )
            for path in (trip.paths[0], trip.paths[4])
        )
        assert near < far / 4


def test_a_road_driven_out_and_back_is_drawn_once(chart: Chart) -> None:
    drawn = shapely.MultiLineString(lines_of(chart.trips[1].paths[0])).length
    driven = sum(shapely.LineString(chart.frame.units(*leg.points.T)).length for leg in material().shown_legs["1-2"])
    assert drawn < 0.75 * driven


def test_signs_do_not_hide_each_other_and_labels_cover_no_sign(chart: Chart) -> None:
    spots = [sign.spot for sign in chart.signs]
    at = np.array([(spot.x * chart.unit_px + spot.dx, spot.y * chart.unit_px + spot.dy) for spot in spots])
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + np.eye(len(at)) * 99
    assert apart.min() > 16.0, "circles of a radius of 10 pixels may touch, not hide each other"
    assert not [name for name in chart.trip_names for spot in spots if name.covers(spot, chart.unit_px)]


def test_every_stop_request_that_stays_depot_and_shelter_has_a_sign(chart: Chart) -> None:
    kinds = [sign.kind for sign in chart.signs]
    assert (kinds.count("stop"), kinds.count("unserved"), kinds.count("depot"), kinds.count("shelter")) == (8, 3, 1, 1)
    assert {sign.code for sign in chart.signs if sign.kind == "unserved"} == {"К-418-071", "К-418-077", "К-418-080"}


def test_muted_reports_and_lines_set_aside_are_not_drawn(chart: Chart) -> None:
    assert [sign.code for sign, _ in chart.reports] == ["hit-1"]
    aside = material().situation.reports[1].muted
    lines = tuple(replace(line, set_aside=aside) for line in material().situation.control)
    changed = replace(material(), situation=replace(material().situation, control=lines))
    assert {area.kind for area in make_chart(changed, width_px=800, aspect=1.3, room=10**6, levels=1).areas} == {
        "zone_closed"
    }


def test_the_first_view_brings_in_danger_that_is_just_out_of_sight(chart: Chart) -> None:
    view = shapely.box(0, 0, chart.frame.width, chart.frame.height)
    assert any(area.kind == "held" and shapely.intersects(area.shape, view) for area in chart.areas)


def test_a_plan_that_drives_nothing_still_has_a_map() -> None:
    nobody: Plan = replace(material().plan, missions=())
    empty = make_chart(replace(material(), plan=nobody), width_px=800, aspect=1.3, room=10**6, levels=1)
    assert empty.trips == ()
    assert empty.roads.wide


def test_stops_close_together_get_a_map_from_near() -> None:
    names = {name: len(points) for points, name in crowds(material())}
    assert names == {"Вигаданівка": 3, "Старе Заріччя": 2, "Липова Балка": 2}


def test_crowded_signs_are_pushed_apart_but_stay_near() -> None:
    spots = [Spot(x=10.0, y=10.0, half_w=10, half_h=10) for _ in range(5)]
    moved = spread(spots, 1.0)
    assert not any(
        a.covers(b, 1.0) and abs(a.dx - b.dx) < 8 and abs(a.dy - b.dy) < 8
        for k, a in enumerate(moved)
        for b in moved[:k]
    )
    assert max(np.hypot(spot.dx, spot.dy) for spot in moved) <= 46.0
    assert spread(spots[:1], 1.0) == spots[:1]


def town(name: str, x: float, people: int) -> Place:
    return Place(katottg=f"UA6399{people:013d}", name_uk=name, position=to_degrees(x, 5000), population=people)


def test_the_bigger_of_two_close_places_is_named_first(frame: Frame) -> None:
    names = place_names((town("Мале", 9000, 10), town("Велике", 9060, 9000)), frame, 0.2, [], set())
    assert (names[0].name, names[0].level) == ("Велике", 0)


def test_places_where_a_van_stops_are_named_before_bigger_ones(frame: Frame) -> None:
    small = town("Мале", 9000, 10)
    names = place_names((small, town("Велике", 9060, 9000)), frame, 0.2, [], {small.katottg})
    assert names[0].name == "Мале"


def test_places_without_position_or_far_away_are_not_named(frame: Frame) -> None:
    nowhere = replace(town("Ніде", 0, 5), position=None)
    assert place_names((nowhere, town("Далеко", 900_000, 6)), frame, 0.2, [], set()) == []
