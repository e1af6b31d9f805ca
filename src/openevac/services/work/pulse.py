"""What every board asks first: can alarms ring at all? Asked of the database, and answered without it too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, connection

from openevac.rules.board import Pulse, RedLine, red_lines
from openevac.services.kernel.clock import Clock
from openevac.store.models import Heartbeat
from openevac.store.sqlcipher import key


@dataclass(frozen=True, slots=True, kw_only=True)
class Machinery:
    """The red lines of a board; () when alarms can ring."""

    red: tuple[RedLine, ...]


def see_pulse(clock: Clock) -> Machinery:
    """Tell in red what keeps alarms from ringing. Never raises: a board that fails must still say so."""
    now = clock.now()
    return Machinery(red=red_lines(read_pulse(), now))


def read_pulse() -> Pulse:
    """Read what is known of the machinery; a database that does not answer is itself the answer."""
    if not key.is_unlocked() and _is_encrypted_file():
        return Pulse(beat_at=None, key_typed=False)
    try:
        found = Heartbeat.objects.filter(id=1).first()
    except DatabaseError:
        return Pulse(beat_at=None, database_locked=True)
    if found is None:
        return Pulse(beat_at=None)
    return Pulse(beat_at=found.at, jumped=timedelta(seconds=found.clock_jump_s))


def _is_encrypted_file() -> bool:
    return connection.vendor == "sqlite"
