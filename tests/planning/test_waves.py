"""Waves: where a day is cut, and vehicles that go out more than once with a rest between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openevac.domain.missions import Plan
from openevac.domain.weather import Sky
from openevac.planning.check.faults import FaultCode
from openevac.planning.ground import lay_ground
from openevac.planning.survey import Survey, survey
from openevac.planning.waves import WORTH_A_CUT, cut, in_waves, wave_at, waves_of
from tests.planning.town import faults, plan_of, region_of, served
from tests.worlds import World, at, small_town

HOURS = st.lists(st.integers(0, 40).map(float), min_size=1, max_size=7)


def rain_in(*hours: int) -> World:
    """It rains in these hours (UTC); vans may leave from 3 to 11."""
    world = small_town().with_policy(departure_early=at(3), departure_late=at(11))
    weather = world.situation.weather
    assert weather is not None
    skies = tuple(
        replace(one, sky=Sky.RAIN if one.starts_at in {at(hour) for hour in hours} else Sky.CLEAR)
        for one in weather.hours
    )
    return world.with_situation(weather=replace(weather, hours=skies))


def surveyed(world: World) -> Survey:
    ground = lay_ground(region_of(world), world.situation, at(0), 24)
    return survey(ground, world.operation, world.operation.requests, now=world.now, at=None)


def windows(world: World) -> list[tuple[int, int]]:
    return [(wave.starts_at.hour, wave.ends_at.hour) for wave in waves_of(surveyed(world))]


def loss(exposure: list[float], ends: tuple[int, ...]) -> float:
    parts = [exposure[first:end] for first, end in pairwise((0, *ends))]
    return sum(max(part) * len(part) - sum(part) for part in parts)


@given(HOURS, st.integers(1, 4))
def test_no_other_cut_into_as_many_windows_loses_less(exposure: list[float], most: int) -> None:
    found = cut(exposure, most)
    assert [window.first for window in found] == [0, *(window.end for window in found[:-1])]
    assert found[-1].end == len(exposure)
    assert all(exposure[one.worst] == max(exposure[one.first : one.end]) for one in found)
    ways = [(*inner, len(exposure)) for inner in combinations(range(1, len(exposure)), len(found) - 1)]
    assert loss(exposure, tuple(one.end for one in found)) == min(loss(exposure, ends) for ends in ways)


@given(HOURS, st.integers(1, 4))
def test_every_window_more_is_worth_it_and_one_more_would_not_be(exposure: list[float], most: int) -> None:
    def least(number: int) -> float:
        inner = combinations(range(1, len(exposure)), number - 1)
        return min(loss(exposure, (*one, len(exposure))) for one in inner)

    count, enough = len(cut(exposure, most)), WORTH_A_CUT * sum(exposure)
    for number in range(1, count):
        assert least(number) - least(number + 1) >= enough
    if count < min(most, len(exposure)):
        assert least(count) - least(count + 1) < enough


def test_a_day_is_cut_where_rain_begins_and_ends() -> None:
    assert windows(rain_in(3, 4, 9, 10, 11)) == [(3, 5), (5, 9), (9, 12)]


def test_one_rain_hour_more_moves_the_window() -> None:
    assert windows(rain_in(3, 4, 5, 9, 10, 11)) == [(3, 6), (6, 9), (9, 12)]
    assert windows(rain_in(3, 4, 8, 9, 10, 11)) == [(3, 5), (5, 8), (8, 12)]


def test_an_hour_that_changes_little_is_no_window_of_its_own() -> None:
    assert windows(rain_in(3, 9, 10, 11)) == [(3, 9), (9, 12)]


def test_a_day_of_one_weather_is_one_window_and_the_policy_bounds_their_number() -> None:
    assert windows(rain_in()) == [(3, 12)]
    assert windows(rain_in(3, 4, 9, 10, 11).with_policy(max_waves=1)) == [(3, 12)]
    assert len(windows(rain_in(3, 4, 9, 10, 11).with_policy(max_waves=2))) == 2


def test_every_vehicle_stands_once_for_the_day_and_once_for_each_wave() -> None:
    plain = surveyed(rain_in(3, 4, 9, 10, 11))
    waves = waves_of(plain)
    found = in_waves(plain, waves)
    assert [(row.vehicle.id, row.wave) for row in found.vehicles] == [
        (name, wave) for name in ("van-1", "van-2") for wave in (0, 1, 2, 3)
    ]
    assert len(found.able) == 4 * len(plain.able)
    for row in found.vehicles:
        when = found.slices[row.profile]
        assert found.profiles[row.profile] == plain.profiles[row.profile % len(plain.profiles)]
        if row.wave:
            assert when.at == waves[row.wave - 1].worst_at
            assert all(waves[row.wave - 1].starts_at <= hour < waves[row.wave - 1].ends_at for hour in when.hours)
    assert [wave_at(waves, at(hour)) for hour in (2, 3, 4.9, 5, 9, 14)] == [1, 1, 1, 2, 3, 3]


def morning_and_noon() -> World:
    """One van; the people of A-1 can be met before six only, those of A-2 after nine only; it rains at both times."""
    world = rain_in(3, 4, 9, 10, 11).with_operation(
        vehicles=tuple(one for one in small_town().operation.vehicles if one.id == "van-1"),
        requests=tuple(one for one in small_town().operation.requests if one.id in {"A-1", "A-2"}),
    )
    early = world.with_record("requests", "A-1", tw_early=at(3), tw_late=at(5))
    return early.with_record("requests", "A-2", tw_early=at(10), tw_late=at(12))


@cache
def two_outings() -> Plan:
    return plan_of(morning_and_noon())


def test_a_van_goes_home_between_two_calm_windows() -> None:
    made = two_outings()
    first, second = made.missions
    assert [one.drive for one in made.missions] == ["van-1", "van-1/3"]
    assert (second.departs_at - first.returns_at).total_seconds() >= morning_and_noon().operation.policy.rest_s
    assert made.waves[first.wave - 1].starts_at <= first.departs_at < made.waves[first.wave - 1].ends_at
    assert made.waves[second.wave - 1].starts_at <= second.departs_at < made.waves[second.wave - 1].ends_at


def test_with_one_window_it_waits_out_the_day_and_its_crew_is_out_for_longer() -> None:
    made = plan_of(morning_and_noon().with_policy(max_waves=1))
    assert len(made.missions) == 1
    assert served(made) == served(two_outings()) == {"A-1", "A-2"}
    assert made.totals.crew_time_s > two_outings().totals.crew_time_s + 3 * 3600


def test_a_rest_longer_than_the_gap_keeps_the_van_from_going_out_twice() -> None:
    made = plan_of(morning_and_noon().with_policy(rest_s=8 * 3600.0))
    assert len(made.missions) == 1


def test_duty_bounds_what_a_crew_drives_over_all_waves() -> None:
    out_s = [(one.returns_at - one.departs_at).total_seconds() for one in two_outings().missions]
    assert len(served(plan_of(morning_and_noon().with_policy(max_duty_s=sum(out_s) + 60)))) == 2
    short = plan_of(morning_and_noon().with_policy(max_duty_s=sum(out_s) - 600))
    assert len(served(short)) == 1


def test_trips_of_all_waves_count_together() -> None:
    made = plan_of(morning_and_noon().with_record("vehicles", "van-1", max_trips=1))
    assert len(served(made)) == 1


def test_a_crews_ceiling_counts_all_its_waves() -> None:
    exposures = [one.exposure for one in two_outings().missions]
    within = plan_of(morning_and_noon().with_policy(max_exposure_per_person=sum(exposures) * 1.01))
    below = plan_of(morning_and_noon().with_policy(max_exposure_per_person=max(exposures) * 1.01))
    assert len(served(within)) == 2
    assert len(served(below)) == 1


def codes(world: World, made: Plan) -> set[FaultCode]:
    return {fault.code for fault in faults(world, made)}


def test_the_referee_sees_what_binds_two_missions_of_a_van() -> None:
    world, made = morning_and_noon(), two_outings()
    first, second = made.missions
    gap_s = (second.departs_at - first.returns_at).total_seconds()
    out_s = sum((one.returns_at - one.departs_at).total_seconds() for one in made.missions)
    exposure = first.exposure + second.exposure
    assert codes(world, made) == set()
    assert codes(world.with_policy(rest_s=gap_s), made) == set()
    assert codes(world.with_policy(rest_s=gap_s + 5), made) == {FaultCode.REST}
    assert codes(world.with_policy(max_duty_s=out_s), made) == set()
    assert codes(world.with_policy(max_duty_s=out_s - 5), made) == {FaultCode.DUTY}
    assert codes(world.with_policy(max_exposure_per_person=exposure * 1.001), made) == set()
    assert codes(world.with_policy(max_exposure_per_person=exposure * 0.999), made) == {FaultCode.CEILING_PERSON}
    one_trip = world.with_record("vehicles", "van-1", max_trips=1)
    assert codes(one_trip, made) == {FaultCode.TOO_MANY_TRIPS}


@pytest.mark.parametrize("wave", [0, 2])
def test_the_referee_sees_a_mission_in_another_window_than_it_says(wave: int) -> None:
    made = two_outings()
    wrong = replace(made, missions=(replace(made.missions[0], wave=wave), made.missions[1]))
    assert FaultCode.WAVE in codes(morning_and_noon(), wrong)


def test_the_referee_sees_a_van_on_two_missions_at_once_and_twice_in_one_window() -> None:
    made, world = two_outings(), morning_and_noon()
    first, second = made.missions
    overlapping = replace(made, missions=(replace(first, returns_at=second.departs_at + timedelta(hours=1)), second))
    assert FaultCode.VEHICLE_TWICE in codes(world, overlapping)
    one_window = replace(made, waves=(), missions=(first, replace(second, wave=first.wave)))
    assert codes(world, one_window) == {FaultCode.VEHICLE_TWICE}


def test_the_referee_sees_windows_that_overlap_or_name_a_worst_hour_outside() -> None:
    made, world = two_outings(), morning_and_noon()
    one, *others = made.waves
    late = replace(one, ends_at=others[0].starts_at + timedelta(hours=1))
    assert FaultCode.WAVE in codes(world, replace(made, waves=(late, *others)))
    outside = replace(one, worst_at=others[0].starts_at)
    assert FaultCode.WAVE in codes(world, replace(made, waves=(outside, *others)))


def test_the_same_seed_gives_the_same_waves() -> None:
    assert plan_of(morning_and_noon()) == two_outings()
