"""A day planned again from what the record knows: who comes later, with which van, who no longer, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from openevac.domain.events import CrewEventKind, MissionStatus, RequestStatus, StopOutcome
from openevac.domain.hazards import Cause
from openevac.domain.places import LonLat
from openevac.domain.records import JobState
from tests.services.missions.country import ITERATIONS, Town, ground

EAST = LonLat(37.16, 49.5)
"""On the straight road from the fork to the mill."""
NEAR_HILL = LonLat(37.108, 49.476)
BEYOND_HILL = LonLat(37.16, 49.43)


def replan(town: Town, code: str, **given: Any) -> UUID:
    from openevac.services.missions.replan_mission import ReplanMission, replan_mission, work_replan

    asked = ReplanMission(mission=code, **({"iterations": ITERATIONS} | given))
    job = replan_mission(town.cast.order("kateryna"), asked).job
    here = ground()
    state = work_replan(job, here.region, here.situation, here.policy, town.cast.clock)
    assert state is JobState.DONE, fault(job)
    return job


def fault(job: UUID) -> Any:
    from openevac.store.models import Job

    return Job.objects.get(id=job).fault


def difference(town: Town, code: str) -> Any:
    from openevac.services.missions.see_difference import see_difference
    from openevac.store.models import Mission

    newest = Mission.objects.filter(code=code).order_by("-version").first()
    assert newest is not None
    return see_difference(town.cast.asking("kateryna"), newest.plan_id)


def block(position: LonLat, radius_m: float = 60.0) -> None:
    """A road that cannot be driven, as the record keeps it."""
    from openevac.store.models import HazardReport
    from tests.services.cast import ORGANISATION

    HazardReport.objects.create(
        organisation_id=ORGANISATION, cause=Cause.GROUND.value, kind="obstacle", lon=position.lon, lat=position.lat,
        happened_at=_now(), source="crew", confidence="verified", blocks=True, radius_m=radius_m,
        reported_by="kateryna", recorded_at=_now(),
    )  # fmt: skip


def _now() -> Any:
    from tests.services.missions.country import NOW

    return NOW


def versions(code: str) -> list[tuple[int, str]]:
    from openevac.store.models import Mission

    return list(Mission.objects.filter(code=code).order_by("version").values_list("version", "status"))


def promise_to(seen: Any, receipt: str) -> Any:
    return next(one for one in seen.promises if one.request == receipt)


def second_van(town: Town) -> None:
    from datetime import time

    from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet

    hours: dict[str, Any] = {"hours_from": time(5, 0), "hours_until": time(16, 0)}
    keep_fleet(
        town.cast.order("kateryna"),
        KeepFleet(
            vehicles=(FleetVehicle(code="van-2", type="van", depot="base"),),
            crews=(FleetCrew(code="lastivka", vehicle="van-2", leader="roman", **hours),),
        ),
    )


def test_nothing_happened_nothing_changes_and_it_is_said(town: Town) -> None:
    receipt = town.request("mill")
    (code,) = town.planned()
    replan(town, code)
    seen = difference(town, code)
    assert seen.anew is None
    assert promise_to(seen, receipt).kept_by == "van-1"
    assert seen.broken == seen.moved == seen.changes == ()
    assert versions(code) == [(1, "replaced"), (2, "planned")]


def test_a_struck_road_says_who_is_reached_later_and_by_which_way(town: Town) -> None:
    receipt = town.request("mill")
    (code,) = town.planned()
    town.on_the_road(code)
    block(EAST)
    replan(town, code)
    seen = difference(town, code)
    promise = promise_to(seen, receipt)
    assert promise.is_later
    assert promise.kept_by == "van-1"
    texts = [remark.text for vehicle, remark in seen.changes if vehicle == "van-1"]
    assert "Another way to {to}, {minutes} min longer." in texts
    assert any(text.startswith("Blocked: verified report") for text in texts)
    assert any(remark.facts.get("to") == receipt for _, remark in seen.changes), "receipts, not the planner's ids"
    assert versions(code) == [(1, "dispatched"), (2, "planned")]


def test_a_door_no_road_leads_to_any_more_is_left_out_with_the_reason_and_the_other_stays(town: Town) -> None:
    mill, hill = town.request("mill"), town.request("hill")
    (code,) = town.planned()
    town.on_the_road(code)
    block(NEAR_HILL)
    block(BEYOND_HILL)
    replan(town, code)
    seen = difference(town, code)
    assert [one.request for one in seen.broken] == [hill]
    assert seen.broken[0].reason is not None
    assert seen.broken[0].reason.text
    assert promise_to(seen, mill).kept_by == "van-1"
    assert ("van-1", "No longer fetches {request}.") in [(vehicle, remark.text) for vehicle, remark in seen.changes]


def test_when_the_only_door_is_cut_off_nothing_is_kept_and_the_reason_is_said(town: Town) -> None:
    from openevac.services.missions.replan_mission import ReplanMission, replan_mission, work_replan

    town.request("hill")
    (code,) = town.planned()
    town.on_the_road(code)
    block(NEAR_HILL)
    block(BEYOND_HILL)
    job = replan_mission(town.cast.order("kateryna"), ReplanMission(mission=code, iterations=ITERATIONS)).job
    here = ground()
    assert work_replan(job, here.region, here.situation, here.policy, town.cast.clock) is JobState.FAILED
    assert "can be served any more" in fault(job)["problem"]
    assert fault(job)["facts"]["why"] != "-"
    assert versions(code) == [(1, "dispatched")]


def test_a_lost_van_before_it_left_gives_its_door_to_another_van(town: Town) -> None:
    from openevac.store.models import Mission, Vehicle

    receipt = town.request("mill")
    (code,) = town.planned()
    second_van(town)
    Vehicle.objects.filter(code="van-1").update(lost_at=town.cast.clock.now())
    replan(town, code)
    other = Mission.objects.get(vehicle__code="van-2")
    seen = difference(town, other.code)
    assert seen.anew is None
    promise = promise_to(seen, receipt)
    assert (promise.vehicle, promise.kept_by, promise.is_elsewhere) == ("van-1", "van-2", True)
    assert other.trips.get().stops.get().request.receipt == receipt
    assert versions(code) == [(1, "replaced")]


def test_a_lost_van_on_the_road_keeps_its_door_until_it_turns_back(town: Town) -> None:
    from openevac.services.missions.record_crew_event import RecordCrewEvent, record_crew_event
    from openevac.services.missions.turn_back import TurnBack, turn_back
    from openevac.store.models import EvacuationRequest, Mission

    receipt = town.request("mill")
    (code,) = town.planned()
    second_van(town)
    town.on_the_road(code)
    record_crew_event(town.cast.order("stepan"), RecordCrewEvent(mission=code, kind=CrewEventKind.VEHICLE_LOST))
    replan(town, code)
    seen_by = Mission.objects.get(vehicle__code="van-2")
    seen = difference(town, seen_by.code)
    assert promise_to(seen, receipt).kept_by == "van-2"
    assert seen.empty == (code,)
    with pytest.raises(Exception, match="already"):
        town.approve(seen_by.code)
    turn_back(town.cast.order("kateryna"), TurnBack(mission=code))
    assert EvacuationRequest.objects.get(receipt=receipt).status == RequestStatus.ON_MISSION
    town.approve(seen_by.code)


def test_who_boarded_rides_on_and_who_refused_is_not_fetched_again(town: Town) -> None:
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import Stop

    mill, hill = town.request("mill"), town.request("hill")
    (code,) = town.planned()
    town.on_the_road(code)
    town.cast.clock.pass_time(minutes=15)
    stop = Stop.objects.get(request__receipt=hill)
    record_stop(town.cast.order("stepan"), RecordStop(mission=code, stop=stop.code, outcome=StopOutcome.REFUSED))
    town.word(code, position=LonLat(37.12, 49.44))
    replan(town, code)
    seen = difference(town, code)
    assert seen.anew is None
    refused = promise_to(seen, hill)
    assert not refused.kept_by
    assert "does not want to leave" in refused.reason.text
    assert promise_to(seen, mill).kept_by == "van-1"
    newer = Stop.objects.filter(trip__mission__code=code, trip__mission__version=2)
    assert [one.request.receipt for one in newer] == [mill]


def test_an_outcome_the_planner_has_no_word_for_is_said_in_its_own(town: Town) -> None:
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import Stop

    town.request("mill")
    hill = town.request("hill")
    (code,) = town.planned()
    town.on_the_road(code)
    stop = Stop.objects.get(request__receipt=hill)
    outcome = RecordStop(mission=code, stop=stop.code, outcome=StopOutcome.LEFT_BY_THEMSELVES)
    record_stop(town.cast.order("stepan"), outcome)
    replan(town, code)
    reason = promise_to(difference(town, code), hill).reason
    assert reason.in_english() == f"{hill} has left by themselves."


def test_a_mission_that_does_not_change_keeps_its_version_and_its_yeses(town: Town) -> None:
    from openevac.store.models import Vehicle

    town.request("mill", walks=6)
    town.request("hill", walks=6)
    second_van(town)
    Vehicle.objects.update(max_trips=1)
    asked, other = town.planned()
    town.approve(other)
    replan(town, asked)
    assert versions(other) == [(1, "approved")]
    assert versions(asked) == [(1, "replaced"), (2, "planned")]


def test_another_van_that_was_asked_for_is_planned_anew_and_the_page_can_say_so(town: Town) -> None:
    town.request("mill")
    (code,) = town.planned()
    second_van(town)
    replan(town, code, vehicle="van-2")
    seen = difference(town, code)
    assert seen.anew is not None
    assert "Another van was asked for" in seen.anew.text
    assert seen.promises == ()


def test_a_vehicle_that_goes_out_twice_that_day_is_planned_anew_in_words(town: Town) -> None:
    from datetime import timedelta

    from openevac.store.models import Mission

    town.request("mill")
    (code,) = town.planned()
    row = Mission.objects.get(code=code)
    row.pk, row.code, row.wave, row.status = None, "В-77", 2, MissionStatus.PLANNED.value
    row.departs_at, row.returns_at = row.departs_at + timedelta(hours=7), row.returns_at + timedelta(hours=7)
    row._state.adding = True
    row.save()
    replan(town, code)
    seen = difference(town, code)
    assert seen.anew.in_english() == "The vehicle van-1 goes out more than once that day."


def test_a_plan_of_its_own_has_no_difference(town: Town) -> None:
    town.request("mill")
    (code,) = town.planned()
    assert difference(town, code) is None


def test_a_door_that_changed_while_it_was_planned_makes_the_new_version_worthless(town: Town) -> None:
    from openevac.services.missions import replan_day
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.services.missions.replan_mission import ReplanMission, replan_mission, work_replan
    from openevac.store.models import Stop

    town.request("mill")
    town.request("hill")
    (code,) = town.planned()
    town.on_the_road(code)
    job = replan_mission(town.cast.order("kateryna"), ReplanMission(mission=code, iterations=ITERATIONS)).job
    door = Stop.objects.filter(trip__mission__code=code).order_by("number").values_list("code", flat=True)[0]
    told: list[str] = []

    def progress(words: str, share: float) -> None:
        if not told:
            told.append(words)
            outcome = RecordStop(mission=code, stop=door, outcome=StopOutcome.NOT_AT_HOME)
            record_stop(town.cast.order("stepan"), outcome)

    here = ground()
    state = work_replan(job, here.region, here.situation, here.policy, town.cast.clock, progress)
    assert state is JobState.OUTDATED, (told, replan_day)
    assert versions(code) == [(1, "dispatched")]


def board(town: Town, code: str, receipt: str) -> None:
    """Let everybody of a household say yes and board."""
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import Evacuee, Stop

    stop = Stop.objects.filter(request__receipt=receipt, trip__mission__code=code).get()
    people = Evacuee.objects.filter(household=stop.request.household_id)
    for person in people:
        yes = RecordOwnYes(mission=code, stop=stop.code, evacuee=person.code, yes=True)
        record_own_yes(town.cast.order("stepan"), yes)
    aboard = tuple(person.code for person in people)
    boarded = RecordStop(mission=code, stop=stop.code, outcome=StopOutcome.BOARDED, aboard=aboard)
    record_stop(town.cast.order("stepan"), boarded)


def test_who_is_aboard_rides_on_in_the_new_version_and_on_its_paper(town: Town) -> None:
    from openevac.domain.people import AgeBand
    from openevac.services.missions.see_papers import see_papers

    person = {"age_band": AgeBand.ADULT}
    hill = town.request("hill", walks=1, people=[person])
    mill = town.request("mill", walks=1, people=[person])
    (code,) = town.planned()
    town.on_the_road(code)
    town.cast.clock.pass_time(minutes=20)
    board(town, code, hill)
    town.word(code, position=LonLat(37.12, 49.44))
    replan(town, code)
    seen = difference(town, code)
    assert seen.anew is None, seen.anew
    assert promise_to(seen, hill).aboard
    assert promise_to(seen, hill).kept_by == promise_to(seen, mill).kept_by == "van-1"
    papers = see_papers(town.cast.asking("kateryna"), code, ground().situation)
    (drive,) = papers.plan.missions
    assert drive.aboard == (hill,)
    assert {one.id for one in papers.operation.requests} == {hill, mill}
    assert crew_sheet(papers).startswith(b"%PDF")


def crew_sheet(papers: Any) -> bytes:
    from openevac.reports.crew_sheets import crew_sheets
    from openevac.reports.material import PlanMaterial
    from openevac.reports.words import Words

    region = ground().region
    material = PlanMaterial(plan=papers.plan, operation=papers.operation, situation=papers.situation, region=region)
    return crew_sheets(material, Words("uk"))
