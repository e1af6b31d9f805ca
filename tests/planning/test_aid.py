"""Aid on the empty way out, planned in the small town: parcels ride where vans go anyway, and never against people."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.missions import Mission, Plan, Stop, Trip
from openevac.domain.requests import Priority
from openevac.domain.unserved import AidLimit
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from tests.hand_made import to_degrees
from tests.planning.random_operations import random_region, random_world
from tests.planning.town import faults, plan_of, served
from tests.torture import examples
from tests.worlds import TOWN, World, at, marginal, small_town

TWO_HOURS_S = 7200.0


def parcel(name: str = "P-1", kind: AidKind = AidKind.FOOD, **fields: Any) -> Parcel:
    where = {} if {"position", "katottg"} & set(fields) else {"request": "A-1"}
    return Parcel(id=name, kind=kind, **{"kg": 10.0, "litres": 20.0, **where, **fields})


def town_with(*parcels: Parcel) -> World:
    return small_town().with_operation(aid=parcels)


def given_at(made: Plan, name: str) -> tuple[Trip, Stop]:
    """Give the trip and stop that hand a parcel over."""
    return next((t, s) for m in made.missions for t in m.trips for s in t.stops if name in s.gives)


def unplaced(made: Plan) -> dict[str, AidLimit]:
    return {entry.parcel: entry.limit for entry in made.unplaced}


def test_dog_food_rides_to_the_dogs_house() -> None:
    made = plan_of(town_with(parcel("dog-food", AidKind.PETS, kg=20)))
    trip, stop = given_at(made, "dog-food")
    assert stop.request == "A-1"
    assert trip.loads_out == ("dog-food",)
    assert made.unplaced == ()


def test_what_is_given_is_aboard_before_and_not_after() -> None:
    made = plan_of(town_with(parcel("P-1", request="A-1", kg=30), parcel("P-2", request="A-2", kg=7)))
    plain = plan_of(small_town())
    for name in ("P-1", "P-2"):
        trip, stop = given_at(made, name)
        before = next(s for m in plain.missions for t in m.trips for s in t.stops if s.request == stop.request)
        later = trip.stops[trip.stops.index(stop) + 1 :]
        still_aboard_kg = sum({"P-1": 30, "P-2": 7}[other] for s in later for other in s.gives)
        assert stop.aboard.kg == before.aboard.kg + still_aboard_kg
        assert stop.service_s == before.service_s + 120
        assert stop.aboard.people == before.aboard.people


def test_insulin_rides_with_the_trip_that_keeps_it_cold() -> None:
    insulin = parcel("insulin", AidKind.MEDICINE, request="B-1", cold_limit_s=TWO_HOURS_S, priority=Priority.URGENT)
    trip, stop = given_at(plan_of(town_with(insulin)), "insulin")
    assert stop.starts_at + timedelta(seconds=120) - trip.departs_at <= timedelta(hours=2)


def test_insulin_that_no_trip_keeps_cold_is_listed_and_a_longer_limit_alone_places_it() -> None:
    """The limit is shorter than the drive to the village."""
    insulin = parcel("insulin", AidKind.MEDICINE, request="B-1", cold_limit_s=300)
    made = plan_of(town_with(insulin))
    (entry,) = made.unplaced
    assert (entry.parcel, entry.limit) == ("insulin", AidLimit.COLD_LIMIT)
    assert "while it is cold enough" in entry.reason.in_english()
    assert "Without its cold limit the referee accepted a trip with it." in entry.proof.in_english()
    longer = plan_of(town_with(replace(insulin, cold_limit_s=TWO_HOURS_S)))
    assert longer.unplaced == ()
    assert served(longer) == served(made)


LIMITS: dict[str, tuple[Parcel, AidLimit, Callable[[World], World]]] = {
    "too far": (
        parcel(position=to_degrees(9000, 3000)),
        AidLimit.NO_STOP_NEAR,
        lambda world: world.with_policy(aid_reach_m=2200),
    ),
    "lies elsewhere": (
        parcel(request="C-1", lies_at="school"),
        AidLimit.LIES_ELSEWHERE,
        lambda world: world.with_record("aid", "P-1", lies_at="base"),
    ),
    "too heavy": (
        parcel(kg=900),
        AidLimit.PAYLOAD,
        lambda world: world.with_record("vehicle_types", "minibus", payload_kg=930),
    ),
    "too large": (
        parcel(litres=3500),
        AidLimit.VOLUME,
        lambda world: world.with_record("vehicle_types", "minibus", volume_l=3700),
    ),
    "too slow": (parcel(handover_s=3000), AidLimit.STOP_TOO_LONG, lambda world: world.with_policy(max_stop_s=4000)),
}


@pytest.mark.parametrize("name", LIMITS)
def test_what_keeps_a_parcel_is_named_and_lifting_it_alone_lets_it_ride(name: str) -> None:
    what, limit, lift = LIMITS[name]
    world = town_with(what)
    made = plan_of(world)
    assert unplaced(made) == {"P-1": limit}
    assert "referee accepted" in made.unplaced[0].proof.in_english()
    assert unplaced(plan_of(lift(world))) == {}


def test_a_ceiling_is_never_broken_for_a_parcel() -> None:
    """The ceiling lies just above what the trip adds as it is; the minutes of the hand-over would pass it."""
    world = small_town()
    plain = plan_of(world)
    most = max(trip.exposure for mission in plain.missions for trip in mission.trips)
    tight = world.with_policy(max_exposure_per_trip=most * 1.0005)
    mission, trip = next((m, t) for m in plain.missions for t in m.trips if t.exposure == most)
    slow = parcel(request=trip.stops[0].request, handover_s=900)
    made = plan_of(tight.with_operation(aid=(slow,)))
    assert served(made) == served(plan_of(tight)), mission.vehicle
    assert unplaced(made) == {"P-1": AidLimit.CEILINGS}


def test_minutes_that_the_day_does_not_have_leave_the_parcel() -> None:
    world = small_town()
    back = max(mission.returns_at for mission in plan_of(world).missions)
    hour = (back - at(0)).total_seconds() / 3600
    tight = world.with_policy(departure_early=at(3), departure_late=at(3.05))
    crews = tight.with_record("crews", "crew-1", tw_late=at(hour)).with_record("crews", "crew-2", tw_late=at(hour))
    made = plan_of(crews)
    last = max(made.missions, key=lambda mission: mission.returns_at)
    spare_s = (at(hour) - last.returns_at).total_seconds()
    slow = parcel(request=last.trips[0].stops[0].request, handover_s=spare_s + 600)
    squeezed = plan_of(crews.with_policy(max_stop_s=20_000).with_operation(aid=(slow,)))
    assert served(squeezed) == served(made)
    assert unplaced(squeezed) == {"P-1": AidLimit.MINUTES}


def test_a_parcel_for_somebody_who_stays_is_given_at_the_next_door() -> None:
    """The household waits for a vehicle that takes its five dogs; their food goes to the neighbour's halt."""
    world = town_with(parcel("dog-food", AidKind.PETS, request="A-1"))
    world = world.with_record("requests", "A-1", tw_early=at(16), tw_late=at(18))
    near = world.with_policy(aid_reach_m=1500)
    made = plan_of(near)
    _, stop = given_at(made, "dog-food")
    assert stop.request == "A-2"
    assert "A-1" not in served(made)
    assert unplaced(plan_of(world)) == {"dog-food": AidLimit.NO_STOP_NEAR}


def test_a_place_is_a_destination_too() -> None:
    made = plan_of(town_with(parcel(katottg=TOWN)).with_policy(aid_reach_m=500))
    assert given_at(made, "P-1")[1].request in {"A-1", "A-2"}


def test_urgent_parcels_come_before_others_where_room_is_short() -> None:
    heavy = [parcel("a", kg=500), parcel("b", kg=500, priority=Priority.URGENT)]
    made = plan_of(town_with(*heavy))
    assert unplaced(made) == {"a": AidLimit.PAYLOAD}
    assert given_at(made, "b")


def test_parcels_alone_make_no_mission() -> None:
    """Nobody can be fetched from the closed hours; the vans stay, and so do the parcels."""
    world = town_with(parcel())
    for request in world.operation.requests:
        world = world.with_record("requests", request.id, tw_early=at(20), tw_late=at(21))
    made = plan_of(world)
    assert made.missions == ()
    assert unplaced(made) == {"P-1": AidLimit.NO_STOP_NEAR}
    assert "a parcel alone makes no mission" in made.unplaced[0].reason.in_english()
    assert "Nothing was lifted to prove this" in made.unplaced[0].proof.in_english()


def test_a_parcel_for_a_place_that_nobody_can_find_is_told() -> None:
    places = tuple(replace(place, position=None) for place in small_town().places)
    made = plan_of(replace(town_with(parcel(katottg=TOWN)), places=places))
    assert made.missions
    assert made.unplaced[0].reason.in_english() == "No source says where the place lies to which it should go."


def test_without_aid_nothing_changes() -> None:
    made = plan_of(small_town())
    assert made.unplaced == ()
    assert all(stop.gives == () for m in made.missions for t in m.trips for stop in t.stops)


def some_parcels(world: World, seed: int) -> tuple[Parcel, ...]:
    dice = random.Random(seed)
    return tuple(
        Parcel(
            id=f"P-{number}",
            kind=dice.choice(list(AidKind)),
            kg=dice.choice([0.0, 5.0, 40.0, 300.0]),
            litres=dice.choice([0.0, 20.0, 900.0]),
            handover_s=dice.choice([0.0, 60.0, 240.0, 900.0]),
            request=dice.choice(world.operation.requests).id,
            cold_limit_s=dice.choice([None, None, 900.0, 3600.0]),
            priority=dice.choice(list(Priority)),
        )
        for number in range(dice.randint(1, 6))
    )


@pytest.mark.parametrize("seed", range(300, 300 + examples(12, 200)))
def test_parcels_never_change_who_is_fetched_by_whom(seed: int) -> None:
    world = random_world(seed)
    loaded = world.with_operation(aid=some_parcels(world, seed))

    def made(one: World) -> Plan:
        return plan(random_region(seed), one.situation, one.operation, now=one.now, seed=seed, iterations=30)

    def who(one: Plan) -> list[tuple[str, list[list[str]]]]:
        return [(m.vehicle, [[stop.request for stop in trip.stops] for trip in m.trips]) for m in one.missions]

    before, after = made(world), made(loaded)
    assert who(after) == who(before)
    assert after.unserved == before.unserved
    found = check_plan(
        after, loaded.graph, loaded.fingerprint, loaded.situation, loaded.operation,
        border=loaded.border, places=loaded.places,
    )  # fmt: skip
    assert found == ()
    given = {name for m in after.missions for trip in m.trips for name in trip.loads_out}
    assert given | {entry.parcel for entry in after.unplaced} == {one.id for one in loaded.operation.aid}


def with_stop(made: Plan, request: str, **fields: Any) -> Plan:
    def of(mission: Mission) -> Mission:
        trips = tuple(
            replace(trip, stops=tuple(replace(s, **fields) if s.request == request else s for s in trip.stops))
            for trip in mission.trips
        )
        return replace(mission, trips=trips)

    return replace(made, missions=tuple(of(mission) for mission in made.missions))


CORRUPTIONS: dict[str, tuple[Callable[[Plan], Plan], FaultCode]] = {
    "an unknown parcel": (lambda made: with_stop(made, "C-1", gives=("Z",)), FaultCode.UNKNOWN_PARCEL),
    "given twice": (lambda made: with_stop(made, "A-2", gives=("P-1",)), FaultCode.PARCEL_TWICE),
    "given and listed": (
        lambda made: replace(made, unplaced=(*made.unplaced, replace(made.unplaced[0], parcel="P-1"))),
        FaultCode.PARCEL_TWICE,
    ),
    "forgotten": (lambda made: replace(made, unplaced=()), FaultCode.PARCEL_MISSING),
    "listed without a reason": (
        lambda made: replace(
            made, unplaced=(replace(made.unplaced[0], reason=replace(made.unplaced[0].reason, text=" ")),)
        ),
        FaultCode.PARCEL_MISSING,
    ),
    "given at another door": (lambda made: with_stop(made, "C-1", gives=("P-1",)), FaultCode.PARCEL_ELSEWHERE),
    "no minutes for it": (lambda made: with_stop(made, "A-1", gives=()), FaultCode.SERVICE_TIME),
    "not counted aboard": (lambda made: with_stop(made, "A-1", gives=("P-1", "P-2")), FaultCode.COLD_LIMIT),
}


@pytest.fixture(scope="module")
def loaded() -> tuple[World, Plan]:
    world = town_with(parcel("P-1"), parcel("P-2", AidKind.MEDICINE, cold_limit_s=60, lies_at="base"))
    return world, plan_of(world)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_referee_names_what_was_changed(loaded: tuple[World, Plan], name: str) -> None:
    world, made = loaded
    corrupt, code = CORRUPTIONS[name]
    assert not faults(world, made)
    assert code in {fault.code for fault in faults(world, corrupt(made))}


def test_the_referee_weighs_parcels_on_the_way_out(loaded: tuple[World, Plan]) -> None:
    world, made = loaded
    heavy = world.with_record("aid", "P-1", kg=900)
    assert {fault.code for fault in faults(heavy, made)} >= {FaultCode.PAYLOAD}
    large = world.with_record("aid", "P-1", litres=9000)
    assert {fault.code for fault in faults(large, made)} >= {FaultCode.VOLUME}
    slow = world.with_record("aid", "P-1", handover_s=300)
    assert FaultCode.SERVICE_TIME in {fault.code for fault in faults(slow, made)}


def test_the_referee_knows_where_parcels_lie(loaded: tuple[World, Plan]) -> None:
    world, made = loaded
    trip, _ = given_at(made, "P-1")
    other = "school" if trip.starts_from == "base" else "base"
    moved = world.with_record("aid", "P-1", lies_at=other)
    assert {fault.code for fault in faults(moved, made)} == {FaultCode.PARCEL_ELSEWHERE}


def test_a_ceiling_on_what_one_household_adds_holds_with_parcels() -> None:
    world = town_with(parcel(handover_s=300)).with_policy(max_marginal=marginal(50.0))
    assert not faults(world, plan_of(world))
