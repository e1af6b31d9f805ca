"""Where a van is along its drive, on the roads of the small town."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from openevac.domain.legs import Leg
from openevac.planning.along import after_seconds, end_of, last_open_crossing, rest_of, road_point, seconds_to
from openevac.planning.progress import gathered, reached, steps_of
from tests.hand_made import to_degrees
from tests.planning.town import plan_of
from tests.worlds import at, small_town

GRAPH = small_town().graph
TIME_S = np.full(GRAPH.num_stretches, 100.0)


def arc(tail: int, head: int) -> int:
    return int(np.flatnonzero((GRAPH.arc_tail == tail) & (GRAPH.arc_head == head))[0])


def east(start_fraction: float = 0.0, end_fraction: float = 1.0) -> Leg:
    """The drive from the base over the bridge to the square, a hundred seconds a road."""
    arcs = (arc(0, 1), arc(1, 2), arc(2, 3), arc(3, 4))
    seconds = 100.0 * (len(arcs) - start_fraction - (1 - end_fraction))
    return Leg(
        arcs=arcs,
        start_fraction=start_fraction,
        end_fraction=end_fraction,
        departs_at=at(7),
        arrives_at=at(7) + timedelta(seconds=seconds),
        time_s=seconds,
        length_m=9000.0,
        track_m=0.0,
        exposure=0.4,
        people_aboard=2,
        person_exposure=0.8,
    )


def test_after_some_seconds_a_van_is_on_the_road_it_has_reached() -> None:
    assert after_seconds(GRAPH, east(), TIME_S, 0.0) == (0, 0.0)
    assert after_seconds(GRAPH, east(), TIME_S, 150.0) == pytest.approx((1, 0.5))
    assert after_seconds(GRAPH, east(start_fraction=0.5), TIME_S, 60.0) == pytest.approx((1, 0.1))
    assert after_seconds(GRAPH, east(end_fraction=0.4), TIME_S, 9000.0) == (3, 0.4)


def test_a_point_is_passed_at_its_second_or_not_at_all() -> None:
    leg = east(start_fraction=0.5)
    assert seconds_to(GRAPH, leg, TIME_S, road_point(GRAPH, arc(1, 2), 0.25)) == pytest.approx(75.0)
    assert seconds_to(GRAPH, leg, TIME_S, road_point(GRAPH, arc(2, 1), 0.75)) == pytest.approx(75.0)
    assert seconds_to(GRAPH, leg, TIME_S, road_point(GRAPH, arc(0, 1), 0.2)) is None
    assert seconds_to(GRAPH, leg, TIME_S, road_point(GRAPH, arc(4, 5), 0.5)) is None


def test_a_road_point_lies_on_the_forward_arc_wherever_it_was_asked_from() -> None:
    one, other = road_point(GRAPH, arc(1, 2), 0.25), road_point(GRAPH, arc(2, 1), 0.75)
    assert one.arc == other.arc
    assert one.fraction == pytest.approx(other.fraction)
    assert (one.lon, one.lat) == pytest.approx(to_degrees(2750, 0), abs=1e-5)


def test_the_rest_of_a_drive_begins_where_the_van_is() -> None:
    assert rest_of(east(), 2, 0.3) == (east().arcs[2:], 0.3, 1.0)
    assert end_of(GRAPH, east()).lon == pytest.approx(to_degrees(9000, 0).lon, abs=1e-5)


class TestTurningBack:
    def closed(self, *arcs: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        is_open = np.ones(GRAPH.num_stretches, dtype=np.bool_)
        is_open[GRAPH.arc_stretch[list(arcs)]] = False
        return is_open

    def test_it_drives_back_the_way_it_came(self) -> None:
        bridge = arc(2, 3)
        found = last_open_crossing(GRAPH, east(), 2, road_point(GRAPH, bridge, 0.9), self.closed(bridge), TIME_S)
        assert found is not None
        crossing, seconds = found
        assert seconds == pytest.approx(90.0)
        assert crossing.lon == pytest.approx(to_degrees(5000, 0).lon, abs=1e-4)

    def test_without_a_drive_it_takes_the_nearer_end(self) -> None:
        bridge = arc(2, 3)
        found = last_open_crossing(GRAPH, None, 0, road_point(GRAPH, bridge, 0.9), self.closed(bridge), TIME_S)
        assert found is not None
        assert found[1] == pytest.approx(10.0)
        assert found[0].lon == pytest.approx(to_degrees(5300, 0).lon, abs=1e-4)

    def test_where_everything_is_closed_there_is_none(self) -> None:
        nothing = np.zeros(GRAPH.num_stretches, dtype=np.bool_)
        assert last_open_crossing(GRAPH, east(), 1, road_point(GRAPH, arc(1, 2), 0.5), nothing, TIME_S) is None


class TestProgress:
    def test_every_moment_of_a_day_lies_in_one_step(self) -> None:
        mission = next(mission for mission in plan_of(small_town()).missions if mission.vehicle == "van-1")
        steps = tuple(steps_of(mission))
        assert [step.stop.request if step.stop else step.shelter for step in steps] == [
            "B-1", "school", "A-2", "A-1", "school", "",
        ]  # fmt: skip
        for place, step in enumerate(steps):
            driving = reached(mission, step.leg.departs_at)
            assert (driving.now, driving.over, driving.driving) == (step, steps[:place], True)
        before = reached(mission, mission.departs_at - timedelta(seconds=1))
        assert (before.now, before.waiting) == (steps[0], True)
        assert reached(mission, mission.returns_at).now is None

    def test_what_is_gathered_adds_up_to_the_mission(self) -> None:
        mission = next(mission for mission in plan_of(small_town()).missions if mission.vehicle == "van-1")
        assert gathered(tuple(steps_of(mission))) == pytest.approx(mission.exposure)
