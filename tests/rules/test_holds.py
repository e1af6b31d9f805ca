"""Holds on one night shift: an owner for each, a ring every two hours, and the next person when nobody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.rules.holds import Hold, answered, place_hold, rang, ring
from tests.torture import examples

START = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SHIFT = ("olena", "petro", "iryna")


def test_a_hold_rings_its_owner_every_two_hours() -> None:
    hold = place_hold("r1", "petro", START)
    assert ring(hold, SHIFT, START + 2 * HOUR - MINUTE) is None
    due = ring(hold, SHIFT, START + 2 * HOUR)
    assert due is not None
    assert due.whom == "petro"
    assert due.say.in_english() == "This request waits on hold for you: ring, release it, or pass it on."
    later = answered(rang(hold, START + 2 * HOUR), "petro", START + 2 * HOUR + MINUTE)
    assert ring(later, SHIFT, START + 4 * HOUR) is None
    assert ring(later, SHIFT, START + 4 * HOUR + MINUTE) == due


def test_when_the_owner_does_not_answer_the_others_are_rung_one_after_another() -> None:
    hold, now, rung = place_hold("r1", "petro", START), START + 2 * HOUR, []
    for _ in range(5):
        due = ring(hold, SHIFT, now)
        assert due is not None
        rung.append(due.whom)
        hold = rang(hold, now)
        assert ring(hold, SHIFT, now + 2 * HOUR - MINUTE) is None
        now += 2 * HOUR
    assert rung == ["petro", "olena", "iryna", "petro", "olena"]
    said = ring(rang(place_hold("r1", "petro", START), START), SHIFT, START + 2 * HOUR)
    assert said is not None
    assert said.say.in_english() == "Its owner does not answer: this request waits on hold, please take it."


def test_whoever_answers_owns_it() -> None:
    hold = answered(rang(place_hold("r1", "petro", START), START + 2 * HOUR), "iryna", START + 3 * HOUR)
    assert (hold.owner, hold.rung) == ("iryna", 0)
    due = ring(hold, SHIFT, START + 5 * HOUR)
    assert due is not None
    assert due.whom == "iryna"


def test_an_owner_who_went_home_is_not_waited_for() -> None:
    due = ring(place_hold("r1", "danylo", START), SHIFT, START + 2 * HOUR)
    assert due is not None
    assert due.whom == "olena"


def test_with_nobody_on_shift_the_board_says_so() -> None:
    due = ring(place_hold("r1", "petro", START), (), START + 2 * HOUR)
    assert due is not None
    assert (due.whom, due.say.in_english()) == ("", "A request waits on hold and nobody is on shift to be rung.")


def test_a_clock_that_was_set_back_delays_no_ring() -> None:
    hold = rang(place_hold("r1", "petro", START + 24 * HOUR), START + 26 * HOUR)
    due = ring(hold, SHIFT, START)
    assert due is not None
    assert due.whom == "olena"
    assert ring(rang(hold, START), SHIFT, START + MINUTE) is None


def test_two_hours_and_a_little_are_no_set_back_clock() -> None:
    hold = replace(place_hold("r1", "petro", START), rings_at=START + 2 * HOUR + MINUTE)
    assert ring(hold, SHIFT, START) is None
    assert ring(replace(hold, rings_at=START + 2 * HOUR + 2 * MINUTE), SHIFT, START) is not None


@pytest.mark.parametrize("owner", ["", "   "])
def test_a_hold_without_an_owner_is_refused(owner: str) -> None:
    with pytest.raises(InputError, match="A hold without an owner is a refusal nobody said"):
        place_hold("r1", owner, START)


def test_a_hold_checks_itself() -> None:
    with pytest.raises(InputError, match="no time zone"):
        Hold(request="r1", owner="petro", since=START, rings_at=START.replace(tzinfo=None))
    with pytest.raises(InputError, match="no time zone"):
        Hold(request="r1", owner="petro", since=START.replace(tzinfo=None), rings_at=START)
    with pytest.raises(InputError, match="is not an id"):
        place_hold("", "petro", START)
    with pytest.raises(InputError, match="below zero"):
        Hold(request="r1", owner="petro", since=START, rings_at=START, rung=-1)


@settings(max_examples=examples(100, 2000), deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(-180, 180)), max_size=30))
def test_no_hold_is_ever_silent_for_longer_than_two_hours(steps: list[tuple[bool, int]]) -> None:
    """Whatever is answered and however the clock is set, at most two hours (and slack) pass to the next ring."""
    hold, now = place_hold("r1", "petro", START), START
    for takes_it, minutes in steps:
        now += minutes * MINUTE
        if ring(hold, SHIFT, now):
            hold = rang(hold, now)
            hold = answered(hold, "olena", now) if takes_it else hold
        assert ring(hold, SHIFT, now + 2 * HOUR + MINUTE) is not None


def test_signs_of_bait_are_let_go_by_a_coordinator_only() -> None:
    from openevac.domain.records import HoldReason
    from openevac.domain.roles import Role
    from openevac.rules.holds import may_release

    assert not may_release(HoldReason.LURE_SIGNS, {Role.OPERATOR}).allowed
    assert may_release(HoldReason.LURE_SIGNS, {Role.OPERATOR, Role.COORDINATOR}).allowed
    assert all(may_release(reason, {Role.OPERATOR}).allowed for reason in set(HoldReason) - {HoldReason.LURE_SIGNS})
