"""The worker's heartbeat: proof that alarms can ring, that the clock is right, and that there is exactly one worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from openevac.rules.board import HEARTBEAT_OLD, JUMP
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.refusals import Conflict
from openevac.store.models import Heartbeat

EVERY_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One heartbeat as it was written."""

    at: datetime
    jumped: timedelta


def start_beating(worker: str, clock: Clock) -> Beat:
    """Take the one place of the worker; Conflict while another worker beats."""
    now = clock.now()
    with transaction.atomic():
        found = Heartbeat.objects.select_for_update().filter(id=1).first()
        if found is not None and found.worker not in {worker, ""} and abs(now - found.at) < HEARTBEAT_OLD:
            raise Conflict(
                "Another worker is running and was heard {seconds} s ago.",
                "Stop it first: two workers would tell people everything twice.",
                seconds=int((now - found.at).total_seconds()),
            )
        Heartbeat.objects.update_or_create(
            id=1, defaults={"at": now, "monotonic_s": clock.monotonic_s(), "worker": worker}
        )
    return Beat(at=now, jumped=timedelta(0))


def beat(worker: str, clock: Clock) -> Beat:
    """Write one heartbeat. A wall clock that moved by itself is remembered until somebody says that it is right."""
    now, ticks_s = clock.now(), clock.monotonic_s()
    with transaction.atomic():
        found = Heartbeat.objects.select_for_update().get(id=1)
        if found.worker != worker:
            raise Conflict("Another worker has taken over.", "This one stops now.")
        jumped = (now - found.at) - timedelta(seconds=ticks_s - found.monotonic_s)
        found.at, found.monotonic_s = now, ticks_s
        if abs(jumped) > JUMP:
            found.clock_jumped_at = now
            found.clock_jump_s = jumped.total_seconds()
        found.save()
    return Beat(at=now, jumped=jumped if abs(jumped) > JUMP else timedelta(0))


def stop_beating(worker: str) -> None:
    """Give the place of the worker free, so that the next one can start at once."""
    Heartbeat.objects.filter(id=1, worker=worker).update(worker="")


def clock_is_right() -> None:
    """Forget the jump of the clock: somebody compared it with a telephone."""
    Heartbeat.objects.filter(id=1).update(clock_jumped_at=None, clock_jump_s=0.0)
