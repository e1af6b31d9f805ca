"""From drafts by the matrices to missions by the referee's figures: build, leave out what breaks, add who fits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openevac.domain.missions import Mission
from openevac.domain.operation import MarginalCeilings
from openevac.planning.drafts import Draft, DraftDay
from openevac.planning.improve import in_turn, worth
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder, NotBuilt
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
    for day in draft.days:
        draft = draft.with_day(_buildable(problem, builder, day))
    bench = Bench(without_ceilings(problem))
    for request in in_turn(problem, draft)[:HOUSEHOLDS_TRIED]:
        for found in bench.best_insertions(draft, request, PLACES_TRIED):
            (changed,) = [day for day, old in zip(found.draft.days, draft.days, strict=True) if day != old]
            if isinstance(builder.mission(changed), Mission):
                draft = found.draft
                break
    return built_as_is(problem, builder, draft)


def built_as_is(problem: Problem, builder: Builder, draft: Draft) -> Settled:
    """Build every day of a draft and leave out what cannot be driven, without looking for anything better."""
    for day in draft.days:
        draft = draft.with_day(_buildable(problem, builder, day))
    built = [builder.mission(day) for day in draft.days if day.trips]
    missions = tuple(mission for mission in built if isinstance(mission, Mission))
    cost_s = sum(builder.cost_s(mission) for mission in missions)
    return Settled(draft, missions, score(problem.requests, problem.waiting_days, draft.served, cost_s))


def without_ceilings(problem: Problem) -> Problem:
    """Give the problem with no ceiling in its policy: exact figures will tell."""
    policy = replace(
        problem.policy, max_exposure_per_trip=None, max_exposure_per_person=None, max_marginal=MarginalCeilings()
    )
    return replace(problem, policy=policy)


def _buildable(problem: Problem, builder: Builder, day: DraftDay) -> DraftDay:
    """Leave households out of a day, least worth first, until it can be driven."""
    while day.trips:
        built = builder.mission(day)
        if isinstance(built, Mission):
            break
        day = day.without_request(_who_leaves(problem, day, built))
    return day


def _who_leaves(problem: Problem, day: DraftDay, broken: NotBuilt) -> int:
    at_fault = [request for request in day.requests if problem.requests[request].id == broken.request]
    if at_fault:
        return at_fault[0]
    among = day.trips[broken.trip - 1].requests if broken.trip else day.requests
    return min(among, key=lambda request: worth(problem, request))
