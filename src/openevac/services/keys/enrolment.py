"""Letting a phone in by a square code: the desk offers, the phone accepts once; nobody types a password in a van."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from hashlib import sha256
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import Conflict, NotAllowed, NotFound, Refused, not_found
from openevac.services.kernel.who import Who, WhoKind
from openevac.services.keys.devices import PUBLIC_KEY_BYTES, DeviceKind
from openevac.store.models import CommandRecord, Device, EnrolmentOffer, Organisation, Person

GOOD_FOR = timedelta(minutes=10)
SECRET_BYTES = 32
_RECIPIENT = re.compile(r"age1[0-9a-z]{58}")


class OfferState(StrEnum):
    """How an offer stands."""

    OPEN = "open"
    USED = "used"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnrolment:
    """A phone to be let in: its code word, who will hold it, and the SHA-256 of the secret the square code shows.

    Whoever shows the square draws the secret; it never comes here, and so stands in no record.
    """

    code: str
    person: str
    secret_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An offer, and until when it is good."""

    code: str
    person: str
    ends_at: datetime
    state: OfferState = OfferState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptEnrolment:
    """What a phone sends: the secret it read, its public keys (Ed25519 to sign, age to seal), the hash of its token.

    The private halves and the token stay on the phone. `recipient` may be empty: the phone names one later.
    """

    offer: str
    public_key: bytes
    token_sha256: str
    recipient: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Under which code the phone is known now, whose it is, and of which organisation."""

    device: str
    person: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Accepting:
    """What is kept of an acceptance: the secret by its hash."""

    secret_sha256: str
    public_key: bytes
    token_sha256: str
    recipient: str


def offer_enrolment(order: Order, asked: OfferEnrolment) -> Offered:
    """Offer to let a phone in, for ten minutes and once. An earlier offer of the same code word ends."""
    return carry_out(order, Action.ENROL_DEVICE, asked, Offered, partial(_offer, order.command_id))


def accept_enrolment(asked: AcceptEnrolment, command_id: UUID, clock: Clock) -> Enrolled:
    """Let the phone in that shows the secret of an offer; nobody is asked who they are.

    What is done is done by whoever made the offer, if they still may. An unknown, a used and an ended offer are
    refused in the same words, so that nothing is learnt by trying. The same command id gives the same answer.
    """
    _require_keys(asked)
    digest = sha256(asked.offer.encode()).hexdigest()
    offer = EnrolmentOffer.objects.filter(secret_sha256=digest).values_list("id", "organisation_id").first()
    maker = None if offer is None else CommandRecord.objects.filter(id=offer[0]).values_list("actor", flat=True).first()
    if offer is None or maker is None:
        raise _opens_nothing()
    who = Who(kind=WhoKind.PERSON, organisation=offer[1], code=maker)
    order = Order(who=who, command_id=command_id, clock=clock)
    kept = _Accepting(
        secret_sha256=digest, public_key=asked.public_key, token_sha256=asked.token_sha256, recipient=asked.recipient
    )
    try:
        return carry_out(order, Action.ENROL_DEVICE, kept, Enrolled, _accept)
    except (NotAllowed, NotFound):
        raise _opens_nothing() from None


def see_offer(asking: Asking, code: str) -> Offered:
    """Tell how the newest offer of a code word stands, to those who may make one."""
    organisation = asking.who.organisation
    allow_question(asking, Action.ENROL_DEVICE, Resource(kind=ResourceKind.DEVICE, organisation=organisation))
    offers = EnrolmentOffer.objects.filter(organisation=organisation, code=code).select_related("person")
    found = offers.order_by("-made_at", "-ends_at").first()
    if found is None:
        raise not_found("code", code)
    return _told(found, asking.clock.now())


def _offer(command_id: UUID, doing: Doing, asked: OfferEnrolment) -> Offered:
    doing.require(Resource(kind=ResourceKind.DEVICE, organisation=doing.organisation.id))
    require_id("code", asked.code)
    _require_digest(asked.secret_sha256)
    person = Person.objects.filter(organisation=doing.organisation, code=asked.person, revoked_at=None).first()
    if person is None:
        raise not_found("person", asked.person)
    _require_free(doing.organisation, asked.code)
    earlier = EnrolmentOffer.objects.filter(organisation=doing.organisation, code=asked.code, used_at=None)
    earlier.filter(ends_at__gt=doing.now).update(ends_at=doing.now)
    made = EnrolmentOffer.objects.create(
        # The id of the command: who made the offer stands in its record, and acts when a phone accepts.
        id=command_id,
        organisation=doing.organisation,
        secret_sha256=asked.secret_sha256,
        code=asked.code,
        person=person,
        made_at=doing.now,
        ends_at=doing.now + GOOD_FOR,
    )
    doing.say(f"device:{asked.code}", offered=True, person=asked.person, kind=DeviceKind.CREW_PHONE.value)
    return _told(made, doing.now)


def _accept(doing: Doing, asked: _Accepting) -> Enrolled:
    offers = EnrolmentOffer.objects.select_for_update().select_related("person")
    offer = offers.filter(secret_sha256=asked.secret_sha256).first()
    if offer is None or offer.person.revoked_at is not None or _told(offer, doing.now).state is not OfferState.OPEN:
        raise _opens_nothing()
    doing.require(Resource(kind=ResourceKind.DEVICE, organisation=doing.organisation.id))
    _require_free(doing.organisation, offer.code)
    if Device.objects.filter(token=asked.token_sha256).exists():
        raise Conflict("This token is in use already.", "Draw another one.", field="token")
    Device.objects.create(
        organisation=doing.organisation,
        code=offer.code,
        kind=DeviceKind.CREW_PHONE.value,
        public_key=asked.public_key,
        token=asked.token_sha256,
        recipient=asked.recipient,
        person=offer.person,
        enrolled_at=doing.now,
    )
    offer.used_at = doing.now
    offer.save(update_fields=("used_at",))
    kind, key = DeviceKind.CREW_PHONE.value, asked.public_key.hex()
    doing.say(f"device:{offer.code}", kind=kind, person=offer.person.code, key=key)
    return Enrolled(device=offer.code, person=offer.person.code, organisation=doing.organisation.id)


def _told(offer: EnrolmentOffer, now: datetime) -> Offered:
    state = OfferState.OPEN if now < offer.ends_at else OfferState.ENDED
    if offer.used_at is not None:
        state = OfferState.USED
    return Offered(code=offer.code, person=offer.person.code, ends_at=offer.ends_at, state=state)


def _require_free(organisation: Organisation, code: str) -> None:
    if Device.objects.filter(organisation=organisation, code=code).exists():
        raise Conflict("The code '{code}' is taken.", "Choose another code word.", field="code", code=code)


def _require_keys(asked: AcceptEnrolment) -> None:
    if len(asked.public_key) != PUBLIC_KEY_BYTES:
        raise InputError("The device's public key is not 32 bytes.", "Let it show its code again.", field="public_key")
    _require_digest(asked.token_sha256)
    if asked.recipient and not _RECIPIENT.fullmatch(asked.recipient):
        raise InputError(
            "The phone's public key for people is none.", "Load the page again and repeat.", field="recipient"
        )


def _require_digest(digest: str) -> None:
    if len(digest) != 2 * SECRET_BYTES or set(digest) - set("0123456789abcdef"):
        raise InputError("This hash is not a SHA-256.", "Load the page again and repeat.", field="token")


def _opens_nothing() -> Refused:
    return Refused(
        "This square code opens nothing: it was used, its ten minutes are over, or it is of another desk.",
        "Ask the shift lead to show a new one.",
        field="offer",
    )
