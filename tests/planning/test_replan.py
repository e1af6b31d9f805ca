"""A day under way in the small town: every kind of event changes the plan as a person would expect, and says so.

The plan in force, by UTC: van-1 leaves at 7:00, fetches B-1 (7:12 to 7:25), hands over at the school (7:38 to 7:53),
then A-2 (8:03 to 8:20) and A-1 (8:25 to 8:30), and is back at 9:00. van-2 leaves at 7:00 for C-1 (7:21 to 7:31).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Cause, Confidence, HazardReport, Zone, ZoneKind
from openevac.domain.missions import Mission, Plan, Stop
from openevac.domain.needs import Needs
from openevac.domain.places import Access
from openevac.domain.replanning import (
    BedsNow,
    DayEvents,
    Delay,
    NotAtHome,
    Refusal,
    RoadBlocked,
    VanLost,
    VanSeen,
)
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import PlaceAccess
from openevac.domain.unserved import Limit
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.referee import check_plan
from openevac.planning.replan import Replanned, replan
from tests.hand_made import box, to_degrees
from tests.planning.town import left, plan_of, region_of, served
from tests.worlds import TOWN, VILLAGE, World, at, small_town

MINUTE = timedelta(minutes=1)
LEFT_BASE = at(7) + 5 * MINUTE
B_ABOARD = at(7) + 30 * MINUTE
HANDED_OVER = at(7) + 45 * MINUTE
A2_ABOARD = at(8) + 22 * MINUTE
BRIDGE = RoadBlocked(id="bridge", position=to_degrees(5150, 0), seen_at=at(7), source="crew-2", way_ids=(102,))


def roomy_town() -> World:
    """The small town with beds enough for one household more."""
    return small_town().with_record("shelters", "school", beds=Beds(ordinary=12, no_stairs=3, care=2))


def two_shelters() -> World:
    """The small town with a hall at the base that takes people in too."""
    world = small_town()
    hall = Shelter(id="hall", position=to_degrees(-30, 20), beds=Beds(ordinary=8, no_stairs=3, care=2))
    return world.with_operation(shelters=(*world.operation.shelters, hall))


@lru_cache(maxsize=4)
def _made(name: str) -> tuple[World, Plan]:
    world = {"small": small_town, "roomy": roomy_town, "two": two_shelters}[name]()
    # The plan in force is the same in all of them: what differs is what a re-planning can do.
    made = plan_of(small_town())
    return world, made


def replanned(events: DayEvents, now: datetime, name: str = "small", world: World | None = None) -> Replanned:
    """Plan the town's day again, and let the referee look at both plans with a field of its own."""
    base, made = _made(name)
    world = world or base
    firsts: list[Replanned] = []
    found = replan(
        region_of(world), world.situation, world.operation, made, events, now=now, seed=1, hand_out=firsts.append
    )
    assert [first.is_first for first in firsts] == [True]
    for one in (*firsts, found):
        assert faults_of(one, world) == []
        assert_nothing_is_silent(made, one)
    return found


def faults_of(found: Replanned, world: World) -> list[FaultCode]:
    faults = check_plan(
        found.plan,
        world.graph,
        world.fingerprint,
        found.today.situation,
        found.today.operation,
        border=world.border,
        places=world.places,
        out=found.today.out,
    )
    return [fault.code for fault in faults]


def assert_nothing_is_silent(made: Plan, found: Replanned) -> None:
    """Everybody of the plan in force is handed over, in the new plan, or named with a reason."""
    handed_over = {name for van in found.today.vans.values() for name in van.delivered}
    brought = served(found.plan) | {name for mission in found.plan.missions for name in mission.aboard}
    told = {one.request: one for one in found.promises}
    for name in served(made) - handed_over:
        assert told[name].is_kept == (name in brought)
        reason = told[name].reason
        assert name in brought or (reason is not None and reason.text)
    said = {change.request for change in found.changes}
    assert {one.request for one in found.broken} <= said


def mission_of(found: Replanned, vehicle: str) -> Mission:
    return next(mission for mission in found.plan.missions if mission.vehicle == vehicle)


def stops_of(found: Replanned, vehicle: str) -> list[str]:
    missions = [mission for mission in found.plan.missions if mission.vehicle == vehicle]
    return [stop.request for mission in missions for trip in mission.trips for stop in trip.stops]


def stop_of(plan: Plan, request: str) -> Stop:
    return next(s for m in plan.missions for trip in m.trips for s in trip.stops if s.request == request)


def said(found: Replanned, vehicle: str = "") -> list[str]:
    return [change.remark.in_english() for change in found.changes if not vehicle or change.vehicle == vehicle]


def ways(found: Replanned, world: World, *, without_homes: bool = False) -> set[int]:
    legs = [leg for m in found.plan.missions for trip in m.trips for leg in trip.legs]
    legs += [] if without_homes else [mission.way_home for mission in found.plan.missions]
    return {int(way) for leg in legs for arc in leg.arcs for way in world.graph.ways(int(world.graph.arc_stretch[arc]))}


class TestWhenNothingMatters:
    def test_before_anybody_leaves_the_plan_stays_the_same(self) -> None:
        _, made = _made("small")
        found = replanned(DayEvents(), at(2.5))
        assert found.plan.missions == made.missions
        assert found.changes == ()
        assert found.broken == ()

    @pytest.mark.parametrize("now", [LEFT_BASE, B_ABOARD, HANDED_OVER, A2_ABOARD])
    def test_under_way_the_clocks_stay_the_same(self, now: datetime) -> None:
        _, made = _made("small")
        found = replanned(DayEvents(), now)
        assert said(found) == []
        for request in served(found.plan):
            assert stop_of(found.plan, request) == stop_of(made, request)
        for old, new in zip(made.missions, found.plan.missions, strict=False):
            assert old.returns_at == new.returns_at

    def test_a_strike_where_nobody_drives_any_more_changes_no_way(self) -> None:
        far = HazardReport(
            id="far",
            cause=Cause.SHELLING,
            kind="shelling",
            position=to_degrees(-4000, 4000),
            happened_at=at(7),
            source="crew-1",
            confidence=Confidence.VERIFIED,
        )
        assert said(replanned(DayEvents(reports=(far,)), LEFT_BASE)) == []


class TestWhereVansAre:
    def test_a_van_on_the_road_goes_on_from_where_it_is(self) -> None:
        found = replanned(DayEvents(), LEFT_BASE)
        underway = mission_of(found, "van-1").underway
        assert underway is not None
        assert (underway.since, underway.place, underway.aboard, underway.trips_done) == (LEFT_BASE, "", (), 0)
        assert mission_of(found, "van-1").trips[0].starts_from == "on_the_way"
        assert 36.25 < underway.at.lon < 36.40

    def test_who_boarded_by_the_clock_is_aboard_and_brought_in(self) -> None:
        mission = mission_of(replanned(DayEvents(), B_ABOARD), "van-1")
        assert mission.aboard == ("B-1",)
        assert mission.trips[0].stops == ()
        assert mission.trips[0].legs[0].people_aboard == 2 + 2
        assert mission.trips[0].shelter == "school"

    def test_who_is_boarding_counts_as_aboard_from_the_end_of_the_stop(self) -> None:
        mission = mission_of(replanned(DayEvents(), at(7) + 20 * MINUTE), "van-1")
        assert mission.aboard == ("B-1",)
        assert mission.departs_at == stop_of(_made("small")[1], "B-1").departs_at

    def test_who_was_handed_over_takes_a_bed_and_is_no_request_any_more(self) -> None:
        found = replanned(DayEvents(), HANDED_OVER)
        assert "B-1" not in {request.id for request in found.today.operation.requests}
        assert found.today.operation.shelter("school").beds == Beds(ordinary=6, no_stairs=1, care=1)
        underway = mission_of(found, "van-1").underway
        assert underway is not None
        assert (underway.place, underway.trips_done) == ("school", 1)

    def test_a_van_seen_behind_its_plan_is_late_from_there(self) -> None:
        seen = VanSeen(vehicle="van-1", seen_at=B_ABOARD, position=to_degrees(9500, 0))
        found = replanned(DayEvents(vans=(seen,)), B_ABOARD)
        assert stops_of(found, "van-1")[0] == "B-1"
        assert stop_of(found.plan, "B-1").arrives_at > B_ABOARD + MINUTE

    def test_a_van_that_was_seen_drives_on_until_now(self) -> None:
        seen = VanSeen(vehicle="van-1", seen_at=LEFT_BASE, position=to_degrees(3000, 0))
        here = replanned(DayEvents(vans=(seen,)), LEFT_BASE).today.out["van-1"].at
        later = replanned(DayEvents(vans=(seen,)), LEFT_BASE + 2 * MINUTE).today.out["van-1"].at
        assert later.lon > here.lon + 0.01

    def test_what_is_done_by_word_of_people_beats_the_clock(self) -> None:
        seen = VanSeen(vehicle="van-1", seen_at=A2_ABOARD, done=("B-1",), aboard=())
        found = replanned(DayEvents(vans=(seen,)), A2_ABOARD)
        assert stops_of(found, "van-1") == ["A-2", "A-1"]
        assert found.today.out["van-1"].place == "school"

    def test_who_boarded_another_van_is_fetched_by_nobody_else(self) -> None:
        seen = VanSeen(vehicle="van-2", seen_at=B_ABOARD, position=to_degrees(9500, 0), done=("C-1", "A-1"))
        world, made = _made("small")
        found = replan(
            region_of(world), world.situation, world.operation, made, DayEvents(vans=(seen,)), now=B_ABOARD, seed=1
        )
        assert mission_of(found, "van-2").aboard == ("C-1", "A-1")
        assert stops_of(found, "van-1") == ["A-2"]

    def test_a_van_that_is_back_stays_at_its_depot(self) -> None:
        found = replanned(DayEvents(), A2_ABOARD)
        assert [mission.vehicle for mission in found.plan.missions] == ["van-1"]
        assert found.today.out["van-2"].place == "base"

    @pytest.mark.parametrize("now", [at(6), at(7) + 10 * MINUTE])
    def test_a_van_seen_at_its_depot_has_not_left_whatever_the_clock_says(self, now: datetime) -> None:
        seen = VanSeen(vehicle="van-1", seen_at=now, position=to_degrees(60, 10))
        found = replanned(DayEvents(vans=(seen,)), now)
        mission = mission_of(found, "van-1")
        assert mission.underway is None
        assert mission.departs_at == max(now, at(7))
        assert found.broken == ()

    def test_a_van_seen_far_from_any_road_is_an_input_error(self) -> None:
        seen = VanSeen(vehicle="van-1", seen_at=LEFT_BASE, position=to_degrees(0, 9000))
        with pytest.raises(InputError, match=r"field vans\[van-1\]\.position: van-1 at"):
            replanned(DayEvents(vans=(seen,)), LEFT_BASE)


class TestBlockedRoad:
    def test_another_way_is_driven_and_the_minutes_are_said(self) -> None:
        found = replanned(DayEvents(blocked=(BRIDGE,)), A2_ABOARD)
        assert 102 not in ways(found, small_town())
        assert "Another way to school, 5 min longer." in said(found, "van-1")
        assert any("report bridge (obstacle) by crew-2" in words for words in said(found, "van-1"))
        assert found.broken == ()

    def test_who_does_not_cross_it_any_more_is_told_nothing(self) -> None:
        found = replanned(DayEvents(blocked=(BRIDGE,)), at(8) + 40 * MINUTE)
        assert all("Another way" not in words for words in said(found))

    def test_a_van_on_the_closed_road_turns_back_to_the_last_crossing(self) -> None:
        seen = VanSeen(vehicle="van-1", seen_at=LEFT_BASE, position=to_degrees(4000, 0))
        ahead = replace(BRIDGE, way_ids=(101,))
        found = replanned(DayEvents(blocked=(ahead,), vans=(seen,)), LEFT_BASE)
        underway = found.today.out["van-1"]
        assert underway.since > LEFT_BASE + MINUTE
        assert underway.at.lon == pytest.approx(to_degrees(2000, 0).lon, abs=1e-4)
        assert any(words.startswith("The road it is on is closed: it turns round") for words in said(found, "van-1"))
        assert found.broken == ()

    def test_a_door_nobody_can_reach_is_dropped_and_named(self) -> None:
        both = RoadBlocked(
            id="cut", position=to_degrees(9000, -300), seen_at=at(7), source="crew-1", way_ids=(109,), radius_m=0.0
        )
        far = small_town().with_record("requests", "A-2", position=to_degrees(9010, -990)).with_policy(max_snap_m=300.0)
        found = replanned(DayEvents(blocked=(both,)), LEFT_BASE, world=far)
        assert [one.request for one in found.broken] == ["A-2"]
        assert found.broken[0].limit in {Limit.NO_OPEN_WAY, Limit.TOO_FAR_FROM_ROAD}
        assert stops_of(found, "van-1") == ["B-1", "A-1"]

    def test_new_danger_on_the_way_sends_the_van_round_it(self) -> None:
        watched = Zone(id="w", kind=ZoneKind.DANGER, area=box(2500, -300, 8500, 300), source="police", rate_per_h=9.0)
        found = replanned(DayEvents(zones=(watched,)), A2_ABOARD)
        assert 104 in ways(found, small_town())
        assert "The old way has become more dangerous." in said(found, "van-1")

    def test_a_doubtful_word_that_changes_no_way_is_not_said_to(self) -> None:
        doubted = HazardReport(
            id="rumour",
            cause=Cause.SHELLING,
            kind="strike",
            position=to_degrees(7000, 0),
            happened_at=A2_ABOARD,
            source="a caller",
        )
        found = replanned(DayEvents(reports=(doubted,)), A2_ABOARD)
        assert not any("rest on unverified reports" in remark.text for remark in found.plan.remarks)
        assert any("Ways stay as they were planned" in remark.text for remark in found.plan.remarks)


class TestVanLost:
    def test_who_sat_in_it_is_named_and_its_stops_go_to_others(self) -> None:
        world = roomy_town().with_record("vehicle_types", "jeep", wheelchair_places=1)
        found = replanned(DayEvents(lost=(VanLost(vehicle="van-1", at=B_ABOARD),)), B_ABOARD, "roomy", world)
        assert "B-1 was aboard and needs another van; waits where this one stands." in said(found, "van-1")
        assert set(stops_of(found, "van-2")) == {"B-1", "A-2", "A-1"}
        waits = found.today.operation.request("B-1")
        assert (waits.priority, waits.required, waits.katottg) == (Priority.URGENT, True, "")
        assert found.broken == ()

    def test_what_no_other_van_can_take_is_unserved_with_a_reason(self) -> None:
        found = replanned(DayEvents(lost=(VanLost(vehicle="van-1", at=B_ABOARD),)), B_ABOARD)
        (broken,) = found.broken
        assert (broken.request, broken.limit, broken.aboard) == ("B-1", Limit.WHEELCHAIR_PLACES, True)
        assert "Waits beside van-1, and no other van was found." in said(found)
        assert "wheelchair places in van-2 the referee accepted" in left(found.plan, "B-1").proof.in_english()

    def test_without_the_event_the_promise_is_back(self) -> None:
        assert replanned(DayEvents(), B_ABOARD).broken == ()

    def test_with_the_last_van_nothing_can_be_planned(self) -> None:
        lost = (VanLost(vehicle="van-1", at=at(6)), VanLost(vehicle="van-2", at=at(6)))
        with pytest.raises(InputError, match="no van to fetch them"):
            replanned(DayEvents(lost=lost), at(6))


class TestHouseholds:
    def test_a_refusal_takes_out_the_stop_and_nobody_else(self) -> None:
        found = replanned(DayEvents(refused=(Refusal(request="A-2", at=B_ABOARD),)), B_ABOARD)
        assert served(found.plan) == {"A-1"}
        assert [one.request for one in found.broken] == ["A-2"]
        assert found.broken[0].limit is None
        assert "No longer fetches A-2." in said(found, "van-1")
        assert stop_of(found.plan, "A-1").arrives_at < stop_of(_made("small")[1], "A-1").arrives_at

    def test_a_refusal_at_the_door_lets_the_van_go_on_at_once(self) -> None:
        at_the_door = at(7) + 20 * MINUTE
        found = replanned(DayEvents(refused=(Refusal(request="B-1", at=at_the_door),)), at_the_door)
        assert mission_of(found, "van-1").aboard == ()
        assert mission_of(found, "van-1").departs_at == at_the_door

    def test_nobody_at_home_is_a_promise_dropped_with_its_hour(self) -> None:
        found = replanned(DayEvents(not_at_home=(NotAtHome(request="A-1", at=A2_ABOARD),)), A2_ABOARD)
        assert "Nobody was met at the door at 2025-10-15T08:22:00+00:00." in said(found)
        assert mission_of(found, "van-1").aboard == ("A-2",)
        assert stops_of(found, "van-1") == []

    def test_a_walk_up_is_fetched_where_it_fits(self) -> None:
        found = replanned(DayEvents(walk_ups=(walk_up(),)), LEFT_BASE, "roomy")
        assert "W-1" in served(found.plan)
        assert any(words.startswith("Fetches W-1 in addition, there at") for words in said(found))
        assert found.broken == ()

    def test_a_walk_up_waits_where_beds_lack(self) -> None:
        found = replanned(DayEvents(walk_ups=(walk_up(),)), LEFT_BASE)
        assert "W-1" not in served(found.plan)
        assert left(found.plan, "W-1").limit is Limit.BEDS
        assert found.broken == ()

    def test_a_walk_up_never_breaks_a_ceiling(self) -> None:
        alone = DayEvents(walk_ups=(walk_up(),), lost=(VanLost(vehicle="van-2", at=A2_ABOARD),))
        without = mission_of(replanned(replace(alone, walk_ups=()), A2_ABOARD, "roomy"), "van-1")
        assert without.underway is not None
        ceiling = without.exposure + without.underway.exposure + 0.01
        world = roomy_town().with_policy(max_exposure_per_person=ceiling)
        assert "W-1" in served(replanned(alone, A2_ABOARD, "roomy").plan)
        assert "W-1" not in served(replanned(alone, A2_ABOARD, "roomy", world).plan)

    def test_an_urgent_walk_up_takes_nobody_s_promised_place(self) -> None:
        urgent = replace(walk_up(), priority=Priority.URGENT, required=True)
        found = replanned(DayEvents(walk_ups=(urgent,)), LEFT_BASE)
        assert found.broken == ()
        assert served(found.plan) == {"A-1", "A-2", "B-1", "C-1"}


def walk_up() -> EvacuationRequest:
    return EvacuationRequest(
        id="W-1", needs=Needs(walks=2), received_at=LEFT_BASE, position=to_degrees(9000, 850), katottg=TOWN
    )


class TestDelay:
    def test_a_late_van_leaves_later_and_keeps_its_promises(self) -> None:
        found = replanned(DayEvents(delays=(Delay(vehicle="van-1", minutes=50),)), at(6))
        assert mission_of(found, "van-1").departs_at == at(7) + 50 * MINUTE
        assert found.broken == ()

    def test_a_window_that_is_missed_drops_the_promise_and_says_by_how_much(self) -> None:
        world = small_town().with_record("requests", "A-1", tw_early=at(8), tw_late=at(8.5))
        late = (Delay(vehicle="van-1", minutes=80), Delay(vehicle="van-2", minutes=90))
        found = replanned(DayEvents(delays=late), B_ABOARD, world=world)
        (broken,) = found.broken
        assert (broken.request, broken.limit) == ("A-1", Limit.TIME_WINDOW)
        assert "the stop has to begin by 2025-10-15T08:30:00" in broken.reason.in_english()  # type: ignore[union-attr]
        assert replanned(DayEvents(), B_ABOARD, world=world).broken == ()

    def test_less_pressing_doors_make_way_for_a_window(self) -> None:
        world = small_town().with_record("requests", "A-2", tw_early=at(7), tw_late=at(8.25))
        found = replanned(DayEvents(delays=(Delay(vehicle="van-1", minutes=25),)), LEFT_BASE, world=world)
        assert "A-2" in served(found.plan)

    def test_a_van_too_late_to_leave_loses_its_stops_with_a_reason(self) -> None:
        found = replanned(DayEvents(delays=(Delay(vehicle="van-1", minutes=180),)), at(6))
        assert "van-1" not in {mission.vehicle for mission in found.plan.missions}
        assert {one.request for one in found.broken} <= {"A-1", "A-2", "B-1"}
        assert "B-1" in {one.request for one in found.broken}

    def test_a_crew_out_over_its_hours_still_brings_people_in(self) -> None:
        found = replanned(DayEvents(delays=(Delay(vehicle="van-1", minutes=7 * 60),)), B_ABOARD)
        mission = mission_of(found, "van-1")
        assert mission.aboard == ("B-1",)
        assert mission.returns_at > at(14)
        assert not mission.fetches


class TestShelters:
    def test_a_full_shelter_sends_everybody_to_another(self) -> None:
        found = replanned(DayEvents(beds=(BedsNow(shelter="school"),)), B_ABOARD, "two")
        assert {trip.shelter for mission in found.plan.missions for trip in mission.trips} == {"hall"}
        assert found.broken == ()
        assert "Brings B-1, A-2, A-1 to hall instead." in said(found, "van-1")

    def test_who_is_aboard_comes_before_who_still_waits(self) -> None:
        few = BedsNow(shelter="school", beds=Beds(ordinary=6, no_stairs=1))
        found = replanned(DayEvents(beds=(few,)), B_ABOARD)
        assert {name for mission in found.plan.missions for name in mission.aboard} == {"B-1", "C-1"}
        assert {one.request for one in found.broken} == {"A-2", "A-1"}
        assert {one.limit for one in found.broken} <= {Limit.BEDS, Limit.CARE_BED}

    def test_no_bed_anywhere_leaves_the_decision_to_a_person(self) -> None:
        found = replanned(DayEvents(beds=(BedsNow(shelter="school"),)), B_ABOARD)
        assert {one.vehicle for one in found.plan.stranded} == {"van-1", "van-2"}
        assert "No way on was found: ring the crew and decide. Aboard: B-1." in said(found, "van-1")
        assert {one.request for one in found.broken} == {"A-1", "A-2", "B-1", "C-1"}
        assert left(found.plan, "B-1").limit is Limit.BEDS


class TestPlaceClosed:
    def test_its_stops_are_dropped_and_said(self) -> None:
        closed = PlaceAccess(katottg=TOWN, access=Access.CLOSED, source="military administration", since=LEFT_BASE)
        found = replanned(DayEvents(places=(closed,)), LEFT_BASE)
        assert {one.request for one in found.broken} == {"A-1", "A-2"}
        assert {one.limit for one in found.broken} == {Limit.PLACE_CLOSED}
        assert left(found.plan, "A-1").proof.in_english().startswith("With the place open to everybody")
        assert served(found.plan) == {"B-1", "C-1"}

    def test_a_place_that_opens_again_brings_them_back(self) -> None:
        world = small_town().with_situation(
            access=(PlaceAccess(katottg=VILLAGE, access=Access.CLOSED, source="x", since=at(0)),)
        )
        opened = PlaceAccess(katottg=VILLAGE, access=Access.OPEN, source="x", since=at(6))
        assert [one.request for one in replanned(DayEvents(), LEFT_BASE, world=world).broken] == ["B-1"]
        assert replanned(DayEvents(places=(opened,)), LEFT_BASE, world=world).broken == ()


class TestBadEvents:
    @pytest.mark.parametrize(
        ("events", "words"),
        [
            (DayEvents(lost=(VanLost(vehicle="van-9", at=at(7)),)), r"field lost\[van-9\]\.vehicle: .*'van-9'"),
            (DayEvents(delays=(Delay(vehicle="van-9", minutes=5),)), r"field delays\[van-9\]\.vehicle"),
            (DayEvents(vans=(VanSeen(vehicle="van-9", seen_at=at(7)),)), r"field vans\[van-9\]\.vehicle"),
            (
                DayEvents(vans=(VanSeen(vehicle="van-1", seen_at=at(7), done=("Z-9",)),)),
                r"field vans\[van-1\]\.done: .*'Z-9'",
            ),
            (DayEvents(refused=(Refusal(request="Z-9", at=at(7)),)), r"field refused\[Z-9\]\.request"),
            (DayEvents(not_at_home=(NotAtHome(request="Z-9", at=at(7)),)), r"field not_at_home\[Z-9\]\.request"),
            (DayEvents(beds=(BedsNow(shelter="nowhere"),)), r"field beds\[nowhere\]\.shelter"),
            (DayEvents(walk_ups=(replace(walk_up(), id="A-1"),)), r"field walk_ups\[A-1\]\.id"),
            (
                DayEvents(
                    vans=(VanSeen(vehicle="van-1", seen_at=at(7), done=("B-1",)),),
                    refused=(Refusal(request="B-1", at=at(7)),),
                ),
                r"field refused\[B-1\]\.request: .*has boarded 'van-1'",
            ),
        ],
    )
    def test_what_nobody_knows_is_named_with_its_field(self, events: DayEvents, words: str) -> None:
        with pytest.raises(InputError, match=words):
            replanned(events, LEFT_BASE)

    def test_a_plan_of_another_operation_is_refused(self) -> None:
        with pytest.raises(InputError, match="field operation: The plan is for the operation"):
            replanned(DayEvents(), LEFT_BASE, world=small_town().with_operation(name="another"))

    def test_aboard_without_being_done_is_refused(self) -> None:
        with pytest.raises(InputError, match="field aboard: 'A-1' is aboard"):
            VanSeen(vehicle="van-1", seen_at=at(7), aboard=("A-1",))


class TestTwice:
    def test_a_plan_made_under_way_can_be_planned_again(self) -> None:
        world, made = _made("small")
        region = region_of(world)
        once = replan(
            region, world.situation, world.operation, made, DayEvents(blocked=(BRIDGE,)), now=B_ABOARD, seed=1
        )
        again = replan(
            region,
            once.today.situation,
            once.today.operation,
            once.plan,
            DayEvents(refused=(Refusal(request="A-2", at=HANDED_OVER),)),
            now=HANDED_OVER + 10 * MINUTE,
            seed=1,
        )
        assert faults_of(again, world) == []
        assert [one.request for one in again.broken] == ["A-2"]
        assert stops_of(again, "van-1") == ["A-1"]
        assert again.today.out["van-1"].trips_done == 1

    def test_the_same_arguments_give_the_same_plan(self) -> None:
        events = DayEvents(lost=(VanLost(vehicle="van-1", at=B_ABOARD),))
        assert replanned(events, B_ABOARD).plan == replanned(events, B_ABOARD).plan

    def test_stop_gives_the_first_plan(self) -> None:
        world, made = _made("small")
        found = replan(
            region_of(world),
            world.situation,
            world.operation,
            made,
            DayEvents(),
            now=B_ABOARD,
            seed=1,
            stop=lambda: True,
        )
        assert found.is_first
