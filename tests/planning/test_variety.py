"""Of equally good ways and minutes those that earlier missions did not drive, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.missions import Mission
from openevac.domain.past import Past, PastMission
from openevac.hazards.weather import full_hour
from openevac.planning.routine import past_of
from openevac.reports.plan_file import plan_json, read_plan
from tests.planning.town import region_of
from tests.planning.two_roads import (
    NORTH,
    SOUTH,
    a_day_ago,
    driven,
    planned,
    two_roads,
    with_danger,
    without_road,
)  # fmt: skip
from tests.worlds import World, at

STUCK = "No other way is equally good for {vehicles}: they drive where earlier missions drove."


def only(world: World, past: Past | None = None, *, seed: int = 1) -> Mission:
    (mission,) = planned(world, past, seed=seed).missions
    return mission


def yesterday(world: World) -> Past:
    return a_day_ago(past_of(planned(world), region_of(world)))


def usual_road(world: World) -> int:
    roads = driven(world, only(world)) & {NORTH, SOUTH}
    (road,) = roads
    return road


def test_yesterdays_road_is_avoided_where_another_is_equally_good() -> None:
    world = two_roads()
    usual = usual_road(world)
    mission = only(world, yesterday(world))
    assert driven(world, mission) & {NORTH, SOUTH} == {NORTH + SOUTH - usual}
    assert mission.routineness is not None
    assert mission.routineness_usual == pytest.approx(1.0)
    assert mission.routineness < 0.6
    assert planned(world, yesterday(world)).remarks == planned(world).remarks


def other_road(world: World, rate_per_h: float) -> tuple[World, float]:
    """Give the world with the unusual road worse, and how much more exposed a mission on it is."""
    usual = usual_road(world)
    worse = with_danger(world, NORTH + SOUTH - usual, rate_per_h)
    assert usual_road(worse) == usual
    alone = only(without_road(worse, usual))
    return worse, alone.exposure / only(worse).exposure


@pytest.mark.parametrize(
    ("rate_per_h", "least", "most", "taken"), [(0.085, 1.045, 1.06, False), (0.006, 1.0, 1.015, True)]
)
def test_a_road_five_percent_more_dangerous_is_not_taken(
    rate_per_h: float,
    least: float,
    most: float,
    taken: bool,  # noqa: FBT001
) -> None:
    worse, ratio = other_road(two_roads(), rate_per_h)
    assert least < ratio < most
    usual = usual_road(worse)
    mission = only(worse, yesterday(worse))
    assert (driven(worse, mission) & {NORTH, SOUTH} != {usual}) == taken


def test_where_there_is_one_way_only_it_stays_and_the_plan_says_so() -> None:
    world = without_road(two_roads(), SOUTH)
    before = only(world)
    made = planned(world, yesterday(world))
    (mission,) = made.missions
    assert [leg.arcs for leg in mission.trips[0].legs] == [leg.arcs for leg in before.trips[0].legs]
    assert [remark.facts for remark in made.remarks if remark.text == STUCK] == [{"vehicles": "van-1"}]
    assert mission.routineness == pytest.approx(1.0)


def test_switched_off_only_the_index_is_said() -> None:
    world = two_roads(variety=False)
    before = planned(world)
    made = planned(world, yesterday(world))
    (mission,) = made.missions
    assert mission.routineness == mission.routineness_usual == pytest.approx(1.0)
    assert replace(mission, routineness=None, routineness_usual=None) == before.missions[0]
    assert made.remarks == before.remarks


def test_without_a_past_nothing_changes() -> None:
    world = two_roads()
    before = planned(world)
    assert plan_json(planned(world, Past(region_fingerprint=world.fingerprint))) == plan_json(before)
    assert before.missions[0].routineness is None
    assert read_plan(plan_json(before)) == before


def test_the_referee_does_not_judge_the_choice_but_reads_the_plan_again() -> None:
    world = two_roads()
    made = planned(world, yesterday(world))
    assert read_plan(plan_json(made)) == made


def test_the_same_seed_gives_the_same_minute_and_other_seeds_others() -> None:
    world = two_roads()
    past = yesterday(world)
    left = {seed: only(world, past, seed=seed).departs_at for seed in range(6)}
    assert {seed: only(world, past, seed=seed).departs_at for seed in range(6)} == left
    assert len(set(left.values())) >= 3
    usual = only(world).departs_at
    assert usual not in left.values()
    assert {full_hour(moment) for moment in left.values()} == {full_hour(usual)}


def test_no_minutes_no_jitter() -> None:
    world = two_roads()
    still = world.with_situation(profile=world.situation.profile.with_value("variety.jitter_min", 0.0))
    assert only(still, yesterday(still)).departs_at == only(still).departs_at


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    opens=st.floats(5.0, 8.0),
    lasts=st.floats(0.05, 1.5),
    leave=st.floats(0.0, 1.0),
    slack=st.floats(0.0, 0.8),
)
def test_a_moved_departure_breaks_no_window(seed: int, opens: float, lasts: float, leave: float, slack: float) -> None:
    """The referee of `planned` drives every plan again, with every window of door, departure and crew."""
    world = two_roads(departure_early=at(5.0 + leave), departure_late=at(5.0 + leave + slack))
    world = world.with_record("requests", "V-1", tw_early=at(opens), tw_late=at(opens + lasts))
    before = planned(world)
    made = planned(world, a_day_ago(past_of(before, region_of(world))), seed=seed)
    assert {mission.vehicle for mission in made.missions} == {mission.vehicle for mission in before.missions}
    dial_s = world.situation.profile.value("dial.middle_s")
    for old, new in zip(before.missions, made.missions, strict=True):
        assert at(5.0 + leave) <= new.departs_at <= at(5.0 + leave + slack)
        costs = [one.person_exposure * dial_s + (one.returns_at - one.departs_at).total_seconds() for one in (old, new)]
        assert costs[1] <= 1.02 * costs[0]
        assert new.exposure <= 1.02 * old.exposure
        assert new.routineness is not None
        assert new.routineness_usual is not None
        assert new.routineness <= new.routineness_usual + 1e-6


def test_a_minute_that_makes_it_more_routine_is_not_taken() -> None:
    """Earlier missions drove the only road in the next hour of the day: a late minute would bring the van into it."""
    world = without_road(two_roads(departure_early=at(5.4), departure_late=at(5.95)), SOUTH)
    mission = only(world)
    next_hour = mission.departs_at.hour + 1
    then = tuple((stretch, next_hour) for stretch in sorted(driven(world, mission)))
    drove = PastMission(departs_at=mission.departs_at - timedelta(days=1), driven=then)
    past = Past(region_fingerprint=world.fingerprint, missions=(drove,))
    for seed in range(6):
        assert only(world, past, seed=seed).routineness == pytest.approx(0.5)


def test_a_departure_held_to_the_minute_stays() -> None:
    world = two_roads(departure_early=at(6.0), departure_late=at(6.0))
    assert only(world, yesterday(world)).departs_at == at(6.0)
