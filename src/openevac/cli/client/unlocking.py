"""Opening a person's keys: from a typed passphrase to a keyring that lives in memory only."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.roles import Role
from openevac.services.keys.key_material import KeyMaterial
from openevac.vault.keyring import Keyring
from openevac.vault.keys import open_personal_key, open_role_key
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
