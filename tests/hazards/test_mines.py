from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from openevac.domain.hazards import OpenedBy, TrackOpening, Zone, ZoneKind
from openevac.hazards.closures import ClosedBy, closed_stretches
from openevac.hazards.mines import is_closable
from openevac.roads.graph import Cover, RoadClass
from tests.hand_made import box
from tests.hazards.ground import HELD, LAST_NOTE, NOON, dots, dry, field_of, situation
from tests.worlds import mined_fields

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONCE = replace(HELD, observed_at=NOON - HOUR * 5, once_held=(box(2000, 0, 18_000, 20_000),))
TRACK = RoadClass.TRACK
FAR_X, NEAR_X = 5000.0, 17_000.0  # 25 km and 13 km from the line, less its advance


def opening(
    *ways: int, at: datetime = NOON, by: str = "crew-2", opened_by: OpenedBy = OpenedBy.CREW_DROVE
) -> TrackOpening:
    return TrackOpening(way_ids=ways, opened_at=at, opened_by=opened_by, by=by)


def codes(given, roads, at: datetime = NOON) -> list[int]:
    return [int(code) for code in closed_stretches(field_of(given, hours=24 * 10), roads, at).by]


def test_tracks_and_unlisted_roads_of_once_held_ground_are_closed_and_streets_open():
    classes = [TRACK, RoadClass.SERVICE, RoadClass.SERVICE, RoadClass.RESIDENTIAL, RoadClass.UNCLASSIFIED, TRACK]
    cover = [Cover.FOREST, Cover.OPEN, Cover.BUILT_UP, Cover.OPEN, Cover.OPEN, Cover.BUILT_UP]
    roads = dots(np.full(6, FAR_X), road_class=classes, cover=cover)
    assert is_closable(roads).tolist() == [True, True, False, False, False, True]
    assert codes(situation(control=(ONCE,)), roads) == [5, 5, 0, 0, 0, 5]
    why = closed_stretches(field_of(situation(control=(ONCE,))), roads, NOON).why(0).in_english()
    assert why == (
        "Closed for mines: a track or unlisted road on ground once held or fought over, by map, seen 5 h ago. "
        "It opens when a named crew drove it or by a deminers' note."
    )


def test_tracks_elsewhere_are_open():
    assert codes(situation(control=(ONCE,)), dots([1000.0, 19_000.0], road_class=TRACK)) == [0, 0]


def test_contested_and_held_ground_of_any_source_closes_tracks():
    contested = replace(HELD, source="second", contested=(box(2000, 0, 18_000, 20_000),))
    assert codes(situation(control=(HELD, contested)), dots([FAR_X], road_class=TRACK)) == [ClosedBy.MINES]
    aside = replace(contested, set_aside=LAST_NOTE)
    assert codes(situation(control=(HELD, aside)), dots([FAR_X], road_class=TRACK)) == [ClosedBy.OPEN]


def test_a_crew_that_drove_it_opens_a_track_for_seven_days():
    given = situation(control=(ONCE,), openings=(opening(0),), weather=dry(24))
    roads = dots([FAR_X], road_class=TRACK)
    assert [codes(given, roads, NOON + HOUR * h)[0] for h in (0, 23, 24, 24 * 7 - 1, 24 * 7)] == [0, 0, 0, 0, 5]
    assert codes(replace(given, openings=(opening(0, at=NOON + HOUR),)), roads) == [5]


def test_within_ten_kilometres_of_the_line_it_opens_for_a_day():
    line = replace(ONCE, held=(box(26_000, -10_000, 60_000, 60_000),), observed_at=NOON, front_speed_km_per_day=0.0)
    given = situation(control=(line,), openings=(opening(0, 1),))
    roads = dots([15_900.0, 16_200.0], road_class=TRACK)
    assert codes(given, roads, NOON + HOUR * 23) == [0, 0]
    assert codes(given, roads, NOON + HOUR * 24) == [0, 5]


def test_an_old_line_that_came_nearer_shortens_the_opening():
    line = replace(ONCE, held=(box(26_000, -10_000, 60_000, 60_000),), observed_at=NOON - DAY * 10)
    given = situation(control=(line,), openings=(opening(0),))
    assert codes(given, dots([14_000.0], road_class=TRACK), NOON + HOUR * 24) == [5]


def test_open_tracks_say_who_and_when():
    drove = situation(control=(ONCE,), openings=(opening(0, at=NOON - HOUR * 20),))
    roads = dots([FAR_X, 25_000.0], road_class=[TRACK, RoadClass.PRIMARY])
    closures = closed_stretches(field_of(drove), roads, NOON)
    said = closures.opened(0)
    assert said is not None
    assert said.in_english() == "A track that was closed for mines, driven by crew-2 20 h ago."
    assert closures.why(0) == said
    assert closures.opened(1) is None
    note = opening(0, at=NOON - DAY * 3, by="SES 14/25", opened_by=OpenedBy.DEMINERS_NOTE)
    said = closed_stretches(field_of(replace(drove, openings=(note,))), roads, NOON).opened(0)
    assert said is not None
    assert said.in_english() == "A track that was closed for mines, open by the deminers' note SES 14/25, 3 days old."


def test_the_youngest_word_for_a_way_is_told():
    words = (opening(0, at=NOON - DAY * 6, by="crew-1"), opening(0, at=NOON - HOUR, by="crew-9"))
    said = closed_stretches(
        field_of(situation(control=(ONCE,), openings=words)), dots([FAR_X], road_class=TRACK), NOON
    ).opened(0)
    assert said is not None
    assert said.facts["by"] == "crew-9"


def test_a_track_of_two_ways_opens_only_when_both_are():
    roads = dots([FAR_X], road_class=TRACK)
    two_ways = replace(roads, way_start=np.array([0, 2]), way_ids=np.array([40, 41]))
    assert codes(situation(control=(ONCE,), openings=(opening(40),)), two_ways) == [5]
    assert codes(situation(control=(ONCE,), openings=(opening(40), opening(41))), two_ways) == [0]


def test_a_track_without_a_way_number_cannot_be_opened():
    roads = dots([FAR_X], road_class=TRACK)
    nameless = replace(roads, way_start=np.array([0, 0]), way_ids=np.array([], dtype=np.int64))
    assert codes(situation(control=(ONCE,), openings=(opening(40),)), nameless) == [5]


@pytest.mark.parametrize(
    ("marked", "opened_at", "code"),
    [
        (None, NOON - HOUR, 0),
        (NOON - DAY, NOON - HOUR, 0),
        (NOON - HOUR * 2, NOON - HOUR * 3, 5),
        (NOON - DAY, None, 5),
    ],
)
def test_a_zone_marked_as_mined_later_than_the_opening_closes_again(
    marked: datetime | None, opened_at: datetime | None, code: int
):
    zone = Zone(id="m1", kind=ZoneKind.MINED, area=box(2000, 0, 18_000, 20_000), source="sappers", valid_from=marked)
    openings = () if opened_at is None else (opening(0, at=opened_at),)
    given, roads = situation(zones=(zone,), openings=openings), dots([FAR_X], road_class=TRACK)
    assert codes(given, roads) == [code]
    if code:
        why = closed_stretches(field_of(given), roads, NOON).why(0).in_english()
        assert why == "Closed for mines: a track or unlisted road in the mined zone m1, by sappers."
    else:
        assert closed_stretches(field_of(given), roads, NOON).opened(0) is not None


def test_a_mined_zone_leaves_streets_open():
    zone = Zone(id="m1", kind=ZoneKind.MINED, area=box(2000, 0, 18_000, 20_000), source="sappers")
    assert codes(situation(zones=(zone,)), dots([FAR_X], road_class=RoadClass.TERTIARY)) == [0]


@pytest.mark.parametrize("opened", [False, True])
def test_the_tracks_of_the_small_town(*, opened: bool):
    world = mined_fields(opened=opened)
    graph = world.graph
    bounds = (
        float(graph.node_x.min()) - 5000, float(graph.node_y.min()) - 5000,
        float(graph.node_x.max()) + 5000, float(graph.node_y.max()) + 5000,
    )  # fmt: skip
    field = field_of(world.situation, bounds_m=bounds, starts_at=world.now, border=world.border)
    closed = np.flatnonzero(~closed_stretches(field, graph, world.now).open)
    assert graph.way_ids[graph.way_start[closed]].tolist() == ([] if opened else [900, 901])
