"""Refuses connections in a process that was forked off one with open connections.

SQLite remembers in memory which locks its process holds; a forked child has that memory but not the locks, and would
write over another process's rows. Open the database after forking, or start a new program instead.
"""

from __future__ import annotations

import os

_state = {"open": 0, "inherited": 0}


def note_opened() -> None:
    """Count a connection that was opened here."""
    _state["open"] += 1


def note_closed() -> None:
    """Count a connection that was closed here."""
    _state["open"] -= 1


def is_inherited() -> bool:
    """Tell whether this process was forked while its parent had the database open."""
    return _state["inherited"] > 0


def _after_fork() -> None:
    _state["inherited"] += _state["open"]
    _state["open"] = 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
