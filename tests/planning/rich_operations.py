"""Random operations with what `random_operations` gives seldom or not at all: parcels, waves, armour, bags, a past.

Dice of their own, so that seeds give there what they always gave.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.belongings import BagZone, BelongingsRule
from openevac.domain.operation import Operation, Policy
from openevac.domain.pair_rule import PairRule
from openevac.domain.past import Past
from openevac.domain.places import Access
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import PlaceAccess, Situation
from openevac.domain.vehicles import Crew
from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.planning.plan import plan
from openevac.planning.routine import past_of
from tests.planning.random_operations import COUNTIES, MIDNIGHT, NOW, random_region, random_world
from tests.worlds import World

ITERATIONS = 30


def rich_world(seed: int) -> World:
    """Give the county and the operation of one seed, with more in it."""
    world, dice = random_world(seed), random.Random(f"more {seed}")
    if dice.random() < 0.35:
        world = _with_an_armoured_van(dice, world)
    if dice.random() < 0.4:
        world = _in_waves(dice, world)
    if dice.random() < 0.5:
        world = world.with_operation(aid=_parcels(dice, world.operation))
    if dice.random() < 0.4:
        world = world.with_policy(belongings=_bags(dice))
    if dice.random() < 0.25:
        rule = PairRule(inner_km=dice.choice([8.0, 15.0, 40.0]), reach_min=dice.choice([10.0, 20.0, 60.0]))
        world = world.with_policy(pair=rule)
    return world


def rich_past(seed: int) -> Past | None:
    """Give what was driven a day before, in half of the operations: the roads of one plan of the same county."""
    if random.Random(f"past {seed}").random() < 0.5:
        return None
    return _past_of_county(seed % COUNTIES)


@lru_cache(maxsize=COUNTIES)
def _past_of_county(county: int) -> Past:
    world, region = random_world(county), random_region(county)
    made = plan(region, world.situation, world.operation, now=world.now, seed=county, iterations=ITERATIONS)
    driven = past_of(made, region)
    missions = (replace(one, departs_at=one.departs_at - timedelta(days=1)) for one in driven.missions)
    return replace(driven, missions=tuple(missions))


def _with_an_armoured_van(dice: random.Random, world: World) -> World:
    """Let armoured vehicles alone enter two places where people wait, and put one in the place of the first van."""
    asked = sorted({request.katottg for request in world.operation.requests if request.katottg})
    shut = dice.sample(asked, min(2, len(asked)))
    rules = [rule for rule in world.situation.access if rule.katottg not in shut]
    only = [PlaceAccess(katottg=code, access=Access.ARMOURED_ONLY, source="police", since=NOW) for code in shut]
    first, *others = world.operation.vehicles
    armoured = replace(first, type="carrier")
    return world.with_operation(vehicles=(armoured, *others)).with_situation(access=(*rules, *only))


def _in_waves(dice: random.Random, world: World) -> World:
    """Let it rain in the morning and towards noon, and let doors be open in the one or the other."""
    first, second = dice.randint(3, 4), dice.randint(9, 10)
    rains = {*range(3, 7), *range(second, 14)}
    hours = tuple(
        WeatherHour(starts_at=MIDNIGHT + timedelta(hours=k - 24), sky=Sky.RAIN if k - 24 in rains else Sky.CLEAR)
        for k in range(72)
    )
    weather = Weather(source="forecast of the exercise", hours=hours, distance_km=5.0)
    operation = world.operation
    return World(
        graph=world.graph,
        situation=_with_curfews_at_night(dice, replace(world.situation, weather=weather)),
        operation=replace(
            operation,
            requests=tuple(
                _in_one_wave(dice, one, (first, second)[number % 2]) for number, one in enumerate(operation.requests)
            ),
            crews=tuple(_all_day(one) for one in operation.crews),
            shelters=tuple(_larger(one) for one in operation.shelters),
            vehicles=tuple(replace(one, max_trips=dice.randint(2, 4)) for one in operation.vehicles[:2]),
            policy=_policy_of_waves(dice, operation.policy),
        ),
        border=world.border,
        places=world.places,
        fingerprint=world.fingerprint,
        now=world.now,
    )


def _with_curfews_at_night(dice: random.Random, situation: Situation) -> Situation:
    """Leave out curfews that cut the day short, most of the time."""
    if dice.random() < 0.3:
        return situation
    return replace(situation, curfews=tuple(one for one in situation.curfews if one.starts.hour >= 18))


def _in_one_wave(dice: random.Random, request: EvacuationRequest, hour: int) -> EvacuationRequest:
    if dice.random() < 0.2:
        return request
    early = MIDNIGHT + timedelta(hours=hour)
    return replace(request, tw_early=early, tw_late=early + timedelta(hours=2), release_time=None)


def _all_day(crew: Crew) -> Crew:
    return replace(crew, tw_early=MIDNIGHT + timedelta(hours=2), tw_late=MIDNIGHT + timedelta(hours=17))


def _larger(shelter: Shelter) -> Shelter:
    beds = shelter.beds
    return replace(shelter, beds=Beds(ordinary=beds.ordinary + 8, no_stairs=beds.no_stairs + 4, care=beds.care + 2))


def _policy_of_waves(dice: random.Random, policy: Policy) -> Policy:
    return replace(
        policy,
        departure_early=MIDNIGHT + timedelta(hours=3),
        departure_late=MIDNIGHT + timedelta(hours=12),
        max_waves=dice.choice([3, 4]),
        rest_s=dice.choice([0.0, 900.0, 2700.0, 7200.0]),
        max_duty_s=dice.choice([None, 2.5 * 3600.0, 3.5 * 3600.0, 4.5 * 3600.0]),
        max_exposure_per_trip=policy.max_exposure_per_trip if dice.random() < 0.3 else None,
        max_exposure_per_person=policy.max_exposure_per_person if dice.random() < 0.3 else None,
    )


def _parcels(dice: random.Random, operation: Operation) -> tuple[Parcel, ...]:
    starts = ["", "", *(one.id for one in operation.depots), *(one.id for one in operation.shelters)]
    return tuple(
        Parcel(
            id=f"parcel-{number}",
            kind=dice.choice(list(AidKind)),
            kg=dice.choice([0.0, 5.0, 20.0, 400.0]),
            litres=dice.choice([0.0, 20.0, 900.0]),
            handover_s=dice.choice([0.0, 60.0, 240.0, 900.0]),
            request=dice.choice(operation.requests).id,
            lies_at=dice.choice(starts),
            cold_limit_s=dice.choice([None, None, 1800.0, 5400.0]),
            priority=dice.choice(list(Priority)),
        )
        for number in range(dice.randint(1, 6))
    )


def _bags(dice: random.Random) -> BelongingsRule:
    """Give a rule that allows few bags, far from the line too, or none at all."""
    near, far = dice.randint(0, 1), dice.randint(0, 2)
    zones = (BagZone(within_km=dice.choice([5.0, 12.0]), bags=near), BagZone(within_km=60.0, bags=far, bulky=True))
    return BelongingsRule(zones=zones if dice.random() < 0.8 else ())
