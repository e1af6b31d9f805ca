"""Danger over the region for the coming day, worked out beside the pages: nobody's question waits long for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from datetime import datetime

from openevac.domain.situation import Situation
from openevac.hazards.field import HazardField, build_field
from openevac.hazards.weather import full_hour
from openevac.planning.check.referee import field_bounds_m
from openevac.roads.region import Region
from openevac.web.desk.danger.outside import Outside

HOURS = 25
"""A day from any minute of an hour on, and the hour that began before it."""
WAIT_S = 1.5
"""So long a page waits; then it comes without the figures and asks for them again by itself."""
MOST_KEPT = 4

_log = logging.getLogger("openevac.web")


class Shelf:
    """Fields by what they were made from; one thread makes them, so that pages keep their own."""

    def __init__(self, wait_s: float = WAIT_S) -> None:
        self.wait_s = wait_s
        self.took_ms: list[float] = []
        self._kept: dict[Hashable, Future[HazardField]] = {}
        self._lock = threading.Lock()
        self._maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="danger")

    def get(self, key: Hashable, make: Callable[[], HazardField]) -> HazardField | None:
        """Give a field, or None while it is being made. What `make` refused is refused again to whoever asks."""
        with self._lock:
            wanted = self._kept.get(key)
            if wanted is None or (wanted.done() and wanted.exception() is not None):
                wanted = self._kept[key] = self._maker.submit(self._timed, make)
                while len(self._kept) > MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
        try:
            return wanted.result(timeout=self.wait_s)
        except TooLong:
            return None

    def _timed(self, make: Callable[[], HazardField]) -> HazardField:
        began = time.perf_counter()
        made = make()
        self.took_ms = [*self.took_ms[-99:], 1000 * (time.perf_counter() - began)]
        _log.info("field of danger: %.0f ms", self.took_ms[-1])
        return made


shelf = Shelf()


def field_here(region: Region, outside: Outside, situation: Situation, now: datetime) -> HazardField | None:
    """Give danger for the coming 24 hours with what people here wrote down in it; None while it is being made.

    The slow part rests on files alone and is kept until one of them or the hour changes; the words of people here
    cost milliseconds and are never kept.
    """
    hour = full_hour(now)
    # A file may be read again without a change of its own; the object tells one reading from another.
    base = shelf.get((region.fingerprint, outside.stamp, hour), lambda: _build(region, outside.situation, hour))
    return None if base is None else _build(region, situation, hour, base)


def _build(region: Region, situation: Situation, hour: datetime, previous: HazardField | None = None) -> HazardField:
    return build_field(
        situation,
        crs=region.graph.crs,
        bounds_m=field_bounds_m(region.graph),
        starts_at=hour,
        hours=HOURS,
        border=region.border,
        previous=previous,
    )
