"""Saying which entry it is: from the numbers in an export, and from what would make a signed root right again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from openevac.ledger.audit_export import ExportedEntry
from openevac.ledger.faults import Fault, FaultKind, fault
from openevac.ledger.log import Frontier

MAX_TRIED = 40
"""How many entries between two checkpoints are tried against each other before only the range is named."""


def order_faults(entries: Sequence[ExportedEntry]) -> Iterator[Fault]:
    """Name entries that are missing, stand twice or stand in another's place, by their numbers and hashes."""
    numbers = [one.index for one in entries]
    yield from _missing(numbers)
    yield from (fault(FaultKind.DUPLICATED, number, number) for number, times in Counter(numbers).items() if times > 1)
    first_of: dict[bytes, int] = {}
    for one in entries:
        # A salt of 32 random bytes makes every leaf the only one of its kind.
        before = first_of.setdefault(one.hash, one.index)
        if before != one.index:
            yield fault(FaultKind.DUPLICATED, *sorted((before, one.index)))
    if sorted(set(numbers)) == list(range(len(numbers))):
        moved = [(place, number) for place, number in enumerate(numbers) if place < number]
        yield from (fault(FaultKind.SWAPPED, place, number) for place, number in moved)
    elif numbers != sorted(numbers):
        late = next(number for number, after in pairwise(numbers) if after < number)
        yield fault(FaultKind.SWAPPED, late, late)


def _missing(numbers: Sequence[int]) -> Iterator[Fault]:
    expected = 0
    for number in sorted(set(numbers)):
        if number > expected:
            yield fault(FaultKind.MISSING, expected, number - 1)
        expected = number + 1


def name_difference(good: Frontier, window: Sequence[bytes], until: int, root: bytes, *, witnessed: bool) -> Fault:
    """Name what was done to the entries from the size of `good` up to `until`, whose signed root is another.

    `window` holds their hashes, and one more where there is one. Tried: two stand in each other's place; one was put
    in. A changed or missing entry cannot be made good from what is there, so then only the range is named.
    """
    first, count = good.size, until - good.size
    if count <= MAX_TRIED:
        for one, other in combinations(range(count), 2):
            tried = list(window[:count])
            tried[one], tried[other] = tried[other], tried[one]
            if _root(good, tried) == root:
                return fault(FaultKind.SWAPPED, first + one, first + other)
        if len(window) > count:
            for one in range(count):
                if _root(good, [*window[:one], *window[one + 1 :]]) == root:
                    return fault(FaultKind.INSERTED, first + one)
    kind = FaultKind.REWRITTEN_WITNESSED if witnessed else FaultKind.REWRITTEN
    return fault(kind, first, max(first, until - 1))


def _root(good: Frontier, hashes: Sequence[bytes]) -> bytes:
    frontier = good
    for one in hashes:
        frontier, _ = frontier.append(one)
    return frontier.root()
