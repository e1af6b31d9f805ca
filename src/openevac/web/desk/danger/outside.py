"""The situation file as pages read it: once an hour and again when a file changes, never twice for one question."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from openevac.domain.situation import Situation
from openevac.feeds.situation_file import read_situation
from openevac.feeds.typed_files import read_tree
from openevac.hazards.weather import full_hour

MOST_KEPT = 8

Stamp = tuple[tuple[str, int, int], ...]
"""The files something rests on, each with its time of change and size."""


@dataclass(frozen=True, slots=True, eq=False)
class Outside:
    """A situation as its file told it at `read_at`; `stamp` tells it from what the same file told before."""

    situation: Situation
    stamp: Stamp
    read_at: datetime


_kept: dict[str, Outside] = {}
_lock = threading.Lock()


def outside_of(file: str, now: datetime) -> Outside:
    """Give the situation of a file at this hour. Raises InputError or InputErrors where it cannot be read.

    A file read earlier in this hour is good for the rest of it, unless it or a file it names has changed.
    """
    path = Path(file)
    kept = _kept.get(file)
    if kept is not None and kept.read_at <= now and full_hour(kept.read_at) == full_hour(now):
        # Only the files named last time are looked at: what a changed file names, it names anew.
        stamp = stamp_of(Path(name) for name, _, _ in kept.stamp)
        if stamp == kept.stamp:
            return kept
    stamp = stamp_of([path, *named_in(path)])
    found = Outside(read_situation(path, now), stamp, now)
    with _lock:
        _kept[file] = found
        while len(_kept) > MOST_KEPT:
            _kept.pop(next(iter(_kept)))
    return found


def stamp_of(paths: Any) -> Stamp:
    """Give times of change and sizes; a file that is gone has neither."""
    return tuple(_stamp(path) for path in sorted(set(paths)))


def named_in(path: Path) -> Iterator[Path]:
    """Give the files a situation file names, as far as they are there."""
    for text in _texts(read_tree(path)):
        if _is_file(path.parent / text):
            yield path.parent / text


def _is_file(path: Path) -> bool:
    """Tell whether a text of the file names a file; a note may be longer than any name a disk takes."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for part in tree.values():
            yield from _texts(part)
    elif isinstance(tree, list) and not (tree and isinstance(tree[0], int | float)):
        for part in tree:
            yield from _texts(part)


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (str(path), 0, 0)
    return (str(path), found.st_mtime_ns, found.st_size)
