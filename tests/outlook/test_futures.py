"""Many futures in lockstep come to what one plain future after another comes to; and more never makes it slower."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openevac.domain.operation import Policy
from openevac.domain.shelters import Beds
from openevac.outlook.asked import Fleet, PeopleToMove, WorkingHours
from openevac.outlook.crowd import Heads, Room
from openevac.outlook.draws import DRAWN_TRIPS, Draws
from openevac.outlook.futures import Setup, VanSetup, live_through
from openevac.outlook.legs import SLOT_S, Legs
from openevac.outlook.timetable import Timetable
from openevac.rules.spans import Span
from tests.outlook.plain import tell
from tests.outlook.road_end import AMBULANCE, MINIBUS, MIXED, WALKING, Asked, school, van
from tests.worlds import TOWN, curfew

RUNS, DAYS, HOURS, WEATHERS = 6, 9, 10, 3
SLOTS = round(HOURS * 3600 / SLOT_S)


def random_setup(seed: int) -> tuple[Setup, Draws]:
    """Give a setup nobody would meet: drives that jump from slot to slot, closed hours, tight ceilings, odd beds."""
    dice = np.random.default_rng(seed)

    def legs(low_s: float, high_s: float) -> Legs:
        hourly = dice.uniform(low_s, high_s, (WEATHERS, HOURS)).repeat(SLOTS // HOURS, axis=1)
        closed = dice.random((WEATHERS, HOURS)).repeat(SLOTS // HOURS, axis=1) < 0.08
        return Legs(np.where(closed, np.inf, hourly), dice.uniform(0, 0.3, (WEATHERS, SLOTS)))

    def one(number: int) -> VanSetup:
        seats = int(dice.integers(3, 9))
        rates = dice.uniform(0, 0.2, (WEATHERS, HOURS))
        table = Timetable(
            from_depot=legs(300, 5000), from_shelter=legs(300, 4000), out=legs(300, 4000), home=legs(60, 900),
            dwelt=np.concatenate((np.zeros((WEATHERS, 1)), np.cumsum(rates, axis=1)), axis=1),
            work=Span(dice.uniform(0, 4000), dice.uniform(20_000, 3600.0 * HOURS)),
            leave_depot=Span(dice.uniform(0, 6000), dice.uniform(6000, 30_000)),
            shelter_open=Span(dice.uniform(0, 9000), dice.uniform(20_000, 40_000)), unloading_s=dice.uniform(0, 1500),
        )  # fmt: skip
        stays = dice.uniform(0, 3600.0 * HOURS, (DAYS, SLOTS))
        return VanSetup(
            room=Room(seats, int(dice.integers(0, 2)), 2, int(dice.integers(0, 2)), 1),
            crew=int(dice.integers(1, 4)), table=table, works=dice.random(DAYS) < 0.8,
            enter_until=np.where(dice.random((DAYS, SLOTS)) < 0.2, -np.inf, np.maximum(stays, 20_000)),
            scene_s=dice.uniform(200, 3000, (RUNS, DAYS, DRAWN_TRIPS)), trips=int(dice.integers(1, 6)),
        )  # fmt: skip

    heads = Heads(*(int(dice.integers(0, most)) for most in (90, 12, 9)))
    beds = Heads(*(int(dice.integers(1, most)) for most in (60, 9, 9)))
    setup = Setup(
        vans=tuple(one(number) for number in range(int(dice.integers(1, 4)))), heads=heads, beds=beds,
        nights=[None, 1, 2, 3][int(dice.integers(4))], ceiling=float(dice.choice([0.5, 0.8, np.inf])),
    )  # fmt: skip
    return setup, Draws(seed, RUNS, DAYS, dice.integers(WEATHERS, size=(RUNS, DAYS)))


@pytest.mark.parametrize("seed", range(30))
def test_lockstep_and_plain_events_agree(seed: int) -> None:
    setup, draws = random_setup(seed)
    ours = live_through(setup, draws)
    for future in range(RUNS):
        told = tell(setup, draws.weather[future].tolist(), future, DAYS)
        left = ours.left[future].tolist()
        assert left[: len(told.left)] == told.left
        assert set(left[len(told.left) :]) <= {told.left[-1]}
        assert ours.trips[future] == told.trips
        assert ours.idle_days[future] == told.idle_days
        assert ours.person_exposure[future] == pytest.approx(told.person_exposure)
        assert ours.crew_s[future] == pytest.approx(told.crew_s)
        assert ours.days[future] == (len(told.left) - 1 if told.left[-1] == 0 else DAYS + 1)


def test_the_random_setups_hold_what_they_are_meant_to_hold() -> None:
    """Days without a trip, futures that end and futures that do not: without them the comparison proves little."""
    lived = [live_through(*random_setup(seed)) for seed in range(60)]
    assert any(futures.idle_days.any() for futures in lived)
    assert any((futures.days <= DAYS).all() and futures.days.min() > 1 for futures in lived)
    assert any((futures.days > DAYS).any() for futures in lived)
    assert len({int(day) for futures in lived for day in futures.days}) > 5


def later(one: int | None) -> int:
    return 61 if one is None else one


questions = st.builds(
    lambda count, mixed, hours, trips, kinds, rest, nights, ceiling, shut, seed: Asked(
        people=PeopleToMove(count=count, households=MIXED if mixed else WALKING),
        hours=WorkingHours(early=time(6), late=time(6 + hours, 20)),
        fleet=Fleet(
            vans=tuple(
                van(f"van-{number}", kind=kind, max_trips=trips) for number, kind in enumerate((AMBULANCE, *kinds))
            ),
            days_on=2,
            days_off=rest,
        ),
        nights=nights,
        shelters=(school(beds=Beds(ordinary=70, no_stairs=40, care=40)),),
        policy=Policy(max_exposure_per_trip=ceiling),
        seed=seed,
        runs=8,
        horizon_days=25,
    ).with_situation(curfews=(curfew(time(8), time(9), TOWN),) if shut else ()),
    count=st.integers(1, 140),
    mixed=st.booleans(),
    hours=st.integers(1, 6),
    trips=st.integers(1, 5),
    kinds=st.lists(st.sampled_from((MINIBUS, AMBULANCE)), max_size=2),
    rest=st.integers(0, 2),
    nights=st.sampled_from((None, 1, 3)),
    ceiling=st.sampled_from((None, 0.12, 0.2, 0.4)),
    shut=st.booleans(),
    seed=st.integers(0, 1000),
)


@given(questions, st.sampled_from(("van", "hour", "earlier", "fewer", "trip", "beds", "ceiling")), st.integers(1, 30))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_more_of_anything_never_takes_longer(asked: Asked, what: str, less: int) -> None:
    """The same futures with one more van, an hour more at either end, fewer people: no future takes longer."""
    changed = {
        "van": lambda: asked.with_(fleet=replace(asked.fleet, vans=(*asked.fleet.vans, van("more", kind=AMBULANCE)))),
        "hour": lambda: asked.with_(hours=replace(asked.hours, late=time(asked.hours.late.hour + 1, 20))),
        "earlier": lambda: asked.with_(hours=replace(asked.hours, early=time(5))),
        "fewer": lambda: asked.with_(count=max(0, asked.people.count - less)),
        "trip": lambda: asked.with_(
            fleet=replace(
                asked.fleet, vans=tuple(replace(one, max_trips=one.max_trips + 1) for one in asked.fleet.vans)
            )
        ),
        "beds": lambda: asked.with_(shelters=(school(),)),
        "ceiling": lambda: asked.with_(policy=Policy()),
    }[what]()
    before, after = asked.answer(), changed.answer()
    for slow, quick in zip(before.each, after.each, strict=True):
        assert later(quick) <= later(slow)
