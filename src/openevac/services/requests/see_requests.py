"""The list of requests: filtered, longest waiting first, page by page, each judged by what is known now."""

from __future__ import annotations

import base64
import binascii
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from openevac.domain.errors import InputError
from openevac.domain.events import Asker, Channel, RequestStatus
from openevac.domain.ids import require_katottg
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.places import Access, LonLat
from openevac.domain.remarks import Remark
from openevac.domain.requests import Priority
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.domain.units import HOURS_PER_DAY, SECONDS_PER_HOUR, require_aware
from openevac.rules.confirmation import Rung, Verdict, VerdictKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.requests.ground import UNKNOWN, Ground, ground_of
from openevac.services.requests.judging import verdicts_of
from openevac.services.requests.plain_lines import position_of
from openevac.store.models import EvacuationRequest, Hold

MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFilter:
    """Which requests are wanted; what is left out does not matter. Several statuses are one list.

    `held`: with an open hold, or without. `waiting_days`: at least so long. `ring_again`: to be rung again by now.
    """

    status: tuple[RequestStatus, ...] = (RequestStatus.OPEN,)
    katottg: str = ""
    priority: Priority | None = None
    verdict: VerdictKind | None = None
    channel: Channel | None = None
    mobility: MobilityClass | None = None
    held: bool | None = None
    waiting_days: float | None = None
    ring_again: bool = False

    def __post_init__(self) -> None:
        if self.katottg:
            require_katottg("katottg", self.katottg)
        if not self.status:
            raise InputError("No status is named.", "Name at least one.", field="status")
        if self.waiting_days is not None and not 0 <= self.waiting_days <= _LONGEST_DAYS:
            raise InputError("This is no number of days.", "Give zero or more.", field="waiting_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One request in the list: planning layer only. `say` and `would_do`: the ladder's words.

    `hold_owner`, `hold_rings_at`: of the open hold that rings soonest.
    """

    receipt: str
    version: int
    status: RequestStatus
    channel: Channel
    asker: Asker
    received_at: datetime
    waiting_days: float
    katottg: str
    position: LonLat | None
    access: Access
    front_km: float | None
    needs: Needs
    floor: int | None
    lift: bool | None
    priority: Priority
    required: bool
    tw_early: datetime | None
    tw_late: datetime | None
    release_time: datetime | None
    ring_again_at: datetime | None
    verdict: VerdictKind
    rung: Rung
    say: Remark
    would_do: tuple[Remark, ...]
    held: bool = False
    hold_owner: str = ""
    hold_rings_at: datetime | None = None
    linked_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """A page of the list; `after` asks for the next one, and is empty at the end."""

    lines: tuple[RequestLine, ...]
    after: str


def see_requests(asking: Asking, wanted: RequestFilter, after: str = "", most: int = 50) -> RequestPage:
    """Give a page of requests, longest waiting first; at most 200 at once."""
    allow_question(
        asking, Action.SEE_REQUESTS, Resource(kind=ResourceKind.REQUEST, organisation=asking.who.organisation)
    )
    now = asking.clock.now()
    rows, cursor = _page(asking.who.organisation, wanted, now, after, max(1, min(most, MOST_ROWS)))
    lines = lines_of(asking.who.organisation, rows, now)
    # What was stored decides where to look, what is known now decides what is shown.
    shown = (line for line in lines if wanted.verdict is None or line.verdict is wanted.verdict)
    return RequestPage(lines=tuple(shown), after=cursor)


def lines_of(organisation: str, rows: Sequence[EvacuationRequest], now: datetime) -> tuple[RequestLine, ...]:
    """Give lines of stored requests, judged now; a few questions to the store for any number of rows."""
    grounds = ground_of(organisation, (row.katottg for row in rows), now)
    return judged_lines(rows, grounds, verdicts_of(organisation, rows, now, grounds), now)


def judged_lines(
    rows: Sequence[EvacuationRequest], grounds: Mapping[str, Ground], verdicts: Mapping[UUID, Verdict], now: datetime
) -> tuple[RequestLine, ...]:
    """Give lines of stored requests that were judged already."""
    firsts = _firsts(rows)
    holds = _soonest_holds(rows)
    return tuple(
        replace(
            _line(row, verdicts[row.id], grounds.get(row.katottg, UNKNOWN), now),
            held=row.id in holds,
            hold_owner=holds[row.id].owner if row.id in holds else "",
            hold_rings_at=holds[row.id].rings_at if row.id in holds else None,
            linked_to=firsts.get(row.linked_to_id, ""),
        )
        for row in rows
    )


def needs_of(row: EvacuationRequest) -> Needs:
    """Give the needs of a stored request."""
    return Needs(**{name: getattr(row, name) for name in Needs.__dataclass_fields__})


def _line(row: EvacuationRequest, verdict: Verdict, ground: Ground, now: datetime) -> RequestLine:
    return RequestLine(
        receipt=row.receipt,
        version=row.version,
        status=RequestStatus(row.status),
        channel=Channel(row.channel),
        asker=Asker(row.asker),
        received_at=row.received_at,
        waiting_days=max(0.0, (now - row.received_at).total_seconds() / SECONDS_PER_HOUR / HOURS_PER_DAY),
        katottg=row.katottg,
        position=position_of(row),
        access=ground.access,
        front_km=ground.km,
        needs=needs_of(row),
        floor=row.floor,
        lift=row.lift,
        priority=Priority(row.priority),
        required=row.required,
        tw_early=row.tw_early,
        tw_late=row.tw_late,
        release_time=row.release_time,
        ring_again_at=row.ring_again_at,
        verdict=verdict.kind,
        rung=verdict.rung,
        say=verdict.reason,
        would_do=verdict.would_do,
    )


def _soonest_holds(rows: Sequence[EvacuationRequest]) -> dict[UUID, Hold]:
    """Give of each request that is on hold the hold that rings first."""
    standing = Hold.objects.filter(request__in=[row.id for row in rows], released_at=None)
    return {one.request_id: one for one in standing.order_by("-rings_at", "id").only("request_id", "owner", "rings_at")}


def _firsts(rows: Sequence[EvacuationRequest]) -> dict[UUID | None, str]:
    """Give the numbers of the requests that repeats among `rows` are linked to."""
    ids = {row.linked_to_id for row in rows if row.linked_to_id}
    return dict(EvacuationRequest.objects.filter(id__in=ids).values_list("id", "receipt")) if ids else {}


def _page(
    organisation: str, wanted: RequestFilter, now: datetime, after: str, most: int
) -> tuple[list[EvacuationRequest], str]:
    """Ask for each status by itself, so that an index gives the order, and merge what came."""
    filtered = rows_wanted(organisation, wanted, now)
    if after:
        at, last = _read_cursor(after)
        # Said as "from then on, but not these": with an OR the database reads the rest of the list to sort it.
        filtered = filtered.filter(received_at__gte=at).exclude(received_at=at, id__lte=last)
    ordered = filtered.order_by("received_at", "id").values_list("received_at", "id")
    found = [ordered.filter(status=status.value)[: most + 1] for status in dict.fromkeys(wanted.status)]
    # Only what decides the order is read of every status; whole rows are read for the one page.
    merged = list(heapq.merge(*found, key=lambda pair: (pair[0], str(pair[1]))))
    whole = EvacuationRequest.objects.in_bulk([one for _, one in merged[:most]])
    rows = [whole[one] for _, one in merged[:most] if one in whole]
    return rows, _cursor(rows[-1]) if len(merged) > most else ""


def rows_wanted(organisation: str, wanted: RequestFilter, now: datetime) -> QuerySet[EvacuationRequest]:
    """Give the stored requests a filter wants, of every status; what was stored of the verdict decides here."""
    rows = EvacuationRequest.objects.filter(organisation=organisation)
    plain = {"katottg": wanted.katottg, "priority": wanted.priority, "verdict": wanted.verdict,
             "channel": wanted.channel}  # fmt: skip
    rows = rows.filter(**{column: str(value) for column, value in plain.items() if value})
    if wanted.mobility is not None:
        rows = rows.filter(**{f"{COLUMN_OF[wanted.mobility]}__gt": 0})
    if wanted.held is not None:
        on_hold = Hold.objects.filter(organisation=organisation, released_at=None).values("request_id")
        rows = rows.filter(id__in=on_hold) if wanted.held else rows.exclude(id__in=on_hold)
    if wanted.waiting_days is not None:
        rows = rows.filter(received_at__lte=now - timedelta(days=wanted.waiting_days))
    if wanted.ring_again:
        rows = rows.filter(ring_again_at__isnull=False, ring_again_at__lte=now)
    return rows


_LONGEST_DAYS = 10_000
COLUMN_OF = {
    MobilityClass.WALKS: "walks",
    MobilityClass.WALKS_WITH_HELP: "walks_with_help",
    MobilityClass.WHEELCHAIR: "wheelchairs",
    MobilityClass.LYING: "stretchers",
}


def _cursor(row: EvacuationRequest) -> str:
    return base64.urlsafe_b64encode(f"{row.received_at.isoformat()}|{row.id.hex}".encode()).decode()


def _read_cursor(text: str) -> tuple[datetime, UUID]:
    try:
        at, last = base64.urlsafe_b64decode(text.encode()).decode().split("|")
        moment = datetime.fromisoformat(at)
        require_aware("after", moment)
        return moment, UUID(hex=last)
    except (ValueError, binascii.Error):  # InputError of a time without a zone is a ValueError too
        raise InputError(
            "This is not a place in the list.", "Begin the list again from its start.", field="after"
        ) from None
