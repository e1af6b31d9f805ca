from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.vault.pins import MOST_WRONG, WAITS, PinTries, PinVerdict, new_pin_check, try_pin, wait_left
from openevac.vault.stretching import STANDARD_COST
from tests.torture import examples
from tests.vault.cast import CHEAP, NOW

PIN = "402715"
CHECK = new_pin_check(PIN, CHEAP)
SECOND = timedelta(seconds=1)


def wrong(times: int) -> tuple[PinTries, datetime]:
    tries, now = PinTries(), NOW
    for _ in range(times):
        now += wait_left(tries, now)
        tries, _ = try_pin(CHECK, tries, "000001", now)
    return tries, now


def test_the_right_pin_opens_and_clears_the_count():
    assert try_pin(CHECK, PinTries(), PIN, NOW) == (PinTries(), PinVerdict.RIGHT)
    tries, now = wrong(4)
    assert tries.wrong == 4
    assert try_pin(CHECK, tries, PIN, now + wait_left(tries, now)) == (PinTries(), PinVerdict.RIGHT)


def test_the_fifth_wrong_one_needs_the_lead_whatever_is_typed_then():
    tries, now = wrong(4)
    tries, verdict = try_pin(CHECK, tries, "000001", now + wait_left(tries, now))
    assert verdict is PinVerdict.LEAD_NEEDED
    assert tries.wrong == MOST_WRONG == 5
    for later in (timedelta(0), timedelta(hours=9), timedelta(days=400), -timedelta(days=400)):
        assert try_pin(CHECK, tries, PIN, now + later) == (tries, PinVerdict.LEAD_NEEDED)
    assert wait_left(tries, now) == timedelta(0)
    assert try_pin(CHECK, PinTries(), PIN, now)[1] is PinVerdict.RIGHT, "the lead has reset the count"


@pytest.mark.parametrize(("times", "wait_s"), [(0, 0), (1, 0), (2, 0), (3, 10), (4, 30)])
def test_the_ladder_of_waits(times: int, wait_s: int):
    tries, now = wrong(times)
    assert (timedelta(0), timedelta(0), 10 * SECOND, 30 * SECOND) == WAITS
    assert wait_left(tries, now) == wait_s * SECOND
    if wait_s:
        early = now + wait_s * SECOND - timedelta(microseconds=1)
        assert try_pin(CHECK, tries, PIN, early) == (tries, PinVerdict.WAIT), "not even the right one is looked at"
    assert try_pin(CHECK, tries, PIN, now + wait_s * SECOND)[1] is PinVerdict.RIGHT


def test_a_clock_set_back_makes_nobody_wait_for_hours_and_gives_no_free_try():
    tries, now = wrong(4)
    back = now - timedelta(hours=5)
    tries, verdict = try_pin(CHECK, tries, PIN, back)
    assert verdict is PinVerdict.WAIT
    assert (tries.wrong, tries.last_wrong_at) == (4, back)
    assert try_pin(CHECK, tries, PIN, back + 29 * SECOND)[1] is PinVerdict.WAIT
    assert try_pin(CHECK, tries, PIN, back + 30 * SECOND)[1] is PinVerdict.RIGHT


def test_a_clock_set_back_after_a_try_without_a_wait_changes_nothing():
    tries, now = wrong(1)
    assert try_pin(CHECK, tries, PIN, now - timedelta(hours=1)) == (PinTries(), PinVerdict.RIGHT)


@settings(max_examples=examples(100, 5000), deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(-100, 100)), max_size=40))
def test_no_order_of_tries_and_times_gives_more_than_five_looks_at_wrong_digits(steps: list[tuple[bool, int]]):
    tries, now, looked = PinTries(), NOW, 0
    for right, seconds in steps:
        now += seconds * SECOND
        tries, verdict = try_pin(CHECK, tries, PIN if right else "999111", now)
        looked = (
            0
            if verdict is PinVerdict.RIGHT
            else looked + (tries.last_wrong_at == now and verdict is not PinVerdict.WAIT)
        )
        assert tries.wrong <= MOST_WRONG
        if tries.wrong == MOST_WRONG:
            assert verdict is PinVerdict.LEAD_NEEDED


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "12 345", "４０２７１５", "402715\n", "-40271"])
def test_a_pin_has_six_digits(pin: str):
    with pytest.raises(InputError, match="six digits"):
        new_pin_check(pin, CHEAP)
    assert try_pin(CHECK, PinTries(), pin, NOW)[1] is PinVerdict.WRONG


@pytest.mark.parametrize(
    "pin", ["000000", "777777", "123456", "654321", "012345", "567890", "987654", "123123", "121212"]
)
def test_pins_anybody_would_try_first_are_refused(pin: str):
    with pytest.raises(InputError, match="tried first") as refused:
        new_pin_check(pin, CHEAP)
    assert pin == "123456" or pin not in str(refused.value)


def test_what_is_kept_does_not_show_the_pin_and_two_checks_are_never_alike():
    assert CHECK.stretched != new_pin_check(PIN, CHEAP).stretched
    assert CHECK.stretched.hex() not in repr(CHECK)
    assert "stretched" not in repr(CHECK)
    assert new_pin_check(PIN).cost == STANDARD_COST


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(InputError, match="no time zone"):
        try_pin(CHECK, PinTries(), PIN, datetime(2026, 3, 5))  # noqa: DTZ001 - the zone is missing on purpose
