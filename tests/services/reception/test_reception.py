"""The transit centre: a busload at once, beds by kind, relatives and drivers told, searches from two sides."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import ArrivedBy, RequestStatus
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.places import LonLat
from openevac.domain.tracing import MatchState, TraceSide
from tests.services.cast import ORGANISATION, Cast
from tests.services.work.test_backup import household

TAGS = tuple(f"{number:032x}" for number in range(1, 6))


def shelter(cast: Cast, ordinary: int = 2, no_stairs: int = 1, care: int = 1) -> None:
    from openevac.services.reception.keep_shelters import KeepShelter, Room, keep_shelter

    rooms = (
        Room(code="hall", kind=BedKind.ORDINARY, beds=ordinary),
        Room(code="ground", kind=BedKind.NO_STAIRS, beds=no_stairs),
        Room(code="ward", kind=BedKind.CARE, beds=care),
    )
    keep_shelter(cast.order("raisa"), KeepShelter(code="school", position=LonLat(36.3, 49.9), rooms=rooms))


def arrive(cast: Cast, *people: Any, by: ArrivedBy = ArrivedBy.MISSION, who: str = "raisa", **more: Any) -> Any:
    from openevac.services.reception.arriving import RegisterArrival
    from openevac.services.reception.register_arrival import register_arrival

    asked = RegisterArrival(shelter="school", arrived_by=by, people=people, **more)
    return register_arrival(cast.order(who), asked)


def person(**given: Any) -> Any:
    from openevac.services.reception.arriving import ArrivingPerson

    return ArrivingPerson(**given)


def known_code(cast: Cast, name: str = "Вигадана") -> str:
    """Give the cardboard code of somebody with a request."""
    from openevac.domain.evacuee_codes import draw_code
    from openevac.store.models import Evacuee

    home = household(cast, name)
    number = Evacuee.objects.count()
    code = draw_code(lambda below: number % below)
    Evacuee.objects.filter(household=home).update(code=code)
    return code


def sealed(cast: Cast, code: str, kind: str, identity: Any) -> Any:
    from openevac.cli.client.sealing import seal_identity
    from openevac.vault.records import RecordKind

    return seal_identity(cast.keys(code), RecordKind(kind), identity)


def assign(cast: Cast, code: str, room: str) -> Any:
    from openevac.services.reception.assign_unit import AssignUnit, assign_unit

    return assign_unit(cast.order("raisa"), AssignUnit(code=code, room=room))


def see(cast: Cast, who: str = "raisa") -> Any:
    from openevac.services.reception.see_reception import see_reception

    return see_reception(cast.asking(who), "school")


def test_somebody_with_a_code_closes_their_request(cast: Cast) -> None:
    from openevac.store.models import EvacuationRequest

    shelter(cast)
    code = known_code(cast)
    arrived = arrive(cast, person(code=code))
    assert [one.code for one in arrived.people] == [code]
    assert len(arrived.requests_done) == 1
    row = EvacuationRequest.objects.get()
    assert (row.status, row.closed_at) == (RequestStatus.HANDED_OVER, cast.clock.now())


@pytest.mark.parametrize(
    ("by", "status"),
    [
        (ArrivedBy.NEIGHBOUR, RequestStatus.LEFT_BY_THEMSELVES),
        (ArrivedBy.OWN_CAR, RequestStatus.LEFT_BY_THEMSELVES),
        (ArrivedBy.POLICE, RequestStatus.TAKEN_BY_ANOTHER),
        (ArrivedBy.OTHER_NGO, RequestStatus.TAKEN_BY_ANOTHER),
    ],
)
def test_nobody_drives_for_who_came_another_way(cast: Cast, by: ArrivedBy, status: RequestStatus) -> None:
    from openevac.store.models import EvacuationRequest

    shelter(cast)
    arrive(cast, person(code=known_code(cast)), by=by)
    assert EvacuationRequest.objects.get().status == status


def test_a_request_stays_open_while_one_of_the_family_is_missing(cast: Cast) -> None:
    from openevac.store.models import EvacuationRequest, Evacuee, Household

    shelter(cast)
    code = known_code(cast)
    Evacuee.objects.create(
        organisation_id=ORGANISATION, household=Household.objects.get(), code="ТТТ-222", mobility="lying"
    )
    assert arrive(cast, person(code=code)).requests_done == ()
    assert EvacuationRequest.objects.get().closed_at is None
    assert len(arrive(cast, person(code="ТТТ-222")).requests_done) == 1


def test_a_walk_up_in_three_fields_gets_a_code_of_their_own(cast: Cast) -> None:
    shelter(cast)
    arrived = arrive(cast, person(), person(mobility=MobilityClass.WHEELCHAIR), by=ArrivedBy.ON_FOOT)
    assert [one.walk_up for one in arrived.people] == [True, True]
    state = see(cast)
    assert len({one.with_whom for one in state.arrivals}) == 1, "who came together stays together"
    assert state.without_bed == 2


def test_the_same_cardboard_twice_is_a_conflict(cast: Cast) -> None:
    shelter(cast)
    code = known_code(cast)
    arrive(cast, person(code=code))
    with pytest.raises(InputError, match="registered already"):
        arrive(cast, person(code=code))
    with pytest.raises(InputError, match="stands twice"):
        arrive(cast, person(code=code), person(code=code))


def test_unknown_code_shelter_and_kind_are_named(cast: Cast) -> None:
    shelter(cast)
    with pytest.raises(InputError, match="Nothing is known"):
        arrive(cast, person(code="ЕЕЕ-222"))
    with pytest.raises(InputError, match="not the code of a person"):
        person(code="123")
    from openevac.services.reception.arriving import RegisterArrival
    from openevac.services.reception.register_arrival import register_arrival

    asked = RegisterArrival(shelter="nowhere", arrived_by=ArrivedBy.MISSION, people=(person(),))
    with pytest.raises(InputError, match="Nothing is known"):
        register_arrival(cast.order("raisa"), asked)


def test_beds_are_given_by_kind(cast: Cast) -> None:
    shelter(cast)
    arrived = arrive(cast, person(bed=BedKind.CARE), person(bed=BedKind.NO_STAIRS), person())
    care, stairs, walks = [one.code for one in arrived.people]
    with pytest.raises(InputError, match="needs another bed: care"):
        assign(cast, care, "ground")
    with pytest.raises(InputError, match="needs another bed: no_stairs"):
        assign(cast, stairs, "hall")
    assert assign(cast, care, "ward").beds_left == 0
    assert assign(cast, stairs, "ground").beds_left == 0
    assert assign(cast, walks, "hall").beds_left == 1
    with pytest.raises(InputError, match="Nothing is known"):
        assign(cast, walks, "attic")
    assert see(cast).free == {BedKind.ORDINARY: 1, BedKind.NO_STAIRS: 0, BedKind.CARE: 0}


def test_a_full_room_is_full_and_a_bed_comes_free_again(cast: Cast) -> None:
    from openevac.services.reception.depart_onward import DepartOnward, RecordReturn, depart_onward, record_return

    shelter(cast, ordinary=1)
    first, second, third = [one.code for one in arrive(cast, person(), person(), person()).people]
    assign(cast, first, "hall")
    assign(cast, first, "hall")
    with pytest.raises(InputError, match="is full"):
        assign(cast, second, "hall")
    depart_onward(cast.order("raisa"), DepartOnward(code=first, to="Полтавська область"))
    assign(cast, second, "hall")
    record_return(cast.order("raisa"), RecordReturn(code=second))
    assign(cast, third, "hall")
    with pytest.raises(InputError, match="has left already"):
        assign(cast, first, "hall")


def test_a_busload_is_registered_at_once_and_more_is_refused(cast: Cast) -> None:
    from openevac.services.reception.arriving import MOST_AT_ONCE

    shelter(cast)
    assert len(arrive(cast, *[person() for _ in range(MOST_AT_ONCE)]).people) == MOST_AT_ONCE
    assert len({one.code for one in see(cast).arrivals}) == MOST_AT_ONCE
    with pytest.raises(InputError, match="busload"):
        arrive(cast, *[person() for _ in range(MOST_AT_ONCE + 1)])
    with pytest.raises(InputError, match="Nobody arrived"):
        arrive(cast)


def test_a_driver_without_an_account_is_queued_to_be_told(cast: Cast) -> None:
    from openevac.store.models import Delivery
    from openevac.vault.identities import RelativeIdentity

    shelter(cast)
    driver = sealed(cast, "olena", "relative", RelativeIdentity(number="+380501234567"))
    arrive(cast, person(), by=ArrivedBy.NEIGHBOUR, driver=driver)
    assert Delivery.objects.get().kind == "driver_told"
    assert [one.kind for one in see(cast).to_tell] == ["driver"]


def test_a_relative_is_told_once_and_only_after_arrival(cast: Cast) -> None:
    from openevac.cli.client.sealing import open_identity
    from openevac.services.reception.notify_relative import (
        NameRelative,
        OpenContact,
        RecordTold,
        Told,
        name_relative,
        open_contact,
        record_told,
    )  # fmt: skip
    from openevac.vault.identities import RelativeIdentity

    shelter(cast)
    code = known_code(cast)
    contact = sealed(cast, "olena", "relative", RelativeIdentity(number="+380671112233", language="uk"))
    with pytest.raises(InputError, match="Nothing is known"):
        name_relative(cast.order("raisa"), NameRelative(code=code, contact=contact))
    arrive(cast, person(code=code))
    queued = name_relative(cast.order("raisa"), NameRelative(code=code, contact=contact))
    opened = open_contact(cast.order("olena"), OpenContact(to_tell=queued.to_tell))
    assert open_identity(cast.keys("olena"), opened, RelativeIdentity).number == "+380671112233"
    assert record_told(cast.order("olena"), RecordTold(to_tell=queued.to_tell, told=Told.NOT_REACHED)).tries == 1
    assert record_told(cast.order("olena"), RecordTold(to_tell=queued.to_tell, told=Told.BY_VOICE)).told
    with pytest.raises(InputError, match="told already"):
        record_told(cast.order("olena"), RecordTold(to_tell=queued.to_tell, told=Told.BY_VOICE))
    assert see(cast).to_tell == ()


def test_reception_does_not_open_the_number_and_its_opening_is_in_the_ledger(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.reception.notify_relative import NameRelative, OpenContact, name_relative, open_contact
    from openevac.store.models import CommandRecord, LedgerBody
    from openevac.vault.identities import RelativeIdentity

    shelter(cast)
    code = known_code(cast)
    arrive(cast, person(code=code))
    contact = sealed(cast, "olena", "relative", RelativeIdentity(number="+380671112233"))
    queued = name_relative(cast.order("raisa"), NameRelative(code=code, contact=contact))
    with pytest.raises(NotAllowed):
        open_contact(cast.order("raisa"), OpenContact(to_tell=queued.to_tell))
    order = cast.order("olena")
    open_contact(order, OpenContact(to_tell=queued.to_tell))
    assert LedgerBody.objects.filter(action="open_identities", actor="olena").count() == 1
    assert not CommandRecord.objects.filter(id=order.command_id).exists(), "a kept answer would outlive an erasure"


def badge(cast: Cast) -> Any:
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.who import Who, WhoKind
    from openevac.services.keys.badges import NewBadge, issue_badge

    issue_badge(cast.order("liudmyla"), NewBadge(code="badge-1", recipient="age1invented"))
    who = Who(kind=WhoKind.BADGE, organisation=ORGANISATION, code="badge-1")
    return lambda: Order(who=who, command_id=cast.order("raisa").command_id, clock=cast.clock)


def test_a_day_badge_sees_today_and_not_who_waits_for_word(cast: Cast) -> None:
    from datetime import timedelta

    from openevac.services.kernel.question import Asking
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.kernel.who import local_day
    from openevac.services.reception.see_reception import see_reception
    from openevac.vault.identities import RelativeIdentity

    shelter(cast)
    driver = sealed(cast, "olena", "relative", RelativeIdentity(number="+380501234567"))
    arrive(cast, person(), by=ArrivedBy.NEIGHBOUR, driver=driver)
    asking = Asking(who=badge(cast)().who, clock=cast.clock)
    state = see_reception(asking, "school")
    assert (len(state.arrivals), state.to_tell) == (1, ())
    with pytest.raises(NotAllowed, match="today only"):
        see_reception(asking, "school", local_day(cast.clock.now()) - timedelta(days=1))


def test_a_day_badge_registers_and_gives_beds_today(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.reception.arriving import RegisterArrival
    from openevac.services.reception.assign_unit import AssignUnit, assign_unit
    from openevac.services.reception.register_arrival import register_arrival

    shelter(cast)
    order = badge(cast)
    asked = RegisterArrival(shelter="school", arrived_by=ArrivedBy.ON_FOOT, people=(person(),))
    code = register_arrival(order(), asked).people[0].code
    assign_unit(order(), AssignUnit(code=code, room="hall"))
    cast.clock.pass_time(days=1)
    with pytest.raises(NotAllowed):
        assign_unit(order(), AssignUnit(code=code, room="hall"))


def test_an_outsider_and_an_operator_see_no_arrivals(cast: Cast) -> None:
    shelter(cast)
    for code in ("outsider", "olena", "stepan", "dmytro", "zoia"):
        with pytest.raises(InputError):
            see(cast, code)


def trace(cast: Cast, side: TraceSide, *tags: str, agreed: bool = False) -> Any:
    from openevac.services.reception.tracing import OpenTrace, open_trace
    from openevac.vault.identities import TraceIdentity

    identity = sealed(cast, "olena", "trace", TraceIdentity(side=side, name="Вигадана Особа"))
    return open_trace(cast.order("olena"), OpenTrace(side=side, tags=tags, identity=identity, agreed=agreed))


def test_two_sides_are_matched_and_nobody_is_told_before_the_other_agreed(cast: Cast) -> None:
    from openevac.services.reception.tracing import MatchTrace, match_trace

    assert trace(cast, TraceSide.SEARCHES, TAGS[0], TAGS[1]).matches == ()
    assert trace(cast, TraceSide.SEARCHES, TAGS[0]).matches == (), "two who search are no match"
    found = trace(cast, TraceSide.WANTS_TO_BE_FOUND, TAGS[0], TAGS[1]).matches
    assert [(one.shared_tags, one.state) for one in found] == [(2, MatchState.PROPOSED), (1, MatchState.PROPOSED)]
    order = cast.order("olena")
    with pytest.raises(InputError, match="has not agreed yet"):
        match_trace(order, MatchTrace(match=found[0].match, state=MatchState.TOLD))
    match_trace(cast.order("olena"), MatchTrace(match=found[0].match, state=MatchState.AGREED))
    told = match_trace(cast.order("olena"), MatchTrace(match=found[0].match, state=MatchState.TOLD))
    assert told.state is MatchState.TOLD
    match_trace(cast.order("olena"), MatchTrace(match=found[1].match, state=MatchState.DECLINED))
    with pytest.raises(InputError, match="another point"):
        match_trace(cast.order("olena"), MatchTrace(match=found[1].match, state=MatchState.AGREED))


def test_who_agreed_beforehand_is_matched_as_agreed(cast: Cast) -> None:
    trace(cast, TraceSide.WANTS_TO_BE_FOUND, TAGS[3], agreed=True)
    assert trace(cast, TraceSide.SEARCHES, TAGS[3]).matches[0].state is MatchState.AGREED


def test_tags_are_tags(cast: Cast) -> None:
    with pytest.raises(InputError):
        trace(cast, TraceSide.SEARCHES, "+380501234567")
    with pytest.raises(InputError):
        trace(cast, TraceSide.SEARCHES)


def test_the_last_bed_is_given_once(fresh_cast: Cast) -> None:
    from django.db import connection

    shelter(fresh_cast, ordinary=1)
    codes = [one.code for one in arrive(fresh_cast, *[person() for _ in range(6)]).people]
    outcomes: list[str] = []

    def take(code: str) -> None:
        try:
            assign(fresh_cast, code, "hall")
            outcomes.append("bed")
        except InputError as fault:
            outcomes.append("full" if "is full" in str(fault) else str(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["bed", *["full"] * 5]


@pytest.mark.parametrize("with_code_of", ["first", "repeat"])
def test_both_requests_of_a_repeated_call_are_done_when_the_people_are_here(cast: Cast, with_code_of: str) -> None:
    from openevac.store.models import EvacuationRequest, Evacuee

    shelter(cast)
    rows = {}
    for name in ("first", "repeat"):
        home = household(cast, name)
        Evacuee.objects.filter(household=home).update(code="АКТ-297" if name == with_code_of else "ЕЕЕ-297")
        rows[name] = EvacuationRequest.objects.get(household=home)
    rows["repeat"].linked_to, rows["repeat"].status = rows["first"], RequestStatus.LINKED.value
    rows["repeat"].save()
    arrive(cast, person(code="АКТ-297"))
    assert not EvacuationRequest.objects.filter(closed_at=None).exists()
    rows["first"].refresh_from_db()
    assert rows["first"].status == RequestStatus.HANDED_OVER
