"""The overdue ladder over one morning: due, +15, +30, silences, late paper, SOS and clocks that jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.events import CheckInKind, OverdueLevel
from openevac.rules.overdue import Watch, Word, may_fall_silent, missions_to_turn_back, next_due, overdue, sheet
from openevac.rules.ticks import first_tick, next_tick
from tests.torture import examples

DAY = datetime(2026, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
Level = OverdueLevel


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return DAY + timedelta(hours=int(hours), minutes=int(minutes))


def word(said: str, received: str = "", kind: CheckInKind = CheckInKind.WE_ARE_HERE, silent_until: str = "") -> Word:
    return Word(
        kind=kind,
        happened_at=at(said),
        received_at=at(received or said),
        silent_until=at(silent_until) if silent_until else None,
    )


def morning(*words: Word) -> Watch:
    return Watch(departed_at=at("5:00"), planned=(at("6:00"), at("7:00"), at("8:00")), words=words)


@pytest.mark.parametrize(
    ("now", "level", "late"),
    [
        (at("6:00") - SECOND, Level.NOT_DUE, 0),
        (at("6:00"), Level.AMBER, 0),
        (at("6:15") - SECOND, Level.AMBER, 899),
        (at("6:15"), Level.RED, 900),
        (at("6:30") - SECOND, Level.RED, 1799),
        (at("6:30"), Level.NO_ANSWER, 1800),
        (at("11:00"), Level.NO_ANSWER, 18000),
    ],
)
def test_the_ladder(now: datetime, level: Level, late: int) -> None:
    found = overdue(morning(), now)
    assert (found.level, found.late, found.due_at) == (level, timedelta(seconds=late), at("6:00"))


def test_what_is_done_at_each_level() -> None:
    def said(clock: str) -> list[str]:
        return [remark.in_english() for remark in overdue(morning(), at(clock)).to_do]

    assert said("5:59") == []
    assert said("6:00") == ["A call is due: ring the crew."]
    assert said("6:15")[1] == "Ring the second person of the shift: do not wait alone."
    assert "Nobody is sent after them automatically; whoever goes is asked, and may say no." in said("6:30")
    assert "Other missions on that way turn back." in said("6:30")


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("5:49", "6:00"),
        ("5:50", "7:00"),  # ten minutes early answers the planned call
        ("6:00", "7:00"),
        ("6:25", "7:00"),
        ("6:50", "8:00"),
        ("7:50", "8:50"),  # nothing is planned any more; a mission that is out is waited for all the same
        ("8:30", "9:30"),
    ],
)
def test_a_word_answers_the_call_that_was_due(said: str, due: str) -> None:
    assert next_due(morning(word(said))) == at(due)


def test_a_mission_that_is_out_is_always_waited_for() -> None:
    assert next_due(Watch(departed_at=at("5:00"))) == at("6:00")
    assert next_due(Watch(departed_at=at("5:00"), words=(word("5:30"),))) == at("6:30")
    assert overdue(Watch(departed_at=at("5:00")), at("6:30")).level is Level.NO_ANSWER


def test_a_planned_call_just_after_departure_is_waited_for_when_nobody_spoke() -> None:
    watch = Watch(departed_at=at("5:00"), planned=(at("7:00"), at("5:05")))
    assert next_due(watch) == at("5:05")


def test_a_declared_silence_moves_the_call_and_never_forward_in_time() -> None:
    silent = word("5:40", kind=CheckInKind.SILENT_UNTIL, silent_until="6:40")
    assert next_due(morning(silent)) == at("6:40")
    assert overdue(morning(silent), at("6:39")).level is Level.NOT_DUE
    assert overdue(morning(silent), at("6:40")).level is Level.AMBER
    short = word("5:40", kind=CheckInKind.SILENT_UNTIL, silent_until="5:50")
    assert next_due(morning(short)) == at("6:00")


def test_a_word_within_a_silence_does_not_end_it() -> None:
    silent = word("5:40", kind=CheckInKind.SILENT_UNTIL, silent_until="7:30")
    assert next_due(morning(silent, word("6:10"))) == at("7:30")


def test_the_newest_silence_counts() -> None:
    first = word("5:40", kind=CheckInKind.SILENT_UNTIL, silent_until="8:30")
    second = word("6:10", kind=CheckInKind.SILENT_UNTIL, silent_until="6:40")
    assert next_due(morning(first, second)) == next_due(morning(second, first)) == at("7:00")


def test_no_silence_is_longer_than_four_hours() -> None:
    forever = word("5:40", kind=CheckInKind.SILENT_UNTIL, silent_until="23:00")
    assert next_due(morning(forever)) == at("9:40")


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("6:00", "Silence must end later than now."),
        ("5:00", "Silence must end later than now."),
        ("10:01", "Nobody is silent for longer than 4 hours: agree on a word."),
    ],
)
def test_which_silence_is_refused(until: str, words: str) -> None:
    decision = may_fall_silent(at(until), at("6:00"))
    assert (decision.allowed, decision.reason.in_english()) == (False, words)


def test_four_hours_of_silence_are_allowed() -> None:
    assert may_fall_silent(at("10:00"), at("6:00")).allowed
    assert may_fall_silent(at("6:01"), at("6:00")).allowed


# --- late paper and other clocks


def test_a_word_said_before_the_call_was_due_does_not_end_the_alarm_when_it_arrives() -> None:
    late = word("5:40", received="6:20")
    found = overdue(morning(late), at("6:20"))
    assert (found.level, found.due_at, found.heard_at) == (Level.RED, at("6:00"), at("5:40"))
    (note,) = found.notes
    assert note.in_english() == (
        "A word of 2026-03-10T05:40:00+00:00 arrived at 2026-03-10T06:20:00+00:00: it was said before the call was due"
        " and does not end the alarm. The phone was heard then: ring now."
    )


def test_a_word_that_came_in_time_is_no_late_paper() -> None:
    assert overdue(morning(word("5:40", received="5:59")), at("6:20")).notes == ()
    assert overdue(morning(word("5:50", received="6:20")), at("6:20")).notes == ()
    assert overdue(morning(word("5:40", received="6:00")), at("6:20")).notes != ()


def test_a_silence_declared_in_time_counts_even_when_its_paper_comes_late() -> None:
    late = word("5:40", received="6:20", kind=CheckInKind.SILENT_UNTIL, silent_until="7:10")
    assert overdue(morning(late), at("6:20")).level is Level.NOT_DUE


def test_a_crews_clock_that_runs_ahead_answers_nothing_in_advance() -> None:
    ahead = word("7:45", received="5:55")
    assert ahead.said_at == at("5:55")
    assert next_due(morning(ahead)) == at("7:00")


def test_a_clock_set_back_makes_no_alarm_quiet() -> None:
    heard = word("6:05")
    found = overdue(morning(heard, word("5:10", received="7:31")), at("4:00"))
    assert found.level is Level.NO_ANSWER
    assert "The clock of this computer was set back; alarms count on from the latest word." in [
        note.in_english() for note in found.notes
    ]
    assert overdue(morning(heard), at("6:05") - MINUTE).notes == ()


WORDS = st.builds(
    lambda said, delay, kind, silent: Word(
        kind=kind,
        happened_at=at("5:00") + said * MINUTE,
        received_at=at("5:00") + (said + delay) * MINUTE,
        silent_until=at("5:00") + (said + silent) * MINUTE if silent else None,
    ),
    st.integers(0, 240),
    st.integers(-30, 90),
    st.sampled_from(list(CheckInKind)),
    st.sampled_from([0, 0, 30, 600]),
)
LADDER = list(Level)


@settings(max_examples=examples(200, 5000), deadline=None)
@given(st.lists(WORDS, max_size=6), st.randoms(use_true_random=False), st.integers(0, 400), st.integers(0, 400))
def test_words_count_the_same_in_any_order_and_levels_only_rise_with_time(words, order, first, second) -> None:
    shuffled = list(words)
    order.shuffle(shuffled)
    times = sorted([at("5:00") + first * MINUTE, at("5:00") + second * MINUTE])
    found = [overdue(morning(*words), moment) for moment in times]
    assert found[0].level == overdue(morning(*shuffled), times[0]).level
    assert LADDER.index(found[0].level) <= LADDER.index(found[1].level)


@settings(max_examples=examples(200, 5000), deadline=None)
@given(st.lists(WORDS, max_size=6))
def test_half_a_day_of_nothing_is_never_quiet(words: list[Word]) -> None:
    assert overdue(morning(*words), at("23:00")).level is Level.NO_ANSWER


# --- SOS


def test_an_sos_is_red_until_something_newer_is_said_and_heard() -> None:
    sos = word("5:30", kind=CheckInKind.SOS)
    found = overdue(morning(sos), at("5:31"))
    assert found.level is Level.RED
    assert found.notes[0].in_english() == "The crew called SOS and nothing newer was heard: ring them now."
    assert overdue(morning(sos, word("5:40")), at("5:41")).level is Level.NOT_DUE
    assert overdue(morning(sos), at("6:00")).level is Level.RED
    assert overdue(morning(sos), at("8:00")).level is Level.NO_ANSWER


def test_an_sos_that_arrives_late_is_not_hidden_by_words_heard_before_it() -> None:
    sos = word("5:30", received="5:50", kind=CheckInKind.SOS)
    assert overdue(morning(sos, word("5:40")), at("5:51")).level is Level.RED
    assert overdue(morning(sos, word("5:20", received="5:55")), at("5:56")).level is Level.RED
    assert overdue(morning(sos, word("5:52")), at("5:53")).level is Level.NOT_DUE


def test_one_answered_sos_does_not_hide_another() -> None:
    first, second = word("5:10", kind=CheckInKind.SOS), word("5:30", kind=CheckInKind.SOS)
    assert overdue(morning(first, word("5:20"), second), at("5:31")).level is Level.RED


# --- the sheet


def test_the_sheet_says_last_point_and_who_turns_back() -> None:
    watch = morning(word("5:40"), word("6:05", kind=CheckInKind.LAST_COVERAGE))
    lines = [one.in_english() for one in sheet(watch, overdue(watch, at("7:30")), "LC2", ("m2", "m7"))]
    assert lines[0] == "Last heard 2026-03-10T06:05:00+00:00 (last_coverage), last point LC2."
    assert lines[-2:] == [f"Mission {other} turns back: it would drive the same way." for other in ("m2", "m7")]
    assert lines[3] == "Nobody is sent after them automatically; whoever goes is asked, and may say no."


def test_the_sheet_of_a_crew_never_heard_says_departure() -> None:
    watch = morning()
    assert sheet(watch, overdue(watch, at("7:30")), "")[0].in_english() == (
        "Last heard 2026-03-10T05:00:00+00:00, last point -."
    )


def test_missions_on_the_same_way_turn_back() -> None:
    ways = {"m1": {1, 2, 3}, "m2": {3, 4}, "m3": {5}, "m9": {1}}
    assert missions_to_turn_back("m1", ways) == ("m2", "m9")
    assert missions_to_turn_back("m3", ways) == ()


def test_words_carry_a_time_zone() -> None:
    for name in ("happened_at", "received_at", "silent_until"):
        times = {"happened_at": DAY, "received_at": DAY, name: DAY.replace(tzinfo=None)}
        with pytest.raises(InputError, match="no time zone"):
            Word(kind=CheckInKind.SOS, **times)


# --- the steady clock


def test_the_steady_clock_goes_with_the_wall_clock() -> None:
    tick = next_tick(first_tick(DAY, 100.0), DAY + 10 * SECOND, 110.0)
    assert (tick.at, tick.jumped) == (DAY + 10 * SECOND, timedelta(0))


@pytest.mark.parametrize(("moved", "said"), [(5, False), (-5, False), (6, True), (-6, True)])
def test_a_jump_over_five_seconds_is_said(moved: int, *, said: bool) -> None:
    tick = next_tick(first_tick(DAY, 100.0), DAY + (10 + moved) * SECOND, 110.0)
    assert tick.jumped == (moved * SECOND if said else timedelta(0))


def test_a_clock_set_back_an_hour_delays_no_alarm() -> None:
    tick = first_tick(at("6:00"), 0.0)
    tick = next_tick(tick, at("5:00"), 60.0)
    assert (tick.at, tick.jumped) == (at("6:01"), -61 * MINUTE)
    for minute in range(2, 31):
        tick = next_tick(tick, at("5:00") + (minute - 1) * MINUTE, minute * 60.0)
        assert tick.jumped == timedelta(0)
    assert tick.at == at("6:30")
    assert overdue(morning(), tick.at).level is Level.NO_ANSWER


def test_a_clock_set_forward_rings_too_early_rather_than_too_late() -> None:
    tick = next_tick(first_tick(at("5:30"), 0.0), at("6:30"), 60.0)
    assert (tick.at, tick.jumped) == (at("6:30"), 59 * MINUTE)


def test_a_counter_that_runs_backwards_counts_as_standing() -> None:
    tick = next_tick(first_tick(at("6:00"), 500.0), at("5:00"), 100.0)
    assert tick.at == at("6:00")


def test_after_a_restart_the_newest_time_on_record_is_where_counting_goes_on() -> None:
    assert first_tick(at("6:00"), 0.0, last_known=at("5:59")).jumped == timedelta(0)
    assert first_tick(at("6:00"), 0.0, last_known=at("6:00") + 5 * SECOND).at == at("6:00")
    set_back = first_tick(at("5:00"), 0.0, last_known=at("6:00"))
    assert (set_back.at, set_back.jumped, set_back.wall) == (at("6:00"), -60 * MINUTE, at("5:00"))
    assert next_tick(set_back, at("5:01"), 60.0).at == at("6:01")


@settings(max_examples=examples(100, 2000), deadline=None)
@given(st.lists(st.tuples(st.integers(-7200, 7200), st.integers(0, 3600)), max_size=20))
def test_the_steady_clock_never_runs_backwards_or_slower_than_real_time(steps: list[tuple[int, int]]) -> None:
    wall, steady = DAY, 0.0
    tick = first_tick(wall, steady)
    for jump, passed in steps:
        wall, steady = wall + (passed + jump) * SECOND, steady + passed
        after = next_tick(tick, wall, steady)
        assert after.at - tick.at >= passed * SECOND
        tick = after
