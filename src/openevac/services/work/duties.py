"""The worker's round: each duty comes up when it is due, one that fails does not keep the others from theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError

from openevac.domain.errors import InputError
from openevac.services.kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something to be done every so often; `do` does it once."""

    name: str
    every_s: float
    do: Callable[[], None]


@dataclass(slots=True, kw_only=True)
class Round:
    """The duties of one worker, and when each is due next by the clock that cannot jump."""

    clock: Clock
    duties: Sequence[Duty]
    failed: Callable[[str, Exception], None]
    _due_s: dict[str, float] = field(default_factory=dict)

    def turn(self) -> float:
        """Do everything that is due and give the seconds until the next duty.

        A duty that fails is told to `failed` and comes up again at its next time. What a duty may fail with is
        what a database or a rule says; anything else is a fault of ours and stops the worker, which turns boards red.
        """
        for duty in self.duties:
            now_s = self.clock.monotonic_s()
            if now_s < self._due_s.get(duty.name, now_s):
                continue
            self._due_s[duty.name] = now_s + duty.every_s
            try:
                duty.do()
            except (DatabaseError, InputError, OSError) as fault:
                self.failed(duty.name, fault)
        return max(0.0, min(self._due_s.values(), default=0.0) - self.clock.monotonic_s())
