"""A good plan passes; a plan with one thing changed does not, and the referee names what was changed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from openevac.domain.legs import Leg, Load
from openevac.domain.missions import FairnessRow, Plan, Stop
from openevac.domain.operation import Dial
from openevac.domain.remarks import Remark
from openevac.hazards.field import HazardField, build_field
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.referee import check_plan, field_bounds_m
from tests.planning.check.edits import (
    Edit,
    codes,
    edit_leg,
    edit_mission,
    edit_stop,
    edit_trip,
    faults,
    on_leg,
    on_mission,
    on_plan,
    on_stop,
    on_totals,
    on_trip,
)
from tests.planning.check.plan_builder import PlanBuilder, small_day, unserved
from tests.worlds import World, at, small_town

MINUTE = timedelta(minutes=1)
ARCS = small_town().graph.num_arcs


def leg_of(mission: int, trip: int, leg: int, change: Callable[[Leg], Leg]) -> Edit:
    return lambda plan: edit_leg(plan, mission, trip, leg, change)


def stop_of(request: str, change: Callable[[Stop], Stop]) -> Edit:
    return lambda plan: edit_stop(plan, request, change)


def load(request: str, **changes: Any) -> Edit:
    return stop_of(request, lambda stop: replace(stop, aboard=replace(stop.aboard, **changes)))


def twice(plan: Plan) -> Plan:
    return replace(plan, missions=(*plan.missions, plan.missions[0]))


def served_twice(plan: Plan) -> Plan:
    again = plan.missions[0].trips[1].stops[0]
    return edit_trip(plan, 0, 0, lambda trip: replace(trip, stops=(trip.stops[0], replace(again))))


def only_first_mission(plan: Plan) -> Plan:
    return replace(plan, missions=plan.missions[:1])


def without_stops(plan: Plan) -> Plan:
    return edit_trip(plan, 0, 1, lambda trip: replace(trip, stops=(), legs=trip.legs[:1]))


def without_trips(plan: Plan) -> Plan:
    return edit_mission(plan, 0, lambda mission: replace(mission, trips=()))


def one_leg_less(plan: Plan) -> Plan:
    return edit_trip(plan, 0, 0, lambda trip: replace(trip, legs=trip.legs[:-1]))


def local_clock(plan: Plan) -> Plan:
    return replace(plan, made_at=plan.made_at.replace(tzinfo=None))


def trip_too_soon(plan: Plan) -> Plan:
    return edit_trip(plan, 0, 1, lambda trip: replace(trip, departs_at=trip.departs_at - 5 * MINUTE))


def against_the_one_way_street(plan: Plan) -> Plan:
    """Swap the first two arcs of the drive to the square: neither leads to the other that way round."""
    return edit_leg(plan, 0, 0, 1, lambda leg: replace(leg, arcs=(leg.arcs[1], leg.arcs[0], *leg.arcs[2:])))


def other_row(group: str, **changes: Any) -> Edit:
    def changed(plan: Plan) -> Plan:
        rows = tuple(replace(row, **changes) if row.group == group else row for row in plan.fairness.rows)
        return replace(plan, fairness=replace(plan.fairness, rows=rows))

    return changed


def less_rows(plan: Plan) -> Plan:
    rows = tuple(row for row in plan.fairness.rows if row.group != "lying")
    return replace(plan, fairness=replace(plan.fairness, rows=rows))


def invented_row(plan: Plan) -> Plan:
    row = FairnessRow(group="friends", asked=0, taken=0, people_taken=0, median_days_taken=None, median_days_left=None)
    return replace(plan, fairness=replace(plan.fairness, rows=(*plan.fairness.rows, row)))


def lying_wait(plan: Plan) -> Plan:
    return replace(plan, fairness=replace(plan.fairness, lying_wait_too_long=True))


def longer(leg: Leg) -> Leg:
    return replace(leg, end_fraction=leg.end_fraction + 0.1)


def more_exposure(leg: Leg) -> Leg:
    return replace(leg, exposure=leg.exposure * 1.01)


CORRUPTIONS: dict[str, tuple[Edit, FaultCode]] = {
    "another format": (on_plan(format=2), FaultCode.OTHER_FORMAT),
    "another region": (on_plan(region_fingerprint="big-town"), FaultCode.OTHER_REGION),
    "another operation": (on_plan(operation="yesterday"), FaultCode.OTHER_OPERATION),
    "another dial": (on_plan(dial=Dial.QUICK), FaultCode.OTHER_OPERATION),
    "a clock without a zone": (local_clock, FaultCode.NO_TIME_ZONE),
    "a plan made too late": (on_plan(made_at=at(5)), FaultCode.BEFORE_THE_PLAN),
    "an unknown vehicle": (on_mission(0, vehicle="van-9"), FaultCode.UNKNOWN_VEHICLE),
    "one vehicle twice": (twice, FaultCode.VEHICLE_TWICE),
    "another crew": (on_mission(0, crew="crew-2"), FaultCode.WRONG_CREW),
    "another depot": (on_mission(0, depot="school"), FaultCode.WRONG_DEPOT),
    "an unknown shelter": (on_trip(0, 0, shelter="church"), FaultCode.UNKNOWN_SHELTER),
    "an unknown request": (on_stop("A-1", request="Z-9"), FaultCode.UNKNOWN_REQUEST),
    "a request served twice": (served_twice, FaultCode.REQUEST_TWICE),
    "a request forgotten": (only_first_mission, FaultCode.REQUEST_MISSING),
    "a trip from elsewhere": (on_trip(0, 1, starts_from="base"), FaultCode.WRONG_START),
    "a trip for nobody": (without_stops, FaultCode.NOBODY_FETCHED),
    "a mission for nobody": (without_trips, FaultCode.NOBODY_FETCHED),
    "a leg missing": (one_leg_less, FaultCode.LEG_COUNT),
    "an arc that does not exist": (on_leg(0, 0, 0, arcs=(0, 9999)), FaultCode.LEG_BROKEN),
    "a negative arc": (on_leg(0, 0, 0, arcs=(-1,)), FaultCode.LEG_BROKEN),
    "no arcs": (on_leg(0, 0, 0, arcs=()), FaultCode.LEG_BROKEN),
    "no way home": (
        lambda plan: edit_mission(plan, 0, lambda m: replace(m, way_home=replace(m.way_home, arcs=(-1,)))),
        FaultCode.LEG_BROKEN,
    ),
    "arcs that do not join": (against_the_one_way_street, FaultCode.LEG_BROKEN),
    "a fraction over one": (on_leg(0, 0, 0, end_fraction=1.2), FaultCode.LEG_BROKEN),
    "a start beyond its arc": (on_leg(0, 1, 0, start_fraction=1.2), FaultCode.LEG_BROKEN),
    "a start before its arc": (on_leg(0, 1, 0, start_fraction=-0.2), FaultCode.LEG_BROKEN),
    "a fraction that is no number": (on_leg(0, 0, 0, end_fraction=math.nan), FaultCode.LEG_BROKEN),
    "the first arc that does not exist": (
        lambda plan: edit_leg(plan, 0, 0, 0, lambda leg: replace(leg, arcs=(*leg.arcs, ARCS))),
        FaultCode.LEG_BROKEN,
    ),
    "a halt beyond the end of its road": (
        stop_of("B-1", lambda stop: replace(stop, at=replace(stop.at, fraction=1.2))),
        FaultCode.LEG_BROKEN,
    ),
    "a way home to the neighbours": (
        lambda plan: edit_mission(plan, 0, lambda m: replace(m, way_home=longer(m.way_home))),
        FaultCode.LEG_ENDS_ELSEWHERE,
    ),
    "a halt on no road": (
        stop_of("B-1", lambda stop: replace(stop, at=replace(stop.at, arc=9999))),
        FaultCode.LEG_BROKEN,
    ),
    "a drive that ends down the street": (
        leg_of(0, 0, 0, lambda leg: replace(leg, end_fraction=leg.end_fraction + 0.05)),
        FaultCode.LEG_ENDS_ELSEWHERE,
    ),
    "a drive that starts behind the gate": (
        leg_of(0, 1, 0, lambda leg: replace(leg, start_fraction=leg.start_fraction * 0.9)),
        FaultCode.LEG_ENDS_ELSEWHERE,
    ),
    "a halt moved along the road": (
        stop_of("B-1", lambda stop: replace(stop, at=replace(stop.at, fraction=stop.at.fraction + 0.1))),
        FaultCode.LEG_ENDS_ELSEWHERE,
    ),
    "coordinates of another halt": (
        stop_of("B-1", lambda stop: replace(stop, at=replace(stop.at, lon=stop.at.lon + 0.001))),
        FaultCode.LEG_ENDS_ELSEWHERE,
    ),
    "a door said to be nearer": (
        stop_of("B-1", lambda stop: replace(stop, at=replace(stop.at, snap_m=0.0))),
        FaultCode.LEG_ENDS_ELSEWHERE,
    ),
    "a drive said to be quicker": (
        leg_of(0, 0, 0, lambda leg: replace(leg, time_s=leg.time_s - 60)),
        FaultCode.LEG_TIME,
    ),
    "a drive said to be shorter": (
        leg_of(0, 0, 0, lambda leg: replace(leg, length_m=leg.length_m - 50)),
        FaultCode.LEG_LENGTH,
    ),
    "a field track kept quiet": (on_leg(1, 0, 0, track_m=0.0), FaultCode.LEG_LENGTH),
    "an arrival before its drive ends": (
        leg_of(0, 0, 0, lambda leg: replace(leg, arrives_at=leg.arrives_at - MINUTE)),
        FaultCode.CLOCK,
    ),
    "service before arrival": (
        stop_of("A-1", lambda stop: replace(stop, starts_at=stop.starts_at - MINUTE)),
        FaultCode.CLOCK,
    ),
    "leaving before the doors are shut": (
        stop_of("A-1", lambda stop: replace(stop, departs_at=stop.departs_at - MINUTE)),
        FaultCode.CLOCK,
    ),
    "a trip that leaves while it unloads": (trip_too_soon, FaultCode.CLOCK),
    "a return before the way home": (on_mission(0, returns_at=at(5.5)), FaultCode.CLOCK),
    "a departure nobody drives": (on_mission(0, departs_at=at(3.9)), FaultCode.CLOCK),
    "a hurried hand-over": (
        lambda plan: edit_trip(plan, 0, 0, lambda t: replace(t, unloaded_at=t.unloaded_at - 5 * MINUTE)),
        FaultCode.UNLOADING_TIME,
    ),
    "a hurried stop": (
        stop_of("A-2", lambda stop: replace(stop, service_s=stop.service_s - 90)),
        FaultCode.SERVICE_TIME,
    ),
    "a person not counted aboard": (load("A-2", people=3), FaultCode.LOAD_STATED),
    "a seat not folded": (load("A-2", seats_taken=5), FaultCode.LOAD_STATED),
    "a wheelchair not counted": (load("B-1", wheelchairs=0), FaultCode.LOAD_STATED),
    "a stretcher not counted": (load("A-2", stretchers=0), FaultCode.LOAD_STATED),
    "kilograms not counted": (load("A-2", kg=0.0), FaultCode.LOAD_STATED),
    "litres not counted": (load("A-2", litres=0.0), FaultCode.LOAD_STATED),
    "a pet not counted": (load("A-2", pets=0), FaultCode.LOAD_STATED),
    "a leg's exposure": (leg_of(0, 0, 1, more_exposure), FaultCode.EXPOSURE),
    "a leg's exposure that is no number": (on_leg(0, 0, 1, exposure=math.nan), FaultCode.EXPOSURE),
    "a halt's exposure": (on_stop("A-2", exposure=0.1), FaultCode.EXPOSURE),
    "a trip's exposure": (on_trip(0, 0, exposure=0.1), FaultCode.EXPOSURE),
    "a mission's exposure": (on_mission(0, exposure=0.1), FaultCode.EXPOSURE),
    "a leg's person-exposure": (on_leg(0, 0, 1, person_exposure=0.1), FaultCode.PERSON_EXPOSURE),
    "a halt's person-exposure": (on_stop("A-2", person_exposure=0.1), FaultCode.PERSON_EXPOSURE),
    "a trip's person-exposure": (on_trip(0, 0, person_exposure=0.1), FaultCode.PERSON_EXPOSURE),
    "a mission's person-exposure": (on_mission(0, person_exposure=0.1), FaultCode.PERSON_EXPOSURE),
    "a crew not counted on a leg": (on_leg(0, 0, 1, people_aboard=2), FaultCode.PEOPLE_STATED),
    "a crew not counted at a door": (on_stop("A-2", people_on_scene=4), FaultCode.PEOPLE_STATED),
    "totals: households": (on_totals(households=5), FaultCode.TOTALS),
    "totals: people": (on_totals(people=11), FaultCode.TOTALS),
    "totals: required served": (on_totals(required_served=0), FaultCode.TOTALS),
    "totals: required asked": (on_totals(required_asked=0), FaultCode.TOTALS),
    "totals: a priority": (on_totals(people_by_priority={"urgent": 3, "first": 2, "planned": 6}), FaultCode.TOTALS),
    "totals: an unknown priority": (
        on_totals(people_by_priority={"urgent": 2, "first": 2, "planned": 6, "friends": 0}),
        FaultCode.TOTALS,
    ),
    "totals: exposure": (on_totals(exposure=0.5), FaultCode.TOTALS),
    "totals: person-exposure": (on_totals(person_exposure=0.5), FaultCode.TOTALS),
    "totals: fastest ways": (on_totals(person_exposure_fastest=math.nan), FaultCode.TOTALS),
    "totals: crew time": (on_totals(crew_time_s=60.0), FaultCode.TOTALS),
    "totals: length": (on_totals(length_m=1000.0), FaultCode.TOTALS),
    "totals: tracks": (on_totals(track_m=0.0), FaultCode.TOTALS),
    "fairness: more asked": (other_row("lying", asked=2), FaultCode.FAIRNESS),
    "fairness: more taken": (other_row("walks", taken=4), FaultCode.FAIRNESS),
    "fairness: more people taken": (other_row("walks", people_taken=8), FaultCode.FAIRNESS),
    "fairness: other days": (other_row("lying", median_days_taken=1.0), FaultCode.FAIRNESS),
    "fairness: days of nobody": (other_row("lying", median_days_left=1.0), FaultCode.FAIRNESS),
    "fairness: a row missing": (less_rows, FaultCode.FAIRNESS),
    "fairness: a row invented": (invented_row, FaultCode.FAIRNESS),
    "fairness: lying people": (lying_wait, FaultCode.FAIRNESS),
}


def test_a_good_plan_passes(day: Plan, town: World) -> None:
    assert faults(day, town) == ()


def test_a_plan_that_serves_nobody_passes(builder: PlanBuilder, town: World) -> None:
    assert faults(builder.plan(()), town) == ()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_referee_names_what_was_changed(day: Plan, town: World, name: str) -> None:
    corrupt, code = CORRUPTIONS[name]
    assert code in codes(corrupt(day), town)


SOUND_ALONE = [
    name
    for name, (_, code) in CORRUPTIONS.items()
    if code
    in {
        FaultCode.LOAD_STATED,
        FaultCode.TOTALS,
        FaultCode.FAIRNESS,
        FaultCode.EXPOSURE,
        FaultCode.PERSON_EXPOSURE,
        FaultCode.PEOPLE_STATED,
        FaultCode.LEG_LENGTH,
        FaultCode.LEG_BROKEN,
        FaultCode.OTHER_REGION,
        FaultCode.OTHER_FORMAT,
    }
]


@pytest.mark.parametrize("name", SOUND_ALONE)
def test_it_names_nothing_else(day: Plan, town: World, name: str) -> None:
    corrupt, code = CORRUPTIONS[name]
    assert codes(corrupt(day), town) == {code}


SECOND_TRIP: dict[str, Edit] = {
    "a load": load("B-1", kg=0.0),
    "a service time": stop_of("B-1", lambda stop: replace(stop, service_s=stop.service_s - 90)),
    "a service that starts too soon": stop_of("B-1", lambda stop: replace(stop, starts_at=stop.starts_at - MINUTE)),
    "a halt on no road": stop_of("B-1", lambda stop: replace(stop, at=replace(stop.at, arc=-1))),
    "a halt somewhere else": stop_of("B-1", lambda stop: replace(stop, at=replace(stop.at, snap_m=0.0))),
    "a leg's time": leg_of(0, 1, 0, lambda leg: replace(leg, time_s=leg.time_s - 60)),
    "a leg's arcs": on_leg(0, 1, 0, arcs=(-1,)),
    "a leg's exposure": on_leg(0, 1, 0, exposure=0.0),
    "a halt's exposure": on_stop("B-1", exposure=0.0),
}


@pytest.mark.parametrize("name", SECOND_TRIP)
def test_a_fault_names_vehicle_trip_and_request(day: Plan, town: World, name: str) -> None:
    places = {(fault.vehicle, fault.trip, fault.request) for fault in faults(SECOND_TRIP[name](day), town)}
    assert places == {("van-1", 2, "B-1")}


def test_faults_of_a_trips_shape_name_the_trip(day: Plan, town: World) -> None:
    found = faults(on_trip(0, 1, starts_from="base")(day), town)
    assert [(fault.code, fault.vehicle, fault.trip) for fault in found] == [(FaultCode.WRONG_START, "van-1", 2)]


def test_every_edit_changes_the_plan(day: Plan) -> None:
    for name, (corrupt, _) in CORRUPTIONS.items():
        assert corrupt(day) != day, name


ENTRY_CORRUPTIONS: dict[str, dict[str, Any]] = {
    "other days": {"waiting_days": 1.0},
    "another priority": {"priority": "urgent"},
    "not required": {"required": True},
    "no reason": {"reason": Remark(text=" ")},
    "no proof": {"proof": Remark(text="")},
}


@pytest.mark.parametrize("name", ENTRY_CORRUPTIONS)
def test_unserved_entries_state_the_facts(builder: PlanBuilder, town: World, name: str) -> None:
    plan = builder.plan(small_day()[:1])
    assert faults(plan, town) == ()
    entry = replace(plan.unserved[0], **ENTRY_CORRUPTIONS[name])
    assert codes(replace(plan, unserved=(entry,)), town) == {FaultCode.UNSERVED_FACTS}


def test_a_request_is_not_served_and_unserved(day: Plan, town: World) -> None:
    entry = unserved(town.operation.request("A-1"), town.now)
    assert FaultCode.REQUEST_TWICE in codes(replace(day, unserved=(entry,)), town)


def test_a_plan_over_years_is_refused_before_it_fills_the_memory(day: Plan, town: World) -> None:
    late = datetime(2125, 1, 1, tzinfo=at(0).tzinfo)
    assert FaultCode.OUTSIDE_FIELD in codes(on_trip(0, 0, arrives_at=late)(day), town)


def test_a_plan_may_leave_the_minute_it_was_made(day: Plan, town: World) -> None:
    assert FaultCode.BEFORE_THE_PLAN not in codes(on_plan(made_at=at(4))(day), town)


class TestGivenField:
    """A planner hands its own field over; the referee uses it only where it fits."""

    def check(self, day: Plan, world: World, field: HazardField) -> list[FaultCode]:
        found = check_plan(
            day,
            world.graph,
            world.fingerprint,
            world.situation,
            world.operation,
            border=world.border,
            field=field,
            places=world.places,
        )
        return [fault.code for fault in found]

    def field(self, world: World, hours: int) -> HazardField:
        return build_field(
            world.situation,
            crs=world.graph.crs,
            bounds_m=field_bounds_m(world.graph),
            starts_at=at(4),
            hours=hours,
            border=world.border,
        )

    def test_one_that_covers_the_plan_serves(self, day: Plan, town: World) -> None:
        assert self.check(day, town, self.field(town, 4)) == []

    def test_hours_it_does_not_cover_are_a_fault(self, day: Plan, town: World) -> None:
        assert self.check(day, town, self.field(town, 1)) == [FaultCode.OUTSIDE_FIELD]

    def test_one_of_another_situation_is_not_believed(self, day: Plan, town: World) -> None:
        calm = town.with_situation(reports=())
        assert self.check(day, town, self.field(calm, 4)) == []
        assert FaultCode.EXPOSURE in self.check(day, calm, self.field(town, 4))

    def test_one_of_another_border_is_not_believed(self, day: Plan, town: World) -> None:
        near = small_town(border_from_m=2000.0)
        assert FaultCode.ROAD_CLOSED in self.check(day, near, self.field(town, 4))

    def test_its_bounds_are_the_roads_and_five_kilometres(self, town: World) -> None:
        west, south, east, north = field_bounds_m(town.graph)
        assert (east - west, north - south) == pytest.approx((13_500 + 10_000, 4_000 + 10_000))


def test_words_say_where_and_how_much(day: Plan, town: World) -> None:
    found = faults(on_leg(0, 0, 0, time_s=600.0)(day), town)
    said = [fault.in_english() for fault in found if fault.code is FaultCode.LEG_TIME]
    assert said == ["van-1, trip 1, A-1: The plan gives 600.0 seconds for this drive; on the roads it takes 692.9."]
    found = faults(on_stop("A-2", aboard=Load())(day), town)
    assert len(found) == 1
    assert found[0].in_english() == (
        "van-1, trip 1, A-2: The plan states another load after this stop than the households bring: "
        "4 people on 6 seats with 20.0 kg are aboard."
    )
