"""Each rule has two sides: a plan just inside it passes, the same plan just outside is refused by that rule's code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from openevac.domain.hazards import Zone, ZoneKind
from openevac.domain.missions import Mission, Plan, Stop
from openevac.domain.places import Access
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.tolerances import CLOCK_S
from tests.hand_made import box, to_degrees
from tests.planning.check.edits import codes, faults, stop_of
from tests.planning.check.plan_builder import Order, PlanBuilder
from tests.worlds import (
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

SLACK = timedelta(seconds=CLOCK_S)
MINIBUS = "minibus"

Rule = tuple[Callable[[World, Plan], World], Callable[[World, Plan], World], FaultCode]


def request(name: str, **changes: Callable[[Plan], object]) -> Callable[[World, Plan], World]:
    return lambda world, plan: world.with_record(
        "requests", name, **{field: value(plan) for field, value in changes.items()}
    )


def crew(name: str, **changes: Callable[[Plan], object]) -> Callable[[World, Plan], World]:
    return lambda world, plan: world.with_record(
        "crews", name, **{field: value(plan) for field, value in changes.items()}
    )


def policy(**changes: Callable[[Plan], object]) -> Callable[[World, Plan], World]:
    return lambda world, plan: world.with_policy(**{field: value(plan) for field, value in changes.items()})


def school(**changes: Callable[[Plan], object]) -> Callable[[World, Plan], World]:
    return lambda world, plan: world.with_record(
        "shelters", "school", **{field: value(plan) for field, value in changes.items()}
    )


def kind(name: str = MINIBUS, **changes: object) -> Callable[[World, Plan], World]:
    return lambda world, _plan: world.with_record("vehicle_types", name, **changes)


def vehicle(**changes: object) -> Callable[[World, Plan], World]:
    return lambda world, _plan: world.with_record("vehicles", "van-1", **changes)


def a2(plan: Plan) -> Stop:
    return stop_of(plan, "A-2")


def van_1(plan: Plan) -> Mission:
    return plan.missions[0]


def last_arrival(plan: Plan) -> datetime:
    return max(trip.arrives_at for mission in plan.missions for trip in mission.trips)


def first_arrival(plan: Plan) -> datetime:
    return min(trip.arrives_at for mission in plan.missions for trip in mission.trips)


def halt_s(plan: Plan) -> float:
    return (a2(plan).departs_at - a2(plan).arrives_at).total_seconds()


RULES: dict[str, Rule] = {
    "a window that opens": (
        request("A-2", tw_early=lambda plan: a2(plan).starts_at),
        request("A-2", tw_early=lambda plan: a2(plan).starts_at + 2 * SLACK),
        FaultCode.TIME_WINDOW,
    ),
    "a window that shuts": (
        request("A-2", tw_late=lambda plan: a2(plan).starts_at),
        request("A-2", tw_late=lambda plan: a2(plan).starts_at - 2 * SLACK),
        FaultCode.TIME_WINDOW,
    ),
    "a release": (
        request("A-2", release_time=lambda plan: a2(plan).starts_at),
        request("A-2", release_time=lambda plan: a2(plan).starts_at + 2 * SLACK),
        FaultCode.RELEASE_TIME,
    ),
    "the departure window opens": (
        policy(departure_early=lambda plan: van_1(plan).departs_at),
        policy(departure_early=lambda plan: van_1(plan).departs_at + 2 * SLACK),
        FaultCode.DEPARTURE_WINDOW,
    ),
    "the departure window shuts": (
        policy(departure_late=lambda plan: plan.missions[1].departs_at),
        policy(departure_late=lambda plan: plan.missions[1].departs_at - 2 * SLACK),
        FaultCode.DEPARTURE_WINDOW,
    ),
    "the crew comes": (
        crew("crew-1", tw_early=lambda plan: van_1(plan).departs_at),
        crew("crew-1", tw_early=lambda plan: van_1(plan).departs_at + 2 * SLACK),
        FaultCode.CREW_HOURS,
    ),
    "the crew goes home": (
        crew("crew-1", tw_late=lambda plan: van_1(plan).returns_at),
        crew("crew-1", tw_late=lambda plan: van_1(plan).returns_at - 2 * SLACK),
        FaultCode.CREW_HOURS,
    ),
    "the shelter opens": (
        school(tw_early=first_arrival),
        school(tw_early=lambda plan: first_arrival(plan) + 2 * SLACK),
        FaultCode.SHELTER_HOURS,
    ),
    "the shelter shuts": (
        school(tw_late=last_arrival),
        school(tw_late=lambda plan: last_arrival(plan) - 2 * SLACK),
        FaultCode.SHELTER_HOURS,
    ),
    "the longest halt": (
        policy(max_stop_s=halt_s),
        policy(max_stop_s=lambda plan: halt_s(plan) - 2.0),
        FaultCode.STOP_TOO_LONG,
    ),
    "the trips of a day": (vehicle(max_trips=2), vehicle(max_trips=1), FaultCode.TOO_MANY_TRIPS),
    "seats with a stretcher": (kind(seats=6), kind(seats=5), FaultCode.SEATS),
    "wheelchair places": (kind(wheelchair_places=1), kind(wheelchair_places=0), FaultCode.WHEELCHAIR_PLACES),
    "stretchers": (kind(stretchers=1), kind(stretchers=0), FaultCode.STRETCHERS),
    "kilograms": (kind(payload_kg=60.0), kind(payload_kg=59.9), FaultCode.PAYLOAD),
    "litres": (kind(volume_l=300.0), kind(volume_l=299.9), FaultCode.VOLUME),
    "pets aboard": (kind(pets=True), kind(pets=False), FaultCode.PETS),
    "pets in the shelter": (school(pets=lambda _: True), school(pets=lambda _: False), FaultCode.SHELTER_PETS),
    "carriers for a lying person": (
        crew("crew-1", carriers=lambda _: 2),
        crew("crew-1", carriers=lambda _: 1),
        FaultCode.CARRIERS,
    ),
    "beds for all": (
        school(beds=lambda _: Beds(ordinary=7, no_stairs=2, care=1)),
        school(beds=lambda _: Beds(ordinary=6, no_stairs=2, care=1)),
        FaultCode.BEDS,
    ),
    "beds without stairs": (
        school(beds=lambda _: Beds(ordinary=8, no_stairs=0, care=2)),
        school(beds=lambda _: Beds(ordinary=9, no_stairs=0, care=1)),
        FaultCode.BEDS,
    ),
    "care beds": (
        school(beds=lambda _: Beds(ordinary=8, no_stairs=1, care=1)),
        school(beds=lambda _: Beds(ordinary=8, no_stairs=2, care=0)),
        FaultCode.CARE_BEDS,
    ),
    "the distance from the road": (
        policy(max_snap_m=lambda plan: stop_of(plan, "B-1").at.snap_m + 5.0),
        policy(max_snap_m=lambda plan: stop_of(plan, "B-1").at.snap_m - 5.0),
        FaultCode.TOO_FAR_FROM_ROAD,
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_just_inside_passes_and_just_outside_does_not(day: Plan, town: World, name: str) -> None:
    inside, outside, code = RULES[name]
    assert faults(day, inside(town, day)) == ()
    assert code in codes(day, outside(town, day))


@pytest.mark.parametrize("name", RULES)
def test_just_outside_breaks_this_rule_alone(day: Plan, town: World, name: str) -> None:
    _, outside, code = RULES[name]
    found = codes(day, outside(town, day))
    assert found - {FaultCode.SERVICE_TIME} == {code}  # one carrier instead of two takes longer as well


@pytest.mark.parametrize(
    "outside",
    [
        request("B-1", tw_late=lambda plan: stop_of(plan, "B-1").starts_at - 2 * SLACK),
        kind(wheelchair_places=0),
        lambda world, _plan: world.with_needs("B-1", bulky=9),
        lambda world, _plan: world.with_situation(curfews=(curfew(time(8, 20), time(8, 50), VILLAGE),)),
        lambda world, _plan: world.with_situation(
            access=(PlaceAccess(katottg=VILLAGE, access=Access.CLOSED, source="police", since=world.now),)
        ),
    ],
)
def test_a_rule_names_vehicle_trip_and_request(day: Plan, town: World, outside: Callable[[World, Plan], World]) -> None:
    places = {(fault.vehicle, fault.trip, fault.request) for fault in faults(day, outside(town, day))}
    assert places == {("van-1", 2, "B-1")}


def test_a_waived_care_bed_may_be_any_bed(day: Plan, town: World) -> None:
    without = school(beds=lambda _: Beds(ordinary=8, no_stairs=2, care=0))(town, day)
    assert FaultCode.CARE_BEDS in codes(day, without)
    waived = without.with_record("requests", "A-2", care_bed_waived_by="O. Koval, paramedic")
    assert faults(day, waived) == ()


def test_four_carriers_for_a_heavy_person(day: Plan, town: World) -> None:
    heavy = town.with_needs("A-2", over_100_kg=1)
    assert codes(day, heavy) == {FaultCode.CARRIERS}
    strong = heavy.with_record("crews", "crew-1", size=4, carriers=4)
    assert FaultCode.CARRIERS not in codes(day, strong)


class TestCurfew:
    """Local clocks are three hours ahead; van-1 is out 07:00 to 09:00, at A-2 from 07:22 to 07:39."""

    @pytest.mark.parametrize(
        ("starts", "ends", "refused"),
        [
            (time(15), time(7), False),
            (time(15), time(7, 1), True),
            (time(9, 40), time(11), False),
            (time(8, 59), time(11), True),
            (time(7, 30), time(7, 31), True),
            (time(23), time(5), False),
        ],
    )
    def test_everywhere_holds_for_the_whole_mission(
        self, day: Plan, town: World, starts: time, ends: time, *, refused: bool
    ) -> None:
        found = codes(day, town.with_situation(curfews=(curfew(starts, ends),)))
        assert found == ({FaultCode.CURFEW} if refused else set())

    @pytest.mark.parametrize(
        ("starts", "ends", "places", "refused"),
        [
            (time(7, 40), time(8), (TOWN,), False),
            (time(7, 39), time(8), (TOWN,), True),
            (time(20), time(7, 11), (TOWN,), False),
            (time(20), time(7, 12), (TOWN,), True),
            (time(7, 20), time(7, 50), (VILLAGE,), False),
            (time(8, 20), time(8, 50), (VILLAGE,), True),
        ],
    )
    def test_in_places_holds_for_halts_there(
        self, day: Plan, town: World, starts: time, ends: time, places: tuple[str, ...], *, refused: bool
    ) -> None:
        found = codes(day, town.with_situation(curfews=(curfew(starts, ends, *places),)))
        assert found == ({FaultCode.CURFEW} if refused else set())

    def test_the_words_name_who_ordered_it(self, day: Plan, town: World) -> None:
        found = faults(day, town.with_situation(curfews=(curfew(time(15), time(7, 30)),)))
        assert found[0].in_english() == (
            "van-1: Out from 2025-10-15T04:00:00+00:00 to 2025-10-15T05:59:58+00:00, under the curfew 15:00 to 07:30 "
            "(military administration)."
        )


class TestAccess:
    """The town is entered by van-1 for A-1 and A-2; nobody said anything about other places."""

    def test_a_closed_town_refuses(self, day: Plan) -> None:
        found = faults(day, closed_town())
        assert {fault.code for fault in found} == {FaultCode.PLACE_ACCESS}
        assert {fault.request for fault in found} == {"A-1", "A-2"}
        assert found[0].remark.in_english() == (
            "This vehicle may not enter the place, which is closed by word of military administration."
        )

    def test_police_and_army_only_refuses(self, day: Plan) -> None:
        assert codes(day, closed_town(Access.POLICE_AND_ARMY_ONLY)) == {FaultCode.PLACE_ACCESS}

    def test_an_open_town_does_not(self, day: Plan) -> None:
        assert faults(day, closed_town(Access.OPEN)) == ()

    def test_armoured_only_takes_an_armoured_vehicle(self, day: Plan) -> None:
        world = closed_town(Access.ARMOURED_ONLY)
        assert codes(day, world) == {FaultCode.PLACE_ACCESS}
        light = [
            replace(profile, armoured=True, weight_t=3.2) if profile.id == "van" else profile
            for profile in world.operation.profiles
        ]
        armoured = world.with_operation(profiles=tuple(light))
        plan = PlanBuilder(armoured).plan((Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("A-1",)),)),))
        assert faults(plan, armoured) == ()

    def test_an_armoured_vehicle_may_not_enter_a_closed_town(self) -> None:
        world = closed_town()
        light = tuple(replace(profile, armoured=True) for profile in world.operation.profiles)
        armoured = world.with_operation(profiles=light)
        plan = PlanBuilder(armoured).plan((Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("A-1",)),)),))
        assert codes(plan, armoured) == {FaultCode.PLACE_ACCESS}

    @pytest.mark.parametrize(
        ("since", "until", "refused"),
        [
            (at(4), at(4.15), False),  # over before van-1 comes at 04:11:32
            (at(4), at(4.3), True),
            (at(4.5), at(5), True),  # begins while van-1 halts at A-2
            (at(4.7), None, False),  # begins after it has left at 04:39:22
        ],
    )
    def test_a_rule_holds_in_its_time(
        self, day: Plan, town: World, since: datetime, until: datetime | None, *, refused: bool
    ) -> None:
        rule = PlaceAccess(katottg=TOWN, access=Access.CLOSED, source="police", since=since, valid_until=until)
        found = codes(day, town.with_situation(access=(rule,)))
        assert found == ({FaultCode.PLACE_ACCESS} if refused else set())


class TestGround:
    """Held ground begins 24 km east of the depot, the border runs 25 km north of it."""

    def test_a_stop_in_held_ground_is_refused(self, day: Plan, town: World) -> None:
        line = town.situation.control[0]
        found = codes(day, town.with_situation(control=(replace(line, held=(box(11_900, -2000, 30_000, 9000),)),)))
        assert {FaultCode.HELD_GROUND, FaultCode.ROAD_CLOSED} <= found

    def test_the_margin_of_held_ground_counts(self, day: Plan, town: World) -> None:
        line = town.situation.control[0]

        def held_from(x_m: float) -> set[FaultCode]:
            control = (replace(line, held=(box(x_m, -2000, 30_000, 9000),)),)
            return {fault.code for fault in faults(day, town.with_situation(control=control)) if fault.request == "B-1"}

        b_1 = 12_019  # metres east of the depot, where the van halts on the road
        assert FaultCode.HELD_GROUND in held_from(b_1 + 900)
        assert FaultCode.HELD_GROUND not in held_from(b_1 + 1100)

    def test_a_stop_beyond_the_border_is_refused(self, day: Plan) -> None:
        world = small_town(border_from_m=2000.0)
        found = {fault.code for fault in faults(day, world) if fault.request == "C-1"}
        assert FaultCode.BEYOND_BORDER in found
        assert FaultCode.ROAD_CLOSED in found

    def test_a_closed_zone_refuses_in_its_hours(self, day: Plan, town: World) -> None:
        zone = Zone(
            id="z", kind=ZoneKind.CLOSED, area=box(8800, -600, 9200, -200), source="deminers", valid_until=at(5)
        )
        found = codes(day, town.with_situation(zones=(zone,)))
        assert FaultCode.CLOSED_GROUND in found
        assert FaultCode.ROAD_CLOSED in found
        over = replace(zone, valid_until=at(4))
        assert faults(day, town.with_situation(zones=(over,))) == ()


@pytest.fixture(scope="module")
def far(town: World) -> World:
    return town.with_record("requests", "B-1", position=to_degrees(11_750, 1280))


@pytest.fixture(scope="module")
def walked(far: World) -> Plan:
    return PlanBuilder(far).plan((Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("B-1",)),)),))


class TestWalk:
    """B-1 waits 643 m from a sloping road; between door and van lies what was once held, or a zone marked as mined.

    The walk runs 280 m north of y = 1000, which is 296 m of its length.
    """

    def once_held(self, world: World, *, from_m: float) -> World:
        line = replace(world.situation.control[0], once_held=(box(11_000, from_m, 12_700, 1300),))
        return world.with_situation(control=(line,))

    def test_a_long_walk_over_sound_ground_passes(self, far: World, walked: Plan) -> None:
        assert stop_of(walked, "B-1").at.snap_m > 500
        assert faults(walked, far) == ()

    def test_a_long_walk_over_ground_once_held_does_not(self, far: World, walked: Plan) -> None:
        found = faults(walked, self.once_held(far, from_m=1000))
        assert [(fault.code, fault.request) for fault in found] == [(FaultCode.MINED_WALK, "B-1")]
        assert found[0].remark.in_english() == (
            f"People would walk {stop_of(walked, 'B-1').at.snap_m:.0f} m to the van, 296 m of them over ground "
            "that may be mined."
        )

    def test_a_corner_shorter_than_the_grain_of_positions_is_no_fault(self, far: World, walked: Plan) -> None:
        assert faults(walked, self.once_held(far, from_m=1200)) == ()

    def test_a_short_walk_leads_along_streets(self, day: Plan, town: World) -> None:
        assert stop_of(day, "B-1").at.snap_m < 300
        assert faults(day, self.once_held(town, from_m=0)) == ()

    def test_a_zone_marked_as_mined_counts_in_its_hours(self, far: World, walked: Plan) -> None:
        zone = Zone(id="m", kind=ZoneKind.MINED, area=box(11_000, 900, 12_700, 1300), source="deminers")
        assert codes(walked, far.with_situation(zones=(zone,))) == {FaultCode.MINED_WALK}
        over = replace(zone, valid_until=at(3))
        assert faults(walked, far.with_situation(zones=(over,))) == ()
        closed = replace(zone, kind=ZoneKind.DANGER)
        assert FaultCode.MINED_WALK not in codes(walked, far.with_situation(zones=(closed,)))


class TestRoads:
    """What is closed or not for the vehicle, at the hour in which it is driven."""

    def test_a_blown_bridge_closes_its_road(self, day: Plan) -> None:
        found = [fault for fault in faults(day, blown_bridge()) if fault.code is FaultCode.ROAD_CLOSED]
        assert {fault.vehicle for fault in found} == {"van-1", "van-2"}
        assert "bridge" in found[0].in_english()

    def test_a_plan_by_the_detour_passes(self) -> None:
        world = blown_bridge()
        order = Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("A-1", "A-2")),))
        assert faults(PlanBuilder(world).plan((order,)), world) == ()

    def test_a_heavy_vehicle_may_not_cross_a_weak_bridge(self, day: Plan, town: World) -> None:
        assert faults(day, town.with_record("profiles", "van", weight_t=3.5)) == ()
        found = faults(day, town.with_record("profiles", "van", weight_t=3.6))
        assert {fault.code for fault in found} == {FaultCode.NOT_DRIVABLE}
        assert found[0].in_english() == (
            "van-1, trip 1, A-1: A vehicle of the kind 'van' may not drive the way 102: "
            "its surface, height or weight forbids it."
        )

    def test_an_ordinary_van_may_not_drive_field_tracks(self, day: Plan, town: World) -> None:
        world = town.with_record("vehicle_types", "jeep", profile="van")
        assert FaultCode.NOT_DRIVABLE in codes(day, world)

    def test_wet_earth_is_not_driven(self, day: Plan) -> None:
        found = [fault for fault in faults(day, rainy_day(4, 5)) if fault.code is FaultCode.NOT_DRIVABLE]
        assert {fault.vehicle for fault in found} == {"van-2"}
        assert found[0].remark.in_english().endswith("while earth is wet.")

    def test_rain_after_the_drive_closes_nothing(self, day: Plan) -> None:
        assert faults(day, rainy_day(9, 12)) == ()

    def test_once_held_tracks_are_closed_unless_a_crew_drove_them(self, day: Plan) -> None:
        found = [fault for fault in faults(day, mined_fields(opened=False)) if fault.code is FaultCode.ROAD_CLOSED]
        assert {fault.vehicle for fault in found} == {"van-2"}
        assert faults(day, mined_fields(opened=True)) == ()


def test_a_request_without_position_lies_where_its_place_does(town: World) -> None:
    world = town.with_record("requests", "B-1", position=None)
    order = Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("B-1",)),))
    plan = PlanBuilder(world).plan((order,))
    assert faults(plan, world) == ()
    assert stop_of(plan, "B-1").at.snap_m < 1.0
    assert codes(plan, replace(world, places=())) == {FaultCode.POSITION_UNKNOWN}


@pytest.mark.parametrize(
    ("kind", "record", "who"),
    [("requests", "B-1", ("B-1", 2)), ("depots", "base", ("", 0)), ("shelters", "school", ("", 1))],
)
def test_door_depot_and_shelter_are_where_the_van_halts(
    day: Plan, town: World, kind: str, record: str, who: tuple[str, int]
) -> None:
    """Each moved three kilometres away: the plan still drives to the old place."""
    moved = town.with_record(kind, record, position=to_degrees(6000, 4000))
    found = [fault for fault in faults(day, moved) if fault.code is FaultCode.TOO_FAR_FROM_ROAD]
    assert ("van-1", *who) in {(fault.vehicle, fault.request, fault.trip) for fault in found}
    assert found[0].in_english().endswith("m from the real place; the policy allows 2000 m.")


def test_two_vehicles_of_one_household_each(town: World) -> None:
    """Beds are counted over all missions: either van alone fits, both together do not."""
    orders = (
        Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("A-1",)),)),
        Order(vehicle="van-2", departs_at=at(4), trips=(("school", ("C-1",)),)),
    )
    plan = PlanBuilder(town).plan(orders)
    for beds, refused in ((6, False), (5, True)):
        world = town.with_record("shelters", "school", beds=Beds(ordinary=beds))
        assert codes(plan, world) == ({FaultCode.BEDS} if refused else set())


def test_folded_seats_count(town: World) -> None:
    """One person sits, and the wheelchair place takes two seats more."""
    order = Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("B-1",)),))
    plan = PlanBuilder(town).plan((order,))
    assert faults(plan, town.with_record("vehicle_types", MINIBUS, seats=3)) == ()
    assert codes(plan, town.with_record("vehicle_types", MINIBUS, seats=2)) == {FaultCode.SEATS}


def test_each_trip_starts_empty(day: Plan, town: World) -> None:
    """Six seats hold the first trip and the second, not both together."""
    assert faults(day, town.with_record("vehicle_types", MINIBUS, seats=6)) == ()
