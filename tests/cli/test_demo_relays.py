"""The relays of the two invented days arise from rules, hold when the day changes, and vanish with their cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from openevac.cli.check import faults_of
from openevac.cli.demo_days.days import DemoDay
from openevac.cli.demo_replan import ITERATIONS as CHANGED_DAYS
from openevac.cli.plan import ITERATIONS
from openevac.cli.world import World, ground_of
from openevac.domain.missions import Plan, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.places import Access
from openevac.domain.relays import SLOT_S
from openevac.domain.situation import PlaceAccess, Situation
from openevac.feeds.event_file import read_events
from openevac.feeds.situation_file import read_situation
from openevac.planning.plan import plan
from openevac.planning.replan import Replanned, replan
from openevac.reports.difference import difference_text
from openevac.reports.words import Words
from openevac.roads.places import PlaceIndex
from tests.cli.test_demo_days import DAYS, MAY, OCTOBER, limits, operation, planned, region, stops_of, world

MORE = {"may": 1, "october": 4}
"""How many more people a day fetches by its relay."""


def handed(made: Plan) -> set[str]:
    """Give who changes vehicles."""
    return {stop.request for _, trip in inner_trips(made) for stop in trip.stops}


def inner_trips(made: Plan) -> list[tuple[str, Trip]]:
    """Give the trips that end at a relay, each with its vehicle."""
    return [(one.vehicle, trip) for one in made.missions for trip in one.trips if trip.hand_over is not None]


def taken_on(made: Plan) -> list[tuple[str, Stop]]:
    """Give the stops at which people are taken on at a relay, each with the vehicle that takes them."""
    return [(one.vehicle, s) for one in made.missions for trip in one.trips for s in trip.stops if s.waited]


def opened(entry: PlaceAccess) -> PlaceAccess:
    """Give what is said of a place, with armour-only switched off."""
    return replace(entry, access=Access.OPEN) if entry.access is Access.ARMOURED_ONLY else entry


@cache
def without_relays(day: DemoDay, how: str) -> Plan:
    """Plan the day with one cause of its relay taken away; as carefully as the day itself, since people are counted."""
    asked, situation = operation(day), world(day).situation
    changed: dict[str, tuple[Operation, Situation]] = {
        "switched off": (replace(asked, policy=replace(asked.policy, relays=False)), situation),
        "no point": (replace(asked, relays=()), situation),
        "nobody waits": (replace(asked, policy=replace(asked.policy, max_relay_wait_s=0.0)), situation),
        "open to all": (asked, replace(situation, access=tuple(map(opened, situation.access)))),
    }
    return plan(region(), changed[how][1], changed[how][0], now=day.at, seed=day.seed, iterations=ITERATIONS)


@DAYS
def test_people_of_a_place_for_armour_change_at_the_relay(day: DemoDay) -> None:
    read, made = operation(day), planned(day)
    (relay,) = read.relays
    only = {one.katottg for one in world(day).situation.access if one.access is Access.ARMOURED_ONLY}
    points = {point.id for point in read.meeting_points if point.katottg in only}
    armour = {one.id for one in read.vehicles if read.profile(one).armoured}

    assert handed(made)
    for _, trip in inner_trips(made):
        assert all(read.request(stop.request).katottg in only or stop.meeting_point in points for stop in trip.stops)
    assert {vehicle for vehicle, _ in inner_trips(made)} <= armour
    assert not {vehicle for vehicle, _ in taken_on(made)} & armour
    assert sorted(stop.request for _, stop in taken_on(made)) == sorted(handed(made))
    assert {trip.ends_at for _, trip in inner_trips(made)} == {relay.id}


@DAYS
def test_a_hand_over_keeps_the_quarter_of_an_hour_and_the_longest_wait(day: DemoDay) -> None:
    longest_s = operation(day).policy.max_relay_wait_s

    for _, trip in inner_trips(planned(day)):
        assert trip.hand_over is not None
        assert trip.hand_over.slot.timestamp() % SLOT_S == 0
        assert trip.unloaded_at <= trip.hand_over.slot
    for _, stop in taken_on(planned(day)):
        assert stop.waited is not None
        assert 0 < stop.waited.time_s <= longest_s
        assert stop.starts_at - stop.waited.since == timedelta(seconds=stop.waited.time_s)


@DAYS
def test_the_armoured_van_goes_in_again_after_a_hand_over(day: DemoDay) -> None:
    """That is what the relay is for: without it the way to the shelter and back would have taken this time."""
    (relay,) = operation(day).relays
    again = [
        trip
        for mission in planned(day).missions
        for trip in mission.trips
        if trip.starts_from == relay.id and trip.stops
    ]

    assert again


@DAYS
@pytest.mark.parametrize("how", ["switched off", "no point", "nobody waits"])
def test_without_the_relay_fewer_people_come_out(day: DemoDay, how: str) -> None:
    made = without_relays(day, how)

    assert inner_trips(made) == []
    assert taken_on(made) == []
    assert made.totals.people == planned(day).totals.people - MORE[day.key]


@DAYS
def test_where_everybody_may_enter_nobody_changes_vehicles(day: DemoDay) -> None:
    made = without_relays(day, "open to all")
    served = {stop.request for stop in stops_of(made)}

    assert inner_trips(made) == []
    assert handed(planned(day)) <= served


@DAYS
def test_nobody_who_stays_gets_a_false_reason_beside_the_relay(day: DemoDay) -> None:
    """Each has the reason it has without the relay, and the referee has seen that lifting it would help."""
    before, now = {one.request: one.limit for one in without_relays(day, "no point").unserved}, limits(day)

    assert set(now) <= set(before)
    assert all(before[request] == limit for request, limit in now.items())
    assert all("the referee accepted" in one.proof.in_english() for one in planned(day).unserved)


@cache
def later(day: DemoDay) -> Replanned:
    """Give the day planned again after its event, as the demo does."""
    situation = read_situation(day.situation, day.changes_at)
    events = read_events(day.event, ground_of(region(), PlaceIndex(region().places)))
    found = replan(
        region(), situation, operation(day), planned(day), events,
        now=day.changes_at, seed=day.seed, iterations=CHANGED_DAYS,
    )  # fmt: skip
    today = World(region(), found.today.situation)
    assert faults_of(found.plan, today, found.today.operation, out=found.today.out) == ()
    return found


def slots(made: Plan) -> dict[str, datetime]:
    """Give when each household is handed over."""
    return {stop.request: trip.hand_over.slot for _, trip in inner_trips(made) for stop in trip.stops if trip.hand_over}


def test_in_may_a_tyre_puts_the_hand_over_off_by_a_quarter_of_an_hour_and_both_crews_are_rung() -> None:
    before, now = slots(planned(MAY)), slots(later(MAY).plan)
    said = difference_text(later(MAY).changes, Words("en"))

    assert before
    assert now == {request: slot + timedelta(minutes=15) for request, slot in before.items()}
    assert "The hand-over of Т-507 at the relay заправка is at 20 May, 08:15 instead of 20 May, 08:00" in said
    assert "ring both crews" in said
    assert [one.request for one in later(MAY).broken] == ["Т-504"], "nobody was at home there; all others are kept"


def test_in_october_the_strike_leaves_the_hand_overs_where_they_were() -> None:
    found = later(OCTOBER)
    said = difference_text(found.changes, Words("en"))

    assert slots(found.plan) == slots(planned(OCTOBER))
    assert found.broken == ()
    assert "5 min longer" in said
    assert "hand-over" not in said
