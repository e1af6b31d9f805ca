"""The plan that takes the lying people who wait too long: solved and checked like any other, told in words."""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.planning.assemble import Frame
from openevac.planning.fairness import lying_left_too_long
from openevac.planning.missions import Builder
from openevac.planning.prepare import Prepared
from openevac.planning.search import search
from openevac.planning.settle import Settled
from openevac.planning.verdict import best_accepted

ITERATIONS = 400
"""A bound of its own, so that a search that was stopped early still offers the variant."""


def lying_variant(prepared: Prepared, builder: Builder, settled: Settled, frame: Frame) -> Remark | None:
    """Say what a plan that takes the lying people who wait too long would cost; None where nobody waits too long."""
    problem, operation = prepared.problem, prepared.survey.operation
    served = frozenset(problem.requests[request].id for request in settled.draft.served)
    waiting = lying_left_too_long(operation.requests, served, frame.made_at)
    if not waiting:
        return None
    names = {request.id for request in waiting}
    able = {
        request.id
        for number, request in enumerate(problem.requests)
        if request.id in names and bool(problem.may_serve[:, number].any())
    }
    if not able:
        return _nobody_can(waiting)
    other = _solved_for(prepared, builder, able, frame)
    taken = sorted(able & {problem.requests[request].id for request in other.draft.served})
    lost = sorted(served - {problem.requests[request].id for request in other.draft.served})
    if not taken or any(operation.request(name).required for name in lost):
        return _nobody_can(waiting)
    facts: dict[str, str | int | float] = {
        "taken": ", ".join(taken),
        "hours": _hours(other),
        "now_hours": _hours(settled),
    }
    if not lost:
        return Remark(
            text="A variant takes {taken} and leaves nobody else behind; crews would be out {hours} h "
            "instead of {now_hours} h.",
            facts=facts,
        )
    return Remark(
        text="A variant takes {taken} while {left} would stay; crews would be out {hours} h instead of {now_hours} h.",
        facts={**facts, "left": ", ".join(lost)},
    )


def _solved_for(prepared: Prepared, builder: Builder, able: set[str], frame: Frame) -> Settled:
    """Solve again with some households required; the referee judges the answer by the operation as it is."""
    problem = prepared.problem
    requests = tuple(replace(request, required=True) if request.id in able else request for request in problem.requests)
    required = replace(problem, requests=requests)
    drafts = search(required, seed=frame.seed, iterations=ITERATIONS)
    return best_accepted(Prepared(survey=prepared.survey, problem=required), builder, drafts, frame)[0]


def _hours(settled: Settled) -> float:
    out_s = sum((mission.returns_at - mission.departs_at).total_seconds() for mission in settled.missions)
    return round(out_s / SECONDS_PER_HOUR, 1)


def _nobody_can(waiting: tuple[EvacuationRequest, ...]) -> Remark:
    return Remark(
        text="No variant takes the lying people who wait too long ({requests}): the reasons stand with each of them.",
        facts={"requests": ", ".join(sorted(request.id for request in waiting))},
    )
