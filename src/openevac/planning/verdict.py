"""Nothing leaves the planner that the referee refuses: settle, ask, leave out what is at fault, ask again."""

from __future__ import annotations

from openevac.domain.remarks import Remark
from openevac.planning.assemble import Frame, faults_of, make_plan
from openevac.planning.check.faults import Fault
from openevac.planning.drafts import Draft, DraftDay
from openevac.planning.improve import worth
from openevac.planning.missions import Builder
from openevac.planning.pair_rule import without_the_rule
from openevac.planning.prepare import Prepared
from openevac.planning.problem import Problem
from openevac.planning.settle import Settled, built_as_is, settle

ROUNDS = 10


class PlanRefusedError(RuntimeError):
    """The referee refused even the empty plan: the program contradicts itself, and no plan may be shown."""


def best_accepted(
    prepared: Prepared, builder: Builder, drafts: tuple[Draft, ...], frame: Frame
) -> tuple[Settled, tuple[Remark, ...]]:
    """Give the best of some drafts, by the referee's figures, that the referee accepts.

    What it faults is left out, and said; raises PlanRefusedError where not even an empty plan passes.
    """
    problem = prepared.problem
    settled = max((settle(problem, builder, draft) for draft in drafts), key=lambda one: one.score)
    wanted = settled.draft.served
    faults = _faults(prepared, settled, frame)
    for _ in range(ROUNDS):
        if not faults:
            break
        settled = built_as_is(problem, builder, _without_faults(problem, settled.draft, faults))
        faults = _faults(prepared, settled, frame)
    if faults:
        settled = built_as_is(problem, builder, Draft.empty(problem.num_vehicles))
        faults = _faults(prepared, settled, frame)
    if faults:
        raise PlanRefusedError(f"the referee refuses the empty plan: {faults[0].in_english()}")
    lost = [problem.requests[request].id for request in sorted(wanted - settled.draft.served)]
    return settled, (_said(lost),) if lost else ()


def _said(lost: list[str]) -> Remark:
    return Remark(
        text="The referee refused the stops of {requests}, so they were left out. Please report this.",
        facts={"requests": ", ".join(lost)},
    )


def _faults(prepared: Prepared, settled: Settled, frame: Frame) -> tuple[Fault, ...]:
    survey = prepared.survey
    bare = make_plan(survey.ground, survey.operation, settled.missions, frame)
    return faults_of(survey.ground, without_the_rule(survey.operation), bare)


def _without_faults(problem: Problem, draft: Draft, faults: tuple[Fault, ...]) -> Draft:
    """Leave out the households at fault, or else the whole day at fault, or else whom it costs least."""
    named = {fault.request for fault in faults}
    at_fault = {request for request in draft.served if problem.requests[request].id in named}
    vehicles = {fault.vehicle for fault in faults if fault.vehicle}
    if at_fault:
        for request in at_fault:
            draft = draft.without_request(request)
        return draft
    if vehicles:
        days = (DraftDay(day.vehicle) for day in draft.days if problem.vehicles[day.vehicle].vehicle.id in vehicles)
        for day in days:
            draft = draft.with_day(day)
        return draft
    return (
        draft.without_request(min(draft.served, key=lambda request: worth(problem, request))) if draft.served else draft
    )
