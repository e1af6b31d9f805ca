"""Opening a person's keys: from a typed passphrase to a keyring that lives in memory only."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.cli.client.held import Held, HeldKey
from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.services.keys.key_material import KeyMaterial
from openevac.vault.keyring import Keyring
from openevac.vault.keys import RoleKey, open_personal_key, open_role_key
from openevac.vault.tags import open_tag_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """An open keyring, whose it is, and the epochs of the public keys it seals to."""

    person: str
    keyring: Keyring
    epochs: dict[Role, int]


def unlock(material: KeyMaterial, passphrase: str) -> Unlocked:
    """Open everything one person may open; InputError where the passphrase is wrong."""
    own = open_personal_key(material.sealed_key, passphrase)
    held = [open_role_key(one.wrap, own.identity, role=one.role, epoch=one.epoch) for one in material.keys]
    newest = {key.role: key for key in sorted(held, key=lambda key: key.epoch)}
    tag_key = next(
        (open_tag_key(wrap, newest[role].identity) for role, wrap in material.tag_wraps.items() if role in newest), None
    )
    return Unlocked(person=material.person, keyring=Keyring(held, material.recipients, tag_key), epochs=material.epochs)


def unlocked_from(held: Held, material: KeyMaterial) -> Unlocked:
    """Make the keyring of a running shift; public keys come from the store, so a rotation is noticed.

    InputError where the shift was started before a key was changed: what is sealed since, it could not open.
    """
    newest = {Role(one.role): one.epoch for one in sorted(held.keys, key=lambda one: one.epoch)}
    behind = sorted(role.value for role, epoch in newest.items() if epoch < material.epochs.get(role, epoch))
    if behind:
        raise InputError(
            "The key of a role was changed since this shift began: {roles}.",
            "End the shift and start it again: `openevac shift end`, then `openevac shift start`. Nothing is lost.",
            field="shift",
            roles=", ".join(behind),
        )
    keys = [
        RoleKey(role=Role(one.role), epoch=one.epoch, recipient=one.recipient, identity=one.identity)
        for one in held.keys
    ]
    return Unlocked(
        person=material.person, keyring=Keyring(keys, material.recipients, held.tag_key), epochs=material.epochs
    )


def require_tag_key(unlocked: Unlocked) -> None:
    """Refuse where phones cannot be compared: their key belongs to operators and the notifier."""
    if not unlocked.keyring.has_tag_key:
        raise InputError(
            "Phones are compared under a key that operators and the notifier hold; you do not.",
            "Ring an operator and let them write it down. Or leave the phone out (--no-phone, or type: none); "
            "an operator adds it later with `openevac request change NUMBER --phone`.",
            field="phones",
        )


def hold(material: KeyMaterial, passphrase: str, organisation: str, database_key: bytes) -> Held:
    """Open everything one person may open, to be held by the process of a shift."""
    own = open_personal_key(material.sealed_key, passphrase)
    keys = [open_role_key(one.wrap, own.identity, role=one.role, epoch=one.epoch) for one in material.keys]
    newest = {key.role: key for key in sorted(keys, key=lambda key: key.epoch)}
    tag_key = next(
        (open_tag_key(wrap, newest[role].identity) for role, wrap in material.tag_wraps.items() if role in newest), None
    )
    return Held(
        organisation=organisation,
        person=material.person,
        database_key=database_key,
        keys=tuple(
            HeldKey(role=key.role.value, epoch=key.epoch, recipient=key.recipient, identity=key.identity)
            for key in keys
        ),
        tag_key=tag_key,
    )
