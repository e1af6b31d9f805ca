"""What a crew saw or heard that somebody may have to answer for: a record with custody, apart from requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.units import require_aware, require_not_negative


class IncidentKind(StrEnum):
    """What happened."""

    DRONE_STRIKE = "drone_strike"
    SHELLING = "shelling"
    AIR_STRIKE = "air_strike"
    MINE = "mine"
    SMALL_ARMS = "small_arms"
    ABUSE_TOLD_OF = "abuse_told_of"
    OTHER = "other"


class KnownBy(StrEnum):
    """Whether the one who records it saw it, or was told."""

    SEEN = "seen"
    HEARD = "heard"


class MayUse(StrEnum):
    """Who may use the record; asked of the one who tells it."""

    NOBODY_YET = "nobody_yet"
    OUR_ORGANISATION = "our_organisation"
    PROSECUTOR = "prosecutor"
    INTERNATIONAL_BODY = "international_body"


class CustodyStep(StrEnum):
    """What was done with an exhibit. Every step has an entry in the ledger."""

    TAKEN = "taken"
    RECEIVED = "received"
    OPENED = "opened"
    COPIED = "copied"
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One original file: its SHA-256 at capture, size and kind. The bytes are sealed and never changed."""

    id: str
    sha256: str
    size_bytes: int
    media_type: str

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_not_negative("size_bytes", self.size_bytes)
        if len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef"):
            raise InputError(
                "The hash of the exhibit is not a SHA-256.",
                "Give 64 hexadecimal digits, made when the file was taken.",
                field="sha256",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One thing that happened: what, where, when, seen or heard, and the harm. No names; those are sealed apart."""

    id: str
    kind: IncidentKind
    happened_at: datetime
    known_by: KnownBy
    may_use: MayUse
    katottg: str = ""
    position: LonLat | None = None
    civilians_killed: int = 0
    civilians_wounded: int = 0
    crew_killed: int = 0
    crew_wounded: int = 0
    vehicle_hit: bool = False
    vehicle_marked: bool = False
    exhibits: tuple[Exhibit, ...] = ()

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_aware("happened_at", self.happened_at)
        if self.position is not None:
            require_lonlat("position", self.position)
        for name in ("civilians_killed", "civilians_wounded", "crew_killed", "crew_wounded"):
            require_not_negative(name, getattr(self, name))
