"""Legs and halts measured: against sums by hand, hour by hour, and adding up however a way is cut."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.vehicles import Profile, RoadUse
from openevac.hazards.exposure import point_rate, stretch_rates
from openevac.hazards.field import HazardField
from openevac.planning.check.excerpt import driven_shares
from openevac.planning.check.measure import LegMeasure, measure_leg, measure_stop
from openevac.planning.check.points import metres_apart, place_of, same_point
from openevac.roads.speeds import drive_table
from tests.hand_made import ORIGIN_M
from tests.planning.check.plan_builder import PlanBuilder
from tests.worlds import ROADS, World, at, rainy_day, small_town

VAN = Profile(id="van", height_m=2.7, weight_t=3.2)
JEEP = Profile(id="off_road", road_use=RoadUse.FOUR_BY_FOUR)
ARMOURED = Profile(id="armoured", armoured=True)
TOWN = small_town()
FIELD = PlanBuilder(TOWN).field


def arc(start: str, end: str, world: World = TOWN) -> int:
    """Find the arc that drives from one named point to another."""
    for stretch, road in enumerate(ROADS):
        if {road.start, road.end} == {start, end}:
            forward = road.start == start
            found = (world.graph.arc_stretch == stretch) & (world.graph.arc_forward == forward)
            return int(np.flatnonzero(found)[0])
    raise KeyError((start, end))


def arcs(*names: str) -> tuple[int, ...]:
    return tuple(arc(a, b) for a, b in pairwise(names))


def measured(
    way: tuple[int, ...],
    *,
    profile: Profile = VAN,
    hour: float = 4,
    start: float = 0.0,
    end: float = 1.0,
    field: HazardField = FIELD,
) -> LegMeasure:
    return measure_leg(
        TOWN.graph,
        field,
        profile,
        TOWN.situation.profile,
        arcs=way,
        start_fraction=start,
        end_fraction=end,
        departs_at=at(hour),
    )


TO_SQUARE = arcs("base", "west", "bridge_w", "bridge_e", "square")


def test_time_and_length_are_those_of_the_roads() -> None:
    leg = measured(TO_SQUARE)
    assert leg.length_m == pytest.approx(9000, abs=0.01)
    assert leg.time_s == pytest.approx(9000 / (65 / 3.6), abs=0.01)
    assert leg.track_m == 0
    assert leg.is_open


def test_exposure_is_the_rate_of_each_road_times_its_hours() -> None:
    rates = stretch_rates(FIELD, TOWN.graph, at(4), armoured=False)
    seconds = drive_table(TOWN.graph, VAN, TOWN.situation.profile, wet=False).time_s
    by_hand = sum(rates[k] * seconds[k] / 3600 for k in range(4))
    assert measured(TO_SQUARE).exposure == pytest.approx(by_hand, rel=1e-9)
    assert by_hand > 0.01


def test_part_of_a_road_counts_in_part() -> None:
    whole, part = measured(TO_SQUARE[:1]), measured(TO_SQUARE[:1], start=0.25, end=0.75)
    assert part.time_s == pytest.approx(whole.time_s / 2)
    assert part.length_m == pytest.approx(1000)
    assert part.exposure == pytest.approx(whole.exposure / 2)


def test_a_drive_of_no_length_takes_nothing() -> None:
    for way in ((), TO_SQUARE[:1]):
        leg = measured(way, start=0.5, end=0.5)
        assert (leg.time_s, leg.length_m, leg.exposure, leg.is_open) == (0, 0, 0, True)


def test_metres_on_tracks_count_apart() -> None:
    leg = measured(arcs("corner", "farm", "village"), profile=JEEP)
    assert leg.track_m == leg.length_m == pytest.approx(np.hypot(2000, 1600) + np.hypot(1500, 1300), abs=0.1)
    mixed = measured(arcs("corner", "farm"), profile=JEEP, end=0.5)
    assert mixed.track_m == pytest.approx(np.hypot(2000, 1600) / 2, abs=0.1)


def test_armour_lowers_and_never_raises() -> None:
    heavy = measured(TO_SQUARE[:2], profile=ARMOURED)
    assert heavy.exposure < measured(TO_SQUARE[:2]).exposure


def test_each_hour_counts_at_its_own_rate() -> None:
    """It rains from 05:00 on; a drive that begins at 04:55 is driven half dry, half in rain."""
    world = rainy_day(5, 8)
    field = PlanBuilder(world).field
    way = arcs("base", "west", "bridge_w", "bridge_e", "square")
    leg = measured(way, hour=4 + 55 / 60, field=field)
    dry, wet = (measured(way, hour=hour, field=field).exposure for hour in (4, 5))
    assert wet < leg.exposure < dry
    rates = [stretch_rates(field, TOWN.graph, at(hour), armoured=False) for hour in (4, 5)]
    seconds = drive_table(TOWN.graph, VAN, TOWN.situation.profile, wet=False).time_s[:4]
    ends = np.cumsum(seconds)
    first = np.clip(300 - (ends - seconds), 0, seconds)  # what is driven of each road before 05:00
    by_hand = (rates[0][:4] @ first + rates[1][:4] @ (seconds - first)) / 3600
    assert leg.exposure == pytest.approx(by_hand, rel=1e-9)


def test_wet_earth_closes_from_its_hour_on() -> None:
    field = PlanBuilder(rainy_day(5, 8)).field
    way = arcs("corner", "farm")  # takes ten minutes
    assert measured(way, profile=JEEP, hour=4.75, field=field).not_for_vehicle is None
    assert not measured(way, profile=JEEP, hour=4.9, field=field).is_open
    late = measured(way, profile=JEEP, hour=4.9, field=field).not_for_vehicle
    assert late is not None
    assert late.in_english() == "A vehicle of the kind 'off_road' may not drive the way 900 while earth is wet."


def test_a_way_that_is_only_touched_is_not_driven() -> None:
    way = (*arcs("square", "east"), arc("east", "corner"), arc("corner", "farm"))
    assert measured(way, end=0.0).is_open
    assert measured(way, end=0.01).not_for_vehicle is not None


def test_beyond_the_hours_of_the_field_it_is_refused() -> None:
    leaves_at = FIELD.starts_at + timedelta(hours=FIELD.hours) - timedelta(seconds=10)
    with pytest.raises(InputError, match="The field covers"):
        measure_leg(
            TOWN.graph,
            FIELD,
            VAN,
            TOWN.situation.profile,
            arcs=TO_SQUARE,
            start_fraction=0,
            end_fraction=1,
            departs_at=leaves_at,
        )


def test_a_halt_is_that_of_a_person_outside() -> None:
    x, y = ORIGIN_M + np.array((9000.0, 0.0))
    rate = point_rate(FIELD, x, y, at(4), armoured=False)
    assert measure_stop(FIELD, x, y, at(4), at(4.25)) == pytest.approx(rate / 4)
    assert rate > point_rate(FIELD, x, y, at(4), armoured=True)


fractions = st.floats(0.0, 1.0)


@settings(deadline=None)
@given(hour=st.floats(3.0, 9.0), cut=st.floats(0.01, 0.99), piece=st.integers(0, 3))
def test_a_drive_cut_in_two_adds_up(hour: float, cut: float, piece: int) -> None:
    whole = measured(TO_SQUARE, hour=hour)
    first = measured(TO_SQUARE[: piece + 1], hour=hour, end=cut)
    then = measure_leg(
        TOWN.graph,
        FIELD,
        VAN,
        TOWN.situation.profile,
        arcs=TO_SQUARE[piece:],
        start_fraction=cut,
        end_fraction=1.0,
        departs_at=at(hour) + timedelta(seconds=first.time_s),
    )
    assert first.time_s + then.time_s == pytest.approx(whole.time_s, rel=1e-9)
    assert first.length_m + then.length_m == pytest.approx(whole.length_m, rel=1e-9)
    assert first.exposure + then.exposure == pytest.approx(whole.exposure, rel=1e-6)


@settings(deadline=None)
@given(start=st.floats(3.0, 8.0), hours=st.floats(0.0, 3.0), share=fractions)
def test_a_halt_cut_in_two_adds_up(start: float, hours: float, share: float) -> None:
    x, y = ORIGIN_M + np.array((9000.0, -400.0))
    from_, until = at(start), at(start) + timedelta(hours=hours)
    between = from_ + (until - from_) * share
    parts = measure_stop(FIELD, x, y, from_, between) + measure_stop(FIELD, x, y, between, until)
    assert parts == pytest.approx(measure_stop(FIELD, x, y, from_, until), rel=1e-9, abs=1e-12)


@given(count=st.integers(1, 6), start=fractions, end=fractions)
def test_driven_shares_count_what_lies_between(count: int, start: float, end: float) -> None:
    shares = driven_shares(count, start, end)
    assert shares.sum() == pytest.approx(count - 1 + end - start)


class TestPoints:
    """Points of the network, as arcs and fractions."""

    def test_a_point_lies_along_the_shape(self) -> None:
        detour = arc("west", "square")
        x, y = place_of(TOWN.graph, detour, 0.5)
        half = (np.hypot(3150, 2500) + np.hypot(3850, 2500)) / 2
        along = (half - np.hypot(3150, 2500)) / np.hypot(3850, 2500)
        assert x - ORIGIN_M[0] == pytest.approx(5150 + along * 3850, abs=1)
        assert y - ORIGIN_M[1] == pytest.approx(-2500 + along * 2500, abs=1)

    def test_the_other_direction_is_the_same_point(self) -> None:
        there, back = arc("west", "square"), arc("square", "west")
        assert place_of(TOWN.graph, there, 0.3) == pytest.approx(place_of(TOWN.graph, back, 0.7))
        assert same_point(TOWN.graph, (there, 0.3), (back, 0.7))
        assert not same_point(TOWN.graph, (there, 0.3), (back, 0.3))

    def test_ends_that_meet_at_a_node_are_one_point(self) -> None:
        assert same_point(TOWN.graph, (arc("base", "west"), 1.0), (arc("west", "bridge_w"), 0.0))
        assert not same_point(TOWN.graph, (arc("base", "west"), 0.99), (arc("west", "bridge_w"), 0.0))
        assert not same_point(TOWN.graph, (arc("base", "west"), 0.0), (arc("west", "bridge_w"), 0.0))

    def test_distances_are_metres_on_the_ground(self) -> None:
        place = place_of(TOWN.graph, arc("base", "west"), 0.0)
        depot = TOWN.operation.depots[0].position
        assert metres_apart(TOWN.graph, place, depot) == pytest.approx(np.hypot(30, 20), abs=0.1)


def test_a_closed_road_says_why() -> None:
    leg = measured(TO_SQUARE, field=PlanBuilder(small_town(held_from_m=9500.0)).field)
    assert leg.closed is not None
    assert leg.not_for_vehicle is None
    assert not leg.is_open
    assert "line of the exercise" in leg.closed.in_english()
