"""Two yeses of two people before a van leaves; one no stops it, and nothing keeps whose it was."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import CheckInKind, MissionStatus, RequestStatus, YesMethod
from tests.services.cast import ORGANISATION
from tests.services.missions.country import HILL, Town


@pytest.fixture
def mission(town: Town) -> str:
    town.request(walks=2)
    (code,) = town.planned()
    return code


def row(code: str, version: int = 1) -> object:
    from openevac.store.models import Mission

    return Mission.objects.get(code=code, version=version)


def test_a_van_leaves_after_two_yeses_of_two_people(town: Town, mission: str) -> None:
    assert town.approve(mission).lacks == "The crew leader has not said yes to this version."
    assert town.accept(mission).lacks == ""
    town.dispatch(mission)
    found = row(mission)
    assert found.status == MissionStatus.DISPATCHED  # type: ignore[attr-defined]  # a row of missions
    assert found.next_contact_at is not None  # type: ignore[attr-defined]  # the same


def test_the_yeses_may_come_in_either_order(town: Town, mission: str) -> None:
    assert town.accept(mission).lacks == "The coordinator has not said yes to this version."
    town.approve(mission)
    town.dispatch(mission)


@pytest.mark.parametrize("yes", ["approve", "accept"])
def test_one_yes_is_not_enough(town: Town, mission: str, yes: str) -> None:
    getattr(town, yes)(mission)
    with pytest.raises(InputError, match="has not said yes to this version"):
        town.dispatch(mission)


def test_a_crew_member_who_does_not_lead_cannot_say_the_crews_yes(town: Town, mission: str) -> None:
    with pytest.raises(InputError):
        town.accept(mission, by="sashko")


def test_the_leader_of_another_crew_does_not_even_learn_of_it(town: Town, mission: str) -> None:
    from openevac.services.kernel.refusals import NotFound

    with pytest.raises(NotFound):
        town.accept(mission, by="roman")


def test_a_yes_told_by_call_is_typed_with_its_time(town: Town, mission: str) -> None:
    with pytest.raises(InputError, match="time of the call"):
        town.accept(mission, by="kyrylo", method=YesMethod.CALL)
    said_at = town.cast.clock.now() - timedelta(minutes=4)
    town.accept(mission, by="kyrylo", method=YesMethod.CALL, said_at=said_at)
    found = row(mission)
    assert found.accepted_by == "stepan"  # type: ignore[attr-defined]  # a row of missions
    assert found.accepted_recorded_by == "kyrylo"  # type: ignore[attr-defined]  # the same
    assert found.accepted_at == said_at  # type: ignore[attr-defined]  # the same


def test_a_yes_to_a_version_that_is_not_this_one_does_not_count(town: Town, mission: str) -> None:
    with pytest.raises(InputError, match="needs its own"):
        town.approve(mission, version=2)


def test_a_hold_placed_after_planning_keeps_the_mission_from_being_approved(town: Town, mission: str) -> None:
    from openevac.store.models import EvacuationRequest, Hold

    now = town.cast.clock.now()
    Hold.objects.create(
        organisation_id=ORGANISATION, request=EvacuationRequest.objects.get(), reason="lure_signs", owner="kateryna",
        since=now, rings_at=now,
    )  # fmt: skip
    with pytest.raises(InputError, match="on hold"):
        town.approve(mission)


def test_a_place_closed_after_both_yeses_keeps_the_van_at_home(town: Town, mission: str) -> None:
    from openevac.store.models import PlaceAccess

    town.approve(mission)
    town.accept(mission)
    PlaceAccess.objects.create(
        organisation_id=ORGANISATION, katottg=HILL, access="police_and_army_only", source="administration",
        since=town.cast.clock.now(), set_by="kateryna",
    )  # fmt: skip
    with pytest.raises(InputError, match="closed to this vehicle") as refused:
        town.dispatch(mission)
    assert "Build the mission again" in str(refused.value)


def test_a_lost_vehicle_does_not_leave(town: Town, mission: str) -> None:
    from openevac.store.models import Vehicle

    town.approve(mission)
    town.accept(mission)
    Vehicle.objects.update(lost_at=town.cast.clock.now())
    with pytest.raises(InputError, match="van-1 is lost"):
        town.dispatch(mission)


def test_one_person_alone_on_shift_says_both_yeses_with_one_sentence(town: Town, mission: str) -> None:
    from openevac.services.missions.see_board import see_board
    from openevac.store.models import LedgerBody, Person

    Person.objects.filter(code="stepan").update(roles=["coordinator", "crew_leader", "crew"])
    with pytest.raises(InputError, match="one whole sentence"):
        town.approve(mission, by="stepan", alone="ok")
    town.approve(mission, by="stepan")
    town.accept(mission)
    with pytest.raises(InputError, match="Both yeses are of one person"):
        town.dispatch(mission)
    sentence = "Я сам на зміні, люди чекають другу добу"
    town.approve(mission, by="stepan", alone=sentence)
    town.accept(mission)
    assert town.dispatch(mission, by="stepan").alone_on_shift
    (line,) = see_board(town.cast.asking("kateryna")).missions
    assert line.alone_on_shift == sentence
    assert LedgerBody.objects.filter(reason=sentence).count() == 2


def test_two_coordinators_who_approve_at_once_are_one_yes_and_one_that_is_told(fresh_town: Town) -> None:
    from django.db import connection

    from openevac.services.kernel.refusals import Conflict
    from openevac.store.models import Mission

    fresh_town.request()
    (code,) = fresh_town.planned()
    heard: list[object] = []
    both = threading.Barrier(2)

    def say_yes(by: str) -> None:
        try:
            both.wait()
            heard.append(fresh_town.approve(code, by=by))
        except InputError as fault:
            heard.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=say_yes, args=(by,)) for by in ("kateryna", "kyrylo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (told,) = [one for one in heard if isinstance(one, InputError)]
    assert isinstance(told, Conflict)
    assert Mission.objects.get().approved_by in str(told)
    assert Mission.objects.get().approved_by in {"kateryna", "kyrylo"}


def test_a_no_of_anybody_in_the_crew_stops_the_mission_and_the_requests_wait_again(town: Town, mission: str) -> None:
    from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
    from openevac.store.models import EvacuationRequest

    town.approve(mission)
    town.accept(mission)
    answer = refuse_mission(town.cast.order("sashko"), RefuseMission(mission=mission))
    assert answer.status is MissionStatus.REFUSED
    assert EvacuationRequest.objects.get().status == RequestStatus.OPEN
    with pytest.raises(InputError, match="stopped by its crew"):
        town.dispatch(mission)
    with pytest.raises(InputError, match="stopped by its crew"):
        town.approve(mission)


def test_nothing_that_is_kept_says_who_said_no(town: Town, mission: str) -> None:
    """Not the ledger, not the record of commands, not even a hash that could be tried with the names of the crew."""
    from hashlib import sha256

    import msgspec

    from openevac.domain.roles import Action
    from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
    from openevac.store.models import CommandRecord, Delivery, LedgerBody

    order = town.cast.order("sashko")
    refuse_mission(order, RefuseMission(mission=mission))
    body = LedgerBody.objects.latest("entry_id")
    assert (body.actor, body.subject, body.reason) == ("unnamed", f"mission:{mission}", "")
    assert b"sashko" not in bytes(body.body)
    record = CommandRecord.objects.get(id=order.command_id)
    assert record.actor == "unnamed"
    tried = [Action.REFUSE_MISSION.value, order.who, RefuseMission(mission=mission)]
    assert record.request_hash != sha256(msgspec.json.encode(tried, order="deterministic")).hexdigest()
    assert not Delivery.objects.filter(key__contains="sashko").exists()


def test_a_no_on_the_road_turns_the_van_back(town: Town, mission: str) -> None:
    from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
    from openevac.store.models import OverdueAlarm

    town.on_the_road(mission)
    town.cast.clock.pass_time(hours=5)
    town.word(mission, kind=CheckInKind.SOS)
    answer = refuse_mission(town.cast.order("sashko"), RefuseMission(mission=mission))
    assert answer.status is MissionStatus.TURNED_BACK
    assert not OverdueAlarm.objects.filter(answered_by="sashko").exists()


def test_a_stranger_cannot_say_no(town: Town, mission: str) -> None:
    from openevac.services.kernel.refusals import NotFound
    from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission

    with pytest.raises(NotFound):
        refuse_mission(town.cast.order("roman"), RefuseMission(mission=mission))
