"""The phone as a witness beside the ledger in Python: what one signs the other checks, and what one refuses both do."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from openevac.ledger.checkpoint import Checkpoint, cosignatures, sign_checkpoint
from openevac.ledger.evidence import check_misbehaviour, misbehaviour
from openevac.ledger.log import Frontier, consistency_proof, leaf_hash
from openevac.ledger.note import Note, from_base64, parse_note, parse_verifier_key, to_base64
from tests.crew.codes_served import in_node
from tests.ledger.keys import log_key, witness_key
from tests.ledger.trees import Stored
from tests.torture import examples

LARGEST = 700
AT_S = 1_763_000_000
WITNESS = "witness.example/phone-sashko"


@cache
def logs() -> tuple[Stored, list[bytes], list[bytes]]:
    """Grow one log, and one that is the same for 300 entries and then another; roots by size."""
    stored, tree = Stored(), Frontier()
    roots, forged_roots, forged = [tree.root()], [tree.root()], Frontier()
    for number in range(LARGEST):
        leaf = leaf_hash(b"entry %d" % number)
        tree = stored.append(tree, leaf)
        forged, _ = forged.append(leaf if number < 300 else leaf_hash(b"forged %d" % number))
        roots.append(tree.root())
        forged_roots.append(forged.root())
    return stored, roots, forged_roots


def note(size: int, *, forged: bool = False, name: str = "") -> str:
    key = log_key(name) if name else log_key()
    _, roots, forged_roots = logs()
    root = (forged_roots if forged else roots)[size]
    return sign_checkpoint(Checkpoint(origin=key.name, size=size, root=root), key).text()


def answer(old: int, size: int, *, forged: bool = False) -> dict[str, Any]:
    stored, _, _ = logs()
    proof = consistency_proof(old, size, stored.node_of) if 0 < old <= size else ()
    told = [to_base64(one) for one in proof]
    return {"old": old, "size": size, "note": note(size, forged=forged), "proof": told}


def judged(rounds: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    told = in_node(
        "witness_trials.mjs", {"do": "rounds", "log": log_key().verifier.text(), "witness": WITNESS, "rounds": rounds}
    )
    return told["given"], told["key"]


def after(seen: int, told: dict[str, Any]) -> dict[str, Any]:
    return {"seen": note(seen) if seen else "", "answer": told, "at_s": AT_S}


def test_whatever_the_sizes_a_log_that_goes_on_is_signed_and_python_finds_the_signature_right() -> None:
    chance = random.Random(6962)
    pairs = [(0, 1), (1, 1), (1, 2), (2, 3), (512, 513), (256, 700), (699, 700)]
    pairs += [(min(pair), max(pair)) for pair in ((chance.randint(1, LARGEST), chance.randint(1, LARGEST)) for _ in
              range(examples(400, 20_000)))]  # fmt: skip
    found, key = judged([after(old, answer(old, size)) for old, size in pairs])
    witness = parse_verifier_key(key)
    for (_, size), one in zip(pairs, found, strict=True):
        assert one["is"] == "signed"
        words = cosignatures(parse_note(note(size) + one["line"]), [witness])
        assert [(word.witness, word.at) for word in words] == [(WITNESS, datetime.fromtimestamp(AT_S, UTC))]
        assert one["checkpoint"] == note(size)


def test_a_flipped_bit_anywhere_in_a_proof_is_refused_and_both_notes_are_kept() -> None:
    chance = random.Random(7)
    rounds = []
    for _ in range(examples(300, 10_000)):
        old = chance.randint(1, LARGEST - 1)
        told = answer(old, chance.randint(old + 1, LARGEST))
        place = chance.randrange(len(told["proof"]))
        raw = bytearray(from_base64(told["proof"][place]) or b"")
        raw[chance.randrange(32)] ^= 1 << chance.randrange(8)
        told["proof"][place] = to_base64(bytes(raw))
        rounds.append(after(old, told))
    for given, one in zip(rounds, judged(rounds)[0], strict=True):
        assert (one["is"], one["line"]) == ("unproven", "")
        assert one["checkpoint"] == given["seen"], "it goes on from what it saw"
        (kept,) = one["proofs"]
        assert (kept["kept"], kept["shown"]) == (given["seen"], given["answer"]["note"])


@pytest.mark.parametrize("spoiled", ["short", "long", "none", "no base64", "of another size"])
def test_a_proof_of_another_length_is_no_proof(spoiled: str) -> None:
    told = answer(100, 613)
    whole = told["proof"]
    told["proof"] = {
        "short": whole[:-1], "long": [*whole, whole[0]], "none": [], "no base64": ["?"], "of another size": whole[::-1],
    }[spoiled]  # fmt: skip
    assert judged([after(100, told)])[0][0]["is"] == "unproven"


def test_a_log_whose_end_was_cut_off_is_refused_and_both_notes_prove_it() -> None:
    chance = random.Random(8)
    sizes = [(seen, chance.randrange(seen)) for seen in (chance.randint(2, LARGEST) for _ in range(200))]
    found, _ = judged([after(seen, answer(0, less)) for seen, less in sizes])
    for (seen, less), one in zip(sizes, found, strict=True):
        assert one["is"] == "shrunk"
        assert [(pair["kept"], pair["shown"]) for pair in one["proofs"]] == [(note(seen), note(less))]


def test_a_log_that_was_rewritten_is_refused_and_one_of_the_same_size_is_convicted_before_anybody() -> None:
    found, _ = judged(
        [after(size, answer(size, size, forged=True)) for size in range(301, 700)]
        + [after(old, answer(old, 700, forged=True)) for old in range(1, 700, 7)]
    )
    for size, one in zip(range(301, 700), found, strict=False):
        assert one["is"] == "fork"
        (pair,) = one["proofs"]
        text = misbehaviour(log_key().verifier, pair["kept"], pair["shown"])
        assert check_misbehaviour(text, log_key().verifier)[0].size == size
    assert {one["is"] for one in found[399:]} == {"unproven"}


def test_a_checkpoint_that_our_log_did_not_sign_is_not_looked_at() -> None:
    good = note(40)
    other = note(40, name="openevac.example/other")
    same_name = sign_checkpoint(
        Checkpoint(origin=log_key().name, size=40, root=logs()[1][40]),
        replace(log_key(), seed=bytes(32)),
    ).text()  # fmt: skip
    spoiled = [
        other,
        same_name,
        good[:-2],
        good.replace("40", "41", 1),
        good.replace("\n\n", "\n"),
        "",
        "\n\n",
        good + "x",
    ]
    spoiled += [good.replace("—", "-"), good.replace("\n40\n", "\n040\n"), good.replace("\n", "\r\n"), good + good]
    rounds = [after(20, {"old": 20, "size": 40, "note": one, "proof": answer(20, 40)["proof"]}) for one in spoiled]
    assert [one["is"] for one in judged(rounds)[0]] == ["unfit"] * len(rounds)


def test_every_flipped_bit_of_a_note_is_found() -> None:
    chance = random.Random(9)
    raw = note(333).encode()
    notes = []
    for _ in range(examples(600, 20_000)):
        flipped = bytearray(raw)
        flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        notes.append(bytes(flipped).decode("utf-8", "replace"))
    told = in_node("witness_trials.mjs", {
        "do": "notes", "log": log_key().verifier.text(), "witness": WITNESS, "notes": [*notes, raw.decode()],
    })["given"]  # fmt: skip
    assert set(told[:-1]) == {"NoteFault"}
    assert told[-1] == 333


def test_a_note_with_words_of_other_witnesses_is_read_and_only_the_log_is_remembered() -> None:
    from openevac.ledger.checkpoint import cosign

    plain = parse_note(note(50))
    more: Note = plain.with_lines([cosign(plain, witness_key(), datetime.fromtimestamp(AT_S, UTC))])
    found, _ = judged([after(0, {**answer(0, 50), "note": more.text()})])
    assert (found[0]["is"], found[0]["checkpoint"]) == ("signed", plain.text())


def test_it_is_remembered_before_the_word_goes_out_and_a_cut_log_gets_none() -> None:
    answers = [
        {"status": 200, "json": answer(0, 30)}, {"status": 200, "json": answer(30, 90)},
        {"status": 200, "json": answer(0, 10)}, {"status": 409, "json": {}}, {"status": 503, "json": {}},
    ]  # fmt: skip
    done = in_node("witness_trials.mjs", {
        "do": "steps", "log": log_key().verifier.text(), "witness": WITNESS, "answers": answers,
    })["given"]  # fmt: skip
    assert done == [
        "GET checkpoint?from=0", "keep 30 proofs 0", "POST cosignature", "signed",
        "GET checkpoint?from=30", "keep 90 proofs 0", "POST cosignature", "signed",
        "GET checkpoint?from=90", "keep 90 proofs 1", "shrunk",
        "GET checkpoint?from=90", "cut",
        "GET checkpoint?from=90", "no_answer",
    ]  # fmt: skip
