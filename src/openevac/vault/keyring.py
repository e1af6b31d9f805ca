"""The keys of one unlock, in memory only: what a client holds between the start and the end of its session.

What Python can do: keys live in objects of the age library, which overwrites them when they are let go, and the tag
key in a buffer this class overwrites. What it cannot: copies made on the way in (text of a wrap, a typed passphrase)
stay in freed memory until it is used again, and pages may have been swapped. `lock()` ends use; it does not promise
that a memory image taken later holds nothing. docs/security.md says what follows from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.vault import tags
from openevac.vault.age import OpenedIdentity
from openevac.vault.keys import RoleKey
from openevac.vault.records import READERS, RecordKind
from openevac.vault.sealing import SealedRecord, open_record, seal_record, wrap_again


class Keyring:
    """Opened keys of some roles, public keys of all, and the tag key where the roles may have it.

    `recipients` are the newest public keys of the roles: what is sealed here is sealed to these. `held` may hold
    several epochs of a role, as it does while a rotation runs.
    """

    __slots__ = ("_held", "_locked", "_recipients", "_tag_key")

    def __init__(
        self, held: Iterable[RoleKey], recipients: Mapping[Role, str], tag_key: bytes | bytearray | None = None
    ) -> None:
        newest_first = sorted(held, key=lambda key: -key.epoch)
        self._held = [(key.role, key.epoch, OpenedIdentity(key.identity)) for key in newest_first]
        self._recipients = dict(recipients)
        self._tag_key = None if tag_key is None else bytearray(tag_key)
        self._locked = False

    @property
    def locked(self) -> bool:
        """Tell whether the keys were let go."""
        return self._locked

    @property
    def roles(self) -> frozenset[Role]:
        """Give the roles whose keys are held."""
        return frozenset(role for role, _, _ in self._held)

    @property
    def has_tag_key(self) -> bool:
        """Tell whether tags can be made."""
        return self._tag_key is not None

    def seal(self, kind: RecordKind, record: str, payload: bytes) -> SealedRecord:
        """Seal a payload to every role that may read this kind and has a key."""
        self._require_open()
        readers = {role: self._recipients[role] for role in READERS[kind] if role in self._recipients}
        return seal_record(payload, readers, kind=kind, record=record)

    def open(self, kind: RecordKind, record: str, payload: bytes, wraps: Mapping[Role, bytes]) -> bytes:
        """Open a record by whichever of its wraps a held role can open."""
        wrap, identity = self._opener(wraps)
        return open_record(payload, wrap, identity, kind=kind, record=record)

    def wrap_again(self, wraps: Mapping[Role, bytes], recipient: str) -> bytes:
        """Wrap a record's key to one more recipient: a crew's device, a day badge, a new epoch."""
        wrap, identity = self._opener(wraps)
        return wrap_again(wrap, identity, recipient)

    def phone_tag(self, e164: str) -> str:
        """Give the organisation's tag of a phone."""
        return tags.phone_tag(self._tags(), e164)

    def house_tag(self, katottg: str, street: str, house: str, flat: str = "") -> str:
        """Give the organisation's tag of a dwelling."""
        return tags.house_tag(self._tags(), katottg, street, house, flat)

    def name_sound_tag(self, surname: str, given: str) -> str:
        """Give the organisation's tag of a name by its sound."""
        return tags.name_sound_tag(self._tags(), surname, given)

    def row_tag(self, words: str) -> str:
        """Give the organisation's tag of one row of a sheet or paste, by which a repeated import knows it again."""
        return tags.row_tag(self._tags(), words)

    def lock(self) -> None:
        """Overwrite the tag key, let go of every other key, and refuse all further use."""
        if self._tag_key is not None:
            self._tag_key[:] = bytes(len(self._tag_key))
        self._tag_key = None
        self._held.clear()
        tags.forget_spellings()
        self._locked = True

    def __repr__(self) -> str:
        return "Keyring(locked)" if self._locked else "Keyring(open, hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring is never pickled or copied")

    def _opener(self, wraps: Mapping[Role, bytes]) -> tuple[bytes, OpenedIdentity]:
        self._require_open()
        for role in dict.fromkeys(role for role, _, _ in self._held):
            if role in wraps:
                return wraps[role], self._matching(role, wraps[role])
        raise _not_ours()

    def _matching(self, role: Role, wrap: bytes) -> OpenedIdentity:
        """Give the newest epoch held that opens; the last one is given untried, so that its refusal is the one told."""
        *newer, oldest = [identity for held, _, identity in self._held if held is role]
        return next((identity for identity in newer if identity.opens(wrap)), oldest)

    def _tags(self) -> bytes:
        self._require_open()
        if self._tag_key is None:
            raise InputError(
                "These roles have no tag key.",
                "Phones and houses are compared by operators and the notifier.",
                field="tag_key",
            )
        return bytes(self._tag_key)

    def _require_open(self) -> None:
        if self._locked:
            raise InputError(
                "The names are locked.",
                "Open the screen again by name and six digits, or let the shift lead start the shift.",
                field="keys",
            )


def _not_ours() -> InputError:
    return InputError(
        "No role you hold may read this record.",
        "Ask somebody who has the role, or ask for the role.",
        field="keys",
    )
