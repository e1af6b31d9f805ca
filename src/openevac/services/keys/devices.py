"""Devices and partners: letting them in with a token of their own, and shutting them out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.phones import phone_number
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.kernel.who import Who, WhoKind
from openevac.store.models import Device, Partner, Person

PUBLIC_KEY_BYTES = 32


class DeviceKind(StrEnum):
    """What kind of device it is."""

    CREW_PHONE = "crew_phone"
    WORKSTATION = "workstation"
    TRACKER = "tracker"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """A device to be let in: the hash of the token it drew, and its public signing key; neither secret comes here."""

    code: str
    kind: DeviceKind
    person: str
    token_sha256: str
    public_key: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPartner:
    """Another organisation to be let in to claims, by the hash of its token."""

    code: str
    token_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPhone:
    """Whom we ring there before two vans drive to one yard: the phone of a partner's duty desk; empty forgets it."""

    code: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A device or partner to be shut out."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The code under which something is known now."""

    code: str
    revoked: bool = False


def enrol_device(order: Order, asked: NewDevice) -> Known:
    """Let a device in; it drew its own key and token and showed them by QR."""
    return carry_out(order, Action.ENROL_DEVICE, asked, Known, _enrol)


def revoke_device(order: Order, asked: Leave) -> Known:
    """Shut a device out; what it sends from now on is refused."""
    return carry_out(order, Action.REVOKE_DEVICE, asked, Known, _revoke)


def add_partner(order: Order, asked: NewPartner) -> Known:
    """Let another organisation see and take claims, and nothing else."""
    return carry_out(order, Action.KEEP_PEOPLE_AND_KEYS, asked, Known, _add_partner)


def keep_desk_phone(order: Order, asked: DeskPhone) -> Known:
    """Keep whom to ring at a partner."""
    return carry_out(order, Action.KEEP_PEOPLE_AND_KEYS, asked, Known, _keep_desk_phone)


def who_shows(token: str) -> Who | None:
    """Tell who shows a token: a device or a partner; None for a token nobody knows or that was taken back."""
    digest = sha256(token.encode()).hexdigest()
    for kind, holders in ((WhoKind.DEVICE, Device.objects), (WhoKind.PARTNER, Partner.objects)):
        found = holders.filter(token=digest, revoked_at=None).values_list("organisation_id", "code").first()
        if found is not None:
            return Who(kind=kind, organisation=found[0], code=found[1])
    return None


def _enrol(doing: Doing, asked: NewDevice) -> Known:
    doing.require(Resource(kind=ResourceKind.DEVICE, organisation=doing.organisation.id))
    require_id("code", asked.code)
    _require_digest(asked.token_sha256)
    if asked.public_key and len(asked.public_key) != PUBLIC_KEY_BYTES:
        raise InputError("The device's public key is not 32 bytes.", "Let it show its code again.", field="public_key")
    person = Person.objects.filter(organisation=doing.organisation, code=asked.person, revoked_at=None).first()
    if person is None:
        raise not_found("person", asked.person)
    if Device.objects.filter(organisation=doing.organisation, code=asked.code).exists():
        raise Conflict("The code '{code}' is taken.", "Choose another code word.", field="code", code=asked.code)
    Device.objects.create(
        organisation=doing.organisation,
        code=asked.code,
        kind=asked.kind.value,
        public_key=asked.public_key,
        token=asked.token_sha256,
        person=person,
        enrolled_at=doing.now,
    )
    doing.say(f"device:{asked.code}", kind=asked.kind.value, person=asked.person, key=asked.public_key.hex())
    return Known(code=asked.code)


def _revoke(doing: Doing, asked: Leave) -> Known:
    doing.require(Resource(kind=ResourceKind.DEVICE, organisation=doing.organisation.id))
    found = Device.objects.filter(organisation=doing.organisation, code=asked.code).first()
    if found is None:
        raise not_found("device", asked.code)
    if found.revoked_at is None:
        found.revoked_at = doing.now
        found.save(update_fields=("revoked_at",))
        found.packs.all().delete()  # what was sealed for a phone that may be in other hands
    doing.say(f"device:{asked.code}", reason=asked.reason)
    return Known(code=asked.code, revoked=True)


def _add_partner(doing: Doing, asked: NewPartner) -> Known:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    require_id("code", asked.code)
    _require_digest(asked.token_sha256)
    if Partner.objects.filter(token=asked.token_sha256).exists() or asked.code == doing.organisation.id:
        raise Conflict("This partner is here already.", "Choose another code or token.", field="code")
    Partner.objects.create(
        organisation=doing.organisation, code=asked.code, token=asked.token_sha256, added_at=doing.now
    )
    doing.say(f"partner:{asked.code}")
    return Known(code=asked.code)


def _keep_desk_phone(doing: Doing, asked: DeskPhone) -> Known:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    phone = phone_number(asked.phone) if asked.phone.strip() else ""
    found = Partner.objects.filter(organisation=doing.organisation, code=asked.code).first()
    if found is None:
        raise not_found("partner", asked.code)
    found.desk_phone = phone or ""
    found.save(update_fields=("desk_phone",))
    doing.say(f"partner:{asked.code}", phone=bool(phone))
    return Known(code=asked.code, revoked=found.revoked_at is not None)


def _require_digest(token_sha256: str) -> None:
    if len(token_sha256) != 64 or set(token_sha256) - set("0123456789abcdef"):
        raise InputError("The token's hash is not a SHA-256.", "Let the device show its code again.", field="token")
