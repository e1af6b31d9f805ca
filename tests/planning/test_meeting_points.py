"""Met at the door or at a meeting point: who walks, when, over which ground, and what a closed place means."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import msgspec
import pytest

from openevac.domain.hazards import ZoneKind
from openevac.domain.meeting_points import MeetingPoint, NamedService
from openevac.domain.missions import Plan
from openevac.domain.places import Access
from openevac.domain.unserved import Limit
from openevac.planning.doors_first import in_all_rows, only_rows, rows_at_doors
from openevac.planning.footways import nearest_place
from openevac.planning.ground import lay_ground
from openevac.planning.improve import score_of
from openevac.planning.insertion import Bench
from openevac.planning.moved import Move, judge_move
from openevac.planning.plan import ground_for, prepared_on
from openevac.planning.prizes import prizes
from openevac.planning.search import search
from openevac.planning.solver import Solver
from openevac.planning.walking import MOST_POINTS
from tests.hand_made import to_degrees
from tests.planning.meeting_worlds import (
    CORNER,
    OUTSIDE,
    closed_with_a_way_out,
    mined_strip,
    only,
    quiet_street,
    stop_of,
    under_fire,
)
from tests.planning.town import left, plan_of, region_of, served
from tests.worlds import TOWN, World, at, closed_town, curfew, marginal, rainy_day, small_town

THINGS = {"belongings_kg": 45.0, "belongings_l": 160.0, "bulky": 1, "carry_floors": 3}


def met_at(world: World, request: str = "A-1") -> str:
    """Give where a household is met: the id of a point, "" at its door."""
    return stop_of(plan_of(world), request).meeting_point


def written(made: Plan) -> bytes:
    return msgspec.json.encode(made)


def test_a_household_near_a_less_dangerous_corner_is_fetched_there() -> None:
    made = plan_of(under_fire())
    stop = stop_of(made, "A-1")
    assert stop.meeting_point == "corner"
    assert stop.walk is not None
    assert stop.walk.length_m == pytest.approx(1.3 * 300.7, abs=1.0)
    assert stop.walk.time_s == pytest.approx(stop.walk.length_m / (4 / 3.6), abs=1.0)
    assert stop.arrives_at - stop.walk.leaves_at == timedelta(seconds=stop.walk.time_s + 600)
    assert stop.walk.person_exposure == pytest.approx(2 * stop.walk.exposure)
    assert made.totals.households == 4


def test_it_is_fetched_at_its_door_when_meeting_points_are_off_or_the_street_is_quiet() -> None:
    assert met_at(under_fire().with_policy(meeting_points=False)) == ""
    assert met_at(quiet_street()) == ""


def test_nobody_in_a_wheelchair_or_lying_walks_and_who_needs_help_only_with_an_escort() -> None:
    assert met_at(under_fire(wheelchairs=1, walks=1)) == ""
    assert met_at(under_fire(stretchers=1, walks=1)) == ""
    helped = under_fire(walks_with_help=1, walks=1)
    assert met_at(helped) == ""
    escorted = helped.with_record("requests", "A-1", escort=True)
    walk = stop_of(plan_of(escorted), "A-1").walk
    assert walk is not None
    assert walk.time_s == pytest.approx(walk.length_m / (2 / 3.6), abs=1.0), "the slowest sets the pace"


def test_people_carry_a_bag_each_and_the_rest_stays_and_is_said() -> None:
    stop = stop_of(plan_of(only(under_fire(**THINGS), "A-1")), "A-1")
    assert stop.walk is not None
    assert (stop.walk.left_kg, stop.walk.left_l, stop.walk.left_bulky) == (25.0, 60.0, 1)
    assert (stop.aboard.kg, stop.aboard.litres, stop.aboard.pets) == (20.0, 100.0, 1)
    assert stop.service_s == 120 + 2 * 60 + 20 * 1.5 / 2 + 60, "no stairs and no fridge at a corner"


def test_the_walk_counts_in_the_trip_and_the_totals_and_not_for_the_vehicle() -> None:
    made = plan_of(only(under_fire(), "A-1"))
    (mission,) = made.missions
    (trip,) = mission.trips
    (stop,) = trip.stops
    assert stop.walk is not None
    assert stop.walk.person_exposure > 0
    driven = sum(leg.person_exposure for leg in trip.legs) + stop.person_exposure
    assert trip.person_exposure == pytest.approx(driven + stop.walk.person_exposure)
    assert made.totals.person_exposure == pytest.approx(trip.person_exposure + mission.way_home.person_exposure)
    assert trip.exposure == pytest.approx(sum(leg.exposure for leg in trip.legs) + stop.exposure)


def test_a_closed_place_moves_the_household_to_the_point_outside_it_and_opening_brings_it_back() -> None:
    closed = closed_with_a_way_out()
    assert met_at(closed) == "outside"
    assert met_at(closed_with_a_way_out(Access.OPEN)) == ""
    assert met_at(closed_with_a_way_out(Access.POLICE_AND_ARMY_ONLY)) == "outside"
    assert met_at(closed_with_a_way_out(Access.ARMOURED_ONLY)) == "outside"


def test_a_point_without_a_code_lies_in_the_nearest_place() -> None:
    world = closed_with_a_way_out()
    assert "A-1" not in served(plan_of(world.with_operation(meeting_points=(replace(OUTSIDE, katottg=""),))))
    in_the_village = MeetingPoint(id="nearer", position=to_degrees(11_700, 500))
    moved = world.with_record("requests", "A-1", position=to_degrees(11_200, 100))
    assert met_at(moved.with_operation(meeting_points=(in_the_village,))) == "nearer"


def test_without_a_point_in_reach_the_place_is_closed_and_the_reason_names_who_takes_over() -> None:
    world = mined_strip(closed_with_a_way_out(), 9000)
    entry = left(plan_of(world), "A-1")
    assert entry.limit is Limit.PLACE_CLOSED
    assert "no meeting point outside it is within reach" in entry.reason.in_english()
    assert "this operation names none" in entry.reason.in_english()
    services = (NamedService(name="Red Cross"), NamedService(name="police of the town, 102", places=(TOWN,)))
    made = plan_of(world.with_operation(services=services))
    entry = left(made, "A-1")
    assert "Pass the request on: police of the town, 102." in entry.reason.in_english()
    assert entry.proof.in_english() == "With the place open to everybody the referee accepted a trip for it."
    lying = left(made, "A-2")
    assert "not everybody here can walk to a meeting point" in lying.reason.in_english()


def test_a_service_is_named_where_no_meeting_point_is_used_at_all() -> None:
    made = plan_of(closed_town().with_operation(services=(NamedService(name="police, 102"),)))
    assert "Pass the request on: police, 102." in left(made, "A-1").reason.in_english()


def test_a_longer_walk_than_allowed_is_refused_and_proved_by_lengthening_only_the_walk() -> None:
    world = closed_with_a_way_out().with_policy(max_walk_m=500)
    entry = left(plan_of(world), "A-1")
    assert entry.limit is Limit.WALK_TOO_LONG
    assert "outside, is 600 m away on foot; the policy allows 500 m" in entry.reason.in_english()
    assert entry.proof.in_english() == (
        "With walks of up to 600 m to a meeting point the referee accepted a trip for it."
    )
    assert met_at(world.with_policy(max_walk_m=566)) == "outside"
    assert "A-1" not in served(plan_of(world.with_policy(max_walk_m=565)))


def test_nobody_is_proposed_a_walk_of_hours() -> None:
    far = MeetingPoint(id="far", position=to_degrees(2000, 0), katottg=OUTSIDE.katottg)
    made = plan_of(closed_with_a_way_out().with_operation(meeting_points=(far,)))
    assert left(made, "A-1").limit is Limit.PLACE_CLOSED


def test_a_mined_strip_forbids_the_walk_however_short() -> None:
    assert met_at(mined_strip(under_fire(), 9100)) == ""
    assert met_at(mined_strip(under_fire(), 9350)) == "corner", "a strip behind the house is not on the way"


def test_ground_fought_over_may_be_crossed_as_far_as_yards_reach() -> None:
    def fought_over(world: World) -> World:
        line = world.situation.control[0]
        strip = (
            (*(to_degrees(x, y) for x, y in ((9100, -500), (9140, -500), (9140, 1500), (9100, 1500), (9100, -500))),),
        )
        return world.with_situation(control=(replace(line, once_held=(strip,)),))

    near = under_fire().with_record("requests", "A-1", position=to_degrees(9250, 900))
    assert met_at(fought_over(near)) == "corner", "250 m: streets and yards"
    assert met_at(fought_over(under_fire().with_record("requests", "A-1", position=to_degrees(9340, 900)))) == ""


def test_nobody_walks_through_a_closed_zone_while_it_is_closed() -> None:
    world = under_fire()
    strip = replace(mined_strip(world, 9100).situation.zones[-1], kind=ZoneKind.CLOSED)

    def closed_until(hour: float) -> World:
        zones = (*world.situation.zones, replace(strip, valid_until=at(hour)))
        return only(world.with_situation(zones=zones), "A-1")

    walk = stop_of(plan_of(closed_until(8)), "A-1").walk
    assert walk is not None
    assert walk.leaves_at >= at(8)
    assert met_at(closed_until(15)) == "", "all day: the door is left, which no closed zone cuts off from the road"


@pytest.mark.parametrize(
    "changes",
    [{"tw_early": at(8)}, {"release_time": at(8)}],
)
def test_nobody_leaves_home_before_they_may(changes: dict[str, object]) -> None:
    world = only(under_fire(), "A-1").with_record("requests", "A-1", **changes)
    walk = stop_of(plan_of(world), "A-1").walk
    assert walk is not None
    assert walk.leaves_at >= at(8)


def test_a_point_has_hours_and_a_curfew_holds_on_foot() -> None:
    hours = replace(CORNER, tw_early=at(6.5), tw_late=at(7.25))
    stop = stop_of(plan_of(only(under_fire(), "A-1").with_operation(meeting_points=(hours,))), "A-1")
    assert stop.walk is not None
    assert stop.walk.leaves_at + timedelta(seconds=stop.walk.time_s) >= at(6.5)
    assert stop.departs_at <= at(7.25)
    home = under_fire().with_situation(curfews=(curfew(time(5, 0), time(11, 30), TOWN),))  # until 8:30 UTC
    out = stop_of(plan_of(only(home, "A-1")), "A-1")
    assert out.walk is not None
    assert out.walk.leaves_at >= at(8.5)


def test_several_households_at_one_point_are_stops_of_one_place() -> None:
    world = under_fire()
    twin = replace(world.operation.request("A-1"), id="A-9", position=to_degrees(9310, 920))
    made = plan_of(world.with_operation(requests=(*world.operation.requests, twin)))
    one, other = stop_of(made, "A-1"), stop_of(made, "A-9")
    assert one.meeting_point == other.meeting_point == "corner"
    assert one.at == other.at
    trip = next(t for m in made.missions for t in m.trips if {"A-1", "A-9"} <= {s.request for s in t.stops})
    places = [stop.request for stop in trip.stops]
    between = trip.legs[max(places.index("A-1"), places.index("A-9"))]
    assert between.time_s == pytest.approx(0.0, abs=1e-6)


def test_a_point_before_the_door_is_waited_at_all_the_same() -> None:
    world = only(closed_with_a_way_out(), "A-1").with_record("requests", "A-1", position=OUTSIDE.position)
    stop = stop_of(plan_of(world), "A-1")
    assert stop.walk is not None
    assert (stop.walk.length_m, stop.walk.time_s) == (0.0, 1.0)
    assert stop.walk.exposure > 0


def test_only_the_nearest_points_are_tried() -> None:
    many = tuple(MeetingPoint(id=f"p-{k}", position=to_degrees(9000, 880 - 60 * k)) for k in range(MOST_POINTS + 2))
    world = under_fire().with_operation(meeting_points=many)
    ground = ground_for(region_of(world), world.situation, world.operation, world.now)
    problem = prepared_on(ground, world.operation, world.now).problem
    rows = [request.id for request in problem.requests]
    assert rows.count("A-1") == 1 + MOST_POINTS


def test_the_search_takes_a_household_at_most_once_and_offers_the_same_wherever_it_is_met() -> None:
    world = under_fire()
    ground = ground_for(region_of(world), world.situation, world.operation, world.now)
    problem = prepared_on(ground, world.operation, world.now).problem
    worth = prizes(problem, 1.0)
    (rows,) = {options for options in problem.options if len(options) > 1}
    assert len({int(worth[row]) for row in rows}) == 1
    for seed in range(3):
        draft = Solver(problem, worth).run(seed=seed, iterations=50)
        assert draft is not None
        assert len(draft.served.intersection(rows)) == 1
    for draft in search(problem, seed=1, iterations=100):
        assert len(draft.served.intersection(rows)) <= 1
        assert Bench(problem).is_possible(draft)


def test_doors_are_searched_first_and_all_places_never_come_out_worse() -> None:
    world = under_fire()
    ground = ground_for(region_of(world), world.situation, world.operation, world.now)
    problem = prepared_on(ground, world.operation, world.now).problem
    rows = rows_at_doors(problem)
    assert [problem.requests[row].id for row in rows] == ["A-1", "A-2", "B-1", "C-1"]
    assert not any(problem.doors[row].walk_s for row in rows)
    small = only_rows(problem, rows)
    (at_doors, *_) = search(small, seed=1, iterations=60)
    (anywhere, *_) = search(problem, seed=1, iterations=120)
    mapped = in_all_rows(at_doors, rows)
    bench = Bench(problem)
    assert bench.cost_s(mapped) == pytest.approx(Bench(small).cost_s(at_doors))
    assert score_of(bench, anywhere) > score_of(bench, mapped)


def test_where_no_vehicle_may_come_to_the_door_its_points_are_searched_from_the_start() -> None:
    world = closed_with_a_way_out()
    ground = ground_for(region_of(world), world.situation, world.operation, world.now)
    problem = prepared_on(ground, world.operation, world.now).problem
    assert rows_at_doors(problem) == tuple(range(problem.num_requests))
    assert only_rows(problem, rows_at_doors(problem)) is problem


def test_a_ceiling_on_a_person_counts_the_walk() -> None:
    world = only(under_fire(), "A-1")
    (mission,) = plan_of(world).missions
    (stop,) = mission.trips[0].stops
    assert stop.walk is not None
    evacuee = stop.walk.exposure + stop.exposure + mission.trips[0].legs[-1].exposure
    assert evacuee > 2 * mission.exposure, "the crew's own day would not break the ceiling"
    assert met_at(world.with_policy(max_exposure_per_person=evacuee * 1.0001)) == "corner"
    entry = left(plan_of(world.with_policy(max_exposure_per_person=evacuee * 0.99)), "A-1")
    assert entry.limit is Limit.CEILING_PERSON


def test_a_marginal_ceiling_counts_the_walk() -> None:
    world = only(under_fire(), "A-1")
    (mission,) = plan_of(world).missions
    adds = mission.person_exposure
    assert met_at(world.with_policy(max_marginal=marginal(adds * 1.0001))) == "corner"
    assert "A-1" not in served(plan_of(world.with_policy(max_marginal=marginal(adds * 0.9))))


def test_a_person_can_move_a_household_that_is_met_on_foot() -> None:
    world = only(under_fire(), "A-1", "C-1")
    made = plan_of(world)
    other = {"van-1": "van-2", "van-2": "van-1"}
    vehicle = next(m.vehicle for m in made.missions if any(s.request == "A-1" for t in m.trips for s in t.stops))
    move = Move(request="A-1", vehicle=other[vehicle], trip=1)
    judged = judge_move(region_of(world), world.situation, world.operation, made, move, now=world.now)
    assert judged.plan is not None, [remark.in_english() for remark in judged.against]
    assert stop_of(judged.plan, "A-1").meeting_point == "corner"
    out = judge_move(region_of(world), world.situation, world.operation, made, Move(request="A-1"), now=world.now)
    assert out.plan is not None
    assert "A-1" not in served(out.plan)


@pytest.mark.parametrize("world", [small_town(), closed_town(), rainy_day(3, 8)], ids=["plain", "closed", "rain"])
def test_plans_without_a_point_in_reach_come_out_byte_for_byte_as_without_any(world: World) -> None:
    far = MeetingPoint(id="far", position=to_degrees(-3000, -3000))
    plain = written(plan_of(world))
    assert written(plan_of(world.with_operation(meeting_points=(CORNER,)).with_policy(meeting_points=False))) == plain
    if not world.situation.access:
        assert written(plan_of(world.with_operation(meeting_points=(far,)))) == plain


def test_the_same_seed_gives_the_same_plan_with_meeting_points() -> None:
    assert written(plan_of(under_fire())) == written(plan_of(under_fire()))


def test_the_ground_knows_the_nearest_place_once() -> None:
    world = under_fire()
    ground = lay_ground(region_of(world), world.situation, at(3), 4)
    assert nearest_place(ground, CORNER.position) == TOWN
    assert ground.nearest_places == {CORNER.position: TOWN}
