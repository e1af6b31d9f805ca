"""Ceilings of the policy: per trip, per person, and what one more household adds, each with both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from openevac.domain.missions import Plan
from openevac.planning.check.ceilings import evacuee_exposure, marginal_person_exposure
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.measured import MeasuredMission, drive_again
from tests.planning.check.edits import codes, edit_stop, faults, on_stop, stop_of
from tests.planning.check.plan_builder import Order, PlanBuilder
from tests.worlds import World, at, marginal, small_town

TWO_STOPS = Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("A-1", "A-2")),))


@pytest.fixture(scope="module")
def guarded() -> World:
    """A world with marginal ceilings so high that nothing passes them, so that plans state bypasses."""
    return small_town().with_policy(max_marginal=marginal(1000.0))


@pytest.fixture(scope="module")
def stated(guarded: World) -> Plan:
    return PlanBuilder(guarded).plan((TWO_STOPS,))


def measured(plan: Plan, world: World, number: int = 0) -> MeasuredMission:
    return drive_again(plan.missions[number], world.graph, PlanBuilder(world).field, world.operation)


def test_per_trip(day: Plan, town: World) -> None:
    worst = max(trip.exposure for mission in day.missions for trip in mission.trips)
    assert faults(day, town.with_policy(max_exposure_per_trip=worst)) == ()
    assert codes(day, town.with_policy(max_exposure_per_trip=worst * 0.999)) == {FaultCode.CEILING_TRIP}


def test_per_person_is_that_of_a_crew_over_the_day(day: Plan, town: World) -> None:
    worst = max(mission.exposure for mission in day.missions)
    assert faults(day, town.with_policy(max_exposure_per_person=worst)) == ()
    found = faults(day, town.with_policy(max_exposure_per_person=worst * 0.999))
    assert {(fault.code, fault.vehicle, fault.request) for fault in found} == {(FaultCode.CEILING_PERSON, "van-1", "")}


def test_an_evacuee_is_exposed_from_boarding_to_hand_over(day: Plan, town: World) -> None:
    """The own halt counts, and all drives and halts that follow; the drive to the door does not."""
    trip = measured(day, town).trips[0]
    stops, legs = day.missions[0].trips[0].stops, day.missions[0].trips[0].legs
    first = stops[0].exposure + legs[1].exposure + stops[1].exposure + legs[2].exposure
    assert evacuee_exposure(trip, 0) == pytest.approx(first)
    assert evacuee_exposure(trip, 1) == pytest.approx(stops[1].exposure + legs[2].exposure)


def test_evacuees_over_the_ceiling_are_named(day: Plan, town: World) -> None:
    ceiling = evacuee_exposure(measured(day, town).trips[0], 0) * 0.99
    found = faults(day, town.with_policy(max_exposure_per_person=ceiling))
    assert "A-1" in {fault.request for fault in found if fault.code is FaultCode.CEILING_PERSON}


class TestMarginal:
    """A-1 is fetched first, then A-2, in one trip of the only vehicle."""

    def test_by_hand_for_the_first_of_two(self, stated: Plan, guarded: World) -> None:
        trip, stop = stated.missions[0].trips[0], stop_of(stated, "A-1")
        assert stop.bypass is not None
        later = trip.stops[1].exposure + trip.legs[2].exposure
        by_hand = (
            trip.legs[0].exposure * 2
            + stop.exposure * 4
            + trip.legs[1].exposure * 4
            + later * 2
            - stop.bypass.exposure * 2
        )
        assert marginal_person_exposure(measured(stated, guarded), 0, 0) == pytest.approx(by_hand)

    def test_by_hand_for_the_last_of_two(self, stated: Plan, guarded: World) -> None:
        trip, stop = stated.missions[0].trips[0], stop_of(stated, "A-2")
        assert stop.bypass is not None
        by_hand = trip.legs[1].exposure * 4 + stop.exposure * 6 + trip.legs[2].exposure * 6 - stop.bypass.exposure * 4
        assert marginal_person_exposure(measured(stated, guarded), 0, 1) == pytest.approx(by_hand)

    def test_what_two_stops_add_is_the_trip_less_a_trip_with_one(self, stated: Plan, guarded: World) -> None:
        """Taking the first household away leaves the trip of the other, a few minutes earlier: nearly the same."""
        alone = PlanBuilder(guarded).plan((replace(TWO_STOPS, trips=(("school", ("A-2",)),)),))
        difference = stated.missions[0].trips[0].person_exposure - alone.missions[0].trips[0].person_exposure
        assert marginal_person_exposure(measured(stated, guarded), 0, 0) == pytest.approx(difference, rel=0.03)

    def test_alone_in_the_only_trip_it_adds_the_whole_day(self, guarded: World) -> None:
        plan = PlanBuilder(guarded).plan((Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("A-1",)),)),))
        adds = plan.missions[0].person_exposure
        assert faults(plan, guarded.with_policy(max_marginal=marginal(adds))) == ()
        assert codes(plan, guarded.with_policy(max_marginal=marginal(adds * 0.999))) == {FaultCode.CEILING_MARGINAL}

    def test_alone_in_one_of_two_trips_it_adds_its_trip(self, day: Plan, town: World) -> None:
        trip = day.missions[0].trips[1]
        assert marginal_person_exposure(measured(day, town), 1, 0) == pytest.approx(trip.person_exposure)

    def test_both_sides_of_the_ceiling_of_a_class(self, stated: Plan, guarded: World) -> None:
        """A-1 is of the class "first", A-2 of "urgent": each has its own ceiling."""
        adds = marginal_person_exposure(measured(stated, guarded), 0, 0)
        inside = guarded.with_policy(max_marginal=replace(marginal(1000.0), first=adds))
        outside = guarded.with_policy(max_marginal=replace(marginal(1000.0), first=adds * 0.999))
        assert faults(stated, inside) == ()
        found = faults(stated, outside)
        assert [(fault.code, fault.request) for fault in found] == [(FaultCode.CEILING_MARGINAL, "A-1")]
        assert "Taking this household adds a person-exposure of" in found[0].in_english()

    def test_no_bypass_is_asked_where_no_ceiling_stands(self, stated: Plan, guarded: World) -> None:
        bare = on_stop("A-1", bypass=None)(stated)
        only_urgent = guarded.with_policy(max_marginal=replace(marginal(1000.0), first=None))
        assert faults(bare, only_urgent) == ()
        assert codes(bare, guarded) == {FaultCode.BYPASS}

    def test_a_bypass_leaves_with_the_leg_before_the_stop(self, stated: Plan, guarded: World) -> None:
        def later(stop):
            moved = timedelta(minutes=5)
            bypass = stop.bypass
            return replace(
                stop,
                bypass=replace(bypass, departs_at=bypass.departs_at + moved, arrives_at=bypass.arrives_at + moved),
            )

        assert FaultCode.BYPASS in codes(edit_stop(stated, "A-2", later), guarded)

    def test_a_bypass_goes_where_the_van_goes(self, stated: Plan, guarded: World) -> None:
        def elsewhere(stop):
            return replace(stop, bypass=replace(stop.bypass, end_fraction=stop.bypass.end_fraction * 0.5))

        assert FaultCode.LEG_ENDS_ELSEWHERE in codes(edit_stop(stated, "A-2", elsewhere), guarded)

    def test_a_bypass_runs_over_roads_that_are_there(self, stated: Plan, guarded: World) -> None:
        bypass = stop_of(stated, "A-2").bypass
        assert bypass is not None
        broken = on_stop("A-2", bypass=replace(bypass, arcs=(-1,)))(stated)
        assert codes(broken, guarded) == {FaultCode.LEG_BROKEN}

    def test_a_bypass_states_what_it_measures(self, stated: Plan, guarded: World) -> None:
        def prettier(stop):
            return replace(stop, bypass=replace(stop.bypass, exposure=stop.bypass.exposure * 1.5))

        assert FaultCode.EXPOSURE in codes(edit_stop(stated, "A-2", prettier), guarded)

    def test_a_bypass_in_a_second_trip_is_looked_at_too(self, guarded: World) -> None:
        trips = (("school", ("B-1",)), ("school", ("A-1", "A-2")))
        plan = PlanBuilder(guarded).plan((replace(TWO_STOPS, trips=trips),))
        assert faults(plan, guarded) == ()
        stop = stop_of(plan, "A-2")
        assert stop.bypass is not None
        cut = replace(stop.bypass, end_fraction=stop.bypass.end_fraction * 0.5)
        found = faults(on_stop("A-2", bypass=cut)(plan), guarded)
        places = {(fault.trip, fault.request) for fault in found if fault.code is FaultCode.LEG_ENDS_ELSEWHERE}
        assert places == {(2, "A-2")}

    def test_a_detour_is_no_bypass(self, stated: Plan, guarded: World) -> None:
        """A bypass slower and more exposed than driving past the door would hide what the stop adds."""
        mission = measured(stated, guarded)
        honest = marginal_person_exposure(mission, 0, 0)
        trip = mission.trips[0]
        bypass = trip.bypasses[0]
        assert bypass is not None
        long_way = replace(bypass, time_s=bypass.time_s * 10, exposure=bypass.exposure * 10)
        detour = replace(mission, trips=(replace(trip, bypasses=(long_way, None)),))
        past_the_door = trip.legs[0].exposure + trip.legs[1].exposure
        adds = marginal_person_exposure(detour, 0, 0)
        assert adds == pytest.approx(honest - 2 * (past_the_door - bypass.exposure))
        assert adds > 0


def test_a_ceiling_is_held_on_what_is_measured_not_on_what_is_stated(day: Plan, town: World) -> None:
    """Stating less exposure does not bring a trip under the ceiling."""
    trip = day.missions[0].trips[0]
    world = town.with_policy(max_exposure_per_trip=trip.exposure * 0.9)
    pretty = replace(
        day, missions=(replace(day.missions[0], trips=(replace(trip, exposure=0.0), day.missions[0].trips[1])),)
    )
    assert {FaultCode.CEILING_TRIP, FaultCode.EXPOSURE} <= codes(pretty, world)
