"""A day with a relay planned again from the record: before a hand-over, on the way to it, and while people stand there.

The carrier goes to two doors at 2:21 and 2:27, hands eight people over at 2:45, goes for the next two at 2:51 and 2:57,
hands over at 3:15, and its crew's hours end at 3:30. The bus takes the first on from 3:03, the last at 3:21.
"""

from __future__ import annotations

from typing import Any

import pytest

from openevac.domain.events import MissionStatus, RequestStatus, StopOutcome
from openevac.domain.people import EvacueeStatus
from openevac.domain.records import JobState
from openevac.reports.words import Words
from tests.services.cast import Cast
from tests.services.missions.country import ITERATIONS, ground
from tests.services.missions.relay_country import INNER, LEADERS, OUTER, RELAY, missions_of_relay, settle_with_relay
from tests.services.missions.test_relay_run import Road
from tests.services.missions.test_replan_day import EAST, block, difference, fault, promise_to, replan, versions


@pytest.fixture
def road(cast: Cast) -> Road:
    """Give both missions with their yeses; the carrier has left."""
    town = settle_with_relay(cast)
    town.planned()
    inner, outer = missions_of_relay()
    for row in (inner, outer):
        town.approve(row.code)
        town.accept(row.code, by=LEADERS[row.vehicle.code])
    found = Road(town, inner.code, outer.code)
    found.leaves(inner.code, inner.departs_at)
    return found


def until(road: Road, hour: int, minute: int) -> None:
    clock = road.town.cast.clock
    at = clock.at.replace(hour=hour, minute=minute, second=0)
    clock.pass_time(seconds=max(0.0, (at - clock.at).total_seconds()))


def both_aboard(road: Road) -> tuple[str, str]:
    """Let the first two households board the carrier as planned; gives their receipts."""
    first, second, *_ = road.doors(road.inner)
    until(road, 2, 22)
    road.boarded_at_home(first)
    until(road, 2, 28)
    road.boarded_at_home(second)
    return first.request.receipt, second.request.receipt


def two_stand(road: Road) -> tuple[str, str]:
    receipts = both_aboard(road)
    until(road, 2, 40)
    road.hand_over(road.inner, 8)
    return receipts


def lose(road: Road, vehicle: str) -> None:
    from openevac.store.models import Vehicle

    Vehicle.objects.filter(code=vehicle).update(lost_at=road.town.cast.clock.now())


def said(seen: Any, vehicle: str) -> str:
    return " | ".join(remark.in_english() for van, remark in seen.changes if van == vehicle)


def newest_stops(code: str) -> list[Any]:
    from openevac.store.models import Mission, Stop

    row = Mission.objects.filter(code=code).order_by("-version")[0]
    stops = Stop.objects.filter(trip__mission=row).select_related("request", "trip__shelter")
    return list(stops.order_by("trip__number", "number"))


def leaves_again(road: Road, code: str) -> None:
    """Say both yeses to the newest version, and let it take over."""
    leader = LEADERS[INNER] if code == road.inner else LEADERS[OUTER]
    newest = versions(code)[-1][0]
    road.town.approve(code, version=newest)
    road.town.accept(code, by=leader, version=newest)
    road.town.dispatch(code, version=newest)


def test_nothing_happened_and_both_missions_hold(road: Road) -> None:
    replan(road.town, road.inner)
    seen = difference(road.town, road.inner)
    assert (seen.anew, seen.changes, seen.broken, seen.moved) == (None, (), (), ())
    assert {(one.vehicle, one.kept_by) for one in seen.promises} == {(OUTER, OUTER)}
    assert versions(road.outer) == [(1, "accepted")], "the other half keeps its version and its yeses"
    assert [(stop.trip.relay, stop.request is not None) for stop in newest_stops(road.inner)] == [(RELAY, True)] * 4


def test_a_blocked_road_moves_hand_overs_and_both_missions_hear_it(road: Road) -> None:
    from openevac.store.models import Mission, Trip

    block(EAST)
    replan(road.town, road.inner)
    assert versions(road.inner) == [(1, "dispatched"), (2, "planned")]
    assert versions(road.outer) == [(1, "replaced"), (2, "planned")]
    seen = difference(road.town, road.inner)
    assert len(seen.broken) == 2
    assert {one.reason.in_english() for one in seen.broken} == {"No hand-over at the relay can be kept for them."}
    assert "Another way to bridge, 20 min longer." in said(seen, INNER)
    assert "at the relay bridge is at 2025-10-15T03:30:00+00:00 instead of 2025-10-15T03:15" in said(seen, INNER)
    assert "is given up: ring both crews" in said(seen, INNER)
    assert {one.request for one in seen.broken} == {
        remark.facts["request"] for van, remark in seen.changes if van == OUTER and remark.text.startswith("No longer")
    }
    doors, halts = newest_stops(road.inner), newest_stops(road.outer)
    assert {one.request_id for one in doors} == {one.request_id for one in halts}
    slot = Trip.objects.get(mission=Mission.objects.get(code=road.inner, version=2)).hand_over_at
    assert slot is not None
    assert all(one.waits_from < slot <= one.arrives_at for one in halts), "the two papers say the same"


def test_who_is_aboard_the_carrier_is_handed_over_by_the_new_version_too(road: Road) -> None:
    first, second, *_ = road.doors(road.inner)
    until(road, 2, 22)
    road.boarded_at_home(first)
    replan(road.town, road.inner)
    seen = difference(road.town, road.inner)
    aboard = promise_to(seen, first.request.receipt)
    assert (aboard.vehicle, aboard.aboard, aboard.kept_by, aboard.is_later) == (INNER, True, OUTER, False)
    assert first.request.receipt not in {one.request.receipt for one in newest_stops(road.inner)}
    leaves_again(road, road.inner)
    second = newest_stops(road.inner)[0]
    until(road, 2, 28)
    road.boarded_at_home(second)
    handed = road.hand_over(road.inner, 8)
    assert (handed.relay, len(handed.people)) == (RELAY, 8), "those of the older version get off with the others"
    (wait,) = road.at_relays().waits
    assert (wait.comes, set(wait.requests)) == (road.outer, {first.request.receipt, second.request.receipt})


def test_who_stands_at_the_relay_is_still_taken_on_there_by_the_new_version(road: Road) -> None:
    """The rest of the day breaks on a blocked road; those who stand are met there, not at home, and arrive."""
    from openevac.store.models import EvacuationRequest

    receipts = two_stand(road)
    block(EAST)
    replan(road.town, road.inner)
    seen = difference(road.town, road.outer)
    assert {(one.request, one.is_later) for one in seen.promises if one.kept_by} == {(one, False) for one in receipts}
    assert len(seen.broken) == 2
    assert seen.empty == (road.inner,)
    halts = newest_stops(road.outer)
    assert {(one.request.receipt, one.relay, one.trip.shelter.code) for one in halts} == {
        (one, RELAY, "transit") for one in receipts
    }
    assert all(one.waits_from.replace(second=0).minute == 40 for one in halts), "since they got off, by the record"
    assert set(EvacuationRequest.objects.filter(receipt__in=receipts).values_list("status", flat=True)) == {"aboard"}
    assert "К-" in receipts[0]
    until(road, 2, 57)
    leaves_again(road, road.outer)
    (alarm,) = road.alarms()
    assert "brings 8 people to the relay bridge, and NOBODY takes them on there any more" in alarm
    road.turn_back(road.inner)
    assert road.alarms() == []
    until(road, 3, 5)
    for halt in newest_stops(road.outer):
        road.board(road.outer, halt)
    arrived = road.hand_over(road.outer, 8)
    assert (set(arrived.requests), set(arrived.requests.values())) == (set(receipts), {"handed_over"})


def told(road: Road, code: str) -> Any:
    from openevac.services.missions.see_drives import see_drive
    from openevac.web.desk.mission.telling import tell_drive

    return tell_drive(see_drive(road.town.cast.asking("kateryna"), code), Words("en"))


def paper(road: Road, code: str) -> tuple[list[str], bytes]:
    """Give what the paper says of relays, and the paper."""
    from openevac.reports.crew_sheets import crew_sheets
    from openevac.reports.material import PlanMaterial
    from openevac.reports.telling import tell_trips
    from openevac.services.missions.see_papers import see_papers

    given = ground()
    seen = see_papers(road.town.cast.asking("kateryna"), code, given.situation)
    material = PlanMaterial(
        plan=seen.plan, operation=seen.operation, situation=seen.situation, region=given.region, beside=seen.beside
    )
    lines = [
        line for trip in tell_trips(material, Words("en")) for line in (trip.after, *(s.meeting for s in trip.stops))
    ]
    return [line for line in lines if "relay" in line], crew_sheets(material, Words("uk"))


def test_pages_and_papers_of_the_new_version_say_that_they_stand_there(road: Road) -> None:
    two_stand(road)
    block(EAST)
    replan(road.town, road.inner)
    door = told(road, road.outer).trips[0].halts[0].door
    assert door.relay.startswith(f"relay bridge: {road.inner} · carrier-1 · skelia brings them; they wait "), door.relay
    lines, pdf = paper(road, road.outer)
    assert lines == ["relay bridge: they stand there since 05:40"] * 2
    assert pdf.startswith(b"%PDF")


def test_pages_and_papers_of_a_carrier_that_is_full_name_whom_it_hands_over(road: Road) -> None:
    """Both are aboard: the first trip of the new version has no door any more, and ends at the relay all the same."""
    receipts = both_aboard(road)
    replan(road.town, road.inner)
    first = told(road, road.inner).trips[0]
    assert first.hand_over.startswith("hand-over at the relay bridge at 05:45: 8 people to"), first.hand_over
    lines, pdf = paper(road, road.inner)
    over = f"hand over at the relay bridge at 05:45: 8 people ({', '.join(receipts)}) to bus-1 (lastivka)"
    assert lines[0].startswith(over), lines[0]
    assert pdf.startswith(b"%PDF")


def test_a_bus_lost_before_the_hand_over_lets_the_carrier_bring_people_all_the_way(road: Road) -> None:
    lose(road, OUTER)
    replan(road.town, road.inner)
    seen = difference(road.town, road.inner)
    kept = {one.request for one in seen.promises if one.kept_by == INNER}
    assert len(kept) == len(seen.broken) == 2
    assert "to transit instead." in said(seen, INNER)
    stops = newest_stops(road.inner)
    assert {(one.request.receipt, one.trip.relay, one.trip.shelter.code) for one in stops} == {
        (one, "", "transit") for one in kept
    }


def test_a_bus_lost_while_people_stand_there_sends_the_carrier_for_them_first(road: Road) -> None:
    receipts = two_stand(road)
    lose(road, OUTER)
    replan(road.town, road.inner)
    seen = difference(road.town, road.inner)
    assert {one.request for one in seen.promises if one.kept_by == INNER} == set(receipts)
    assert len(seen.broken) == 2, "who waits at home waits on: people in the open come first"
    stops = newest_stops(road.inner)
    assert {(one.request.receipt, one.relay, one.trip.shelter.code) for one in stops} == {
        (one, RELAY, "transit") for one in receipts
    }
    leaves_again(road, road.inner)
    for halt in newest_stops(road.inner):
        road.board(road.inner, halt)
    assert road.aboard()[INNER] == 8
    arrived = road.hand_over(road.inner, 8)
    assert (arrived.relay, set(arrived.requests.values())) == ("", {RequestStatus.HANDED_OVER.value})


def test_a_carrier_lost_after_the_hand_over_leaves_the_bus_with_who_stands_there(road: Road) -> None:
    receipts = two_stand(road)
    lose(road, INNER)
    replan(road.town, road.outer)
    seen = difference(road.town, road.outer)
    assert {one.request for one in seen.promises if one.kept_by == OUTER} == set(receipts)
    assert {one.reason.text.split(" since")[0] for one in seen.broken} == {"Only armoured vehicles may enter the place"}
    assert "Its crew needs a way home" in said(seen, INNER)
    assert {(one.request.receipt, one.relay) for one in newest_stops(road.outer)} == {(one, RELAY) for one in receipts}


def test_who_sits_in_a_lost_carrier_is_named_and_never_forgotten(road: Road) -> None:
    """No program sends anybody after them: the crew is rung, a person decides. Nothing is kept, and that is said."""
    from openevac.services.missions.replan_mission import ReplanMission, replan_mission, work_replan

    receipts = both_aboard(road)
    lose(road, INNER)
    job = replan_mission(road.town.cast.order("kateryna"), ReplanMission(mission=road.outer, iterations=ITERATIONS)).job
    here = ground()
    assert work_replan(job, here.region, here.situation, here.policy, road.town.cast.clock) is JobState.FAILED
    why = fault(job)["facts"]["why"]
    assert "is recorded aboard the lost van of" in why
    assert why.split()[0] in receipts, "the number people know, not the planner's own"
    assert versions(road.outer) == [(1, "accepted")]


def test_who_was_taken_on_rides_with_the_bus_whichever_crew_spoke_last(road: Road) -> None:
    from openevac.store.models import Mission

    receipts = two_stand(road)
    road.leaves(road.outer, Mission.objects.get(code=road.outer, version=1).departs_at)
    halts = {halt.request.receipt: halt for halt in road.doors(road.outer)}
    until(road, 3, 3)
    road.board(road.outer, halts[receipts[0]])
    replan(road.town, road.outer)
    seen = difference(road.town, road.outer)
    aboard = promise_to(seen, receipts[0])
    assert (aboard.aboard, aboard.vehicle, aboard.kept_by) == (True, OUTER, OUTER)
    assert promise_to(seen, receipts[1]).kept_by == OUTER
    assert f"No longer fetches {receipts[0]}" not in said(seen, INNER), "the carrier has done its part"
    assert receipts[0] not in {one.request.receipt for one in newest_stops(road.outer)}


def test_the_bus_crew_hears_of_another_slot_though_it_drives_as_before(road: Road) -> None:
    """The carrier is late at its third door: the bus goes to the same people in the same order, a quarter later."""
    from openevac.store.models import Mission, Trip

    two_stand(road)
    until(road, 3, 3)
    road.boarded_at_home(road.doors(road.inner)[2])
    replan(road.town, road.inner)
    assert difference(road.town, road.inner).broken == ()
    slots = Trip.objects.filter(mission__vehicle__code=INNER, hand_over_at__isnull=False).values_list(
        "mission__version", "hand_over_at"
    )
    assert {f"{version}: {at:%H:%M}" for version, at in slots} == {"1: 02:45", "1: 03:15", "2: 03:30"}
    assert Mission.objects.filter(vehicle__code=OUTER).count() == 2
    last = max(newest_stops(road.outer), key=lambda stop: stop.arrives_at)
    assert f"{last.arrives_at:%H:%M}" >= "03:30"


def test_where_the_first_mission_turned_back_the_bus_is_planned_without_its_people(road: Road) -> None:
    """Two stand, two were never fetched; the carrier is on its way home: the bus comes for those who stand."""
    receipts = two_stand(road)
    road.turn_back(road.inner)
    replan(road.town, road.outer)
    seen = difference(road.town, road.outer)
    assert {one.request for one in seen.promises if one.kept_by == OUTER} == set(receipts)
    (why,) = {one.reason.in_english().split(", which")[0] for one in seen.broken}
    assert why == road.inner
    assert {(one.request.receipt, one.relay) for one in newest_stops(road.outer)} == {(one, RELAY) for one in receipts}


def test_a_relay_whose_word_ran_out_stops_the_work_in_words(road: Road) -> None:
    from openevac.services.missions.replan_mission import ReplanMission, replan_mission, work_replan
    from openevac.store.models import Relay

    Relay.objects.update(closed_at=road.town.cast.clock.now())
    job = replan_mission(road.town.cast.order("kateryna"), ReplanMission(mission=road.inner, iterations=ITERATIONS)).job
    here = ground()
    assert work_replan(job, here.region, here.situation, here.policy, road.town.cast.clock) is JobState.FAILED
    assert "are still to change vehicles at the relay '{relay}'" in fault(job)["problem"]
    assert fault(job)["facts"]["relay"] == RELAY


def test_a_day_planned_again_is_planned_again_while_people_stand_there(road: Road) -> None:
    receipts = two_stand(road)
    replan(road.town, road.outer)
    replan(road.town, road.outer)
    seen = difference(road.town, road.outer)
    assert seen.anew is None
    assert {one.kept_by for one in seen.promises} == {OUTER}
    assert versions(road.outer)[-1] == (3, "planned")
    assert {one.relay for one in newest_stops(road.outer)} == {RELAY}
    assert {one.request.receipt for one in newest_stops(road.outer)} >= set(receipts)


def test_a_no_at_the_door_takes_one_household_out_of_both(road: Road) -> None:
    first, *_ = road.doors(road.inner)
    until(road, 2, 22)
    road.board(road.inner, first, outcome=StopOutcome.REFUSED, aboard=())
    replan(road.town, road.inner)
    seen = difference(road.town, road.inner)
    assert [one.request for one in seen.broken] == [first.request.receipt]
    assert "does not want to leave" in seen.broken[0].reason.text
    assert road.status(first) == {EvacueeStatus.REFUSED.value}
    assert versions(road.inner)[0][1] == MissionStatus.DISPATCHED.value
