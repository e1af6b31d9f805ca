"""Vans that are out as part of a problem: their places are points, who is aboard comes first and stays in that van."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from openevac.domain.missions import Mission, Underway
from openevac.planning.along import road_point
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder
from openevac.planning.plan import ground_for
from openevac.planning.prepare import Prepared, prepare
from openevac.planning.settle import without_ceilings
from openevac.planning.survey import survey
from openevac.planning.timetable import Timetable
from openevac.planning.vans_out import delayed, with_vans_out
from tests.planning.town import region_of
from tests.worlds import at, small_town

NOW = at(7.5)


@lru_cache(maxsize=4)
def prepared(place: str = "", aboard: tuple[str, ...] = ("B-1",), trips_done: int = 0) -> Prepared:
    """van-1 is half-way along the road from the square to the village; van-2 has not left."""
    world = small_town()
    graph = world.graph
    road = int(np.flatnonzero((graph.arc_tail == 7) & (graph.arc_head == 10))[0])
    out = {
        "van-1": Underway(at=road_point(graph, road, 0.5), since=NOW, place=place, aboard=aboard, trips_done=trips_done)
    }
    ground = ground_for(region_of(world), world.situation, world.operation, NOW)
    waiting = [request for request in world.operation.requests if request.id not in aboard]
    seen = survey(ground, world.operation, waiting, now=NOW, at=NOW.replace(minute=0), out=out)
    bare = prepare(seen, waiting_days=[1.0] * len(seen.requests), people_assumed=4.0)
    return with_vans_out(bare, out, NOW, with_tables=True)


@pytest.fixture(scope="module", autouse=True)
def let_go() -> Iterator[None]:
    """Forget every ground at the end: another file counts what is left behind."""
    yield
    prepared.cache_clear()


def number(one: Prepared, request: str) -> int:
    return [known.id for known in one.problem.requests].index(request)


def test_the_place_of_a_van_is_a_point_that_ways_lead_from() -> None:
    problem = prepared().problem
    van = problem.vehicles[0]
    assert (problem.num_starts, van.begins, van.origin) == (1, problem.drive_s.shape[1] - 1, van.begins)
    assert problem.vehicles[1].origin == problem.vehicles[1].depot
    row = problem.drive_s[van.profile, van.begins]
    assert np.isfinite(row).all()
    assert row[van.begins] == 0.0
    # Half-way out it is nearer to the town's doors than the depot is.
    assert row[problem.point_of_request(number(prepared(), "A-1"))] < row[van.depot]


def test_who_is_aboard_has_a_door_at_the_van_that_takes_no_time() -> None:
    problem = prepared().problem
    rider = number(prepared(), "B-1")
    assert problem.aboard == {rider}
    assert problem.drive_s[0, problem.vehicles[0].begins, problem.point_of_request(rider)] == 0.0
    assert problem.service_s[:, rider].max() == 0.0
    assert problem.may_serve[:, rider].tolist() == [True, False]


def test_nobody_is_put_before_who_is_aboard_and_nobody_takes_them_over() -> None:
    one = prepared()
    rider, door = number(one, "B-1"), number(one, "A-1")
    timetable = Timetable(one.problem)
    assert timetable.day(DraftDay(0, (DraftTrip((rider, door), 0),))) is not None
    assert timetable.day(DraftDay(0, (DraftTrip((door, rider), 0),))) is None
    assert timetable.day(DraftDay(0, (DraftTrip((door,), 0), DraftTrip((rider,), 0)))) is None
    bench = Bench(without_ceilings(one.problem))
    assert bench.day_cost_s(DraftDay(1, (DraftTrip((rider,), 0),))) is None


def test_a_van_on_the_road_sets_out_at_once_one_at_a_shelter_may_wait() -> None:
    assert prepared().problem.vehicles[0].leave.length_s == 0.0
    assert prepared("school", ()).problem.vehicles[0].leave.length_s > 3600.0


def test_a_mission_under_way_has_no_stop_for_who_is_aboard() -> None:
    one = prepared()
    rider, door = number(one, "B-1"), number(one, "A-1")
    mission = Builder(one).mission(DraftDay(0, (DraftTrip((rider, door), 0),)))
    assert isinstance(mission, Mission)
    assert mission.aboard == ("B-1",)
    assert [stop.request for stop in mission.trips[0].stops] == ["A-1"]
    assert [leg.people_aboard for leg in mission.trips[0].legs] == [4, 6]
    assert mission.departs_at == NOW


def test_a_van_without_anybody_drives_home() -> None:
    mission = Builder(prepared("", ())).mission(DraftDay(0))
    assert isinstance(mission, Mission)
    assert (mission.trips, mission.way_home.departs_at, mission.way_home.people_aboard) == ((), NOW, 2)


@pytest.mark.parametrize(("done", "may"), [(0, True), (2, True), (3, False)])
def test_trips_that_are_done_are_not_driven_again(done: int, may: bool) -> None:  # noqa: FBT001 a table of cases
    one = prepared("school", (), done)
    assert bool(one.problem.may_serve[0, number(one, "A-1")]) is may


def test_a_delayed_van_leaves_later_or_not_at_all() -> None:
    one = prepared()
    late, none = delayed(one, {"van-2": at(8)})
    assert (late.problem.vehicles[1].leave.early, none) == (
        at(8).timestamp() - one.problem.zero.timestamp(),
        frozenset(),
    )
    never, too_late = delayed(one, {"van-2": at(11)})
    assert too_late == {1}
    assert not never.problem.may_serve[1].any()
    same, _ = delayed(one, {"van-1": at(8)})
    assert same.problem.vehicles[0] == replace(one.problem.vehicles[0])
