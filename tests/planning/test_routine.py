"""The routineness index, by the worked example of docs/planning.md and by what must always hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.past import Past, PastMission
from openevac.planning.assemble import all_legs
from openevac.planning.plan import ground_for
from openevac.planning.routine import Pieces, Routine, past_of
from tests.planning.town import plan_of, region_of
from tests.planning.two_roads import a_day_ago, planned, two_roads
from tests.worlds import NOW, small_town

PAGE = " ".join((Path(__file__).parents[2] / "docs" / "planning.md").read_text(encoding="utf-8").split())
TODAY = date(2025, 10, 15)
BRIDGE, LANE = 0, 3


Maker = Callable[..., Routine]


def drove(days_ago: int, hour: int, *stretches: int) -> PastMission:
    departs_at = datetime(2025, 10, 15, hour, tzinfo=UTC) - timedelta(days=days_ago)
    return PastMission(departs_at=departs_at, driven=tuple((stretch, hour) for stretch in stretches))


@pytest.fixture(scope="module")
def routine() -> Maker:
    """Make a routine of some past missions, on one ground for all tests of this file."""
    world = two_roads()
    ground = ground_for(region_of(world), world.situation, world.operation, NOW)
    return lambda *missions: Routine(ground, Past(region_fingerprint="small-town", missions=missions), TODAY)


def drive(hour: int, *pieces: tuple[int, float]) -> Pieces:
    stretches, exposures = zip(*pieces, strict=True)
    return Pieces(np.array(stretches), np.full(len(pieces), hour), np.array(exposures), np.ones(len(pieces)))


def test_the_worked_example_of_the_page(routine: Maker) -> None:
    """The bridge was driven yesterday at five; today it bears three quarters of the exposure, the lane is new."""
    today = drive(5, (BRIDGE, 0.03), (LANE, 0.01))
    yesterday = routine(drove(1, 5, BRIDGE))
    at_nine, six_days, both = (
        yesterday.index([today._replace(hour=np.array([9, 9]))]),
        routine(drove(6, 5, BRIDGE)).index([today]),
        routine(drove(1, 9, BRIDGE), drove(6, 5, BRIDGE)).index([today]),
    )
    found = (yesterday.index([today]), at_nine, six_days, both)
    assert found == pytest.approx((0.75, 0.375, 0.375, 0.5625))
    for figure in ("0.75", "0.375", "0.5625", "0.03", "0.01"):
        assert figure in PAGE
    assert "variety.tolerance" in PAGE


def test_yesterdays_plan_driven_again_is_wholly_routine_and_a_new_one_not_at_all(routine: Maker) -> None:
    world = two_roads()
    made = planned(world)
    (mission,) = made.missions
    profile = world.operation.profiles[0]
    past = past_of(made, region_of(world))
    assert routine(*a_day_ago(past).missions).of_mission(mission, profile) == pytest.approx(1.0)
    assert routine(*a_day_ago(past, 6).missions).of_mission(mission, profile) == pytest.approx(0.5)
    assert routine().of_mission(mission, profile) == 0.0


def test_an_earlier_mission_of_the_same_day_counts_as_yesterday_and_a_later_day_not_at_all(routine: Maker) -> None:
    today = drive(5, (BRIDGE, 1.0))
    assert routine(drove(0, 5, BRIDGE)).index([today]) == 1.0
    assert routine(drove(-1, 5, BRIDGE)).index([today]) == 0.0


def test_a_mission_that_passes_a_road_in_two_hours_counts_once(routine: Maker) -> None:
    twice = PastMission(departs_at=drove(1, 5).departs_at, driven=((BRIDGE, 5), (BRIDGE, 9)))
    assert routine(twice).index([drive(5, (BRIDGE, 1.0))]) == 1.0
    assert routine(twice).index([drive(7, (BRIDGE, 1.0))]) == pytest.approx(0.5)


def test_without_exposure_seconds_count_and_nothing_driven_is_not_routine(routine: Maker) -> None:
    calm = drive(5, (BRIDGE, 0.0), (LANE, 0.0))._replace(seconds=np.array([90.0, 10.0]))
    assert routine(drove(1, 5, BRIDGE)).index([calm]) == pytest.approx(0.9)
    assert routine(drove(1, 5, BRIDGE)).index([]) == 0.0


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 23), st.integers(0, 3)), max_size=8), st.integers(0, 23))
def test_the_index_lies_between_0_and_1_and_grows_with_every_mission(
    routine: Maker, past: list[tuple[int, int, int]], hour: int
) -> None:
    missions = [drove(days, at_hour, stretch) for days, at_hour, stretch in past]
    today = drive(hour, (BRIDGE, 0.3), (LANE, 0.2))
    indices = [routine(*missions[:count]).index([today]) for count in range(len(missions) + 1)]
    assert indices == sorted(indices)
    assert 0.0 <= indices[0] <= indices[-1] <= 1.0


def test_a_past_holds_roads_and_hours_of_the_vehicles_named_and_nothing_else() -> None:
    world = small_town()
    made = plan_of(world)
    whole = past_of(made, region_of(world))
    assert len(whole.missions) == len(made.missions) > 1
    first = past_of(made, region_of(world), {made.missions[0].drive})
    assert first.missions == whole.missions[:1]
    stretches = {int(world.graph.arc_stretch[arc]) for leg in all_legs(made.missions[0]) for arc in leg.arcs}
    assert {stretch for stretch, _ in first.missions[0].driven} == stretches
    hours = {hour for _, hour in first.missions[0].driven}
    assert hours <= {h for leg in all_legs(made.missions[0]) for h in (leg.departs_at.hour, leg.arrives_at.hour)}


def test_a_past_of_another_region_pack_is_refused() -> None:
    world = two_roads()
    with pytest.raises(InputError, match="another region pack"):
        planned(world, Past(region_fingerprint="elsewhere"))


def test_a_past_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="does not exist"):
        PastMission(departs_at=NOW, driven=((3, 24),))
    with pytest.raises(InputError, match="no time zone"):
        PastMission(departs_at=NOW.replace(tzinfo=None), driven=())
