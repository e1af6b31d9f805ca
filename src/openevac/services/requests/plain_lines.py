"""Requests as they were written down, without what the ladder says of them: cheap lines for lists without a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from openevac.domain.places import LonLat
from openevac.store.models import EvacuationRequest


class PlainRow(NamedTuple):
    """The columns that are compared and listed of a stored request, without the rest of it."""

    id: UUID
    receipt: str
    version: int
    received_at: datetime
    status: str
    katottg: str
    lon: float | None
    lat: float | None
    walks: int
    walks_with_help: int
    wheelchairs: int
    stretchers: int
    ring_again_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainLine:
    """One request: where, how many, since when. What the ladder says of it is left out, because it costs more."""

    receipt: str
    version: int
    received_at: datetime
    katottg: str
    position: LonLat | None
    people: int
    walks_with_help: int
    wheelchairs: int
    stretchers: int
    ring_again_at: datetime | None


def plain_line_of(row: PlainRow) -> PlainLine:
    """Give the line of a row."""
    return PlainLine(
        receipt=row.receipt,
        version=row.version,
        received_at=row.received_at,
        katottg=row.katottg,
        position=position_of(row),
        people=people_of(row),
        walks_with_help=row.walks_with_help,
        wheelchairs=row.wheelchairs,
        stretchers=row.stretchers,
        ring_again_at=row.ring_again_at,
    )


def people_of(row: EvacuationRequest | PlainRow) -> int:
    """Give how many people a request is for."""
    return row.walks + row.walks_with_help + row.wheelchairs + row.stretchers


def position_of(row: EvacuationRequest | PlainRow) -> LonLat | None:
    """Give the rounded position, or None where there is none."""
    return None if row.lon is None or row.lat is None else LonLat(row.lon, row.lat)
