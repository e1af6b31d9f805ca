"""Checkpoints and cosignatures: the published examples, our own, and everything that is neither."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openevac.domain.errors import InputError
from openevac.ledger.checkpoint import (
    Checkpoint,
    cosign,
    cosignatures,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from openevac.ledger.log import EMPTY_ROOT
from openevac.ledger.note import KeyKind, Note, SignatureLine, SigningKey, VerifierKey, parse_note
from tests.ledger.keys import log_key, witness_key

# The example of c2sp.org/tlog-cosignature; its keys are not published.
PUBLISHED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE"
    "+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe"
    "+mbIUBkBIfZ+qnA==\n"
)
# A request of the tests of litewitness (github.com/FiloSottile/torchwood), with the public key of its log.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = VerifierKey(
    SIGSUM, KeyKind.NOTE, bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
)
SIGSUM_CHECKPOINT = (
    f"{SIGSUM}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
    f"— {SIGSUM} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=\n"
)
AT = datetime(2023, 3, 20, 12, 25, 47, tzinfo=UTC)
LOG = log_key()
WITNESS = witness_key()
CHECKPOINT = Checkpoint(origin=LOG.name, size=7, root=bytes(range(32)))


def test_the_published_example_reads_and_writes() -> None:
    note = parse_note(PUBLISHED)
    checkpoint = parse_checkpoint(note.body)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.body() == note.body
    assert note.text() == PUBLISHED
    line = note.lines[1]
    assert len(line.signature) == 8 + 64
    assert int.from_bytes(line.signature[:8], "big") == 1_679_315_147


def test_a_checkpoint_of_another_program_verifies() -> None:
    checkpoint, note = open_checkpoint(SIGSUM_CHECKPOINT, SIGSUM_KEY)
    assert checkpoint.size == 1
    assert note.text() == SIGSUM_CHECKPOINT


def test_the_bytes_a_witness_signs_are_those_of_the_page() -> None:
    note = parse_note(PUBLISHED)
    line = cosign(note, WITNESS, AT)
    page = (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    assert line.signature == (1_679_315_147).to_bytes(8, "big") + WITNESS.sign(page)
    assert line.key_id == WITNESS.verifier.key_id


def test_a_checkpoint_goes_round() -> None:
    note = sign_checkpoint(CHECKPOINT, LOG)
    assert open_checkpoint(note.text(), LOG.verifier) == (CHECKPOINT, note)
    cosigned = note.with_lines([cosign(note, WITNESS, AT)])
    assert open_checkpoint(cosigned.text(), LOG.verifier) == (CHECKPOINT, cosigned)
    (found,) = cosignatures(parse_note(cosigned.text()), [WITNESS.verifier, witness_key("another").verifier])
    assert (found.witness, found.at) == (WITNESS.name, AT)


def test_the_empty_log_has_a_checkpoint() -> None:
    empty = Checkpoint(origin=LOG.name, size=0, root=EMPTY_ROOT)
    assert parse_checkpoint(empty.body()) == empty


def test_a_log_signs_only_for_itself() -> None:
    for wrong in (log_key("another"), SigningKey(LOG.name, KeyKind.COSIGNATURE, LOG.seed)):
        with pytest.raises(InputError, match="does not belong to this log"):
            sign_checkpoint(CHECKPOINT, wrong)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    text = sign_checkpoint(CHECKPOINT, LOG).text()
    with pytest.raises(InputError, match="not signed by the log"):
        open_checkpoint(text, log_key("another").verifier)
    stranger = SigningKey(LOG.name, KeyKind.NOTE, bytes(32))
    with pytest.raises(InputError, match="not signed by the log"):
        open_checkpoint(text, stranger.verifier)


def test_a_name_under_a_foreign_origin_does_not_make_it_ours() -> None:
    body = Checkpoint(origin="another", size=7, root=bytes(32)).body()
    line = SignatureLine(LOG.name, LOG.verifier.key_id, LOG.sign(body.encode()))
    with pytest.raises(InputError, match="not signed by the log"):
        open_checkpoint(Note(body, (line,)).text(), LOG.verifier)


@pytest.mark.parametrize(
    "body",
    [
        "", "a\n1\n", "a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "a\n1\nAAAA\n", "a\n1\nnothing\n",
        "a\n9223372036854775808\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n٣\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(InputError, match="not a checkpoint"):
        parse_checkpoint(body)


def test_the_largest_size_is_read() -> None:
    body = "a\n9223372036854775807\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    assert parse_checkpoint(body).size == 2**63 - 1


def test_a_wrong_word_of_a_known_witness_is_refused_and_a_stranger_is_passed_over() -> None:
    note = sign_checkpoint(CHECKPOINT, LOG)
    line = cosign(note, WITNESS, AT)
    for signature in (
        line.signature[:-1] + bytes([line.signature[-1] ^ 1]),
        bytes([*line.signature[:7], line.signature[7] ^ 1]) + line.signature[8:],
        b"\xff" * 8 + line.signature[8:],
        line.signature[:5],
    ):
        bad = note.with_lines([SignatureLine(line.name, line.key_id, signature)])
        with pytest.raises(InputError, match="crew-3 is wrong"):
            cosignatures(bad, [WITNESS.verifier])
        assert cosignatures(bad, [witness_key("another").verifier]) == ()


def test_a_log_cannot_pass_for_a_witness() -> None:
    note = sign_checkpoint(CHECKPOINT, LOG)
    with pytest.raises(InputError, match="not the key of a witness"):
        cosign(note, LOG, AT)
    with pytest.raises(InputError, match="is wrong"):
        cosignatures(note, [LOG.verifier])


def test_a_clock_before_1970_is_refused() -> None:
    note = sign_checkpoint(CHECKPOINT, LOG)
    with pytest.raises(InputError, match="before 1970"):
        cosign(note, WITNESS, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC))
    with pytest.raises(InputError, match="no time zone"):
        cosign(note, WITNESS, AT.replace(tzinfo=None))
    first = cosign(note, WITNESS, datetime(1970, 1, 1, tzinfo=UTC))
    assert cosignatures(note.with_lines([first]), [WITNESS.verifier])[0].at.year == 1970
