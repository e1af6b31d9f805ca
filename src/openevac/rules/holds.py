"""Holds: a request that waits for an answer always has somebody who is rung for it, every two hours, until it ends.

A hold is never a refusal: it closes nothing, it takes no turn away, and no time makes it lapse.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.records import HoldReason
from openevac.domain.remarks import Remark
from openevac.domain.roles import Decision, Role
from openevac.domain.units import require_aware, require_not_negative

RINGS_EVERY = timedelta(hours=2)
CLOCK_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One hold: whose it is, when it rings next, and how often it rang since somebody last answered."""

    request: str
    owner: str
    since: datetime
    rings_at: datetime
    rung: int = 0

    def __post_init__(self) -> None:
        require_id("request", self.request)
        if not self.owner.strip():
            raise InputError(
                "A hold without an owner is a refusal nobody said.", "Name who answers for it.", field="owner"
            )
        require_aware("since", self.since)
        require_aware("rings_at", self.rings_at)
        require_not_negative("rung", self.rung)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Who is rung for a hold now, and what they are told. `whom` is empty when nobody is there: the board says so."""

    whom: str
    say: Remark


def place_hold(request: str, owner: str, now: datetime) -> Hold:
    """Put a request on hold; it rings its owner in two hours."""
    return Hold(request=request, owner=owner, since=now, rings_at=now + RINGS_EVERY)


def ring(hold: Hold, on_shift: Sequence[str], now: datetime) -> Ring | None:
    """Tell who is rung now; None while no ring is due.

    The owner first, if on shift; then everybody else on shift in the given order, and from the beginning again. A
    ring further away than two hours is due at once: the clock was set back meanwhile, and it might take a day.
    """
    if now < hold.rings_at <= now + RINGS_EVERY + CLOCK_SLACK:
        return None
    order = [one for one in on_shift if one == hold.owner] + [one for one in on_shift if one != hold.owner]
    if not order:
        return Ring(whom="", say=_NOBODY)
    whom = order[hold.rung % len(order)]
    return Ring(whom=whom, say=_YOURS if whom == hold.owner else _FOR_ANOTHER)


def rang(hold: Hold, at: datetime) -> Hold:
    """Note that somebody was rung: unless they answer, the next is rung in two hours; no hold rings all night."""
    return replace(hold, rung=hold.rung + 1, rings_at=at + RINGS_EVERY)


def answered(hold: Hold, by: str, at: datetime) -> Hold:
    """Note that somebody took the hold: whoever answers owns it from now on, and is rung again in two hours."""
    return replace(hold, owner=by, rung=0, rings_at=at + RINGS_EVERY)


def may_release(reason: HoldReason, roles: Collection[Role]) -> Decision:
    """Tell whether somebody may end a hold: signs of bait are seen, and so let go, by coordinators only."""
    if reason is HoldReason.LURE_SIGNS and Role.COORDINATOR not in roles:
        return Decision(allowed=False, reason=_NOT_SEEN)
    return Decision(allowed=True, reason=_LET_GO)


_YOURS = Remark(text="This request waits on hold for you: ring, release it, or pass it on.")
_FOR_ANOTHER = Remark(text="Its owner does not answer: this request waits on hold, please take it.")
_NOBODY = Remark(text="A request waits on hold and nobody is on shift to be rung.")
_NOT_SEEN = Remark(text="Only a coordinator ends this hold.")
_LET_GO = Remark(text="The hold ends.")
