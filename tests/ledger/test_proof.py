"""Proof files: made, read, checked; and no other entry, body or log is proven by them."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.ledger.log import leaf_hash
from openevac.ledger.proof import HEADER, Proof, check_proof, make_proof, parse_proof, told_besides
from tests.ledger.keys import log_key, witness_key
from tests.ledger.made_log import MadeLog, MadeWitness, witnessed
from tests.torture import examples

LOG = MadeLog().grow(13)
WITNESS = MadeWitness.of(LOG.key)
NOTE = witnessed(LOG, WITNESS)
KEY = LOG.key.verifier


def proof_of(index: int) -> Proof:
    return make_proof(index, LOG.entries[index], LOG.salts[index], NOTE, LOG.stored.node_of)


@pytest.mark.parametrize("index", range(13))
def test_every_entry_is_proven_with_body_and_witness(index: int) -> None:
    proof = parse_proof(proof_of(index).text())
    assert proof == proof_of(index)
    proven = check_proof(proof, KEY, [WITNESS.key.verifier], LOG.bodies[index])
    assert (proven.entry, proven.index, proven.checkpoint.size) == (LOG.entries[index], index, 13)
    assert [one.witness for one in proven.cosignatures] == [WITNESS.key.name]


def test_the_form_is_the_one_of_the_page() -> None:
    lines = proof_of(4).text().split("\n")
    assert lines[0] == HEADER == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 4"
    assert [len(line) for line in lines[3:7]] == [44] * 4
    assert lines[7:10] == ["", LOG.key.name, "13"]
    bare = Proof(index=0, hashes=(), checkpoint=NOTE.text())
    assert bare.text() == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{NOTE.text()}"
    assert parse_proof(bare.text()) == bare


def test_an_erased_body_leaves_a_proof_of_the_entry() -> None:
    proof = make_proof(3, LOG.entries[3], None, NOTE, LOG.stored.node_of)
    assert check_proof(proof, KEY).entry == LOG.entries[3]
    with pytest.raises(InputError, match="body is not the one"):
        check_proof(proof, KEY, (), LOG.bodies[3])


def test_nothing_else_is_proven() -> None:
    proof = proof_of(3)
    with pytest.raises(InputError, match="body is not the one that entry 3"):
        check_proof(proof, KEY, (), LOG.bodies[4])
    other = make_proof(4, LOG.entries[3], LOG.salts[3], NOTE, LOG.stored.node_of)
    with pytest.raises(InputError, match="does not lead from entry 4"):
        check_proof(other, KEY)
    with pytest.raises(InputError, match="not signed by the log"):
        check_proof(proof, log_key("another").verifier)
    assert check_proof(proof, KEY, [witness_key("another").verifier]).cosignatures == ()


@settings(max_examples=examples(2000, 20_000), deadline=None)
@given(st.data())
def test_every_changed_sign_of_a_proof_is_noticed(data: st.DataObject) -> None:
    text = proof_of(5).text()
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(codec="ascii"))
    changed = text[:place] + sign + text[place + 1 :]
    if changed == text:
        return
    try:
        proven = check_proof(parse_proof(changed), KEY, [WITNESS.key.verifier], LOG.bodies[5])
    except InputError:
        return
    assert place > text.rindex("\n— "), "only a witness's name or key may become a stranger's"
    assert proven.cosignatures == ()


HEAD, CHECKPOINT = proof_of(5).text().split("\n\n", 1)


@pytest.mark.parametrize(
    "text",
    [
        "", HEADER, HEADER + "\n\n" + CHECKPOINT, HEAD, HEAD + "\n\n", HEAD.replace("@v1", "@v2") + "\n\n" + CHECKPOINT,
        HEAD.replace("index 5", "index 05") + "\n\n" + CHECKPOINT, HEAD.replace("index 5", "5") + "\n\n" + CHECKPOINT,
        HEAD.replace("index 5", "index -5") + "\n\n" + CHECKPOINT, HEAD + "\nAAAA\n\n" + CHECKPOINT,
        HEAD + "\n!\n\n" + CHECKPOINT, HEAD + "\n" + "\n".join(HEAD.split("\n")[-1:] * 64) + "\n\n" + CHECKPOINT,
        HEAD + "\n\n" + CHECKPOINT[:-1], HEAD.replace("extra ", "extra !") + "\n\n" + CHECKPOINT,
        HEADER + "\nextra \nindex 5\n\n" + CHECKPOINT, HEADER + "\nextra AA==\n\n" + CHECKPOINT,
        HEADER + "\nindex 5\nextra AA==\n\n" + CHECKPOINT, (HEAD + "\n\n" + CHECKPOINT).replace("\n", "\r\n"),
        HEAD + "\n\n" + CHECKPOINT.replace("\n13\n", "\n013\n"),
    ],
)  # fmt: skip
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_proof(text)


@pytest.mark.parametrize("told", [b"", b"x", b"[]", b"null", b"{}", b'{"leaf":1}', b'{"leaf":"a","salt":"zz"}'])
def test_a_proof_of_another_program_says_that_it_is_not_ours(told: bytes) -> None:
    with pytest.raises(InputError, match="not a proof of an OpenEvac ledger"):
        told_besides(Proof(index=0, hashes=(), checkpoint=NOTE.text(), extra=told))


def test_sixty_three_hashes_are_still_read() -> None:
    line = b64encode(leaf_hash(b"")).decode()
    text = f"{HEADER}\nindex 0\n{(line + chr(10)) * 63}\n{NOTE.text()}"
    assert len(parse_proof(text).hashes) == 63
