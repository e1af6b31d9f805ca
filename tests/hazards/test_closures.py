from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Clearing, Confidence, Zone, ZoneKind
from openevac.hazards.closures import ClosedBy, closed_point, closed_stretches, point_reasons
from tests.hand_made import box, to_degrees
from tests.hazards.ground import BORDER, HELD, LAST_NOTE, NOON, Y_M, dots, field_of, report, situation, xy
from tests.worlds import blown_bridge, small_town

HOUR = timedelta(hours=1)
BLOCK = report(kind="crater", blocks=True)


def codes(field, roads, at: datetime = NOON) -> list[int]:
    return [int(code) for code in closed_stretches(field, roads, at).by]


def test_held_ground_and_one_kilometre_round_it_are_closed():
    roads = dots([28_900.0, 28_990.0, 29_010.0, 31_000.0])
    # A stretch reaches half a piece (50 m) beyond its samples, so 28,960 m on are closed.
    closures = closed_stretches(field_of(), roads, NOON)
    assert closures.by.tolist() == [ClosedBy.OPEN, ClosedBy.HELD, ClosedBy.HELD, ClosedBy.HELD]
    assert closures.why(3).in_english() == "In held ground or within 1.0 km of it, by map, seen 0 h ago."
    assert closures.why(0).in_english() == "Nothing known closes this road."
    assert [closed_point(field_of(), *xy(x, Y_M)) for x in (28_990, 29_010)] == [ClosedBy.OPEN, ClosedBy.HELD]


def test_the_closed_ground_does_not_grow_with_the_age_of_a_source():
    roads = dots(np.linspace(20_000, 31_000, 200))
    old = situation(control=(replace(HELD, observed_at=NOON - timedelta(days=60)),))
    fresh, stale = (closed_stretches(field_of(one), roads, NOON) for one in (situation(), old))
    assert np.array_equal(fresh.by, stale.by)
    assert stale.why(199).in_english() == "In held ground or within 1.0 km of it, by map, seen 60 days ago."


def test_contested_ground_can_be_driven():
    line = replace(HELD, contested=(box(20_000, 0, 30_000, 40_000),))
    assert codes(field_of(situation(control=(line,))), dots([25_000.0])) == [ClosedBy.OPEN]


def test_a_source_set_aside_closes_nothing():
    field = field_of(situation(control=(replace(HELD, set_aside=LAST_NOTE),)))
    assert codes(field, dots([35_000.0])) == [ClosedBy.OPEN]
    assert closed_point(field, *xy(35_000, Y_M)) == ClosedBy.OPEN


def test_any_source_is_enough_to_close():
    second = replace(HELD, source="second", held=(box(5000, 0, 6000, 10_000),), observed_at=NOON - HOUR * 30)
    closures = closed_stretches(field_of(situation(control=(HELD, second))), dots([5500.0]), NOON)
    assert closures.why(0).in_english() == "In held ground or within 1.0 km of it, by second, seen 30 h ago."


def test_land_beyond_the_border_is_closed_and_the_near_side_open():
    roads = dots([5000.0, 5000.0, 5000.0], [37_900.0, 37_970.0, 39_000.0])
    closures = closed_stretches(field_of(), roads, NOON)
    assert closures.by.tolist() == [ClosedBy.OPEN, ClosedBy.BORDER, ClosedBy.BORDER]
    assert closures.why(2).in_english() == "Beyond the state border, or touching it (border by b)."
    assert closed_point(field_of(), *xy(5000, 37_970)) == ClosedBy.OPEN
    assert closed_point(field_of(), *xy(5000, 38_010)) == ClosedBy.BORDER


def test_a_closed_zone_closes_in_its_time():
    zone = Zone(
        id="z1", kind=ZoneKind.CLOSED, area=box(9000, 4000, 11_000, 6000), source="army",
        valid_from=NOON + timedelta(minutes=90), valid_until=NOON + HOUR * 3,
    )  # fmt: skip
    field, roads = field_of(situation(zones=(zone,))), dots([8940.0, 8960.0, 10_000.0])
    assert codes(field, roads) == [0, 0, 0]
    assert codes(field, roads, NOON + HOUR) == [0, ClosedBy.ZONE, ClosedBy.ZONE]
    assert codes(field, roads, NOON + HOUR * 3) == [0, 0, 0]
    assert closed_stretches(field, roads, NOON + HOUR).why(2).in_english() == "In the closed zone z1, by army."
    assert closed_point(field, *xy(10_000, Y_M), NOON + HOUR) == ClosedBy.ZONE
    assert closed_point(field, *xy(10_000, Y_M)) == ClosedBy.OPEN


def test_a_verified_blocking_report_closes_what_lies_within_its_radius():
    roads = dots([9930.0, 9945.0, 10_000.0, 10_055.0, 10_070.0])
    closures = closed_stretches(field_of(situation(reports=(BLOCK,))), roads, NOON + HOUR * 3)
    # The dots are 20 m long and the radius is 50 m.
    assert closures.by.tolist() == [0, ClosedBy.REPORT, ClosedBy.REPORT, ClosedBy.REPORT, 0]
    assert closures.why(2).in_english() == "Blocked: verified report r1 (crater) by crew-1, 3 h old."
    wide = field_of(situation(reports=(replace(BLOCK, radius_m=100),)))
    assert codes(wide, roads) == [ClosedBy.REPORT] * 5


def test_a_report_that_names_ways_closes_those_and_no_others():
    field = field_of(situation(reports=(replace(BLOCK, way_ids=(0, 3)),)))
    closures = closed_stretches(field, dots([1000.0, 9990.0, 10_000.0, 20_000.0]), NOON)
    assert closures.by.tolist() == [ClosedBy.REPORT, 0, 0, ClosedBy.REPORT]
    assert closures.remarks == ()


def test_ways_that_are_not_in_the_region_close_the_radius_instead_and_that_is_said():
    field = field_of(situation(reports=(replace(BLOCK, way_ids=(77,)),)))
    closures = closed_stretches(field, dots([1000.0, 10_000.0]), NOON)
    assert closures.by.tolist() == [0, ClosedBy.REPORT]
    (remark,) = closures.remarks
    assert remark.in_english() == (
        "Report r1 names ways that are not in the region; roads within 50 m of it are closed instead."
    )


def test_a_block_far_from_any_road_is_said():
    closures = closed_stretches(field_of(situation(reports=(BLOCK,))), dots([1000.0]), NOON)
    (remark,) = closures.remarks
    assert remark.in_english() == "Report r1 blocks a way, but no road lies within 50 m of it: check its position."


def test_an_unverified_report_never_closes():
    heard = replace(BLOCK, confidence=Confidence.UNVERIFIED, way_ids=(0,), radius_m=5000)
    assert codes(field_of(situation(reports=(heard,))), dots([10_000.0])) == [0]


def test_a_block_ends_with_its_validity_and_begins_in_its_hour():
    field = field_of(
        situation(reports=(replace(BLOCK, happened_at=NOON + timedelta(minutes=90), valid_until=NOON + HOUR * 3),))
    )
    assert [codes(field, dots([10_000.0]), NOON + HOUR * k)[0] for k in range(4)] == [0, 4, 4, 0]


def clearing(**changes: Any) -> Clearing:
    fields: dict[str, Any] = {"report": "r1", "cleared_at": NOON, "expires_at": NOON + HOUR * 5, "drove_it": "crew-2"}
    return Clearing(**(fields | changes))


@pytest.mark.parametrize(
    ("word", "opens"),
    [
        (clearing(), True),
        (clearing(drove_it="", sources=("police", "head")), True),
        (clearing(drove_it="", sources=("police",)), False),
        (clearing(drove_it="", sources=("police", "police")), False),
        (clearing(drove_it=""), False),
        (clearing(cleared_at=NOON - HOUR), False),  # before the report was made
    ],
)
def test_clearing_takes_two_sources_or_a_crew_that_drove_it(word: Clearing, *, opens: bool):
    field = field_of(situation(reports=(BLOCK,), clearings=(word,)))
    assert codes(field, dots([10_000.0])) == [0 if opens else ClosedBy.REPORT]


def test_a_clearing_expires_and_must_last_through_the_hour():
    word = clearing(cleared_at=NOON + timedelta(minutes=30), expires_at=NOON + timedelta(hours=3, minutes=30))
    field, roads = field_of(situation(reports=(BLOCK,), clearings=(word,))), dots([10_000.0])
    assert codes(field, roads, NOON) == [4]
    assert codes(field, roads, NOON + timedelta(minutes=30)) == [0]
    assert codes(field, roads, NOON + HOUR * 2) == [0]
    assert codes(field, roads, NOON + HOUR * 3) == [4]


def test_the_first_reason_in_order_is_given_and_all_are_kept():
    zone = Zone(id="z1", kind=ZoneKind.CLOSED, area=box(0, 0, 40_000, 40_000), source="army")
    field = field_of(situation(zones=(zone,), reports=(replace(BLOCK, way_ids=(0,)),)))
    closures = closed_stretches(field, dots([35_000.0], 39_000.0), NOON)
    assert closures.by.tolist() == [ClosedBy.BORDER]
    assert [remark.text.split()[0] for remark in closures.why_all(0)] == ["Beyond", "In", "In", "Blocked:"]
    assert [by for by, _ in point_reasons(field, *xy(35_000, 39_000))] == [
        ClosedBy.BORDER,
        ClosedBy.HELD,
        ClosedBy.ZONE,
    ]


def test_both_directions_of_a_blown_bridge_are_closed():
    world = blown_bridge()
    graph = world.graph
    bounds = (
        float(graph.node_x.min()) - 5000, float(graph.node_y.min()) - 5000,
        float(graph.node_x.max()) + 5000, float(graph.node_y.max()) + 5000,
    )  # fmt: skip
    field = field_of(world.situation, bounds_m=bounds, starts_at=world.now, border=world.border)
    closures = closed_stretches(field, graph, world.now)
    closed = np.flatnonzero(~closures.open)
    assert graph.way_ids[graph.way_start[closed]].tolist() == [102]
    arcs = np.flatnonzero(np.isin(graph.arc_stretch, closed))
    assert len(arcs) == 2
    assert world.situation.reports[1].id == "bridge"
    assert small_town().situation.reports[0].blocks is False


def test_closures_of_an_hour_are_read_only_and_outside_the_field_refused():
    closures = closed_stretches(field_of(), dots([1000.0]), NOON)
    with pytest.raises(ValueError, match="read-only"):
        closures.by[0] = 1
    with pytest.raises(InputError, match="The field covers"):
        closed_stretches(field_of(), dots([1000.0]), NOON - HOUR)


def test_a_point_off_the_raster_is_refused():
    with pytest.raises(InputError, match="outside the region"):
        closed_point(field_of(), 0.0, 0.0)


def test_a_border_that_had_to_be_continued_is_said_by_the_field():
    short = replace(BORDER, lines=((to_degrees(5000, 38_000), to_degrees(35_000, 38_000)),))
    (remark,) = field_of(border=short).remarks
    assert "was continued straight for" in remark.in_english()
