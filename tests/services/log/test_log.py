"""The stored ledger: checkpoints, witnesses, the window nobody saw, and every kind of damage found."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.services.cast import Cast
from tests.services.test_kernel import rename


def write_entries(cast: Cast, count: int) -> None:
    for number in range(count):
        rename(cast.order("kateryna"), f"Назва {number}")


def a_witness() -> tuple[Any, Any]:
    """Draw a witness of its own: its signing key, and an empty memory of our log."""
    from openevac.ledger.note import KeyKind, SigningKey, parse_verifier_key
    from openevac.ledger.witness import WitnessState
    from openevac.store.models import LogKey

    key = SigningKey("witness.example/one", KeyKind.COSIGNATURE, bytes(range(32)))
    state = WitnessState({}).knowing(parse_verifier_key(LogKey.objects.get(id=1).vkey))
    return key, state


def checkpoint(cast: Cast) -> Any:
    from openevac.services.log.sign_checkpoint import sign_checkpoint

    return sign_checkpoint(cast.worker().who, cast.clock)


def cosign_newest(cast: Cast, key: Any, state: Any) -> Any:
    """Carry one request to the witness and its answer back; gives the witness's new memory."""
    from openevac.ledger.witness import Cosigned, decide
    from openevac.services.log.witnesses import keep_cosignature, request_for

    signed = checkpoint(cast)
    request = request_for(key.name, signed.size)
    assert request is not None
    answer = decide(state, request, key, cast.clock.now())
    assert isinstance(answer, Cosigned), answer
    assert keep_cosignature(key.name, signed.size, answer.text(), cast.clock)
    return answer.state


def add_witness(cast: Cast, key: Any) -> None:
    from openevac.services.log.witnesses import NewWitness, keep_witness

    keep_witness(cast.order("liudmyla"), NewWitness(vkey=key.verifier.text()))


def test_only_the_program_signs_checkpoints(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.log.sign_checkpoint import sign_checkpoint

    with pytest.raises(NotAllowed, match="signed by the program alone"):
        sign_checkpoint(cast.order("kateryna").who, cast.clock)


def test_a_checkpoint_is_signed_once_for_each_size(cast: Cast) -> None:
    write_entries(cast, 3)
    first = checkpoint(cast)
    cast.clock.pass_time(minutes=5)
    assert checkpoint(cast) == first
    write_entries(cast, 1)
    assert checkpoint(cast).size == first.size + 1


def test_a_witness_follows_the_log_as_it_grows(cast: Cast) -> None:
    from openevac.services.log.see_log import see_log
    from openevac.services.log.witnesses import request_for

    key, state = a_witness()
    add_witness(cast, key)
    for grown in (1, 2, 5, 8):
        write_entries(cast, grown)
        state = cosign_newest(cast, key, state)
        seen = see_log(cast.clock.now())
        assert (seen.unwitnessed, seen.oldest_unwitnessed_at, seen.warning) == (0, None, None)
        assert request_for(key.name, seen.size) is None


def test_a_wrong_answer_of_a_witness_is_refused(cast: Cast) -> None:
    from openevac.domain.errors import InputError
    from openevac.ledger.witness import Cosigned, decide
    from openevac.services.log.witnesses import keep_cosignature, request_for

    key, state = a_witness()
    add_witness(cast, key)
    signed = checkpoint(cast)
    answer = decide(state, request_for(key.name, signed.size) or "", key, cast.clock.now())
    assert isinstance(answer, Cosigned)
    write_entries(cast, 1)
    later = checkpoint(cast)
    with pytest.raises(InputError, match=r"does not hold|is wrong"):
        keep_cosignature(key.name, later.size, answer.text(), cast.clock)


def test_the_window_nobody_saw_is_said(cast: Cast) -> None:
    from openevac.services.log.see_log import see_log, wants_witness

    nobody = see_log(cast.clock.now()).warning
    assert nobody is not None
    assert "Nobody outside remembers" in nobody.text
    key, state = a_witness()
    add_witness(cast, key)
    cosign_newest(cast, key, state)
    assert not wants_witness(cast.clock.now())
    write_entries(cast, 10)
    assert see_log(cast.clock.now()).warning is None
    assert wants_witness(cast.clock.now())
    write_entries(cast, 1)
    warning = see_log(cast.clock.now()).warning
    assert warning is not None
    assert warning.facts == {"count": 11}


def test_one_entry_that_grows_old_unseen_is_said(cast: Cast) -> None:
    from openevac.services.log.see_log import see_log, wants_witness

    key, state = a_witness()
    add_witness(cast, key)
    cosign_newest(cast, key, state)
    write_entries(cast, 1)
    cast.clock.pass_time(minutes=6)
    assert wants_witness(cast.clock.now())
    assert see_log(cast.clock.now()).warning is None
    cast.clock.pass_time(minutes=10)
    assert see_log(cast.clock.now()).warning is not None


def test_an_untouched_ledger_has_no_fault(cast: Cast) -> None:
    from openevac.services.log.look_after import faults_of_ledger

    key, state = a_witness()
    add_witness(cast, key)
    write_entries(cast, 9)
    cosign_newest(cast, key, state)
    write_entries(cast, 4)
    assert faults_of_ledger() == ()


def change_leaf() -> None:
    from openevac.store.models import LedgerEntry

    entry = LedgerEntry.objects.get(index=3)
    entry.leaf = bytes(entry.leaf).replace(b'"v":1', b'"v":2')
    entry.save()


def change_body() -> None:
    from openevac.store.models import LedgerBody

    body = LedgerBody.objects.get(entry_id=3)
    body.body = bytes(body.body).replace(b"kateryna", b"kyrylo_x")
    body.save()


def remove_middle() -> None:
    from openevac.store.models import LedgerBody, LedgerEntry

    LedgerBody.objects.filter(entry_id=3).delete()
    LedgerEntry.objects.filter(index=3).delete()


def cut_end() -> None:
    from openevac.store.models import LedgerBody, LedgerEntry

    LedgerBody.objects.filter(entry_id__gte=6).delete()
    LedgerEntry.objects.filter(index__gte=6).delete()


def change_node() -> None:
    from openevac.store.models import LedgerNode

    LedgerNode.objects.filter(level=1, place=1).update(hash=b"\x00" * 32)


def change_head() -> None:
    from openevac.store.models import LogHead

    LogHead.objects.update(size=5)


def change_note() -> None:
    from openevac.store.models import Checkpoint

    one = Checkpoint.objects.latest("size")
    Checkpoint.objects.filter(size=one.size).update(note=one.note.replace("\n\n", "\nx\n\n", 1))


def change_cosignature() -> None:
    from openevac.store.models import Cosignature

    one = Cosignature.objects.get()
    one.line = one.line[:-6] + ("AAAA=" if one.line[-6:-1] != "AAAA=" else "BBBB=") + "\n"
    one.save()


DAMAGES = (
    (change_leaf, "checkpoint of"),
    (change_body, "What is told of entry 3"),
    (remove_middle, "Entry 3 is missing"),
    (cut_end, "the end was cut off"),
    (change_node, "level 1, place 1"),
    (change_head, "The head of the ledger says 5"),
    (change_note, "not signed with our key"),
    (change_cosignature, "does not hold"),
)


@pytest.mark.parametrize(("damage", "said"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES])
def test_every_kind_of_damage_is_named(cast: Cast, damage: Any, said: str) -> None:
    from openevac.services.log.look_after import faults_of_ledger

    key, state = a_witness()
    add_witness(cast, key)
    write_entries(cast, 9)
    cosign_newest(cast, key, state)
    damage()
    sentences = [fault.in_english() for fault in faults_of_ledger()]
    assert any(said in sentence for sentence in sentences), sentences


IN_AN_EXPORT = (
    (change_leaf, "entry_changed", 3, "entry 3 is not an entry of a ledger"),
    (change_body, "body_changed", 3, "entry 3 does not commit to its body"),
    (remove_middle, "missing", 3, "line 4 holds entry 4, expected was 3"),
    (cut_end, "tail_cut", 6, "were signed; the last"),
)


@pytest.mark.parametrize(
    ("damage", "kind", "entry", "told"), IN_AN_EXPORT, ids=[damage.__name__ for damage, *_ in IN_AN_EXPORT]
)
def test_a_damaged_ledger_leaves_as_it_is_stored(
    cast: Cast, tmp_path: Path, damage: Any, kind: str, entry: int, told: str
) -> None:
    """The export refuses nothing and mends nothing; both verifiers then name the damaged entry."""
    from openevac.ledger import offline
    from openevac.ledger.audit_export import read_lines
    from openevac.ledger.verify import verify_export
    from openevac.services.log.export_log import export_log

    write_entries(cast, 9)
    signed = checkpoint(cast)
    sound = [bytes(line) for line in export_log(cast.asking("liudmyla"))[1]]
    damage()
    size, lines = export_log(cast.asking("liudmyla"))
    left = list(lines)
    assert (size, left[0]) == (signed.size, sound[0])
    assert set(left) < set(sound) or len(set(left) - set(sound)) == 1, "more was changed on the way than the damage"
    export = read_lines(left)
    faults = verify_export(export, export.log_key).faults
    assert (kind, entry) in {(one.kind.value, one.first) for one in faults}, faults
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"".join(left))
    wrong = offline.check_export(path, "", [], [])[0].wrong
    assert any(told in one for one in wrong), wrong


def test_an_erased_body_is_no_fault(cast: Cast) -> None:
    from openevac.services.log.look_after import faults_of_ledger
    from openevac.store.models import LedgerBody

    write_entries(cast, 3)
    LedgerBody.objects.filter(entry_id=2).delete()
    LedgerBody.objects.filter(entry_id=1).update(body=b"", salt=b"")
    assert faults_of_ledger() == ()


def test_a_rewrite_with_the_real_key_is_refused_by_the_witness(cast: Cast) -> None:
    """Who holds the log's key can make a log without fault; a witness that saw the old one does not sign it."""
    from openevac.ledger.witness import Refusal, Refused, decide
    from openevac.services.log.look_after import faults_of_ledger
    from openevac.services.log.witnesses import request_for
    from openevac.store.models import Checkpoint, Cosignature, LedgerBody, LedgerEntry, LedgerNode, LogHead

    key, state = a_witness()
    add_witness(cast, key)
    write_entries(cast, 6)
    state = cosign_newest(cast, key, state)
    from openevac.ledger.log import Frontier

    for model in (Cosignature, Checkpoint, LedgerBody, LedgerEntry, LedgerNode):
        model.objects.all().delete()
    LogHead.objects.update(size=0, frontier=Frontier().to_bytes())
    cast.clock.pass_time(minutes=1)
    write_entries(cast, 8)
    signed = checkpoint(cast)
    assert faults_of_ledger() == ()
    answer = decide(state, request_for(key.name, signed.size) or "", key, cast.clock.now())
    assert isinstance(answer, Refused)
    assert answer.reason in {Refusal.BAD_PROOF, Refusal.FORK, Refusal.OTHER_OLD_SIZE}


def test_the_window_is_the_promised_one() -> None:
    from openevac.services.log.see_log import LONGEST_UNWITNESSED, MOST_UNWITNESSED

    assert (MOST_UNWITNESSED, timedelta(minutes=15)) == (10, LONGEST_UNWITNESSED)
