"""Erasing: what must go so that nobody can read a record again, and the list that a restore replays.

The list is kept beside the database and inside every backup, one line an erasure, each line closed by a mark over
everything before it: a damaged list is refused, because replaying half of it would bring people back. The marks need no
key, so they find damage, not forgery; the ledger keeps the mark of the whole list (`list_mark`) against that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.units import require_aware
from openevac.vault.records import RecordKind

HEAD = b"openevac-erasures/1\n"


class Remains(StrEnum):
    """What a record leaves in a database, in the order in which it is deleted."""

    WRAPS = "wraps"
    PAYLOAD = "payload"
    TAGS = "tags"
    PLANNING_ROW = "planning_row"
    LEDGER_SALT = "ledger_salt"
    LEDGER_BODY = "ledger_body"
    NAME_INDEX_LINE = "name_index_line"
    COPIES_FOR_DEVICES = "copies_for_devices"
    RECORDED_ANSWERS = "recorded_answers"


_ALWAYS = (Remains.WRAPS, Remains.PAYLOAD, Remains.LEDGER_SALT, Remains.LEDGER_BODY, Remains.RECORDED_ANSWERS)
_BESIDES: dict[RecordKind, tuple[Remains, ...]] = {
    RecordKind.HOUSEHOLD: (Remains.TAGS, Remains.PLANNING_ROW, Remains.COPIES_FOR_DEVICES),
    RecordKind.EVACUEE: (Remains.PLANNING_ROW, Remains.NAME_INDEX_LINE, Remains.COPIES_FOR_DEVICES),
    RecordKind.RELATIVE: (Remains.TAGS,),
    RecordKind.REGISTRATION: (Remains.PLANNING_ROW, Remains.NAME_INDEX_LINE, Remains.COPIES_FOR_DEVICES),
    RecordKind.TRACE: (Remains.TAGS, Remains.PLANNING_ROW),
    RecordKind.INCIDENT: (Remains.PLANNING_ROW,),
    RecordKind.EXHIBIT: (Remains.PLANNING_ROW,),
    RecordKind.CREW_NOTE: (),
    RecordKind.CHAT_LINE: (Remains.TAGS,),
    RecordKind.NAME_INDEX: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One record that was erased: its kind, its random id, and when. Nothing of the person."""

    kind: RecordKind
    record: str
    at: datetime

    def __post_init__(self) -> None:
        require_id("record", self.record)
        require_aware("at", self.at)


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    kind: RecordKind
    record: str
    at: datetime


def remains_of(kind: RecordKind) -> tuple[Remains, ...]:
    """Give everything that must be deleted to erase a record of this kind; wraps first, so a cut erases already."""
    wanted = {*_ALWAYS, *_BESIDES[kind]}
    return tuple(part for part in Remains if part in wanted)


def write_erasures(erasures: Iterable[Erasure]) -> bytes:
    """Give a whole erasure list."""
    return append_erasures(HEAD, erasures)


def append_erasures(content: bytes, erasures: Iterable[Erasure]) -> bytes:
    """Give a list with more erasures at its end; what stands in it is checked first and stays byte for byte."""
    read_erasures(content)
    for erasure in erasures:
        line = msgspec.json.encode(_Line(kind=erasure.kind, record=erasure.record, at=erasure.at))
        content += line + b" " + _mark(content + line) + b"\n"
    return content


def read_erasures(content: bytes) -> tuple[Erasure, ...]:
    """Read an erasure list; refuses one that is changed, out of order or ends in the middle of a line."""
    if not content.startswith(HEAD) or not content.endswith(b"\n"):
        raise _not_whole()
    read, erasures = len(HEAD), []
    for text in content[len(HEAD) :].split(b"\n")[:-1]:
        line, _, mark = text.rpartition(b" ")
        if mark != _mark(content[:read] + line):
            raise _not_whole()
        erasures.append(_erasure(line))
        read += len(text) + 1
    return tuple(erasures)


def list_mark(content: bytes) -> str:
    """Give the mark of a whole list; the ledger keeps it, so that a list cut at a line's end is found too."""
    read_erasures(content)
    return _mark(content).decode()


def to_replay(erasures: Iterable[Erasure], present: Iterable[tuple[RecordKind, str]]) -> tuple[Erasure, ...]:
    """Give the erasures that a restored database has to do again, whatever the two clocks said."""
    there = set(present)
    return tuple(erasure for erasure in dict.fromkeys(erasures) if (erasure.kind, erasure.record) in there)


def _erasure(line: bytes) -> Erasure:
    try:
        told = msgspec.json.decode(line, type=_Line)
        return Erasure(kind=told.kind, record=told.record, at=told.at)
    except (msgspec.DecodeError, UnicodeDecodeError, InputError):
        raise _not_whole() from None


def _mark(content: bytes) -> bytes:
    return sha256(content).hexdigest()[:32].encode()


def _not_whole() -> InputError:
    return InputError(
        "The list of erasures is damaged.",
        "Take it from the newest backup or from beside the database; a restore without it would bring people back.",
        field="erasures",
    )
