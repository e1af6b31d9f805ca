"""What everything the faces ask is asked with: the clock, and in a demonstration the open passphrase."""

from __future__ import annotations

from openevac.services.kernel.clock import Clock, SystemClock


class _Hands:
    """Holds the clock; tests put theirs here. `demo_passphrase` is empty wherever people are real."""

    clock: Clock = SystemClock()
    demo_passphrase: str = ""


hands = _Hands()
