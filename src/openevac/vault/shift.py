"""A shift: keys live on enrolled workstations from its start to its end; screens in between open by six digits.

Pure state: every function gives the new shift, `now` is an argument. The keys themselves are in a `Keyring`; whoever
holds one locks it as soon as `keys_may_live` says no.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.remarks import Remark
from openevac.domain.units import require_aware
from openevac.vault.pins import PinCheck, PinTries, PinVerdict, try_pin


class Face(StrEnum):
    """Where a screen stands. Reception has strangers in front of it."""

    DESK = "desk"
    RECEPTION = "reception"


class ShiftEnd(StrEnum):
    """How a shift came to its end."""

    ENDED = "ended"
    LOCKED = "locked"


IDLE = {Face.DESK: timedelta(minutes=10), Face.RECEPTION: timedelta(minutes=2)}
"""How long an untouched screen stays open."""
LONGEST = timedelta(hours=24)
"""A shift nobody ended gives up its keys after this long."""
CLOCK_SLACK = timedelta(minutes=5)
"""How far a clock may be set back before it counts as jumped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One open screen: at which workstation, whose, and when a key was last pressed."""

    workstation: str
    person: str
    face: Face
    touched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One shift of one lead, its open screens, and its end."""

    id: str
    lead: str
    started_at: datetime
    screens: tuple[Screen, ...] = ()
    ended_at: datetime | None = None
    end: ShiftEnd | None = None


def start_shift(shift_id: str, lead: str, workstation: str, now: datetime, face: Face = Face.DESK) -> Shift:
    """Start a shift; the lead has just unlocked the keys by passphrase or key file, so this screen is open."""
    for field, value in (("shift", shift_id), ("lead", lead), ("workstation", workstation)):
        require_id(field, value)
    require_aware("now", now)
    first = Screen(workstation=workstation, person=lead, face=face, touched_at=now)
    return Shift(id=shift_id, lead=lead, started_at=now, screens=(first,))


def keys_may_live(shift: Shift, now: datetime) -> bool:
    """Tell whether workstations may still hold keys: not after the end, not after a day, not with a jumped clock."""
    return shift.end is None and shift.started_at - CLOCK_SLACK <= now < shift.started_at + LONGEST


def open_screen(
    shift: Shift,
    screen: Screen,
    *,
    check: PinCheck,
    tries: PinTries,
    pin: str,
    now: datetime,
) -> tuple[Shift, PinTries, PinVerdict]:
    """Open a screen by name (`screen.person`) and six digits; store the tries before showing anything."""
    _require_running(shift, now)
    tries, verdict = try_pin(check, tries, pin, now)
    if verdict is not PinVerdict.RIGHT:
        return shift, tries, verdict
    opened = replace(screen, touched_at=now)
    return replace(shift, screens=(*_others(shift, screen.workstation), opened)), tries, verdict


def touch(shift: Shift, workstation: str, now: datetime) -> Shift:
    """Note that somebody works at a screen; refuses a screen that is closed, so that it cannot be kept open late."""
    reason = why_closed(shift, workstation, now)
    if reason is not None:
        raise InputError(
            "This screen is locked.",
            "Open it again by name and six digits.",
            field="screen",
        )
    return replace(
        shift,
        screens=tuple(
            replace(screen, touched_at=max(now, screen.touched_at)) if screen.workstation == workstation else screen
            for screen in shift.screens
        ),
    )


def why_closed(shift: Shift, workstation: str, now: datetime) -> Remark | None:
    """Say why a screen is closed, or give None when it is open."""
    if shift.end is ShiftEnd.LOCKED:
        return Remark(text="Everything was locked. The shift lead starts again.")
    if not keys_may_live(shift, now):
        return Remark(text="No shift is running. The shift lead starts one.")
    screen = next((one for one in shift.screens if one.workstation == workstation), None)
    if screen is None:
        return Remark(text="This screen is locked. Open it by name and six digits.")
    if now < screen.touched_at - CLOCK_SLACK:
        return Remark(text="The clock of this computer was set back, so the screen is locked.")
    if now >= screen.touched_at + IDLE[screen.face]:
        minutes = int(IDLE[screen.face].total_seconds() // 60)
        return Remark(text="Nobody touched this screen for {minutes} min, so it is locked.", facts={"minutes": minutes})
    return None


def close_screen(shift: Shift, workstation: str) -> Shift:
    """Lock one screen by hand."""
    return replace(shift, screens=_others(shift, workstation))


def end_shift(shift: Shift, now: datetime) -> Shift:
    """End a shift: all screens close, all workstations let go of their keys."""
    return _ended(shift, now, ShiftEnd.ENDED)


def lock_everything(shift: Shift, now: datetime) -> Shift:
    """Lock at once, from any device; only the shift lead starts again. Locking twice changes nothing."""
    return shift if shift.end is ShiftEnd.LOCKED else _ended(shift, now, ShiftEnd.LOCKED)


def _ended(shift: Shift, now: datetime, end: ShiftEnd) -> Shift:
    require_aware("now", now)
    if shift.end is not None and end is ShiftEnd.ENDED:
        return shift
    return replace(shift, screens=(), ended_at=now, end=end)


def _others(shift: Shift, workstation: str) -> tuple[Screen, ...]:
    return tuple(screen for screen in shift.screens if screen.workstation != workstation)


def _require_running(shift: Shift, now: datetime) -> None:
    require_aware("now", now)
    if not keys_may_live(shift, now):
        raise InputError(
            "No shift is running.",
            "The shift lead starts one with a passphrase or key file.",
            field="shift",
        )
