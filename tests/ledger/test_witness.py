"""What a witness signs and what it refuses, each refusal by name; published requests of another program."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.ledger.checkpoint import Checkpoint, cosignatures, open_checkpoint, sign_checkpoint
from openevac.ledger.evidence import check_misbehaviour, misbehaviour
from openevac.ledger.log import EMPTY_ROOT
from openevac.ledger.note import KeyKind, Note, SigningKey, VerifierKey, parse_lines, parse_note
from openevac.ledger.witness import (
    STATUS,
    Cosigned,
    KnownLog,
    Refusal,
    Refused,
    Request,
    WitnessState,
    decide,
    parse_request,
)
from tests.ledger.keys import log_key, witness_key
from tests.ledger.made_log import START, MadeLog, MadeWitness, witnessed
from tests.torture import examples

# Requests of the tests of litewitness (github.com/FiloSottile/torchwood), with the public key of their log.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = VerifierKey(
    SIGSUM, KeyKind.NOTE, bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
)
SIGSUM_1 = (
    f"old 0\n\n{SIGSUM}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
    f"— {SIGSUM} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=\n"
)
SIGSUM_3 = (
    "old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nKgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
    f"{SIGSUM}\n3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n\n"
    f"— {SIGSUM} UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=\n"
)
SIGSUM_5 = (
    "old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=\n"
    "KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
    f"{SIGSUM}\n5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n\n"
    f"— {SIGSUM} UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=\n"
)


def refusal(decided: Cosigned | Refused) -> Refusal | None:
    return decided.reason if isinstance(decided, Refused) else None


def log_and_witness(size: int = 0) -> tuple[MadeLog, MadeWitness]:
    log = MadeLog().grow(size)
    witness = MadeWitness.of(log.key)
    if size:
        witnessed(log, witness)
    return log, witness


def test_published_requests_are_answered_as_published() -> None:
    witness = MadeWitness(WitnessState({SIGSUM: KnownLog(key=SIGSUM_KEY)}))
    assert parse_request(SIGSUM_5).text() == SIGSUM_5
    for request in (SIGSUM_1, SIGSUM_5):
        decided = witness.ask(request)
        assert isinstance(decided, Cosigned)
        note = parse_note(parse_request(request).checkpoint).with_lines(parse_lines(decided.text()))
        assert cosignatures(note, [witness.key.verifier])[0].at == START
    assert witness.state.logs[SIGSUM].seen.size == 5
    late = witness.ask(SIGSUM_3)
    assert (refusal(late), late.seen if isinstance(late, Refused) else None) == (Refusal.SMALLER, 5)


def test_a_growing_log_is_signed_again_and_again() -> None:
    log, witness = log_and_witness()
    for step in (1, 1, 2, 3, 9, 1):
        log.grow(step)
        note = witnessed(log, witness)
        (found,) = cosignatures(note, [witness.key.verifier])
        assert found.witness == witness.key.name
        assert witness.newest(log.key) == note.text()


def test_the_newest_checkpoint_is_signed_again_whatever_the_request_begins_at() -> None:
    log, witness = log_and_witness(5)
    before = witness.newest(log.key)
    for old in (0, 3, 5):
        assert isinstance(witness.ask(log.request(old).text()), Cosigned)
    assert witness.state.logs[log.key.name].seen.size == 5
    assert parse_note(witness.newest(log.key)).body == parse_note(before).body


def test_the_empty_log_is_signed_with_the_empty_root_only() -> None:
    log, witness = log_and_witness()
    assert isinstance(witness.ask(log.request(0).text()), Cosigned)
    wrong = sign_checkpoint(Checkpoint(origin=log.key.name, size=0, root=bytes(32)), log.key)
    assert refusal(witness.ask(Request(old=0, proof=(), checkpoint=wrong.text()).text())) is Refusal.BAD_PROOF
    extra = Request(old=0, proof=(EMPTY_ROOT,), checkpoint=log.checkpoint().text())
    assert refusal(witness.ask(extra.text())) is Refusal.BAD_PROOF


def test_a_cut_log_is_refused_and_nothing_forgotten() -> None:
    log, witness = log_and_witness(9)
    before = witness.state
    for size in (1, 5, 8):
        shorter = MadeLog().grow(size)
        decided = witness.ask(shorter.request(0).text())
        assert isinstance(decided, Refused)
        assert (decided.reason, decided.seen, decided.evidence) == (Refusal.SMALLER, 9, "")
        assert decided.remark.in_english() == (
            f"The log shows {size} entries and has shown 9 before: its end was cut off or is old."
        )
    assert witness.state is before
    assert log.frontier.size == 9


def test_a_rewritten_log_of_the_same_size_convicts_itself() -> None:
    log, witness = log_and_witness(9)
    other = MadeLog(seed="invented").grow(9)
    decided = witness.ask(other.request(9).text())
    assert isinstance(decided, Refused)
    assert decided.reason is Refusal.FORK
    one, two = check_misbehaviour(decided.evidence, log.key.verifier)
    assert {one.root, two.root} == {log.frontier.root(), other.frontier.root()}
    assert witness.key.name not in decided.evidence, "the file speaks of the log alone"


@pytest.mark.parametrize("kept", range(9))
def test_a_log_rewritten_at_any_entry_and_grown_on_is_refused(kept: int) -> None:
    _, witness = log_and_witness(9)
    rewritten = MadeLog().grow(kept)
    rewritten.seed = "invented"
    rewritten.grow(20 - kept)
    for old in (9, 0, kept):
        assert refusal(witness.ask(rewritten.request(old).text())) in {Refusal.BAD_PROOF, Refusal.OTHER_OLD_SIZE}
    assert refusal(witness.ask(rewritten.request(9).text())) is Refusal.BAD_PROOF


def test_a_proof_has_to_begin_at_what_was_seen() -> None:
    log, witness = log_and_witness(5)
    log.grow(4)
    for old in (0, 4, 6):
        decided = witness.ask(log.request(old).text())
        assert isinstance(decided, Refused)
        assert (decided.reason, decided.seen) == (Refusal.OTHER_OLD_SIZE, 5)
        assert decided.text() == (
            "refused 409 other_old_size\nsize 5\n\n"
            "This witness has last seen 5 entries; the proof has to begin there.\n"
        )
    beyond = Request(old=10, proof=(), checkpoint=log.checkpoint().text())
    assert refusal(witness.ask(beyond.text())) is Refusal.OLD_TOO_LARGE


def test_strangers_are_refused() -> None:
    log, witness = log_and_witness(3)
    stranger = MadeLog(key=log_key("another")).grow(5)
    assert refusal(witness.ask(stranger.request(0).text())) is Refusal.UNKNOWN_LOG
    forger = MadeLog(key=SigningKey(log.key.name, KeyKind.NOTE, bytes(32))).grow(5)
    assert refusal(witness.ask(forger.request(3).text())) is Refusal.BAD_SIGNATURE
    note = log.grow(2).checkpoint()
    bad = Note(note.body.replace("\n5\n", "\n6\n"), note.lines)
    assert refusal(witness.ask(Request(old=3, proof=(), checkpoint=bad.text()).text())) is Refusal.BAD_SIGNATURE


GOOD = MadeLog().grow(3).request(0).text()


@pytest.mark.parametrize(
    "text",
    [
        "", "old 0", GOOD[4:], GOOD.replace("old 0", "old 00"), GOOD.replace("old 0", "old -1"),
        GOOD.replace("old 0", "old  0"), GOOD.replace("old 0\n", "old 0\nAAAA\n"), GOOD.replace("old 0\n\n", "old 0\n"),
        GOOD.replace("old 0\n", "old 0\nnot base64\n"), GOOD[:-1], GOOD.replace("\n3\n", "\n03\n"),
        "old 0\n" + "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + GOOD.removeprefix("old 0\n"),
        GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, GOOD + "more",
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(text: str) -> None:
    _, witness = log_and_witness()
    decided = witness.ask(text)
    assert refusal(decided) is Refusal.MALFORMED
    assert decided.text() == "refused 400 malformed\n\nThis is not a request to a witness.\n"


def test_sixty_three_hashes_are_still_read() -> None:
    hashes = (EMPTY_ROOT,) * 63
    assert parse_request(Request(old=1, proof=hashes, checkpoint="x\n").text()).proof == hashes


def test_every_refusal_has_a_status() -> None:
    assert {reason.value: status for reason, status in STATUS.items()} == {
        "malformed": 400, "unknown_log": 404, "bad_signature": 403, "old_too_large": 400, "smaller": 409, "fork": 409,
        "other_old_size": 409, "bad_proof": 422,
    }  # fmt: skip
    assert set(STATUS) == set(Refusal)


def test_only_a_witness_key_answers() -> None:
    log, witness = log_and_witness(2)
    with pytest.raises(InputError, match="not the key of a witness"):
        decide(witness.state, log.grow(1).request(2).text(), log.key, START)


def test_foreign_signatures_are_not_kept() -> None:
    log, witness = log_and_witness(2)
    note = log.grow(1).checkpoint()
    foreign = witness_key("stranger")
    line = parse_lines(f"— {foreign.name} AAAAAAAA\n")
    witness.ask(log.request(2, note.with_lines(line)).text())
    names = [one.name for one in parse_note(witness.newest(log.key)).lines]
    assert names == [log.key.name, witness.key.name]


def test_a_log_keeps_its_key_for_life() -> None:
    log, witness = log_and_witness(4)
    assert witness.state.knowing(log.key.verifier).logs == dict(witness.state.logs)
    with pytest.raises(InputError, match="under another key"):
        witness.state.knowing(SigningKey(log.key.name, KeyKind.NOTE, bytes(32)).verifier)
    both = witness.state.knowing(log_key("another").verifier)
    assert both.logs["another"].seen.size == 0
    assert both.logs[log.key.name].seen.size == 4


def test_evidence_convicts_only_with_two_roots_of_one_size() -> None:
    log, other = MadeLog().grow(4), MadeLog(seed="invented").grow(4)
    one, two = log.checkpoint().text(), other.checkpoint().text()
    key = log.key.verifier
    assert len(check_misbehaviour(misbehaviour(key, one, two), key)) == 2
    longer = other.grow(1).checkpoint().text()
    for wrong in (misbehaviour(key, one, one), misbehaviour(key, one, longer), one + two, "", one):
        with pytest.raises(InputError, match="not two checkpoints"):
            check_misbehaviour(wrong, key)
    with pytest.raises(InputError, match="not signed by the log"):
        check_misbehaviour(misbehaviour(key, one, two), log_key("another").verifier)
    with pytest.raises(InputError, match="signature of"):
        check_misbehaviour(misbehaviour(key, one, two).replace("\n4\n", "\n3\n"), key)


@settings(max_examples=examples(300, 3000), deadline=None)
@given(st.data())
def test_whatever_is_asked_in_whatever_order_the_signed_checkpoints_are_one_history(data: st.DataObject) -> None:
    """Two pasts of one log that part at some entry, and requests from both mixed: one of them at most is signed on."""
    shared = data.draw(st.integers(0, 6))
    pasts = []
    for seed in ("past", "invented"):
        past = MadeLog().grow(shared)
        past.seed = seed
        pasts.append(past)
    witness = MadeWitness.of(pasts[0].key)
    signed: dict[int, set[bytes]] = {}
    sides = set()
    for _ in range(data.draw(st.integers(1, 6))):
        side = data.draw(st.integers(0, 1))
        past = pasts[side].grow(data.draw(st.integers(0, 4)))
        old = data.draw(st.sampled_from([0, shared, witness.state.logs[past.key.name].seen.size]))
        request = past.request(min(old, past.frontier.size))
        decided = witness.ask(request.text())
        if isinstance(decided, Cosigned):
            checkpoint, _ = open_checkpoint(request.checkpoint, past.key.verifier)
            signed.setdefault(checkpoint.size, set()).add(checkpoint.root)
            if checkpoint.size > shared:
                sides.add(side)
    assert all(len(roots) == 1 for roots in signed.values())
    assert len(sides) <= 1
    assert all(small < large for small, large in itertools.pairwise(signed))


def test_the_time_of_the_answer_is_an_argument() -> None:
    log, witness = log_and_witness(1)
    for year in (1971, 2031):
        decided = witness.ask(log.request(1).text(), datetime(year, 1, 1, tzinfo=UTC))
        assert isinstance(decided, Cosigned)
        note = log.checkpoint().with_lines([decided.line])
        assert cosignatures(note, [witness.key.verifier])[0].at.year == year
