"""Whole logs: every change is found and named; what only a witness can show is shown with one, and not without."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.ledger.audit_export import read_export, read_lines
from openevac.ledger.checkpoint import Checkpoint, cosign, sign_checkpoint
from openevac.ledger.note import KeyKind, SignatureLine, SigningKey
from openevac.ledger.verify import verify_export
from tests.ledger.exports import (
    KEY,
    WITNESS,
    a_stranger_finds,
    as_lines,
    checked,
    kinds,
    lines_of,
    make,
    told,
    we_find,
    write_folder,
)
from tests.ledger.keys import log_key, witness_key
from tests.ledger.made_log import START, MadeLog, MadeWitness
from tests.torture import examples

LOG, WATCHING = make((7, 4, 1, 3))
LINES = lines_of(LOG)
CONTENT = b"".join(LINES)
HELD = [WATCHING.newest(LOG.key)]
TRIED, _ = make((5, 3))
TRIED_LINES = lines_of(TRIED)
TRIED_CONTENT = b"".join(TRIED_LINES)
TRIALS = settings(max_examples=examples(200, 2000), deadline=None)


def test_a_log_in_order_has_no_fault_and_shows_its_window() -> None:
    report = checked(LINES, HELD)
    assert report.faults == ()
    assert (report.size, report.witnessed, report.unwitnessed, report.erased) == (15, 12, 3, 0)
    assert report.newest is not None
    assert report.newest.checkpoint.size == 15
    assert report.unwitnessed_since == START + timedelta(minutes=12)
    assert report.window_age(START + timedelta(minutes=20)) == timedelta(minutes=8)
    assert not a_stranger_finds(CONTENT, HELD)


def test_a_log_whose_newest_entry_is_witnessed_has_no_window() -> None:
    log, watching = make((4, 4))
    decided = watching.ask(log.request(4, log.notes[8]).text())
    log.notes[8] = log.notes[8].with_lines([decided.line])  # type: ignore[union-attr]  # a refusal has none: fails here
    report = checked(lines_of(log))
    assert (report.unwitnessed, report.unwitnessed_since, report.window_age(START)) == (0, None, timedelta(0))


def test_the_empty_log_is_in_order() -> None:
    log, _ = make((0,))
    report = checked(lines_of(log))
    assert (report.faults, report.size, report.witnessed) == ((), 0, 0)


def test_erased_bodies_are_counted_and_nothing_else_changes() -> None:
    lines = lines_of(LOG, erased=[0, 5])
    report = checked(lines)
    assert (report.faults, report.erased, report.witnessed) == ((), 2, 12)
    assert not a_stranger_finds(b"".join(lines))


def test_folder_and_file_say_the_same(tmp_path: Path) -> None:
    write_folder(tmp_path / "folder", LOG)
    (tmp_path / "log.jsonl").write_bytes(CONTENT)
    assert read_export(tmp_path / "folder") == read_export(tmp_path / "log.jsonl")
    report = verify_export(read_export(tmp_path / "folder"), KEY, [WITNESS])
    assert (report.faults, report.witnessed) == ((), 12)


def test_a_changed_file_of_the_folder_is_found(tmp_path: Path) -> None:
    write_folder(tmp_path / "folder", LOG)
    for path in sorted((tmp_path / "folder").iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"a", b"b", 1) if b"a" in whole else whole[:-2])
        try:
            assert verify_export(read_export(tmp_path / "folder"), KEY, [WITNESS]).faults, path.name
        except InputError:
            assert path.name == "log.json"
        path.unlink()
        if path.name.startswith("checkpoint"):
            assert verify_export(read_export(tmp_path / "folder"), KEY, [WITNESS]).faults, path.name
        path.write_bytes(whole)


# Who changes a log and does not hold its key. Numbers, hashes and header are made to fit again where that is possible.


@TRIALS
@given(st.integers(0, len(TRIED_CONTENT) - 1), st.integers(1, 255))
def test_every_changed_byte_is_found(place: int, change: int) -> None:
    changed = TRIED_CONTENT[:place] + bytes([TRIED_CONTENT[place] ^ change]) + TRIED_CONTENT[place + 1 :]
    assert we_find(changed), f"byte {place}"
    assert a_stranger_finds(changed), f"byte {place}"


def entry_values(lines: list[bytes] = LINES) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    header, *rest = told(lines)
    return header, rest[: header["size"]], rest[header["size"] :]


def forged(entries: list[dict[str, Any]], *, renumber: bool, lines: list[bytes] = LINES) -> bytes:
    header, _, notes = entry_values(lines)
    if renumber:
        entries = [one | {"index": number} for number, one in enumerate(entries)]
        header["size"] = len(entries)
    return b"".join(as_lines([header, *entries, *notes]))


def both_find(content: bytes) -> bool:
    ours, theirs = we_find(content), a_stranger_finds(content)
    assert ours == theirs
    return ours


@TRIALS
@given(one=st.integers(0, 7), other=st.integers(0, 7), renumber=st.booleans())
def test_every_swap_is_found(one: int, other: int, *, renumber: bool) -> None:
    _, entries, _ = entry_values(TRIED_LINES)
    entries[one], entries[other] = entries[other], entries[one]
    assert both_find(forged(entries, renumber=renumber, lines=TRIED_LINES)) == (one != other)


@TRIALS
@given(gone=st.sets(st.integers(0, 7), min_size=1, max_size=7), renumber=st.booleans())
def test_every_deletion_is_found(gone: set[int], *, renumber: bool) -> None:
    _, entries, _ = entry_values(TRIED_LINES)
    left = [one for number, one in enumerate(entries) if number not in gone]
    assert both_find(forged(left, renumber=renumber, lines=TRIED_LINES))


@TRIALS
@given(place=st.integers(0, 8), seed=st.integers(0, 40), renumber=st.booleans())
def test_every_insertion_is_found(place: int, seed: int, *, renumber: bool) -> None:
    _, entries, _ = entry_values(TRIED_LINES)
    strange = told(lines_of(MadeLog(seed=f"strange {seed}").grow(1), notes=[]))[1]
    entries.insert(place, strange | {"index": place})
    assert both_find(forged(entries, renumber=renumber, lines=TRIED_LINES))


@TRIALS
@given(one=st.integers(0, 7), place=st.integers(0, 8), renumber=st.booleans())
def test_every_duplicate_is_found(one: int, place: int, *, renumber: bool) -> None:
    _, entries, _ = entry_values(TRIED_LINES)
    entries.insert(place, entries[one])
    assert both_find(forged(entries, renumber=renumber, lines=TRIED_LINES))


@pytest.mark.parametrize("index", range(15))
def test_a_changed_entry_is_named(index: int) -> None:
    header, entries, notes = entry_values()
    for key, value in (("leaf", entries[index]["leaf"].replace("2026", "2025")), ("hash", "00" * 32)):
        changed = [*entries[:index], entries[index] | {key: value}, *entries[index + 1 :]]
        report = checked(as_lines([header, *changed, *notes]))
        assert ("entry_changed", index) in {(one.kind.value, one.first) for one in report.faults}
    changed = [*entries[:index], entries[index] | {"body": '{"request":"r99"}'}, *entries[index + 1 :]]
    report = checked(as_lines([header, *changed, *notes]))
    assert [(one.kind.value, one.first) for one in report.faults] == [("body_changed", index)]
    assert report.faults[0].remark.in_english() == f"The body of entry {index} is not the one the log commits to."
    assert report.witnessed == 12, "the tree itself is whole"


def test_a_salt_of_another_length_opens_nothing() -> None:
    header, entries, notes = entry_values()
    body, salt = entries[2]["body"], entries[2]["salt"]
    entries[2] = entries[2] | {"salt": salt + body[:1].encode().hex(), "body": body[1:]}
    content = b"".join(as_lines([header, *entries, *notes]))
    assert kinds(checked(content.splitlines(keepends=True))) == {"body_changed"}
    assert a_stranger_finds(content)


def test_a_gap_is_named() -> None:
    _, entries, _ = entry_values()
    report = checked(forged(entries[:4] + entries[6:], renumber=False).splitlines(keepends=True))
    assert [(one.kind.value, one.first, one.last) for one in report.faults] == [("missing", 4, 5)]


@pytest.mark.parametrize(("one", "other"), [(0, 1), (2, 6), (7, 10), (12, 14)])
def test_renumbered_swaps_are_named_from_the_signed_roots(one: int, other: int) -> None:
    _, entries, _ = entry_values()
    entries[one], entries[other] = entries[other], entries[one]
    report = checked(forged(entries, renumber=True).splitlines(keepends=True))
    assert [(fault.kind.value, fault.first, fault.last) for fault in report.faults] == [("swapped", one, other)]
    plain = checked(forged(entries, renumber=False).splitlines(keepends=True))
    assert ("swapped", one, other) in {(fault.kind.value, fault.first, fault.last) for fault in plain.faults}


@pytest.mark.parametrize("place", [0, 3, 8, 12])
def test_an_entry_put_in_later_is_named(place: int) -> None:
    _, entries, _ = entry_values()
    strange = told(lines_of(MadeLog(seed="strange").grow(1), notes=[]))[1]
    entries.insert(place, strange)
    report = checked(forged(entries, renumber=True).splitlines(keepends=True))
    assert ("inserted", place) in {(one.kind.value, one.first) for one in report.faults}


def test_an_entry_that_stands_twice_is_named() -> None:
    _, entries, _ = entry_values()
    entries.insert(9, entries[4])
    report = checked(forged(entries, renumber=True).splitlines(keepends=True))
    assert ("duplicated", 4, 9) in {(one.kind.value, one.first, one.last) for one in report.faults}


def test_between_distant_checkpoints_only_the_range_is_named() -> None:
    log, _ = make((3, 60), witness=False)
    header, *rest = told(lines_of(log))
    rest[10], rest[50] = rest[50] | {"index": 10}, rest[10] | {"index": 50}
    report = checked(as_lines([header, *rest]))
    assert [(one.kind.value, one.first, one.last) for one in report.faults] == [("rewritten", 3, 62)]


def test_entries_after_the_newest_checkpoint_are_named() -> None:
    lines = lines_of(LOG, notes=list(LOG.notes.values())[:-1])
    report = checked(lines)
    assert [(one.kind.value, one.first, one.last) for one in report.faults] == [("unsigned_tail", 12, 14)]
    assert report.witnessed == 12


def test_a_cut_that_keeps_the_newest_checkpoint_is_named() -> None:
    header, entries, notes = entry_values()
    header["size"] = 10
    report = checked(as_lines([header, *entries[:10], *notes]))
    assert [(one.kind.value, one.first, one.last) for one in report.faults] == [("tail_cut_witnessed", 10, 11)]
    report = checked(as_lines([header, *entries[:10], *notes]), witnesses=[])
    assert [(one.kind.value, one.first, one.last) for one in report.faults] == [("tail_cut", 10, 14)]
    header["size"] = 14
    report = checked(as_lines([header, *entries, *notes]))
    assert kinds(report) == {"unreadable"}


def test_unreadable_lines_are_named() -> None:
    lines = [*LINES[:3], b"nothing\n", *LINES[3:]]
    assert [one.remark.facts for one in checked(lines).faults] == [{"line": 4}]
    entry = LINES[1]
    for wrong in (entry[:-1], entry.replace(b'":"', b'": "', 1), b"[" * 100_000 + b"\n", b"\xff\n"):
        assert checked([LINES[0], wrong, *LINES[2:]]).faults


@pytest.mark.parametrize(
    "change",
    [
        {"index": -1}, {"index": True}, {"index": "0"}, {"hash": "0"}, {"hash": None}, {"hash": "AB" * 32}, {"leaf": 1},
        {"body": None}, {"salt": None}, {"body": 5}, {"salt": "zz"}, {"more": 1},
    ],
)  # fmt: skip
def test_a_line_that_is_almost_an_entry_is_refused(change: dict[str, Any]) -> None:
    header, entries, notes = entry_values()
    content = b"".join(as_lines([header, entries[0] | change, *entries[1:], *notes]))
    assert "unreadable" in kinds(checked(content.splitlines(keepends=True)))
    assert a_stranger_finds(content)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "x"}, {"v": 2}, {"log": 1}, {"witnesses": "x"}, {"witnesses": [1]}, {"size": True}, {"size": "1"},
        {"checkpoints": None}, {"more": 1}, {"log": "x"},
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused(change: dict[str, Any]) -> None:
    header = told(LINES)[0] | change
    with pytest.raises(InputError):
        read_lines([*as_lines([header]), *LINES[1:]])
    with pytest.raises(InputError, match="not the export"):
        read_lines([])
    if change != {"witnesses": "x"}:
        assert a_stranger_finds(b"".join([*as_lines([header]), *LINES[1:]]))


def test_the_key_of_the_log_is_not_taken_from_the_export() -> None:
    with pytest.raises(InputError, match="of another log"):
        verify_export(read_lines(LINES), log_key("another").verifier)


# Who holds the key of the log: can cut and rewrite as he likes, and signs everything anew.


def forge(kept: int, size: int, step: int = 4) -> list[bytes]:
    """Write the past anew from entry `kept` on, with checkpoints of the real key, and no word of a witness."""
    log = MadeLog()
    log.grow(kept)
    log.seed = "invented"
    while len(log.entries) < size:
        log.grow(min(step, size - len(log.entries)))
        log.checkpoint()
    if size == kept:
        log.checkpoint()
    return lines_of(log)


@pytest.mark.parametrize("size", [*range(1, 16), 20])
@pytest.mark.parametrize("kept", range(15))
def test_every_rewrite_and_cut_before_the_newest_witnessed_checkpoint_is_found(kept: int, size: int) -> None:
    """And after it none is: the window is open, and both checks say how wide it is."""
    if kept > size:
        return
    lines = forge(kept, size)
    alone = checked(lines)
    assert alone.faults == (), "without the witness's own word the forged log is in order"
    assert alone.witnessed == 0, "but nothing in it is witnessed, and that is said"
    inside_window = kept >= 12
    report = checked(lines, HELD)
    assert bool(report.faults) != inside_window
    assert a_stranger_finds(b"".join(lines), HELD) != inside_window
    if inside_window:
        assert report.witnessed == 12
    elif size < 12:
        assert kinds(report) == {"tail_cut_witnessed"}
    else:
        assert kinds(report) <= {"rewritten_witnessed", "fork", "swapped", "inserted"}


@settings(max_examples=examples(300, 3000), deadline=None)
@given(st.integers(0, 30), st.integers(1, 40), st.integers(1, 9), st.integers(1, 30))
def test_every_forgery_at_any_size_is_found_up_to_what_was_witnessed(
    kept: int, size: int, step: int, seen: int
) -> None:
    kept = min(kept, size)
    honest = MadeLog().grow(seen)
    witness = MadeWitness.of(honest.key)
    witness.ask(honest.request(0).text())
    report = checked(forge(kept, size, step), [witness.newest(honest.key)])
    changed = kept < size and kept < seen
    cut = size < seen
    assert bool(report.faults) == (changed or cut)


def test_two_trees_of_one_size_are_a_fork() -> None:
    other = MadeLog(seed="invented").grow(15).checkpoint()
    report = checked([*LINES, *as_lines([{"checkpoint": other.text()}])])
    assert "fork" in kinds(report)
    report = checked(LINES, [other.text()])
    assert "fork" in kinds(report)


def test_a_false_witness_counts_for_nothing() -> None:
    """The export itself names a witness of the same name with another key: its word is not taken."""
    false = SigningKey(WITNESS.name, KeyKind.COSIGNATURE, bytes(32))
    log = MadeLog(seed="invented").grow(5)
    note = log.checkpoint()
    log.notes[5] = note.with_lines([cosign(note, false, START)])
    header, *rest = told(lines_of(log))
    header["witnesses"] = [false.verifier.text()]
    report = checked(as_lines([header, *rest]))
    assert (report.faults, report.witnessed) == ((), 0)
    assert checked(as_lines([header, *rest]), witnesses=[false.verifier]).witnessed == 5


def test_a_key_named_in_the_export_cannot_sign_for_the_log() -> None:
    false = SigningKey("false", KeyKind.NOTE, bytes(32))
    body = Checkpoint(origin=KEY.name, size=15, root=bytes(32)).body()
    line = SignatureLine("false", false.verifier.key_id, false.sign(body.encode()))
    header, *rest = told(LINES)
    header["witnesses"].append(false.verifier.text())
    rest[-1]["checkpoint"] = f"{body}\n{line.text()}"
    content = b"".join(as_lines([header, *rest]))
    assert "bad_checkpoint" in kinds(checked(content.splitlines(keepends=True)))
    assert a_stranger_finds(content)


def test_strange_signatures_are_named() -> None:
    note = LOG.notes[15]
    stranger = witness_key("stranger")
    notes = [*list(LOG.notes.values())[:-1], note.with_lines([cosign(note, stranger, START)])]
    lines = lines_of(LOG, notes=notes)
    assert kinds(checked(lines)) == {"unknown_signature"}
    assert a_stranger_finds(b"".join(lines))
    assert checked(lines, witnesses=[WITNESS, stranger.verifier]).faults == ()


def test_a_checkpoint_of_another_log_is_named() -> None:
    other = log_key("another")
    note = sign_checkpoint(Checkpoint(origin="another", size=15, root=LOG.frontier.root()), other)
    report = checked(LINES, [note.text()])
    assert kinds(report) == {"bad_checkpoint"}


def test_a_log_without_any_checkpoint_is_covered_by_nothing() -> None:
    report = checked(lines_of(LOG, notes=[]))
    assert [(one.kind.value, one.first, one.last) for one in report.faults] == [("unsigned_tail", 0, 14)]
    assert (report.witnessed, report.newest) == (0, None)
    assert a_stranger_finds(b"".join(lines_of(LOG, notes=[])))


@pytest.mark.parametrize("line", [{"checkpoint": 5}, {"checkpoint": "x", "more": 1}, {"more": 1}])
def test_a_line_that_is_almost_a_checkpoint_is_refused(line: dict[str, Any]) -> None:
    content = [*LINES, *as_lines([line])]
    assert kinds(checked(content)) == {"unreadable"}
    assert a_stranger_finds(b"".join(content))


def test_an_entry_behind_the_checkpoints_is_refused() -> None:
    assert "unreadable" in kinds(checked([LINES[0], *LINES[2:], LINES[1]]))


def test_a_gap_does_not_hide_a_line_in_the_wrong_place() -> None:
    _, entries, _ = entry_values()
    left = [*entries[:4], entries[5], entries[5], entries[7], entries[6], *entries[8:]]
    report = checked(forged(left, renumber=False).splitlines(keepends=True))
    assert [(one.kind.value, one.first, one.last) for one in report.faults] == [
        ("missing", 4, 4), ("duplicated", 5, 5), ("swapped", 7, 7),
    ]  # fmt: skip
    in_order = forged([*entries[:4], *entries[5:]], renumber=False).splitlines(keepends=True)
    assert kinds(checked(in_order)) == {"missing"}


def test_a_header_that_tells_too_few_is_the_line_at_fault() -> None:
    header, entries, notes = entry_values()
    report = checked(as_lines([header | {"size": 14}, *entries, *notes]))
    assert [one.remark.facts for one in report.faults] == [{"line": 1}]
