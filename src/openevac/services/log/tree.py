"""The stored tree: its head, its nodes, and the key that signs it."""

from __future__ import annotations

from openevac.ledger.log import Frontier
from openevac.ledger.note import KeyKind, SigningKey
from openevac.services.kernel.refusals import NotFound
from openevac.store.models import LedgerNode, LogHead, LogKey


def frontier() -> Frontier:
    """Give the tree as it stands at this moment."""
    head = LogHead.objects.filter(id=1).first()
    if head is None:
        raise NotFound("There is no ledger here yet.", "Run `openevac init` first.")
    return Frontier.from_bytes(bytes(head.frontier))


def node_of(level: int, place: int) -> bytes:
    """Give the stored hash of one complete subtree."""
    found = LedgerNode.objects.filter(level=level, place=place).values_list("hash", flat=True).first()
    if found is None:
        raise NotFound(
            "A part of the ledger's tree is missing (level {level}, place {place}).",
            "Run `openevac ledger verify`, and compare with the newest backup.",
            level=level,
            place=place,
        )
    return bytes(found)


def root_at(size: int) -> bytes:
    """Give the root the tree had when it held `size` entries."""
    tree = Frontier()
    peaks = []
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            peaks.append(node_of(level, start >> level))
            start += 1 << level
    tree = Frontier(size, tuple(peaks))
    return tree.root()


def signing_key() -> SigningKey:
    """Give the key that signs checkpoints."""
    key = LogKey.objects.get(id=1)
    return SigningKey(key.name, KeyKind.NOTE, bytes(key.private))
