"""The two sides of a witness's folder meet: what the worker writes the witness reads, and the other way round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.services.cast import Cast
from tests.services.log.test_log import checkpoint, write_entries

NAME = "witness.example/neighbours"


class Beside:
    """A witness as the command runs it: key, memory and folder on the disk, answers by its own reader of the folder."""

    def __init__(self, folder: Path, memory: Path) -> None:
        from openevac.ledger.note import KeyKind, SigningKey, parse_verifier_key
        from openevac.ledger.witness import WitnessState
        from openevac.ledger.witness_file import create_state
        from openevac.services.work.witness_folder import folder_of
        from openevac.store.models import LogKey

        self.key = SigningKey(NAME, KeyKind.COSIGNATURE, bytes(range(32)))
        self.folder = folder_of(folder, NAME)
        self.memory = memory
        create_state(memory, WitnessState({}).knowing(parse_verifier_key(LogKey.objects.get(id=1).vkey)))

    def answer(self, cast: Cast) -> int:
        """Answer what waits, as `openevac ledger witness --once` does; gives how many."""
        from openevac.ledger.exchange import answer_name, read_waiting
        from openevac.ledger.witness import Cosigned
        from openevac.ledger.witness_file import answer

        waiting = list(read_waiting(self.folder))
        for path, text in waiting:
            decided = answer(self.memory, text, self.key, cast.clock.now())
            name = answer_name(path.name, signed=isinstance(decided, Cosigned))
            (self.folder / name).write_text(decided.text(), "utf-8")
        return len(waiting)


@pytest.fixture
def beside(cast: Cast, tmp_path: Path) -> Beside:
    from tests.services.log.test_log import add_witness

    made = Beside(tmp_path / "witnesses", tmp_path / "memory.json")
    add_witness(cast, made.key)
    return made


def ask(cast: Cast, tmp_path: Path) -> int:
    from openevac.services.work.witness_folder import ask_witnesses

    return ask_witnesses(tmp_path / "witnesses", checkpoint(cast).size)


def take(cast: Cast, tmp_path: Path) -> tuple[str, ...]:
    from openevac.services.work.witness_folder import take_answers

    return take_answers(tmp_path / "witnesses", cast.clock)


def seen() -> Any:
    from openevac.services.log.witnesses import see_witnesses

    return see_witnesses()[0]


def test_a_checkpoint_goes_out_and_comes_back_signed(cast: Cast, beside: Beside, tmp_path: Path) -> None:
    for grown in (1, 3, 6):
        write_entries(cast, grown)
        assert ask(cast, tmp_path) == 1
        assert ask(cast, tmp_path) == 0, "a request is asked once"
        assert beside.answer(cast) == 1
        assert take(cast, tmp_path) == ()
        assert seen().size == checkpoint(cast).size
        assert list(beside.folder.iterdir()) == []


def test_a_request_nobody_answered_gives_way_to_the_newer_one(cast: Cast, beside: Beside, tmp_path: Path) -> None:
    for _ in range(3):
        write_entries(cast, 2)
        assert ask(cast, tmp_path) == 1
    assert len(list(beside.folder.glob("request-*.txt"))) == 1
    assert beside.answer(cast) == 1
    assert take(cast, tmp_path) == ()
    assert seen().size == checkpoint(cast).size


def test_an_answer_that_crossed_a_newer_request_is_taken_too(cast: Cast, beside: Beside, tmp_path: Path) -> None:
    write_entries(cast, 2)
    ask(cast, tmp_path)
    (waiting,) = beside.folder.glob("request-*.txt")
    older = waiting.read_text("utf-8")
    write_entries(cast, 2)
    ask(cast, tmp_path)
    (newer,) = beside.folder.glob("request-*.txt")
    kept = newer.read_text("utf-8")
    newer.unlink()
    waiting.write_text(older, "utf-8")
    beside.answer(cast)
    waiting.unlink()
    newer.write_text(kept, "utf-8")
    beside.answer(cast)
    assert [path.name.split("-")[0] for path in sorted(beside.folder.glob("[cr]*-*.txt"))] == [
        "cosigned", "refused", "request",
    ]  # fmt: skip
    assert take(cast, tmp_path) == (), "it says from where the next proof begins: no accusation"
    assert ask(cast, tmp_path) == 1
    assert beside.answer(cast) == 1
    assert take(cast, tmp_path) == ()
    assert seen().size == checkpoint(cast).size


def test_a_forged_answer_is_put_aside_and_named(cast: Cast, beside: Beside, tmp_path: Path) -> None:
    from openevac.ledger.note import KeyKind, SigningKey

    write_entries(cast, 2)
    ask(cast, tmp_path)
    beside.key = SigningKey(NAME, KeyKind.COSIGNATURE, bytes(32))
    assert beside.answer(cast) == 1
    assert take(cast, tmp_path) == (NAME,)
    assert seen().size == 0
    assert [path.suffix for path in beside.folder.glob("cosigned-*")] == [".wrong"]
    assert take(cast, tmp_path) == (), "it is told once; the request waits for a true answer"


def test_a_refusal_stays_as_evidence_and_is_named_every_time(cast: Cast, beside: Beside, tmp_path: Path) -> None:
    from openevac.ledger.witness import WitnessState
    from openevac.ledger.witness_file import create_state

    beside.memory.unlink()
    create_state(beside.memory, WitnessState({}))
    write_entries(cast, 2)
    ask(cast, tmp_path)
    beside.answer(cast)
    assert take(cast, tmp_path) == (NAME,)
    assert take(cast, tmp_path) == (NAME,)
    assert len(list(beside.folder.glob("refused-*.txt"))) == 1


def test_what_somebody_else_puts_into_the_folder_is_left_alone(cast: Cast, beside: Beside, tmp_path: Path) -> None:
    write_entries(cast, 2)
    ask(cast, tmp_path)
    stranger = beside.folder / "cosigned-notes.txt"
    stranger.write_text("a shopping list", "utf-8")
    assert take(cast, tmp_path) == ()
    assert stranger.exists()


def test_the_export_of_the_stored_log_is_checked_by_a_stranger(cast: Cast, beside: Beside, tmp_path: Path) -> None:
    from openevac.ledger.audit_export import read_export
    from openevac.ledger.note import parse_verifier_key
    from openevac.ledger.verify import verify_export
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.log.export_log import export_log
    from openevac.store.models import LogKey

    write_entries(cast, 4)
    ask(cast, tmp_path)
    beside.answer(cast)
    take(cast, tmp_path)
    write_entries(cast, 2)
    size = checkpoint(cast).size
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"".join(export_log(cast.asking("kateryna"))[1]))
    log_key = parse_verifier_key(LogKey.objects.get(id=1).vkey)
    report = verify_export(read_export(path), log_key, [beside.key.verifier])
    assert (report.faults, report.size, report.unwitnessed) == ((), size, 2)
    changed = path.read_bytes().replace(b'"index":2', b'"index":3', 1)
    path.write_bytes(changed)
    assert verify_export(read_export(path), log_key, [beside.key.verifier]).faults
    with pytest.raises(NotAllowed):
        export_log(cast.asking("olena"))
