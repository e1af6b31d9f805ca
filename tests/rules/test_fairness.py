"""Who was taken and who waits over days of missions, in a small town of four households."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.missions import FairnessRow
from openevac.domain.needs import Needs
from openevac.rules.fairness import TOO_LONG_FACTOR, Waited, fairness_over_time
from tests.torture import examples

NOON = datetime(2025, 8, 16, 12, 0, tzinfo=UTC)
WEEK_AGO = NOON - timedelta(days=7)


def waited(name: str, needs: Needs, days: float, taken_after: float | None = None) -> Waited:
    received = NOON - timedelta(days=days)
    taken = None if taken_after is None else received + timedelta(days=taken_after)
    return Waited(id=name, needs=needs, received_at=received, taken_at=taken)


COUPLE = waited("couple", Needs(walks=2, pets=1), 4, taken_after=1)
FAMILY = waited("family", Needs(walks=3, walks_with_help=1), 3, taken_after=2)
GRANNY = waited("granny", Needs(walks_with_help=1), 2)
LYING = waited("lying", Needs(walks=1, stretchers=1), 6)
TOWN = (COUPLE, FAMILY, GRANNY, LYING)


def row(group: str, *asked: Waited, now: datetime = NOON, since: datetime = WEEK_AGO) -> FairnessRow:
    return next(one for one in fairness_over_time(asked, now, since).rows if one.group == group)


def said(*asked: Waited) -> list[str]:
    return [remark.in_english() for remark in fairness_over_time(asked, NOON, WEEK_AGO).remarks]


def test_each_group_is_counted_by_households_people_and_days():
    assert [(one.group, one.asked, one.taken, one.people_taken, one.median_days_taken, one.median_days_left)
            for one in fairness_over_time(TOWN, NOON, WEEK_AGO).rows] == [
        ("walks", 3, 2, 5, 1.5, 6.0),
        ("walks_with_help", 2, 1, 1, 2.0, 2.0),
        ("wheelchair", 0, 0, 0, None, None),
        ("lying", 1, 0, 0, None, 6.0),
        ("alone", 1, 0, 0, None, 2.0),
        ("pets", 1, 1, 2, 1.0, None),
    ]  # fmt: skip


def test_lying_people_who_wait_too_long_are_said():
    assert said(*TOWN) == ["Half of the lying people waited over 6.0 days, half of all over 2.0: too long."]


def test_one_and_a_half_times_the_median_is_not_yet_too_long():
    others = [waited(f"w{number}", Needs(walks=1, walks_with_help=1), 2) for number in range(3)]
    assert said(*others, waited("lying", Needs(stretchers=1, walks=1), TOO_LONG_FACTOR * 2)) == []
    assert said(*others, waited("lying", Needs(stretchers=1, walks=1), TOO_LONG_FACTOR * 2 + 0.1)) == [
        "Half of the lying people waited over 3.1 days, half of all over 2.0: too long."
    ]


@pytest.mark.parametrize(
    ("needs", "said_of"),
    [
        (Needs(wheelchairs=1, walks=1), "people in wheelchairs"),
        (Needs(walks=1), "people alone"),
        (Needs(walks=2, pets=2), "households with pets"),
    ],
)
def test_other_groups_that_wait_too_long_are_said_too(needs, said_of):
    others = [waited(f"w{number}", Needs(walks=2), 1) for number in range(3)]
    assert said(*others, waited("late", needs, 5)) == [
        f"Half of the {said_of} waited over 5.0 days, half of all over 1.0: too long."
    ]


def test_days_are_said_to_a_tenth():
    others = [waited(f"w{number}", Needs(walks=2), 1.26) for number in range(3)]
    assert said(*others, waited("late", Needs(walks=1), 5.04)) == [
        "Half of the people alone waited over 5.0 days, half of all over 1.3: too long."
    ]


def test_a_wait_that_ended_long_ago_stays_as_long_as_it_was():
    taken_late = waited("lying", Needs(stretchers=1, walks=1), 6, taken_after=5.5)
    assert said(COUPLE, FAMILY, taken_late) == [
        "Half of the lying people waited over 5.5 days, half of all over 2.0: too long."
    ]


def test_those_who_were_done_before_the_week_are_left_out_and_those_who_waited_into_it_are_not():
    old = waited("old", Needs(stretchers=1), 20, taken_after=2)
    into = waited("into", Needs(stretchers=1), 20, taken_after=15)
    still = waited("still", Needs(stretchers=1), 20)
    left = replace(still, id="left", ended_at=NOON - timedelta(days=10))
    assert row("lying", old, left).asked == 0
    assert row("lying", old, into, still).asked == 2


def test_who_left_otherwise_asked_and_was_not_taken_and_waits_no_more():
    left = replace(GRANNY, ended_at=NOON - timedelta(days=1))
    assert row("alone", left) == replace(row("alone", GRANNY), median_days_left=None)
    assert left.days(NOON) == 1.0


def test_what_happens_after_now_is_not_known_yet():
    assert row("pets", COUPLE, now=COUPLE.received_at + timedelta(hours=12)).taken == 0
    assert row("pets", COUPLE, now=COUPLE.received_at + timedelta(hours=12)).median_days_left == 0.5
    assert row("pets", COUPLE, now=COUPLE.received_at - timedelta(hours=1)).asked == 0
    assert COUPLE.days(COUPLE.received_at - timedelta(days=1)) == 0.0


def test_what_happens_at_this_very_moment_has_happened():
    now = NOON
    assert row("alone", replace(GRANNY, received_at=now)).asked == 1
    assert row("alone", replace(GRANNY, taken_at=now)).taken == 1
    assert row("alone", replace(GRANNY, ended_at=now)).median_days_left is None
    assert row("alone", replace(GRANNY, ended_at=now + timedelta(seconds=1))).median_days_left == 2.0
    assert row("alone", waited("back", GRANNY.needs, 9), since=now - timedelta(days=9)).asked == 1


def test_nobody_asks_who_returned_before():
    assert {item.name for item in fields(Waited)} == {"id", "needs", "received_at", "taken_at", "ended_at"}


def test_a_request_ends_once_and_times_have_zones():
    with pytest.raises(InputError, match="taken and ended otherwise"):
        replace(COUPLE, ended_at=NOON)
    with pytest.raises(InputError, match="no time zone"):
        replace(COUPLE, taken_at=NOON.replace(tzinfo=None))


NEEDS = st.builds(
    Needs, walks=st.integers(1, 3), walks_with_help=st.integers(0, 1), wheelchairs=st.integers(0, 1),
    stretchers=st.integers(0, 1), pets=st.integers(0, 1),
)  # fmt: skip
WAITS = st.builds(waited, st.uuids().map(str), NEEDS, st.floats(0, 30), st.none() | st.floats(0, 30))


@settings(max_examples=examples(200, 2_000), deadline=None)
@given(st.lists(WAITS, max_size=12))
def test_the_order_of_requests_makes_no_difference_and_no_group_takes_more_than_asked(asked):
    found = fairness_over_time(asked, NOON, WEEK_AGO)
    assert fairness_over_time(asked[::-1], NOON, WEEK_AGO) == found
    assert all(0 <= one.taken <= one.asked for one in found.rows)
    assert all((one.median_days_taken is None) == (one.taken == 0) for one in found.rows)
