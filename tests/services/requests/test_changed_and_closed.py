"""Correcting and ending requests: people stay as many as were counted, and a no gets another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import ConfirmationKind, RequestStatus
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.places import LonLat
from openevac.domain.records import HoldReason
from openevac.rules.confirmation import VerdictKind
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.world import FAR_TOWN, NEAR_TOWN, registered, signed, tag


def changed(cast: Cast, receipt: str, by: str = "olena", **what: Any) -> Any:
    from openevac.services.requests.change_request import ChangeRequest, change_request

    return change_request(cast.order(by), ChangeRequest(**({"receipt": receipt, "reason": "they said so"} | what)))


def closed(cast: Cast, receipt: str, end: RequestStatus, **what: Any) -> Any:
    from openevac.services.requests.close_request import CloseRequest, close_request

    return close_request(cast.order("olena"), CloseRequest(receipt=receipt, end=end, reason="they said so", **what))


def row_of(receipt: str) -> Any:
    from openevac.store.models import EvacuationRequest

    return EvacuationRequest.objects.get(organisation=ORGANISATION, receipt=receipt)


def test_what_is_not_named_stays(town: Cast) -> None:
    receipt = registered(town, floor=4, needs=Needs(walks=2, pets=1)).receipt
    changed(town, receipt, lift=False)
    row = row_of(receipt)
    assert (row.floor, row.lift, row.pets, row.katottg) == (4, False, 1, FAR_TOWN)
    changed(town, receipt, cleared=("floor",))
    assert row_of(receipt).floor is None


def test_people_follow_the_count_as_long_as_they_have_no_names(town: Cast) -> None:
    kept = registered(town, needs=Needs(walks=3))
    after = changed(town, kept.receipt, needs=Needs(walks=1, stretchers=1))
    assert len(after.evacuees) == 2
    assert set(after.evacuees) <= set(kept.evacuees)
    more = changed(town, kept.receipt, needs=Needs(walks=3, stretchers=1))
    assert set(after.evacuees) < set(more.evacuees)


def test_who_of_named_people_lies_now_is_asked(town: Cast) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.requests.new_request import NewEvacuee
    from openevac.services.requests.people import ChangedEvacuee
    from openevac.store.models import Evacuee
    from openevac.vault.identities import EvacueeIdentity
    from openevac.vault.records import RecordKind

    named = tuple(
        NewEvacuee(identity=seal_identity(town.keys("olena"), RecordKind.EVACUEE, EvacueeIdentity(name=f"Особа {n}")))
        for n in range(2)
    )
    kept = registered(town, people=named)
    lying = Needs(walks=1, stretchers=1)
    with pytest.raises(InputError, match="have names"):
        changed(town, kept.receipt, needs=lying)
    assert row_of(kept.receipt).stretchers == 0
    who = ChangedEvacuee(code=kept.evacuees[1], mobility=MobilityClass.LYING)
    changed(town, kept.receipt, needs=lying, people=(who,))
    assert Evacuee.objects.get(code=kept.evacuees[1]).mobility == "lying"


def test_a_person_taken_off_leaves_nothing_sealed(town: Cast) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.requests.new_request import NewEvacuee
    from openevac.store.models import RecordWrap, SealedRecord
    from openevac.vault.identities import EvacueeIdentity
    from openevac.vault.records import RecordKind

    sealed = seal_identity(town.keys("olena"), RecordKind.EVACUEE, EvacueeIdentity(name="Вигадана Особа"))
    kept = registered(town, people=(NewEvacuee(identity=sealed), NewEvacuee()))
    changed(town, kept.receipt, needs=Needs(walks=1), gone=(kept.evacuees[0],))
    assert (SealedRecord.objects.count(), RecordWrap.objects.count()) == (0, 0)


def test_moving_the_meeting_point_towards_the_line_is_held_and_judged_by_the_new_place(town: Cast) -> None:
    receipt = registered(town).receipt
    signed(town, receipt, ConfirmationKind.CALL_BACK)
    after = changed(town, receipt, katottg=NEAR_TOWN)
    assert (after.verdict, after.held) == (VerdictKind.NEEDS, True)
    assert row_of(receipt).front_km == 4.0


def test_a_new_position_is_rounded_too(town: Cast) -> None:
    receipt = registered(town).receipt
    changed(town, receipt, position=LonLat(36.802187, 49.611342))
    assert (row_of(receipt).lon, row_of(receipt).lat) != (36.802187, 49.611342)
    assert row_of(receipt).cell


def test_bad_changes_are_refused_by_name(town: Cast) -> None:
    receipt = registered(town).receipt
    now = town.clock.now()
    for what, field in (
        ({"reason": " "}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
        ({"reason": "x" * 10_000_000}, "reason"),
        ({"reason": "\u202eabc"}, "reason"),
        ({"cleared": ("receipt",)}, "cleared"),
        ({"floor": 99}, "floor"),
        ({"tw_early": now, "tw_late": now - timedelta(hours=1)}, "tw_early"),
        ({"house_tag": "вул. Вигадана, 5"}, "house_tag"),
    ):
        with pytest.raises(InputError, match=field):
            changed(town, receipt, **what)
    assert row_of(receipt).version == 1


def test_two_who_correct_one_version_are_told(town: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict

    kept = registered(town)
    changed(town, kept.receipt, version=kept.version, floor=1)
    with pytest.raises(Conflict, match="Somebody else changed this"):
        changed(town, kept.receipt, by="oksana", version=kept.version, floor=2)
    assert row_of(kept.receipt).floor == 1


def test_a_no_costs_nothing_and_gets_another_day(town: Cast) -> None:
    from openevac.store.models import Delivery

    receipt = registered(town).receipt
    answer = closed(town, receipt, RequestStatus.REFUSED)
    assert answer.ring_again_at == town.clock.now() + timedelta(days=3)
    assert Delivery.objects.get(kind="ring_again").due_at == answer.ring_again_at
    assert row_of(receipt).household.evacuees.values_list("status", flat=True).distinct().get() == "refused"


def test_a_day_they_named_is_kept_and_a_later_one_replaces_it(town: Cast) -> None:
    from openevac.services.requests.ring_again import RingAgain, ring_again_at
    from openevac.store.models import Delivery

    receipt = registered(town).receipt
    day = town.clock.now() + timedelta(days=9)
    closed(town, receipt, RequestStatus.REFUSED, ring_again_at=day)
    assert row_of(receipt).ring_again_at == day
    ring_again_at(town.order("olena"), RingAgain(receipt=receipt, at=day + timedelta(days=1)))
    assert Delivery.objects.get(kind="ring_again").due_at == day + timedelta(days=1)
    ring_again_at(town.order("olena"), RingAgain(receipt=receipt, at=None))
    assert not Delivery.objects.filter(kind="ring_again").exists()
    with pytest.raises(InputError, match="past"):
        ring_again_at(town.order("olena"), RingAgain(receipt=receipt, at=town.clock.now() - timedelta(days=1)))


def test_an_end_ends_holds_and_repeats_too(town: Cast) -> None:
    from openevac.services.requests.hold import HoldRequest, hold
    from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate
    from openevac.store.models import Hold

    first = registered(town).receipt
    repeat = registered(town, phone_tags=(tag("son"),)).receipt
    hold(town.order("olena"), HoldRequest(receipt=first, reason=HoldReason.NOT_CONFIRMED, why="no answer"))
    link_duplicate(town.order("olena"), LinkDuplicate(first=first, repeat=repeat))
    closed(town, first, RequestStatus.LEFT_BY_THEMSELVES)
    assert row_of(repeat).closed_at == town.clock.now()
    assert not Hold.objects.filter(released_at=None).exists()


def test_the_desk_cannot_say_that_people_were_brought_out(town: Cast) -> None:
    receipt = registered(town).receipt
    for end in (RequestStatus.HANDED_OVER, RequestStatus.ABOARD, RequestStatus.OPEN, RequestStatus.ERASED):
        with pytest.raises(InputError, match="end"):
            closed(town, receipt, end)


def test_nobody_closes_a_request_from_under_a_mission(town: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.store.models import EvacuationRequest

    receipt = registered(town).receipt
    EvacuationRequest.objects.update(status="on_mission")
    with pytest.raises(Conflict, match="mission"):
        closed(town, receipt, RequestStatus.WRONG_ADDRESS)


def test_the_same_close_sent_twice_is_one(town: Cast) -> None:
    from openevac.services.requests.close_request import CloseRequest, close_request

    order = town.order("olena")
    asked = CloseRequest(receipt=registered(town).receipt, end=RequestStatus.WRONG_ADDRESS, reason="no such house")
    assert close_request(order, asked) == close_request(replace(order), asked)
