"""Six digits that re-open a screen during a shift: how they are kept, and what wrong ones cost.

Six digits are a million guesses: they hold only while a running program counts the wrong ones. They never wrap a key.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.units import require_aware
from openevac.vault.stretching import SALT_BYTES, STANDARD_COST, StretchCost, stretch

WAITS = (timedelta(0), timedelta(0), timedelta(seconds=10), timedelta(seconds=30))
"""How long nothing is checked after the first, second, third and fourth wrong try."""
MOST_WRONG = len(WAITS) + 1
"""With the fifth wrong try only the shift lead opens the screen again."""

_PIN = re.compile(r"[0-9]{6}")
_RUNS = ("01234567890", "09876543210")


class PinVerdict(StrEnum):
    """What a try gave."""

    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"
    LEAD_NEEDED = "lead_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinCheck:
    """What is kept of a PIN: salt, cost, and the stretched digits."""

    salt: bytes = field(repr=False)
    stretched: bytes = field(repr=False)
    cost: StretchCost = STANDARD_COST


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTries:
    """How many wrong tries one person has had since the last right one, and when the last was."""

    wrong: int = 0
    last_wrong_at: datetime | None = None


def new_pin_check(pin: str, cost: StretchCost = STANDARD_COST) -> PinCheck:
    """Keep a new PIN; refuses what is not six digits and what anybody would try first."""
    if not _PIN.fullmatch(pin):
        raise InputError("A PIN has six digits.", "Type six digits, nothing else.", field="pin")
    if len(set(pin)) == 1 or any(pin in run for run in _RUNS) or pin[:3] == pin[3:] or pin[:2] * 3 == pin:
        raise InputError(
            "This PIN would be tried first.",
            "Choose six digits without a pattern; no birthday, no 123456.",
            field="pin",
        )
    salt = secrets.token_bytes(SALT_BYTES)
    return PinCheck(salt=salt, stretched=stretch(pin, salt, cost), cost=cost)


def try_pin(check: PinCheck, tries: PinTries, pin: str, now: datetime) -> tuple[PinTries, PinVerdict]:
    """Try a PIN; store the new count before anything is shown. Five wrong ones lock until the lead resets them."""
    require_aware("now", now)
    if tries.wrong >= MOST_WRONG:
        return tries, PinVerdict.LEAD_NEEDED
    tries, waits = _still_waiting(tries, now)
    if waits:
        return tries, PinVerdict.WAIT
    if _PIN.fullmatch(pin) and hmac.compare_digest(stretch(pin, check.salt, check.cost), check.stretched):
        return PinTries(), PinVerdict.RIGHT
    wrong = tries.wrong + 1
    verdict = PinVerdict.LEAD_NEEDED if wrong >= MOST_WRONG else PinVerdict.WRONG
    return PinTries(wrong=wrong, last_wrong_at=now), verdict


def wait_left(tries: PinTries, now: datetime) -> timedelta:
    """Give how long nothing will be checked yet."""
    if tries.last_wrong_at is None or not 0 < tries.wrong < MOST_WRONG:
        return timedelta(0)
    wait = WAITS[tries.wrong - 1]
    return min(wait, max(timedelta(0), tries.last_wrong_at + wait - now))


def _still_waiting(tries: PinTries, now: datetime) -> tuple[PinTries, bool]:
    """Tell whether to wait; a clock set back starts the wait anew instead of stretching it by hours."""
    if tries.last_wrong_at is not None and now < tries.last_wrong_at and wait_left(tries, now):
        return replace(tries, last_wrong_at=now), True
    return tries, wait_left(tries, now) > timedelta(0)
