"""A good plan with relays passes; with one thing about a hand-over changed the referee names what was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from functools import lru_cache
from typing import Any

import pytest

from openevac.domain.hazards import Zone, ZoneKind
from openevac.domain.legs import Walk
from openevac.domain.missions import Mission, Plan, Stop, Trip
from openevac.domain.places import Access
from openevac.domain.relays import Relay, Waiting
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from openevac.hazards.field import build_field
from openevac.planning.check.ceilings import evacuee_exposure, marginal_person_exposure
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.measured import drive_again
from openevac.planning.check.referee import field_bounds_m
from openevac.planning.check.relays import rides_of
from tests.hand_made import box, to_degrees
from tests.planning.check.edits import Edit, codes, edit_mission, faults
from tests.planning.relay_worlds import RELAY, armoured_town, inner_trips, taken_on
from tests.planning.town import plan_of
from tests.worlds import NOW, VILLAGE, World, at, curfew, marginal

THINGS = {"belongings_kg": 40.0, "belongings_l": 200.0}


@lru_cache(maxsize=1)
def relayed() -> tuple[World, Plan]:
    """Give a plan in which the carrier hands two trips over to the bus."""
    world = armoured_town(until=6.0).with_needs("T-6", **THINGS)
    made = plan_of(world)
    assert len(inner_trips(made)) == 2
    assert len(taken_on(made)) == 4
    return world, made


def on_inner(change: Callable[[Trip], Trip]) -> Edit:
    """Change the first trip that ends at a relay."""

    def changed(mission: Mission) -> Mission:
        place = next(k for k, trip in enumerate(mission.trips) if trip.hand_over is not None)
        trips = (*mission.trips[:place], change(mission.trips[place]), *mission.trips[place + 1 :])
        return replace(mission, trips=trips)

    def edit(made: Plan) -> Plan:
        first = inner_trips(made)[0][0]
        return edit_mission(made, made.missions.index(first), changed)

    return edit


def on_taken(change: Callable[[Stop], Stop]) -> Edit:
    """Change the first stop at which people are taken on."""

    def edit(made: Plan) -> Plan:
        first = taken_on(made)[0]

        def changed(old: Mission) -> Mission:
            trips = tuple(
                replace(trip, stops=tuple(change(stop) if stop is first else stop for stop in trip.stops))
                for trip in old.trips
            )
            return replace(old, trips=trips)

        number = next(k for k, one in enumerate(made.missions) if any(first in trip.stops for trip in one.trips))
        return edit_mission(made, number, changed)

    return edit


def over(**changes: Any) -> Callable[[Trip], Trip]:
    """Change fields of the hand-over."""

    def changed(trip: Trip) -> Trip:
        assert trip.hand_over is not None
        return replace(trip, hand_over=replace(trip.hand_over, **changes))

    return changed


def waited(**changes: Any) -> Callable[[Stop], Stop]:
    """Change fields of the waiting."""

    def changed(stop: Stop) -> Stop:
        assert stop.waited is not None
        return replace(stop, waited=replace(stop.waited, **changes))

    return changed


def slot_moved(minutes: int) -> Callable[[Trip], Trip]:
    """Move the slot of a hand-over."""

    def changed(trip: Trip) -> Trip:
        assert trip.hand_over is not None
        return over(slot=trip.hand_over.slot + timedelta(minutes=minutes))(trip)

    return changed


def since_moved(stop: Stop) -> Stop:
    assert stop.waited is not None
    return waited(since=stop.waited.since + timedelta(minutes=2))(stop)


def handed_on(trip: Trip) -> Trip:
    """The stop at the door says that the household waited at a relay already."""
    waiting = Waiting(relay="cross", since=trip.stops[0].arrives_at, time_s=0.0, exposure=0.0, person_exposure=0.0)
    return replace(trip, stops=(replace(trip.stops[0], waited=waiting), *trip.stops[1:]))


def walked(stop: Stop) -> Stop:
    walk = Walk(leaves_at=stop.arrives_at, length_m=1.0, time_s=1.0, exposure=0.0, person_exposure=0.0)
    return replace(stop, walk=walk)


CORRUPTIONS: dict[str, tuple[Edit, FaultCode]] = {
    "brought to nowhere": (on_inner(over(relay="nowhere")), FaultCode.UNKNOWN_RELAY),
    "taken on nowhere": (on_taken(waited(relay="nowhere")), FaultCode.UNKNOWN_RELAY),
    "a slot off the grid": (on_inner(slot_moved(-5)), FaultCode.RELAY_SLOT),
    "a slot before everybody is out": (on_inner(slot_moved(-15)), FaultCode.RELAY_SLOT),
    "taken on before the slot": (on_inner(slot_moved(60)), FaultCode.RELAY_SLOT),
    "a shelter beside the relay": (on_inner(lambda trip: replace(trip, shelter="school")), FaultCode.RELAY_STATED),
    "a shorter wait": (on_taken(waited(time_s=1.0)), FaultCode.RELAY_STATED),
    "a wait that begins later": (on_taken(since_moved), FaultCode.RELAY_STATED),
    "a calmer wait": (on_taken(waited(exposure=0.0)), FaultCode.EXPOSURE),
    "a wait of one": (on_taken(waited(person_exposure=0.0)), FaultCode.PERSON_EXPOSURE),
    "a calmer unloading": (on_inner(over(exposure=0.0)), FaultCode.EXPOSURE),
    "an unloading without a crew": (on_inner(over(person_exposure=0.0)), FaultCode.PERSON_EXPOSURE),
    "a shorter unloading": (
        on_inner(lambda trip: replace(trip, unloaded_at=trip.unloaded_at - timedelta(minutes=2))),
        FaultCode.UNLOADING_TIME,
    ),
    "things that stay at the relay": (on_taken(lambda stop: replace(stop, left_kg=20.0)), FaultCode.RELAY_STATED),
    "seconds saved at the relay": (on_taken(lambda stop: replace(stop, saved_s=30.0)), FaultCode.RELAY_STATED),
    "nobody takes them on": (on_taken(lambda stop: replace(stop, waited=None)), FaultCode.LEFT_AT_RELAY),
    "nobody brings them": (
        on_inner(lambda trip: replace(trip, hand_over=None, shelter="school")),
        FaultCode.NOT_BROUGHT_TO_RELAY,
    ),
    "handed over twice": (on_inner(handed_on), FaultCode.HANDED_OVER_TWICE),
    "on foot to the relay": (on_taken(walked), FaultCode.RELAY_ON_FOOT),
    "a parcel at the relay": (on_taken(lambda stop: replace(stop, gives=("food",))), FaultCode.RELAY_ON_FOOT),
    "more things aboard": (
        on_taken(lambda stop: replace(stop, aboard=replace(stop.aboard, kg=stop.aboard.kg + 20))),
        FaultCode.LOAD_STATED,
    ),
    "the trip without its wait": (
        on_inner(lambda trip: replace(trip, person_exposure=trip.person_exposure / 2)),
        FaultCode.PERSON_EXPOSURE,
    ),
}


def test_the_plan_itself_has_no_fault() -> None:
    world, made = relayed()
    assert faults(made, world) == ()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_one_changed_thing_is_named(name: str) -> None:
    world, made = relayed()
    edit, code = CORRUPTIONS[name]
    assert code in codes(edit(made), world)


def test_an_hour_lost_at_the_relay_is_too_long_for_whoever_waits() -> None:
    world, made = relayed()
    longest = max(stop.waited.time_s for stop in taken_on(made) if stop.waited is not None)
    assert codes(made, world.with_policy(max_relay_wait_s=longest - 60)) == {FaultCode.RELAY_WAIT}
    assert codes(made, world.with_policy(max_relay_wait_s=longest)) == set()


def test_relays_that_the_policy_does_not_use() -> None:
    world, made = relayed()
    assert codes(made, world.with_policy(relays=False)) == {FaultCode.RELAYS_OFF}


def with_relay(world: World, **changes: Any) -> World:
    """Change the relay."""
    return world.with_operation(relays=(replace(RELAY, **changes),))


def test_the_hours_of_the_relay_hold_from_arriving_to_boarding() -> None:
    world, made = relayed()
    first, last = inner_trips(made)[0][1].arrives_at, taken_on(made)[-1].departs_at
    assert codes(made, with_relay(world, tw_early=first, tw_late=last)) == set()
    assert codes(made, with_relay(world, tw_early=first + timedelta(minutes=5))) == {FaultCode.RELAY_HOURS}
    assert codes(made, with_relay(world, tw_late=last - timedelta(minutes=5))) == {FaultCode.RELAY_HOURS}


def test_curfew_and_access_of_the_place_of_the_relay_hold_for_both_vehicles() -> None:
    world, made = relayed()
    in_place = world.with_situation(curfews=(curfew(time(7, 30), time(7, 45), VILLAGE),))
    assert codes(made, in_place) == {FaultCode.CURFEW}
    assert {fault.vehicle for fault in faults(made, in_place)} >= {"carrier-1"}
    for access, vehicles in ((Access.ARMOURED_ONLY, {"bus-1"}), (Access.CLOSED, {"bus-1", "carrier-1"})):
        rule = PlaceAccess(katottg=VILLAGE, access=access, source="administration", since=NOW)
        closed = world.with_situation(access=(*world.situation.access, rule))
        found = faults(made, closed)
        assert {fault.code for fault in found} == {FaultCode.PLACE_ACCESS}
        assert {fault.vehicle for fault in found} == vehicles


def test_a_relay_without_a_code_lies_in_the_nearest_place() -> None:
    world, made = relayed()
    found = faults(made, with_relay(world, katottg=""))
    assert {fault.code for fault in found} == {FaultCode.PLACE_ACCESS}
    assert {fault.vehicle for fault in found} == {"bus-1"}, "the town is nearer, and only armoured vehicles enter it"


def test_nobody_waits_on_closed_ground() -> None:
    world = with_relay(armoured_town(until=6.0), position=to_degrees(6500, 60))
    made = plan_of(world)
    assert taken_on(made)
    zone = Zone(id="field", kind=ZoneKind.CLOSED, area=box(6400, 30, 6600, 90), source="deminers")
    assert FaultCode.CLOSED_GROUND in codes(made, world.with_situation(zones=(zone,)))


def test_people_do_not_walk_between_the_two_vehicles() -> None:
    world, made = relayed()
    found = faults(made, with_relay(world, position=to_degrees(6500, 150)))
    assert FaultCode.RELAY_HALT in {fault.code for fault in found}
    assert {fault.vehicle for fault in found if fault.code is FaultCode.RELAY_HALT} == {"carrier-1", "bus-1"}


def test_another_relay_than_the_one_they_are_brought_to() -> None:
    world, made = relayed()
    twice = world.with_operation(relays=(RELAY, Relay(id="other", position=RELAY.position, katottg=VILLAGE)))
    assert FaultCode.NOT_BROUGHT_TO_RELAY in codes(on_taken(waited(relay="other"))(made), twice)


def test_nobody_is_taken_on_by_the_vehicle_that_brought_them() -> None:
    world, made = relayed()
    number = next(k for k, one in enumerate(made.missions) if one.vehicle == "bus-1")
    same = edit_mission(made, number, lambda old: replace(old, vehicle="carrier-1", crew="crew-1"))
    assert FaultCode.NOT_BROUGHT_TO_RELAY in codes(same, world)


def test_beds_are_needed_where_the_outer_vehicle_goes_and_not_at_the_relay() -> None:
    world, made = relayed()
    assert made.totals.people == 20
    full = world.with_record("shelters", "school", beds=Beds(ordinary=19))
    assert codes(made, full) == {FaultCode.BEDS}
    assert codes(made, world.with_record("shelters", "school", beds=Beds(ordinary=20))) == set()


def test_both_vehicles_need_the_seats() -> None:
    world, made = relayed()
    for kind, vehicle, seats in (("carrier", "carrier-1", 7), ("minibus", "bus-1", 15)):
        found = faults(made, world.with_record("vehicle_types", kind, seats=seats))
        assert {(fault.code, fault.vehicle) for fault in found} == {(FaultCode.SEATS, vehicle)}


def measured(world: World, made: Plan) -> dict[str, list[tuple[float, float]]]:
    """Give what each ride of each household exposes it to and adds, by the referee's measures."""
    field = build_field(
        world.situation,
        crs=world.graph.crs,
        bounds_m=field_bounds_m(world.graph),
        starts_at=at(0),
        hours=24,
        border=world.border,
    )
    driven = {id(one): drive_again(one, world.graph, field, world.operation) for one in made.missions}
    found = {}
    for name, rides in rides_of(made.missions).items():
        again = [(driven[id(ride.mission)], ride) for ride in rides]
        found[name] = [
            (
                evacuee_exposure(one.trips[ride.number], ride.place),
                marginal_person_exposure(one, ride.number, ride.place),
            )
            for one, ride in again
        ]
    return found


def test_a_ceiling_on_a_person_counts_both_rides_and_the_wait() -> None:
    world, made = relayed()
    rides = {name: [exposure for exposure, _ in found] for name, found in measured(world, made).items()}
    worst = max((name for name in rides if len(rides[name]) == 2), key=lambda name: sum(rides[name]))
    ceiling = sum(rides[worst]) * 0.99
    assert max(rides[worst]) < ceiling
    found = faults(made, world.with_policy(max_exposure_per_person=ceiling))
    assert (FaultCode.CEILING_PERSON, worst) in {(fault.code, fault.request) for fault in found}
    above = faults(made, world.with_policy(max_exposure_per_person=sum(rides[worst]) * 1.01))
    assert worst not in {fault.request for fault in above}


def test_a_ceiling_on_what_a_household_adds_counts_both_vehicles() -> None:
    world, _ = relayed()
    world = world.with_policy(max_marginal=marginal(1000.0))
    made = plan_of(world)
    adds = {name: [added for _, added in found] for name, found in measured(world, made).items()}
    worst = max((name for name in adds if len(adds[name]) == 2), key=lambda name: sum(adds[name]))
    ceiling = sum(adds[worst]) * 0.99
    assert max(adds[worst]) < ceiling
    found = faults(made, world.with_policy(max_marginal=marginal(ceiling)))
    assert {(fault.code, fault.request) for fault in found} >= {(FaultCode.CEILING_MARGINAL, worst)}
