"""People before belongings, planned in the small town: what stays, what for, and that it comes along when it can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openevac.domain.belongings import BagZone, BelongingsRule
from openevac.domain.missions import Plan, Stop
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.referee import check_plan
from openevac.planning.moved import Move, judge_move
from tests.planning.town import faults, plan_of, region_of, served
from tests.worlds import World, at, small_town

NO_ZONES = BelongingsRule(zones=())


def stop_of(made: Plan, request: str) -> Stop:
    return next(s for m in made.missions for t in m.trips for s in t.stops if s.request == request)


def fridge_on_the_seventh_floor(back_by: float) -> World:
    """One van, one trip, two households: one on the seventh floor with a fridge; the crew is back by an hour."""
    world = small_town()
    kept = tuple(request for request in world.operation.requests if request.id in {"A-1", "B-1"})
    return (
        world.with_operation(requests=kept, vehicles=world.operation.vehicles[:1])
        .with_record("vehicles", "van-1", max_trips=1)
        .with_needs("A-1", carry_floors=7, belongings_kg=100, belongings_l=700, bulky=1)
        .with_record("crews", "crew-1", tw_late=at(back_by))
        .with_policy(departure_late=at(3.5))
    )


def test_the_fridge_stays_and_the_neighbour_is_fetched_in_the_minutes_saved() -> None:
    made = plan_of(fridge_on_the_seventh_floor(4.3))
    assert served(made) == {"A-1", "B-1"}
    stop = stop_of(made, "A-1")
    assert (stop.left_kg, stop.left_l, stop.left_bulky) == (0, 500, 1)
    assert stop.aboard.kg == 60 + 100, "the neighbour's things and the bags ride"
    assert stop.saved_s == 180 + 7 * 90, "a piece, and seven floors of it, for one pair of hands"
    assert stop.saved_person_exposure > 0.5
    assert not stop_of(made, "B-1").leaves_things


def test_with_time_enough_the_fridge_comes_along() -> None:
    made = plan_of(fridge_on_the_seventh_floor(5.0))
    assert served(made) == {"A-1", "B-1"}
    assert not stop_of(made, "A-1").leaves_things
    assert stop_of(made, "A-1").saved_s == 0


def test_where_leaving_it_helps_nobody_the_fridge_rides() -> None:
    """Alone in the day: the crew has time for the fridge, and nobody else is fetched for its minutes."""
    world = fridge_on_the_seventh_floor(4.2)
    alone = world.with_operation(requests=world.operation.requests[:1])
    assert not stop_of(plan_of(alone), "A-1").leaves_things


@pytest.mark.parametrize("needs", [{"belongings_kg": 900.0}, {"belongings_l": 3500.0}, {"bulky": 20}])
def test_nobody_is_refused_for_things_alone(needs: dict[str, float]) -> None:
    made = plan_of(small_town().with_needs("A-1", **needs).with_policy(belongings=NO_ZONES))
    assert served(made) == {"A-1", "A-2", "B-1", "C-1"}
    stop = stop_of(made, "A-1")
    assert stop.leaves_things
    assert (stop.saved_s > 0) == (stop.left_kg > 0 or stop.left_bulky > 0), "litres alone take no minutes"
    assert stop.aboard.kg <= 800
    assert stop.aboard.litres <= 3000


def test_as_much_as_fits_comes_along_by_whole_bags() -> None:
    made = plan_of(small_town().with_needs("A-1", belongings_kg=900).with_policy(belongings=NO_ZONES))
    left_kg = stop_of(made, "A-1").left_kg
    assert left_kg == pytest.approx(100), "45 bags of 20 kg, of which 40 make the 800 kg the van takes"


def test_a_crew_that_cannot_carry_it_leaves_the_bulky_piece() -> None:
    world = small_town().with_needs("A-1", bulky=1, belongings_kg=80)
    weak = world.with_record("crews", "crew-1", carriers=1).with_record("crews", "crew-2", carriers=1)
    stop = stop_of(plan_of(weak), "A-1")
    assert (stop.left_bulky, stop.left_kg) == (1, 0)


def test_a_longest_stop_leaves_the_fridge_not_the_people() -> None:
    world = small_town().with_needs("C-1", carry_floors=5, bulky=2, belongings_kg=160)
    assert stop_of(plan_of(world), "C-1").left_bulky == 0
    short = plan_of(world.with_policy(max_stop_s=1500))
    assert stop_of(short, "C-1").left_bulky > 0


def test_one_bag_a_person_in_the_worst_zone() -> None:
    """The line is 4 km east of the farm and 4.5 km east of nobody else's door."""
    world = small_town(held_from_m=15_500).with_needs("C-1", belongings_kg=180, belongings_l=900, bulky=1)
    made = plan_of(world)
    stop = stop_of(made, "C-1")
    assert stop.left_bulky == 1
    assert stop.left_kg == pytest.approx(100), "the fridge, and 5 of 9 bags of 20 kg: one bag for each of 4 people"
    free = plan_of(world.with_policy(belongings=NO_ZONES))
    assert not stop_of(free, "C-1").leaves_things


def test_a_wheelchair_is_never_counted_as_belongings() -> None:
    world = small_town(held_from_m=15_500)
    stop = stop_of(plan_of(world), "B-1")
    assert stop.aboard.wheelchairs == 1, "one bag a person, and the chair beside it"
    assert stop.left_kg == pytest.approx(60 / 3), "3 bags of 20 kg for two people"


def test_pets_are_never_left_by_the_planner() -> None:
    """Without room for the dog the household waits with its dog, as before; its bags would not have mattered."""
    world = fridge_on_the_seventh_floor(4.3)
    made = plan_of(world)
    assert stop_of(made, "A-1").aboard.pets == 1
    no_pets = world.with_record("vehicle_types", "minibus", pets=False)
    assert served(plan_of(no_pets)) == {"B-1"}


def test_bags_come_before_bulky_pieces() -> None:
    rule = BelongingsRule(zones=(), bulky_kg=10)
    world = small_town().with_needs("A-1", belongings_kg=830, bulky=3).with_policy(belongings=rule)
    stop = stop_of(plan_of(world), "A-1")
    assert (stop.left_bulky, stop.left_kg) == (3, 30), "800 kg of bags fill the van; not one piece goes before them"


def test_a_free_rule_changes_no_plan_of_the_small_town() -> None:
    plain, free = plan_of(small_town()), plan_of(small_town().with_policy(belongings=NO_ZONES))
    assert plain == free
    assert not any(s.leaves_things for m in plain.missions for t in m.trips for s in t.stops)


def changed(made: Plan, request: str, **fields: float) -> Plan:
    def of(stop: Stop) -> Stop:
        return replace(stop, **fields) if stop.request == request else stop  # type: ignore[arg-type]  # any field

    missions = tuple(
        replace(m, trips=tuple(replace(t, stops=tuple(of(s) for s in t.stops)) for t in m.trips)) for m in made.missions
    )
    return replace(made, missions=missions)


def moved(world: World, made: Plan, move: Move) -> Plan:
    judged = judge_move(region_of(world), world.situation, world.operation, made, move, now=world.now)
    assert judged.plan is not None, [remark.in_english() for remark in judged.against]
    assert not faults(world, judged.plan)
    return judged.plan


def test_when_a_person_moves_a_household_the_things_follow_the_room_there_is() -> None:
    world = fridge_on_the_seventh_floor(4.3)
    made = plan_of(world)
    alone = moved(world, made, Move(request="B-1"))
    assert not stop_of(alone, "A-1").leaves_things, "without the neighbour there is time for the fridge"
    again = moved(world, alone, Move(request="B-1", vehicle="van-1", trip=1))
    assert served(again) == {"A-1", "B-1"}
    assert stop_of(again, "A-1").left_bulky == 1


CORRUPTIONS: dict[str, tuple[dict[str, float], FaultCode]] = {
    "part of a bag stays": ({"left_kg": 65.0}, FaultCode.LEFT_STATED),
    "more pieces stay than there are": ({"left_bulky": 2}, FaultCode.LEFT_STATED),
    "fewer than none stay": ({"left_bulky": -1}, FaultCode.LEFT_STATED),
    "a fridge of air stays": ({"left_kg": 0.0, "left_l": 0.0}, FaultCode.LEFT_STATED),
    "endless kilograms come along": ({"left_kg": float("-inf"), "left_l": float("-inf")}, FaultCode.LEFT_STATED),
    "endless minutes saved": ({"saved_s": float("inf")}, FaultCode.SAVED),
    "kilograms that are no number": ({"left_kg": float("nan")}, FaultCode.LEFT_STATED),
    "nothing stays": ({"left_kg": 0.0, "left_l": 0.0, "left_bulky": 0}, FaultCode.SERVICE_TIME),
    "more minutes saved": ({"saved_s": 1200.0}, FaultCode.SAVED),
    "no minutes saved": ({"saved_s": 0.0, "saved_person_exposure": 0.0}, FaultCode.SAVED),
    "less exposure saved": ({"saved_person_exposure": 0.01}, FaultCode.SAVED),
    "a number that is none": ({"saved_person_exposure": float("nan")}, FaultCode.SAVED),
    "the bags stay and the fridge rides": (
        {"left_kg": 100.0, "left_l": 200.0, "left_bulky": 0},
        FaultCode.BULKY_BEFORE_BAGS,
    ),
}


@pytest.fixture(scope="module")
def squeezed() -> tuple[World, Plan]:
    world = fridge_on_the_seventh_floor(4.3)
    return world, plan_of(world)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_referee_names_what_was_changed(squeezed: tuple[World, Plan], name: str) -> None:
    world, made = squeezed
    fields, code = CORRUPTIONS[name]
    assert code in {fault.code for fault in faults(world, changed(made, "A-1", **fields))}


def test_things_left_without_need_are_refused(squeezed: tuple[World, Plan]) -> None:
    """The same plan, but the crew has time until five: now the fridge would have ridden."""
    world, made = squeezed
    longer = fridge_on_the_seventh_floor(5.0)
    found = check_plan(
        made,
        longer.graph,
        longer.fingerprint,
        longer.situation,
        longer.operation,
        border=longer.border,
        places=longer.places,
    )
    assert {(fault.code, fault.request) for fault in found} == {(FaultCode.LEFT_WITHOUT_NEED, "A-1")}
    assert not faults(world, made)


def test_a_zone_that_allows_less_is_held_against_the_plan(squeezed: tuple[World, Plan]) -> None:
    world, made = squeezed
    strict = world.with_policy(belongings=BelongingsRule(zones=(BagZone(within_km=60, bags=0),)))
    assert {(fault.code, fault.request) for fault in faults(strict, made)} == {
        (FaultCode.BAG_ALLOWANCE, "A-1"),
        (FaultCode.BAG_ALLOWANCE, "B-1"),
    }
    bare = plan_of(strict)
    assert {stop.aboard.kg for m in bare.missions for t in m.trips for stop in t.stops} == {0}
    assert region_of(strict).name == bare.region
