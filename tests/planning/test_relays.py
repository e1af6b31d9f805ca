"""Relays arise from the rules: a scarce armoured vehicle, a far shelter, few hours; without them there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import msgspec
import pytest

from openevac.domain.belongings import BelongingsRule
from openevac.domain.missions import Plan
from openevac.domain.places import Access
from openevac.domain.relays import HALT_WITHIN_M, SLOT_S, SPARE_S, Relay
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from openevac.domain.unserved import Limit
from openevac.planning.moved import Move, judge_move
from openevac.reports.words import Words
from tests.hand_made import to_degrees
from tests.planning.relay_worlds import RELAY, armoured_town, inner_trips, taken_on
from tests.planning.town import left, plan_of, region_of, served
from tests.worlds import NOW, VILLAGE, World, at


@lru_cache(maxsize=1)
def relayed() -> Plan:
    """Give the plan of the armoured town."""
    return plan_of(armoured_town(until=6.0))


def handed(made: Plan) -> list[str]:
    """Give who is handed over, in the order in which they are taken on."""
    return [stop.request for stop in taken_on(made)]


def with_relay(world: World, **changes: object) -> World:
    """Change the relay."""
    return world.with_operation(relays=(replace(RELAY, **changes),))  # type: ignore[arg-type]  # one helper for many fields


def test_a_carrier_that_shuttles_to_a_relay_brings_more_people_out() -> None:
    world = armoured_town(until=6.0)
    without, made = plan_of(world.with_policy(relays=False)), relayed()
    assert without.totals.people == 8
    assert made.totals.people == 20
    assert len(inner_trips(made)) == 2
    assert len(handed(made)) == 4
    assert {mission.vehicle for mission, _ in inner_trips(made)} == {"carrier-1"}


def test_both_crews_keep_the_slot_and_the_longest_wait() -> None:
    made = relayed()
    for _, trip in inner_trips(made):
        assert trip.hand_over is not None
        assert trip.hand_over.slot.timestamp() % SLOT_S == 0
        spare_s = (trip.hand_over.slot - trip.unloaded_at).total_seconds()
        assert spare_s == SPARE_S, "everybody is out a minute before the slot begins, and no sooner"
        assert trip.hand_over.exposure > 0
    for stop in taken_on(made):
        assert stop.waited is not None
        assert stop.starts_at - stop.waited.since == timedelta(seconds=stop.waited.time_s)
        assert 300 <= stop.waited.time_s <= 1800
        assert stop.waited.person_exposure == pytest.approx(4 * stop.waited.exposure)


def test_the_carrier_goes_on_after_a_hand_over() -> None:
    made = relayed()
    carrier = next(mission for mission in made.missions if mission.vehicle == "carrier-1")
    assert [trip.starts_from for trip in carrier.trips] == ["base", "cross", "cross"]
    assert [trip.ends_at for trip in carrier.trips] == ["cross", "cross", "school"]


def test_an_open_town_needs_no_relay() -> None:
    made = plan_of(armoured_town(until=6.0, access=Access.OPEN))
    assert inner_trips(made) == []
    assert made.totals.people == 24


def test_no_relay_without_a_point_or_a_wait_or_with_the_policy_off() -> None:
    world = armoured_town(until=6.0)
    for other in (
        world.with_policy(relays=False),
        world.with_policy(max_relay_wait_s=0),
        world.with_operation(relays=()),
    ):
        made = plan_of(other)
        assert inner_trips(made) == []
        assert made.totals.people == 8


def test_a_point_beside_the_school_brings_nothing() -> None:
    """The carrier is the bottleneck: what helps is a shorter way or fewer minutes, and here it has neither."""
    made = plan_of(with_relay(armoured_town(until=6.0), position=to_degrees(1000, -1400), unloading_s=900.0))
    assert inner_trips(made) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"katottg": ""},
        {"position": to_degrees(6500, HALT_WITHIN_M + 20)},
        {"tw_early": at(9), "tw_late": at(10)},
        {"position": to_degrees(24_500, 0)},
    ],
    ids=["in the closed town", "off the road", "open too late", "on held ground"],
)
def test_a_point_that_the_bus_or_people_may_not_use(changes: dict[str, object]) -> None:
    assert inner_trips(plan_of(with_relay(armoured_town(until=6.0), **changes))) == []


def test_a_place_that_is_closed_to_the_bus_alone_is_no_relay() -> None:
    world = armoured_town(until=6.0)
    rule = PlaceAccess(katottg=VILLAGE, access=Access.ARMOURED_ONLY, source="administration", since=NOW)
    assert inner_trips(plan_of(world.with_situation(access=(*world.situation.access, rule)))) == []


def test_beds_are_counted_where_the_bus_goes() -> None:
    world = armoured_town(until=6.0).with_record("shelters", "school", beds=Beds(ordinary=12))
    made = plan_of(world)
    assert made.totals.people == 12


def test_who_is_left_has_a_reason_that_is_proved_beside_the_relays() -> None:
    made = relayed()
    entry = left(made, "T-2")
    assert entry.limit is Limit.FLEET_FULL
    assert "one more vehicle" in entry.proof.in_english()
    full = plan_of(armoured_town(until=6.0).with_record("shelters", "school", beds=Beds(ordinary=20)))
    assert full.totals.people == 20
    assert "one more vehicle of the kind carrier at base and more beds" in left(full, "T-2").proof.in_english()


def test_a_required_household_is_never_given_up_for_a_relay() -> None:
    world = armoured_town(until=6.0).with_record("requests", "T-1", required=True)
    made = plan_of(world)
    assert "T-1" in served(made)
    assert made.totals.people > 8


def test_the_same_arguments_give_the_same_plan() -> None:
    world = armoured_town(until=6.0)
    assert msgspec.json.encode(plan_of(world)) == msgspec.json.encode(relayed())


def test_ceilings_hold_over_both_rides() -> None:
    """Under a ceiling that a relay would break the plan goes without it, or with whom it allows; never over it."""
    world = armoured_town(until=6.0)
    worst = max(mission.exposure for mission in relayed().missions)
    made = plan_of(world.with_policy(max_exposure_per_person=worst * 0.8))
    assert 0 < made.totals.people < 20


def test_things_ride_on_where_there_is_room_and_else_stay_at_the_door() -> None:
    # Litres take no minutes, so room alone decides.
    rule = BelongingsRule(zones=())
    world = armoured_town(until=6.0).with_policy(belongings=rule)
    for number in range(1, 7):
        world = world.with_needs(f"T-{number}", belongings_l=50.0)
    with_room = plan_of(world)
    assert handed(with_room)
    assert all(stop.left_l == 0 for stop in taken_on(with_room))
    narrow = plan_of(world.with_record("vehicle_types", "minibus", volume_l=60.0))
    assert handed(narrow)
    assert any(stop.left_l > 0 for stop in taken_on(narrow))
    at_doors = {stop.request: stop.left_l for _, trip in inner_trips(narrow) for stop in trip.stops}
    assert all(at_doors[stop.request] == stop.left_l for stop in taken_on(narrow))


def test_a_second_relay_nearer_to_the_town_is_as_good_a_choice() -> None:
    world = armoured_town(until=6.0)
    near = Relay(id="near", position=to_degrees(8000, 0), katottg=VILLAGE)
    made = plan_of(world.with_operation(relays=(RELAY, near)))
    assert made.totals.people >= 20


def test_the_plan_says_each_hand_over() -> None:
    made = relayed()
    said = [remark.in_english() for remark in made.remarks if "relay" in remark.text]
    assert len(said) == 2
    assert "At the relay cross carrier-1 hands 8 people" in said[0]
    assert "bus-1 takes them on" in said[0]


def test_one_person_is_not_called_people() -> None:
    (told, *_) = [remark for remark in relayed().remarks if "hands" in remark.text]
    alone = replace(told, facts={**told.facts, "people": 1})
    assert "hands 1 person (" in alone.in_english()
    assert "hands 1 person (" in Words("en").remark(alone)
    assert "передає людей: 1 (" in Words("uk").remark(alone)


def test_nobody_of_a_relay_is_moved_by_hand() -> None:
    world = armoured_town(until=6.0)
    judged = judge_move(
        region_of(world), world.situation, world.operation, relayed(), Move(request="T-6"), now=world.now
    )
    assert judged.plan is None
    assert "change vehicles at a relay" in judged.against[0].in_english()


def test_a_plan_read_back_is_the_same_plan() -> None:
    made = relayed()
    assert msgspec.json.decode(msgspec.json.encode(made), type=Plan) == made
