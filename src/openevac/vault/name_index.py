"""The sealed index of names among open cases: opened once per unlock, searched in memory, never on the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.vault.texts import LINE, clean_text, require_text

MOST_NAMES = 5_000

Similarity = Callable[[str, str], float]
"""How alike two names are, 0 to 1; handed in, because the rule lives in another room."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NamedCase:
    """One name and the record it belongs to."""

    record: str
    name: str

    def __post_init__(self) -> None:
        require_id("record", self.record)
        require_text("name", self.name, LINE)

    def __repr__(self) -> str:
        return f"NamedCase(record={self.record!r}, hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One case that may be meant, and how alike the names are."""

    record: str
    likeness: float


def build_index(cases: Iterable[NamedCase]) -> bytes:
    """Give the bytes of an index of open cases, to be sealed as a record of the kind `name_index`."""
    rows = sorted((case.record, clean_text(case.name)[0]) for case in cases)
    _require_few(len(rows))
    return msgspec.json.encode(rows)


def read_index(data: bytes) -> tuple[NamedCase, ...]:
    """Read an index that was opened."""
    try:
        rows = msgspec.json.decode(data, type=list[tuple[str, str]])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InputError(
            "The index of names cannot be read.",
            "Build it again from the open cases.",
            field="name_index",
        ) from None
    _require_few(len(rows))
    return tuple(NamedCase(record=record, name=name) for record, name in rows)


def search(
    cases: Iterable[NamedCase], wanted: str, alike: Similarity, *, least: float = 0.8, most: int = 20
) -> tuple[Hit, ...]:
    """Give the cases one of whose names is like `wanted`, most alike first, at most `most`.

    Every word of a name is tried by itself and so is the whole, so a surname finds "Олена Коваль" and "Коваль О. П.".
    """
    hits = []
    for case in cases:
        likeness = max((alike(wanted, part) for part in {case.name, *case.name.split()} if part), default=0.0)
        if likeness >= least:
            hits.append(Hit(record=case.record, likeness=likeness))
    return tuple(sorted(hits, key=lambda hit: (-hit.likeness, hit.record))[:most])


def _require_few(count: int) -> None:
    if count > MOST_NAMES:
        raise InputError(
            "There are {count} names in the index, at most {most} are searched.",
            "Close the cases that are over; closed cases are not searched by name.",
            field="name_index",
            count=count,
            most=MOST_NAMES,
        )
