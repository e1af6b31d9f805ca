"""The two invented days: the ordinary readers read them, they hold what they are meant to teach, and nobody real."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from openevac.cli.demo_days.days import DEMO_DAYS, DemoDay
from openevac.cli.plan import ITERATIONS
from openevac.cli.world import World, ground_of
from openevac.domain.missions import Mission, Plan, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.places import Access
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.unserved import Limit
from openevac.domain.vehicles import RoadUse
from openevac.domain.weather import Sky
from openevac.feeds.operation_file import read_operation
from openevac.feeds.situation_file import read_situation
from openevac.planning.plan import plan
from openevac.roads.places import PlaceIndex
from openevac.roads.region import Region
from openevac.roads.snap import Snapper
from openevac.roads.training.ground import training_once_held
from openevac.roads.training.region import make_training_region
from openevac.routing.order import compute_order
from openevac.routing.router import Router
from openevac.routing.weights import weigh_roads

MAY, OCTOBER = DEMO_DAYS
DAYS = pytest.mark.parametrize("day", DEMO_DAYS, ids=lambda day: day.key)


@cache
def region() -> Region:
    return make_training_region(compute_order, built_at=datetime(2026, 11, 22, tzinfo=UTC))


@cache
def world(day: DemoDay) -> World:
    return World(region(), read_situation(day.situation, day.at))


@cache
def operation(day: DemoDay) -> Operation:
    read = read_operation(day.operation, ground_of(region(), PlaceIndex(region().places)))
    assert read.remarks == ()
    return read.operation


@cache
def planned(day: DemoDay) -> Plan:
    return plan(region(), world(day).situation, operation(day), now=day.at, seed=day.seed, iterations=ITERATIONS)


def stop_of(day: DemoDay, request_id: str) -> tuple[Mission, Trip, Stop]:
    """Give where people are fetched (not where they change vehicles) in the day's plan; StopIteration where not."""
    return next(
        (mission, trip, stop)
        for mission in planned(day).missions
        for trip in mission.trips
        for stop in trip.stops
        if stop.request == request_id and stop.waited is None
    )


def limits(day: DemoDay) -> dict[str, Limit]:
    """Give the reason of every request that is not in the day's plan."""
    return {unserved.request: unserved.limit for unserved in planned(day).unserved}


def way_to(day: DemoDay, request_id: str, profile_id: str, *, openings: bool = True) -> bool:
    """Tell whether a kind of vehicle finds an open way from its base to a request, at nine in the morning."""
    situation = world(day).situation if openings else replace(world(day).situation, openings=())
    on_the_day = World(region(), situation)
    starts = (day.at + timedelta(hours=15)).replace(minute=0)
    profile = next(profile for profile in operation(day).profiles if profile.id == profile_id)
    graph = region().graph
    weights = weigh_roads(graph, on_the_day.field(starts, 1), profile, starts)
    snapper = Snapper(graph)
    request = operation(day).request(request_id)
    assert request.position is not None
    start = snapper.snap(operation(day).depots[0].position, weights.open, 2000.0, "base")
    end = snapper.snap(request.position, weights.open, 2000.0, request_id)
    return Router(graph, region().order).path(weights, start, end, 7200.0) is not None


@DAYS
def test_the_ordinary_readers_read_the_day(day: DemoDay) -> None:
    read = operation(day)

    assert 12 <= len(read.requests) <= 20
    assert len(read.vehicles) == 4
    assert all(request.katottg or request.position for request in read.requests)
    assert {entry.katottg for entry in world(day).situation.access} <= {place.katottg for place in region().places}


@DAYS
def test_the_plan_is_made_the_evening_before_on_what_was_known_then(day: DemoDay) -> None:
    situation, read = world(day).situation, operation(day)
    policy = read.policy

    assert policy.departure_early is not None
    assert timedelta(hours=10) < policy.departure_early - day.at < timedelta(hours=13)
    known = [line.observed_at for line in situation.control] + [report.happened_at for report in situation.reports]
    assert max(known) <= day.at
    assert max(request.received_at for request in read.requests) <= day.at + timedelta(hours=3)
    assert all(0 <= request.waiting_days(day.at) < 30 for request in read.requests)


@DAYS
def test_everything_says_that_it_is_an_exercise(day: DemoDay) -> None:
    situation = world(day).situation
    sources = [line.source for line in situation.control] + [entry.source for entry in situation.access]
    sources += [curfew.source for curfew in situation.curfews]

    assert situation.weather is not None
    assert all("навчальн" in source for source in [*sources, situation.weather.source])
    assert any("вигадано" in note for note in situation.notes)
    assert "Навчальний день" in operation(day).name


@DAYS
def test_nobody_is_named_and_no_door_is_given(day: DemoDay) -> None:
    text = (day.operation.parent / "requests.csv").read_text(encoding="utf-8")
    columns = next(csv.reader(text.splitlines(), delimiter=";"))

    assert not {"піб", "ім'я", "ім’я", "прізвище", "телефон", "адреса", "квартира"} & {c.lower() for c in columns}
    assert not re.search(r"\+?380|\b0\d{9}\b", text)


@DAYS
def test_two_maps_disagree_and_one_knows_the_ground_once_held(day: DemoDay) -> None:
    first, second = world(day).situation.control

    assert first.held != second.held
    assert first.once_held == training_once_held()


@DAYS
def test_the_weather_covers_the_day(day: DemoDay) -> None:
    weather = world(day).situation.weather
    assert weather is not None
    hours = {hour.starts_at for hour in weather.hours}

    assert {day.at.replace(minute=0) + timedelta(hours=n) for n in range(36)} <= hours


def sky_at(day: DemoDay, local_hour: int) -> Sky:
    """Give the sky on the day of driving at an hour of Kyiv's summer time."""
    weather = world(day).situation.weather
    assert weather is not None
    moment = datetime(day.at.year, day.at.month, day.at.day, tzinfo=UTC) + timedelta(days=1, hours=local_hour - 3)
    return next(hour.sky for hour in weather.hours if hour.starts_at == moment)


def test_in_may_it_rains_in_the_morning_and_clears() -> None:
    assert [sky_at(MAY, hour) for hour in (6, 8, 11, 17)] == [Sky.RAIN, Sky.RAIN, Sky.DRIZZLE, Sky.PARTLY_CLOUDY]


def test_in_may_somebody_lives_on_the_seventh_floor_with_fridge_and_washing_machine() -> None:
    seventh = [request.needs for request in operation(MAY).requests if request.needs.carry_floors == 7]

    assert [needs.bulky for needs in seventh] == [2]


def test_in_may_a_van_fills_up_with_things_before_it_has_no_seat_left() -> None:
    read = operation(MAY)
    town = [request.needs for request in read.requests if request.katottg == "UA63080090010026457"]

    assert sum(needs.belongings_l for needs in town) > max(kind.volume_l for kind in read.vehicle_types) / 1.5
    assert sum(needs.pets for needs in town) >= 2
    assert any(needs.belongings_l > 2000 for needs in town)


def test_in_october_the_town_is_closed_and_two_places_want_armour() -> None:
    access = {entry.katottg: entry.access for entry in world(OCTOBER).situation.access}

    assert sorted(access.values()) == [Access.ARMOURED_ONLY, Access.ARMOURED_ONLY, Access.POLICE_AND_ARMY_ONLY]
    asked = {request.katottg for request in operation(OCTOBER).requests}
    assert set(access) <= asked


def test_in_october_one_van_is_armoured_and_one_crosses_fields() -> None:
    read = operation(OCTOBER)
    profiles = [read.profile(vehicle) for vehicle in read.vehicles]

    assert [profile.armoured for profile in profiles].count(True) == 1
    assert [profile.road_use for profile in profiles].count(RoadUse.FOUR_BY_FOUR) == 1


def test_in_october_only_the_field_track_driven_yesterday_leads_to_prystin() -> None:
    (opening,) = world(OCTOBER).situation.openings
    graph = region().graph
    entries = np.flatnonzero(np.isin(graph.way_ids, opening.way_ids))
    stretches = np.searchsorted(graph.way_start, entries, side="right") - 1

    assert len(stretches)
    assert graph.is_track[stretches].all()
    assert timedelta(hours=0) < OCTOBER.at - opening.opened_at < timedelta(hours=24)
    assert way_to(OCTOBER, "Ж-405", "field")
    assert not way_to(OCTOBER, "Ж-405", "field", openings=False)
    assert not way_to(OCTOBER, "Ж-405", "road")


def test_in_october_coverage_ends_before_the_river() -> None:
    assert any("зв’язку" in note and "Грушівки" in note for note in world(OCTOBER).situation.notes)


def test_in_october_there_is_one_care_bed_for_two_who_need_it() -> None:
    read = operation(OCTOBER)

    assert sum(shelter.beds.care for shelter in read.shelters) == 1
    assert sum(request.needs.needs_care for request in read.requests) == 2


def test_one_household_lives_too_far_from_any_road() -> None:
    far: EvacuationRequest = operation(OCTOBER).request("Ж-413")
    graph = region().graph
    assert far.position is not None
    east = (graph.shape_lon - far.position.lon) * 72150
    north = (graph.shape_lat - far.position.lat) * 111240

    assert np.hypot(east, north).min() > operation(OCTOBER).policy.max_snap_m


def test_the_files_of_a_day_ship_beside_each_other() -> None:
    for day in DEMO_DAYS:
        assert {path.name for path in Path(day.situation).parent.iterdir()} == {
            "situation.toml",
            "operation.toml",
            "requests.csv",
            "event.toml",
        }


@DAYS
def test_the_plan_uses_every_van_and_takes_whom_it_must(day: DemoDay) -> None:
    made = planned(day)

    assert {mission.vehicle for mission in made.missions} == {vehicle.id for vehicle in operation(day).vehicles}
    assert made.totals.required_served == made.totals.required_asked == 1
    assert made.totals.people >= 24
    trips = Counter(mission.vehicle for mission in made.missions for _ in mission.trips)
    assert max(trips.values()) >= 2


@DAYS
def test_the_ways_bend_round_the_drones_that_wait_over_the_main_road(day: DemoDay) -> None:
    """Vehicles of a relay are bound to their ways and count alike on both sides, so they are left out here."""
    totals = planned(day).totals
    bound = sum(
        mission.person_exposure
        for mission in planned(day).missions
        if any(trip.hand_over or any(stop.waited for stop in trip.stops) for trip in mission.trips)
    )

    assert totals.person_exposure - bound < 0.97 * (totals.person_exposure_fastest - bound)


def test_in_may_the_seventh_floor_is_fetched_and_fridge_and_washing_machine_stay_so_near_the_line() -> None:
    _, _, seventh = stop_of(MAY, "Т-501")

    assert seventh.left_bulky == 2
    assert seventh.saved_s > 20 * 60
    assert seventh.saved_person_exposure > 0
    assert seventh.service_s + seventh.saved_s < operation(MAY).policy.max_stop_s


def test_in_may_somebody_must_wait_because_the_vans_are_full_and_it_is_somebody_whose_turn_is_later() -> None:
    waiting = {request_id for request_id, limit in limits(MAY).items() if limit == Limit.FLEET_FULL}

    assert waiting
    assert {operation(MAY).request(request_id).priority for request_id in waiting} == {Priority.PLANNED}
    assert limits(MAY)["Т-515"] == Limit.HELD_GROUND


def test_in_october_every_refusal_teaches_another_reason() -> None:
    found = limits(OCTOBER)

    assert found["Ж-401"] == Limit.PLACE_CLOSED
    assert found["Ж-412"] == Limit.HELD_GROUND
    assert found["Ж-413"] == Limit.TOO_FAR_FROM_ROAD
    (waits,) = [one for one in planned(OCTOBER).unserved if one.request in {"Ж-409", "Ж-410"}]
    assert waits.limit == Limit.CARE_BED, "one care bed for two"
    assert "more beds" in waits.proof.in_english()


def test_in_october_the_ninth_floor_is_fetched_without_its_three_large_pieces() -> None:
    """With them the halt would add more danger than its class may add; nobody is left for that."""
    _, _, ninth = stop_of(OCTOBER, "Ж-414")

    assert ninth.left_bulky == 3
    assert ninth.saved_s > 40 * 60


@pytest.mark.parametrize("request_id", ["Ж-402", "Ж-403", "Ж-404"])
def test_in_october_places_for_armour_see_the_armoured_van_between_ten_and_three(request_id: str) -> None:
    mission, _, stop = stop_of(OCTOBER, request_id)
    zone = world(OCTOBER).situation.zone_info

    assert mission.vehicle == "armour-3"
    assert stop.arrives_at.astimezone(zone).hour >= 10
    assert stop.departs_at.astimezone(zone).hour < 15


@pytest.mark.parametrize("request_id", ["Ж-405", "Ж-406"])
def test_in_october_the_van_that_crosses_fields_fetches_those_beyond_them(request_id: str) -> None:
    mission, trip, _ = stop_of(OCTOBER, request_id)

    assert mission.vehicle == "field-2"
    assert sum(leg.track_m for leg in trip.legs) > 20_000


@cache
def planned_without(day: DemoDay, **policy: object) -> Plan:
    """Plan the day with another policy, fewer rounds: enough to see what vanishes."""
    asked = operation(day)
    changed = replace(asked, policy=replace(asked.policy, **policy))  # type: ignore[arg-type]  # of the test itself
    return plan(region(), world(day).situation, changed, now=day.at, seed=day.seed, iterations=300)


def stops_of(made: Plan) -> list[Stop]:
    return [stop for mission in made.missions for trip in mission.trips for stop in trip.stops]


@DAYS
def test_the_day_drives_in_at_least_two_windows_cut_where_danger_changes(day: DemoDay) -> None:
    made = planned(day)

    assert len(made.waves) >= 2
    assert max(wave.times_least for wave in made.waves) > 1.1
    assert len({mission.wave for mission in made.missions}) >= 2


def test_in_may_vans_go_out_twice_and_nobody_leaves_while_drones_wait_over_the_roads() -> None:
    made = planned(MAY)
    twice = Counter(mission.vehicle for mission in made.missions)
    worst = max(range(len(made.waves)), key=lambda number: made.waves[number].times_least)

    assert max(twice.values()) == 2
    assert made.waves[worst].times_least > 2
    assert worst + 1 not in {mission.wave for mission in made.missions}


@DAYS
def test_without_further_waves_there_is_one_window_and_every_van_goes_out_once(day: DemoDay) -> None:
    made = planned_without(day, max_waves=1)

    assert len(made.waves) <= 1
    assert max(Counter(mission.vehicle for mission in made.missions).values()) == 1


@DAYS
def test_somebody_is_met_at_a_meeting_point_and_nobody_where_those_are_switched_off(day: DemoDay) -> None:
    met = [stop for stop in stops_of(planned(day)) if stop.meeting_point]

    assert met
    assert all(stop.walk is not None and stop.walk.leaves_at < stop.arrives_at for stop in met)
    assert not [stop for stop in stops_of(planned_without(day, meeting_points=False)) if stop.meeting_point]


def test_in_october_somebody_of_the_closed_town_walks_out_to_where_armour_may_come() -> None:
    mission, _, stop = stop_of(OCTOBER, "Ж-418")
    without = {row.request: row.limit for row in planned_without(OCTOBER, meeting_points=False).unserved}

    assert mission.vehicle == "armour-3"
    assert stop.meeting_point
    assert without["Ж-418"] == Limit.PLACE_CLOSED


@DAYS
def test_things_stay_behind_with_the_minutes_and_the_danger_that_saves(day: DemoDay) -> None:
    staying = [stop for stop in stops_of(planned(day)) if stop.leaves_things]

    assert max(stop.saved_s for stop in staying) > 20 * 60
    assert all(stop.saved_person_exposure > 0 for stop in staying if stop.saved_s > 0)


@DAYS
def test_without_zones_of_belongings_and_with_room_nothing_stays_behind(day: DemoDay) -> None:
    """A class that no longer minds danger, vans that hold everything, and long halts: nothing needs to stay."""
    asked = operation(day)
    wide = tuple(replace(kind, payload_kg=9000.0, volume_l=90_000.0) for kind in asked.vehicle_types)
    calm = replace(
        asked.policy,
        belongings=replace(asked.policy.belongings, zones=()),
        max_stop_s=4 * 3600.0,
        max_marginal=type(asked.policy.max_marginal)(),
        max_exposure_per_trip=None,
        max_exposure_per_person=None,
        meeting_points=False,
    )
    roomy = replace(asked, vehicle_types=wide, policy=calm)
    made = plan(region(), world(day).situation, roomy, now=day.at, seed=day.seed, iterations=300)

    assert len(stops_of(made)) >= 8
    assert [stop.request for stop in stops_of(made) if stop.leaves_things] == []


@DAYS
def test_a_parcel_rides_in_on_the_empty_way_one_cannot_and_none_does_where_none_is_given(day: DemoDay) -> None:
    made = planned(day)
    given = [name for stop in stops_of(made) for name in stop.gives]

    assert given
    assert [row.parcel for row in made.unplaced]
    assert sorted([*given, *(row.parcel for row in made.unplaced)]) == [one.id for one in operation(day).aid]
    bare = replace(operation(day), aid=())
    without = plan(region(), world(day).situation, bare, now=day.at, seed=day.seed, iterations=300)
    assert not any(stop.gives for stop in stops_of(without))
    assert without.unplaced == ()


def test_in_may_dog_food_and_cold_medicine_ride_in() -> None:
    given = {name for stop in stops_of(planned(MAY)) for name in stop.gives}

    assert given == {"А-1", "А-2"}


@DAYS
def test_a_place_lets_only_armour_in_and_armour_fetches_who_lives_there(day: DemoDay) -> None:
    read = operation(day)
    asked = {entry.katottg for entry in world(day).situation.access if entry.access is Access.ARMOURED_ONLY}
    living = {request.id for request in read.requests if request.katottg in asked}
    fetching = {
        mission.vehicle
        for mission in planned(day).missions
        for trip in mission.trips
        for stop in trip.stops
        if stop.request in living and stop.waited is None
    }

    assert fetching
    assert all(read.profile(read.vehicle(vehicle)).armoured for vehicle in fetching)
