"""The one door, on the small town: every test changes one thing and looks at what the plan does."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Zone, ZoneKind
from openevac.domain.missions import Mission, Plan, Stop
from openevac.domain.places import Access
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from openevac.domain.unserved import Limit
from openevac.planning.plan import plan
from openevac.routing.router import Router
from tests.hand_made import box, to_degrees
from tests.planning.town import left, plan_of, region_of, served
from tests.worlds import (
    NOW,
    TOWN,
    VILLAGE,
    World,
    at,
    blown_bridge,
    closed_town,
    curfew,
    mined_fields,
    rainy_day,
    small_town,
)

EVERYBODY = {"A-1", "A-2", "B-1", "C-1"}


def mission_of(made: Plan, vehicle: str) -> Mission:
    return next(mission for mission in made.missions if mission.vehicle == vehicle)


def stop_of(made: Plan, request: str) -> Stop:
    stops = (stop for mission in made.missions for trip in mission.trips for stop in trip.stops)
    return next(stop for stop in stops if stop.request == request)


def driven_ways(made: Plan, world: World) -> set[int]:
    legs = [leg for m in made.missions for leg in (*(leg for trip in m.trips for leg in trip.legs), m.way_home)]
    return {int(way) for leg in legs for arc in leg.arcs for way in world.graph.ways(int(world.graph.arc_stretch[arc]))}


def test_everybody_of_the_small_town_is_fetched() -> None:
    made = plan_of(small_town())
    assert served(made) == EVERYBODY
    assert made.unserved == ()
    assert (made.totals.households, made.totals.people, made.totals.required_served) == (4, 10, 1)
    assert made.totals.people_by_priority == {"urgent": 2, "first": 2, "planned": 6}
    assert made.totals.person_exposure == pytest.approx(sum(mission.person_exposure for mission in made.missions))


def test_the_jeep_goes_where_only_it_can_reach_the_door() -> None:
    made = plan_of(small_town())
    assert stop_of(made, "C-1").at.snap_m < 100
    assert {stop.request for trip in mission_of(made, "van-2").trips for stop in trip.stops} == {"C-1"}


def test_the_same_seed_gives_the_same_plan() -> None:
    assert plan_of(small_town(), seed=7) == plan_of(small_town(), seed=7)


def test_stop_ends_the_search_and_the_plan_still_stands() -> None:
    made = plan_of(small_town(), iterations=None, stop=lambda: True)
    assert made.missions
    assert all(entry.proof.text for entry in made.unserved)


def test_progress_is_told_from_nothing_to_all() -> None:
    world, said = small_town(), []
    plan(
        region_of(world),
        world.situation,
        world.operation,
        now=world.now,
        seed=1,
        iterations=80,
        progress=lambda words, share: said.append((words, share)),
    )
    shares = [share for _, share in said]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert "reasons and their proofs" in [words for words, _ in said]


def test_times_are_whole_seconds_and_nobody_waits_on_scene_without_need() -> None:
    made = plan_of(small_town())
    for mission in made.missions:
        for trip in mission.trips:
            for stop in trip.stops:
                assert stop.arrives_at == stop.starts_at
                assert stop.arrives_at.microsecond == stop.departs_at.microsecond == 0


def test_a_late_window_is_waited_for_at_the_depot() -> None:
    world = small_town().with_record("requests", "C-1", tw_early=at(8), tw_late=at(9))
    made = plan_of(world)
    stop = stop_of(made, "C-1")
    assert at(8) <= stop.arrives_at == stop.starts_at <= at(9)
    assert mission_of(made, "van-2").departs_at > at(7)


def test_vans_leave_within_the_departure_window() -> None:
    made = plan_of(small_town().with_policy(departure_early=at(4.5), departure_late=at(4.75)))
    assert made.missions
    assert all(at(4.5) <= mission.departs_at <= at(4.75) for mission in made.missions)


def test_without_a_departure_window_the_crews_hours_are_the_window() -> None:
    made = plan_of(small_town().with_policy(departure_early=None, departure_late=None))
    assert served(made) == EVERYBODY
    assert all(at(2) <= mission.departs_at and mission.returns_at <= at(14) for mission in made.missions)


def test_nobody_leaves_before_the_plan_is_made() -> None:
    late = replace(small_town(), now=at(7.4))
    assert all(mission.departs_at >= at(7.4) for mission in plan_of(late).missions)


@pytest.mark.parametrize("hour", [4, 7])
def test_the_van_leaves_with_the_rain_and_the_jeep_before_it_wets_the_track(hour: int) -> None:
    made = plan_of(rainy_day(hour, hour + 2))
    assert served(made) == EVERYBODY
    assert mission_of(made, "van-1").departs_at == at(hour)
    assert stop_of(made, "C-1").at.snap_m < 100
    assert mission_of(made, "van-2").returns_at < at(hour) + timedelta(hours=1)


def test_a_blown_bridge_is_driven_round() -> None:
    assert 102 in driven_ways(plan_of(small_town()), small_town())
    made = plan_of(blown_bridge())
    assert served(made) == EVERYBODY
    assert 102 not in driven_ways(made, blown_bridge())


def test_plans_go_round_the_danger_that_fastest_ways_drive_through() -> None:
    watched = Zone(id="bridge", kind=ZoneKind.DANGER, area=box(4500, -300, 5800, 300), source="police", rate_per_h=4.0)
    world = small_town().with_situation(zones=(watched,))
    made = plan_of(world)
    assert 104 in driven_ways(made, world)  # the wood road
    assert 104 not in driven_ways(plan_of(small_town()), world)
    assert made.totals.person_exposure < 0.95 * made.totals.person_exposure_fastest


def test_the_careful_dial_takes_no_more_danger_than_the_quick_one() -> None:
    quick, careful = (plan_of(small_town().with_policy(dial=dial)) for dial in ("quick", "careful"))
    assert served(quick) == served(careful)
    assert careful.totals.person_exposure <= quick.totals.person_exposure
    assert careful.totals.crew_time_s >= quick.totals.crew_time_s


def test_beds_that_lack_leave_people_behind() -> None:
    world = small_town().with_record("shelters", "school", beds=Beds(ordinary=2, no_stairs=2, care=1))
    made = plan_of(world)
    assert served(made) == {"A-2", "A-1"}  # the required one, then the first class
    assert {entry.limit for entry in made.unserved} == {Limit.BEDS}


def test_a_curfew_over_the_day_sends_nobody() -> None:
    made = plan_of(small_town().with_situation(curfews=(curfew(time(4), time(18)),)))
    assert made.missions == ()
    assert {entry.limit for entry in made.unserved} == {Limit.CURFEW}
    stays = [remark for remark in made.remarks if "stays" in remark.text]
    assert [remark.facts["vehicle"] for remark in stays] == ["van-1", "van-2"]


def test_a_curfew_in_the_town_is_waited_out() -> None:
    made = plan_of(small_town().with_situation(curfews=(curfew(time(20), time(11), TOWN),)))  # until 8 UTC
    assert served(made) == EVERYBODY
    assert stop_of(made, "A-1").arrives_at >= at(8)
    assert stop_of(made, "A-2").arrives_at >= at(8)


def test_a_town_that_opens_at_nine_is_served_from_nine() -> None:
    rule = PlaceAccess(
        katottg=TOWN, access=Access.CLOSED, source="military administration", since=NOW, valid_until=at(9)
    )
    made = plan_of(small_town().with_situation(access=(rule,)))
    assert served(made) == EVERYBODY
    assert min(stop_of(made, request).arrives_at for request in ("A-1", "A-2")) >= at(9)


def test_an_armoured_vehicle_enters_where_only_it_may() -> None:
    world = closed_town(Access.ARMOURED_ONLY)
    assert {"A-1", "A-2"}.isdisjoint(served(plan_of(world)))
    armoured = world.with_record("vehicles", "van-2", type="carrier")
    made = plan_of(armoured)
    assert {stop.request for trip in mission_of(made, "van-2").trips for stop in trip.stops} >= {"A-1", "A-2"}


def test_a_closed_zone_is_entered_only_when_it_is_over() -> None:
    zone = Zone(
        id="search",
        kind=ZoneKind.CLOSED,
        area=box(11_800, 500, 12_200, 900),
        source="deminers",
        valid_until=at(6.5),
    )
    made = plan_of(small_town().with_situation(zones=(zone,)))
    assert stop_of(made, "B-1").arrives_at >= at(7)


def test_a_door_in_a_zone_that_closes_is_served_before_though_the_road_stays_open() -> None:
    zone = Zone(id="yard", kind=ZoneKind.CLOSED, area=box(11_980, 880, 12_020, 920), source="police", valid_from=at(8))
    world = small_town().with_record("requests", "B-1", position=to_degrees(12_000, 900))
    assert stop_of(plan_of(world), "B-1").arrives_at > at(8)
    assert stop_of(plan_of(world.with_situation(zones=(zone,))), "B-1").departs_at <= at(8)


def test_mined_fields_are_neither_driven_nor_walked() -> None:
    made = plan_of(mined_fields(opened=False))
    assert "C-1" not in served(made)
    assert left(made, "C-1").limit is Limit.NO_OPEN_WAY
    assert "Closed for mines" in left(made, "C-1").reason.in_english()
    assert "C-1" in served(plan_of(mined_fields(opened=True)))


def test_people_who_must_walk_to_the_van_are_named() -> None:
    world = small_town().with_operation(vehicles=small_town().operation.vehicles[:1])
    made = plan_of(world)
    assert stop_of(made, "C-1").at.snap_m > 1000
    said = [remark.in_english() for remark in made.remarks]
    assert any("people walk that far or are carried: C-1 (" in words for words in said)


def test_a_request_without_a_position_lies_where_its_place_does() -> None:
    made = plan_of(small_town().with_record("requests", "A-1", position=None))
    assert stop_of(made, "A-1").at.snap_m < 50


def test_a_request_of_a_place_nobody_knows_is_an_input_error() -> None:
    world = small_town().with_record("requests", "A-1", position=None, katottg="UA00000000000000000")
    with pytest.raises(InputError, match=r"'A-1' names the place UA00000000000000000, which the region does not know"):
        plan_of(world)


def test_a_depot_far_from_any_road_is_an_input_error() -> None:
    world = small_town().with_record("depots", "base", position=to_degrees(-9000, 0))
    with pytest.raises(InputError, match=r"depot 'base' lies 9.0 km from any road; at most 2.0 km"):
        plan_of(world)


def test_crews_whose_hours_lie_days_apart_are_an_input_error() -> None:
    later = timedelta(days=4)
    world = small_town().with_record("crews", "crew-2", tw_early=at(2) + later, tw_late=at(14) + later)
    with pytest.raises(InputError, match="a plan is made for one day"):
        plan_of(world)


def test_a_region_without_a_border_gives_no_plan() -> None:
    world = small_town()
    region = replace(region_of(world), border=None)
    with pytest.raises(InputError, match="no state border"):
        plan(region, world.situation, world.operation, now=world.now, seed=1, iterations=10)


def test_a_stuck_depot_keeps_its_vans_and_says_so() -> None:
    zone = Zone(id="yard", kind=ZoneKind.CLOSED, area=box(-500, -4000, 7000, 4000), source="police")
    made = plan_of(small_town().with_situation(zones=(zone,)))
    assert made.missions == ()
    assert any("no road at its depot is open to it" in remark.in_english() for remark in made.remarks)
    assert {entry.limit for entry in made.unserved} <= {Limit.PLACE_CLOSED, Limit.NO_OPEN_WAY}


def test_the_plan_says_what_it_rests_on_and_what_it_assumed() -> None:
    made = plan_of(small_town())
    kinds = {entry.kind for entry in made.rests_on}
    assert {"control", "weather", "reports", "profile"} <= kinds
    (assumed,) = [remark for remark in made.remarks if "worst hour of departure" in remark.text]
    assert assumed.facts["people"] == made.people_assumed_aboard
    assert at(3) <= datetime.fromisoformat(str(assumed.facts["at"])) <= at(9)


def test_missing_weather_is_said() -> None:
    made = plan_of(small_town().with_situation(weather=None))
    assert any("No weather is known" in remark.text for remark in made.remarks)


def test_requests_without_a_code_are_named_where_places_have_rules() -> None:
    made = plan_of(closed_town())
    assert any("C-1" in str(remark.facts.get("requests")) for remark in made.remarks if "no settlement" in remark.text)
    assert not any("no settlement" in remark.text for remark in plan_of(small_town()).remarks)


def test_curfew_hours_of_a_village_bind_only_that_village() -> None:
    made = plan_of(small_town().with_situation(curfews=(curfew(time(6), time(18), VILLAGE),)))
    assert served(made) == EVERYBODY - {"B-1"}
    assert left(made, "B-1").limit is Limit.CURFEW


def test_a_plan_leaves_nothing_behind_that_only_the_collector_can_free() -> None:
    # The hierarchy belongs to one thread; freed by a collection in another one it would complain.
    region, world = region_of(closed_town()), closed_town()
    gc.collect()
    before = [one for one in gc.get_objects() if type(one) is Router]  # asks no lazy object what it would be
    gc.disable()
    try:
        plan(region, world.situation, world.operation, now=world.now, seed=1, iterations=40)
        after = [one for one in gc.get_objects() if type(one) is Router]
        assert not [one for one in after if not any(one is other for other in before)]
    finally:
        gc.enable()
