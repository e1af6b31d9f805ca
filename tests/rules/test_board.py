"""The board in red: each way of being blind has its words, within 15 seconds, and a healthy one says nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from openevac.rules.board import Blindness, Pulse, red_lines

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def said(pulse: Pulse) -> list[tuple[Blindness, str]]:
    return [(line.why, line.say.in_english()) for line in red_lines(pulse, NOW)]


def whys(pulse: Pulse) -> list[Blindness]:
    return [line.why for line in red_lines(pulse, NOW)]


def test_a_board_that_hears_a_heartbeat_says_nothing() -> None:
    assert said(Pulse(beat_at=NOW - 5 * SECOND, drawn_at=NOW - 3 * SECOND)) == []


@pytest.mark.parametrize(("age", "red"), [(0, False), (15, False), (15.001, True), (3600, True)])
def test_a_heartbeat_older_than_15_seconds_turns_it_red(age: float, *, red: bool) -> None:
    assert (Blindness.NO_WORKER in whys(Pulse(beat_at=NOW - age * SECOND))) is red


def test_each_blindness_has_its_words() -> None:
    assert said(Pulse(beat_at=NOW - 16 * SECOND)) == [
        (Blindness.NO_WORKER, "Alarms have been silent for 16 s: nothing can ring. Watch the times yourself.")
    ]
    assert said(Pulse(beat_at=None)) == [
        (Blindness.NO_WORKER, "Alarms are not running: nothing can ring. Start `openevac work`.")
    ]
    assert said(Pulse(beat_at=NOW, key_typed=False)) == [
        (Blindness.KEY_NOT_TYPED, "Locked: alarms are blind. Type the passphrase.")
    ]
    assert said(Pulse(beat_at=NOW, database_locked=True)) == [
        (
            Blindness.DATABASE_LOCKED,
            "The database is locked: nothing is recorded and no alarm can ring. Write on paper.",
        )
    ]
    assert said(Pulse(beat_at=NOW, jumped=-60 * SECOND)) == [
        (
            Blindness.CLOCK_JUMPED,
            "The clock of a computer jumped: compare it with a telephone, then say that it is right.",
        )
    ]
    assert said(Pulse(beat_at=NOW, drawn_at=NOW - 16 * SECOND)) == [
        (Blindness.BOARD_OLD, "This board is old: load it again, and do not trust its times.")
    ]


@pytest.mark.parametrize(("seconds", "red"), [(5, False), (-5, False), (5.001, True), (-5.001, True)])
def test_a_jump_of_the_clock_in_either_direction_is_said(seconds: float, *, red: bool) -> None:
    assert (whys(Pulse(beat_at=NOW, jumped=seconds * SECOND)) == [Blindness.CLOCK_JUMPED]) is red


@pytest.mark.parametrize(("ahead", "red"), [(5, False), (5.001, True)])
def test_a_heartbeat_from_the_future_is_a_jumped_clock(ahead: float, *, red: bool) -> None:
    assert (whys(Pulse(beat_at=NOW + ahead * SECOND)) == [Blindness.CLOCK_JUMPED]) is red


@pytest.mark.parametrize(("age", "red"), [(15, False), (15.001, True), (-15.001, True)])
def test_figures_of_another_time_are_an_old_board(age: float, *, red: bool) -> None:
    assert (Blindness.BOARD_OLD in whys(Pulse(beat_at=NOW, drawn_at=NOW - age * SECOND))) is red


def test_everything_at_once_is_said_at_once() -> None:
    blind = Pulse(
        beat_at=None, jumped=60 * SECOND, database_locked=True, key_typed=False, drawn_at=NOW - timedelta(hours=1)
    )
    assert set(whys(blind)) == set(Blindness)
    assert whys(blind)[0] is Blindness.KEY_NOT_TYPED
