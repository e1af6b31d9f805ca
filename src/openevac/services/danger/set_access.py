"""Who may enter a place, by whose word, until when. A later word replaces an earlier one, which stays to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from openevac.domain.ids import require_katottg
from openevac.domain.places import Access
from openevac.domain.records import DeliveryKind
from openevac.domain.roles import Action
from openevac.domain.units import require_aware, require_in_order
from openevac.services.danger.words import one_at_a_time, place_of, require_source
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.kernel.who import OPEN_MISSIONS
from openevac.services.requests.judging import rejudge
from openevac.services.requests.typed import require_line
from openevac.store.models import PlaceAccess, Stop

NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAccess:
    """Access of one place. `since`: where it did not begin just now. `meeting_note`: where people can walk to."""

    katottg: str
    access: Access
    source: str
    since: datetime | None = None
    valid_until: datetime | None = None
    meeting_note: str = ""

    def __post_init__(self) -> None:
        require_katottg("katottg", self.katottg)
        require_source("source", self.source)
        require_aware("since", self.since)
        require_in_order("valid_until", self.since, self.valid_until)
        require_line("meeting_note", self.meeting_note, NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSet:
    """What follows: requests that are judged differently now, and open missions that go there, which are told."""

    katottg: str
    access: Access
    since: datetime
    judged_anew: tuple[str, ...]
    missions: tuple[str, ...]


def set_access(order: Order, asked: SetAccess) -> AccessSet:
    """Keep a word about entry; the requests of the place are judged anew, missions that go there are told of."""
    return carry_out(order, Action.SET_ACCESS, asked, AccessSet, _change)


def _change(doing: Doing, asked: SetAccess) -> AccessSet:
    doing.require(place_of(doing))
    one_at_a_time(doing)
    since = asked.since or doing.now
    require_in_order("valid_until", since, asked.valid_until)
    earlier = PlaceAccess.objects.filter(
        Q(replaced_at=None) | Q(replaced_at__gt=since),
        organisation=doing.organisation,
        katottg=asked.katottg,
        since__lte=since,
    )
    earlier.update(replaced_at=since)
    word = PlaceAccess.objects.create(
        organisation=doing.organisation,
        katottg=asked.katottg,
        access=asked.access.value,
        source=asked.source.strip(),
        since=since,
        valid_until=asked.valid_until,
        meeting_note=asked.meeting_note.strip(),
        set_by=doing.actor.person,
    )
    changed = rejudge(doing.organisation.id, doing.now, asked.katottg)
    missions = _missions_there(doing, asked.katottg)
    for code in missions if asked.access is not Access.OPEN else ():
        queue_delivery(
            doing, DeliveryKind.ACCESS_CHANGED, f"mission:{code}", key=f"access:{word.id}:{code}", due_at=doing.now
        )
    doing.say(
        f"place:{asked.katottg}",
        access=asked.access.value,
        since=since.isoformat(),
        valid_until=asked.valid_until.isoformat() if asked.valid_until else "",
        judged_anew=list(changed),
        missions=list(missions),
    )
    return AccessSet(katottg=asked.katottg, access=asked.access, since=since, judged_anew=changed, missions=missions)


def _missions_there(doing: Doing, katottg: str) -> tuple[str, ...]:
    """Give the open missions with a door in the place where nobody has been yet."""
    doors = Stop.objects.filter(
        organisation=doing.organisation,
        outcome="",
        request__katottg=katottg,
        relay="",
        trip__mission__status__in=[status.value for status in OPEN_MISSIONS],
    )
    return tuple(sorted(set(doors.values_list("trip__mission__code", flat=True))))
