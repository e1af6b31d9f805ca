"""Roads and areas for a screen: all of them where there is room, the wide ones where there is little."""

from __future__ import annotations

import pytest

from openevac.domain.hazards import Border
from openevac.domain.places import LonLat
from openevac.reports.region_lines import areas_within, border_within, box_of, road_lines
from openevac.roads.graph import RoadGraph
from openevac.roads.region import open_region

SQUARE = (((37.0, 49.0), (38.0, 49.0), (38.0, 50.0), (37.0, 50.0), (37.0, 49.0)),)


@pytest.fixture(scope="module")
def graph() -> RoadGraph:
    from pathlib import Path

    from tests.services.missions.country import country_files

    return open_region(Path(country_files()["region"])).graph


def points(lines: dict[str, list[list[list[float]]]]) -> int:
    return sum(len(line) for parts in lines.values() for line in parts)


def test_all_roads_are_drawn_where_there_is_room(graph: RoadGraph) -> None:
    drawn = road_lines(graph, 10_000)
    assert drawn.left_out == ()
    assert set(drawn.lines) == {"road-wide"}
    flat = {(lon, lat) for line in drawn.lines["road-wide"] for lon, lat in line}
    assert {(37.0, 49.5), (37.1, 49.5), (37.2, 49.5)} <= flat | {(37.1, 49.5)}


def test_no_road_is_half_drawn_where_there_is_none(graph: RoadGraph) -> None:
    drawn = road_lines(graph, 3)
    assert points(drawn.lines) <= 3
    assert drawn.left_out == ("road-wide",)


def test_areas_are_cut_at_the_edge_and_kept_apart() -> None:
    cut = areas_within((SQUARE,), (37.5, 49.5, 39.0, 51.0))
    assert len(cut) == 1
    assert {tuple(at) for at in cut[0][0]} == {(37.5, 49.5), (38.0, 49.5), (38.0, 50.0), (37.5, 50.0)}
    assert areas_within((SQUARE,), (10.0, 10.0, 11.0, 11.0)) == []
    assert areas_within((), (37.5, 49.5, 39.0, 51.0)) == []


def test_a_border_outside_is_no_line() -> None:
    border = Border(lines=(((36.0, 50.0), (40.0, 50.0)),), home=LonLat(37.0, 49.0))
    assert border_within(border, (37.0, 49.0, 38.0, 51.0)) == [[[37.0, 50.0], [38.0, 50.0]]]
    assert border_within(border, (10.0, 10.0, 11.0, 11.0)) == []
    assert border_within(None, (37.0, 49.0, 38.0, 51.0)) == []


def test_the_box_is_wider_than_the_roads(graph: RoadGraph) -> None:
    west, south, east, north = box_of(graph, margin_km=10.0)
    assert (west < 36.95, south < 49.35, east > 37.25, north > 49.55) == (True, True, True, True)
