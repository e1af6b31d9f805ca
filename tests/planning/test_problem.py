from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openevac.planning.problem import Problem
from openevac.rules.spans import Span
from tests.planning.plain import DAY, household, plain, van, with_door


@pytest.fixture
def problem() -> Problem:
    return plain([(household(0), (9000.0, 0.0)), (household(1), (0.0, 9000.0))], [van(1)])


def test_points_are_depots_then_shelters_then_doors(problem: Problem) -> None:
    assert (problem.num_requests, problem.num_vehicles, problem.num_shelters) == (2, 1, 1)
    assert (problem.point_of_shelter(0), problem.point_of_request(0), problem.point_of_request(1)) == (1, 2, 3)


def test_service_must_end_before_the_curfew_and_start_in_the_window(problem: Problem) -> None:
    narrow = with_door(problem, 0, open_to_all=(Span(0, 1000), Span(5000, 5500), Span(9000, 12_000)))
    assert narrow.starts(0, 0) == (Span(0, 400), Span(9000, 11_400))
    assert with_door(narrow, 0, window=Span(300, 9100)).starts(0, 0) == (Span(300, 400), Span(9000, 9100))
    assert with_door(problem, 0, window=Span(0, 100)).starts(0, 0) == (Span(0, 100),)


@pytest.mark.parametrize("name", ["drive_s", "exposure", "service_s", "may_serve"])
def test_arrays_of_the_wrong_shape_are_named(problem: Problem, name: str) -> None:
    with pytest.raises(ValueError, match=rf"do not fit together.*{name}"):
        replace(problem, **{name: getattr(problem, name)[..., :-1]})


def test_numbers_that_cannot_be_are_refused(problem: Problem) -> None:
    broken = problem.drive_s.copy()
    broken[0, 1, 2] = np.nan
    with pytest.raises(ValueError, match="drive_s holds a negative number or none at all"):
        replace(problem, drive_s=broken)
    broken[0, 1, 2] = np.inf
    with pytest.raises(ValueError, match="disagree about which ways are open"):
        replace(problem, drive_s=broken)
    with pytest.raises(ValueError, match="from a point to itself"):
        replace(problem, exposure=problem.exposure + 1.0)


def test_a_departure_outside_the_day_is_refused(problem: Problem) -> None:
    with pytest.raises(ValueError, match="leave"):
        replace(problem, vehicles=(van(1, day=DAY, leave=Span(0, DAY.late + 1)),))
