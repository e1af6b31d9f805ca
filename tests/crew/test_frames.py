"""Frames of square codes by themselves: lost, shuffled, joined late, flipped, forged, of two phones at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crew.codes_served import as_lines, in_node, outbox
from tests.torture import examples

WIDEST_LETTERS = 600
"""What a code of version 15 at level M holds in letters."""


def told(do: str, **asked: Any) -> Any:
    return in_node("frames_trials.mjs", {"do": do, "seed": 20251116, "trials": 0, "most_bytes": 0, "lost": 0, **asked})


@pytest.mark.parametrize("lost", [0, 0.15, 0.5, 0.9])
def test_whatever_is_lost_everything_arrives_after_few_more_pictures_than_there_are_blocks(lost: float) -> None:
    """A third begins at the first picture, a third joins in the middle, a third reads in a wild order."""
    trials = examples(150, 3000)
    found = told("lossy", trials=trials, most_bytes=30_000, lost=lost)
    assert found["whole"] == trials
    assert found["over"] < 2, "a random combination is worth almost a block"
    assert found["worst_over"] <= 20


def test_a_picture_that_was_read_wrong_in_one_bit_is_refused() -> None:
    trials = examples(2000, 50_000)
    assert told("flipped", trials=trials) == {"broken": trials, "other": 0}


def test_other_square_codes_are_no_pictures_of_ours() -> None:
    trials = examples(500, 20_000)
    assert told("nonsense", trials=trials) == {"broken": trials}


def test_pictures_of_another_phone_do_not_mix_in() -> None:
    found = told("mixed")
    assert found["same"]
    assert found["other"] >= found["more"], "each of the other phone's was left alone"


def test_a_forged_picture_spoils_the_whole_which_is_never_given_out_and_begins_anew() -> None:
    assert told("forged") == {"first": "spoiled", "again": "whole"}


def test_a_picture_fits_the_code_that_phones_read_well() -> None:
    assert told("letters") <= WIDEST_LETTERS


def test_six_hours_of_a_crew_are_few_pictures_and_come_out_as_they_went_in() -> None:
    ops = outbox(250)
    found = in_node("parcel_trials.mjs", {"ops": ops})
    assert as_lines(found["ops"]) == as_lines(ops)
    assert found["bytes"] < 30_000, "64 bytes of each are its signature"
    assert found["pictures"] < 80
    assert found["same_bytes"], "the other phone shows the same sending, whatever the order of its records"


def test_what_is_no_parcel_is_refused_in_words_and_never_unpacked_without_end() -> None:
    found = in_node("parcel_trials.mjs", {"ops": outbox(5)})
    assert set(found["refused"]) == {"ParcelFault"}
    assert found["bomb"] == "ParcelFault"
    assert found["unsigned"] == "RangeError"
