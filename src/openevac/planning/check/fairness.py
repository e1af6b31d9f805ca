"""Whether the table of fairness says who was really taken and who waits how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from statistics import median

from openevac.domain.missions import FairnessRow, Plan
from openevac.domain.needs import MobilityClass
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.planning.check.faults import NOWHERE, Fault, FaultCode, fault
from openevac.planning.check.tolerances import DAYS

TOO_LONG_FACTOR = 1.5
"""Lying people who are left wait too long when their median is over this many times the median of all who asked."""

ALONE, PETS = "alone", "pets"
GROUPS = (*(mobility.value for mobility in MobilityClass), ALONE, PETS)


def check_fairness(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find groups that are missing, doubled or unknown, and rows whose figures are not those of the plan."""
    rows = {row.group: row for row in plan.fairness.rows}
    if len(rows) != len(plan.fairness.rows) or not set(rows) <= set(GROUPS):
        yield _fault(Remark(text="The fairness table has other groups than a plan has, or one of them twice."))
        return
    left = {entry.request for entry in plan.unserved}
    for group in GROUPS:
        members = [request for request in operation.requests if head_count(group, request)]
        if group not in rows:
            if members:
                yield _fault(
                    Remark(
                        text="The fairness table has no row for a group of which somebody asked ({group}).",
                        facts={"group": group},
                    )
                )
            continue
        yield from _check_row(rows[group], members, left, plan.made_at)
    if plan.fairness.lying_wait_too_long != lying_wait_too_long(operation, left, plan.made_at):
        yield _fault(Remark(text="The fairness table gives the wrong answer to whether lying people wait too long."))


def lying_wait_too_long(operation: Operation, left: set[str], now: datetime) -> bool:
    """Tell whether the lying people who are left have waited over 1.5 times the median of all who asked."""
    days = {request.id: request.waiting_days(now) for request in operation.requests}
    lying = [days[request.id] for request in operation.requests if request.needs.stretchers and request.id in left]
    return bool(lying) and median(lying) > TOO_LONG_FACTOR * median(days.values())


def head_count(group: str, request: EvacuationRequest) -> int:
    """Give how many people of a household count in a group; none if the household does not belong to it."""
    needs = request.needs
    if group == ALONE:
        return 1 if needs.party_size == 1 else 0
    if group == PETS:
        return needs.party_size if needs.pets else 0
    return needs.count(MobilityClass(group))


def _check_row(row: FairnessRow, members: list[EvacuationRequest], left: set[str], now: datetime) -> Iterator[Fault]:
    taken = [request for request in members if request.id not in left]
    stayed = [request for request in members if request.id in left]
    people = sum(head_count(row.group, request) for request in taken)
    if (row.asked, row.taken, row.people_taken) != (len(members), len(taken), people):
        yield _fault(
            Remark(
                text="The fairness table ({group}) states other counts than {asked} households asked, {taken} taken, "
                "{people} people.",
                facts={"group": row.group, "asked": len(members), "taken": len(taken), "people": people},
            )
        )
    if not _same_median(row.median_days_taken, taken, now):
        yield _fault(
            Remark(
                text="The fairness table ({group}) states another median of days waited by those who are taken.",
                facts={"group": row.group},
            )
        )
    if not _same_median(row.median_days_left, stayed, now):
        yield _fault(
            Remark(
                text="The fairness table ({group}) states another median of days waited by those who are left.",
                facts={"group": row.group},
            )
        )


def _same_median(stated: float | None, requests: list[EvacuationRequest], now: datetime) -> bool:
    if stated is None or not requests:
        return stated is None and not requests
    return abs(stated - median(request.waiting_days(now) for request in requests)) <= DAYS


def _fault(remark: Remark) -> Fault:
    return fault(FaultCode.FAIRNESS, NOWHERE, remark)
