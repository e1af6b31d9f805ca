"""What only people with a key see of a household, a person, a relative: frozen records read and written as JSON.

Their text is cleaned first (`texts.clean_record`): what was taken out is told, never silently lost. They never show
themselves in a log: `repr` hides everything. There is no field for anything DESIGN 7 forbids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.remarks import Remark
from openevac.domain.tracing import TraceSide
from openevac.vault.records import RecordKind
from openevac.vault.texts import LINE, clean_tree, require_text

NOTE = 4_000
STATEMENT = 6_000
MOST_PHONES = 10


class Identity:
    """What all sealed records share: nothing of them is shown by accident."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"


Sealed = TypeVar("Sealed", bound=Identity)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HouseholdIdentity(Identity):
    """Who asks, how to reach them, and the door. Phones in international form; `note` at most 4,000 characters."""

    asker: str = ""
    phones: tuple[str, ...] = ()
    street: str = ""
    house: str = ""
    flat: str = ""
    pin: LonLat | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for field in ("asker", "street", "house", "flat"):
            require_text(field, getattr(self, field), LINE)
        _require_phones(self.phones)
        require_text("note", self.note, NOTE)
        if self.pin is not None:
            require_lonlat("pin", self.pin)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EvacueeIdentity(Identity):
    """One person who leaves: the name, and what a crew or reception must know about their health."""

    name: str = ""
    health: str = ""

    def __post_init__(self) -> None:
        require_text("name", self.name, LINE)
        require_text("health", self.health, NOTE)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RelativeIdentity(Identity):
    """The one number to ring when somebody has arrived, and in which language (two letters)."""

    number: str
    language: str = "uk"

    def __post_init__(self) -> None:
        require_text("number", self.number, 32)
        if not self.number:
            raise InputError(
                "The relative has no number.",
                "Leave the relative out, or write the number to ring.",
                field="number",
            )
        if len(self.language) != 2 or not self.language.isascii() or not self.language.islower():
            raise InputError(
                "The language of the relative is not two small letters.",
                "Write uk, en, or the two letters of another language.",
                field="language",
            )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RegistrationIdentity(Identity):
    """A name as it was told at reception, and what reception should know."""

    name: str
    note: str = ""

    def __post_init__(self) -> None:
        require_text("name", self.name, LINE)
        require_text("note", self.note, NOTE)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TraceIdentity(Identity):
    """One side of a search: who is meant, who asks and how to reach them, and the words told."""

    side: TraceSide
    name: str
    asked_by: str = ""
    phones: tuple[str, ...] = ()
    words: str = ""

    def __post_init__(self) -> None:
        require_text("name", self.name, LINE)
        require_text("asked_by", self.asked_by, LINE)
        _require_phones(self.phones)
        require_text("words", self.words, NOTE)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IncidentStatement(Identity):
    """What somebody told of an incident, in their words, and who told it. At most 6,000 characters."""

    told_by: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        require_text("told_by", self.told_by, LINE)
        require_text("words", self.words, STATEMENT)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CrewNote(Identity):
    """A coordinator's note about a crew or one of its people."""

    words: str = ""

    def __post_init__(self) -> None:
        require_text("words", self.words, NOTE)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatLine(Identity):
    """A message as it came in: from whom, and its words."""

    sender: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        require_text("sender", self.sender, LINE)
        require_text("words", self.words, NOTE)


KIND_OF: dict[type[Identity], RecordKind] = {
    HouseholdIdentity: RecordKind.HOUSEHOLD,
    EvacueeIdentity: RecordKind.EVACUEE,
    RelativeIdentity: RecordKind.RELATIVE,
    RegistrationIdentity: RecordKind.REGISTRATION,
    TraceIdentity: RecordKind.TRACE,
    IncidentStatement: RecordKind.INCIDENT,
    CrewNote: RecordKind.CREW_NOTE,
    ChatLine: RecordKind.CHAT_LINE,
}
"""Under which kind each record is sealed."""


def encode(identity: Identity) -> bytes:
    """Give the bytes of a record, ready to be sealed."""
    return msgspec.json.encode(identity)


def decode(data: bytes, kind: type[Sealed]) -> tuple[Sealed, tuple[Remark, ...]]:
    """Read a record that was opened; the remarks say what had to be taken out of it. Refuses what is not one.

    Whoever knows the public keys can seal anything, so what comes out of a seal is checked like what comes in.
    """
    try:
        tree = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _not_readable() from None
    return read_record(tree, kind)


def read_record(tree: object, kind: type[Sealed]) -> tuple[Sealed, tuple[Remark, ...]]:
    """Make a record of fields as they came from a form, a sheet or a seal; the remarks say what was taken out."""
    cleaned, remarks = clean_tree(tree)
    try:
        return msgspec.convert(cleaned, kind), remarks
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, InputError):
            raise error.__cause__ from None
        raise _not_readable() from None


def _not_readable() -> InputError:
    return InputError(
        "These data are not a record of this kind.",
        "They may come from a newer version: bring this one up to date, or look into the ledger.",
        field="payload",
    )


def _require_phones(phones: tuple[str, ...]) -> None:
    if len(phones) > MOST_PHONES:
        raise InputError(
            "There are {count} phone numbers, at most {most}.",
            "Keep the numbers that are answered; put the rest into the note.",
            field="phones",
            count=len(phones),
            most=MOST_PHONES,
        )
    for phone in phones:
        require_text("phones", phone, 32)
