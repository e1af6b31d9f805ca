"""The people of a mission on the phones of its crew: who gets them, what is missing, and when they are gone."""

from __future__ import annotations

import pytest

from openevac.domain.errors import InputError
from openevac.services.kernel.refusals import Conflict, NotAllowed, NotFound, Refused
from openevac.vault.age import new_identity
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town
from tests.services.missions.phones import CrewPhoneOf, give, phone_of


def stops_of(code: str, version: int = 1) -> list[str]:
    from openevac.store.models import Stop

    rows = Stop.objects.filter(trip__mission__code=code, trip__mission__version=version)
    return list(rows.order_by("trip__number", "number").values_list("code", flat=True))


def approved(town: Town) -> str:
    town.request(walks=2)
    town.request("mill", stretchers=1)
    (code,) = town.planned()
    town.approve(code)
    return code


def people_for(phone: CrewPhoneOf, code: str) -> tuple[dict[str, bytes], tuple[str, ...]]:
    from openevac.services.missions.see_pack import see_people_for_phone

    found = see_people_for_phone(phone.asking, code)
    return {one.stop: one.sealed for one in found.stops}, found.missing


def lacks(town: Town, code: str, version: int = 0) -> list[str]:
    from openevac.services.missions.see_pack import see_pack_state

    return [one.in_english() for one in see_pack_state(town.cast.asking("kateryna"), code, version).lacks]


def test_what_was_sealed_to_a_phone_reaches_that_phone_alone(town: Town) -> None:
    code = approved(town)
    phone, other = phone_of(town.cast), phone_of(town.cast, "sashko")
    first, second = stops_of(code)
    kept = give(town.cast, code, phone, [first])
    assert (kept.stops, kept.devices) == ((first,), ("phone-stepan",))
    sealed, missing = people_for(phone, code)
    assert phone.open(sealed[first]) == f"people of {first}".encode()
    assert (list(sealed), missing) == ([first], (second,))
    assert people_for(other, code) == ({}, (first, second))
    with pytest.raises(InputError, match="sealed to other keys"):
        other.open(sealed[first])


def test_a_crew_of_another_mission_is_told_there_is_none(town: Town) -> None:
    from openevac.services.missions.see_pack import see_people_for_phone

    code = approved(town)
    stranger = phone_of(town.cast, "roman")
    with pytest.raises(NotFound) as theirs:
        see_people_for_phone(stranger.asking, code)
    with pytest.raises(NotFound) as nothing:
        see_people_for_phone(stranger.asking, "В-999")
    assert str(theirs.value) == str(nothing.value)
    with pytest.raises(NotAllowed, match="Only the crew of this mission"):
        see_people_for_phone(town.cast.asking("kateryna"), code)
    with pytest.raises(Refused, match="Only a phone of this crew"):
        see_people_for_phone(town.cast.asking("stepan"), code)


def test_everything_that_is_missing_is_named_in_words(town: Town) -> None:
    code = approved(town)
    first, second = stops_of(code)
    assert lacks(town, code) == ["No phone of this crew is let in: it drives with paper."]
    phone = phone_of(town.cast, named=False)
    assert lacks(town, code) == [
        f"phone-stepan lacks the people of {first}, {second}.",
        "phone-stepan has named no key yet: open the app on it once, with a network.",
    ]
    phone.name_key()
    give(town.cast, code, phone, [first])
    assert lacks(town, code) == [
        f"phone-stepan lacks the people of {second}.",
        f"phone-stepan has not fetched the people of {first} yet: they lie sealed and wait.",
    ]
    give(town.cast, code, phone, [second])
    phone.fresh_key(holds=(first, second))
    assert lacks(town, code) == []
    assert people_for(phone, code) == ({}, ())


def test_a_fresh_key_keeps_what_the_phone_holds_and_forgets_what_nobody_can_open(town: Town) -> None:
    from openevac.store.models import PackStop

    code = approved(town)
    phone = phone_of(town.cast)
    first, second = stops_of(code)
    give(town.cast, code, phone, [first, second])
    phone.fresh_key(holds=(first,))
    (row,) = PackStop.objects.all()
    assert (row.stop.code, bytes(row.sealed), row.taken_at) == (first, b"", town.cast.clock.now())
    assert people_for(phone, code) == ({}, (second,))
    phone.fresh_key()
    assert not PackStop.objects.exists(), "a phone that holds nothing any more is given everything anew"
    assert people_for(phone, code)[1] == (first, second)


def test_only_after_the_yes_only_for_this_crew_only_to_the_key_it_named(town: Town) -> None:
    town.request(walks=2)
    (code,) = town.planned()
    phone, stranger = phone_of(town.cast), phone_of(town.cast, "roman")
    (stop,) = stops_of(code)
    with pytest.raises(Refused, match="after the coordinator's yes"):
        give(town.cast, code, phone, [stop])
    town.approve(code)
    with pytest.raises(NotFound, match="phone-roman"):
        give(town.cast, code, stranger, [stop])
    with pytest.raises(NotFound, match=r"В-99\.1\.1"):
        give(town.cast, code, phone, ["В-99.1.1"])
    with pytest.raises(Conflict, match="has named another key"):
        give(town.cast, code, phone, [stop], recipient=CrewPhoneOf(town.cast, "x", "x", new_identity()).recipient)
    with pytest.raises(InputError, match="were not sealed"):
        give(town.cast, code, phone, [stop], sealed=b'{"people": "readable"}')
    give(town.cast, code, phone, [stop])


def test_giving_again_replaces_and_the_entry_names_codes_only(town: Town) -> None:
    from openevac.store.models import LedgerBody, PackStop

    code = approved(town)
    phone = phone_of(town.cast)
    stops = stops_of(code)
    give(town.cast, code, phone, stops)
    give(town.cast, code, phone, stops)
    assert PackStop.objects.count() == 2
    body = bytes(LedgerBody.objects.filter(action="keep_pack").latest("at").body).decode()
    assert all(stop in body for stop in stops)
    assert "phone-stepan" in body
    assert "age-encryption" not in body


def test_a_version_planned_anew_needs_a_client_for_its_new_stops_only(town: Town) -> None:
    from openevac.services.missions.see_pack import see_pack_state
    from openevac.store.models import EvacuationRequest, Mission, Stop, Trip

    code = approved(town)
    phone = phone_of(town.cast)
    give(town.cast, code, phone, stops_of(code))
    phone.fresh_key(holds=tuple(stops_of(code)))
    added = EvacuationRequest.objects.get(receipt=town.request("mill", walks=1))
    old = Mission.objects.get(code=code)
    known = Stop.objects.filter(trip__mission=old).order_by("number").first()
    assert known is not None
    row = Mission.objects.get(id=old.id)
    row.pk, row._state.adding, row.version = None, True, 2
    row.id = type(old)().id
    row.save()
    trip = Trip.objects.create(
        organisation_id=ORGANISATION, mission=row, number=1, shelter=known.trip.shelter,
        departs_at=row.departs_at, arrives_at=row.returns_at,
    )  # fmt: skip
    for number, request in enumerate((known.request, added), 1):
        Stop.objects.create(
            organisation_id=ORGANISATION, trip=trip, number=number, code=f"{code}v2.1.{number}", request=request,
            arrives_at=row.departs_at, service_s=60,
        )  # fmt: skip
    (pack,) = see_pack_state(town.cast.asking("kateryna"), code, 2).phones
    assert [(one.stop, one.standing.value) for one in pack.lines] == [
        (f"{code}v2.1.1", "taken"), (f"{code}v2.1.2", "missing"),
    ]  # fmt: skip
    assert lacks(town, code) == [f"phone-stepan lacks the people of {code}v2.1.2."]


def test_the_hand_over_and_a_lost_phone_end_it(town: Town) -> None:
    from openevac.services.keys.devices import Leave, revoke_device
    from openevac.services.missions.hand_over import HandOver, hand_over
    from openevac.store.models import PackStop

    code = approved(town)
    phone, other = phone_of(town.cast), phone_of(town.cast, "sashko")
    for one in (phone, other):
        give(town.cast, code, one, stops_of(code))
    revoke_device(town.cast.order("liudmyla"), Leave(code=other.code, reason="lost"))
    assert set(PackStop.objects.values_list("device__code", flat=True)) == {"phone-stepan"}
    town.on_the_road(code)
    hand_over(town.cast.order("kateryna"), HandOver(mission=code, heads=0))
    assert not PackStop.objects.exists()


def test_a_no_of_the_crew_ends_it(town: Town) -> None:
    from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
    from openevac.store.models import PackStop

    code = approved(town)
    give(town.cast, code, phone_of(town.cast), stops_of(code))
    assert PackStop.objects.exists()
    refuse_mission(town.cast.order("kateryna"), RefuseMission(mission=code))
    assert not PackStop.objects.exists()


def test_a_day_after_the_planned_return_retention_takes_it_and_an_old_mission_gets_no_more(town: Town) -> None:
    from openevac.services.work.retention import run_retention
    from openevac.store.models import Mission, PackStop

    code = approved(town)
    phone = phone_of(town.cast)
    give(town.cast, code, phone, stops_of(code))
    back = Mission.objects.get(code=code).returns_at
    town.cast.clock.pass_time(seconds=(back - town.cast.clock.at).total_seconds() + 24 * 3600 - 60)
    assert "PackStop" not in run_retention(town.cast.worker()).rows
    assert people_for(phone, code)[0]
    town.cast.clock.pass_time(seconds=120)
    assert people_for(phone, code)[0] == {}, "nothing is handed out late, also where the worker stands still"
    assert run_retention(town.cast.worker()).rows["PackStop"] == 2
    assert not PackStop.objects.exists()
    with pytest.raises(Refused, match="no phone may hold people of this mission any more"):
        give(town.cast, code, phone, stops_of(code))


def test_erasing_a_household_takes_its_stops_from_the_packs(town: Town) -> None:
    from openevac.services.records.erase_person import ErasePerson, erase_person
    from openevac.store.models import Mission, PackStop, Stop

    code = approved(town)
    phone = phone_of(town.cast)
    first, second = stops_of(code)
    give(town.cast, code, phone, [first, second])
    gone = Stop.objects.select_related("request").get(code=first).request
    assert gone is not None
    Mission.objects.filter(code=code).update(status="replaced")
    erase_person(town.cast.order("kateryna"), ErasePerson(receipt=gone.receipt))
    assert list(PackStop.objects.values_list("stop__code", flat=True)) == [second]


def test_the_tables_of_packs_are_overwritten_with_a_household() -> None:
    from openevac.services.kernel.erasing import _emptied

    assert "PackStop" in {model.__name__ for model in _emptied()}


def test_offers_to_let_a_phone_in_go_a_day_after_they_ran_out(town: Town) -> None:
    from datetime import timedelta

    from openevac.services.work.retention import run_retention
    from openevac.store.models import EnrolmentOffer, Person

    now = town.cast.clock.now()
    EnrolmentOffer.objects.create(
        organisation_id=ORGANISATION, secret_sha256="ab" * 32, code="phone-9",
        person=Person.objects.get(organisation=ORGANISATION, code="stepan"), made_at=now,
        ends_at=now + timedelta(minutes=10),
    )  # fmt: skip
    town.cast.clock.pass_time(hours=24)
    assert "EnrolmentOffer" not in run_retention(town.cast.worker()).rows
    town.cast.clock.pass_time(hours=1)
    assert run_retention(town.cast.worker()).rows["EnrolmentOffer"] == 1


def test_only_a_phone_names_a_key_and_only_a_real_one(town: Town) -> None:
    from openevac.services.missions.name_recipient import NameRecipient, name_recipient

    phone = phone_of(town.cast)
    with pytest.raises(InputError, match="not a public key of age"):
        NameRecipient(recipient="age1nonsense")
    with pytest.raises(Refused, match="Only a phone names a key"):
        name_recipient(town.cast.order("stepan"), NameRecipient(recipient=phone.recipient))
    with pytest.raises(NotAllowed, match="Only the phones of crews"):
        name_recipient(town.cast.order("olena"), NameRecipient(recipient=phone.recipient))
