"""Ringing for holds: which are due now, and the command by which the worker records that somebody is rung.

The fact is recorded first and told after: the command queues one delivery `hold_rings` for each ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from openevac.domain.records import DeliveryKind
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.rules.holds import CLOCK_SLACK, RINGS_EVERY, rang, ring
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.requests.finding import resource_of, subject_of
from openevac.services.requests.holding import on_shift, rule_hold
from openevac.store.models import Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRing:
    """One hold that rings now: whom (a code; empty when nobody is on shift), about what, with which words."""

    hold: UUID
    receipt: str
    whom: str
    say: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRing:
    """Record the ring of one hold."""

    hold: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """Who is rung, and when the next one is if nobody answers."""

    receipt: str
    whom: str
    say: Remark
    rings_at: datetime


def due_rings(organisation: str, now: datetime) -> tuple[DueRing, ...]:
    """Give every hold that rings now, the longest due first."""
    # A ring further away than two hours: the clock was set back since, and the rule lets it ring at once.
    due = Q(rings_at__lte=now) | Q(rings_at__gt=now + RINGS_EVERY + CLOCK_SLACK)
    holds = Hold.objects.filter(due, organisation=organisation, released_at=None)
    people = on_shift(organisation)
    found = []
    for one in holds.select_related("request").order_by("rings_at", "id"):
        rings = ring(rule_hold(one), people, now)
        if rings is not None:
            found.append(DueRing(hold=one.id, receipt=one.request.receipt, whom=rings.whom, say=rings.say))
    return tuple(found)


def record_ring(order: Order, asked: RecordRing) -> Rang:
    """Record that somebody is rung for a hold, and queue the telling; Conflict where it does not ring any more."""
    return carry_out(order, Action.RING, asked, Rang, _change)


def _change(doing: Doing, asked: RecordRing) -> Rang:
    rows = Hold.objects.select_for_update(no_key=True, of=("self",)).select_related("request")
    held = rows.filter(organisation=doing.organisation, id=asked.hold).first()
    doing.require(resource_of(doing.organisation.id, held.request if held else None))
    if held is None:
        raise not_found("hold", str(asked.hold))
    rings = None if held.released_at else ring(rule_hold(held), on_shift(doing.organisation.id), doing.now)
    if rings is None:
        raise Conflict("This hold does not ring now.", "Somebody answered meanwhile; nothing is to be done.")
    after = rang(rule_hold(held), doing.now)
    held.rung, held.rings_at = after.rung, after.rings_at
    held.save(update_fields=("rung", "rings_at"))
    queue_delivery(
        doing,
        DeliveryKind.HOLD_RINGS,
        subject_of(held.request),
        key=f"hold_rings:{held.id}:{doing.now.isoformat()}",
        due_at=doing.now,
    )
    doing.say(
        subject_of(held.request),
        household=held.request.household_id,
        kind=held.reason,
        whom=rings.whom,
        rung=held.rung,
    )
    return Rang(receipt=held.request.receipt, whom=rings.whom, say=rings.say, rings_at=held.rings_at)
