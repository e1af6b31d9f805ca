"""Saying that two similar requests are different: nobody is asked about them again, and a wrong link is undone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from openevac.domain.errors import InputError
from openevac.domain.events import RequestStatus
from openevac.domain.receipts import parse_receipt
from openevac.domain.records import HoldReason, TagKind
from openevac.domain.roles import Action
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.requests.finding import load_to_change, subject_of, touch
from openevac.services.requests.judging import verdict_of
from openevac.services.requests.link_duplicate import COPIED
from openevac.services.requests.similar import facts_of_kept
from openevac.services.requests.typed import require_reason
from openevac.store.models import DuplicateDecision, EvacuationRequest, RequestTag


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepApart:
    """Two requests that look alike and are not one, and how that is known."""

    one: str
    other: str
    reason: str

    def __post_init__(self) -> None:
        require_reason("reason", self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptApart:
    """Both requests; `unlinked`: they had been linked, and the repeat is open again."""

    one: str
    other: str
    unlinked: bool


def keep_apart(order: Order, asked: KeepApart) -> KeptApart:
    """Remember that two requests are different, so that the question is not asked again."""
    return carry_out(order, Action.KEEP_APART, asked, KeptApart, _change)


def _change(doing: Doing, asked: KeepApart) -> KeptApart:
    one, other = (load_to_change(doing, receipt) for receipt in sorted(map(parse_receipt, (asked.one, asked.other))))
    if one.id == other.id:
        raise InputError("Both numbers are the same request.", "Give the number of the other one.", field="other")
    unlinked = any([_unlink(one, other), _unlink(other, one)])
    # What was decided before about this pair, in either order, is decided anew.
    DuplicateDecision.objects.filter(Q(one=one, other=other) | Q(one=other, other=one)).delete()
    DuplicateDecision.objects.create(
        organisation=doing.organisation, one=one, other=other, same=False, by=doing.actor.person, at=doing.now
    )
    for request in (one, other):
        request.holds.filter(released_at=None, reason=HoldReason.MAYBE_DUPLICATE.value).update(
            released_at=doing.now, released_by=doing.actor.person, outcome="kept apart"
        )
        request.verdict = verdict_of(request, doing.now).kind.value
        touch(request, doing, "verdict", "status", "linked_to")
    doing.say(subject_of(one), household=one.household_id, reason=asked.reason, other=other.receipt, unlinked=unlinked)
    return KeptApart(one=one.receipt, other=other.receipt, unlinked=unlinked)


def _unlink(first: EvacuationRequest, repeat: EvacuationRequest) -> bool:
    """Open a repeat again that was linked by mistake, and take back the signs and tags it lent."""
    if repeat.linked_to_id != first.id:
        return False
    for sign in repeat.confirmations.all():
        first.confirmations.filter(**{name: getattr(sign, name) for name in COPIED}).delete()
    own = facts_of_kept(repeat)
    lent = {TagKind.PHONE: own.phone_tags, TagKind.HOUSE: {own.house_tag}}
    for kind, tags in lent.items():
        RequestTag.objects.filter(request=first, kind=kind.value, tag__in=tags).delete()
    repeat.status, repeat.linked_to, repeat.closed_at = RequestStatus.OPEN.value, None, None
    repeat.save(update_fields=("closed_at",))
    return True
