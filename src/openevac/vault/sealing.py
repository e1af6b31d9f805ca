"""Sealed records: a padded payload under a key of its own, and that key wrapped to each role that may read it.

A frame stands inside the seal: what kind, which record, how long, the payload, then zeros up to a fixed size. Kind and
record are checked on opening, so sealed bytes moved to another record are refused. Sealing hides and binds; it does
not prove who wrote: anybody who knows the public keys can seal. Who wrote what, and when, the ledger proves.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.roles import Role
from openevac.vault import age
from openevac.vault.age import OpenedIdentity
from openevac.vault.records import READERS, RecordKind, padded_size

_MAGIC = b"OEVREC01"
_LENGTHS = struct.Struct(">BBI")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRecord:
    """What the store keeps of one record: the sealed payload, the record's public key, one wrap for each role."""

    payload: bytes
    recipient: str
    wraps: Mapping[Role, bytes]


def seal_record(payload: bytes, readers: Mapping[Role, str], *, kind: RecordKind, record: str) -> SealedRecord:
    """Seal a payload to a fresh key of its own and wrap that key to each reader (role -> public key of the role).

    Needs public keys only, so a channel or a reception desk can seal what it cannot open. Refuses readers that may
    not read this kind, and payloads that are too long.
    """
    if not readers:
        raise InputError(
            "Nobody would be able to read this record.",
            "Give the public key of at least one role that may read it.",
            field="readers",
        )
    for role in readers:
        if role not in READERS[kind]:
            raise InputError(
                "The role {role} may not read a record of the kind {kind}.",
                "Seal it only to the roles that need it.",
                field="readers",
                role=role.value,
                kind=kind.value,
            )
    identity = age.new_identity()
    recipient = age.recipient_of(identity)
    secret = identity.encode()
    return SealedRecord(
        payload=age.seal(_frame(payload, kind, record), [recipient]),
        recipient=recipient,
        wraps={role: age.seal(secret, [public]) for role, public in readers.items()},
    )


def open_record(
    payload: bytes, wrap: bytes, role_identity: str | OpenedIdentity, *, kind: RecordKind, record: str
) -> bytes:
    """Open a record by one wrap and the secret key of that wrap's role.

    Refuses a wrong key, any changed byte, and sealed bytes that belong to another record or kind.
    """
    return _unframe(open_record_key(wrap, role_identity).open(payload), kind, record)


def open_record_key(wrap: bytes, role_identity: str | OpenedIdentity) -> OpenedIdentity:
    """Open a wrap: the key of one record, and of nothing else."""
    opened = role_identity if isinstance(role_identity, OpenedIdentity) else OpenedIdentity(role_identity)
    try:
        return OpenedIdentity(opened.open(wrap).decode("ascii"))
    except UnicodeDecodeError:
        raise InputError(
            "The wrap of this record does not hold a key.",
            "Take the record from a backup.",
            field="wrap",
        ) from None


def wrap_again(wrap: bytes, role_identity: str | OpenedIdentity, recipient: str) -> bytes:
    """Give the same record key wrapped to another recipient: a new epoch of the role, a device, a badge."""
    return age.seal(open_record_key(wrap, role_identity).text.encode(), [recipient])


def _frame(payload: bytes, kind: RecordKind, record: str) -> bytes:
    require_id("record", record)
    kind_bytes, record_bytes = kind.value.encode(), record.encode()
    head = _MAGIC + _LENGTHS.pack(len(kind_bytes), len(record_bytes), len(payload)) + kind_bytes + record_bytes
    return (head + payload).ljust(padded_size(kind, len(head) + len(payload)), b"\0")


def _unframe(frame: bytes, kind: RecordKind, record: str) -> bytes:
    start = len(_MAGIC) + _LENGTHS.size
    if frame[: len(_MAGIC)] != _MAGIC or len(frame) < start:
        raise InputError(
            "What was sealed is not a record of OpenEvac.",
            "It may come from a newer version: bring this one up to date.",
            field="payload",
        )
    kind_length, record_length, length = _LENGTHS.unpack(frame[len(_MAGIC) : start])
    named, after = start + kind_length, start + kind_length + record_length
    if frame[start:named] != kind.value.encode() or frame[named:after] != record.encode():
        raise InputError(
            "The sealed data belong to another record.",
            "They were moved; take both records from a backup and look into the ledger.",
            field="payload",
        )
    if after + length > len(frame) or frame[after + length :].strip(b"\0"):
        raise InputError(
            "What was sealed is not a record of OpenEvac.",
            "It may come from a newer version: bring this one up to date.",
            field="payload",
        )
    return frame[after : after + length]
