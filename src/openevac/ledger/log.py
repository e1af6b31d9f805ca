"""The Merkle tree of RFC 6962: a frontier that grows by one leaf, and proofs read from stored complete subtrees.

A node (level, n) is the root of the complete subtree over leaves [n * 2^level, (n + 1) * 2^level). Such a
node never changes once its last leaf stands, so it can be written once and kept. The frontier holds the roots of the
complete subtrees a tree of its size is made of; it is all that is needed to append, and fits into one database row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from openevac.domain.errors import InputError

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
MAX_SIZE = 2**63 - 1
_SIZE_BYTES = 8

NodeOf = Callable[[int, int], bytes]
"""Gives the stored hash of the complete subtree (level, number)."""


class Node(NamedTuple):
    """The root of a complete subtree, ready to be stored: (level, number within its level, hash)."""

    level: int
    number: int
    hash: bytes


def leaf_hash(leaf: bytes) -> bytes:
    """Hash the bytes of one entry as a leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """How a tree stands: its size and the roots of its complete subtrees, largest first (one per 1-bit of size)."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        right = 0 <= self.size <= MAX_SIZE and len(self.peaks) == self.size.bit_count()
        if not right or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise InputError(
                "The head of the ledger is damaged: its size and its hashes do not fit together.",
                "Restore the newest backup, then run `openevac ledger verify`.",
                field="frontier",
            )

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[Node, ...]]:
        """Give the tree with one more leaf hash, and the nodes that it completes, the leaf itself first."""
        level, number, top = 0, self.size, leaf
        completed = [Node(level, number, top)]
        peaks = list(self.peaks)
        while number & 1:
            level, number, top = level + 1, number >> 1, node_hash(peaks.pop(), top)
            completed.append(Node(level, number, top))
        return Frontier(self.size + 1, (*peaks, top)), tuple(completed)

    def root(self) -> bytes:
        """Give the root hash of the tree."""
        return _fold(self.peaks) if self.peaks else EMPTY_ROOT

    def to_bytes(self) -> bytes:
        """Write it for the head row: eight bytes of size, then the hashes."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Frontier:
        """Read it from the head row; InputError where it is damaged."""
        size = int.from_bytes(stored[:_SIZE_BYTES], "big") if len(stored) >= _SIZE_BYTES else -1
        hashes = range(_SIZE_BYTES, len(stored), HASH_BYTES)
        return cls(size, tuple(stored[start : start + HASH_BYTES] for start in hashes))


def inclusion_proof(index: int, size: int, node_of: NodeOf) -> tuple[bytes, ...]:
    """Give the hashes that lead from leaf `index` to the root of the tree of `size` leaves, from the leaf upwards."""
    if not 0 <= index < size:
        raise InputError(
            "The log of {size} entries has no entry {index}.",
            "Entries are counted from 0; give the number of one that is in the log.",
            field="index", index=index, size=size,
        )  # fmt: skip
    low, high = 0, size
    proof: list[bytes] = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(_range_root(middle, high, node_of))
            high = middle
        else:
            proof.append(_range_root(low, middle, node_of))
            low = middle
    return tuple(reversed(proof))


def consistency_proof(old: int, new: int, node_of: NodeOf) -> tuple[bytes, ...]:
    """Give the hashes that show the tree of `old` leaves to be the beginning of the tree of `new` leaves.

    Nothing needs to be shown from the empty tree, and from a tree to itself.
    """
    if not 0 <= old <= new:
        raise InputError(
            "A log of {old} entries cannot be the beginning of one of {new}.",
            "Give the smaller size first.",
            field="old", old=old, new=new,
        )  # fmt: skip
    if old == 0:
        return ()
    low, high = 0, new
    proof: list[bytes] = []
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(_range_root(middle, high, node_of))
            high = middle
        else:
            proof.append(_range_root(low, middle, node_of))
            low = middle
    if low > 0:
        proof.append(_range_root(low, high, node_of))
    return tuple(reversed(proof))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the proof leads from a leaf hash at `index` to the root of the tree of `size` leaves."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    here, last, top = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            top = node_hash(sibling, top)
            here, last = _skip_lone(here, last)
        else:
            top = node_hash(top, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and top == root


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether the proof shows the tree of `old` leaves to be the beginning of the tree of `new` leaves."""
    if not 0 <= old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    return bool(path) and _climb(old - 1, new - 1, path) == (old_root, new_root)


def _climb(here: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Work out the roots of both trees from a consistency proof; None where it is too short or too long."""
    while here & 1:
        here, last = here >> 1, last >> 1
    old_top = new_top = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old_top, new_top = node_hash(sibling, old_top), node_hash(sibling, new_top)
            here, last = _skip_lone(here, last)
        else:
            new_top = node_hash(new_top, sibling)
        here, last = here >> 1, last >> 1
    return (old_top, new_top) if last == 0 else None


def _skip_lone(here: int, last: int) -> tuple[int, int]:
    """Go up to where a node on the right edge first is a right child: until then it stands alone and is not hashed."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _are_hashes(*given: bytes) -> bool:
    return all(len(one) == HASH_BYTES for one in given)


def _split(width: int) -> int:
    """Give the largest power of two below a width above one: how many leaves the left side has."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_root(low: int, high: int, node_of: NodeOf) -> bytes:
    """Give the root over leaves [low, high), where `low` is where a subtree of the tree begins."""
    peaks: list[bytes] = []
    while low < high:
        level = (high - low).bit_length() - 1
        peaks.append(node_of(level, low >> level))
        low += 1 << level
    return _fold(peaks)


def _fold(peaks: Sequence[bytes]) -> bytes:
    """Hash the roots of complete subtrees, largest first, into one root."""
    top = peaks[-1]
    for peak in reversed(peaks[:-1]):
        top = node_hash(peak, top)
    return top
