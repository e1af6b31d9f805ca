"""Saying that two requests are one: a repeat is linked, never dropped, and both numbers stay good."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from openevac.domain.errors import InputError
from openevac.domain.events import RequestStatus
from openevac.domain.places import LonLat
from openevac.domain.receipts import parse_receipt
from openevac.domain.records import HoldReason, TagKind
from openevac.domain.remarks import Remark
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, Priority
from openevac.domain.roles import Action
from openevac.rules.confirmation import VerdictKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, changed_meanwhile
from openevac.services.requests.finding import load_to_change, require_waiting, subject_of, touch
from openevac.services.requests.judging import verdict_of
from openevac.services.requests.people import fit_people
from openevac.services.requests.placing import place_columns
from openevac.services.requests.plain_lines import position_of
from openevac.services.requests.see_requests import needs_of
from openevac.services.requests.tagging import keep_tags
from openevac.store.models import Confirmation, DuplicateDecision, EvacuationRequest, RequestTag

COPIED = ("kind", "at", "source", "channel", "line_tag", "recorded_by")
"""What makes two signs the same one: a repeat's signs are copied to the first request, and can be found again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDuplicate:
    """Link `repeat` to `first`; versions: as both were read, where they were."""

    first: str
    repeat: str
    first_version: int | None = None
    repeat_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The first request after the link. `say`: what of the newer call could not be taken over and needs a person."""

    first: str
    first_version: int
    repeat: str
    verdict: VerdictKind
    say: tuple[Remark, ...] = ()


def link_duplicate(order: Order, asked: LinkDuplicate) -> Linked:
    """Link a repeat call to the first request, which takes over signs, tags, holds and the newest facts."""
    return carry_out(order, Action.LINK_DUPLICATE, asked, Linked, _change)


def _change(doing: Doing, asked: LinkDuplicate) -> Linked:
    first, repeat = _both(doing, asked)
    for sign in repeat.confirmations.order_by("at"):
        _copy_sign(first, sign)
    for kind in TagKind:
        keep_tags(doing, first, kind, _tags(repeat, kind))
    _move_holds(doing, first, repeat)
    said = _take_newest(doing, first, repeat)
    repeat.status, repeat.linked_to = RequestStatus.LINKED.value, first
    touch(repeat, doing, "status", "linked_to")
    repeat.repeats.update(linked_to=first)
    _decide(doing, first, repeat)
    verdict = verdict_of(first, doing.now)
    first.verdict = verdict.kind.value
    touch(first, doing, "verdict")
    doing.say(subject_of(first), household=first.household_id, repeat=repeat.receipt, verdict=verdict.kind.value)
    return Linked(
        first=first.receipt, first_version=first.version, repeat=repeat.receipt, verdict=verdict.kind, say=said
    )


def _both(doing: Doing, asked: LinkDuplicate) -> tuple[EvacuationRequest, EvacuationRequest]:
    """Lock both in the order of their numbers, so that two people linking the same pair never wait for each other."""
    versions = {parse_receipt(asked.first): asked.first_version, parse_receipt(asked.repeat): asked.repeat_version}
    rows = {receipt: load_to_change(doing, receipt) for receipt in sorted(versions)}
    first, repeat = rows[parse_receipt(asked.first)], rows[parse_receipt(asked.repeat)]
    if first.id == repeat.id:
        raise InputError("Both numbers are the same request.", "Give the number of the other one.", field="repeat")
    for receipt, version in versions.items():
        if version is not None and rows[receipt].version != version:
            raise changed_meanwhile()
    require_waiting(repeat)
    if RequestStatus(first.status) is not RequestStatus.ABOARD:
        require_waiting(first)
    if RequestStatus(repeat.status) is not RequestStatus.OPEN:
        raise Conflict("The repeat is on a mission already.", "Link the other one to it instead.", field="repeat")
    return first, repeat


def _copy_sign(first: EvacuationRequest, sign: Confirmation) -> None:
    same = {name: getattr(sign, name) for name in COPIED}
    if not first.confirmations.filter(**same).exists():
        Confirmation.objects.create(organisation=first.organisation, request=first, **same)


def _tags(request: EvacuationRequest, kind: TagKind) -> list[str]:
    return list(RequestTag.objects.filter(request=request, kind=kind.value).values_list("tag", flat=True))


def _move_holds(doing: Doing, first: EvacuationRequest, repeat: EvacuationRequest) -> None:
    """Let open holds go on at the first request; the question whether the two are one has its answer now."""
    for request in (first, repeat):
        request.holds.filter(released_at=None, reason=HoldReason.MAYBE_DUPLICATE.value).update(
            released_at=doing.now, released_by=doing.actor.person, outcome="linked"
        )
    standing = set(first.holds.filter(released_at=None).values_list("reason", flat=True))
    for held in repeat.holds.filter(released_at=None):
        if held.reason in standing:
            held.released_at, held.released_by, held.outcome = doing.now, doing.actor.person, "linked"
        held.request = first
        held.save(update_fields=("request", "released_at", "released_by", "outcome"))


def _take_newest(doing: Doing, first: EvacuationRequest, repeat: EvacuationRequest) -> tuple[Remark, ...]:
    """Let the first request wait since the earlier call, and say what the later one said."""
    newer = repeat.received_at >= first.received_at
    first.received_at = min(first.received_at, repeat.received_at)
    first.priority = min(first.priority, repeat.priority, key=lambda one: PRIORITIES_HIGH_FIRST.index(Priority(one)))
    first.required = first.required or repeat.required
    first.save(update_fields=("received_at", "priority", "required"))
    if not newer:
        return ()
    return _take_facts(doing, first, repeat)


def _take_facts(doing: Doing, first: EvacuationRequest, repeat: EvacuationRequest) -> tuple[Remark, ...]:
    columns: dict[str, object] = {
        name: getattr(repeat, name)
        for name in ("floor", "lift", "tw_early", "tw_late", "release_time")
        if getattr(repeat, name) is not None
    }
    said: tuple[Remark, ...] = ()
    if RequestStatus(first.status) is RequestStatus.OPEN:
        here: LonLat | None = position_of(repeat) or position_of(first)
        columns |= place_columns(repeat.katottg or first.katottg, here)
        said = _take_people(doing, first, repeat, columns)
    elif needs_of(first) != needs_of(repeat):
        said = (_OTHER_PEOPLE,)
    for name, value in columns.items():
        setattr(first, name, value)
    first.save(update_fields=tuple(columns))
    return said


def _take_people(
    doing: Doing, first: EvacuationRequest, repeat: EvacuationRequest, columns: dict[str, object]
) -> tuple[Remark, ...]:
    """Take the newer count over where no person with a name would have to be chosen."""
    needs = needs_of(repeat)
    if needs == needs_of(first):
        return ()
    try:
        with transaction.atomic():
            fit_people(doing, first.household, needs)
    except InputError:
        return (_OTHER_PEOPLE,)
    columns |= asdict(needs)
    return ()


def _decide(doing: Doing, first: EvacuationRequest, repeat: EvacuationRequest) -> None:
    DuplicateDecision.objects.update_or_create(
        organisation=doing.organisation,
        one=first,
        other=repeat,
        defaults={"same": True, "by": doing.actor.person, "at": doing.now},
    )


_OTHER_PEOPLE = Remark(text="The newer call counted other people: correct the first request by hand.")
