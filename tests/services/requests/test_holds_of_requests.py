"""A hold always has an owner and a clock; it rings the next until somebody answers, and ends with a decision."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.records import HoldReason
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.world import registered, tag


def on_shift(cast: Cast, *codes: str) -> None:
    from openevac.store.models import Person, Shift

    for code in codes:
        Person.objects.filter(code=code).update(roles=["coordinator"])
        lead = Person.objects.get(code=code)
        Shift.objects.create(organisation_id=ORGANISATION, lead=lead, started_at=cast.clock.now())
        cast.clock.pass_time(seconds=1)


def held(cast: Cast, owner: str = "", reason: HoldReason = HoldReason.ADDRESS_UNCLEAR) -> str:
    from openevac.services.requests.hold import HoldRequest, hold

    receipt = registered(cast, phone_tags=(tag(f"phone of {reason}"),)).receipt
    hold(cast.order("kateryna"), HoldRequest(receipt=receipt, reason=reason, why="street unknown", owner=owner))
    return receipt


def rung(cast: Cast) -> list[str]:
    """Ring whatever is due, as the worker does, and give whom."""
    from openevac.services.requests.due_rings import RecordRing, due_rings, record_ring

    return [
        record_ring(cast.worker(), RecordRing(hold=due.hold)).whom for due in due_rings(ORGANISATION, cast.clock.now())
    ]


def test_a_hold_is_no_refusal(town: Cast) -> None:
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    receipt = held(town)
    line = see_requests(town.asking("olena"), RequestFilter()).lines[0]
    assert (line.receipt, line.held, line.status.value) == (receipt, True, "open")


def test_it_rings_after_two_hours_and_not_before(town: Cast) -> None:
    on_shift(town, "kateryna")
    held(town)
    town.clock.pass_time(minutes=119)
    assert rung(town) == []
    town.clock.pass_time(minutes=1)
    assert rung(town) == ["kateryna"]
    assert rung(town) == []


def test_a_hold_nobody_answers_rings_every_two_hours_of_the_night_and_the_next_person_each_time(town: Cast) -> None:
    on_shift(town, "kyrylo", "kateryna")
    held(town, owner="kyrylo")
    whom: dict[int, str] = {}
    for minute in range(0, 10 * 60 + 1, 5):
        whom |= dict.fromkeys([minute] if (found := rung(town)) else [], ", ".join(found))
        town.clock.pass_time(minutes=5)
    assert whom == {120: "kyrylo", 240: "kateryna", 360: "kyrylo", 480: "kateryna", 600: "kyrylo"}


def test_each_ring_is_recorded_first_and_told_after(town: Cast) -> None:
    from openevac.store.models import Delivery, LedgerBody

    on_shift(town, "kateryna")
    receipt = held(town)
    town.clock.pass_time(hours=2)
    rung(town)
    delivery = Delivery.objects.get(kind="hold_rings")
    assert (delivery.subject, delivery.state) == (f"request:{receipt}", "waiting")
    assert LedgerBody.objects.latest("entry_id").action == "ring"


def test_nobody_on_shift_is_said_with_an_empty_name(town: Cast) -> None:
    from openevac.services.requests.due_rings import due_rings

    held(town)
    town.clock.pass_time(hours=3)
    due = due_rings(ORGANISATION, town.clock.now())
    assert [one.whom for one in due] == [""]
    assert "nobody is on shift" in due[0].say.text


def test_a_clock_set_back_by_a_day_rings_at_once(town: Cast) -> None:
    from openevac.services.requests.due_rings import due_rings

    held(town)
    town.clock.jump(days=-1)
    assert len(due_rings(ORGANISATION, town.clock.now())) == 1


def test_whoever_answers_owns_it_for_two_hours(town: Cast) -> None:
    from openevac.services.requests.hold import TakeHold, take_hold

    on_shift(town, "kateryna")
    receipt = held(town)
    town.clock.pass_time(hours=2)
    rung(town)
    taken = take_hold(town.order("olena"), TakeHold(receipt=receipt, reason=HoldReason.ADDRESS_UNCLEAR))
    assert taken.owner == "olena"
    assert taken.rings_at == town.clock.now() + timedelta(hours=2)
    town.clock.pass_time(minutes=16)
    assert rung(town) == []


def test_the_worker_does_not_ring_what_was_answered_meanwhile(town: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.services.requests.due_rings import RecordRing, due_rings, record_ring
    from openevac.services.requests.release_hold import ReleaseHold, release_hold

    receipt = held(town)
    town.clock.pass_time(hours=2)
    due = due_rings(ORGANISATION, town.clock.now())
    release_hold(
        town.order("olena"), ReleaseHold(receipt=receipt, reason=HoldReason.ADDRESS_UNCLEAR, outcome="found it")
    )
    with pytest.raises(Conflict, match="does not ring"):
        record_ring(town.worker(), RecordRing(hold=due[0].hold))


def test_people_cannot_record_rings(town: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.requests.due_rings import RecordRing, due_rings, record_ring

    held(town)
    town.clock.pass_time(hours=2)
    with pytest.raises(NotAllowed):
        record_ring(town.order("kateryna"), RecordRing(hold=due_rings(ORGANISATION, town.clock.now())[0].hold))


def test_signs_of_bait_are_let_go_by_a_coordinator_and_do_not_come_back_unless_they_grow(town: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.requests.change_request import ChangeRequest, change_request
    from openevac.services.requests.new_request import Noticed
    from openevac.services.requests.release_hold import ReleaseHold, release_hold

    kept = registered(town, noticed=Noticed(asked_route=True, asked_who_comes=True))
    let_go = ReleaseHold(receipt=kept.receipt, reason=HoldReason.LURE_SIGNS, outcome="known to the hromada")
    with pytest.raises(NotAllowed, match="coordinator"):
        release_hold(town.order("olena"), let_go)
    assert release_hold(town.order("kateryna"), let_go).still_held == ()
    same = ChangeRequest(receipt=kept.receipt, reason="floor corrected", floor=3)
    assert not change_request(town.order("olena"), same).held
    more = Noticed(asked_route=True, asked_who_comes=True, asked_for_a_van=True, asked_exact_time=True)
    asked = ChangeRequest(receipt=kept.receipt, reason="rang again and asked for a van", noticed=more)
    assert change_request(town.order("olena"), asked).held


def test_a_hold_ends_once_and_in_words(town: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.services.requests.release_hold import ReleaseHold, release_hold

    receipt = held(town)
    let_go = ReleaseHold(receipt=receipt, reason=HoldReason.ADDRESS_UNCLEAR, outcome="found it")
    release_hold(town.order("olena"), let_go)
    with pytest.raises(Conflict, match="not on hold"):
        release_hold(town.order("oksana"), let_go)
    with pytest.raises(InputError, match="outcome"):
        ReleaseHold(receipt=receipt, reason=HoldReason.ADDRESS_UNCLEAR, outcome=" ")


@pytest.mark.parametrize("owner", ["stepan", "nobody_known"])
def test_only_the_desk_answers_for_a_hold(town: Cast, owner: str) -> None:
    with pytest.raises(InputError, match="owner"):
        held(town, owner=owner)


def test_two_reasons_are_two_holds_and_one_reason_is_one(town: Cast) -> None:
    from openevac.services.requests.hold import HoldRequest, hold
    from openevac.store.models import Hold

    receipt = held(town)
    for reason in (HoldReason.ADDRESS_UNCLEAR, HoldReason.NOT_CONFIRMED):
        hold(town.order("olena"), HoldRequest(receipt=receipt, reason=reason, why="again"))
    assert Hold.objects.count() == 2
