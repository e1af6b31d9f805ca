"""The rule of the second vehicle beside judging one vehicle at a time: left out there, asked for in whole plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.planning.assemble import Frame
from openevac.planning.check.faults import Fault
from openevac.planning.check.pairs import check_pairs
from openevac.planning.prepare import Prepared


def without_the_rule(operation: Operation) -> Operation:
    """Give an operation for judging the drives of one vehicle, beside which there is never a second one."""
    return replace(operation, policy=replace(operation.policy, pair=None))


def alone_near_the_line(prepared: Prepared, missions: Iterable[Mission], frame: Frame) -> list[Fault]:
    """Give the halts of a whole plan that break the rule; none where there is no rule."""
    ground = prepared.survey.ground
    return list(check_pairs(tuple(missions), ground.graph, ground.field, prepared.problem.policy, frame.made_at))
