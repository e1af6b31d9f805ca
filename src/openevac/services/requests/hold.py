"""Putting a request on hold, and taking over a hold: somebody always answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.records import HoldReason
from openevac.domain.roles import Action, Role
from openevac.rules.holds import answered
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict
from openevac.services.requests.finding import load_to_change, require_waiting, subject_of, touch
from openevac.services.requests.holding import first_owner, keep_hold, rule_hold
from openevac.services.requests.typed import require_reason
from openevac.store.models import EvacuationRequest, Hold, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest:
    """Put on hold, for which kind of reason, in which words, and who answers for it (a code; else who leads now)."""

    receipt: str
    reason: HoldReason
    why: str
    owner: str = ""
    version: int | None = None

    def __post_init__(self) -> None:
        require_reason("why", self.why)
        if self.owner:
            require_id("owner", self.owner)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHold:
    """Say "I have it": whoever answers owns the hold from now on."""

    receipt: str
    reason: HoldReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The hold as it stands: whose it is and when it rings."""

    receipt: str
    version: int
    reason: HoldReason
    owner: str
    rings_at: datetime


def hold(order: Order, asked: HoldRequest) -> Held:
    """Put a request on hold. Its turn stays; it is never a refusal."""
    return carry_out(order, Action.HOLD, asked, Held, _hold)


def take_hold(order: Order, asked: TakeHold) -> Held:
    """Take a hold over; it rings its new owner in two hours."""
    return carry_out(order, Action.HOLD, asked, Held, _take)


def open_hold(request: EvacuationRequest, reason: HoldReason) -> Hold:
    """Lock the open hold of a request for a reason; Conflict where there is none."""
    found = (
        Hold.objects.select_for_update(no_key=True)
        .filter(request=request, reason=reason.value, released_at=None)
        .first()
    )
    if found is None:
        raise Conflict(
            "The request is not on hold for this reason: {hold_reason}.",
            "Look at it again; somebody may have released it.",
            field="reason",
            hold_reason=reason.value,
        )
    return found


def _hold(doing: Doing, asked: HoldRequest) -> Held:
    request = load_to_change(doing, asked.receipt, asked.version)
    require_waiting(request)
    owner = _named(doing, asked.owner) if asked.owner else first_owner(doing)
    kept = keep_hold(doing, request, asked.reason, owner)
    touch(request, doing)
    doing.say(
        subject_of(request), household=request.household_id, reason=asked.why, kind=asked.reason.value, owner=kept.owner
    )
    return _answer(request, kept)


def _take(doing: Doing, asked: TakeHold) -> Held:
    request = load_to_change(doing, asked.receipt)
    held = open_hold(request, asked.reason)
    taken = answered(rule_hold(held), doing.actor.person, doing.now)
    held.owner, held.rung, held.rings_at = taken.owner, taken.rung, taken.rings_at
    held.save(update_fields=("owner", "rung", "rings_at"))
    doing.say(
        subject_of(request), household=request.household_id, kind=asked.reason.value, owner=held.owner, taken=True
    )
    return _answer(request, held)


def _named(doing: Doing, owner: str) -> str:
    person = Person.objects.filter(organisation=doing.organisation, code=owner, revoked_at=None).first()
    if person is None or not {Role.OPERATOR.value, Role.COORDINATOR.value} & set(person.roles):
        raise InputError(
            "Nobody of this code can answer for a hold.",
            "Name an operator or a coordinator who works here.",
            field="owner",
        )
    return person.code


def _answer(request: EvacuationRequest, held: Hold) -> Held:
    return Held(
        receipt=request.receipt,
        version=request.version,
        reason=HoldReason(held.reason),
        owner=held.owner,
        rings_at=held.rings_at,
    )
