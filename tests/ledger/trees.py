"""Trees for tests: stored nodes as a database would keep them, and RFC 6962 as its text defines it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from openevac.ledger.log import EMPTY_ROOT, Frontier, node_hash


@dataclass
class Stored:
    """Completed nodes by place; a node is never written twice."""

    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def append(self, frontier: Frontier, leaf: bytes) -> Frontier:
        grown, completed = frontier.append(leaf)
        for level, number, top in completed:
            assert (level, number) not in self.nodes
            self.nodes[level, number] = top
        return grown

    def node_of(self, level: int, number: int) -> bytes:
        return self.nodes[level, number]

    def __getitem__(self, place: tuple[int, int]) -> bytes:
        return self.nodes[place]


def grow(leaves: Iterable[bytes]) -> tuple[Stored, Frontier]:
    stored, frontier = Stored(), Frontier()
    for leaf in leaves:
        frontier = stored.append(frontier, leaf)
    return stored, frontier


def split(width: int) -> int:
    left = 1
    while left * 2 < width:
        left *= 2
    return left


def plain_root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) <= 1:
        return leaves[0] if leaves else EMPTY_ROOT
    left = split(len(leaves))
    return node_hash(plain_root(leaves[:left]), plain_root(leaves[left:]))


def plain_inclusion(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    if len(leaves) <= 1:
        return ()
    left = split(len(leaves))
    if index < left:
        return (*plain_inclusion(index, leaves[:left]), plain_root(leaves[left:]))
    return (*plain_inclusion(index - left, leaves[left:]), plain_root(leaves[:left]))


def plain_consistency(old: int, leaves: Sequence[bytes], *, known: bool = True) -> tuple[bytes, ...]:
    if old == len(leaves):
        return () if known else (plain_root(leaves),)
    left = split(len(leaves))
    if old <= left:
        return (*plain_consistency(old, leaves[:left], known=known), plain_root(leaves[left:]))
    return (*plain_consistency(old - left, leaves[left:], known=False), plain_root(leaves[:left]))
