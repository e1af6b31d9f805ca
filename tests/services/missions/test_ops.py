"""Signed operations of phones: any order, any repetition, each carried into the record exactly once."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from openevac.domain.events import CheckInKind, HybridTime, MissionStatus, Op, OpKind, StopOutcome
from openevac.domain.people import AgeBand
from openevac.ledger.note import KeyKind, SigningKey
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town
from tests.services.missions.test_door import Door
from tests.torture import examples

SEED = bytes(range(32))
PEOPLE = ({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.CHILD})


class Phone:
    """A phone of the crew that writes and signs."""

    def __init__(self, door: Door, code: str = "phone-1", person: str = "stepan") -> None:
        from openevac.store.models import Device, Person

        self.door, self.code, self.counter = door, code, 0
        self.key = SigningKey(code, KeyKind.NOTE, bytes([len(code)]) + SEED[1:] if code != "phone-1" else SEED)
        Device.objects.create(
            organisation_id=ORGANISATION, code=code, kind="crew_phone", public_key=self.key.verifier.public,
            token=code, person=Person.objects.get(code=person), enrolled_at=door.town.cast.clock.now(),
        )  # fmt: skip

    def op(self, kind: OpKind, subject: str, value: str = "", at: datetime | None = None, **other: Any) -> Any:
        from openevac.services.missions.receive_ops import SignedOp, signed_text

        self.counter += 1
        moment = at or self.door.town.cast.clock.now()
        made = Op(
            id=f"{self.code}-{self.counter}", device=self.code, counter=self.counter, kind=kind,
            mission=self.door.mission, subject=subject, value=value, happened_at=moment,
            clock=HybridTime(1_000_000 + self.counter, 0), seen=other.pop("seen", {}), **other,
        )  # fmt: skip
        return SignedOp(op=made, signature=self.key.sign(signed_text(made)))

    def send(self, *ops: Any, by: str = "stepan") -> Any:
        from openevac.services.missions.receive_ops import ReceiveOps, receive_ops

        return receive_ops(self.door.town.cast.order(by), ReceiveOps(mission=self.door.mission, ops=tuple(ops)))


@pytest.fixture
def door(town: Town) -> Door:
    return Door(town, {"age_band": AgeBand.ADULT}, {"age_band": AgeBand.ELDER}, walks=2)


def rows(door: Door) -> dict[str, Any]:
    """Give everything in the record that ops may write."""
    from openevac.store.models import Boarding, CheckIn, Consent, CrewEvent, EvacuationRequest, Evacuee, Mission, Stop

    return {
        "boardings": sorted(Boarding.objects.values_list("evacuee__code", "boarded")),
        "consents": sorted(Consent.objects.values_list("evacuee__code", "kind")),
        "words": sorted(CheckIn.objects.values_list("kind", "at")),
        "events": sorted(CrewEvent.objects.values_list("kind", "number")),
        "stops": sorted(Stop.objects.values_list("code", "outcome", "pieces_left")),
        "people": sorted(Evacuee.objects.values_list("code", "status")),
        "request": EvacuationRequest.objects.get().status,
        "mission": Mission.objects.get(code=door.mission).status,
    }


def a_day(phone: Phone) -> list[Any]:
    """Write what a crew writes at one door: words, two yeses, two boardings, the outcome, bags, a wounded."""
    door = phone.door
    start = door.town.cast.clock.now() - timedelta(minutes=20)
    mission, stop = f"mission:{door.mission}", f"stop:{door.stop}"
    ops = [phone.op(OpKind.CHECK_IN, mission, CheckInKind.ON_SCENE.value, start)]
    ops += [phone.op(OpKind.OWN_YES, f"evacuee:{code}", "yes", start + timedelta(minutes=1)) for code in door.everybody]
    ops += [
        phone.op(OpKind.BOARDED, f"evacuee:{code}", "van-1", start + timedelta(minutes=4)) for code in door.everybody
    ]
    ops.append(phone.op(OpKind.STOP_OUTCOME, stop, StopOutcome.BOARDED.value, start + timedelta(minutes=5)))
    ops.append(phone.op(OpKind.BELONGINGS_LEFT, stop, "3", start + timedelta(minutes=5)))
    ops.append(phone.op(OpKind.CREW_EVENT, mission, "wounded:2", start + timedelta(minutes=6)))
    return ops


def test_a_door_recorded_offline_stands_in_the_record(door: Door) -> None:
    phone = Phone(door)
    answer = phone.send(*a_day(phone))
    assert (len(answer.new), answer.refused, answer.waits, answer.conflicts) == (8, (), (), ())
    found = rows(door)
    assert found["boardings"] == [(code, True) for code in door.everybody]
    assert (found["request"], found["stops"]) == ("aboard", [(door.stop, "boarded", 3)])
    assert found["events"] == [("wounded", 2)]


@pytest.mark.parametrize("seed", range(examples(6, 60)))
def test_any_order_and_repetition_ends_in_the_same_record(town: Town, seed: int) -> None:
    """Shuffled, cut into parts, sent again and again: the record is that of one sending in order."""
    from django.db import transaction

    door = Door(town, {"age_band": AgeBand.ADULT}, {"age_band": AgeBand.ELDER}, walks=2)
    phone = Phone(door)
    ops = a_day(phone)
    taken_back = ops[5 + seed % 2]
    ops.append(phone.op(OpKind.UNDO, f"stop:{door.stop}", undoes=taken_back.op.id))
    with transaction.atomic():
        phone.send(*ops)
        expected = rows(door)
        transaction.set_rollback(True)
    dice = Random(seed)
    shuffled = ops + dice.choices(ops, k=5)
    dice.shuffle(shuffled)
    while shuffled:
        size = dice.randint(1, 4)
        phone.send(*shuffled[:size])
        shuffled = shuffled[size:]
    phone.send(*ops)
    assert rows(door) == expected


def test_boarding_that_comes_before_its_yes_waits_for_it(door: Door) -> None:
    phone = Phone(door)
    yes = [phone.op(OpKind.OWN_YES, f"evacuee:{code}", "yes") for code in door.everybody]
    aboard = [phone.op(OpKind.BOARDED, f"evacuee:{code}", "van-1") for code in door.everybody]
    first = phone.send(*aboard)
    assert len(first.waits) == 2
    assert rows(door)["boardings"] == []
    from openevac.services.missions.see_mission import see_mission

    seen = see_mission(door.town.cast.asking("kateryna"), door.mission)
    assert {one.subject for one in seen.disagreements} == {f"evacuee:{code}" for code in door.everybody}
    assert seen.gaps == {"phone-1": ((1, 2),)}
    assert phone.send(*yes).waits == ()
    assert len(rows(door)["boardings"]) == 2


def test_two_phones_that_disagree_are_both_heard(door: Door) -> None:
    from openevac.services.missions.see_mission import see_mission

    one, other = Phone(door), Phone(door, "phone-22", "sashko")
    code = door.everybody[0]
    one.send(one.op(OpKind.OWN_YES, f"evacuee:{code}", "yes"), one.op(OpKind.BOARDED, f"evacuee:{code}", "van-1"))
    assert rows(door)["boardings"] == [(code, True)]
    answer = other.send(other.op(OpKind.NOT_BOARDED, f"evacuee:{code}"), by="sashko")
    assert answer.conflicts == (f"evacuee:{code} aboard",)
    assert rows(door)["boardings"] == [], "the cautious word counts: somebody looks again"
    seen = see_mission(door.town.cast.asking("kateryna"), door.mission)
    assert set(seen.disagreements[0].values) == {"boarded:van-1", "not_boarded"}


def test_a_forged_a_strange_and_a_revoked_device_are_refused_and_change_nothing(door: Door) -> None:
    from dataclasses import replace

    from openevac.store.models import Device, DeviceOp

    phone = Phone(door)
    good = phone.op(OpKind.BELONGINGS_LEFT, f"stop:{door.stop}", "3")
    forged = replace(good, op=replace(good.op, value="9"))
    foreign = Phone(door, "phone-333", "roman")
    strange = foreign.op(OpKind.BELONGINGS_LEFT, f"stop:{door.stop}", "7")
    answer = phone.send(forged, strange)
    assert [one.reason.text[:20] for one in answer.refused] == ["The signature is not", "This device does not"]
    Device.objects.filter(code="phone-1").update(revoked_at=door.town.cast.clock.now())
    assert phone.send(good).refused[0].reason.text.startswith("This device is not let in")
    assert not DeviceOp.objects.exists()
    assert rows(door)["stops"] == [(door.stop, "", 0)]


def test_one_id_with_two_contents_is_kept_twice(door: Door) -> None:
    from openevac.services.missions.receive_ops import SignedOp, signed_text
    from openevac.store.models import DeviceOp

    phone = Phone(door)
    first = phone.op(OpKind.BELONGINGS_LEFT, f"stop:{door.stop}", "3")
    from dataclasses import replace

    changed = replace(first.op, value="4")
    phone.send(first, SignedOp(op=changed, signature=phone.key.sign(signed_text(changed))))
    assert DeviceOp.objects.count() == 2


def test_what_arrives_after_the_mission_was_closed_is_kept_and_changes_nothing(door: Door) -> None:
    from openevac.store.models import DeviceOp, Mission

    phone = Phone(door)
    ops = a_day(phone)
    Mission.objects.update(status=MissionStatus.CLOSED.value)
    before = rows(door)
    answer = phone.send(*ops, by="kateryna")
    assert answer.late
    assert DeviceOp.objects.count() == len(ops)
    assert rows(door) == before


def test_turning_back_and_a_head_count_from_the_phone(door: Door) -> None:
    phone = Phone(door)
    phone.send(*a_day(phone))
    mission = f"mission:{door.mission}"
    wrong = phone.send(phone.op(OpKind.HAND_OVER, mission, "1"))
    assert "2 are recorded aboard" in wrong.waits[0].in_english()
    phone.send(phone.op(OpKind.HAND_OVER, mission, "2"))
    assert (rows(door)["mission"], rows(door)["request"]) == ("handed_over", "handed_over")


def test_a_value_nobody_can_read_is_kept_and_said(door: Door) -> None:
    from openevac.store.models import DeviceOp

    phone = Phone(door)
    mission = f"mission:{door.mission}"
    answer = phone.send(
        phone.op(OpKind.CHECK_IN, mission, "hello"),
        phone.op(OpKind.HAZARD, mission, "drone/drone_seen/37.1"),
        phone.op(OpKind.CREW_EVENT, mission, "wounded:many"),
    )
    assert len(answer.waits) == 3
    assert DeviceOp.objects.count() == 3


def rides_unasked(door: Door) -> list[str]:
    """Give whom mission and board want asked; both must tell the same."""
    from openevac.services.missions.see_board import see_board
    from openevac.services.missions.see_mission import see_mission

    asking = door.town.cast.asking("kateryna")
    of_mission = [one for one in see_mission(asking, door.mission).to_do if "taken back" in one.text]
    assert [one.facts["count"] for one in see_board(asking).to_ask] == ([len(of_mission)] if of_mission else [])
    return [str(one.facts["person"]) for one in of_mission]


def test_who_boarded_on_a_yes_that_was_undone_stays_aboard_and_is_asked_in_words(door: Door) -> None:
    phone = Phone(door)
    ops = a_day(phone)
    phone.send(*ops)
    assert rides_unasked(door) == []
    code = door.everybody[0]
    undo = phone.op(OpKind.UNDO, f"evacuee:{code}", undoes=ops[1].op.id, seen={phone.code: phone.counter})
    answer = phone.send(undo)
    assert [one.in_english() for one in answer.waits] == [
        f"{code} rides on a yes that was taken back: the crew asks them now; who wants to get off gets off."
    ]
    assert (code, True) in rows(door)["boardings"], "they are where they are"
    assert rides_unasked(door) == [code]
    assert phone.send(phone.op(OpKind.OWN_YES, f"evacuee:{code}", "yes")).waits == ()
    assert rides_unasked(door) == []


def test_nobody_boards_on_a_yes_that_was_undone_but_on_one_the_desk_typed(door: Door) -> None:
    from openevac.services.kernel.refusals import Refused
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes

    phone, code = Phone(door), door.everybody[0]
    away = {door.everybody[1]: StopOutcome.NOT_AT_HOME}
    yes = phone.op(OpKind.OWN_YES, f"evacuee:{code}", "yes")
    phone.send(yes, phone.op(OpKind.UNDO, f"evacuee:{code}", undoes=yes.op.id, seen={phone.code: 1}))
    phone.send(phone.op(OpKind.CHECK_IN, f"mission:{door.mission}", CheckInKind.ON_SCENE.value))
    late = phone.op(OpKind.OWN_YES, f"evacuee:{code}", "yes")
    phone.send(late)
    phone.send(phone.op(OpKind.UNDO, f"evacuee:{code}", undoes=late.op.id, seen={phone.code: late.op.counter}))
    with pytest.raises(Refused, match="Nobody recorded their own yes"):
        door.record(StopOutcome.BOARDED, code, stayed=away)
    typed = RecordOwnYes(mission=door.mission, stop=door.stop, evacuee=code, yes=True)
    record_own_yes(door.town.cast.order("stepan"), typed)
    phone.send(phone.op(OpKind.CHECK_IN, f"mission:{door.mission}", CheckInKind.WE_ARE_HERE.value))
    assert door.record(StopOutcome.BOARDED, code, stayed=away).aboard == (code,)
    assert rides_unasked(door) == []


def test_a_door_whose_boardings_were_all_undone_is_open_again_and_its_request_is_promised(door: Door) -> None:
    phone = Phone(door)
    ops = a_day(phone)
    phone.send(*ops)
    undone = [phone.op(OpKind.UNDO, one.op.subject, undoes=one.op.id, seen={phone.code: 8}) for one in ops[3:5]]
    assert "does not fit who is recorded aboard" in phone.send(*undone).waits[0].text
    found = rows(door)
    assert (found["boardings"], found["request"]) == ([], "on_mission")
    assert found["stops"] == [(door.stop, "", 3)]


def test_an_outcome_undone_on_the_way_home_lets_the_request_wait_for_another_mission(door: Door) -> None:
    phone, stop = Phone(door), f"stop:{door.stop}"
    missed = phone.op(OpKind.STOP_OUTCOME, stop, StopOutcome.NOT_AT_HOME.value)
    phone.send(missed, phone.op(OpKind.TURN_BACK, f"mission:{door.mission}", "yes"))
    phone.send(phone.op(OpKind.UNDO, stop, undoes=missed.op.id, seen={phone.code: 2}))
    assert (rows(door)["request"], rows(door)["mission"]) == ("open", "turned_back")


def test_a_phone_does_not_take_off_whom_the_desk_boarded_since(door: Door) -> None:
    phone, (one, other) = Phone(door), door.everybody
    written = phone.op(OpKind.BOARDED, f"evacuee:{one}", "van-1")
    phone.send(written, phone.op(OpKind.UNDO, f"evacuee:{one}", undoes=written.op.id, seen={phone.code: 1}))
    door.yes(one)
    door.record(StopOutcome.BOARDED, one, stayed={other: StopOutcome.NOT_AT_HOME})
    phone.send(phone.op(OpKind.CHECK_IN, f"mission:{door.mission}", CheckInKind.WE_ARE_HERE.value))
    assert rows(door)["boardings"] == [(one, True)]


def test_a_phone_does_not_board_again_whom_the_desk_took_off(door: Door) -> None:
    phone = Phone(door)
    phone.send(*a_day(phone))
    door.record(StopOutcome.NOT_AT_HOME, instead_of=StopOutcome.BOARDED)
    answer = phone.send(phone.op(OpKind.CHECK_IN, f"mission:{door.mission}", CheckInKind.WE_ARE_HERE.value))
    assert {one.text for one in answer.waits} == {
        "Stop {stop}: the phone says {said_outcome}, the desk recorded {recorded_outcome}; a person decides."
    }
    assert (rows(door)["boardings"], rows(door)["request"]) == ([], "open")


def test_a_head_count_of_the_first_trip_does_not_hand_over_who_boards_for_the_second(door: Door) -> None:
    """The phone's first count stays its newest word about a hand-over; it is not one about people who boarded later."""
    from openevac.store.models import Mission, Trip

    mission, clock = Mission.objects.get(code=door.mission), door.town.cast.clock
    first = Trip.objects.get(mission=mission)
    Trip.objects.create(
        organisation_id=ORGANISATION, mission=mission, number=0, shelter=first.shelter,
        departs_at=first.departs_at, arrives_at=first.arrives_at,
    )  # fmt: skip
    phone, subject = Phone(door), f"mission:{door.mission}"
    phone.send(phone.op(OpKind.HAND_OVER, subject, "0"))
    clock.pass_time(minutes=30)
    phone.send(phone.op(OpKind.HAND_OVER, subject, "2"))
    clock.pass_time(minutes=30)
    phone.send(*a_day(phone))
    assert (rows(door)["mission"], rows(door)["request"]) == ("dispatched", "aboard")
