"""A day with relays under way: both parts of a hand-over are kept, moved or given up together, and both crews hear it.

The plan in force, by UTC: the carrier leaves at 4:05, brings T-6 and T-5 to the relay (there 4:39 to 4:44, slot 4:45),
T-4 and T-3 (5:09 to 5:14, slot 5:15), T-2 and T-1 (5:39 to 5:44, slot 5:45). The bus leaves at 4:57, takes the first
four on from 5:03 to 5:27, is at the school at 5:33, and takes the last two on from 5:55.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

import pytest

from openevac.domain.missions import Mission, Plan
from openevac.domain.places import Access
from openevac.domain.replanning import DayEvents, Delay, Refusal, VanLost, VanSeen
from openevac.domain.requests import Priority
from openevac.domain.situation import PlaceAccess
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.referee import check_plan
from openevac.planning.replan import Replanned, replan
from tests.planning.relay_worlds import RELAY, armoured_town, inner_trips, taken_on
from tests.planning.test_replan import assert_nothing_is_silent, faults_of
from tests.planning.town import plan_of, region_of, served
from tests.worlds import TOWN, World, at

MINUTE = timedelta(minutes=1)
THE_EVENING_BEFORE = at(3.5)
ON_THE_WAY_IN = at(4) + 10 * MINUTE
ONE_ABOARD = at(4) + 29 * MINUTE + timedelta(seconds=20)
ALL_AT_THE_RELAY = at(4) + 46 * MINUTE
FOUR_IN_THE_BUS = at(5) + 28 * MINUTE


@lru_cache(maxsize=1)
def in_force() -> tuple[World, Plan]:
    world = armoured_town(until=6.5)
    return world, plan_of(world)


def again(now: datetime, *, world: World | None = None, made: Plan | None = None, **events: object) -> Replanned:
    """Plan the day again, and let the referee look at both plans with a field of its own."""
    known, plan = in_force()
    world, made = world or known, made or plan
    said = DayEvents(**events)  # type: ignore[arg-type]  # one helper for every kind of event
    firsts: list[Replanned] = []
    found = replan(
        region_of(world), world.situation, world.operation, made, said, now=now, seed=1, hand_out=firsts.append
    )
    for one in (*firsts, found):
        assert faults_of(one, world) == []
        assert_nothing_is_silent(made, one)
        names_of_people(one)
    return found


def names_of_people(found: Replanned) -> None:
    """No name that stands for a ride, or for a hand-over as a shelter, is ever shown."""
    assert "ride:" not in repr((found.plan, found.promises, found.changes, found.today.operation, found.today.out))
    assert "ride:" not in repr([(van.boarded, van.delivered, van.start) for van in found.today.vans.values()])


def mission_of(found: Replanned, vehicle: str) -> Mission:
    return next(mission for mission in found.plan.missions if mission.vehicle == vehicle)


def slots(plan: Plan) -> dict[str, datetime]:
    """Give the slot of everybody who is handed over."""
    return {
        name: trip.hand_over.slot
        for mission, trip in inner_trips(plan)
        for name in (*(mission.aboard if trip is mission.trips[0] else ()), *(stop.request for stop in trip.stops))
        if trip.hand_over is not None
    }


def waits(plan: Plan) -> set[str]:
    return {stop.request for stop in taken_on(plan)}


def told(found: Replanned, vehicle: str = "") -> list[str]:
    return [change.remark.in_english() for change in found.changes if change.vehicle == vehicle]


def test_the_plan_in_force_is_the_one_this_page_speaks_of() -> None:
    _, made = in_force()
    assert slots(made) == {
        "T-6": at(4.75), "T-5": at(4.75), "T-4": at(5.25), "T-3": at(5.25), "T-2": at(5.75), "T-1": at(5.75),
    }  # fmt: skip


@pytest.mark.parametrize("now", [THE_EVENING_BEFORE, ON_THE_WAY_IN, ONE_ABOARD, ALL_AT_THE_RELAY, FOUR_IN_THE_BUS])
def test_where_nothing_happened_nothing_changes(now: datetime) -> None:
    _, made = in_force()
    found = again(now)
    assert found.changes == ()
    assert found.broken == ()
    ahead = {name: slot for name, slot in slots(made).items() if slot > now}
    assert slots(found.plan) == ahead
    assert waits(found.plan) == set(ahead)
    assert served(found.plan) | {n for m in found.plan.missions for n in m.aboard} | delivered(found) == served(made)


def delivered(found: Replanned) -> set[str]:
    return {name for van in found.today.vans.values() for name in van.delivered}


def test_who_is_in_the_inner_vehicle_is_handed_over_from_there() -> None:
    found = again(ONE_ABOARD)
    carrier = mission_of(found, "carrier-1")
    assert carrier.aboard == ("T-6",)
    assert slots(found.plan)["T-6"] == at(4.75)
    (promise,) = [one for one in found.promises if one.request == "T-6"]
    assert (promise.vehicle, promise.aboard, promise.kept_by) == ("carrier-1", True, "bus-1")
    assert found.plan.totals.households == 6, "who is in one vehicle and promised by another counts once"


def test_who_stands_at_the_relay_is_fetched_from_there_above_all() -> None:
    found = again(ALL_AT_THE_RELAY)
    standing = {one.id: one for one in found.today.operation.requests if one.position == RELAY.position}
    assert set(standing) == {"T-5", "T-6"}
    assert all(one.required and one.priority is Priority.URGENT for one in standing.values())
    assert waits(found.plan) == {"T-1", "T-2", "T-3", "T-4"}, "their wait is no part of a plan made while they stand"
    assert [stop.request for stop in mission_of(found, "bus-1").trips[0].stops][:2] == ["T-6", "T-5"]
    assert delivered(found) == set(), "a relay is no shelter"


def test_who_was_taken_on_is_brought_in_by_the_outer_vehicle() -> None:
    found = again(FOUR_IN_THE_BUS)
    assert set(mission_of(found, "bus-1").aboard) == {"T-3", "T-4", "T-5", "T-6"}
    assert mission_of(found, "carrier-1").trips[0].hand_over is not None


def later_by(minutes: int) -> dict[str, datetime]:
    return {name: slot + minutes * MINUTE for name, slot in slots(in_force()[1]).items()}


def test_an_inner_vehicle_that_is_late_gets_later_slots_and_both_crews_are_rung() -> None:
    """Five minutes at the depot: the first hand-over moves to the next quarter, and the others behind it."""
    for late in (5.0, 14.0):
        found = again(THE_EVENING_BEFORE, delays=(Delay(vehicle="carrier-1", minutes=late),))
        assert found.broken == ()
        assert slots(found.plan) == later_by(15)
        (line,) = [one for one in told(found, "carrier-1") if "T-6, T-5" in one]
        assert line.startswith("The hand-over of T-6, T-5 at the relay cross is at 2025-10-15T05:00")
        assert line.endswith("ring both crews.")
        assert any("Leaves the depot" in one for one in told(found, "bus-1"))


def test_a_minute_moves_nothing() -> None:
    found = again(THE_EVENING_BEFORE, delays=(Delay(vehicle="carrier-1", minutes=0.9),))
    assert slots(found.plan) == slots(in_force()[1])


def test_an_outer_vehicle_that_is_late_lets_people_come_later_and_nobody_wait_too_long() -> None:
    found = again(ON_THE_WAY_IN, delays=(Delay(vehicle="bus-1", minutes=20),))
    assert {one.request for one in found.broken} == {"T-5"}, "the carrier is on the road, and can wait for one only"
    assert slots(found.plan) == {name: slot for name, slot in later_by(15).items() if name != "T-5"}
    assert max(stop.waited.time_s for stop in taken_on(found.plan) if stop.waited is not None) <= 1800
    second = next(t for _, t in inner_trips(found.plan) if "T-4" in {stop.request for stop in t.stops})
    assert second.hand_over is not None
    assert second.hand_over.slot - second.unloaded_at > 2 * MINUTE, "nobody waits near the line to come just in time"


def test_without_the_outer_vehicle_the_inner_one_brings_whom_it_can() -> None:
    found = again(ON_THE_WAY_IN, lost=(VanLost(vehicle="bus-1", at=ON_THE_WAY_IN),))
    assert inner_trips(found.plan) == []
    assert served(found.plan) == {"T-1", "T-2", "T-5", "T-6"}
    assert "Brings T-6, T-5, T-2, T-1 to school instead." in told(found, "carrier-1"), "all the way, as there is time"
    assert {one.request for one in found.broken} == {"T-3", "T-4"}
    assert all("relay" in one.reason.text for one in found.broken if one.reason is not None)
    entry = next(one for one in found.plan.unserved if one.request == "T-3")
    assert "one more vehicle of the kind carrier" in entry.proof.in_english(), "proved, not only said"


def test_people_at_the_relay_come_before_those_at_home() -> None:
    """The bus is lost while two families stand there: the carrier goes for them at once, and others wait at home."""
    found = again(ALL_AT_THE_RELAY, lost=(VanLost(vehicle="bus-1", at=ALL_AT_THE_RELAY),))
    carrier = mission_of(found, "carrier-1")
    assert {stop.request for stop in carrier.trips[0].stops} == {"T-5", "T-6"}
    assert carrier.departs_at - ALL_AT_THE_RELAY < 2 * MINUTE
    assert {one.request for one in found.broken} == {"T-1", "T-2", "T-3", "T-4"}


def test_who_stands_at_the_relay_and_finds_no_van_is_said_loudly() -> None:
    lost = tuple(VanLost(vehicle=name, at=ALL_AT_THE_RELAY) for name in ("bus-1", "carrier-1"))
    world, made = in_force()
    spare = replace(world.operation.vehicles[1], id="bus-2", crew="crew-3")
    crew = replace(world.operation.crews[1], id="crew-3", tw_early=at(4), tw_late=at(5))
    more = world.with_operation(vehicles=(*world.operation.vehicles, spare), crews=(*world.operation.crews, crew))
    found = again(ALL_AT_THE_RELAY, world=more, made=made, lost=lost)
    said = told(found)
    assert "T-6 stands at the relay cross, and no van was found to take them on: send one." in said


def test_a_lost_inner_vehicle_leaves_its_people_on_the_road_and_the_bus_goes_at_once() -> None:
    found = again(ONE_ABOARD, lost=(VanLost(vehicle="carrier-1", at=ONE_ABOARD),))
    bus = mission_of(found, "bus-1")
    assert [stop.request for trip in bus.trips for stop in trip.stops] == ["T-6"]
    assert bus.departs_at - ONE_ABOARD < 2 * MINUTE, "nobody stands on a road until the hour is better"
    assert inner_trips(found.plan) == []


def test_a_refusal_takes_one_household_out_of_both_vehicles() -> None:
    found = again(ON_THE_WAY_IN, refused=(Refusal(request="T-6", at=ON_THE_WAY_IN),))
    assert "T-6" not in slots(found.plan) | dict.fromkeys(waits(found.plan))
    assert slots(found.plan)["T-5"] == at(4.75)
    assert [one.request for one in found.broken] == ["T-6"]


def test_word_of_the_outer_crew_counts_for_the_inner_one() -> None:
    """The bus says that T-6 boarded; by the clock the carrier is still bringing it."""
    seen = VanSeen(vehicle="bus-1", seen_at=ONE_ABOARD, position=RELAY.position, done=("T-6",))
    found = again(ONE_ABOARD, vans=(seen,))
    assert mission_of(found, "bus-1").aboard == ("T-6",)
    assert "T-6" not in mission_of(found, "carrier-1").aboard


def test_a_place_that_closes_ends_both_parts() -> None:
    closed = PlaceAccess(katottg=TOWN, access=Access.CLOSED, source="crew", since=ON_THE_WAY_IN)
    found = again(ON_THE_WAY_IN, places=(closed,))
    assert found.plan.totals.households == 0
    assert {one.request for one in found.broken} == served(in_force()[1])


def test_a_day_planned_again_is_planned_again() -> None:
    """The second event meets a plan with people in the inner vehicle, and the operation as the first one left it."""
    first = again(ONE_ABOARD)
    world = in_force()[0]
    second = again(ALL_AT_THE_RELAY, world=_left_by(first, world), made=first.plan)
    assert second.broken == ()
    assert {one.id for one in second.today.operation.requests if one.position == RELAY.position} == {"T-5", "T-6"}
    third = again(FOUR_IN_THE_BUS, world=_left_by(second, world), made=second.plan)
    assert set(mission_of(third, "bus-1").aboard) == {"T-3", "T-4", "T-5", "T-6"}


def _left_by(found: Replanned, world: World) -> World:
    operation = found.today.operation
    return world.with_operation(
        **{name: getattr(operation, name) for name in ("requests", "vehicles", "shelters", "aid")}
    )


def test_the_referee_wants_both_parts_of_a_hand_over_of_people_aboard() -> None:
    """A plan that lets the bus forget whom the carrier brings, or bring them twice, is refused."""
    world, _ = in_force()
    found = again(ONE_ABOARD)
    bus = mission_of(found, "bus-1")
    first = bus.trips[0]
    forgotten = replace(first, stops=first.stops[1:], legs=first.legs[1:])
    codes = _codes(found, world, replace(bus, trips=(forgotten, *bus.trips[1:])))
    assert FaultCode.LEFT_AT_RELAY in codes
    stop = first.stops[0]
    assert stop.waited is not None
    sooner = replace(stop, waited=replace(stop.waited, since=stop.waited.since - 5 * MINUTE))
    earlier = replace(first, stops=(sooner, *first.stops[1:]))
    assert FaultCode.RELAY_STATED in _codes(found, world, replace(bus, trips=(earlier, *bus.trips[1:])))


def _codes(found: Replanned, world: World, changed: Mission) -> set[FaultCode]:
    missions = tuple(changed if one.vehicle == changed.vehicle else one for one in found.plan.missions)
    faults = check_plan(
        replace(found.plan, missions=missions),
        world.graph,
        world.fingerprint,
        found.today.situation,
        found.today.operation,
        border=world.border,
        places=world.places,
        out=found.today.out,
    )
    return {fault.code for fault in faults}
