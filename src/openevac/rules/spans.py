"""Pieces of time in seconds after a plan's zero hour, and what curfews cut out of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from openevac.domain.situation import Curfew


class Span(NamedTuple):
    """A piece of time, both ends included, in seconds after the zero hour."""

    early: float
    late: float

    @property
    def length_s(self) -> float:
        """Give how long it lasts."""
        return self.late - self.early


def meet(first: Span, second: Span) -> Span | None:
    """Give what two pieces share, or None."""
    early, late = max(first.early, second.early), min(first.late, second.late)
    return Span(early, late) if early <= late else None


def whole(span: Span) -> Span | None:
    """Give the whole seconds within a piece, or None where it holds none."""
    early, late = math.ceil(span.early), math.floor(span.late)
    return Span(float(early), float(late)) if early <= late else None


def without(span: Span, closed: Iterable[Span]) -> tuple[Span, ...]:
    """Cut closed pieces out of a span; the first and last second of a closed piece are still open."""
    left = [span]
    for piece in closed:
        left = [rest for part in left for rest in _cut(part, piece)]
    return tuple(left)


def _cut(part: Span, closed: Span) -> list[Span]:
    if closed.late <= part.early or closed.early >= part.late:
        return [part]
    rests = (Span(part.early, closed.early), Span(closed.late, part.late))
    return [rest for rest in rests if rest.early < rest.late]


def seconds_after(zero: datetime, moment: datetime) -> float:
    """Give the seconds between the zero hour and a moment."""
    return (moment - zero).total_seconds()


def curfew_spans(curfew: Curfew, zone: ZoneInfo, zero: datetime, day: Span) -> tuple[Span, ...]:
    """Give a curfew's pieces that touch `day`: its local clock times on every date, over midnight where it runs so."""
    first = (zero + timedelta(seconds=day.early)).astimezone(zone).date() - timedelta(days=1)
    last = (zero + timedelta(seconds=day.late)).astimezone(zone).date()
    pieces = []
    for number in range((last - first).days + 1):
        date = first + timedelta(days=number)
        starts = datetime.combine(date, curfew.starts, zone)
        over_midnight = curfew.ends <= curfew.starts
        ends = datetime.combine(date + timedelta(days=1 if over_midnight else 0), curfew.ends, zone)
        piece = Span(seconds_after(zero, starts), seconds_after(zero, ends))
        if meet(piece, day) is not None:
            pieces.append(piece)
    return tuple(pieces)
