from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.vault.pins import PinTries, PinVerdict, new_pin_check
from openevac.vault.shift import (
    CLOCK_SLACK,
    IDLE,
    LONGEST,
    Face,
    Screen,
    Shift,
    ShiftEnd,
    close_screen,
    end_shift,
    keys_may_live,
    lock_everything,
    open_screen,
    start_shift,
    touch,
    why_closed,
)
from tests.torture import examples
from tests.vault.cast import CHEAP, NOW

PIN = "402715"
CHECK = new_pin_check(PIN, CHEAP)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


def started(face: Face = Face.DESK) -> Shift:
    return start_shift("s-1", "olha", "desk-1", NOW, face)


def opened(shift: Shift, workstation: str, face: Face, now: datetime, pin: str = PIN) -> Shift:
    screen = Screen(workstation=workstation, person="ivan", face=face, touched_at=NOW)
    return open_screen(shift, screen, check=CHECK, tries=PinTries(), pin=pin, now=now)[0]


def said(shift: Shift, workstation: str, now: datetime) -> str | None:
    reason = why_closed(shift, workstation, now)
    return None if reason is None else reason.in_english()


def test_the_leads_own_screen_is_open_from_the_start():
    assert why_closed(started(), "desk-1", NOW) is None
    assert said(started(), "desk-2", NOW) == "This screen is locked. Open it by name and six digits."
    assert keys_may_live(started(), NOW)


@pytest.mark.parametrize(("face", "minutes"), [(Face.DESK, 10), (Face.RECEPTION, 2)])
def test_an_untouched_screen_locks_after_its_time(face: Face, minutes: int):
    shift, end = started(face), NOW + minutes * MINUTE
    assert IDLE[face] == minutes * MINUTE
    assert why_closed(shift, "desk-1", end - TICK) is None
    assert said(shift, "desk-1", end) == f"Nobody touched this screen for {minutes} min, so it is locked."
    touched = touch(shift, "desk-1", end - TICK)
    assert why_closed(touched, "desk-1", end + minutes * MINUTE - 2 * TICK) is None
    with pytest.raises(InputError, match="This screen is locked"):
        touch(shift, "desk-1", end)
    assert keys_may_live(shift, end), "the keys stay; the screen asks for six digits"


def test_a_touch_of_one_screen_keeps_no_other_open():
    shift = opened(started(), "desk-2", Face.DESK, NOW)
    shift = touch(shift, "desk-2", NOW + 9 * MINUTE)
    assert why_closed(shift, "desk-2", NOW + 18 * MINUTE) is None
    assert said(shift, "desk-1", NOW + 18 * MINUTE) is not None


def test_a_screen_opens_by_name_and_six_digits_only():
    shift = opened(started(), "desk-2", Face.RECEPTION, NOW + MINUTE)
    (screen,) = [screen for screen in shift.screens if screen.workstation == "desk-2"]
    assert (screen.person, screen.touched_at, screen.face) == ("ivan", NOW + MINUTE, Face.RECEPTION)
    again = opened(shift, "desk-2", Face.DESK, NOW + 2 * MINUTE)
    assert len(again.screens) == 2, "one person a screen"
    assert opened(started(), "desk-2", Face.DESK, NOW, pin="000111") == started()


def test_wrong_digits_are_counted_to_the_lead():
    shift, tries, now = started(), PinTries(), NOW
    screen = Screen(workstation="desk-2", person="ivan", face=Face.DESK, touched_at=NOW)
    verdicts = []
    for _ in range(7):
        shift, tries, verdict = open_screen(shift, screen, check=CHECK, tries=tries, pin="000111", now=now)
        verdicts.append(verdict)
        now += MINUTE
    assert verdicts == [PinVerdict.WRONG] * 4 + [PinVerdict.LEAD_NEEDED] * 3
    assert open_screen(shift, screen, check=CHECK, tries=tries, pin=PIN, now=now)[2] is PinVerdict.LEAD_NEEDED
    assert shift.screens == started().screens


def test_a_screen_closed_by_hand_is_closed():
    shift = close_screen(started(), "desk-1")
    assert said(shift, "desk-1", NOW) == "This screen is locked. Open it by name and six digits."


def test_after_the_end_nothing_opens_and_keys_go():
    shift = end_shift(started(), NOW + MINUTE)
    assert (shift.end, shift.ended_at, shift.screens) == (ShiftEnd.ENDED, NOW + MINUTE, ())
    assert not keys_may_live(shift, NOW + MINUTE)
    assert said(shift, "desk-1", NOW + MINUTE) == "No shift is running. The shift lead starts one."
    assert end_shift(shift, NOW + 5 * MINUTE) == shift
    with pytest.raises(InputError, match="No shift is running"):
        opened(shift, "desk-1", Face.DESK, NOW + 2 * MINUTE)


def test_lock_everything_closes_all_screens_at_once_and_only_the_lead_starts_again():
    shift = opened(started(), "desk-2", Face.RECEPTION, NOW)
    locked = lock_everything(shift, NOW + MINUTE)
    assert not keys_may_live(locked, NOW + MINUTE)
    for workstation in ("desk-1", "desk-2"):
        assert said(locked, workstation, NOW + MINUTE) == "Everything was locked. The shift lead starts again."
    assert lock_everything(locked, NOW + 9 * MINUTE) == locked
    assert end_shift(locked, NOW + 9 * MINUTE) == locked
    assert lock_everything(end_shift(shift, NOW), NOW + MINUTE).end is ShiftEnd.LOCKED
    with pytest.raises(InputError, match="No shift is running"):
        opened(locked, "desk-1", Face.DESK, NOW + 2 * MINUTE)


def test_a_forgotten_shift_gives_up_its_keys_after_a_day():
    assert timedelta(hours=24) == LONGEST
    assert keys_may_live(started(), NOW + LONGEST - TICK)
    assert not keys_may_live(started(), NOW + LONGEST)


def test_a_jumped_clock_locks():
    shift = touch(started(), "desk-1", NOW + 9 * MINUTE)
    assert why_closed(shift, "desk-1", NOW + 9 * MINUTE - CLOCK_SLACK) is None
    assert said(shift, "desk-1", NOW + 9 * MINUTE - CLOCK_SLACK - TICK) == (
        "The clock of this computer was set back, so the screen is locked."
    )
    assert keys_may_live(shift, NOW - CLOCK_SLACK)
    assert not keys_may_live(shift, NOW - CLOCK_SLACK - TICK)


def test_a_clock_set_back_a_little_does_not_shorten_the_idle_time():
    shift = touch(touch(started(), "desk-1", NOW + 4 * MINUTE), "desk-1", NOW + 2 * MINUTE)
    assert why_closed(shift, "desk-1", NOW + 14 * MINUTE - TICK) is None


def test_codes_and_times_are_checked():
    with pytest.raises(InputError, match="not an id"):
        start_shift("s-1", "Ольга Петрівна", "desk-1", NOW)
    bare = NOW.replace(tzinfo=None)
    with pytest.raises(InputError, match="no time zone"):
        start_shift("s-1", "olha", "desk-1", bare)
    with pytest.raises(InputError, match="no time zone"):
        end_shift(started(), bare)
    with pytest.raises(InputError, match="no time zone"):
        opened(started(), "desk-2", Face.DESK, bare)


STEPS = st.lists(
    st.tuples(st.sampled_from(["touch", "open", "wrong", "close", "end", "lock", "wait"]), st.integers(-8, 15)),
    max_size=30,
)


@settings(max_examples=examples(100, 2000), deadline=None)
@given(STEPS)
def test_no_order_of_events_leaves_a_screen_open_past_its_time_or_after_the_end(steps: list[tuple[str, int]]):
    shift, now, last = started(Face.RECEPTION), NOW, NOW
    for step, minutes in steps:
        now += minutes * MINUTE
        open_before = why_closed(shift, "desk-1", now) is None
        match step:
            case "touch" if open_before:
                shift, last = touch(shift, "desk-1", now), max(now, last)
            case "open" | "wrong" if keys_may_live(shift, now):
                shift = opened(shift, "desk-1", Face.RECEPTION, now, PIN if step == "open" else "000111")
                last = now if step == "open" else last
            case "close":
                shift = close_screen(shift, "desk-1")
            case "end":
                shift = end_shift(shift, now)
            case "lock":
                shift = lock_everything(shift, now)
        if why_closed(shift, "desk-1", now) is None:
            assert shift.end is None
            assert now < last + IDLE[Face.RECEPTION]
            assert keys_may_live(shift, now)
        if shift.end is not None:
            assert not shift.screens
