"""Planning a day from the record: what goes in, what is left out and why, and a world that changes meanwhile."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from openevac.domain.events import MissionStatus, RequestStatus
from openevac.domain.records import JobState
from tests.services.cast import ORGANISATION
from tests.services.missions.country import DAY, HILL, Town


def status_of(receipt: str) -> str:
    from openevac.store.models import EvacuationRequest

    return EvacuationRequest.objects.get(receipt=receipt).status


def left_out(job: UUID) -> list[str]:
    from openevac.store.models import Job, PlanRecord

    record = PlanRecord.objects.get(id=Job.objects.get(id=job).result["plan"])
    return [entry["text"].format(**entry["facts"]) for entry in record.left_out]


def test_a_plan_makes_missions_with_stops_that_name_their_requests(town: Town) -> None:
    from openevac.store.models import Mission, Stop

    receipts = {town.request(walks=2), town.request("mill", stretchers=1, needs_care=1)}
    (code,) = town.planned()
    assert code == "В-1"
    mission = Mission.objects.get(code=code)
    assert (mission.status, mission.vehicle.code, mission.crew.code) == ("planned", "van-1", "burevisnyk")
    stops = Stop.objects.filter(trip__mission=mission)
    assert {stop.request.receipt for stop in stops if stop.request} == receipts
    assert min(stop.code for stop in stops) == "В-1.1.1"
    assert all(status_of(receipt) == RequestStatus.ON_MISSION for receipt in receipts)


def test_the_plan_holds_no_receipt_and_no_tag_only_random_codes(town: Town) -> None:
    from openevac.store.models import PlanRecord

    receipt = town.request(walks=2)
    town.planned()
    body = bytes(PlanRecord.objects.get().body).decode()
    assert receipt not in body
    assert receipt[2:] not in body


def test_an_unconfirmed_and_a_held_request_are_left_out_with_the_reason(town: Town) -> None:
    from openevac.store.models import EvacuationRequest, Hold

    fit = town.request()
    unconfirmed = town.request(confirmed=False)
    held = town.request()
    row = EvacuationRequest.objects.get(receipt=held)
    now = town.cast.clock.now()
    Hold.objects.create(
        organisation_id=ORGANISATION, request=row, reason="address_unclear", owner="olena", since=now, rings_at=now
    )
    job = town.ask()
    assert town.work(job) is JobState.DONE
    assert status_of(fit) == RequestStatus.ON_MISSION
    assert {status_of(unconfirmed), status_of(held)} == {RequestStatus.OPEN}
    said = left_out(job)
    assert any(unconfirmed in line and "not confirmed enough" in line for line in said)
    assert any(held in line and "on hold" in line for line in said)


def test_a_vehicle_without_a_leader_is_left_out_with_the_reason(town: Town) -> None:
    from openevac.store.models import CrewMember, Job

    town.request()
    CrewMember.objects.update(leads=False)
    job = town.ask()
    assert town.work(job) is JobState.FAILED
    assert Job.objects.get(id=job).fault["problem"] == "No vehicle can go on this day."


def test_a_request_that_is_on_another_mission_is_not_planned_twice(town: Town) -> None:
    first = town.request()
    (code,) = town.planned()
    town.approve(code)
    second = town.request("mill")
    job = town.ask()
    # The only van is promised to a mission that somebody approved: nothing can be planned beside it.
    assert town.work(job) is JobState.FAILED
    assert (status_of(first), status_of(second)) == (RequestStatus.ON_MISSION, RequestStatus.OPEN)


def test_building_the_day_again_takes_apart_only_what_nobody_said_yes_to(town: Town) -> None:
    from openevac.store.models import Mission

    first = town.request()
    (before,) = town.planned()
    second = town.request("mill")
    (after,) = town.planned()
    assert (before, after) == ("В-1", "В-2")
    assert Mission.objects.get(code=before).status == MissionStatus.REPLACED
    assert {status_of(first), status_of(second)} == {RequestStatus.ON_MISSION}
    assert Mission.objects.get(code=after).trips.get().stops.count() == 2


def test_a_world_that_changed_while_the_plan_was_made_keeps_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openevac.services.missions import make_plan as making
    from openevac.services.missions import work_plan as work
    from openevac.store.models import HazardReport, Job, Mission

    town.request()
    job = town.ask()
    make = making.make_plan

    def slow_plan(*given: object, **named: object) -> object:
        made = make(*given, **named)  # type: ignore[arg-type]  # passed on as they came
        now = town.cast.clock.now()
        HazardReport.objects.create(
            organisation_id=ORGANISATION, cause="drone", kind="drone_seen", lon=37.1, lat=49.5, happened_at=now,
            source="crew 3", reported_by="olena", recorded_at=now,
        )  # fmt: skip
        return made

    monkeypatch.setattr(work, "make_plan", slow_plan)
    assert town.work(job) is JobState.OUTDATED
    assert Mission.objects.count() == 0
    assert "while the plan was made" in Job.objects.get(id=job).fault["problem"]


def test_a_request_that_arrives_meanwhile_does_not_make_the_plan_worthless(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openevac.services.missions import make_plan as making
    from openevac.services.missions import work_plan as work

    town.request()
    job = town.ask()
    make = making.make_plan

    def slow_plan(*given: object, **named: object) -> object:
        town.request("mill")
        return make(*given, **named)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(work, "make_plan", slow_plan)
    assert town.work(job) is JobState.DONE


def test_a_plan_the_referee_refuses_is_never_kept(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from openevac.services.missions import make_plan as making
    from openevac.store.models import Job, Mission

    town.request()
    job = town.ask()

    class _Fault:
        def in_english(self) -> str:
            return "a load is wrong"

    monkeypatch.setattr(making, "check_plan", lambda *_given, **_named: (_Fault(),))
    assert town.work(job) is JobState.FAILED
    assert Mission.objects.count() == 0
    assert "independent check" in Job.objects.get(id=job).fault["problem"]


def test_a_door_to_check_goes_only_beside_a_confirmed_one(town: Town) -> None:
    from openevac.services.requests.confirm_request import ConfirmRequest, confirm_request
    from openevac.store.models import Stop

    to_check = town.request(confirmed=False)
    confirm_request(town.cast.order("olena"), ConfirmRequest(receipt=to_check, no_more_possible=True))
    confirmed = town.request()
    (code,) = town.planned()
    stops = {stop.request.receipt: stop for stop in Stop.objects.filter(trip__mission__code=code) if stop.request}
    assert stops[to_check].check_address_only
    assert not stops[confirmed].check_address_only
    assert stops[to_check].trip == stops[confirmed].trip


def test_a_door_to_check_that_no_trip_passes_is_left_out_and_said(town: Town) -> None:
    """Six people fill the van alone, so the door to check would have a trip of its own."""
    from openevac.services.requests.confirm_request import ConfirmRequest, confirm_request

    to_check = town.request("mill", confirmed=False, walks=6)
    confirm_request(town.cast.order("olena"), ConfirmRequest(receipt=to_check, no_more_possible=True))
    confirmed = town.request(walks=6)
    job = town.ask()
    assert town.work(job) is JobState.DONE
    assert (status_of(confirmed), status_of(to_check)) == (RequestStatus.ON_MISSION, RequestStatus.OPEN)
    assert any(to_check in line and "beside a confirmed one" in line for line in left_out(job))


def test_a_place_that_was_closed_here_is_closed_for_the_plan(town: Town) -> None:
    from openevac.services.missions.see_plan import see_plan
    from openevac.store.models import Job, PlaceAccess

    town.request("mill")
    closed = town.request("hill")
    PlaceAccess.objects.create(
        organisation_id=ORGANISATION, katottg=HILL, access="closed", source="administration",
        since=town.cast.clock.now() - timedelta(hours=1), set_by="kateryna",
    )  # fmt: skip
    job = town.ask(requests=())
    assert town.work(job) is JobState.DONE
    # Where entry is closed a call-back is not enough any more: the ladder itself keeps it out.
    assert any(closed in line for line in left_out(job))
    seen = see_plan(town.cast.asking("kateryna"), UUID(Job.objects.get(id=job).result["plan"]))
    assert seen.missions == ("В-1",)


def test_beds_that_are_taken_or_promised_are_not_promised_again(town: Town) -> None:
    from openevac.services.missions.see_plan import see_plan
    from openevac.store.models import Job, ShelterUnit

    ShelterUnit.objects.filter(kind="ordinary").update(beds=2)
    ShelterUnit.objects.exclude(kind="ordinary").update(beds=0)
    taken = town.request(walks=2)
    left = town.request("mill", walks=2)
    job = town.ask()
    assert town.work(job) is JobState.DONE
    seen = see_plan(town.cast.asking("kateryna"), UUID(Job.objects.get(id=job).result["plan"]))
    (unserved,) = seen.unserved
    assert unserved.limit == "beds"
    assert unserved.request in {taken, left}


def test_who_lost_the_right_meanwhile_keeps_no_plan(town: Town) -> None:
    from openevac.store.models import Job, Mission, Person

    town.request()
    job = town.ask()
    Person.objects.filter(code="kateryna").update(revoked_at=town.cast.clock.now())
    assert town.work(job) is JobState.FAILED
    assert Mission.objects.count() == 0
    assert "taken back" in Job.objects.get(id=job).fault["problem"]


def test_a_day_that_is_over_is_said_to_be_over(town: Town) -> None:
    from openevac.store.models import Job

    town.request()
    job = town.ask(day=DAY - timedelta(days=3))
    assert town.work(job) is JobState.FAILED
    assert "The day is over" in Job.objects.get(id=job).fault["problem"]


def test_only_coordinators_plan(town: Town) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.missions.plan_mission import ask_plan
    from openevac.services.missions.snapshot import PlanChoices

    with pytest.raises(NotAllowed):
        ask_plan(town.cast.order("olena"), PlanChoices(day=DAY))
