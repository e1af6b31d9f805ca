"""A crew's sheet typed in: the same record as from a phone, nobody twice, faults by row and then nothing kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from openevac.domain.errors import InputErrors
from openevac.domain.events import OpKind, StopOutcome
from openevac.domain.people import AgeBand
from openevac.domain.sheet_boxes import DangerReason, SheetBox
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town
from tests.services.missions.test_door import Door
from tests.services.missions.test_ops import Phone, rows

GROWN = ({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.ELDER})


@pytest.fixture
def door(town: Town) -> Door:
    return Door(town, *GROWN, walks=2)


def at(door: Door, minutes: int = 10) -> datetime:
    return door.town.cast.clock.now() - timedelta(minutes=minutes)


def line(door: Door, box: SheetBox, row: int = 1, **given: Any) -> Any:
    from openevac.services.missions.type_in import SheetLine

    given.setdefault("at", at(door))
    of_the_van = box in {SheetBox.IN_CONTACT, SheetBox.HANDED_OVER}
    return SheetLine(row=row, box=box, stop="" if of_the_van else given.pop("stop", door.stop), **given)


def typed(door: Door, *lines: Any, by: str = "kateryna") -> Any:
    from openevac.services.missions.type_in import TypeIn, type_in

    return type_in(door.town.cast.order(by), TypeIn(mission=door.mission, lines=lines))


def said_by_phone(door: Door) -> Any:
    """Let a phone say what the sheet below says."""
    phone, moment = Phone(door), at(door)
    ops = [phone.op(OpKind.OWN_YES, f"evacuee:{code}", "yes", moment) for code in door.everybody]
    ops += [phone.op(OpKind.BOARDED, f"evacuee:{code}", "", moment) for code in door.everybody]
    ops.append(phone.op(OpKind.STOP_OUTCOME, f"stop:{door.stop}", StopOutcome.BOARDED.value, moment))
    ops.append(phone.op(OpKind.BELONGINGS_LEFT, f"stop:{door.stop}", "3", moment))
    return phone.send(*ops)


def sheet(door: Door) -> tuple[Any, ...]:
    aboard = line(door, SheetBox.BOARDED, people=door.everybody)
    return (aboard, line(door, SheetBox.LEFT_BEHIND, row=2, count=3))


def test_a_sheet_ends_in_the_record_a_phone_would_make(town: Town) -> None:
    from django.db import transaction

    door = Door(town, *GROWN, walks=2)
    with transaction.atomic():
        said_by_phone(door)
        expected = rows(door)
        transaction.set_rollback(True)
    told = typed(door, *sheet(door))
    assert rows(door) == expected
    assert (told.doors, told.aboard, told.conflicts) == ((door.stop,), door.everybody, ())


@pytest.mark.parametrize("paper_first", [True, False])
def test_paper_and_phone_that_agree_are_a_parallel_update_and_count_once(door: Door, *, paper_first: bool) -> None:
    from openevac.services.missions.see_paper import see_paper
    from openevac.store.models import Boarding

    if not paper_first:
        said_by_phone(door)
    typed(door, *sheet(door))
    if paper_first:
        said_by_phone(door)
    assert Boarding.objects.filter(boarded=True).count() == len(door.everybody)
    seen = see_paper(door.town.cast.asking("kateryna"), door.mission)
    assert set(seen.parallel) == {f"stop:{door.stop}", *(f"evacuee:{code}" for code in door.everybody)}
    assert seen.conflicts == ()


def test_paper_and_phone_that_differ_are_a_conflict_and_both_are_kept(door: Door) -> None:
    said_by_phone(door)
    told = typed(door, line(door, SheetBox.NOT_AT_HOME))
    assert told.conflicts == (f"stop:{door.stop}",)


def test_who_typed_stands_in_the_ledger_and_the_same_command_is_one(door: Door) -> None:
    from uuid import uuid4

    from openevac.services.missions.type_in import TypeIn, type_in
    from openevac.store.models import CommandRecord, DeviceOp

    command = uuid4()
    asked = TypeIn(mission=door.mission, lines=sheet(door))
    first = type_in(door.town.cast.order("kateryna", command), asked)
    kept = DeviceOp.objects.count()
    assert type_in(door.town.cast.order("kateryna", command), asked) == first
    assert DeviceOp.objects.count() == kept
    assert CommandRecord.objects.get(id=command).actor == "kateryna"


def test_a_fault_names_its_row_and_nothing_of_the_sheet_is_kept(door: Door) -> None:
    from openevac.store.models import DeviceOp

    before = rows(door)
    with pytest.raises(InputErrors) as found:
        typed(door, *sheet(door), line(door, SheetBox.HANDED_OVER, row=3, count=5))
    assert [one.row for one in found.value.errors] == [3]
    assert "5 heads were counted, 2 are recorded aboard" in str(found.value)
    assert rows(door) == before
    assert not DeviceOp.objects.exists()


def test_times_to_come_or_before_the_van_left_are_refused(door: Door) -> None:
    late = line(door, SheetBox.NOT_AT_HOME, row=1, at=at(door, -5))
    early = line(door, SheetBox.NOT_AT_HOME, row=2, at=at(door, 90))
    with pytest.raises(InputErrors) as found:
        typed(door, late, early)
    assert [one.row for one in found.value.errors] == [1, 2]


def test_a_whole_day_with_who_stayed_and_the_hand_over(door: Door) -> None:
    from openevac.store.models import Evacuee, Mission

    one, other = door.everybody
    told = typed(
        door,
        line(door, SheetBox.IN_CONTACT, at=at(door, 30)),
        line(door, SheetBox.BOARDED, 2, people=(one,)),
        line(door, SheetBox.REFUSED, 3, people=(other,)),
        line(door, SheetBox.HANDED_OVER, 4, count=1, at=at(door, 1)),
    )
    assert told.handed_over == 1
    assert dict(Evacuee.objects.values_list("code", "status")) == {one: "handed_over", other: "refused"}
    assert Mission.objects.get().status == "handed_over"


def test_a_child_rides_beside_a_grown_person_of_its_row_and_never_alone(town: Town) -> None:
    from openevac.store.models import Boarding, Consent

    door = Door(town, {"age_band": AgeBand.ADULT}, {"age_band": AgeBand.CHILD}, walks=2)
    adult, child = door.codes["walks 18-59"], door.codes["walks 5-17"]
    with pytest.raises(InputErrors, match="No grown person"):
        typed(door, line(door, SheetBox.BOARDED, people=(child,)))
    assert not Boarding.objects.exists()
    typed(door, line(door, SheetBox.BOARDED, people=(adult, child)))
    assert Boarding.objects.filter(boarded=True).count() == 2
    assert Consent.objects.get(evacuee__code=child).guardian == adult


def test_danger_to_life_takes_people_with_its_reason(door: Door) -> None:
    from openevac.store.models import Consent, Delivery

    danger = line(door, SheetBox.DANGER_TO_LIFE, people=door.everybody, danger=DangerReason.UNDER_FIRE)
    typed(door, danger)
    assert set(Consent.objects.values_list("kind", "reason")) == {("danger_to_life", "under_fire")}
    assert Delivery.objects.filter(kind="duty").exists(), "what must be asked and told is queued"


def test_who_came_without_a_request_gets_a_code_once(door: Door) -> None:
    came = line(door, SheetBox.WALK_UP, count=1, children=1)
    first = typed(door, came)
    assert len(first.walk_ups) == 2
    again = typed(door, came)
    assert (again.walk_ups, again.again) == ((), (1,))
    from openevac.store.models import Boarding

    assert Boarding.objects.filter(boarded=True).count() == 2


def test_nobody_can_send_operations_in_the_name_of_the_paper(door: Door) -> None:
    from dataclasses import replace

    from openevac.ledger.note import KeyKind, SigningKey
    from openevac.services.missions.receive_ops import SignedOp, signed_text
    from openevac.store.models import Device

    typed(door, *sheet(door))
    paper = Device.objects.get(organisation_id=ORGANISATION, code="paper")
    assert (bytes(paper.public_key), paper.person) == (b"", None)
    phone = Phone(door)
    op = replace(phone.op(OpKind.CHECK_IN, f"mission:{door.mission}", "on_scene").op, device="paper", id="forged")
    key = SigningKey("paper", KeyKind.NOTE, bytes(32))
    assert phone.send(SignedOp(op=op, signature=key.sign(signed_text(op)))).refused[0].op == "forged"
