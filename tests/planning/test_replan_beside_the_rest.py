"""A day planned again beside walks, things, parcels and vehicles that go out more than once."""

from __future__ import annotations

from datetime import datetime, timedelta

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.belongings import BagZone, BelongingsRule
from openevac.domain.missions import Plan
from openevac.domain.replanning import DayEvents, Delay
from openevac.planning.check.faults import FaultCode
from openevac.planning.replan import Replanned, replan
from tests.planning.meeting_worlds import only, stop_of, under_fire
from tests.planning.test_replan import faults_of
from tests.planning.test_things_beside_walks_and_waves import morning_and_noon
from tests.planning.town import plan_of, region_of
from tests.worlds import World, small_town

MINUTE = timedelta(minutes=1)


def again(world: World, made: Plan, events: DayEvents, now: datetime) -> Replanned:
    firsts: list[Replanned] = []
    found = replan(
        region_of(world), world.situation, world.operation, made, events, now=now, seed=1, hand_out=firsts.append
    )
    for one in (*firsts, found):
        assert faults_of(one, world) == []
    return found


def said(found: Replanned) -> list[str]:
    return [change.remark.in_english() for change in found.changes]


def late(minutes: int) -> DayEvents:
    return DayEvents(delays=(Delay(vehicle="van-1", minutes=minutes),))


def test_who_was_told_to_walk_is_met_at_the_point_and_told_the_new_time() -> None:
    world = only(under_fire(), "A-1")
    made = plan_of(world)
    before = stop_of(made, "A-1")
    found = again(world, made, late(20), made.missions[0].departs_at - 10 * MINUTE)
    after = stop_of(found.plan, "A-1")
    assert after.meeting_point == before.meeting_point == "corner"
    assert before.walk is not None
    assert after.walk is not None
    assert after.walk.leaves_at - before.walk.leaves_at >= 20 * MINUTE
    assert [one.is_kept for one in found.promises] == [True]
    assert any(text.startswith("A-1 leaves home for corner at") for text in said(found))


def test_who_walked_and_is_aboard_brings_what_was_carried() -> None:
    world = only(under_fire(belongings_kg=100.0, belongings_l=700.0), "A-1", "B-1")
    made = plan_of(world)
    (mission,) = [one for one in made.missions if any(s.request == "A-1" for t in one.trips for s in t.stops)]
    stop = stop_of(made, "A-1")
    found = again(world, made, DayEvents(), stop.departs_at + MINUTE)
    (van,) = [one for one in found.plan.missions if one.vehicle == mission.vehicle]
    assert "A-1" in van.aboard
    assert found.today.operation.request("A-1").needs.belongings_kg == 20, "each of two carries ten kilograms"
    assert all(one.is_kept for one in found.promises)


def test_things_ride_as_they_were_promised() -> None:
    one_bag = BelongingsRule(zones=(BagZone(within_km=60, bags=1, bulky=False),))
    world = small_town().with_needs("B-1", belongings_kg=100.0, belongings_l=100.0).with_policy(belongings=one_bag)
    made = plan_of(world)
    assert stop_of(made, "B-1").left_kg > 0
    found = again(world, made, DayEvents(), made.missions[0].departs_at - 10 * MINUTE)
    assert stop_of(found.plan, "B-1").left_kg == stop_of(made, "B-1").left_kg
    assert all(one.is_kept for one in found.promises)


def test_parcels_are_listed_with_the_reason() -> None:
    parcel = Parcel(id="P-1", kind=AidKind.FOOD, request="A-1", kg=10.0, litres=20.0)
    world = small_town().with_operation(aid=(parcel,))
    made = plan_of(world)
    assert stop_of(made, "A-1").gives == ("P-1",)
    found = again(world, made, late(10), made.missions[0].departs_at - 10 * MINUTE)
    (entry,) = found.plan.unplaced
    assert entry.parcel == "P-1"
    assert "places no parcels" in entry.reason.in_english()
    assert not stop_of(found.plan, "A-1").gives


def test_a_plan_in_which_a_van_goes_out_twice_is_driven_again_with_the_things_that_were_promised() -> None:
    world = morning_and_noon(4.75)
    made = plan_of(world)
    assert len(made.missions) == 2
    found = again(world, made, DayEvents(), made.missions[0].departs_at)
    assert all(one.is_kept for one in found.promises)
    left = {stop.request: stop.left_kg for one in made.missions for trip in one.trips for stop in trip.stops}
    assert {name: stop_of(found.plan, name).left_kg for name in left} == left


def test_the_evening_before_things_left_without_need_are_still_a_fault() -> None:
    """Only a day planned again keeps to what people were told."""
    made = plan_of(morning_and_noon(5.5))
    from tests.planning.town import faults

    assert {fault.code for fault in faults(morning_and_noon(5.0), made)} == {FaultCode.LEFT_WITHOUT_NEED}
