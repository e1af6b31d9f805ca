"""How many identities one person opens in an hour before somebody else is told. It stops nobody: an alarm, not a lock.

A locked screen in the middle of a call leaves people behind; a copy of the list is found by being told at once.
"""

from __future__ import annotations

CALLS_PER_HOUR = 12
"""A call takes five minutes at the least."""

OPENED_PER_CALL = 8
"""The household itself, its people, and the few similar requests that an operator really looks into."""

MOST_PER_HOUR = CALLS_PER_HOUR * OPENED_PER_CALL
"""More than this is no work on the phone: the shift lead is told who opened how many."""
