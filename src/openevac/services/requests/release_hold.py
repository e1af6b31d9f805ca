"""Ending a hold with a decision in words; the request stands where it stood."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.records import HoldReason
from openevac.domain.roles import Action
from openevac.rules.holds import may_release
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import NotAllowed, refuse
from openevac.services.requests.finding import load_to_change, subject_of, touch
from openevac.services.requests.hold import open_hold
from openevac.services.requests.typed import require_line, require_reason

OUTCOME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHold:
    """End the hold of one kind; `outcome`: what was decided, in a few words without names."""

    receipt: str
    reason: HoldReason
    outcome: str
    version: int | None = None

    def __post_init__(self) -> None:
        require_reason("outcome", self.outcome)
        require_line("outcome", self.outcome, OUTCOME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What still holds the request."""

    receipt: str
    version: int
    still_held: tuple[HoldReason, ...]


def release_hold(order: Order, asked: ReleaseHold) -> Released:
    """End a hold. Signs of bait are let go by a coordinator; the same signs do not hold again unless they grow."""
    return carry_out(order, Action.RELEASE_HOLD, asked, Released, _change)


def _change(doing: Doing, asked: ReleaseHold) -> Released:
    request = load_to_change(doing, asked.receipt, asked.version)
    decision = may_release(asked.reason, doing.actor.roles)
    if not decision.allowed:
        raise refuse(decision.reason, "Ask the coordinator; the hold rings its owner meanwhile.", NotAllowed)
    held = open_hold(request, asked.reason)
    held.released_at, held.released_by, held.outcome = doing.now, doing.actor.person, asked.outcome.strip()
    held.save(update_fields=("released_at", "released_by", "outcome"))
    touch(request, doing)
    doing.say(subject_of(request), household=request.household_id, reason=held.outcome, kind=asked.reason.value)
    left = request.holds.filter(released_at=None).order_by("since").values_list("reason", flat=True)
    return Released(
        receipt=request.receipt, version=request.version, still_held=tuple(HoldReason(reason) for reason in left)
    )
