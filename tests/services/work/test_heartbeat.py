"""A dead worker, a jumped clock and a locked database each turn the board red within 15 seconds."""

from __future__ import annotations

import pytest

from openevac.rules.board import Blindness
from tests.services.cast import Cast


def red(cast: Cast) -> set[Blindness]:
    from openevac.services.work.pulse import see_pulse

    return {line.why for line in see_pulse(cast.clock).red}


def words(cast: Cast) -> str:
    from openevac.services.work.pulse import see_pulse

    return " ".join(line.say.in_english() for line in see_pulse(cast.clock).red)


def test_without_a_worker_the_board_is_red_from_the_start(cast: Cast) -> None:
    assert red(cast) == {Blindness.NO_WORKER}
    assert "Start `openevac work`" in words(cast)


def test_a_worker_that_beats_keeps_the_board_calm_all_day(cast: Cast) -> None:
    from openevac.services.work.heartbeat import EVERY_S, beat, start_beating

    start_beating("one", cast.clock)
    for _ in range(200):
        cast.clock.pass_time(seconds=EVERY_S)
        beat("one", cast.clock)
        assert red(cast) == set()


def test_a_killed_worker_turns_the_board_red_within_fifteen_seconds(cast: Cast) -> None:
    from openevac.services.work.heartbeat import beat, start_beating

    start_beating("one", cast.clock)
    beat("one", cast.clock)
    cast.clock.pass_time(seconds=15)
    assert red(cast) == set()
    cast.clock.pass_time(seconds=1)
    assert red(cast) == {Blindness.NO_WORKER}
    assert "silent for 16 s" in words(cast)


@pytest.mark.parametrize("seconds", [6, -6, 3600, -86_400, 315_360_000])
def test_a_jumped_clock_turns_the_board_red_with_the_next_beat(cast: Cast, seconds: float) -> None:
    from openevac.services.work.heartbeat import EVERY_S, beat, clock_is_right, start_beating

    start_beating("one", cast.clock)
    cast.clock.pass_time(seconds=EVERY_S)
    cast.clock.jump(seconds=seconds)
    beat("one", cast.clock)
    assert Blindness.CLOCK_JUMPED in red(cast)
    cast.clock.pass_time(seconds=EVERY_S)
    beat("one", cast.clock)
    assert Blindness.CLOCK_JUMPED in red(cast), "it stays red until somebody has compared the clock"
    clock_is_right()
    assert red(cast) == set()


def test_a_clock_that_jumped_back_is_red_even_before_the_next_beat(cast: Cast) -> None:
    from openevac.services.work.heartbeat import beat, start_beating

    start_beating("one", cast.clock)
    beat("one", cast.clock)
    cast.clock.jump(minutes=-10)
    assert Blindness.CLOCK_JUMPED in red(cast)


def test_a_slow_second_is_no_jump(cast: Cast) -> None:
    from openevac.services.work.heartbeat import beat, start_beating

    start_beating("one", cast.clock)
    cast.clock.pass_time(seconds=5)
    cast.clock.jump(seconds=2)
    beat("one", cast.clock)
    assert red(cast) == set()


def test_a_database_that_does_not_answer_turns_the_board_red(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from openevac.store.models import Heartbeat

    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(Heartbeat.objects, "filter", locked)
    assert red(cast) == {Blindness.DATABASE_LOCKED, Blindness.NO_WORKER}
    assert "Write on paper" in words(cast)


def test_a_key_that_was_not_typed_turns_the_board_red(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    from openevac.store.sqlcipher import key

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no key of ours")
    monkeypatch.setattr(key, "is_unlocked", lambda: False)
    assert Blindness.KEY_NOT_TYPED in red(cast)
    assert "alarms are blind" in words(cast)


def test_there_is_exactly_one_worker(cast: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.services.work.heartbeat import beat, start_beating, stop_beating

    start_beating("one", cast.clock)
    with pytest.raises(Conflict, match="Another worker is running"):
        start_beating("two", cast.clock)
    cast.clock.pass_time(seconds=16)
    start_beating("two", cast.clock)
    with pytest.raises(Conflict, match="taken over"):
        beat("one", cast.clock)
    stop_beating("two")
    start_beating("three", cast.clock)
