"""Which of two plans is better: required households, then people class by class, then danger and crew time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from openevac.domain.requests import PRIORITIES_HIGH_FIRST, EvacuationRequest, Priority


class ClassScore(NamedTuple):
    """One priority class: people served, and whole days waited by each household served, longest first."""

    people: int
    waited_days: tuple[int, ...]


class Score(NamedTuple):
    """Greater is better, part by part in this order; it compares plans of one operation."""

    required: int
    classes: tuple[ClassScore, ...]
    less_cost_s: float


def score(
    requests: Iterable[EvacuationRequest], waiting_days: Iterable[float], served: frozenset[int], cost_s: float
) -> Score:
    """Give the score of serving some requests (by number) at a cost in seconds (dial x exposure + crew time).

    Waiting counts in whole days, so that an hour's difference between two households decides nothing.
    """
    rows = [
        (request, days) for k, (request, days) in enumerate(zip(requests, waiting_days, strict=True)) if k in served
    ]
    classes = tuple(_class_score(priority, rows) for priority in PRIORITIES_HIGH_FIRST)
    return Score(sum(request.required for request, _ in rows), classes, -cost_s)


def turn(request: EvacuationRequest, waiting_days: float) -> tuple[bool, int, int, datetime, str]:
    """Give the key that sorts requests by whose turn it is: required, class, days of waiting, who asked first, id.

    The id decides only between requests of one moment: those of the record are random, and no turn hangs on them.
    """
    place = PRIORITIES_HIGH_FIRST.index(request.priority)
    return (not request.required, place, -int(waiting_days), request.received_at, request.id)


def _class_score(priority: Priority, rows: list[tuple[EvacuationRequest, float]]) -> ClassScore:
    of_class = [(request.needs.party_size, int(days)) for request, days in rows if request.priority is priority]
    return ClassScore(sum(people for people, _ in of_class), tuple(sorted((d for _, d in of_class), reverse=True)))
