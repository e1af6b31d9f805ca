"""Letting a phone in by a square: once, for ten minutes, by whoever may; and nothing is learnt by trying."""

from __future__ import annotations

import secrets
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.services.keys.enrolment import AcceptEnrolment
    from tests.services.cast import Cast

CODE = "phone-1"
RECIPIENT = "age1" + "q" * 58


def offered(cast: Cast, *, code: str = CODE, person: str = "stepan", by: str = "liudmyla") -> str:
    """Offer to let a phone in; gives the secret the square shows."""
    from openevac.services.keys.enrolment import OfferEnrolment, offer_enrolment

    secret = secrets.token_urlsafe(32)
    asked = OfferEnrolment(code=code, person=person, secret_sha256=sha256(secret.encode()).hexdigest())
    assert offer_enrolment(cast.order(by), asked).code == code
    return secret


def phone(secret: str, token: str = "") -> AcceptEnrolment:
    """Give what a phone sends."""
    from openevac.services.keys.enrolment import AcceptEnrolment

    token = token or secrets.token_urlsafe(32)
    return AcceptEnrolment(
        offer=secret, public_key=b"k" * 32, token_sha256=sha256(token.encode()).hexdigest(), recipient=RECIPIENT
    )


def accepted(cast: Cast, asked: AcceptEnrolment, command_id: Any = None) -> Any:
    from openevac.services.keys.enrolment import accept_enrolment

    return accept_enrolment(asked, command_id or uuid4(), cast.clock)


def refusal(cast: Cast, asked: AcceptEnrolment) -> tuple[str, str, str]:
    """Give everything a phone learns from a refusal."""
    with pytest.raises(InputError) as told:
        accepted(cast, asked)
    return told.value.problem, told.value.todo, told.value.field


def test_a_phone_is_let_in_once_and_its_token_works(cast: Cast) -> None:
    from openevac.services.keys.devices import Leave, revoke_device, who_shows
    from openevac.store.models import Device, EnrolmentOffer

    secret = offered(cast)
    enrolled = accepted(cast, phone(secret, "token of the phone"))
    assert (enrolled.device, enrolled.person, enrolled.organisation) == (CODE, "stepan", "dopomoha")
    who = who_shows("token of the phone")
    assert who is not None
    assert who.code == CODE
    kept = Device.objects.get(code=CODE)
    assert (bytes(kept.public_key), kept.recipient, kept.kind) == (b"k" * 32, RECIPIENT, "crew_phone")
    assert EnrolmentOffer.objects.get().used_at == cast.clock.now()
    assert "was used" in refusal(cast, phone(secret))[0]
    revoke_device(cast.order("liudmyla"), Leave(code=CODE, reason="lost"))
    assert who_shows("token of the phone") is None


def test_unknown_used_and_ended_read_the_same(cast: Cast) -> None:
    used, ended, replaced = offered(cast), offered(cast, code="phone-2"), offered(cast, code="phone-3")
    accepted(cast, phone(used))
    offered(cast, code="phone-3")
    told = {refusal(cast, phone(secret)) for secret in (used, "not drawn by anybody", replaced)}
    cast.clock.pass_time(minutes=10)
    told.add(refusal(cast, phone(ended)))
    assert len(told) == 1


def test_an_offer_is_good_until_its_last_second(cast: Cast) -> None:
    secret = offered(cast)
    cast.clock.pass_time(minutes=9, seconds=59)
    assert accepted(cast, phone(secret)).device == CODE


def test_the_same_command_gives_the_same_answer(cast: Cast) -> None:
    from openevac.store.models import Device

    asked, command_id = phone(offered(cast)), uuid4()
    assert accepted(cast, asked, command_id) == accepted(cast, asked, command_id)
    assert Device.objects.filter(code=CODE).count() == 1
    assert "used for something else" in str(_raised(cast, replace(asked, recipient=""), command_id))


def _raised(cast: Cast, asked: AcceptEnrolment, command_id: Any) -> InputError:
    with pytest.raises(InputError) as told:
        accepted(cast, asked, command_id)
    return told.value


def test_whose_maker_or_holder_has_left_the_offer_ends(cast: Cast) -> None:
    from openevac.services.keys.people import Leaving, revoke_person
    from openevac.store.models import Person

    nothing = refusal(cast, phone("nobody drew this"))
    secret = offered(cast, person="sashko")
    revoke_person(cast.order("liudmyla"), Leaving(code="sashko", reason="left"))
    assert refusal(cast, phone(secret)) == nothing
    secret = offered(cast, code="phone-2")
    Person.objects.filter(code="liudmyla").update(roles=["crew"])
    assert refusal(cast, phone(secret)) == nothing
    Person.objects.filter(code="liudmyla").update(roles=["shift_lead"], revoked_at=cast.clock.now())
    assert refusal(cast, phone(secret)) == nothing


@pytest.mark.parametrize("by", ["kateryna", "stepan", "olena", "nikhto"])
def test_only_the_shift_lead_offers(cast: Cast, by: str) -> None:
    from openevac.services.kernel.refusals import Refused

    with pytest.raises(Refused):
        offered(cast, by=by)


def test_the_secret_stands_nowhere(cast: Cast) -> None:
    from openevac.store.models import CommandRecord, EnrolmentOffer, LedgerBody

    secret = offered(cast)
    accepted(cast, phone(secret))
    kept = [bytes(one.answer) for one in CommandRecord.objects.all()]
    kept += [bytes(one.body) for one in LedgerBody.objects.all()]
    kept += [str(one.__dict__).encode() for one in EnrolmentOffer.objects.all()]
    assert kept
    assert not [one for one in kept if secret.encode() in one]


def test_a_code_word_that_is_taken_is_said_at_once(cast: Cast) -> None:
    accepted(cast, phone(offered(cast)))
    with pytest.raises(InputError, match="is taken"):
        offered(cast)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"public_key": b"short"}, "public_key"), ({"token_sha256": "x" * 64}, "token"),
        ({"recipient": "age1short"}, "recipient"), ({"recipient": "AGE-SECRET-KEY-1" + "Q" * 58}, "recipient"),
    ],
)  # fmt: skip
def test_keys_that_are_none_are_refused_before_anything_is_looked_up(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    asked = replace(phone(offered(cast)), **wrong)
    assert refusal(cast, asked)[2] == field


def test_the_desk_sees_how_an_offer_stands(cast: Cast) -> None:
    from openevac.services.keys.enrolment import see_offer

    def stands() -> str:
        return see_offer(cast.asking("liudmyla"), CODE).state.value

    with pytest.raises(InputError, match="Nothing is known here"):
        stands()
    secret = offered(cast)
    assert stands() == "open"
    cast.clock.pass_time(minutes=10)
    assert stands() == "ended"
    secret = offered(cast)
    accepted(cast, phone(secret))
    assert stands() == "used"
