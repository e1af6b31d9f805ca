"""The tree against the published vectors, against the definition written plainly, and a million leaves."""

from __future__ import annotations

import time
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.ledger.log import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from tests.ledger.trees import Stored, grow, plain_consistency, plain_inclusion, plain_root
from tests.torture import examples

# The leaves, nodes, roots and proofs that Certificate Transparency publishes for implementations of RFC 6962.
LEAVES = [bytes.fromhex(x) for x in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
NODES = {
    (0, 0): "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    (0, 7): "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
    (1, 0): "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    (1, 1): "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    (1, 2): "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    (1, 3): "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    (2, 0): "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    (2, 1): "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    (3, 0): "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
INCLUSION = {  # (index, size): hashes
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
CONSISTENCY = {  # (old, new): hashes
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
    (6, 7): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}
SOME_HASH = sha256(b"some").digest()


def unhex(given: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(one) for one in given)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def test_published_roots_and_nodes() -> None:
    stored = Stored()
    frontier = Frontier()
    assert frontier.root().hex() == ROOTS[0]
    for size, leaf in enumerate(LEAVES, 1):
        frontier = stored.append(frontier, leaf_hash(leaf))
        assert (frontier.size, frontier.root().hex()) == (size, ROOTS[size])
    assert {place: stored[place].hex() for place in NODES} == NODES
    assert len(stored.nodes) == 15


@pytest.mark.parametrize(("place", "hashes"), INCLUSION.items())
def test_published_inclusion_proofs(place: tuple[int, int], hashes: tuple[str, ...]) -> None:
    stored, _ = grow(map(leaf_hash, LEAVES))
    assert inclusion_proof(*place, stored.node_of) == unhex(hashes)
    root, leaf = bytes.fromhex(ROOTS[place[1]]), leaf_hash(LEAVES[place[0]])
    assert verify_inclusion(leaf, *place, unhex(hashes), root)


@pytest.mark.parametrize(("sizes", "hashes"), CONSISTENCY.items())
def test_published_consistency_proofs(sizes: tuple[int, int], hashes: tuple[str, ...]) -> None:
    stored, _ = grow(map(leaf_hash, LEAVES))
    assert consistency_proof(*sizes, stored.node_of) == unhex(hashes)
    old, new = (bytes.fromhex(ROOTS[size]) for size in sizes)
    assert verify_consistency(sizes[0], old, sizes[1], new, unhex(hashes))


@pytest.mark.parametrize("size", range(1, 34))
def test_every_proof_of_small_trees_is_the_one_of_the_definition(size: int) -> None:
    given_leaves = leaves(size)
    stored, frontier = grow(given_leaves)
    root = plain_root(given_leaves)
    assert frontier.root() == root
    for index in range(size):
        proof = inclusion_proof(index, size, stored.node_of)
        assert proof == plain_inclusion(index, given_leaves)
        assert verify_inclusion(given_leaves[index], index, size, proof, root)
    for old in range(1, size + 1):
        proof = consistency_proof(old, size, stored.node_of)
        assert proof == plain_consistency(old, given_leaves)
        assert verify_consistency(old, plain_root(given_leaves[:old]), size, root, proof)


@pytest.mark.parametrize("size", range(1, 20))
def test_a_proof_proves_nothing_else(size: int) -> None:
    given_leaves = leaves(size)
    stored, frontier = grow(given_leaves)
    root = frontier.root()
    for index in range(size):
        proof = inclusion_proof(index, size, stored.node_of)
        leaf = given_leaves[index]
        for other in {index - 1, index + 1, index ^ 2, index + size} - {index}:
            assert not verify_inclusion(leaf, other, size, proof, root)
        for other in {0, size * 2, size // 2, -1} - {size}:
            assert not verify_inclusion(leaf, index, other, proof, root)
        for wrong in wrong_proofs(proof, root):
            assert not verify_inclusion(leaf, index, size, wrong, root)
        assert not verify_inclusion(SOME_HASH, index, size, proof, root)
        assert not verify_inclusion(leaf, index, size, proof, SOME_HASH)
        assert not verify_inclusion(leaf[:-1], index, size, proof, root)
        assert not verify_inclusion(leaf, index, size, proof, root[:-1])


@pytest.mark.parametrize("new", range(2, 20))
def test_a_consistency_proof_proves_nothing_else(new: int) -> None:
    given_leaves = leaves(new)
    stored, frontier = grow(given_leaves)
    root = frontier.root()
    for old in range(1, new):
        proof = consistency_proof(old, new, stored.node_of)
        old_root = plain_root(given_leaves[:old])
        for other in {old - 1, old + 1} - {0}:
            assert not verify_consistency(other, old_root, new, root, proof)
        for other in (new * 2, old - 1):
            assert not verify_consistency(old, old_root, other, root, proof)
        for wrong in (*wrong_proofs(proof, root), (old_root, *proof)):
            assert not verify_consistency(old, old_root, new, root, wrong)
        assert not verify_consistency(old, root, new, old_root, proof)
        assert not verify_consistency(old, SOME_HASH, new, root, proof)
        assert not verify_consistency(old, old_root, new, SOME_HASH, proof)
        assert not verify_consistency(old, old_root[:-1], new, root, proof)


def wrong_proofs(proof: tuple[bytes, ...], root: bytes) -> list[tuple[bytes, ...]]:
    wrong = [(*proof, root), (root, *proof), (*proof, b""), (*proof, SOME_HASH)]
    for place, one in enumerate(proof):
        wrong.append((*proof[:place], bytes([one[0] ^ 8, *one[1:]]), *proof[place + 1 :]))
        wrong.append((*proof[:place], *proof[place + 1 :]))
        wrong.append((*proof[:place], one + b"\x00", *proof[place + 1 :]))
    return wrong


def test_the_empty_tree_is_the_beginning_of_every_tree_and_needs_no_proof() -> None:
    stored, frontier = grow(leaves(5))
    root = frontier.root()
    assert consistency_proof(0, 5, stored.node_of) == ()
    assert consistency_proof(5, 5, stored.node_of) == ()
    assert verify_consistency(0, EMPTY_ROOT, 5, root, ())
    assert verify_consistency(5, root, 5, root, ())
    assert not verify_consistency(0, SOME_HASH, 5, root, ())
    assert not verify_consistency(0, EMPTY_ROOT, 5, root, (SOME_HASH,))
    assert not verify_consistency(5, root, 5, SOME_HASH, ())
    assert not verify_consistency(5, root, 5, root, (SOME_HASH,))
    assert not verify_consistency(-1, EMPTY_ROOT, 5, root, ())
    assert verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())
    assert not verify_consistency(0, EMPTY_ROOT, 0, root, ())


def test_a_frontier_survives_its_row() -> None:
    _, frontier = grow(leaves(100))
    assert Frontier.from_bytes(frontier.to_bytes()) == frontier
    assert Frontier.from_bytes(Frontier().to_bytes()) == Frontier()


@pytest.mark.parametrize("cut", [0, 7, 8, 9, 39, 40, -1])
def test_a_damaged_row_is_refused(cut: int) -> None:
    _, frontier = grow(leaves(3))
    whole = frontier.to_bytes()
    with pytest.raises(InputError, match="head of the ledger is damaged"):
        Frontier.from_bytes(whole[:cut] if cut >= 0 else whole + b"\x00")


@pytest.mark.parametrize(
    ("size", "peaks"), [(1, ()), (0, (SOME_HASH,)), (3, (SOME_HASH,)), (1, (b"short",)), (-1, (SOME_HASH,))]
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(size: int, peaks: tuple[bytes, ...]) -> None:
    with pytest.raises(InputError):
        Frontier(size, peaks)


def test_the_largest_tree_fits_and_the_next_does_not() -> None:
    full = Frontier(2**63 - 1, (SOME_HASH,) * 63)
    assert Frontier.from_bytes(full.to_bytes()) == full
    with pytest.raises(InputError):
        full.append(SOME_HASH)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_proof_of_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(InputError, match=f"log of {size} entries has no entry {index}"):
        inclusion_proof(index, size, Stored().node_of)


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_no_proof_from_a_larger_tree_to_a_smaller(old: int, new: int) -> None:
    with pytest.raises(InputError, match="cannot be the beginning"):
        consistency_proof(old, new, Stored().node_of)


@settings(max_examples=examples(100, 1000), deadline=None)
@given(st.lists(st.binary(max_size=8), min_size=1, max_size=300), st.data())
def test_any_tree_agrees_with_the_definition(entries: list[bytes], data: st.DataObject) -> None:
    hashes = [leaf_hash(entry) for entry in entries]
    stored, frontier = grow(hashes)
    new = len(hashes)
    old = data.draw(st.integers(0, new))
    index = data.draw(st.integers(0, new - 1))
    proof = inclusion_proof(index, new, stored.node_of)
    assert frontier.root() == plain_root(hashes)
    assert proof == plain_inclusion(index, hashes)
    assert verify_inclusion(hashes[index], index, new, proof, frontier.root())
    shown = consistency_proof(old, new, stored.node_of)
    assert verify_consistency(old, plain_root(hashes[:old]), new, frontier.root(), shown)


def test_a_million_entries_need_twenty_hashes_and_less_than_a_millisecond() -> None:
    size = 1_000_000
    levels = [[sha256(b"\x00" + number.to_bytes(4, "big")).digest() for number in range(size)]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])

    def node_of(level: int, number: int) -> bytes:
        return levels[level][number]

    peaks = tuple(levels[level][(size >> level) - 1] for level in range(20, -1, -1) if size >> level & 1)
    root = Frontier(size, peaks).root()
    for index in (0, 1, 524_287, 524_288, 999_935, 999_999):
        proof = inclusion_proof(index, size, node_of)
        assert len(proof) <= 20
        assert verify_inclusion(levels[0][index], index, size, proof, root)
        assert not verify_inclusion(levels[0][index], index ^ 1, size, proof, root)
    old_root = Frontier(700_000, tuple(
        levels[level][(700_000 >> level) - 1] for level in range(20, -1, -1) if 700_000 >> level & 1
    )).root()  # fmt: skip
    assert verify_consistency(700_000, old_root, size, root, consistency_proof(700_000, size, node_of))
    proof = inclusion_proof(524_287, size, node_of)
    started = time.perf_counter()
    for _ in range(100):
        verify_inclusion(levels[0][524_287], 524_287, size, proof, root)
    assert (time.perf_counter() - started) / 100 < 0.001
