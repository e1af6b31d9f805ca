"""The cast of the vault's tests: keys of every role, cheap stretching, and a way to spoil bytes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from openevac.domain.roles import KEY_ROLES, Role
from openevac.vault.keyring import Keyring
from openevac.vault.keys import RoleKey, new_role_key
from openevac.vault.stretching import StretchCost
from openevac.vault.tags import new_tag_key

CHEAP = StretchCost(memory_kib=64, passes=1, lanes=1)
NOW = datetime(2026, 3, 5, 4, 30, tzinfo=UTC)
KEYS: dict[Role, RoleKey] = {role: new_role_key(role) for role in KEY_ROLES}
RECIPIENTS = {role: key.recipient for role, key in KEYS.items()}
TAG_KEY = new_tag_key()
KUPIANSK = "UA63080090010026457"


def ring(*roles: Role, tag_key: bytes | bytearray | None = None) -> Keyring:
    return Keyring([KEYS[role] for role in roles], RECIPIENTS, tag_key)


def flips(data: bytes, masks: tuple[int, ...] = (0x01, 0xFF)) -> Iterator[bytes]:
    """Give every copy of `data` with one byte changed, at every position."""
    for place in range(len(data)):
        for mask in masks:
            yield data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]


def cuts(data: bytes) -> Iterator[bytes]:
    """Give every shorter beginning of `data`."""
    for length in range(len(data)):
        yield data[:length]
