"""A request as a row of the list: what a person reads at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.needs import MobilityClass
from openevac.domain.places import Access
from openevac.domain.remarks import Remark
from openevac.rules.confirmation import VerdictKind
from openevac.services.requests.see_requests import RequestLine
from openevac.web.desk.requests.leading import address_of

MOVES = {
    MobilityClass.WALKS: "{count} {count|walks|walk}",
    MobilityClass.WALKS_WITH_HELP: "{count} {count|walks|walk} with help",
    MobilityClass.WHEELCHAIR: "{count} in a wheelchair",
    MobilityClass.LYING: "{count} lying",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `moves`: how many move how; `rings_now`: its hold waits for an answer."""

    line: RequestLine
    address: str
    moves: tuple[Remark, ...]
    step_colour: str
    entry_open: bool
    rings_now: bool


def rows_of(lines: Iterable[RequestLine], now: datetime) -> tuple[Row, ...]:
    """Give the rows of a page."""
    return tuple(row_of(line, now) for line in lines)


def row_of(line: RequestLine, now: datetime) -> Row:
    """Give one row."""
    return Row(
        line=line,
        address=address_of(line.receipt),
        moves=tuple(
            Remark(text=MOVES[kind], facts={"count": count})
            for kind in MobilityClass
            if (count := line.needs.count(kind))
        ),
        step_colour="accent" if line.verdict is VerdictKind.CONFIRMED else "amber",
        entry_open=line.access is Access.OPEN,
        rings_now=line.hold_rings_at is not None and line.hold_rings_at <= now,
    )
