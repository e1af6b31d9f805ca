"""One judge for all: every solver's answer is trimmed, built on the map and measured by the same rules as ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from benchmarks.peers.given import Given
from benchmarks.worlds import START
from openevac.domain.missions import Mission
from openevac.planning.assemble import Frame, faults_of, make_plan
from openevac.planning.check.faults import Fault
from openevac.planning.drafts import Draft
from openevac.planning.improve import repair
from openevac.planning.insertion import Bench
from openevac.planning.score import Score
from openevac.planning.settle import Settled, built_as_is

ROUNDS = 20


class Judged(NamedTuple):
    """What an answer is worth: its score by the referee's figures, and how much of it could not be driven.

    `answered`: households in the answer. `trimmed`: of them those left out because a rule (ceiling, bed, halt,
    hours) that the solver does not know would break. `faults`: what the referee still holds against it.
    """

    score: Score
    answered: int
    trimmed: int
    faults: int
    seconds: float = 0.0

    @property
    def key(self) -> tuple[int, tuple[int, ...], float]:
        """Give what is compared, greater is better: required, people class by class, less cost."""
        return self.score.required, self.people, self.score.less_cost_s

    @property
    def people(self) -> tuple[int, ...]:
        """Give people by class, high first."""
        return tuple(one.people for one in self.score.classes)


def judge(given: Given, draft: Draft) -> Judged:
    """Trim a solver's answer to what may be driven, build it on real ways, ask the referee, and score it.

    Trimming is `planning.improve.repair` and `planning.settle.built_as_is`, as for the answers of our own solver;
    nothing is added or exchanged. What the referee faults even then is left out vehicle by vehicle.
    """
    problem = given.problem
    builder = given.builder()
    settled = built_as_is(problem, builder, repair(Bench(problem), draft))
    for _ in range(ROUNDS):
        faults = faults_in(given, settled.missions)
        if not faults:
            break
        settled = built_as_is(problem, builder, _without(given, settled, faults))
    return Judged(
        settled.score,
        len(draft.served),
        len(draft.served - settled.draft.served),
        len(faults_in(given, settled.missions)),
    )


def judge_settled(given: Given, settled: Settled) -> Judged:
    """Score missions of ours as they are: nothing is trimmed, and every fault of the referee counts."""
    households = sum(len(trip.stops) for mission in settled.missions for trip in mission.trips)
    return Judged(settled.score, households, 0, len(faults_in(given, settled.missions)))


def faults_in(given: Given, missions: Iterable[Mission]) -> tuple[Fault, ...]:
    """Ask the referee about some missions."""
    survey = given.prepared.survey
    frame = Frame(made_at=START, seed=0, people_assumed=given.problem.people_assumed)
    return faults_of(survey.ground, survey.operation, make_plan(survey.ground, survey.operation, missions, frame))


def _without(given: Given, settled: Settled, faults: tuple[Fault, ...]) -> Draft:
    """Leave out the households at fault, or else the days at fault."""
    problem, draft = given.problem, settled.draft
    number = {request.id: place for place, request in enumerate(problem.requests)}
    at_fault = {number[fault.request] for fault in faults if fault.request in number} & draft.served
    vehicles = {fault.vehicle for fault in faults}
    for request in at_fault:
        draft = draft.without_request(request)
    if at_fault:
        return draft
    for day in draft.days:
        if problem.vehicles[day.vehicle].vehicle.id in vehicles:
            draft = draft.with_day(type(day)(day.vehicle))
    return draft
