"""Which database files this process holds open: needed before closing any other descriptor of them, and after a fork.

SQLite remembers in memory which locks its process holds; a forked child has that memory but not the locks, and would
write over another process's rows. Open the database after forking, or start a new program instead.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from threading import RLock
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

Inode = tuple[int, int]

OPENING = RLock()
"""Held from the look at a file until it counts as open."""

_open: Counter[Inode] = Counter()
_inherited: Counter[Inode] = Counter()


def inode_of(path: Path) -> Inode | None:
    """Give what tells this file from another under the same name; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def is_open(inode: Inode | None) -> bool:
    """Tell whether a connection of this process has this file open."""
    return inode is not None and _open[inode] > 0


def is_inherited() -> bool:
    """Tell whether this process was forked while its parent had a database open."""
    return _inherited.total() > 0


class Connection(sqlcipher.Connection):  # type: ignore[misc]  # the library has no types
    """A connection that counts as open until it is closed; one that is forgotten unclosed goes on counting."""

    _inode: Inode | None = None

    def count(self, inode: Inode | None) -> None:
        """Count this connection as one of that file."""
        if inode is not None:
            self._inode = inode
            _open[inode] += 1

    def close(self) -> None:
        """Close it; only then may others look at the file."""
        with OPENING:
            super().close()
            if self._inode is not None:
                _open[self._inode] -= 1
                self._inode = None


def _after_fork(*_: Any) -> None:
    _inherited.update(_open)
    _open.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
