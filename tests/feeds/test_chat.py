"""Pasted chats: what is read from invented messages, where it was read, and what is left to a person."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.needs import Needs
from openevac.domain.requests import Priority
from openevac.feeds.chat import MOST_LETTERS, read_chat
from openevac.feeds.intake import IntakePreview, IntakeRow
from tests.feeds.people import INDEX, KYIV, NOW, PEOPLE_GROUND, name_of
from tests.torture import examples

PASTES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "chat_messages.toml").read_text(encoding="utf-8")
)["paste"]


def read(text: str) -> IntakePreview:
    return read_chat(text, KYIV, PEOPLE_GROUND, INDEX.find, NOW)


def needs_of(row: IntakeRow) -> dict[str, Any]:
    if row.needs is None:
        return {}
    return {one.name: getattr(row.needs, one.name) for one in fields(Needs) if getattr(row.needs, one.name)}


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: str(paste["name"]))
def test_what_is_read_from_invented_messages(paste: dict[str, Any]) -> None:
    preview = read(paste["text"])
    wanted = paste.get("rows", [])
    assert len(preview.rows) == len(wanted)
    assert len(preview.unused) == paste.get("unused", 0)
    assert [list(one.rows) for one in preview.alike] == paste.get("alike", [])
    for row, want in zip(preview.rows, wanted, strict=True):
        assert name_of(row.katottg) == want["place"]
        if "needs" in want:
            assert needs_of(row) == want["needs"]
        assert row.phones == want["phones"]
        assert list(row.missing) == want.get("missing", [])
        assert sorted({doubt.why.field for doubt in row.doubts}) == sorted(want.get("doubts", []))
        assert ("no_phone" in row.identity) == want.get("no_phone", False)
        for name in ("street", "house", "flat", "name", "told_by", "pin", "whose"):
            if name in want:
                assert row.identity.get(name, []) == want[name]
        for name in ("priority", "asker", "required"):
            if name in want:
                assert getattr(row, name) == want[name]
        if "received_at" in want:
            assert row.received_at == datetime.fromisoformat(want["received_at"])


def test_there_are_forty_messages_or_more() -> None:
    assert len(PASTES) >= 40
    assert len({paste["text"] for paste in PASTES}) == len(PASTES)


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: str(paste["name"]))
def test_every_reading_shows_the_words_it_was_read_from(paste: dict[str, Any]) -> None:
    plain = " ".join(paste["text"].split())
    for row in read(paste["text"]).rows:
        assert {"people", "stretchers", "wheelchairs", "katottg"} & {one.field for one in row.readings}
        for reading in row.readings:
            assert reading.piece
            first = " ".join(reading.piece.split("\n")[0].split())
            assert first in plain or reading.field in {"received_at", "told_by"}, reading.field


def test_no_word_of_a_person_is_ever_printed() -> None:
    text = "Ганна, [12.10.2025 09:31]\nВигаданівка, вул. Миру 12, нас 2, звати Ганна Вигадана, 0671234567, 067 12"
    preview = read(text)
    shown = repr(preview) + "".join(str(fault) for row in preview.rows for fault in row.faults)
    shown += "".join(str(doubt.why) for row in preview.rows for doubt in row.doubts)
    for private in ("Ганна", "Миру", "067", "671234567", "Вигадана,"):
        assert private not in shown


def test_the_whole_message_is_kept_to_be_sealed() -> None:
    text = "Млинок, 2 людини, 0671234567, стукати двічі, боїться чужих"
    (row,) = read(text).rows
    assert row.identity["note"] == text


def test_a_row_is_mended_field_by_field() -> None:
    preview = read("Людина на візку й дідусь, с. Небувале, 050 111 22 3")
    assert preview.good == ()
    assert set(preview.rows[0].missing) == {"people", "place", "phones"}
    preview = preview.corrected(1, people="2")
    assert set(preview.rows[0].missing) == {"place", "phones"}
    preview = preview.corrected(1, place="Вигаданівка", phones="немає")
    (row,) = preview.good
    assert needs_of(row) == {"walks": 1, "wheelchairs": 1}
    assert name_of(row.katottg) == "Вигаданівка"
    assert row.identity["no_phone"] == "yes"
    assert "дідусь" in str(row.identity["note"])


def test_what_a_person_types_wins_over_what_was_read() -> None:
    preview = read("терміново Млинок, 2 людини, 0671234567").corrected(1, priority="планово", people="3")
    assert preview.good[0].priority is Priority.PLANNED
    assert needs_of(preview.good[0]) == {"walks": 3}


def test_a_stamp_that_could_be_month_first_is_not_believed() -> None:
    (row,) = read("[10/11/25, 9:31:22 PM] Petro: Млинок 2 людей 0671234567").rows
    assert row.received_at == NOW
    (row,) = read("[10/13/25, 9:31:22 PM] Petro: Млинок 2 людей 0671234567").rows
    assert row.received_at == datetime.fromisoformat("2025-10-13T18:31:00+00:00")


def test_the_same_sender_days_later_asks_anew() -> None:
    text = (
        "Оксана, [12.10.2025 09:31]\nМлинок, нас двоє, 0671234567\n"
        "Оксана, [14.10.2025 09:31]\nще треба забрати одну людину, 0671234567\n"
    )
    rows = read(text).rows
    assert [needs_of(row) for row in rows] == [{"walks": 2}, {"walks": 1}]
    assert rows[1].missing == ("place",)


def test_a_paste_that_is_too_long_or_empty_is_refused() -> None:
    with pytest.raises(InputError, match="The paste has 60001 letters"):
        read("а" * (MOST_LETTERS + 1))
    with pytest.raises(InputError, match="Nothing was pasted"):
        read(" \n\n ")


PIECES = [paste["text"] for paste in PASTES]


@pytest.mark.parametrize("sign", ["нас ", "1 ", "0671234567 ", "а", "(", "мама і ", " ", "\n ", "Аб ", "де ", "1."])
def test_a_paste_of_one_sign_ten_thousand_times_is_read_in_seconds(sign: str) -> None:
    started = process_time()
    preview = read("x" + sign * (59_000 // len(sign)))
    assert preview.unused  # whole, to be looked at
    assert process_time() - started < 5


SIGNS = "абвгдеєжзиіїйклмнопрстуфхцчшщьюя0123456789 \n.,:+-/[]()\u202e\x00👵"
WORDS = ["нас ", " лежач", " поверх ", "067", "Млинок ", "https://maps.google.com/?q="]
ALPHABET = st.sampled_from([*SIGNS, *WORDS])


@settings(max_examples=examples(200, 20_000), deadline=None)
@given(st.lists(ALPHABET, max_size=60), st.sampled_from(PIECES), st.integers(0, 200))
def test_no_paste_breaks_the_reader_or_loses_a_letter(noise: list[str], piece: str, at: int) -> None:
    text = piece[:at] + "".join(noise) + piece[at:]
    preview = read(text)
    kept = "".join(str(row.cells["note"][0]) for row in preview.rows) + "".join(preview.unused)
    kept += "".join(str(row.identity.get("told_by", "")) for row in preview.rows)
    letters = {sign for sign in text if sign.isalpha()}
    assert len(preview.rows) + len(preview.unused) >= 1
    if "[" not in text and "ересла" not in text.lower() and "forward" not in text.lower():
        assert letters <= {sign for sign in kept if sign.isalpha()}
    for row in preview.rows:
        if row.needs is not None and not row.faults:
            assert row.katottg or row.position
            assert row.phones or "no_phone" in row.identity


@settings(max_examples=examples(100, 5_000), deadline=None)
@given(st.integers(1, 9), st.integers(0, 3), st.integers(0, 1), st.sampled_from(["Млинок", "Вигаданівка", "Мирне"]))
def test_counts_and_places_survive_any_order(people: int, lying: int, hurry: int, place: str) -> None:
    lying = min(lying, people)
    parts = [place, f"{people} людей", "0671234567"]
    parts += [f"лежачих {lying}"] if lying else []
    parts += ["терміново"] if hurry else []
    for order in (parts, parts[::-1]):
        (row,) = read(", ".join(order)).rows
        assert needs_of(row) == {
            name: count for name, count in {"walks": people - lying, "stretchers": lying}.items() if count
        }
        assert name_of(row.katottg) == place
        assert row.priority is (Priority.URGENT if hurry else Priority.PLANNED)
