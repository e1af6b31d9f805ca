"""What the ladder says of requests now: never from what was stored, always from signs, access and distance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from openevac.domain import events
from openevac.domain.events import Channel, ConfirmationKind
from openevac.rules.confirmation import Verdict, VerdictKind, judge
from openevac.services.requests.ground import UNKNOWN, Ground, ground_of
from openevac.store.models import Confirmation, EvacuationRequest

_AT_ONCE = 500
_JUDGED_BY = ("id", "receipt", "katottg", "verdict", "no_more_signs_by")


def verdicts_of(
    organisation: str,
    requests: Sequence[EvacuationRequest],
    now: datetime,
    grounds: Mapping[str, Ground] | None = None,
    signs: Mapping[UUID, Sequence[events.Confirmation]] | None = None,
) -> dict[UUID, Verdict]:
    """Judge requests by what is known now; `grounds` of their places and `signs`: where the caller has them already."""
    if grounds is None:
        grounds = ground_of(organisation, (one.katottg for one in requests), now)
    if signs is None:
        signs = signs_of([one.id for one in requests])
    verdicts = {}
    for one in requests:
        ground = grounds.get(one.katottg, UNKNOWN)
        verdicts[one.id] = judge(
            ground.km, ground.access, signs.get(one.id, ()), now, no_more_possible=bool(one.no_more_signs_by)
        )
    return verdicts


def first_verdict(ground: Ground, now: datetime) -> Verdict:
    """Judge a request that is being written down: nobody has given a sign yet."""
    return judge(ground.km, ground.access, (), now, no_more_possible=False)


def verdict_of(request: EvacuationRequest, now: datetime) -> Verdict:
    """Judge one request by what is known now."""
    return verdicts_of(request.organisation_id, [request], now)[request.id]


def signs_of(requests: Sequence[UUID]) -> dict[UUID, list[events.Confirmation]]:
    """Give the signs of requests, oldest first."""
    found: dict[UUID, list[events.Confirmation]] = defaultdict(list)
    for start in range(0, len(requests), _AT_ONCE):
        rows = Confirmation.objects.filter(request__in=requests[start : start + _AT_ONCE]).order_by("at", "id")
        for row in rows:
            found[row.request_id].append(sign_of(row))
    return found


def sign_of(row: Confirmation) -> events.Confirmation:
    """Give a stored sign as the rules read it."""
    return events.Confirmation(
        kind=ConfirmationKind(row.kind),
        at=row.at,
        source=row.source,
        channel=Channel(row.channel),
        recorded_by=row.recorded_by,
        line_tag=row.line_tag,
    )


def rejudge(organisation: str, now: datetime, katottg: str = "") -> tuple[str, ...]:
    """Bring the stored verdicts of waiting requests up to date, of one place or of all; gives changed receipts.

    The stored word is only looked up by; the worker calls this so that signs which aged do not hide in a list.
    """
    waiting = EvacuationRequest.objects.filter(organisation=organisation, closed_at=None)
    if katottg:
        waiting = waiting.filter(katottg=katottg)
    ids = list(waiting.order_by("receipt").values_list("id", flat=True))
    changed: list[str] = []
    for start in range(0, len(ids), _AT_ONCE):
        with transaction.atomic():
            some = EvacuationRequest.objects.select_for_update(no_key=True).order_by("receipt").only(*_JUDGED_BY)
            changed += _store(organisation, list(some.filter(id__in=ids[start : start + _AT_ONCE])), now)
    return tuple(changed)


def _store(organisation: str, requests: list[EvacuationRequest], now: datetime) -> list[str]:
    verdicts = verdicts_of(organisation, requests, now)
    changed = [one for one in requests if one.verdict != verdicts[one.id].kind.value]
    for kind in VerdictKind:
        these = [one.id for one in changed if verdicts[one.id].kind is kind]
        EvacuationRequest.objects.filter(id__in=these).update(verdict=kind.value)
    return [one.receipt for one in changed]
