"""Which ops are missing: counters that somebody has seen, or that lie before one at hand, but that are not here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from openevac.domain.events import Op

Gaps = dict[str, tuple[tuple[int, int], ...]]


def gaps_of(ops: Iterable[Op]) -> Gaps:
    """Give for each device with a gap the ranges of missing counters, first and last included, in order.

    Ranges, not numbers: a broken `seen` of a billion must not fill the memory.
    """
    here: dict[str, set[int]] = defaultdict(set)
    newest: dict[str, int] = defaultdict(int)
    for op in ops:
        here[op.device].add(op.counter)
        newest[op.device] = max(newest[op.device], op.counter)
        for device, counter in op.seen.items():
            newest[device] = max(newest[device], counter)
    found = {device: _ranges(here.get(device, set()), upto) for device, upto in sorted(newest.items())}
    return {device: gaps for device, gaps in found.items() if gaps}


def _ranges(present: set[int], upto: int) -> tuple[tuple[int, int], ...]:
    gaps = []
    following = 1
    for counter in (*sorted(present), upto + 1):
        if counter > following:
            gaps.append((following, counter - 1))
        following = counter + 1
    return tuple(gaps)
