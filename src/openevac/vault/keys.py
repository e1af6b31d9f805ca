"""Keys of roles and keys of people: a role's key is wrapped to each entitled person, a person's key to a passphrase.

A role key has an epoch: when somebody leaves, the next epoch begins (rotation). A personal key is sealed under a
passphrase or a key file (Argon2id, then ChaCha20-Poly1305), with the cost stored in front and bound to the rest.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass, field

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from openevac.domain.errors import InputError
from openevac.domain.roles import KEY_ROLES, Role
from openevac.vault import age
from openevac.vault.age import OpenedIdentity
from openevac.vault.stretching import SALT_BYTES, STANDARD_COST, StretchCost, stretch

_PERSONAL_MAGIC = b"OEVPKEY1"
_COST = struct.Struct(">IBB")
_NONCE_BYTES = 12
_HEAD_BYTES = len(_PERSONAL_MAGIC) + _COST.size + SALT_BYTES + _NONCE_BYTES
_KEY_FILE_HEAD = "openevac-key-file/1"
_KEY_FILE_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleKey:
    """The key of one role in one epoch. `identity` is the secret half and is never shown."""

    role: Role
    epoch: int
    recipient: str
    identity: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalKey:
    """The key of one person; role keys are wrapped to its `recipient`. `identity` is never shown."""

    recipient: str
    identity: str = field(repr=False)


class _RoleKeyInside(msgspec.Struct, forbid_unknown_fields=True):
    v: int
    role: Role
    epoch: int
    identity: str


def new_role_key(role: Role, epoch: int = 1) -> RoleKey:
    """Make the key of a role for one epoch (1, 2, 3 ...)."""
    if role not in KEY_ROLES or epoch < 1:
        raise InputError(
            "The role {role} has no key of its own.",
            "Keys belong to operator, coordinator, reception, documenter and notifier; epochs count from 1.",
            field="role",
            role=role.value,
        )
    identity = age.new_identity()
    return RoleKey(role=role, epoch=epoch, recipient=age.recipient_of(identity), identity=identity)


def wrap_role_key(key: RoleKey, recipient: str) -> bytes:
    """Wrap a role's key to one person, device or recovery envelope."""
    inside = _RoleKeyInside(v=1, role=key.role, epoch=key.epoch, identity=key.identity)
    return age.seal(msgspec.json.encode(inside), [recipient])


def open_role_key(wrap: bytes, identity: str | OpenedIdentity, *, role: Role, epoch: int) -> RoleKey:
    """Open the wrap of a role's key; refuses one that belongs to another role or epoch than it is filed under."""
    opened = identity if isinstance(identity, OpenedIdentity) else OpenedIdentity(identity)
    try:
        inside = msgspec.json.decode(opened.open(wrap), type=_RoleKeyInside)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InputError(
            "This wrap does not hold the key of a role.",
            "Let somebody who has the role wrap its key to this person again.",
            field="wrap",
        ) from None
    if (inside.v, inside.role, inside.epoch) != (1, role, epoch):
        raise InputError(
            "This wrap holds the key of another role or epoch than it is filed under.",
            "Wraps were swapped: take them from a backup and look into the ledger.",
            field="wrap",
        )
    return RoleKey(role=role, epoch=epoch, recipient=age.recipient_of(inside.identity), identity=inside.identity)


def new_personal_key() -> PersonalKey:
    """Make the key of one person."""
    identity = age.new_identity()
    return PersonalKey(recipient=age.recipient_of(identity), identity=identity)


def seal_personal_key(key: PersonalKey, passphrase: str, cost: StretchCost = STANDARD_COST) -> bytes:
    """Seal a person's key under a passphrase, or under the secret of a key file (`secret_of_key_file`)."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    head = _PERSONAL_MAGIC + _COST.pack(cost.memory_kib, cost.passes, cost.lanes) + salt + nonce
    return head + ChaCha20Poly1305(stretch(passphrase, salt, cost)).encrypt(nonce, key.identity.encode(), head)


def open_personal_key(sealed: bytes, passphrase: str) -> PersonalKey:
    """Open a person's key; a wrong passphrase and a changed file cannot be told apart, and the error says so."""
    if len(sealed) <= _HEAD_BYTES or not sealed.startswith(_PERSONAL_MAGIC):
        raise InputError(
            "This is not the sealed key of a person.",
            "Take the key from a backup, or let the shift lead make a new one.",
            field="personal_key",
        )
    head = sealed[:_HEAD_BYTES]
    at = len(_PERSONAL_MAGIC)
    memory_kib, passes, lanes = _COST.unpack(head[at : at + _COST.size])
    cost = StretchCost(memory_kib=memory_kib, passes=passes, lanes=lanes)
    salt, nonce = head[at + _COST.size : -_NONCE_BYTES], head[-_NONCE_BYTES:]
    try:
        identity = ChaCha20Poly1305(stretch(passphrase, salt, cost)).decrypt(nonce, sealed[_HEAD_BYTES:], head)
    except InvalidTag:
        raise InputError(
            "The key does not open: the passphrase is wrong, or the key was changed.",
            "Type the passphrase again; if it is forgotten, docs/keys.md says what to do.",
            field="passphrase",
        ) from None
    text = identity.decode()
    return PersonalKey(recipient=age.recipient_of(text), identity=text)


def new_key_file() -> bytes:
    """Make the content of a key file for a USB stick: a random secret used in place of a passphrase."""
    return f"{_KEY_FILE_HEAD}\n{secrets.token_hex(_KEY_FILE_BYTES)}\n".encode()


def secret_of_key_file(content: bytes) -> str:
    """Read the secret of a key file; give it wherever a passphrase is asked."""
    lines = content.decode("ascii", errors="replace").split()
    if len(lines) != 2 or lines[0] != _KEY_FILE_HEAD or len(lines[1]) != 2 * _KEY_FILE_BYTES:
        raise InputError(
            "This is not a key file of OpenEvac.",
            "Choose the file that was written when the shift lead's key was made.",
            field="key_file",
        )
    return lines[1]
