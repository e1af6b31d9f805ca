"""Random days under way: the referee accepts every re-planning, and no promise is dropped without a word.

The days are those of tests/planning/random_operations.py; moments and events follow from a seed.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.hazards import Zone, ZoneKind
from openevac.domain.missions import Plan
from openevac.domain.operation import MarginalCeilings
from openevac.domain.places import Access, LonLat
from openevac.domain.replanning import BedsNow, DayEvents, Delay, NotAtHome, Refusal, RoadBlocked, VanLost, VanSeen
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from openevac.domain.weather import Sky
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from openevac.planning.replan import Replanned, replan
from tests.hand_made import box
from tests.planning.random_operations import random_region, random_world
from tests.torture import examples
from tests.worlds import World

DAYS = 40
WAVE_DAYS = (1, 2, 5, 16, 17, 18)
"""Seeds of random days on which a van goes out twice: on most days once is enough."""
HOUR = timedelta(hours=1)
ITERATIONS = 30


@lru_cache(maxsize=DAYS)
def planned(seed: int) -> tuple[World, Plan]:
    """Plan one random operation."""
    world = random_world(seed)
    made = plan(random_region(seed), world.situation, world.operation, now=world.now, seed=seed, iterations=ITERATIONS)
    return world, made


def events_of(dice: random.Random, world: World, made: Plan, now: datetime) -> DayEvents:
    """Give a mixture of events; every kind is in it sometimes."""
    stops = [stop for mission in made.missions for trip in mission.trips for stop in trip.stops]
    vehicles = list(dict.fromkeys(mission.vehicle for mission in made.missions))
    legs = [leg for mission in made.missions for trip in mission.trips for leg in trip.legs if leg.arcs]
    graph = world.graph
    node = int(graph.arc_head[dice.choice(dice.choice(legs).arcs)])
    there = LonLat(float(graph.node_lon[node]), float(graph.node_lat[node]))
    x_m, y_m = dice.uniform(0, 18_000), dice.uniform(0, 14_000)
    absent = [stop.request for stop in stops if dice.random() < 0.1]
    lost = [name for name in vehicles if dice.random() < 0.15][: len(world.operation.vehicles) - 1]
    zone = Zone(id="event", kind=dice.choice(list(ZoneKind)), area=box(x_m, y_m, x_m + 2500, y_m + 2500), source="crew",
                rate_per_h=2.0)  # fmt: skip
    closed = PlaceAccess(katottg=dice.choice(world.places).katottg, access=Access.CLOSED, source="crew", since=now)
    return DayEvents(
        vans=tuple(seen(dice, made, name, now) for name in vehicles if dice.random() < 0.3 and not absent),
        blocked=(RoadBlocked(id="event", position=there, seen_at=now, source="crew"),) if dice.random() < 0.5 else (),
        zones=(zone,) if dice.random() < 0.3 else (),
        places=(closed,) if dice.random() < 0.3 else (),
        lost=tuple(VanLost(vehicle=name, at=now) for name in lost),
        delays=tuple(Delay(vehicle=n, minutes=dice.choice([5, 40, 300])) for n in vehicles if dice.random() < 0.3),
        refused=tuple(Refusal(request=name, at=now) for name in absent[::2]),
        not_at_home=tuple(NotAtHome(request=name, at=now) for name in absent[1::2]),
        walk_ups=(walk_up(dice, world, now),) if dice.random() < 0.4 else (),
        beds=tuple(
            BedsNow(shelter=shelter.id, beds=Beds(ordinary=dice.randint(0, 6), no_stairs=dice.randint(0, 3), care=1))
            for shelter in world.operation.shelters
            if dice.random() < 0.3
        ),
    )


def seen(dice: random.Random, made: Plan, vehicle: str, now: datetime) -> VanSeen:
    """Give word of a van that has done the first few of its stops, at one of its doors or nobody says where."""
    missions = [mission for mission in made.missions if mission.vehicle == vehicle]
    stops = [stop for mission in missions for trip in mission.trips for stop in trip.stops]
    names = [stop.request for stop in stops]
    done = tuple(names[: dice.randint(0, len(names))])
    stop = dice.choice(stops)
    aboard = tuple(name for name in done if dice.random() < 0.6) if dice.random() < 0.5 else None
    return VanSeen(
        vehicle=vehicle,
        seen_at=now - timedelta(minutes=dice.randint(0, 20)),
        position=LonLat(stop.at.lon, stop.at.lat) if dice.random() < 0.6 else None,
        done=done,
        aboard=aboard,
    )


def walk_up(dice: random.Random, world: World, now: datetime) -> EvacuationRequest:
    """Give a household like one of the operation's, at the same place, under another name."""
    return replace(dice.choice(world.operation.requests), id="walk-up", received_at=now)


def refused(world: World, found: Replanned) -> list[str]:
    """Let the referee judge with a field of its own."""
    faults = check_plan(
        found.plan,
        world.graph,
        world.fingerprint,
        found.today.situation,
        found.today.operation,
        border=world.border,
        places=world.places,
        out=found.today.out,
    )
    return [f"{fault.code}: {fault.in_english()}" for fault in faults]


def silent(made: Plan, found: Replanned) -> list[str]:
    """Name whoever was promised and is neither handed over, nor brought, nor named with a reason."""
    handed_over = {name for van in found.today.vans.values() for name in van.delivered}
    brought = {stop.request for m in found.plan.missions for trip in m.trips for stop in trip.stops}
    brought |= {name for mission in found.plan.missions for name in mission.aboard}
    told = {one.request for one in found.broken if one.reason is not None and one.reason.in_english().strip()}
    said = {change.request for change in found.changes}
    promised = {stop.request for m in made.missions for trip in m.trips for stop in trip.stops}
    return sorted(promised - handed_over - brought - (told & said))


@lru_cache(maxsize=DAYS)
def planned_in_waves(seed: int) -> tuple[World, Plan]:
    """Plan one random operation on whose day it rains early and late, with doors that open in one half of it only."""
    world = random_world(seed)
    dice = random.Random(f"waves {seed}")
    crews = world.operation.crews
    first, last = min(one.tw_early for one in crews), max(one.tw_late for one in crews)
    half = first + (last - first) / 2
    weather = world.situation.weather
    if weather is not None:
        rain = {first + timedelta(hours=k) for k in (0, 1, 2)} | {half + timedelta(hours=k) for k in range(4)}
        hours = tuple(
            replace(one, sky=Sky.RAIN if any(one.starts_at <= r < one.starts_at + HOUR for r in rain) else Sky.CLEAR)
            for one in weather.hours
        )
        world = world.with_situation(weather=replace(weather, hours=hours))
    requests = []
    for one in world.operation.requests:
        is_early = dice.random() < 0.5
        windows: dict[str, Any] = (
            {"tw_early": None, "tw_late": half} if is_early else {"tw_early": half + HOUR, "tw_late": None}
        )
        requests.append(replace(one, release_time=None, **windows))
    # One or two vans and few limits, so that going out again is what fetches more or costs less.
    roomy = tuple(replace(one, beds=Beds(ordinary=30, no_stairs=9, care=9)) for one in world.operation.shelters)
    vans = tuple(replace(one, max_trips=4) for one in world.operation.vehicles[: dice.choice([1, 2])])
    world = world.with_operation(requests=tuple(requests), shelters=roomy, vehicles=vans)
    world = world.with_situation(curfews=(), access=(), zones=())
    world = world.with_policy(
        departure_early=None,
        departure_late=None,
        max_waves=3,
        rest_s=dice.choice([600.0, 2700.0]),
        max_exposure_per_trip=None,
        max_marginal=MarginalCeilings(),
    )
    made = plan(random_region(seed), world.situation, world.operation, now=world.now, seed=seed, iterations=ITERATIONS)
    return world, made


@pytest.mark.parametrize("day", WAVE_DAYS)
def test_on_the_days_in_waves_a_van_goes_out_twice(day: int) -> None:
    vehicles = [mission.vehicle for mission in planned_in_waves(day)[1].missions]
    assert len(set(vehicles)) < len(vehicles)


@settings(
    max_examples=examples(40, 600),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
@given(day=st.integers(0, DAYS - 1), seed=st.integers(0, 10**6), share=st.floats(-0.1, 1.0))
def test_no_promise_is_dropped_in_silence_and_the_referee_agrees(day: int, seed: int, share: float) -> None:
    world, made = planned(day)
    keeps_its_word(day, world, made, seed, share)


@settings(
    max_examples=examples(40, 600),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
@given(day=st.sampled_from(WAVE_DAYS), seed=st.integers(0, 10**6), share=st.floats(-0.1, 1.0))
def test_on_days_in_waves_no_promise_is_dropped_in_silence_either(day: int, seed: int, share: float) -> None:
    world, made = planned_in_waves(day)
    keeps_its_word(day, world, made, seed, share)


def keeps_its_word(day: int, world: World, made: Plan, seed: int, share: float) -> None:
    """Plan a day again at a moment of it after random events: sound, and nobody dropped in silence."""
    assume(made.missions)
    first, last = min(m.departs_at for m in made.missions), max(m.returns_at for m in made.missions)
    now = max(first + share * (last - first), made.made_at)
    events = events_of(random.Random(seed), world, made, now)
    firsts: list[Replanned] = []
    try:
        found = replan(
            random_region(day), world.situation, world.operation, made, events,
            now=now, seed=1, iterations=60, hand_out=firsts.append,
        )  # fmt: skip
    except InputError as error:
        if "Nobody is left" not in error.problem:
            raise
        return
    for one in (*firsts, found):
        assert refused(world, one) == []
        assert silent(made, one) == []
    kept_at_first = {one.request for one in firsts[0].promises if one.is_kept}
    assert kept_at_first <= {one.request for one in found.promises if one.is_kept}
