"""The one door: how many days it takes to bring people out of a place, as a distribution over futures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from openevac.domain.errors import InputError
from openevac.domain.operation import Policy
from openevac.domain.places import LonLat, Place
from openevac.domain.remarks import Remark
from openevac.domain.shelters import Shelter
from openevac.domain.situation import Situation
from openevac.domain.units import SECONDS_PER_HOUR, require_positive, to_utc
from openevac.hazards.closures import ClosedBy, point_reasons
from openevac.hazards.rests_on import warnings
from openevac.outlook.answer import Clearing, DepartureShare, Relief, nowhere
from openevac.outlook.asked import Fleet, PeopleToMove, WorkingHours
from openevac.outlook.draws import Draws, draw
from openevac.outlook.futures import Futures, live_through
from openevac.outlook.question import HORIZON_DAYS, Question
from openevac.outlook.reliefs import reliefs, within
from openevac.outlook.skies import weather_days
from openevac.outlook.spread import Spread, counts_of, days_of, spread_of
from openevac.outlook.terrain import Terrain
from openevac.outlook.variants import Variants, refusal
from openevac.outlook.why import remarks_of
from openevac.roads.projection import to_metric
from openevac.roads.region import Region

RUNS = 200
"""Futures in an ordinary answer: the day of one in ten is then known to a day or so."""

WALLS = frozenset({ClosedBy.BORDER, ClosedBy.HELD})


def clearing(  # noqa: PLR0913 - the whole question: every part of it is somebody's to change
    region: Region,
    situation: Situation,
    place: Place | LonLat,
    people: PeopleToMove,
    fleet: Fleet,
    shelters: Sequence[Shelter],
    hours: WorkingHours,
    *,
    now: datetime,
    seed: int | None,
    runs: int = RUNS,
    policy: Policy | None = None,
    nights: int | None = None,
    horizon_days: int = HORIZON_DAYS,
    progress: Callable[[str, float], None] | None = None,
) -> Clearing:
    """Live through `runs` futures in which a fleet brings people out of a place, and say how many days it took.

    Chance decides the weather of each day and the minutes on scene of each trip; the same seed gives the same answer,
    and seed None draws nothing (one future of the profile's values and the weather as it is known). Danger, roads and
    sources stay as they are on the first working day after `now`. `policy`: its ceiling on exposure per trip, its
    window of departures, every day, and how far a halt may lie from a position. `nights`: how long people stay in a
    shelter before they travel on; None = nobody frees a bed. Where nobody can be sent there is no future but the
    reason. Raises InputError where there is no border, or a depot or shelter lies too far from a road.
    """
    require_positive("runs", runs)
    require_positive("horizon_days", horizon_days)
    say = progress or (lambda _words, _share: None)
    question = Question(
        situation=situation, place=place, people=people, fleet=fleet, shelters=tuple(shelters), hours=hours,
        policy=policy or Policy(), nights=nights, now=to_utc(now),
    )  # fmt: skip
    closed = refusal(question)
    if closed is not None:
        return nowhere(people.count, question.first_day, horizon_days, closed)
    skies = weather_days(situation, question.first_hour, question.hours_of_danger)
    terrain = Terrain(region, skies, question.first_hour, question.hours_of_danger)
    reason = _no_ground(question, terrain)
    if reason is not None:
        return nowhere(people.count, question.first_day, horizon_days, reason)
    question, left_out = _vans_that_come(question, terrain)
    if left_out and question.fleet == fleet:
        return nowhere(people.count, question.first_day, horizon_days, left_out[0])
    draws = draw(skies, seed, 1 if seed is None else runs, horizon_days)
    variants = Variants(question, terrain, draws, say)
    say("futures", 0.0)
    asked = live_through(variants.setup(), draws)
    said = (
        *left_out,
        *remarks_of(question, variants, skies, asked, horizon_days),
        *warnings(situation, question.now, question.hours_of_danger),
    )
    return _answer(question, draws, asked, reliefs(variants, draws, asked, say) if people.count else (), said)


def _answer(
    question: Question, draws: Draws, asked: Futures, found: tuple[Relief, ...], said: tuple[Remark, ...]
) -> Clearing:
    days = within(asked, draws.days)
    return Clearing(
        people=question.people.count,
        first_day=question.first_day,
        runs=draws.runs,
        horizon_days=draws.days,
        each=tuple(days),
        days=days_of(days),
        cleared_by=tuple(float(share) for share in np.mean(asked.left[:, 1:] == 0, axis=0)),
        left=tuple(counts_of(people_left) for people_left in asked.left.T[1:]),
        person_exposure=spread_of(asked.person_exposure),
        trips=counts_of(asked.trips),
        crew_hours=_hours(spread_of(asked.crew_s)),
        idle_days=counts_of(asked.idle_days),
        departures=_departures(question, asked, draws),
        reliefs=found,
        remarks=said,
    )


def _no_ground(question: Question, terrain: Terrain) -> Remark | None:
    """Say why nobody is sent to where the place lies: held ground or beyond the border."""
    x_m, y_m = (float(value) for value in to_metric(terrain.graph.crs, *question.position))
    for closed, remark in point_reasons(terrain.fields[0], x_m, y_m):
        if closed in WALLS:
            return remark
    return None


def _vans_that_come(question: Question, terrain: Terrain) -> tuple[Question, tuple[Remark, ...]]:
    """Leave vans out that find no road of their own near the place, and say so; all of them: the question as it was."""
    come, faults = [], []
    for van in question.fleet.vans:
        try:
            terrain.halt(question.position, van.profile, question.policy.max_snap_m, "The place")
            come.append(van)
        except InputError as fault:
            faults.append((van.id, fault))
    if not come:
        return question, (Remark(text=faults[0][1].problem, facts=faults[0][1].facts),)
    if not faults:
        return question, ()
    left = Remark(
        text="Vans that find no road of theirs near enough to the place and are not counted: {vans}.",
        facts={"vans": ", ".join(name for name, _ in faults)},
    )
    return replace(question, fleet=replace(question.fleet, vans=tuple(come))), (left,)


def _hours(seconds: Spread[float]) -> Spread[float]:
    return Spread(
        low=seconds.low / SECONDS_PER_HOUR,
        median=seconds.median / SECONDS_PER_HOUR,
        high=seconds.high / SECONDS_PER_HOUR,
    )


def _departures(question: Question, asked: Futures, draws: Draws) -> tuple[DepartureShare, ...]:
    """Give the trips of an average future by the hour in which they leave, hours without one left out."""
    zone = question.situation.zone_info
    return tuple(
        DepartureShare(
            starts=(question.first_hour + timedelta(hours=hour)).astimezone(zone).time(),
            trips=float(trips) / draws.runs,
        )
        for hour, trips in enumerate(asked.departures)
        if trips
    )
