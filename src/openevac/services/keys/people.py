"""Our own people: adding them with their wraps, changing roles, and taking everything back when they leave."""

from __future__ import annotations

from dataclasses import dataclass, field

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.roles import KEY_ROLES, Action, Resource, ResourceKind, Role
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, Refused, not_found
from openevac.services.keys.accounts import drop_account, keep_account
from openevac.store.models import Device, KeyWrap, Person, RoleKey


@dataclass(frozen=True, slots=True, kw_only=True)
class NewColleague:
    """Somebody who begins to work here: code, roles, own key sealed under their passphrase, and wraps by role.

    `sign_in`: the secret their browser makes of the passphrase; empty for who never opens a page.
    """

    code: str
    roles: tuple[Role, ...]
    recipient: str
    sealed_key: bytes = field(repr=False)
    pin: bytes = field(repr=False)
    wraps: dict[Role, bytes] = field(default_factory=dict, repr=False)
    sign_in: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Somebody who leaves, and why: a word, not a story."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """One of our people as the list shows them. `keys`: roles whose keys they can open."""

    code: str
    roles: tuple[Role, ...]
    keys: tuple[Role, ...]
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What to do after somebody left: the roles whose keys must be changed, because they could open them."""

    code: str
    rotate: tuple[Role, ...]
    devices: tuple[str, ...]


def add_person(order: Order, asked: NewColleague) -> Colleague:
    """Add one of our people; the shift lead's client has wrapped the keys they may open."""
    return carry_out(order, Action.KEEP_PEOPLE_AND_KEYS, asked, Colleague, _add)


def revoke_person(order: Order, asked: Leaving) -> Left:
    """Take everything back from somebody who leaves: rights, wraps and devices, at once."""
    return carry_out(order, Action.KEEP_PEOPLE_AND_KEYS, asked, Left, _revoke)


def see_people(organisation: str) -> tuple[Colleague, ...]:
    """Give our people by code; nothing of it is secret inside the organisation."""
    return tuple(_shown(one) for one in Person.objects.filter(organisation=organisation).order_by("code"))


def _add(doing: Doing, asked: NewColleague) -> Colleague:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    require_id("code", asked.code)
    if not asked.roles or set(asked.roles) & {Role.WORKER, Role.PARTNER, Role.DAY_BADGE, Role.NOTIFIER}:
        raise InputError(
            "These roles are not for a person.",
            "Choose operator, coordinator, shift_lead, crew_leader, crew, reception, documenter or reporter.",
            field="roles",
        )
    if Person.objects.filter(organisation=doing.organisation, code=asked.code).exists():
        raise Conflict("The code '{code}' is taken.", "Choose another code word.", field="code", code=asked.code)
    person = Person.objects.create(
        organisation=doing.organisation,
        code=asked.code,
        roles=[role.value for role in asked.roles],
        recipient=asked.recipient,
        sealed_key=asked.sealed_key,
        pin=asked.pin,
        created_at=doing.now,
    )
    _keep_wraps(doing, person, asked)
    keep_account(person, asked.sign_in)
    doing.say(f"person:{asked.code}", roles=person.roles, recipient=asked.recipient)
    return _shown(person)


def _keep_wraps(doing: Doing, person: Person, asked: NewColleague) -> None:
    lead = Role.SHIFT_LEAD in asked.roles
    may = {role for role in KEY_ROLES if lead or role in asked.roles}
    if set(asked.wraps) != may:
        raise InputError(
            "The wraps do not fit the roles.",
            "Wrap exactly the keys of: {roles}.",
            field="wraps",
            roles=", ".join(sorted(role.value for role in may)) or "-",
        )
    keys = {Role(key.role): key for key in RoleKey.objects.filter(organisation=doing.organisation, retired_at=None)}
    KeyWrap.objects.bulk_create(
        [
            KeyWrap(organisation=doing.organisation, role_key=keys[role], person=person, wrap=wrap)
            for role, wrap in asked.wraps.items()
        ]
    )


def _revoke(doing: Doing, asked: Leaving) -> Left:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    person = Person.objects.select_for_update().filter(organisation=doing.organisation, code=asked.code).first()
    if person is None:
        raise not_found("person", asked.code)
    if person.code == doing.actor.person:
        raise Refused(
            "Nobody takes their own access back.", "Let another shift lead do it, so that somebody keeps the keys."
        )
    if not asked.reason.strip():
        raise InputError("No reason is given.", "Say in a word why: left, lost phone, end of term.", field="reason")
    rotate = tuple(sorted({Role(wrap.role_key.role) for wrap in person.wraps.select_related("role_key")}))
    devices = tuple(Device.objects.filter(person=person, revoked_at=None).values_list("code", flat=True))
    Device.objects.filter(person=person, revoked_at=None).update(revoked_at=doing.now)
    person.wraps.all().delete()
    drop_account(person)
    person.revoked_at, person.sealed_key, person.pin = doing.now, b"", b""
    person.save(update_fields=("revoked_at", "sealed_key", "pin"))
    doing.say(
        f"person:{asked.code}", reason=asked.reason, rotate=[role.value for role in rotate], devices=list(devices)
    )
    return Left(code=person.code, rotate=rotate, devices=devices)


def _shown(person: Person) -> Colleague:
    wraps = person.wraps.filter(role_key__retired_at=None).values_list("role_key__role", flat=True)
    return Colleague(
        code=person.code,
        roles=tuple(Role(role) for role in person.roles),
        keys=tuple(sorted(Role(role) for role in wraps)),
        revoked=person.revoked_at is not None,
    )
