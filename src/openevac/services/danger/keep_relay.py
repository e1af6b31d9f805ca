"""Keeping the relays where people change vehicles: adding, changing, closing; plans read them from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id, require_katottg
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.roles import Action
from openevac.domain.units import SECONDS_PER_MINUTE, require_aware
from openevac.services.danger.keep_meeting_point import CODE, PLACES
from openevac.services.danger.names_of_relays import require_nothing_else
from openevac.services.danger.words import place_of, require_source
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.typed import require_line
from openevac.store.models import Relay

MOST_UNLOADING_MIN = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRelay:
    """One relay by its code; a code that is known changes that relay, and opens it again where it was closed.

    `source`: on whose word two vehicles may stand there; `valid_until`: until when it holds, None for no end.
    `unloading_min`: minutes until everybody is out of the inner vehicle. `opens`, `closes`: hours on people's clocks in
    which people may be there, both or none.
    """

    code: str
    position: LonLat
    source: str
    katottg: str = ""
    unloading_min: float = 5.0
    opens: time | None = None
    closes: time | None = None
    valid_until: datetime | None = None

    def __post_init__(self) -> None:
        require_line("code", self.code, CODE)
        require_id("code", self.code.strip())
        require_lonlat("position", self.position)
        require_source("source", self.source)
        require_aware("valid_until", self.valid_until)
        if self.katottg:
            require_katottg("katottg", self.katottg)
        if (self.opens is None) is not (self.closes is None):
            raise InputError("Only one end of the hours is given.", "Give both hours, or none.", field="closes")
        if not 0 <= self.unloading_min <= MOST_UNLOADING_MIN:
            raise InputError(
                "Getting out takes 0 to {most} minutes.", "Correct the number.", field="unloading_min",
                most=round(MOST_UNLOADING_MIN),
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRelay:
    """The relay where nobody changes vehicles any more."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayKept:
    """The relay, and whether it stands open now."""

    code: str
    is_open: bool


def keep_relay(order: Order, asked: KeepRelay) -> RelayKept:
    """Keep a relay; Conflict where something else has its name."""
    return carry_out(order, Action.KEEP_WAYS_OUT, asked, RelayKept, _keep)


def close_relay(order: Order, asked: CloseRelay) -> RelayKept:
    """Close a relay; plans that exist already keep it, and the next plan leaves it out."""
    return carry_out(order, Action.KEEP_WAYS_OUT, asked, RelayKept, _close)


def _keep(doing: Doing, asked: KeepRelay) -> RelayKept:
    doing.require(place_of(doing))
    code = asked.code.strip()
    if asked.valid_until is not None and asked.valid_until <= doing.now:
        raise InputError("That word has run out already.", "Correct until when it holds.", field="valid_until")
    require_nothing_else(doing, code)
    Relay.objects.update_or_create(
        organisation=doing.organisation,
        code=code,
        defaults={
            "lon": round(asked.position.lon, PLACES),
            "lat": round(asked.position.lat, PLACES),
            "katottg": asked.katottg,
            "unloading_s": asked.unloading_min * SECONDS_PER_MINUTE,
            "opens": asked.opens,
            "closes": asked.closes,
            "source": asked.source.strip(),
            "valid_until": asked.valid_until,
            "kept_at": doing.now,
            "kept_by": doing.actor.person,
            "closed_at": None,
            "closed_by": "",
        },
    )
    doing.say(f"relay:{code}", katottg=asked.katottg, lon=asked.position.lon, lat=asked.position.lat)
    return RelayKept(code=code, is_open=True)


def _close(doing: Doing, asked: CloseRelay) -> RelayKept:
    doing.require(place_of(doing))
    row = Relay.objects.filter(organisation=doing.organisation, code=asked.code, closed_at=None).first()
    if row is None:
        raise not_found("relay", asked.code)
    row.closed_at, row.closed_by = doing.now, doing.actor.person
    row.save(update_fields=("closed_at", "closed_by"))
    doing.say(f"relay:{row.code}", closed=True)
    return RelayKept(code=row.code, is_open=False)
