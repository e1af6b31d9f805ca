"""A good plan with a walk passes; with one thing about the walk changed the referee names what was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from functools import lru_cache
from typing import Any

import pytest

from openevac.domain.hazards import ZoneKind
from openevac.domain.meeting_points import MeetingPoint
from openevac.domain.missions import Plan, Stop
from openevac.domain.places import Access
from openevac.domain.situation import PlaceAccess
from openevac.planning.check.ceilings import marginal_person_exposure
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.measured import drive_again
from tests.hand_made import box, to_degrees
from tests.planning.check.edits import codes, edit_stop, faults
from tests.planning.check.plan_builder import PlanBuilder
from tests.planning.meeting_worlds import CORNER, OUTSIDE, closed_with_a_way_out, mined_strip, only, stop_of, under_fire
from tests.planning.town import plan_of
from tests.worlds import NOW, TOWN, VILLAGE, World, at, curfew, marginal

THINGS = {"belongings_kg": 45.0, "belongings_l": 160.0, "bulky": 1, "carry_floors": 3}


@lru_cache(maxsize=1)
def walked() -> tuple[World, Plan]:
    """Give a plan in which A-1 walks to the corner and leaves things at home."""
    world = only(under_fire(**THINGS), "A-1", "B-1")
    made = plan_of(world)
    assert stop_of(made, "A-1").meeting_point == "corner"
    return world, made


def walk(**changes: Any) -> Callable[[Stop], Stop]:
    """Change fields of the walk."""

    def changed(stop: Stop) -> Stop:
        assert stop.walk is not None
        return replace(stop, walk=replace(stop.walk, **changes))

    return changed


def later(stop: Stop) -> Stop:
    assert stop.walk is not None
    return walk(leaves_at=stop.walk.leaves_at + timedelta(minutes=5))(stop)


def yesterday(stop: Stop) -> Stop:
    return walk(leaves_at=NOW - timedelta(minutes=5))(stop)


CORRUPTIONS: dict[str, tuple[Callable[[Stop], Stop], FaultCode]] = {
    "an unknown point": (lambda stop: replace(stop, meeting_point="nowhere"), FaultCode.UNKNOWN_MEETING_POINT),
    "a walk to the door": (lambda stop: replace(stop, meeting_point=""), FaultCode.WALK_STATED),
    "a point without a walk": (lambda stop: replace(stop, walk=None), FaultCode.WALK_STATED),
    "a shorter walk": (walk(length_m=300.0), FaultCode.WALK_STATED),
    "a quicker walk": (walk(time_s=200.0), FaultCode.WALK_STATED),
    "people who come with the van": (later, FaultCode.WALK_CLOCK),
    "people who left before the plan": (yesterday, FaultCode.BEFORE_THE_PLAN),
    "a calmer walk": (walk(exposure=0.01), FaultCode.EXPOSURE),
    "a walk of one": (walk(person_exposure=0.01), FaultCode.PERSON_EXPOSURE),
    "bags not left": (walk(left_kg=0.0), FaultCode.LEFT_AT_HOME),
    "litres not left": (walk(left_l=0.0), FaultCode.LEFT_AT_HOME),
    "a fridge on somebody's back": (walk(left_bulky=0), FaultCode.LEFT_AT_HOME),
    "all bags aboard": (lambda s: replace(s, aboard=replace(s.aboard, kg=s.aboard.kg + 25)), FaultCode.LOAD_STATED),
    "stairs at the corner": (lambda stop: replace(stop, service_s=stop.service_s + 90), FaultCode.SERVICE_TIME),
}


def test_the_plan_itself_has_no_fault() -> None:
    world, made = walked()
    assert faults(made, world) == ()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_one_change_is_seen(name: str) -> None:
    world, made = walked()
    change, code = CORRUPTIONS[name]
    assert code in codes(edit_stop(made, "A-1", change), world)


def request(world: World, **changes: Any) -> World:
    return world.with_record("requests", "A-1", **changes)


def point(world: World, **changes: Any) -> World:
    return world.with_operation(meeting_points=(replace(CORNER, **changes),))


def once_held(world: World) -> World:
    line = world.situation.control[0]
    return world.with_situation(control=(replace(line, once_held=(box(9100, 700, 9140, 1500),)),))


def closed_strip(world: World) -> World:
    strip = replace(mined_strip(world, 9100).situation.zones[-1], kind=ZoneKind.CLOSED)
    return world.with_situation(zones=(*world.situation.zones, strip))


def held_between(world: World) -> World:
    """Hold a spot so near to the house that the walk runs within the margin of a kilometre."""
    line = world.situation.control[0]
    return world.with_situation(control=(replace(line, held=(*line.held, box(9290, 1700, 9310, 1720))),))


CHANGED_WORLDS: dict[str, tuple[Callable[[World], World], FaultCode]] = {
    "no meeting points wanted": (lambda w: w.with_policy(meeting_points=False), FaultCode.MEETING_POINTS_OFF),
    "shorter walks": (lambda w: w.with_policy(max_walk_m=380), FaultCode.WALK_TOO_LONG),
    "a wheelchair": (lambda w: w.with_needs("A-1", walks=1, wheelchairs=1), FaultCode.CANNOT_WALK),
    "a stretcher": (lambda w: w.with_needs("A-1", walks=1, stretchers=1), FaultCode.CANNOT_WALK),
    "help without an escort": (lambda w: w.with_needs("A-1", walks=1, walks_with_help=1), FaultCode.CANNOT_WALK),
    "a point that opens late": (lambda w: point(w, tw_early=at(12)), FaultCode.MEETING_POINT_HOURS),
    "a point that closes early": (lambda w: point(w, tw_late=at(4)), FaultCode.MEETING_POINT_HOURS),
    "a point elsewhere": (lambda w: point(w, position=to_degrees(9000, 500)), FaultCode.LEG_ENDS_ELSEWHERE),
    "a house elsewhere": (lambda w: request(w, position=to_degrees(9500, 900)), FaultCode.WALK_STATED),
    "a house nobody knows": (lambda w: replace(request(w, position=None), places=()), FaultCode.POSITION_UNKNOWN),
    "not at home yet": (lambda w: request(w, tw_early=at(12)), FaultCode.TIME_WINDOW),
    "not confirmed yet": (lambda w: request(w, release_time=at(12)), FaultCode.RELEASE_TIME),
    "a curfew where they live": (
        lambda w: point(w, katottg=VILLAGE).with_situation(curfews=(curfew(time(3), time(20), TOWN),)),
        FaultCode.CURFEW,
    ),
    "a curfew at the point": (
        lambda w: point(w, katottg=VILLAGE).with_situation(curfews=(curfew(time(3), time(20), VILLAGE),)),
        FaultCode.CURFEW,
    ),
    "the nearest place closed": (
        lambda w: w.with_situation(
            access=(PlaceAccess(katottg=TOWN, access=Access.CLOSED, source="police", since=NOW),)
        ),
        FaultCode.PLACE_ACCESS,
    ),
    "a mined strip": (lambda w: mined_strip(w, 9100), FaultCode.MINED_WALK),
    "ground once held": (once_held, FaultCode.MINED_WALK),
    "a closed strip": (closed_strip, FaultCode.CLOSED_GROUND),
    "held ground beside it": (held_between, FaultCode.HELD_GROUND),
    "a ceiling on a person": (lambda w: w.with_policy(max_exposure_per_person=0.3), FaultCode.CEILING_PERSON),
}


@pytest.mark.parametrize("name", CHANGED_WORLDS)
def test_in_another_world_the_same_plan_is_refused(name: str) -> None:
    world, made = walked()
    change, code = CHANGED_WORLDS[name]
    assert code in codes(made, change(world))


def test_beyond_the_border_nobody_walks() -> None:
    world, made = walked()
    line = ((to_degrees(9100, -90_000), to_degrees(9100, 90_000)),)
    border = replace(world.border, lines=line, home=to_degrees(9300, 900))
    assert FaultCode.BEYOND_BORDER in codes(made, replace(world, border=border))


def test_everybody_is_under_a_general_curfew_while_walking() -> None:
    """The van itself leaves after the curfew, the people before its end."""
    world, made = walked()
    (mission,) = (m for m in made.missions if any(s.request == "A-1" for t in m.trips for s in t.stops))
    stop = stop_of(made, "A-1")
    assert stop.walk is not None
    early = edit_stop(made, "A-1", walk(leaves_at=mission.departs_at - timedelta(minutes=30)))
    ends = (mission.departs_at - timedelta(minutes=10) + timedelta(hours=3)).time()
    held = world.with_situation(curfews=(curfew(time(1), ends),))
    assert FaultCode.CURFEW not in codes(made, held)
    found = [fault for fault in faults(early, held) if fault.code is FaultCode.CURFEW]
    assert [fault.request for fault in found] == ["A-1"]


def test_what_a_household_adds_counts_its_walk_beside_others_in_a_trip() -> None:
    world = only(under_fire(), "A-1", "B-1").with_policy(max_marginal=marginal(50.0))
    made = plan_of(world)
    number, place = next(
        (k, n) for k, m in enumerate(made.missions) for n, s in enumerate(m.trips[0].stops) if s.request == "A-1"
    )
    mission = made.missions[number]
    assert len(mission.trips[0].stops) == 2
    walk_of_it = mission.trips[0].stops[place].walk
    assert walk_of_it is not None
    field = PlanBuilder(world).field
    positions = {one.id: one.position for one in world.operation.requests if one.position is not None}
    with_walk = drive_again(mission, world.graph, field, world.operation, positions)
    adds = marginal_person_exposure(with_walk, 0, place)
    bare = drive_again(mission, world.graph, field, world.operation)
    assert adds - marginal_person_exposure(bare, 0, place) == pytest.approx(walk_of_it.person_exposure)
    assert FaultCode.CEILING_MARGINAL in codes(made, world.with_policy(max_marginal=marginal(adds * 0.999)))
    assert FaultCode.CEILING_MARGINAL not in codes(made, world.with_policy(max_marginal=marginal(50.0)))


def test_a_van_may_stand_outside_a_closed_place_and_not_inside_it() -> None:
    world = closed_with_a_way_out()
    made = plan_of(world)
    assert stop_of(made, "A-1").meeting_point == "outside"
    inside = MeetingPoint(id=OUTSIDE.id, position=OUTSIDE.position, katottg=TOWN)
    assert FaultCode.PLACE_ACCESS in codes(made, world.with_operation(meeting_points=(inside,)))
    nearest = MeetingPoint(id=OUTSIDE.id, position=OUTSIDE.position)
    assert FaultCode.PLACE_ACCESS in codes(made, world.with_operation(meeting_points=(nearest,)))
