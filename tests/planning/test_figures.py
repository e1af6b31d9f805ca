from __future__ import annotations

from dataclasses import replace

import pytest

from openevac.domain.operation import MarginalCeilings, Policy
from openevac.domain.unserved import Limit
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.figures import DayFigures, Figures
from openevac.planning.problem import Problem
from openevac.planning.timetable import Timetable
from tests.planning.plain import household, plain, van

DAY = DraftDay(0, (DraftTrip((0, 1), 0),))
PEOPLE = (2, 4, 7)  # crew; crew and two; crew, two and three


def world(policy: Policy | None = None) -> Problem:
    doors = [(household(0), (10_000.0, 0.0)), (household(1, walks=3), (10_000.0, 1000.0))]
    problem = plain(doors, [van(1)], shelters=((0.0, 0.0),), policy=policy)
    exposure = [[0.0, 0.0, 0.3, 0.5], [0.0, 0.0, 0.3, 0.5], [0.3, 0.3, 0.0, 0.1], [0.5, 0.5, 0.1, 0.0]]
    return replace(problem, exposure=problem.exposure * 0 + exposure, seconds_per_exposure=1000.0)


def figures(problem: Problem, day: DraftDay = DAY) -> DayFigures:
    times = Timetable(problem).day(day)
    assert times is not None
    return Figures(problem).day(day, times)


def test_people_count_where_they_are() -> None:
    dwell = 600 * 1e-5
    day = figures(world())
    assert day.exposure == pytest.approx(0.3 + dwell + 0.1 + dwell + 0.5)
    assert day.person_exposure == pytest.approx(0.3 * 2 + dwell * 4 + 0.1 * 4 + dwell * 7 + 0.5 * 7)
    assert day.cost_s(1000.0) == pytest.approx(1000 * day.person_exposure + day.crew_time_s)
    assert day.over is None


@pytest.mark.parametrize(
    ("policy", "over"),
    [
        (Policy(max_exposure_per_trip=0.92), None),
        (Policy(max_exposure_per_trip=0.90), Limit.CEILING_TRIP),
        (Policy(max_exposure_per_person=0.92), None),
        (Policy(max_exposure_per_person=0.90), Limit.CEILING_PERSON),
    ],
)
def test_ceilings_of_trip_and_person(policy: Policy, over: Limit | None) -> None:
    assert figures(world(policy)).over is over


def test_two_trips_share_the_day_of_the_crew_but_not_the_trip() -> None:
    day = DraftDay(0, (DraftTrip((0,), 0), DraftTrip((1,), 0)))  # 0.606 and 1.006
    assert figures(world(Policy(max_exposure_per_trip=1.01)), day).over is None
    assert figures(world(Policy(max_exposure_per_person=1.61)), day).over is Limit.CEILING_PERSON
    assert figures(world(Policy(max_exposure_per_person=1.62)), day).over is None


def test_what_one_stop_adds_is_its_detour_and_its_share_of_the_rest() -> None:
    # The first stop: 0.3 x 2 + 0.006 x 4 + 0.1 x 4 - 0.5 x 2, and its two people for 0.006 + 0.5 more.
    first = 0.6 + 0.024 + 0.4 - 1.0 + 2 * 0.506
    # The second: 0.1 x 4 + 0.006 x 7 + 0.5 x 7 - 0.3 x 4.
    second = 0.4 + 0.042 + 3.5 - 1.2
    assert first < second

    def over(ceiling: float) -> Limit | None:
        return figures(world(Policy(max_marginal=MarginalCeilings(planned=ceiling)))).over

    assert over(second + 0.001) is None
    assert over(second - 0.001) is Limit.CEILING_MARGINAL
    assert figures(world(Policy(max_marginal=MarginalCeilings(urgent=0.1)))).over is None


def test_a_stop_alone_adds_the_trip_and_the_way_home() -> None:
    problem = world(Policy(max_marginal=MarginalCeilings(planned=0.3 * 2 + 0.024 + 0.3 * 4 + 0.001)))
    day = DraftDay(0, (DraftTrip((0,), 0),))
    assert figures(problem, day).over is None
    far_home = problem.exposure.copy()
    far_home[0, 1, 0] = 0.1
    assert figures(replace(problem, exposure=far_home), day).over is Limit.CEILING_MARGINAL
