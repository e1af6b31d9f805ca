"""How groups fared in a plan: who was taken, who waits how long, and whether lying people wait too long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from openevac.domain.missions import Fairness, FairnessRow
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest

TOO_LONG_FACTOR = 1.5
"""Lying people who are left wait too long when their median is over this many times the median of all who asked."""

ALONE = "alone"
PETS = "pets"


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    holds: Callable[[Needs], bool]
    people: Callable[[Needs], int]


def _mobility(mobility: MobilityClass) -> _Group:
    return _Group(mobility.value, lambda needs: needs.count(mobility) > 0, lambda needs: needs.count(mobility))


GROUPS = (
    *(_mobility(mobility) for mobility in MobilityClass),
    _Group(ALONE, lambda needs: needs.party_size == 1, lambda needs: needs.party_size),
    _Group(PETS, lambda needs: needs.pets > 0, lambda needs: needs.party_size),
)


def fairness_of(
    requests: Iterable[EvacuationRequest],
    served: frozenset[str],
    now: datetime,
    variant: Remark | None = None,
) -> Fairness:
    """Give the rows of every group, and whether lying people who are left wait too long; `served` holds ids."""
    asked = tuple(requests)
    rows = tuple(_row(group, asked, served, now) for group in GROUPS)
    return Fairness(rows=rows, lying_wait_too_long=bool(lying_left_too_long(asked, served, now)), variant=variant)


def lying_left_too_long(
    requests: Iterable[EvacuationRequest], served: frozenset[str], now: datetime
) -> tuple[EvacuationRequest, ...]:
    """Give the households with lying people that are left, when their median wait is too long; else none."""
    asked = tuple(requests)
    left = tuple(request for request in asked if request.needs.stretchers > 0 and request.id not in served)
    if not left:
        return ()
    waits = median(request.waiting_days(now) for request in left)
    return left if waits > TOO_LONG_FACTOR * median(request.waiting_days(now) for request in asked) else ()


def _row(group: _Group, asked: tuple[EvacuationRequest, ...], served: frozenset[str], now: datetime) -> FairnessRow:
    members = [request for request in asked if group.holds(request.needs)]
    taken = [request for request in members if request.id in served]
    return FairnessRow(
        group=group.name,
        asked=len(members),
        taken=len(taken),
        people_taken=sum(group.people(request.needs) for request in taken),
        median_days_taken=_median_days(taken, now),
        median_days_left=_median_days([request for request in members if request.id not in served], now),
    )


def _median_days(requests: list[EvacuationRequest], now: datetime) -> float | None:
    return median(request.waiting_days(now) for request in requests) if requests else None
