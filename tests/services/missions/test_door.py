"""The door: nobody boards without the rules of care, everybody has an outcome, and heads are counted at the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import CrewEventKind, MissionStatus, RequestStatus, StopOutcome
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import AgeBand, DecidedBy, EvacueeStatus, GuardianKind
from tests.services.missions.country import HILL, Town


class Door:
    """One household's stop of a mission on the road, with short words for what tests do there."""

    def __init__(self, town: Town, *people: dict[str, Any], **needs: Any) -> None:
        from openevac.store.models import EvacuationRequest, Evacuee, Stop

        self.town = town
        self.receipt = town.request(people=people, **needs)
        (self.mission,) = town.planned()
        town.on_the_road(self.mission)
        town.cast.clock.pass_time(minutes=40)
        self.stop = Stop.objects.get().code
        household = EvacuationRequest.objects.get(receipt=self.receipt).household
        rows = Evacuee.objects.filter(household=household)
        self.codes = {f"{row.mobility} {row.age_band}": row.code for row in rows}
        self.everybody = tuple(sorted(self.codes.values()))

    def yes(self, code: str, *, yes: bool = True, by: str = "stepan") -> Any:
        from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes

        asked = RecordOwnYes(mission=self.mission, stop=self.stop, evacuee=code, yes=yes)
        return record_own_yes(self.town.cast.order(by), asked)

    def guardian(self, code: str, **given: Any) -> Any:
        from openevac.services.missions.record_guardian import RecordGuardian, record_guardian

        asked = RecordGuardian(mission=self.mission, stop=self.stop, evacuee=code, **given)
        return record_guardian(self.town.cast.order("sashko"), asked)

    def record(self, outcome: StopOutcome, *aboard: str, by: str = "stepan", **given: Any) -> Any:
        from openevac.services.missions.record_stop import RecordStop, record_stop

        stop = given.pop("stop", self.stop)
        asked = RecordStop(mission=self.mission, stop=stop, outcome=outcome, aboard=aboard, **given)
        return record_stop(self.town.cast.order(by), asked)

    def hand_over(self, heads: int, **given: Any) -> Any:
        from openevac.services.missions.hand_over import HandOver, hand_over

        return hand_over(self.town.cast.order("raisa"), HandOver(mission=self.mission, heads=heads, **given))

    def close(self) -> Any:
        from openevac.services.missions.close_mission import CloseMission, close_mission

        return close_mission(self.town.cast.order("kateryna"), CloseMission(mission=self.mission))

    def status(self) -> str:
        from openevac.store.models import EvacuationRequest

        return EvacuationRequest.objects.get(receipt=self.receipt).status


ADULT = {"age_band": AgeBand.ADULT}
ELDER = {"age_band": AgeBand.ELDER}
CHILD = {"age_band": AgeBand.CHILD}


def test_nobody_boards_without_their_own_yes(town: Town) -> None:
    from openevac.store.models import Boarding

    door = Door(town, ADULT, walks=1)
    (person,) = door.everybody
    with pytest.raises(InputError, match="ask whether they themselves want to go now"):
        door.record(StopOutcome.BOARDED, person)
    assert not Boarding.objects.exists()
    door.yes(person)
    assert door.record(StopOutcome.BOARDED, person).request_status is RequestStatus.ABOARD


def test_a_yes_before_a_no_does_not_count(town: Town) -> None:
    door = Door(town, ADULT, walks=1)
    (person,) = door.everybody
    door.yes(person)
    town.cast.clock.pass_time(minutes=1)
    assert door.yes(person, yes=False).status is EvacueeStatus.REFUSED
    with pytest.raises(InputError):
        door.record(StopOutcome.BOARDED, person)
    town.cast.clock.pass_time(minutes=1)
    door.yes(person)
    door.record(StopOutcome.BOARDED, person)


def test_a_child_rides_with_the_parent_who_is_aboard_and_not_alone(town: Town) -> None:
    door = Door(town, ADULT, CHILD, walks=2)
    adult, child = door.codes["walks 18-59"], door.codes["walks 5-17"]
    door.yes(adult)
    with pytest.raises(InputError):
        door.record(StopOutcome.BOARDED, adult, child)
    door.guardian(child, guardian=adult, guardian_kind=GuardianKind.PARENT)
    with pytest.raises(InputError, match="board them first"):
        door.record(StopOutcome.BOARDED, child, stayed={adult: StopOutcome.NOT_AT_HOME})
    assert set(door.record(StopOutcome.BOARDED, adult, child).aboard) == {adult, child}


def test_who_cannot_decide_goes_on_the_named_word_of_a_doctor(town: Town) -> None:
    door = Door(town, ELDER | {"cannot_decide": True}, walks=1)
    (person,) = door.everybody
    door.yes(person)
    with pytest.raises(InputError):
        door.record(StopOutcome.BOARDED, person)
    door.guardian(person, decided_by=DecidedBy.DOCTOR, named="brigade 14")
    door.record(StopOutcome.BOARDED, person)


def test_danger_to_life_takes_them_with_a_reason_and_duties(town: Town) -> None:
    from openevac.store.models import Delivery

    door = Door(town, CHILD, walks=1)
    (child,) = door.everybody
    door.guardian(child, danger="the roof burns")
    recorded = door.record(StopOutcome.BOARDED, child)
    assert {duty.value for duty in recorded.duties} >= {"ring_102", "ring_child_service", "tell_coordinator"}
    assert Delivery.objects.filter(kind="duty", key__startswith="duty:ring_102:").count() == 1


def test_who_needs_care_boards_only_where_a_bed_is_held_or_somebody_decided(town: Town) -> None:
    from openevac.store.models import EvacuationRequest, ShelterUnit

    lying = {"mobility": MobilityClass.LYING, "bed": BedKind.CARE, **ELDER}
    door = Door(town, lying, stretchers=1, needs_care=1)
    (person,) = door.everybody
    door.yes(person)
    ShelterUnit.objects.filter(kind="care").update(beds=0)
    with pytest.raises(InputError, match="No bed with care is held"):
        door.record(StopOutcome.BOARDED, person)
    EvacuationRequest.objects.update(care_bed_waived_by="kateryna")
    door.record(StopOutcome.BOARDED, person)


def test_a_refusal_costs_nothing_and_is_rung_again(town: Town) -> None:
    from openevac.store.models import Delivery

    door = Door(town, ADULT, ADULT, walks=2)
    day = town.cast.clock.now() + timedelta(days=5)
    recorded = door.record(StopOutcome.REFUSED, ask_again=day)
    assert (recorded.request_status, recorded.ring_again_at) == (RequestStatus.REFUSED, day)
    assert Delivery.objects.filter(kind="ring_again", due_at=day).count() == 1


def test_everybody_of_a_door_has_a_word(town: Town) -> None:
    door = Door(town, ADULT, ELDER, walks=2)
    adult, elder = door.codes["walks 18-59"], door.codes["walks 60+"]
    door.yes(adult)
    with pytest.raises(InputError, match=elder):
        door.record(StopOutcome.BOARDED, adult)
    door.record(StopOutcome.BOARDED, adult, stayed={elder: StopOutcome.REFUSED})


def test_who_stayed_at_home_is_not_lost_with_those_who_went(town: Town) -> None:
    from openevac.store.models import EvacuationRequest

    door = Door(town, ADULT, ELDER, walks=2)
    adult, elder = door.codes["walks 18-59"], door.codes["walks 60+"]
    door.yes(adult)
    door.record(StopOutcome.BOARDED, adult, stayed={elder: StopOutcome.REFUSED})
    door.hand_over(1)
    row = EvacuationRequest.objects.get()
    assert (row.status, row.walks) == (RequestStatus.REFUSED, 1)
    assert row.ring_again_at is not None


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (StopOutcome.NOT_AT_HOME, RequestStatus.OPEN),
        (StopOutcome.WRONG_ADDRESS, RequestStatus.WRONG_ADDRESS),
        (StopOutcome.LEFT_BY_THEMSELVES, RequestStatus.LEFT_BY_THEMSELVES),
        (StopOutcome.TAKEN_BY_ANOTHER, RequestStatus.TAKEN_BY_ANOTHER),
        (StopOutcome.REFERRED, RequestStatus.REFERRED),
    ],
)
def test_each_outcome_says_where_the_request_stands(town: Town, outcome: StopOutcome, status: RequestStatus) -> None:
    from openevac.store.models import EvacuationRequest

    door = Door(town, ADULT, walks=1)
    assert door.record(outcome).request_status is status
    assert (EvacuationRequest.objects.get().closed_at is None) == (status is RequestStatus.OPEN)


def test_the_same_person_is_not_aboard_twice(town: Town) -> None:
    from openevac.services.kernel.refusals import Conflict

    door = Door(town, ADULT, walks=1)
    (person,) = door.everybody
    door.yes(person)
    door.record(StopOutcome.BOARDED, person)
    with pytest.raises(Conflict, match="recorded for this door already"):
        door.record(StopOutcome.BOARDED, person)
    from openevac.store.models import Stop

    other = Stop.objects.get()
    other.id, other.code, other.number, other.outcome = None, "В-1.1.9", 9, ""
    other.save()
    with pytest.raises(Conflict, match="is recorded aboard van-1 already"):
        door.record(StopOutcome.BOARDED, person, stop="В-1.1.9")


def test_a_wrong_outcome_is_corrected_by_naming_it(town: Town) -> None:
    from openevac.store.models import Boarding, Evacuee

    door = Door(town, ADULT, walks=1)
    (person,) = door.everybody
    door.yes(person)
    door.record(StopOutcome.BOARDED, person)
    door.record(StopOutcome.NOT_AT_HOME, instead_of=StopOutcome.BOARDED)
    assert not Boarding.objects.filter(boarded=True).exists()
    assert Evacuee.objects.get(code=person).status == EvacueeStatus.NOT_AT_HOME


def test_a_family_at_the_van_is_registered_on_the_spot_and_boards_by_the_same_rules(town: Town) -> None:
    from openevac.services.missions.walk_up import WalkUp, WalkUpPerson, walk_up
    from openevac.store.models import EvacuationRequest

    door = Door(town, ADULT, walks=1)
    people = (
        WalkUpPerson(age_band=AgeBand.ADULT, says_yes=True),
        WalkUpPerson(age_band=AgeBand.CHILD, guardian=0),
    )
    new = walk_up(town.cast.order("stepan"), WalkUp(mission=door.mission, people=people, katottg=HILL, pets=1))
    assert new.receipt != door.receipt
    recorded = door.record(StopOutcome.WALK_UP, *new.evacuees, stop=new.stop)
    assert recorded.request_status is RequestStatus.ABOARD
    assert EvacuationRequest.objects.get(receipt=new.receipt).channel == "walk_up"


def test_a_walk_up_takes_no_promised_seat(town: Town) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.services.missions.walk_up import WalkUp, WalkUpPerson, walk_up
    from openevac.store.models import EvacuationRequest

    door = Door(town, walks=4)
    three = tuple(WalkUpPerson(age_band=AgeBand.ADULT, says_yes=True) for _ in range(3))
    with pytest.raises(Conflict, match="no room for them beside who rides and who was promised: seats"):
        walk_up(town.cast.order("stepan"), WalkUp(mission=door.mission, people=three))
    assert EvacuationRequest.objects.count() == 1
    walk_up(town.cast.order("stepan"), WalkUp(mission=door.mission, people=three[:2]))


def test_heads_that_differ_from_the_record_need_a_word_why(town: Town) -> None:
    door = Door(town, ADULT, ELDER, walks=2)
    for person in door.everybody:
        door.yes(person)
    door.record(StopOutcome.BOARDED, *door.everybody)
    with pytest.raises(InputError, match="1 heads were counted, 2 are recorded aboard"):
        door.hand_over(1)
    handed = door.hand_over(1, note="one was taken to the hospital on the way")
    assert handed.status is MissionStatus.HANDED_OVER


def test_a_mission_is_closed_only_when_nobody_is_aboard_and_nothing_is_lost(town: Town) -> None:
    from openevac.store.models import RedZoneDay

    door = Door(town, ADULT, walks=1)
    (person,) = door.everybody
    with pytest.raises(InputError, match="on the road"):
        door.close()
    door.yes(person)
    door.record(StopOutcome.BOARDED, person)
    with pytest.raises(InputError, match="still recorded aboard"):
        door.close()
    door.hand_over(1)
    assert door.status() == RequestStatus.HANDED_OVER
    closed = door.close()
    assert (closed.status, closed.waiting_again, closed.red_zone_people) == (MissionStatus.CLOSED, (), 0)
    assert not RedZoneDay.objects.exists()
    with pytest.raises(InputError, match="The mission is closed"):
        door.record(StopOutcome.NOT_AT_HOME, by="kateryna")


def test_a_door_nobody_reached_waits_again_when_the_mission_is_closed(town: Town) -> None:
    from openevac.services.missions.turn_back import TurnBack, turn_back

    door = Door(town, ADULT, walks=1)
    turn_back(town.cast.order("stepan"), TurnBack(mission=door.mission))
    assert door.close().waiting_again == (door.receipt,)
    assert door.status() == RequestStatus.OPEN


def test_a_day_near_the_line_is_counted_for_everybody_of_the_crew(town: Town) -> None:
    from openevac.store.models import EvacuationRequest, RedZoneDay

    door = Door(town, ADULT, walks=1)
    EvacuationRequest.objects.update(front_km=6.0)
    door.record(StopOutcome.NOT_AT_HOME)
    door.hand_over(0)
    assert door.close().red_zone_people == 2
    assert set(RedZoneDay.objects.values_list("person__code", flat=True)) == {"stepan", "sashko"}


def test_what_befell_a_crew_is_told_and_a_lost_vehicle_is_marked(town: Town) -> None:
    from openevac.services.missions.record_crew_event import RecordCrewEvent, record_crew_event
    from openevac.store.models import Delivery, Vehicle

    door = Door(town, ADULT, walks=1)
    order = town.cast.order("stepan")
    kept = record_crew_event(order, RecordCrewEvent(mission=door.mission, kind=CrewEventKind.WOUNDED, number=2))
    assert kept.ask_hospital
    record_crew_event(town.cast.order("olena"), RecordCrewEvent(mission=door.mission, kind=CrewEventKind.VEHICLE_LOST))
    assert Delivery.objects.filter(kind="crew_event").count() == 2
    assert Vehicle.objects.get().lost_at is not None


def test_belongings_that_stayed_are_counted_and_taken_back(town: Town) -> None:
    from openevac.services.missions.leave_belongings import LeaveBelongings, leave_belongings
    from openevac.store.models import Stop

    door = Door(town, ADULT, walks=1)
    for pieces in (3, 0, 2):
        leave_belongings(
            town.cast.order("sashko"), LeaveBelongings(mission=door.mission, stop=door.stop, pieces=pieces)
        )
        assert Stop.objects.get().pieces_left == pieces


def test_a_child_nobody_answers_for_is_referred_and_the_calls_are_queued(town: Town) -> None:
    from openevac.services.missions.record_guardian import ReferChild, refer_child
    from openevac.store.models import Delivery

    door = Door(town, CHILD, walks=1)
    (child,) = door.everybody
    asked = ReferChild(mission=door.mission, stop=door.stop, evacuee=child, named="children's service")
    assert refer_child(town.cast.order("stepan"), asked).status is EvacueeStatus.REFERRED
    assert Delivery.objects.filter(kind="duty").count() == 3


def test_a_crew_of_another_mission_learns_nothing_of_a_person(town: Town) -> None:
    from openevac.services.kernel.refusals import NotFound

    door = Door(town, ADULT, walks=1)
    with pytest.raises(NotFound):
        door.yes(door.everybody[0], by="roman")
    with pytest.raises(NotFound):
        door.record(StopOutcome.NOT_AT_HOME, by="roman")


def test_a_bed_is_promised_from_the_plan_until_the_hand_over(town: Town) -> None:
    from openevac.services.missions.promises import promised_beds
    from openevac.store.models import Mission
    from tests.services.cast import ORGANISATION

    def promised() -> int:
        return sum(sum(beds.values()) for beds in promised_beds(ORGANISATION, ()).values())

    door = Door(town, ADULT, ELDER, walks=2)
    assert promised() == 2
    for person in door.everybody:
        door.yes(person)
    door.record(StopOutcome.BOARDED, *door.everybody)
    Mission.objects.update(status=MissionStatus.REPLACED.value)
    assert promised() == 2, "who rides needs a bed whatever became of the version"
    Mission.objects.update(status=MissionStatus.DISPATCHED.value)
    door.hand_over(2)
    assert promised() == 0


def test_what_a_second_van_finds_says_nothing_of_who_went_with_the_first(town: Town) -> None:
    from openevac.store.models import Evacuee, Mission, Stop

    door = Door(town, ADULT, ELDER, walks=2)
    one, other = door.everybody
    door.yes(one)
    door.record(StopOutcome.BOARDED, one, stayed={other: StopOutcome.NOT_AT_HOME})
    door.hand_over(1)
    door.close()
    Mission.objects.update(status=MissionStatus.DISPATCHED.value)
    Stop.objects.update(outcome="")
    Stop.objects.get().boardings.all().delete()
    door.record(StopOutcome.REFUSED)
    assert dict(Evacuee.objects.values_list("code", "status")) == {one: "handed_over", other: "refused"}


def test_when_the_mother_gets_off_her_child_gets_off_with_her(town: Town) -> None:
    door = Door(town, ADULT, CHILD, ELDER, walks=3)
    mother, child, elder = (door.codes[f"walks {band.value}"] for band in (AgeBand.ADULT, AgeBand.CHILD, AgeBand.ELDER))
    door.yes(mother)
    door.yes(elder)
    door.guardian(child, guardian=mother, guardian_kind=GuardianKind.PARENT)
    door.record(StopOutcome.BOARDED, mother, child, elder)
    with pytest.raises(InputError, match="1 heads were counted, 2 are recorded"):
        door.hand_over(1, people=(mother,))
    done = door.hand_over(2, people=(mother,))
    assert (set(done.people), done.still_aboard) == ({mother, child}, (elder,))
