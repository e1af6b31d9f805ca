"""Keeping the points where people on foot are met: adding, changing, closing; plans read them from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id, require_katottg
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.roles import Action
from openevac.services.danger.names_of_relays import require_no_relay
from openevac.services.danger.words import place_of
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.typed import require_line
from openevac.store.models import MeetingPoint

CODE = 64
PLACES = 5
"""Digits of a degree that are kept: about a metre. A point in the open is nobody's door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepMeetingPoint:
    """One point by its code; a code that is known changes that point, and opens it again where it was closed.

    `opens`, `closes`: hours on people's clocks in which people may be there, both or none.
    """

    code: str
    position: LonLat
    katottg: str = ""
    opens: time | None = None
    closes: time | None = None

    def __post_init__(self) -> None:
        require_line("code", self.code, CODE)
        require_id("code", self.code.strip())
        require_lonlat("position", self.position)
        if self.katottg:
            require_katottg("katottg", self.katottg)
        if (self.opens is None) is not (self.closes is None):
            raise InputError("Only one end of the hours is given.", "Give both hours, or none.", field="closes")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMeetingPoint:
    """The point where nobody is met any more."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPointKept:
    """The point, and whether it stands open now."""

    code: str
    is_open: bool


def keep_meeting_point(order: Order, asked: KeepMeetingPoint) -> MeetingPointKept:
    """Keep a point where people are met."""
    return carry_out(order, Action.KEEP_WAYS_OUT, asked, MeetingPointKept, _keep)


def close_meeting_point(order: Order, asked: CloseMeetingPoint) -> MeetingPointKept:
    """Close a point; plans that exist already keep it, and re-planning leaves it."""
    return carry_out(order, Action.KEEP_WAYS_OUT, asked, MeetingPointKept, _close)


def _keep(doing: Doing, asked: KeepMeetingPoint) -> MeetingPointKept:
    doing.require(place_of(doing))
    code = asked.code.strip()
    require_no_relay(doing, code)
    MeetingPoint.objects.update_or_create(
        organisation=doing.organisation,
        code=code,
        defaults={
            "lon": round(asked.position.lon, PLACES),
            "lat": round(asked.position.lat, PLACES),
            "katottg": asked.katottg,
            "opens": asked.opens,
            "closes": asked.closes,
            "kept_at": doing.now,
            "kept_by": doing.actor.person,
            "closed_at": None,
            "closed_by": "",
        },
    )
    doing.say(f"meeting_point:{code}", katottg=asked.katottg, lon=asked.position.lon, lat=asked.position.lat)
    return MeetingPointKept(code=code, is_open=True)


def _close(doing: Doing, asked: CloseMeetingPoint) -> MeetingPointKept:
    doing.require(place_of(doing))
    row = MeetingPoint.objects.filter(organisation=doing.organisation, code=asked.code, closed_at=None).first()
    if row is None:
        raise not_found("meeting point", asked.code)
    row.closed_at, row.closed_by = doing.now, doing.actor.person
    row.save(update_fields=("closed_at", "closed_by"))
    doing.say(f"meeting_point:{row.code}", closed=True)
    return MeetingPointKept(code=row.code, is_open=False)
