from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.vault.erasure import (
    HEAD,
    Erasure,
    Remains,
    append_erasures,
    list_mark,
    read_erasures,
    remains_of,
    to_replay,
    write_erasures,
)
from openevac.vault.records import RecordKind
from tests.torture import examples
from tests.vault.cast import NOW, flips

HOUR = timedelta(hours=1)
FIRST = datetime(2020, 1, 1)  # noqa: DTZ001 - the strategy adds the zone
THREE = tuple(
    Erasure(kind=kind, record=f"r-{number}", at=NOW + number * HOUR)
    for number, kind in enumerate((RecordKind.HOUSEHOLD, RecordKind.EVACUEE, RecordKind.RELATIVE))
)


def test_a_list_comes_back_as_it_was_written():
    assert read_erasures(write_erasures(THREE)) == THREE
    assert read_erasures(HEAD) == ()
    one_by_one = HEAD
    for erasure in THREE:
        one_by_one = append_erasures(one_by_one, [erasure])
    assert one_by_one == write_erasures(THREE)


@settings(max_examples=examples(50, 500), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(RecordKind)),
            st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True),
            st.datetimes(timezones=st.just(UTC), min_value=FIRST, max_value=FIRST + 9000 * 24 * HOUR),
        )
    )
)
def test_any_erasures_are_kept(rows):
    erasures = tuple(Erasure(kind=kind, record=record, at=at) for kind, record, at in rows)
    assert read_erasures(write_erasures(erasures)) == erasures


def test_a_changed_cut_or_reordered_list_is_refused():
    content = write_erasures(THREE)
    lines = content.splitlines(keepends=True)
    at_line_ends = {sum(map(len, lines[:count])) for count in range(1, len(lines))}
    spoiled = [content[:length] for length in range(len(content)) if length not in at_line_ends]
    spoiled += flips(content)
    spoiled += [b"".join([lines[0], lines[2], lines[1], lines[3]]), b"".join([lines[0], *lines[2:]])]
    spoiled += [content + lines[3], content.replace(b"\n", b"\r\n"), content + b"\n", content + b"{}\n"]
    for one in spoiled:
        with pytest.raises(InputError, match="list of erasures is damaged"):
            read_erasures(one)


def test_a_cut_at_the_end_of_a_line_shows_in_the_mark_only():
    content = write_erasures(THREE)
    shorter = write_erasures(THREE[:2])
    assert content.startswith(shorter)
    assert read_erasures(shorter) == THREE[:2]
    assert list_mark(content) != list_mark(shorter)
    assert list_mark(content) == list_mark(write_erasures(THREE))


def test_nothing_is_added_to_a_damaged_list():
    with pytest.raises(InputError, match="is damaged"):
        append_erasures(write_erasures(THREE)[:-1], THREE)


@pytest.mark.parametrize("line", [b"{}", b"\xff", b'{"kind":"person","record":"r","at":"2026-03-05T04:30:00Z"}', b""])
def test_a_marked_line_that_is_no_erasure_is_refused(line: bytes):
    mark = sha256(HEAD + line).hexdigest()[:32].encode()
    with pytest.raises(InputError, match="is damaged"):
        read_erasures(HEAD + line + b" " + mark + b"\n")


def test_what_is_no_list_is_refused():
    for content in (b"", b"openevac-erasures/2\n", b"x\n"):
        with pytest.raises(InputError, match="is damaged"):
            read_erasures(content)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_wraps_go_first_and_every_kind_loses_what_could_be_opened_or_read(kind: RecordKind):
    remains = remains_of(kind)
    assert remains[:2] == (Remains.WRAPS, Remains.PAYLOAD)
    assert {Remains.LEDGER_SALT, Remains.LEDGER_BODY, Remains.RECORDED_ANSWERS} <= set(remains)
    assert len(set(remains)) == len(remains)


def test_what_else_goes_depends_on_the_kind():
    holds = {part: {kind.value for kind in RecordKind if part in remains_of(kind)} for part in Remains}
    assert holds[Remains.TAGS] == {"household", "relative", "trace", "chat_line"}
    assert holds[Remains.NAME_INDEX_LINE] == {"evacuee", "registration"}
    assert holds[Remains.COPIES_FOR_DEVICES] == {"household", "evacuee", "registration"}
    assert holds[Remains.PLANNING_ROW] == {"household", "evacuee", "registration", "trace", "incident", "exhibit"}


def test_a_restore_does_again_what_it_brought_back_whatever_the_clock_says():
    present = [(RecordKind.HOUSEHOLD, "r-0"), (RecordKind.RELATIVE, "r-2"), (RecordKind.RELATIVE, "r-1")]
    old = Erasure(kind=RecordKind.RELATIVE, record="r-2", at=NOW - 1000 * HOUR)
    assert to_replay([*THREE[:2], old, old], present) == (THREE[0], old)
    assert to_replay(THREE, []) == ()


def test_an_erasure_says_nothing_of_the_person():
    with pytest.raises(InputError, match="not an id"):
        Erasure(kind=RecordKind.EVACUEE, record="Олена Коваль", at=NOW)
    with pytest.raises(InputError, match="no time zone"):
        Erasure(kind=RecordKind.EVACUEE, record="r-1", at=NOW.replace(tzinfo=None))
