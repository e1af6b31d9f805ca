"""The holds that ring and that nobody has answered yet: somebody on the board says "I have it"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from openevac.domain.records import HoldReason
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.holds import CLOCK_SLACK, RINGS_EVERY
from openevac.services.kernel.question import Asking, allow_question
from openevac.store.models import Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class RingingHold:
    """One hold that rings: whose it is, how often it rang unanswered, since when it stands."""

    receipt: str
    reason: HoldReason
    owner: str
    rung: int
    since: datetime


def see_ringing(asking: Asking) -> tuple[RingingHold, ...]:
    """Give the holds that ring now, or rang and were not answered; the longest waiting first."""
    organisation = asking.who.organisation
    allow_question(asking, Action.SEE_REQUESTS, Resource(kind=ResourceKind.REQUEST, organisation=organisation))
    return ringing_holds(organisation, asking.clock.now())


def ringing_holds(organisation: str, now: datetime) -> tuple[RingingHold, ...]:
    """Give the same without asking who asks: for what only compares."""
    due = Q(rings_at__lte=now) | Q(rings_at__gt=now + RINGS_EVERY + CLOCK_SLACK) | Q(rung__gt=0)
    rows = Hold.objects.filter(due, organisation=organisation, released_at=None).select_related("request")
    return tuple(
        RingingHold(
            receipt=one.request.receipt, reason=HoldReason(one.reason), owner=one.owner, rung=one.rung, since=one.since
        )
        for one in rows.order_by("since", "id")
    )
