"""The first thing that breaks on a day: the small town by its matrices, one thing changed each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import pytest

from openevac.domain.unserved import Limit
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.lateness import Break, first_break
from openevac.planning.plan import ground_for, prepared_on
from openevac.planning.problem import Problem
from openevac.planning.timetable import Timetable
from openevac.reports.words import Words
from openevac.rules.spans import Span
from tests.planning.town import region_of
from tests.worlds import small_town


@lru_cache(maxsize=1)
def plain() -> Problem:
    """Give the problem of the town; it holds numbers only, so keeping it keeps no ground alive."""
    world = small_town()
    ground = ground_for(region_of(world), world.situation, world.operation, world.now)
    return prepared_on(ground, world.operation, world.now).problem


def number(request: str) -> int:
    return [one.id for one in plain().requests].index(request)


def day(*requests: str) -> DraftDay:
    return DraftDay(0, (DraftTrip(tuple(number(name) for name in requests), 0),))


def found(problem: Problem, one: DraftDay) -> Break | None:
    """Give the break, after asking the timetable whether there is one at all: both must agree."""
    drive_s = problem.drive_s
    broken = first_break(problem, lambda profile, start, end: float(drive_s[profile, start, end]), one)
    assert (broken is None) == (Timetable(problem).day(one) is not None)
    return broken


def with_window(late_s: float) -> Problem:
    problem = plain()
    doors = list(problem.doors)
    doors[number("A-1")] = replace(doors[number("A-1")], window=Span(0.0, late_s))
    return replace(problem, doors=tuple(doors))


def test_a_day_that_can_be_driven_breaks_nothing() -> None:
    assert found(plain(), day("A-2", "A-1")) is None
    assert found(plain(), DraftDay(0)) is None


def test_the_door_that_is_reached_too_late_is_named_with_both_times() -> None:
    early = plain().vehicles[0].leave.early
    broken = found(with_window(early + 900.0), day("A-2", "A-1"))
    assert broken is not None
    assert (broken.limit, broken.trip, broken.request) == (Limit.TIME_WINDOW, 1, number("A-1"))
    assert set(broken.reason.facts) == {"there", "late"}
    assert found(with_window(early + 900.0), day("A-1", "A-2")) is None


@pytest.mark.parametrize("late_by_s", [1.0, 20.0, 59.0, 60.0])
def test_a_door_missed_by_seconds_is_never_told_with_one_time_twice(late_by_s: float) -> None:
    problem = plain()
    there_s = problem.vehicles[0].leave.early + problem.drive_s[0, problem.vehicles[0].origin, door("A-1")]
    broken = found(with_window(float(there_s) - late_by_s), day("A-1"))
    assert broken is not None
    there, late = (
        Words("en").moment(datetime.fromisoformat(str(broken.reason.facts[key]))) for key in ("there", "late")
    )
    assert there > late
    assert Words("en").remark(broken.reason) == f"The van would be there at {there}; the stop has to begin by {late}."


def door(request: str) -> int:
    return plain().point_of_request(number(request))


def test_a_door_that_is_never_open_says_so() -> None:
    problem = plain()
    doors = list(problem.doors)
    doors[number("A-1")] = replace(doors[number("A-1")], open_to_all=())
    broken = found(replace(problem, doors=tuple(doors)), day("A-1"))
    assert broken is not None
    assert broken.reason.text.startswith("The van would be there at {there}; at no hour")


def test_a_way_that_is_closed_is_named_by_the_door_or_the_shelter_behind_it() -> None:
    problem = plain()
    profile, door = problem.vehicles[0].profile, problem.point_of_request(number("A-1"))
    shelter, depot = problem.point_of_shelter(0), problem.vehicles[0].depot
    for start, end, request in ((depot, door, number("A-1")), (door, shelter, None), (shelter, depot, None)):
        drive_s, exposure = problem.drive_s.copy(), problem.exposure.copy()
        drive_s[profile, start, end] = exposure[profile, start, end] = float("inf")
        broken = found(replace(problem, drive_s=drive_s, exposure=exposure), day("A-1"))
        assert broken is not None
        assert (broken.limit, broken.request) == (Limit.NO_OPEN_WAY, request)


def test_a_shelter_that_has_shut_and_a_crew_that_has_to_be_home() -> None:
    problem = plain()
    early = problem.vehicles[0].leave.early
    shut = found(replace(problem, shelter_hours=(Span(0.0, early + 60.0),)), day("A-1"))
    assert shut is not None
    assert (shut.limit, shut.trip, shut.request) == (Limit.SHELTER_HOURS, 1, None)
    short = replace(problem.vehicles[0], day=Span(early, early + 1800.0), leave=Span(early, early))
    home = found(replace(problem, vehicles=(short, *problem.vehicles[1:])), day("A-1"))
    assert home is not None
    assert (home.limit, home.trip) == (Limit.CREW_HOURS, 0)
