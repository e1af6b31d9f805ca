"""Halts, hindrances and the worst hour, on the small town."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from openevac.domain.hazards import TrackOpening, Zone, ZoneKind
from openevac.domain.places import LonLat
from openevac.domain.unserved import Limit
from openevac.domain.vehicles import Profile, RoadUse
from openevac.planning.ground import DETOUR_M, Ground, Slice, lay_ground, other_situation, with_rules
from openevac.planning.prepare import Prepared, people_assumed, prepare
from openevac.planning.survey import Survey, survey
from tests.hand_made import box, to_degrees
from tests.planning.town import region_of
from tests.worlds import World, at, blown_bridge, curfew, mined_fields, rainy_day, small_town

VAN = Profile(id="van", height_m=2.7, weight_t=3.2)
JEEP = Profile(id="jeep", road_use=RoadUse.FOUR_BY_FOUR, height_m=2.1, weight_t=2.8)
MORNING = Slice.of(at(6))
FARM = to_degrees(12_020, 2450)


def ground_of(world: World) -> Ground:
    return lay_ground(region_of(world), world.situation, at(0), 24)


def surveyed(world: World) -> Survey:
    return survey(ground_of(world), world.operation, world.operation.requests, now=world.now, at=None)


def prepared(world: World) -> Prepared:
    found = surveyed(world)
    return prepare(found, waiting_days=[1.0] * len(found.requests), people_assumed=5.0)


def halt_m(world: World, profile: Profile, position: LonLat, when: Slice = MORNING) -> float | None:
    found = ground_of(world).halt(profile, when, position, 2000.0)
    return None if found is None else found.snap_m


def test_a_jeep_halts_at_the_farm_and_a_van_on_the_paved_road() -> None:
    assert halt_m(small_town(), JEEP, FARM) == pytest.approx(25, abs=1)
    assert halt_m(small_town(), VAN, FARM) == pytest.approx(1660, abs=10)


def test_a_wet_track_is_open_where_it_is_dry_in_some_hour_of_departure() -> None:
    rainy = rainy_day(5, 8)
    wet = halt_m(rainy, JEEP, FARM)
    dry = halt_m(rainy, JEEP, FARM, Slice(at(6), (at(3), at(6))))
    assert wet is not None
    assert dry is not None
    assert wet > 1000 > dry


def test_nobody_walks_over_ground_that_was_once_held() -> None:
    assert halt_m(mined_fields(opened=False), VAN, FARM) is None
    mined = Zone(id="mines", kind=ZoneKind.MINED, area=box(11_000, 1000, 12_900, 2300), source="deminers")
    assert halt_m(small_town().with_situation(zones=(mined,)), VAN, FARM) is None


def test_a_yard_that_is_cut_off_is_no_halt_and_nor_is_the_road_across() -> None:
    strike = small_town().situation.reports[0]
    craters = replace(strike, id="craters", blocks=True, way_ids=(106, 108, 110))
    beside = to_degrees(10_030, 450)
    assert halt_m(small_town(), VAN, beside) == pytest.approx(30, abs=2)
    assert halt_m(small_town().with_situation(reports=(craters,)), VAN, beside) is None


def test_a_position_a_little_nearer_to_a_cut_off_road_is_served_from_the_next() -> None:
    found = ground_of(small_town()).halt(VAN, MORNING, to_degrees(9000, -DETOUR_M / 2), 2000.0)
    assert found is not None
    assert found.snap_m < 1


def test_what_closes_a_way_is_said_in_the_words_of_its_source() -> None:
    world = blown_bridge()
    said = ground_of(world).what_closes(VAN, MORNING, to_degrees(0, 0), to_degrees(9000, 0))
    assert said is not None
    assert "Blocked: verified report bridge" in said.in_english()
    assert ground_of(small_town()).what_closes(VAN, MORNING, to_degrees(0, 0), to_degrees(9000, 0)) is None


def test_estimates_are_the_referees_figures_within_the_hour() -> None:
    ground = ground_of(small_town())
    start, end = (ground.halt(VAN, MORNING, place, 2000.0) for place in (to_degrees(0, 0), to_degrees(9000, 0)))
    assert start is not None
    assert end is not None
    path = ground.path(VAN, start, end, MORNING, 1000.0)
    assert path is not None
    assert ground.estimate(VAN, path, at(6)) == pytest.approx(ground.measure(VAN, path, at(6)).exposure, rel=1e-6)
    assert ground.is_open(VAN, path, at(6))
    assert not ground_of(blown_bridge()).is_open(VAN, path, at(6))


def test_another_situation_keeps_the_roads_and_other_rules_keep_the_danger_too() -> None:
    ground = ground_of(small_town())
    blown = other_situation(ground, blown_bridge().situation)
    assert blown.router is ground.router
    assert blown.weights(VAN, MORNING).open.sum() < ground.weights(VAN, MORNING).open.sum()
    ruled = with_rules(ground, replace(small_town().situation, curfews=(curfew(at(3).time(), at(4).time()),)))
    assert ruled.weights(VAN, MORNING) is ground.weights(VAN, MORNING)
    assert ruled.field.situation is ruled.situation


def test_only_the_vehicle_that_comes_nearest_to_a_door_may_fetch_from_it() -> None:
    found = surveyed(small_town())
    able = {(found.vehicles[v].vehicle.id, found.requests[r].id) for v, r in found.able}
    assert ("van-2", "C-1") in able
    assert ("van-1", "C-1") not in able
    assert ("van-1", "A-2") in able


def test_the_vehicle_with_the_fewest_hindrances_tells_the_reason() -> None:
    world = small_town().with_needs("A-1", walks=9)
    (refused,) = surveyed(world).refused
    assert (refused.request.id, refused.vehicle) == ("A-1", "van-1")
    assert [hindrance.limit for hindrance in refused.hindrances] == [Limit.SEATS]
    with_things = small_town().with_needs("A-1", walks=7, belongings_kg=600)
    assert [one.request.id for one in surveyed(with_things).refused] == []  # van-1 takes it, van-2 lacks two things


def test_matrices_agree_with_ways_found_one_by_one() -> None:
    many, few = prepared(small_town()), small_town().with_operation(requests=small_town().operation.requests[1:2])
    one = prepared(few)
    rows = [0, 1, 2 + 1]  # depot, school, A-2
    assert np.allclose(many.problem.drive_s[0][np.ix_(rows, rows)], one.problem.drive_s[0], atol=1.0)
    assert np.allclose(many.problem.exposure[0][np.ix_(rows, rows)], one.problem.exposure[0], rtol=1e-3)


def test_a_door_behind_closed_roads_may_be_served_by_nobody() -> None:
    world = blown_bridge()
    wood = replace(world.situation.reports[-1], id="wood", way_ids=(104,))
    found = prepared(world.with_situation(reports=(*world.situation.reports, wood)))
    assert not found.problem.may_serve.any()


def test_people_thought_aboard_are_the_crew_and_half_a_load() -> None:
    found = surveyed(small_town())
    assert people_assumed(found, found.requests) == 2.5 + 7 / 2
    assert people_assumed(found, found.requests[:1]) == 2.5 + 2 / 2


def test_opened_tracks_expire() -> None:
    world = mined_fields(opened=True)
    (opening,) = world.situation.openings
    old: TrackOpening = replace(opening, opened_at=opening.opened_at - timedelta(days=30))
    assert halt_m(world, JEEP, FARM) == pytest.approx(25, abs=1)
    assert halt_m(world.with_situation(openings=(old,)), JEEP, FARM) is None
