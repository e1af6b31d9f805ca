"""The kinds of sealed records, which roles may read each, and the sizes they are padded to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from openevac.domain.errors import InputError
from openevac.domain.roles import Role


class RecordKind(StrEnum):
    """What a sealed record holds."""

    HOUSEHOLD = "household"
    EVACUEE = "evacuee"
    RELATIVE = "relative"
    REGISTRATION = "registration"
    TRACE = "trace"
    INCIDENT = "incident"
    EXHIBIT = "exhibit"
    CREW_NOTE = "crew_note"
    CHAT_LINE = "chat_line"
    NAME_INDEX = "name_index"


READERS: Mapping[RecordKind, tuple[Role, ...]] = MappingProxyType(
    {
        RecordKind.HOUSEHOLD: (Role.OPERATOR, Role.COORDINATOR),
        RecordKind.EVACUEE: (Role.OPERATOR, Role.COORDINATOR, Role.RECEPTION),
        RecordKind.RELATIVE: (Role.OPERATOR, Role.NOTIFIER),
        RecordKind.REGISTRATION: (Role.RECEPTION, Role.COORDINATOR),
        RecordKind.TRACE: (Role.OPERATOR,),
        RecordKind.INCIDENT: (Role.DOCUMENTER,),
        RecordKind.EXHIBIT: (Role.DOCUMENTER,),
        RecordKind.CREW_NOTE: (Role.COORDINATOR,),
        RecordKind.CHAT_LINE: (Role.OPERATOR,),
        RecordKind.NAME_INDEX: (Role.OPERATOR, Role.COORDINATOR),
    }
)
"""Who gets a wrap of a record's key. No other role can be given one; a day badge gets registrations by itself."""

SIZES = (512, 2048, 8192, 32_768)
"""Frames of people's records are padded to one of these, so a length says at most "a long note"."""

STEPS: Mapping[RecordKind, int] = MappingProxyType({RecordKind.NAME_INDEX: 65_536, RecordKind.EXHIBIT: 1_048_576})
"""Kinds that may be large are padded to a multiple of this many bytes instead."""

LARGEST_BYTES: Mapping[RecordKind, int] = MappingProxyType(
    {
        RecordKind.NAME_INDEX: 2_097_152,
        RecordKind.EXHIBIT: 67_108_864,
    }
)
"""The largest padded frame of the large kinds; longer films belong cut into parts."""


def padded_size(kind: RecordKind, length: int) -> int:
    """Give the size a frame of `length` bytes is padded to; refuses what is longer than the kind allows."""
    if kind in STEPS:
        size = -(-length // STEPS[kind]) * STEPS[kind]
        if size <= LARGEST_BYTES[kind]:
            return size
    else:
        for size in SIZES:
            if length <= size:
                return size
    raise InputError(
        "This is too long to be sealed: {size_bytes} bytes, at most {most_bytes}.",
        "Shorten the note, or cut a long recording into parts.",
        field=kind.value,
        size_bytes=length,
        most_bytes=LARGEST_BYTES.get(kind, SIZES[-1]),
    )
