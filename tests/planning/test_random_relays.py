"""Random operations with relays: the referee accepts every plan, nobody is left at a point, and some plans have one."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import HazardReport
from openevac.domain.missions import Mission, Plan, Trip
from openevac.domain.needs import Needs
from openevac.domain.relays import Relay
from openevac.domain.replanning import DayEvents, Delay, Refusal, VanLost
from openevac.planning.replan import Replanned, replan
from tests.hand_made import to_degrees
from tests.planning.relay_worlds import armoured_town, inner_trips, taken_on
from tests.planning.test_replan import assert_nothing_is_silent, faults_of
from tests.planning.town import plan_of, region_of, served
from tests.torture import examples
from tests.worlds import VILLAGE, World, at, marginal

COUNT = examples(10, 200)
MOMENTS = 6
"""Moments of each day at which something happens."""

WITH_RELAYS = 0.4
"""At least so many of the operations have a relay in their plan."""


def random_town(seed: int) -> World:
    """Give the armoured town with everything about relays thrown by dice; all of it follows from the seed."""
    dice = random.Random(f"relay town {seed}")
    world = armoured_town(households=dice.randint(4, 6), until=dice.choice([5.5, 5.75, 6.0, 6.5]))
    for request in world.operation.requests:
        needs = Needs(
            walks=dice.randint(1, 4),
            walks_with_help=dice.randint(0, 1),
            stretchers=dice.choice([0, 0, 0, 1]),
            pets=dice.choice([0, 0, 1]),
            belongings_kg=dice.choice([0.0, 0.0, 30.0]),
            belongings_l=dice.choice([0.0, 60.0, 200.0]),
            carry_floors=dice.choice([0, 0, 2]),
        )
        world = world.with_record("requests", request.id, needs=needs, required=dice.random() < 0.1)
    kinds = {"carrier": {"seats": dice.choice([6, 8])}, "minibus": {"seats": dice.choice([8, 16]), "stretchers": 2}}
    for kind, changes in kinds.items():
        world = world.with_record("vehicle_types", kind, **changes)
    relays = tuple(_relay(dice, number) for number in range(dice.randint(1, 2)))
    world = world.with_operation(relays=relays).with_situation(reports=_reports(dice, world))
    return world.with_policy(
        max_relay_wait_s=float(dice.choice([900, 1800, 3600])),
        max_exposure_per_person=dice.choice([None, None, None, 1.0]),
        max_marginal=dice.choice([world.operation.policy.max_marginal, marginal(20.0)]),
    )


def _relay(dice: random.Random, number: int) -> Relay:
    position = to_degrees(dice.uniform(5500, 8500), dice.uniform(-60, 60))
    relay = Relay(
        id=f"relay-{number}", position=position, katottg=VILLAGE, unloading_s=dice.choice([120.0, 300.0, 417.0])
    )
    return replace(relay, tw_early=at(4), tw_late=at(dice.choice([5.0, 7.0]))) if dice.random() < 0.3 else relay


def _reports(dice: random.Random, world: World) -> tuple[HazardReport, ...]:
    (strike,) = world.situation.reports
    return (replace(strike, position=to_degrees(dice.uniform(6000, 10_000), dice.uniform(-300, 300))),)


def handed_over_once(made: Plan) -> None:
    """Check that whoever is brought to a relay is taken on there, once, and counted once."""
    brought = [stop.request for _, trip in inner_trips(made) for stop in trip.stops]
    taken = [stop.request for stop in taken_on(made)]
    assert sorted(brought) == sorted(taken)
    assert len(set(taken)) == len(taken)
    assert made.totals.households == len(served(made))


def fetched(made: Plan) -> tuple[int, int]:
    """Give how many required households and how many people a plan fetches: all of them are of one class."""
    return made.totals.required_served, made.totals.people


def test_the_referee_accepts_every_plan_and_relays_only_bring_more() -> None:
    with_relays = 0
    for seed in range(COUNT):
        world = random_town(seed)
        made = plan_of(world, seed=seed, iterations=40)
        handed_over_once(made)
        if inner_trips(made):
            with_relays += 1
            without = plan_of(world.with_policy(relays=False), seed=seed, iterations=40)
            assert fetched(made) > fetched(without), seed
    assert with_relays >= WITH_RELAYS * COUNT


@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_gives_the_same_town(seed: int) -> None:
    assert random_town(seed).operation == random_town(seed).operation


def test_random_events_break_no_hand_over_silently() -> None:
    """Days with relays under way: the referee accepts every one, and nobody loses a ride without a word."""
    seen = Counter[str]()
    for seed in range(COUNT):
        world = random_town(seed)
        made = plan_of(world, seed=seed, iterations=40)
        if not inner_trips(made):
            continue
        dice = random.Random(f"relay day {seed}")
        begins = min(mission.departs_at for mission in made.missions)
        ends = max(mission.returns_at for mission in made.missions)
        for _ in range(MOMENTS):
            now = (begins + dice.random() * (ends - begins)).replace(microsecond=0)
            events = _events(dice, made, now)
            found = _planned_again(world, made, events, now)
            if found is None:
                continue
            assert faults_of(found, world) == [], (seed, now)
            assert_nothing_is_silent(made, found)
            assert "ride:" not in repr((found.plan, found.changes, found.promises, found.today.operation))
            handed = {name for mission, trip in inner_trips(found.plan) for name in _brought(mission, trip)}
            assert handed == {stop.request for stop in taken_on(found.plan)}
            seen["kept"] += bool(handed)
            seen["given up"] += any("is given up" in change.remark.text for change in found.changes)
            seen["later"] += any("instead of {told}" in change.remark.text for change in found.changes)
            seen["aboard"] += any(mission.aboard and trip.hand_over for mission, trip in inner_trips(found.plan))
            points = {relay.position for relay in world.operation.relays}
            seen["standing"] += any(one.position in points for one in found.today.operation.requests)
    assert all(seen[kind] for kind in ("kept", "given up", "later", "aboard", "standing")), seen


def _planned_again(world: World, made: Plan, events: DayEvents, now: datetime) -> Replanned | None:
    """Plan the day again; None where nobody is left to be fetched, or no van."""
    try:
        return replan(region_of(world), world.situation, world.operation, made, events, now=now, seed=1)
    except InputError as fault:
        if fault.field not in {"vans", "lost"}:
            raise
        return None


def _brought(mission: Mission, trip: Trip) -> tuple[str, ...]:
    aboard = mission.aboard if trip is mission.trips[0] else ()
    return (*aboard, *(stop.request for stop in trip.stops))


def _events(dice: random.Random, made: Plan, now: datetime) -> DayEvents:
    vehicles = sorted({mission.vehicle for mission in made.missions})
    names = sorted(served(made))
    kind = dice.choice(["late", "late", "lost", "refused", "nothing"])
    if kind == "late":
        return DayEvents(delays=(Delay(vehicle=dice.choice(vehicles), minutes=dice.choice([3.0, 8.0, 17.0, 31.0])),))
    if kind == "lost":
        return DayEvents(lost=(VanLost(vehicle=dice.choice(vehicles), at=now),))
    if kind == "refused":
        return DayEvents(refused=(Refusal(request=dice.choice(names), at=now),))
    return DayEvents()
