"""A board that was drawn a moment ago, for the next screen that shows the same: two hundred draw it at once.

A screen names the moment of which it was told; it never gets a board older than that. Nothing on a kept board belongs
to one screen: its forms carry the sign of the session in a header, and the screen makes their command ids itself
(now-live.js).
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.http import HttpRequest, HttpResponse

Key = tuple[object, ...]
MOST = 64
PACKED_AS_WELL_AS_IS_QUICK = 6


@dataclass(frozen=True, slots=True)
class Drawn:
    """A board as it was drawn, and packed as browsers take it; `at`: by the desk's clock, before it was asked for."""

    at: datetime
    body: bytes
    packed: bytes


class KeptBoards:
    """The newest board of each kind of screen, in this process."""

    def __init__(self) -> None:
        self._kept: dict[Key, Drawn] = {}
        self._drawing: dict[Key, Lock] = {}
        self._lock = Lock()

    def give(self, key: Key, told_at: datetime | None, now: datetime, draw: Callable[[], str]) -> Drawn:
        """Give a board not older than `told_at`; without one, or for a moment to come, it is drawn now.

        Who asks while the same board is being drawn waits for it.
        """
        if told_at is None or told_at > now:
            return _drawn(now, draw)
        with self._lock:
            drawing = self._drawing.setdefault(key, Lock())
        with drawing:
            kept = self._kept.get(key)
            if kept is None or kept.at < told_at or kept.at > now:
                kept = _drawn(now, draw)
                self._keep(key, kept)
            return kept

    def _keep(self, key: Key, drawn: Drawn) -> None:
        with self._lock:
            if len(self._kept) >= MOST and key not in self._kept:
                self._kept.clear()
            self._kept[key] = drawn


def _drawn(now: datetime, draw: Callable[[], str]) -> Drawn:
    body = draw().encode()
    return Drawn(now, body, gzip.compress(body, PACKED_AS_WELL_AS_IS_QUICK, mtime=0))


def sent(request: HttpRequest, drawn: Drawn) -> HttpResponse:
    """Give a drawn board to one screen, packed where its browser takes that."""
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(drawn.body)
    answer = HttpResponse(drawn.packed)
    answer["Content-Encoding"] = "gzip"
    return answer


def told_of(request: HttpRequest) -> datetime | None:
    """Read the moment a screen was told of; None where it named none that can be read."""
    try:
        at = datetime.fromisoformat(request.GET.get("told", ""))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
