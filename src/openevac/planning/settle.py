"""From drafts by the matrices to missions by the referee's figures: build, leave out what breaks, add who fits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openevac.domain.missions import Mission
from openevac.domain.operation import MarginalCeilings
from openevac.planning.beds import care_asked
from openevac.planning.chains import rows_by_vehicle
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.improve import in_turn
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder
from openevac.planning.outings import build_outings
from openevac.planning.problem import Problem
from openevac.planning.score import Score, score

PLACES_TRIED = 6
HOUSEHOLDS_TRIED = 40
"""Bounds on exact insertions: each is built on the map, which takes a hundred times as long as a look at matrices."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft all of whose days are built, its missions by vehicle, and its score by the referee's figures."""

    draft: Draft
    missions: tuple[Mission, ...]
    score: Score


def settle(problem: Problem, builder: Builder, draft: Draft) -> Settled:
    """Build every day of a draft on real ways; who cannot be fetched there after all is tried elsewhere."""
    draft = built_as_is(problem, builder, draft).draft
    draft = _filled(problem, builder, draft, keeps_care_beds=True)
    if care_asked(problem.requests).all:
        # Who needs care has had the first turn; beds that nobody of them could be brought to are free for others.
        draft = _filled(problem, builder, draft, keeps_care_beds=False)
    return built_as_is(problem, builder, draft)


def _filled(problem: Problem, builder: Builder, draft: Draft, *, keeps_care_beds: bool) -> Draft:
    """Add who still fits by exact figures, in the order of their turn."""
    bench = Bench(without_ceilings(problem), keeps_care_beds=keeps_care_beds)
    vehicles = {row: rows for rows in rows_by_vehicle(problem) for row in rows}
    left = in_turn(problem, draft)
    if not keeps_care_beds:
        keeping = Bench(problem)
        left = [request for request in left if _kept_out_of_care_beds(keeping, bench, draft, request)]
    for request in left[:HOUSEHOLDS_TRIED]:
        for found in bench.best_insertions(draft, request, PLACES_TRIED):
            (changed,) = [day for day, old in zip(found.draft.days, draft.days, strict=True) if day != old]
            outings = build_outings(problem, builder, found.draft, vehicles[changed.vehicle])
            if outings.days == tuple(day for day in _days(found.draft, vehicles[changed.vehicle]) if day.trips):
                draft = found.draft
                break
    return draft


def _kept_out_of_care_beds(keeping: Bench, free: Bench, draft: Draft, request: int) -> bool:
    """Tell whether a household finds beds somewhere only once care beds are no longer kept."""
    shelters = range(keeping.problem.num_shelters)
    wanted = [[*draft.trips(), DraftTrip((request,), shelter)] for shelter in shelters]
    return any(free.beds_hold(trips) and not keeping.beds_hold(trips) for trips in wanted)


def built_as_is(problem: Problem, builder: Builder, draft: Draft) -> Settled:
    """Build every day of a draft and leave out what cannot be driven, without looking for anything better."""
    missions: dict[int, Mission] = {}
    for rows in rows_by_vehicle(problem):
        outings = build_outings(problem, builder, draft, rows)
        for row in rows:
            draft = draft.with_day(DraftDay(row))
        for day, mission in zip(outings.days, outings.missions, strict=True):
            draft, missions[day.vehicle] = draft.with_day(day), mission
    ordered = tuple(missions[row] for row in sorted(missions))
    cost_s = sum(builder.cost_s(mission) for mission in ordered)
    return Settled(draft, ordered, score(problem.requests, problem.waiting_days, draft.served, cost_s))


def without_ceilings(problem: Problem) -> Problem:
    """Give the problem with no ceiling in its policy: exact figures will tell."""
    policy = replace(
        problem.policy, max_exposure_per_trip=None, max_exposure_per_person=None, max_marginal=MarginalCeilings()
    )
    return replace(problem, policy=policy)


def _days(draft: Draft, rows: tuple[int, ...]) -> tuple[DraftDay, ...]:
    return tuple(draft.days[row] for row in rows)
