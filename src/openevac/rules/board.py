"""When the board must say in red that it is blind: an alarm that cannot ring is worse than one that rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.remarks import Remark

HEARTBEAT_OLD = timedelta(seconds=15)
JUMP = timedelta(seconds=5)


class Blindness(StrEnum):
    """Why alarms cannot be relied on."""

    NO_WORKER = "no_worker"
    CLOCK_JUMPED = "clock_jumped"
    DATABASE_LOCKED = "database_locked"
    KEY_NOT_TYPED = "key_not_typed"
    BOARD_OLD = "board_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What the board knows of the machinery behind it.

    `beat_at`: the worker's newest heartbeat, None where there is none. `jumped`: how far the worker saw the clock
    move on its own and nobody has looked since. `database_locked`: nothing can be written. `key_typed`: the key of
    the database was given since the start. `drawn_at`: when the figures on the board were read, None for just now.
    """

    beat_at: datetime | None
    jumped: timedelta = timedelta(0)
    database_locked: bool = False
    key_typed: bool = True
    drawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLine:
    """One line in red across the board."""

    why: Blindness
    say: Remark


def red_lines(pulse: Pulse, now: datetime) -> tuple[RedLine, ...]:
    """Give what the board says in red; () when alarms can ring."""
    lines: list[RedLine] = []
    if not pulse.key_typed:
        lines.append(RedLine(why=Blindness.KEY_NOT_TYPED, say=_KEY))
    if pulse.database_locked:
        lines.append(RedLine(why=Blindness.DATABASE_LOCKED, say=_DATABASE))
    if pulse.beat_at is None:
        lines.append(RedLine(why=Blindness.NO_WORKER, say=_NEVER))
    elif now - pulse.beat_at > HEARTBEAT_OLD:
        seconds = int((now - pulse.beat_at).total_seconds())
        lines.append(RedLine(why=Blindness.NO_WORKER, say=Remark(text=_OLD.text, facts={"seconds": seconds})))
    if abs(pulse.jumped) > JUMP or (pulse.beat_at is not None and pulse.beat_at - now > JUMP):
        lines.append(RedLine(why=Blindness.CLOCK_JUMPED, say=_CLOCK))
    if pulse.drawn_at is not None and abs(now - pulse.drawn_at) > HEARTBEAT_OLD:
        lines.append(RedLine(why=Blindness.BOARD_OLD, say=_BOARD))
    return tuple(lines)


_KEY = Remark(text="Locked: alarms are blind. Type the passphrase.")
_DATABASE = Remark(text="The database is locked: nothing is recorded and no alarm can ring. Write on paper.")
_NEVER = Remark(text="Alarms are not running: nothing can ring. Start `openevac work`.")
_OLD = Remark(text="Alarms have been silent for {seconds} s: nothing can ring. Watch the times yourself.")
_CLOCK = Remark(text="The clock of a computer jumped: compare it with a telephone, then say that it is right.")
_BOARD = Remark(text="This board is old: load it again, and do not trust its times.")
