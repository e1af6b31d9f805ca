"""The one file a stranger reads and runs: short, alone, and of the same opinion as the program about every log."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from openevac.ledger import offline
from openevac.ledger.entries import canonical_json
from openevac.ledger.log import inclusion_proof, verify_inclusion
from openevac.ledger.proof import make_proof
from tests.ledger.exports import KEY, WITNESS, lines_of, make, write_folder
from tests.ledger.made_log import START, MadeLog
from tests.ledger.trees import grow, plain_root

SOURCE = Path(offline.__file__)
LOG, WATCHING = make((7, 4, 1, 3))


def run(place: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of the file where nothing of OpenEvac can be imported."""
    copy = place / "offline.py"
    shutil.copy(SOURCE, copy)
    return subprocess.run(
        [sys.executable, "-I", copy, *arguments], cwd=place, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "log.jsonl").write_bytes(b"".join(lines_of(LOG)))
    write_folder(tmp_path / "log", LOG)
    (tmp_path / "witnessed.txt").write_text(WATCHING.newest(LOG.key), "utf-8")
    proof = make_proof(5, LOG.entries[5], LOG.salts[5], LOG.notes[12], LOG.stored.node_of)
    (tmp_path / "five.tlog-proof").write_text(proof.text(), "utf-8")
    (tmp_path / "five.json").write_bytes(LOG.bodies[5])
    return tmp_path


def test_it_is_short_and_stands_alone() -> None:
    text = SOURCE.read_text("utf-8")
    assert text.count("\n") < 300
    names = set()
    for node in ast.walk(ast.parse(text)):
        names |= {alias.name.split(".")[0] for alias in node.names} if isinstance(node, ast.Import) else set()
        names |= {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) else set()
    assert names - set(sys.stdlib_module_names) == {"cryptography"}


@pytest.mark.parametrize("export", ["log.jsonl", "log"])
def test_a_log_in_order(place: Path, export: str) -> None:
    done = run(place, export, "--log", KEY.text(), "--witness", WITNESS.text(), "--witnessed", "witnessed.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"15 entries of the log {KEY.name}; witnessed up to 12; 3 rest on the word of the log alone\n"
        "Nothing wrong was found.\n"
    )


def test_without_keys_it_says_what_that_is_worth(place: Path) -> None:
    done = run(place, "log.jsonl")
    assert done.returncode == 0
    assert "witnessed up to 0; 15 rest on the word of the log alone" in done.stdout
    assert "the key of the log was taken from the export itself" in done.stdout


def test_a_changed_log(place: Path) -> None:
    path = place / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b"r4", b"r5", 1))
    done = run(place, "log.jsonl", "--witness", WITNESS.text())
    assert done.returncode == 1
    assert done.stdout.startswith("WRONG: entry 4 does not commit to its body: one of them was changed\n")
    assert "Nothing wrong" not in done.stdout


def test_a_log_written_anew_with_its_own_key_is_seen_by_the_witness_only(place: Path) -> None:
    forged = MadeLog(seed="invented").grow(15)
    forged.checkpoint()
    (place / "log.jsonl").write_bytes(b"".join(lines_of(forged)))
    keys = ("--log", KEY.text(), "--witness", WITNESS.text())
    assert run(place, "log.jsonl", *keys).returncode == 0
    done = run(place, "log.jsonl", *keys, "--witnessed", "witnessed.txt")
    assert done.returncode == 1
    assert f"the first 12 entries are not those that were signed, witnessed by {WITNESS.name}" in done.stdout


def test_a_proof(place: Path) -> None:
    given = ("log.jsonl", "--log", KEY.text(), "--witness", WITNESS.text(), "--proof", "five.tlog-proof")
    done = run(place, *given, "--body", "five.json")
    assert done.returncode == 0
    assert f"entry 5 of 12 stands in the log, witnessed by {WITNESS.name}: " in done.stdout
    assert run(place, *given).returncode == 0
    (place / "five.json").write_bytes(LOG.bodies[6])
    done = run(place, *given, "--body", "five.json")
    assert done.returncode == 1
    assert "WRONG: the proof does not hold: the entry does not commit to its body" in done.stdout
    assert "stands in the log" not in done.stdout


RECORD = {"id": "I-7", "place": "Млинок", "people_hurt": 3, "van": "crew-1"}


def keep_record(place: Path, record: dict[str, object]) -> None:
    """Write a log whose only entry is of an incident, the proof and body of it, and the record as a bag holds it."""
    log = MadeLog()
    told = sha256(canonical_json(RECORD)).hexdigest()
    log.add(
        START,
        "record_incident",
        canonical_json({"action": "record_incident", "facts": {"record_sha256": told}, "subject": "incident:I-7"}),
    )
    log.checkpoint()
    (place / "log.jsonl").write_bytes(b"".join(lines_of(log)))
    proof = make_proof(0, log.entries[0], log.salts[0], log.notes[1], log.stored.node_of)
    (place / "i.tlog-proof").write_text(proof.text(), "utf-8")
    (place / "i.json").write_bytes(log.bodies[0])
    (place / "record.json").write_bytes(json.dumps(record | {"exhibits": ["photo"]}, indent=1).encode())


BAG = ("log.jsonl", "--log", KEY.text(), "--proof", "i.tlog-proof", "--body", "i.json", "--record", "record.json")


def test_a_record_as_it_was_written(place: Path) -> None:
    keep_record(place, RECORD)
    done = run(place, *BAG)
    assert (done.returncode, done.stderr) == (0, "")
    assert "the record I-7 is as it was written\nNothing wrong was found.\n" in done.stdout


@pytest.mark.parametrize("change", [{"people_hurt": 30}, {"place": "Горбок"}, {"added": 1}, {"people_hurt": "3"}])
def test_a_changed_record_is_named_in_words(place: Path, change: dict[str, object]) -> None:
    keep_record(place, RECORD | change)
    done = run(place, *BAG)
    assert (done.returncode, done.stderr) == (1, "")
    assert "WRONG: the record is not the one that was written: something in it was changed\n" in done.stdout
    assert "Nothing wrong" not in done.stdout


def test_a_record_is_nothing_without_the_body_of_its_entry(place: Path) -> None:
    keep_record(place, RECORD)
    (place / "record.json").write_bytes(b"not JSON")
    assert (run(place, *BAG).returncode, run(place, *BAG).stdout[:18]) == (2, "CANNOT BE CHECKED:")
    done = run(place, *BAG[:5], "--record", "record.json")
    assert (done.returncode, "--record needs the --proof and the --body" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("index 5", "index 4", "WRONG: the proof does not hold"),
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2", "CANNOT BE CHECKED"),
        ("\n12\n", "\n13\n", "CANNOT BE CHECKED"),
        ("index 5", "5 index", "CANNOT BE CHECKED"),
        ("extra ", "extra !", "CANNOT BE CHECKED"),
    ],
)
def test_a_changed_proof(place: Path, old: str, new: str, words: str) -> None:
    path = place / "five.tlog-proof"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    done = run(place, "log.jsonl", "--log", KEY.text(), "--proof", "five.tlog-proof", "--body", "five.json")
    assert (done.returncode, words in done.stdout, done.stderr) == (1 if "WRONG" in words else 2, True, "")
    assert "Nothing wrong" not in done.stdout


def test_what_cannot_be_read_is_said_without_a_traceback(place: Path) -> None:
    (place / "other.jsonl").write_bytes(b"[1]\n")
    for arguments in (["nowhere"], ["other.jsonl"], ["log.jsonl", "--log", "x"], ["log.jsonl", "--witnessed", "gone"]):
        done = run(place, *arguments)
        assert (done.returncode, done.stderr) == (2, "")
        assert done.stdout.startswith("CANNOT BE CHECKED: ")


@pytest.mark.parametrize("size", range(40))
def test_both_trees_are_the_same_tree(size: int) -> None:
    leaves = [bytes([number]) * 32 for number in range(size)]
    roots = dict(offline.tree_roots(leaves, range(size + 1)))
    assert roots == {count: plain_root(leaves[:count]) for count in range(size + 1)}
    stored, frontier = grow(leaves)
    for index in range(size):
        path = list(inclusion_proof(index, size, stored.node_of))
        assert offline.root_of_path(leaves[index], index, size, path) == frontier.root()
        assert offline.root_of_path(leaves[index], index, size, [*path, bytes(32)]) is None
        for other in range(index + 1, size + 3):
            theirs = offline.root_of_path(leaves[index], index, other, path) == frontier.root()
            assert theirs == verify_inclusion(leaves[index], index, other, path, frontier.root())
        if path:
            assert offline.root_of_path(leaves[index], index, size, path[:-1]) is None


@pytest.mark.parametrize("key", ["a", "a+b", KEY.text() + "A", KEY.text().replace("+", "-", 1), ""])
def test_a_damaged_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - a stranger's file has no errors of its own
        offline.read_key(key)


@pytest.mark.parametrize(("kind", "length"), [(1, 32), (4, 32), (2, 32), (1, 31), (4, 33)])
def test_a_key_of_an_unknown_kind_or_length_is_refused(kind: int, length: int) -> None:
    raw = bytes([kind]) + bytes(length)
    text = f"name+{sha256(b'name' + chr(10).encode() + raw).hexdigest()[:8]}+{b64encode(raw).decode()}"
    if kind in {1, 4} and length == 32:
        assert offline.read_key(text).kind == kind
    else:
        with pytest.raises(ValueError, match="no key"):
            offline.read_key(text)
