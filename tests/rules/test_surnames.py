"""Surnames across scripts, languages and genders, as a client compares them after unlocking."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.rules.surnames import ALIKE, LONGEST, surname_keys, surname_similarity
from tests.rules import surname_vectors
from tests.torture import examples

LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъ’'ʼabchijkostyz -"
NAMES = st.text(LETTERS, max_size=14)


@pytest.mark.parametrize(("one", "other"), surname_vectors.SAME)
def test_one_family_in_other_letters_or_another_gender(one, other):
    assert surname_similarity(one, other) == 1.0, (surname_keys(one), surname_keys(other))


@pytest.mark.parametrize(("one", "other"), surname_vectors.ALIKE)
def test_one_slip_is_alike_and_no_more(one, other):
    assert 1.0 > surname_similarity(one, other) >= ALIKE, (surname_keys(one), surname_keys(other))


@pytest.mark.parametrize(("one", "other"), surname_vectors.OTHER)
def test_other_families_are_not_alike(one, other):
    assert surname_similarity(one, other) < ALIKE, (surname_keys(one), surname_keys(other))


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Бакун", "Бакус", 0.8),  # bakun, bakus: one letter of five
        ("Бакун", "Бакнут", 0.666),  # bakun, baknut: neighbours swapped and one letter more, of six
        ("Хома", "Гома", 0.833),  # Xom, gom: a kindred sound costs half a letter of three
        ("Бран", "Рбан", 0.75),  # the first two swapped: one edit of four
        ("Абран", "Бран", 0.8),  # the first letter lost: one of five
        ("Бран", "Абран", 0.8),
        ("Бак", "Рис", 0.0),
        ("Гай-Рис", "Гай-Бак", 0.5),  # the mean of two parts
        ("Лис-Лис", "Лис-Бакун", 0.55),  # the smaller of the means: lis is at best a tenth of bakun
    ],
)
def test_likeness_is_counted_in_halves_of_a_letter(one, other, likeness):
    assert surname_similarity(one, other) == likeness


@settings(max_examples=examples(500, 5_000), deadline=None)
@given(NAMES, NAMES)
def test_likeness_has_no_sides_and_stays_between_nothing_and_one(one, other):
    likeness = surname_similarity(one, other)
    assert likeness == surname_similarity(other, one)
    assert 0.0 <= likeness <= 1.0
    assert (likeness == 1.0) >= (surname_keys(one) == surname_keys(other) != ())


@settings(max_examples=examples(500, 5_000), deadline=None)
@given(NAMES)
def test_a_name_is_itself_whatever_case_and_apostrophe(name):
    told = {name.upper(), name.replace("’", "'"), name.replace("'", "ʼ"), f"  {name} ", name.replace("’", "")}
    keys = surname_keys(name)
    for form in told:
        assert surname_keys(form) == keys, form
        assert not keys or surname_similarity(name, form) == 1.0


@given(st.text(max_size=120))
def test_any_text_has_keys_of_plain_signs(text):
    for key in surname_keys(text):
        assert key.isascii()
        assert key.isalpha()


def test_an_ending_goes_only_where_two_letters_stay():
    assert surname_keys("Цой Лі Яй Ївова Ова") == ("To", "li", "ai", "ivov", "ov")


def test_a_pasted_page_is_cut():
    assert surname_keys("а" * 10_000) == surname_keys("а" * LONGEST)
    assert surname_keys("Шевченко " * 10_000) == surname_keys(("Шевченко " * 10_000)[:LONGEST])


def test_the_vector_file_is_current():
    assert surname_vectors.FILE.read_text(encoding="utf-8") == surname_vectors.text(), (
        "run python -m tests.rules.surname_vectors and look at the difference"
    )
    assert len(json.loads(surname_vectors.FILE.read_text(encoding="utf-8"))["pairs"]) > 190
