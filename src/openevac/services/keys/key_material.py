"""What a client needs to open its keys: public keys, wraps and sealed keys, never an open key."""

from __future__ import annotations

from dataclasses import dataclass, field

from openevac.domain.roles import Role
from openevac.services.kernel.refusals import not_found
from openevac.services.keys.found_organisation import OWN_TAGS
from openevac.store.models import KeyWrap, Person, RoleKey, TagKeyWrap


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """One role key in one epoch, sealed to the one who asks."""

    role: Role
    epoch: int
    wrap: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMaterial:
    """Everything somebody can open with their own passphrase, and the newest public key of every role."""

    person: str
    sealed_key: bytes = field(repr=False)
    pin: bytes = field(repr=False)
    keys: tuple[WrappedKey, ...]
    recipients: dict[Role, str]
    epochs: dict[Role, int]
    tag_wraps: dict[Role, bytes] = field(repr=False)


def key_material(organisation: str, person: str) -> KeyMaterial:
    """Give what one person needs at the start of a shift; useless without their passphrase, so nobody is asked."""
    found = Person.objects.filter(organisation=organisation, code=person, revoked_at=None).first()
    if found is None:
        raise not_found("person", person)
    current = RoleKey.objects.filter(organisation=organisation, retired_at=None)
    wraps = KeyWrap.objects.filter(person=found).select_related("role_key").order_by("role_key__epoch")
    tags = TagKeyWrap.objects.filter(organisation=organisation, purpose=OWN_TAGS, role_key__in=current)
    return KeyMaterial(
        person=found.code,
        sealed_key=bytes(found.sealed_key),
        pin=bytes(found.pin),
        keys=tuple(
            WrappedKey(role=Role(one.role_key.role), epoch=one.role_key.epoch, wrap=bytes(one.wrap)) for one in wraps
        ),
        recipients={Role(key.role): key.recipient for key in current},
        epochs={Role(key.role): key.epoch for key in current},
        tag_wraps={Role(one.role_key.role): bytes(one.wrap) for one in tags.select_related("role_key") if one.role_key},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKeys:
    """What records are sealed to: the newest public key of every role, and its epoch."""

    recipients: dict[Role, str]
    epochs: dict[Role, int]


def public_keys(organisation: str) -> PublicKeys:
    """Give the public keys alone: enough to seal, useless to open."""
    current = RoleKey.objects.filter(organisation=organisation, retired_at=None)
    return PublicKeys(
        recipients={Role(key.role): key.recipient for key in current},
        epochs={Role(key.role): key.epoch for key in current},
    )
