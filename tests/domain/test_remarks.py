"""Sentences for people in English: facts filled in, words in the form that goes with their number."""

from __future__ import annotations

import pytest

from openevac.domain.remarks import Remark


@pytest.mark.parametrize(
    ("people", "said"), [(1, "hands 1 person over"), (2, "hands 2 people over"), (0, "hands 0 people over")]
)
def test_a_word_takes_the_form_of_its_number(people: int, said: str) -> None:
    assert Remark(text="hands {people} {people|person|people} over", facts={"people": people}).in_english() == said


def test_other_sentences_are_filled_as_they_stand() -> None:
    remark = Remark(text="At {at}: {n} km, not {{n|this}}.", facts={"at": "six", "n": 1})
    assert remark.in_english() == "At six: 1 km, not {n|this}."
