"""A call becomes a request: a number, codes on cardboard, similar ones shown, bait held, nothing lost or doubled."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from openevac.cli.client.sealing import seal_identity
from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import parse_code
from openevac.domain.events import Asker, Channel
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat
from openevac.domain.receipts import parse_receipt
from openevac.rules.confirmation import VerdictKind
from openevac.vault.identities import HouseholdIdentity
from openevac.vault.records import RecordKind
from tests.services.cast import ORGANISATION, Cast, found_cast
from tests.services.requests.world import CORNER, FAR_TOWN, MIDDLE_TOWN, NEAR_TOWN, call, registered, several, tag


def row_of(receipt: str) -> Any:
    from openevac.store.models import EvacuationRequest

    return EvacuationRequest.objects.get(organisation=ORGANISATION, receipt=receipt)


def test_place_phone_and_how_many_are_enough(town: Cast) -> None:
    kept = registered(town)
    assert parse_receipt(kept.receipt) == kept.receipt
    assert len({parse_code(code) for code in kept.evacuees}) == 2
    row = row_of(kept.receipt)
    assert (row.status, row.walks, row.katottg, row.registered_by) == ("open", 2, FAR_TOWN, "olena")
    assert row.received_at == town.clock.now()
    assert row.front_km == 40.0


def test_no_phone_may_be_said_but_must_be_said(town: Cast) -> None:
    assert registered(town, no_phone=True).receipt
    with pytest.raises(InputError, match="phone_tags"):
        call(phone_tags=())
    with pytest.raises(InputError, match="phone_tags"):
        replace(call(), no_phone=True)


def test_a_place_must_be_named_and_a_position_is_enough(town: Cast) -> None:
    assert registered(town, katottg="", position=CORNER).receipt
    with pytest.raises(InputError, match="katottg"):
        call(katottg="")


def test_receipts_count_up_and_are_never_given_twice(town: Cast) -> None:
    numbers = [one.receipt for one in several(town, 12)]
    assert len(set(numbers)) == 12
    assert numbers == sorted(numbers)


def test_no_position_finer_than_a_block_is_kept(town: Cast) -> None:
    """A door would be five decimals; two doors of one block must be the same point in the record."""
    door, next_door = LonLat(36.802187, 49.611342), LonLat(36.802201, 49.611355)
    first, second = (row_of(registered(town, position=at).receipt) for at in (door, next_door))
    assert (first.lon, first.lat) == (second.lon, second.lat)
    assert (first.lon, first.lat) != tuple(door)
    assert abs(first.lat - door.lat) < 0.0006


def test_people_are_listed_by_how_they_move_with_the_bed_they_need(town: Cast) -> None:
    from openevac.store.models import Evacuee

    kept = registered(town, needs=Needs(walks=1, stretchers=1, needs_care=1))
    people = Evacuee.objects.filter(household=kept.household).values_list("mobility", "bed")
    assert sorted(people) == [("lying", "care"), ("walks", "ordinary")]


def test_people_listed_must_be_the_people_counted(town: Cast) -> None:
    from openevac.services.requests.new_request import NewEvacuee

    with pytest.raises(InputError, match="people"):
        call(needs=Needs(walks=2), people=(NewEvacuee(),))


def test_sealed_people_are_kept_as_sealed_and_open_for_their_readers(town: Cast) -> None:
    from openevac.cli.client.sealing import open_identity, seal_identity
    from openevac.domain.roles import Role
    from openevac.services.kernel.sealed import sealed_for
    from openevac.services.requests.new_request import NewEvacuee
    from openevac.store.models import Household
    from openevac.vault.identities import EvacueeIdentity, HouseholdIdentity
    from openevac.vault.records import RecordKind

    olena = town.keys("olena")
    household = seal_identity(olena, RecordKind.HOUSEHOLD, HouseholdIdentity(asker="Вигадана Особа"))
    person = seal_identity(olena, RecordKind.EVACUEE, EvacueeIdentity(name="Вигадана Особа"))
    kept = registered(town, needs=Needs(walks=1), household=household, people=(NewEvacuee(identity=person),))
    record = Household.objects.get(id=kept.household).identity
    assert record is not None
    opened = open_identity(town.keys("kateryna"), sealed_for(record, Role.COORDINATOR), HouseholdIdentity)
    assert opened.asker == "Вигадана Особа"


def test_a_record_sealed_to_a_key_of_yesterday_is_refused_and_nothing_is_kept(town: Cast) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.kernel.refusals import Conflict
    from openevac.store.models import EvacuationRequest, Household
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    sealed = seal_identity(town.keys("olena"), RecordKind.HOUSEHOLD, HouseholdIdentity(asker="Вигадана Особа"))
    stale = replace(sealed, epochs=dict.fromkeys(sealed.epochs, 7))
    with pytest.raises(Conflict, match="key of the role"):
        registered(town, household=stale)
    assert (EvacuationRequest.objects.count(), Household.objects.count()) == (0, 0)


def test_ten_megabytes_in_a_seal_are_refused_by_name(town: Cast) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    sealed = seal_identity(town.keys("olena"), RecordKind.HOUSEHOLD, HouseholdIdentity(asker="Вигадана Особа"))
    with pytest.raises(InputError, match="field sealed"):
        registered(town, household=replace(sealed, payload=b"\0" * 10_000_000))


BAD_TAGS = {
    "nul": "з нулем\x00",
    "bidi": "\u202eнавпаки",
    "10 MB": "f" * 10_000_000,
    "phone": "+380501234567",
    "big": "F" * 32,
}


@pytest.mark.parametrize("bad", BAD_TAGS.values(), ids=BAD_TAGS)
@pytest.mark.parametrize("field", ["phone_tags", "house_tag", "coalition_tags"])
def test_what_is_no_tag_is_refused_by_name_and_never_repeated(town: Cast, field: str, bad: str) -> None:
    with pytest.raises(InputError, match=field) as refusal:
        call(**{field: bad if field == "house_tag" else (bad,)})
    assert bad not in str(refusal.value)


BAD_PLACES = {
    "nul": "UA6308009001002645\x00",
    "bidi": "\u202eUA63080090010026457",
    "10 MB": "U" * 10_000_000,
    "name": "Ізюм",
}


@pytest.mark.parametrize("bad", BAD_PLACES.values(), ids=BAD_PLACES)
def test_what_is_no_place_is_refused_by_name(town: Cast, bad: str) -> None:
    with pytest.raises(InputError, match="katottg"):
        call(katottg=bad)


def test_slips_of_the_finger_are_refused_by_name(town: Cast) -> None:
    for slip, field in (
        ({"needs": Needs(walks=1000)}, "needs"),
        ({"needs": Needs(walks=1, carry_floors=900)}, "carry_floors"),
        ({"needs": Needs(walks=1, pets=99_999)}, "pets"),
        ({"floor": 900}, "floor"),
        ({"phone_tags": tuple(tag(str(n)) for n in range(11))}, "phone_tags"),
        ({"receipts_named": ("К-100-001",)}, "receipt"),
    ):
        with pytest.raises(InputError, match=field):
            call(**slip)


def test_the_same_call_sent_twice_is_one_request_with_one_answer(town: Cast) -> None:
    from openevac.services.requests.register_request import register_request
    from openevac.store.models import EvacuationRequest, Evacuee

    order = town.order("olena")
    first = register_request(order, call())
    town.clock.pass_time(minutes=3)
    assert register_request(order, call()) == first
    assert (EvacuationRequest.objects.count(), Evacuee.objects.count()) == (1, 2)


def test_who_left_the_organisation_keeps_nothing(town: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.store.models import EvacuationRequest, Person

    Person.objects.filter(code="olena").update(revoked_at=town.clock.now())
    with pytest.raises(NotAllowed):
        registered(town)
    assert not EvacuationRequest.objects.exists()


@pytest.mark.parametrize("code", ["stepan", "raisa", "dmytro", "zoia"])
def test_whose_work_is_not_the_phone_keeps_no_request(town: Cast, code: str) -> None:
    from openevac.services.kernel.refusals import Refused

    with pytest.raises(Refused):
        registered(town, by=code)


def test_two_organisations_number_and_compare_by_themselves(town: Cast) -> None:
    first = registered(town)
    other = found_cast("susidy", town.clock)
    from openevac.services.kernel.who import Who, WhoKind
    from openevac.services.requests.register_request import register_request

    theirs = replace(other.order("olena"), who=Who(kind=WhoKind.PERSON, organisation="susidy", code="olena"))
    kept = register_request(theirs, call())
    assert kept.receipt == first.receipt
    assert kept.similar == ()


def test_a_second_call_from_the_same_phone_shows_the_first(town: Cast) -> None:
    first = registered(town)
    again = registered(town, by="oksana", channel=Channel.CHAT)
    assert [one.receipt for one in again.similar] == [first.receipt]
    assert "The same phone asked." in [reason.text for reason in again.similar[0].reasons]
    assert not again.similar[0].weak


def test_a_number_read_out_shows_its_request_first(town: Cast) -> None:
    named = registered(town, no_phone=True, katottg=MIDDLE_TOWN)
    registered(town, house_tag=tag("a house"), phone_tags=(tag("x"),))
    again = registered(town, house_tag=tag("a house"), phone_tags=(tag("y"),), receipts_named=(named.receipt.lower(),))
    assert again.similar[0].receipt == named.receipt


def test_a_house_near_by_of_the_same_size_is_shown_and_one_far_off_is_not(town: Cast) -> None:
    near = registered(town, position=CORNER, phone_tags=(tag("x"),), needs=Needs(walks=1, stretchers=1))
    registered(town, position=LonLat(CORNER.lon + 0.05, CORNER.lat), phone_tags=(tag("y"),))
    again = registered(
        town, position=LonLat(CORNER.lon, CORNER.lat + 0.001), phone_tags=(tag("z"),), needs=Needs(walks=2)
    )
    assert [one.receipt for one in again.similar] == [near.receipt]


def test_the_answer_says_what_is_to_be_done_next(town: Cast) -> None:
    far, near = registered(town), registered(town, katottg=NEAR_TOWN, phone_tags=(tag("x"),))
    assert (far.verdict, near.verdict) == (VerdictKind.NEEDS, VerdictKind.NEEDS)
    assert far.say.text == "Not confirmed yet: ring back."
    assert "two strong signs" in near.say.text
    assert near.would_do


def test_signs_of_bait_hold_the_request_with_an_owner_and_tell_the_operator_no_reason(town: Cast) -> None:
    from openevac.services.requests.new_request import Noticed
    from openevac.store.models import Hold

    kept = registered(town, noticed=Noticed(asked_route=True, asked_who_comes=True))
    assert kept.held
    assert kept.hold_owner == "olena"
    hold = Hold.objects.get()
    assert {sign["kind"] for sign in hold.signs} == {"asks_route", "asks_who_comes"}
    assert hold.rings_at == town.clock.now() + timedelta(hours=2)
    assert row_of(kept.receipt).status == "open"


def test_the_coordinator_on_shift_owns_the_hold(town: Cast) -> None:
    from openevac.services.requests.new_request import Noticed
    from openevac.store.models import Person, Shift

    lead = Person.objects.get(code="liudmyla")
    Shift.objects.create(organisation_id=ORGANISATION, lead=lead, started_at=town.clock.now())
    assert registered(town, noticed=Noticed(asked_route=True, asked_who_comes=True)).hold_owner == "liudmyla"


def test_an_ordinary_call_is_not_held(town: Cast) -> None:
    from openevac.store.models import Hold

    assert not any(one.held for one in several(town, 3, asker=Asker.RELATIVE))
    assert not Hold.objects.exists()


def test_a_strangers_phone_that_asks_for_a_street_on_the_line_is_held(town: Cast) -> None:
    """The third household of a phone nobody knew yesterday, two kilometres from the line."""
    from openevac.store.models import FrontDistance

    FrontDistance.objects.filter(katottg=NEAR_TOWN).update(km=2.0)
    kept = [
        registered(town, katottg=NEAR_TOWN, asker=Asker.NEIGHBOUR, house_tag=tag(f"house {n}")).held for n in range(4)
    ]
    assert kept == [False, False, True, True]


def test_who_says_to_have_asked_tomorrow_waits_since_now(town: Cast) -> None:
    kept = registered(town, received_at=town.clock.now() + timedelta(days=1))
    assert row_of(kept.receipt).received_at == town.clock.now()
    earlier = registered(town, received_at=town.clock.now() - timedelta(days=4))
    assert row_of(earlier.receipt).received_at == town.clock.now() - timedelta(days=4)


def test_the_entry_names_codes_only(town: Cast) -> None:
    from openevac.store.models import LedgerBody

    kept = registered(town)
    body = LedgerBody.objects.latest("entry_id")
    assert body.subject == f"request:{kept.receipt}"
    assert body.household == kept.household
    assert tag("first phone") not in bytes(body.body).decode()


def test_eight_operators_at_once_get_eight_numbers(fresh_cast: Cast) -> None:
    kept: list[str] = []
    faults: list[BaseException] = []

    def ring(number: int) -> None:
        from django.db import connections

        try:
            kept.append(registered(fresh_cast, phone_tags=(tag(f"phone {number}"),)).receipt)
        except BaseException as fault:  # noqa: BLE001 - told by the assertion below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ring, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(set(kept)) == 8


def test_a_phone_that_could_not_be_compared_is_kept_under_the_seal(town: Cast) -> None:
    """Where names are closed no tag can be made; the number is sealed all the same, and saying both is refused."""
    sealed = seal_identity(town.keys("olena"), RecordKind.HOUSEHOLD, HouseholdIdentity(phones=("+380671234567",)))
    kept = registered(town, phone_tags=(), phone_sealed=True, household=sealed)
    assert row_of(kept.receipt).household.identity_id == sealed.id
    with pytest.raises(InputError, match="household"):
        call(phone_tags=(), phone_sealed=True)
    with pytest.raises(InputError, match="phone_tags"):
        call(phone_sealed=True, household=sealed)
    with pytest.raises(InputError, match="phone_tags"):
        call(phone_tags=(), no_phone=True, phone_sealed=True, household=sealed)
