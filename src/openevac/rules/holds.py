"""Holds: a request that waits for an answer always has somebody who is rung for it, every two hours, until it ends.

A hold is never a refusal: it closes nothing, it takes no turn away, and no time makes it lapse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.missions import Remark
from openevac.domain.units import require_aware

RINGS_EVERY = timedelta(hours=2)
ANSWER_WITHIN = timedelta(minutes=15)
"""How long the one who was rung has before the next is rung."""
CLOCK_SLACK = timedelta(minutes=1)


class HoldKind(StrEnum):
    """What a request waits for."""

    MORE_SIGNS = "more_signs"
    LOOKS_INVENTED = "looks_invented"
    ADDRESS_UNCLEAR = "address_unclear"
    PERHAPS_TWICE = "perhaps_twice"
    CHILD_OR_CARE = "child_or_care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One hold. `rung_at`: when somebody was last rung for it; `rung`: who was rung since the last answer, in order.

    `answered_at`: when somebody last said "I have it".
    """

    request: str
    kind: HoldKind
    owner: str
    placed_at: datetime
    rung_at: datetime | None = None
    rung: tuple[str, ...] = ()
    answered_at: datetime | None = None

    def __post_init__(self) -> None:
        require_id("request", self.request)
        if not self.owner:
            raise InputError(
                "A hold without an owner is a refusal nobody said.", "Name who answers for it.", field="owner"
            )
        for name in ("placed_at", "rung_at", "answered_at"):
            require_aware(name, getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Who is rung for a hold, since when it is due, and what they are told. `whom` is empty when nobody is there."""

    whom: str
    due_at: datetime
    say: Remark


def next_ring_at(hold: Hold) -> datetime:
    """Give when the next ring is due: 15 minutes after one nobody answered, else two hours after the last word."""
    if hold.rung_at is not None and _unanswered(hold):
        return hold.rung_at + ANSWER_WITHIN
    return max(hold.placed_at, hold.answered_at or hold.placed_at) + RINGS_EVERY


def ring(hold: Hold, on_shift: Sequence[str], now: datetime) -> Ring | None:
    """Tell who is rung now; None while no ring is due.

    The owner first, if on shift; then everybody on shift in the given order who was not rung yet; then from the
    beginning again. A hold with a time that has not come yet rings at once: the clock was set back meanwhile, and
    waiting for that time could take a day.
    """
    due_at = next_ring_at(hold)
    times = (hold.placed_at, hold.rung_at or now, hold.answered_at or now)
    if now < due_at and max(times) <= now + CLOCK_SLACK:
        return None
    order = [one for one in on_shift if one == hold.owner] + [one for one in on_shift if one != hold.owner]
    if not order:
        return Ring(whom="", due_at=due_at, say=_NOBODY)
    tried = hold.rung if _unanswered(hold) else ()
    whom = next((one for one in order if one not in tried), order[0])
    return Ring(whom=whom, due_at=due_at, say=_YOURS if whom == hold.owner else _FOR_ANOTHER)


def rang(hold: Hold, whom: str, at: datetime) -> Hold:
    """Note that somebody was rung."""
    tried = () if whom in hold.rung or not _unanswered(hold) else hold.rung
    return replace(hold, rung_at=at, rung=(*tried, whom))


def answered(hold: Hold, by: str, at: datetime) -> Hold:
    """Note that somebody took the hold: whoever answers owns it from now on."""
    return replace(hold, owner=by, answered_at=max(at, hold.rung_at or at), rung=())


def _unanswered(hold: Hold) -> bool:
    return hold.rung_at is not None and (hold.answered_at is None or hold.answered_at < hold.rung_at)


_YOURS = Remark(text="This request waits on hold for you: ring, release it, or pass it on.")
_FOR_ANOTHER = Remark(text="Its owner does not answer: this request waits on hold, please take it.")
_NOBODY = Remark(text="A request waits on hold and nobody is on shift to be rung.")
