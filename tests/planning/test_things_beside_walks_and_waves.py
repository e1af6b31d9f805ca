"""People before belongings where households walk to a meeting point, and where a van goes out more than once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.belongings import BelongingsRule
from openevac.domain.missions import Mission, Plan, Stop
from openevac.domain.unserved import AidLimit
from openevac.planning.check.faults import FaultCode
from openevac.planning.moved import Judged, Move, judge_move
from tests.planning.meeting_worlds import only, stop_of, under_fire
from tests.planning.test_waves import rain_in
from tests.planning.town import faults, plan_of, region_of, served
from tests.worlds import World, at, small_town

FRIDGE = {"carry_floors": 7, "belongings_kg": 100.0, "belongings_l": 700.0, "bulky": 1}
"""60 kg, 500 litres and sixteen minutes of carrying; the rest are two bags."""


def with_stop(made: Plan, changed: Stop) -> Plan:
    def of(stop: Stop) -> Stop:
        return changed if stop.request == changed.request else stop

    missions = tuple(
        replace(m, trips=tuple(replace(t, stops=tuple(of(s) for s in t.stops)) for t in m.trips)) for m in made.missions
    )
    return replace(made, missions=missions)


def test_who_walks_leaves_nothing_to_packing_and_the_walk_says_what_stays() -> None:
    made = plan_of(only(under_fire(**FRIDGE), "A-1"))
    stop = stop_of(made, "A-1")
    assert stop.meeting_point == "corner"
    assert stop.walk is not None
    assert (stop.walk.left_kg, stop.walk.left_bulky) == (80, 1), "each of two carries ten kilograms"
    assert stop.aboard.kg == 20
    assert not stop.leaves_things
    assert (stop.saved_s, stop.saved_person_exposure) == (0, 0)


@pytest.mark.parametrize(
    "fields",
    [{"left_kg": 20.0}, {"left_l": 100.0}, {"left_bulky": 1}, {"saved_s": 60.0}, {"saved_person_exposure": 1.0}],
)
def test_the_referee_refuses_a_stop_at_a_point_that_leaves_or_saves_something(fields: dict[str, float]) -> None:
    world = only(under_fire(**FRIDGE), "A-1")
    made = plan_of(world)
    stop = replace(stop_of(made, "A-1"), **fields)  # type: ignore[arg-type]  # one number or another
    assert FaultCode.LEFT_STATED in {fault.code for fault in faults(world, with_stop(made, stop))}


def test_no_zone_counts_the_bags_of_people_on_foot() -> None:
    """Where no bag may come along, people at doors leave theirs; who walks to a point brings what they carry."""
    strict = BelongingsRule(zones=(replace(BelongingsRule().zones[0], within_km=60, bags=0),))
    made = plan_of(under_fire(**FRIDGE).with_policy(belongings=strict))
    assert stop_of(made, "A-1").meeting_point == "corner"
    assert not stop_of(made, "A-1").leaves_things
    assert stop_of(made, "B-1").left_kg == 60


def morning_and_noon(rest_h: float, *requests: str) -> World:
    """One van. A-1, on the seventh floor with a fridge, leaves before five, A-2 from nine to a quarter to ten.

    So long a rest between that minutes of the morning count at noon; nobody is out all day to wait it out.
    """
    world = rain_in(3, 4, 9, 10, 11).with_operation(
        vehicles=tuple(one for one in small_town().operation.vehicles if one.id == "van-1"),
        requests=tuple(one for one in small_town().operation.requests if one.id in {"A-1", "A-2", *requests}),
    )
    early = world.with_record("requests", "A-1", tw_early=at(3), tw_late=at(5)).with_needs("A-1", **FRIDGE)
    late = early.with_record("requests", "A-2", tw_early=at(9), tw_late=at(9.75))
    return late.with_policy(rest_s=rest_h * 3600, max_duty_s=4 * 3600.0)


def test_a_fridge_of_the_morning_stays_for_the_people_of_noon() -> None:
    made = plan_of(morning_and_noon(5.5))
    assert [one.drive for one in made.missions] == ["van-1", "van-1/3"]
    assert served(made) == {"A-1", "A-2"}
    stop = stop_of(made, "A-1")
    assert (stop.left_bulky, stop.left_kg) == (1, 0), "both bags ride, and the fridge counts no kilograms of theirs"
    first, second = made.missions
    fridge_home_h = (first.returns_at - at(0)).total_seconds() / 3600 + stop.saved_s / 3600
    assert fridge_home_h + 5.5 > 9.75 - 9.5 / 60, "with it the van would leave too late to be at A-2's door in time"
    assert not stop_of(made, "A-2").leaves_things
    assert second.wave == 3


def test_the_fridge_rides_where_the_rest_is_shorter_and_the_referee_says_so() -> None:
    made = plan_of(morning_and_noon(5.5))
    shorter = morning_and_noon(5.0)
    assert not stop_of(plan_of(shorter), "A-1").leaves_things
    found = faults(shorter, made)
    assert {(fault.code, fault.request) for fault in found} == {(FaultCode.LEFT_WITHOUT_NEED, "A-1")}


def moved(world: World, made: Plan, move: Move) -> Plan:
    judged: Judged = judge_move(region_of(world), world.situation, world.operation, made, move, now=world.now)
    assert judged.plan is not None, judged.against
    assert not faults(world, judged.plan)
    return judged.plan


def drives(made: Plan) -> list[tuple[int, set[str]]]:
    def of(mission: Mission) -> set[str]:
        return {stop.request for trip in mission.trips for stop in trip.stops}

    return [(mission.wave, of(mission)) for mission in made.missions]


def test_a_household_moved_into_the_morning_drives_the_fridge_out_and_moved_back_lets_it_in() -> None:
    world = morning_and_noon(5.25, "B-1")
    made = plan_of(world)
    assert drives(made) == [(1, {"A-1"}), (3, {"A-2", "B-1"})]
    assert not stop_of(made, "A-1").leaves_things
    to_morning = moved(world, made, Move(request="B-1", vehicle="van-1", trip=1, wave=1))
    assert drives(to_morning) == [(1, {"A-1", "B-1"}), (3, {"A-2"})]
    assert stop_of(to_morning, "A-1").left_bulky == 1
    back = moved(world, to_morning, Move(request="B-1", vehicle="van-1", trip=1, wave=3))
    assert drives(back) == drives(made)
    assert not stop_of(back, "A-1").leaves_things


def test_a_household_added_to_the_morning_leaves_the_drive_promised_for_noon_as_it_is() -> None:
    """The fridge stays because the van is promised for nine, not because A-2 could not be met later."""
    world = morning_and_noon(4.75, "B-1")
    without = moved(world, plan_of(world), Move(request="B-1"))
    assert drives(without) == [(1, {"A-1"}), (3, {"A-2"})]
    assert not stop_of(without, "A-1").leaves_things
    added = moved(world, without, Move(request="B-1", vehicle="van-1", trip=1, wave=1))
    assert added.missions[1] == without.missions[1]
    assert stop_of(added, "A-1").left_bulky == 1
    assert not stop_of(added, "B-1").leaves_things


@pytest.mark.parametrize(("minutes", "rides"), [(3, True), (20, False)])
def test_a_parcel_of_the_morning_never_costs_the_drive_of_noon(minutes: int, *, rides: bool) -> None:
    """The van is home seven minutes before it must be, to leave for A-2 at nine and rested."""
    parcel = Parcel(id="M-1", kind=AidKind.MEDICINE, request="A-1", handover_s=float(60 * minutes))
    made = plan_of(morning_and_noon(4.75).with_operation(aid=(parcel,)))
    assert drives(made) == [(1, {"A-1"}), (3, {"A-2"})]
    assert [(one.parcel, one.limit) for one in made.unplaced] == ([] if rides else [("M-1", AidLimit.MINUTES)])
    assert (stop_of(made, "A-1").gives == ("M-1",)) == rides
    assert not stop_of(made, "A-1").leaves_things
