from __future__ import annotations

from dataclasses import replace

from openevac.domain.operation import Policy
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.problem import Problem
from openevac.planning.timetable import DayTimes, Timetable
from openevac.rules.spans import Span
from tests.planning.plain import DAY, HOUR, household, plain, van, with_door

# Fifteen metres a second: 9 km are ten minutes. The shelter stands at the depot.
NEAR, FAR = (9_000.0, 0.0), (18_000.0, 0.0)
BOTH = DraftDay(0, (DraftTrip((0, 1), 0),))


def world(windows: dict[str, Span] | None = None, leave: Span | None = None) -> Problem:
    doors = [(household(0), NEAR), (household(1), FAR)]
    return plain(doors, [van(1, leave=leave)], shelters=((0.0, 0.0),), windows=windows)


def minutes(times: DayTimes | None) -> list[float]:
    assert times is not None
    (trip,) = times.trips
    moments = [trip.departs, *(m for stop in trip.stops for m in stop), trip.arrives, trip.unloaded, times.returns]
    return [moment / 60 for moment in moments]


def test_without_windows_a_day_starts_at_once_and_nobody_waits() -> None:
    assert minutes(Timetable(world()).day(BOTH)) == [0, 10, 10, 20, 30, 30, 40, 60, 75, 75]


def test_the_van_waits_at_the_depot_and_not_on_scene() -> None:
    late = world({"R-1": Span(2 * HOUR, DAY.late)})
    assert minutes(Timetable(late).day(BOTH)) == [90, 100, 100, 110, 120, 120, 130, 150, 165, 165]


def test_it_waits_on_scene_only_when_windows_leave_no_choice() -> None:
    squeezed = world({"R-0": Span(0, 0.5 * HOUR), "R-1": Span(HOUR, DAY.late)})
    assert minutes(Timetable(squeezed).day(BOTH)) == [20, 30, 30, 40, 50, 60, 70, 90, 105, 105]


def test_a_halt_longer_than_the_policy_allows_is_refused() -> None:
    squeezed = world({"R-0": Span(0, 0.5 * HOUR), "R-1": Span(HOUR, DAY.late)})
    assert Timetable(replace(squeezed, policy=Policy(max_stop_s=1200))).day(BOTH) is not None
    assert Timetable(replace(squeezed, policy=Policy(max_stop_s=1199))).day(BOTH) is None


def test_a_window_that_is_over_refuses_the_day() -> None:
    assert Timetable(world({"R-1": Span(0, 29 * 60)})).day(BOTH) is None
    assert Timetable(world({"R-1": Span(0, 30 * 60)})).day(BOTH) is not None


def test_the_departure_window_holds_even_if_it_means_waiting_on_scene() -> None:
    late = world({"R-0": Span(HOUR, DAY.late)}, leave=Span(0, 0.5 * HOUR))
    times = Timetable(late).day(BOTH)
    assert minutes(times)[:4] == [30, 40, 60, 70]


def test_a_later_start_moves_everything() -> None:
    assert minutes(Timetable(world()).day(BOTH, not_before=HOUR))[0] == 60
    assert Timetable(world(leave=Span(0, HOUR))).day(BOTH, not_before=HOUR + 1) is None


def test_crew_hours_end_with_the_return() -> None:
    hours = Span(0, 75 * 60)
    doors = [(household(0), NEAR), (household(1), FAR)]
    assert Timetable(plain(doors, [van(1, day=hours)], shelters=((0.0, 0.0),))).day(BOTH) is not None
    short = Span(0, 75 * 60 - 1)
    assert Timetable(plain(doors, [van(1, day=short)], shelters=((0.0, 0.0),))).day(BOTH) is None


def test_a_second_trip_starts_after_unloading() -> None:
    day = DraftDay(0, (DraftTrip((0,), 0), DraftTrip((1,), 0)))
    times = Timetable(world()).day(day)
    assert times is not None
    assert [(trip.departs / 60, trip.unloaded / 60) for trip in times.trips] == [(0, 45), (45, 45 + 20 + 10 + 20 + 15)]


def test_the_shelter_opens_later() -> None:
    late = replace(world(), shelter_hours=(Span(3 * HOUR, 5 * HOUR),))
    assert minutes(Timetable(late).day(BOTH))[-3:] == [180, 195, 195]
    closed = replace(world(), shelter_hours=(Span(0, HOUR - 1),))
    assert Timetable(closed).day(BOTH) is None


def test_the_shelter_opens_too_late_for_the_last_window() -> None:
    early = world({"R-1": Span(0, 30 * 60)})
    assert Timetable(replace(early, shelter_hours=(Span(3 * HOUR, 5 * HOUR),))).day(BOTH) is None


def test_nobody_stands_at_a_door_under_curfew() -> None:
    pieces = (Span(0, 15 * 60), Span(100 * 60, DAY.late))
    curfew = with_door(world(), 0, open_to_all=pieces, open_to_armoured=(DAY,))
    assert minutes(Timetable(curfew).day(BOTH))[:4] == [90, 100, 100, 110]
    armoured = replace(curfew, vehicles=(replace(curfew.vehicles[0], armoured=True),))
    assert minutes(Timetable(armoured).day(BOTH))[:4] == [0, 10, 10, 20]


def test_waiting_at_a_door_under_curfew_is_refused() -> None:
    pieces = (Span(2 * HOUR, DAY.late),)
    squeezed = with_door(world({"R-0": Span(0, 0.5 * HOUR)}), 1, open_to_all=pieces)
    assert Timetable(squeezed).day(BOTH) is None


def test_a_closed_way_refuses_the_day() -> None:
    problem = world()
    drive_s, exposure = problem.drive_s.copy(), problem.exposure.copy()
    drive_s[0, 2, 3] = exposure[0, 2, 3] = float("inf")
    assert Timetable(replace(problem, drive_s=drive_s, exposure=exposure)).day(BOTH) is None
    assert Timetable(problem, drive=lambda _k, _a, _b: float("inf")).day(BOTH) is None
