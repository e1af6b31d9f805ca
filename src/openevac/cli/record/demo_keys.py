"""The open keys of a demonstration: invented people only, so that nobody has to hold a ceremony to look around."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from openevac.domain.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoKeys:
    """The database's key and the one passphrase of all invented people; `away_s`: how far its day is from today."""

    organisation: str
    database_key: bytes = field(repr=False)
    passphrase: str = field(repr=False)
    away_s: float = 0.0


def write_demo_keys(path: Path, keys: DemoKeys) -> None:
    """Write them beside the demonstration's database, for its owner's eyes."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(msgspec.json.encode(keys))


def read_demo_keys(path: Path) -> DemoKeys | None:
    """Read them; None where this is no demonstration."""
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=DemoKeys)
    except msgspec.DecodeError as fault:
        raise InputError(
            "The keys of the demonstration cannot be read.",
            "Remove the demonstration's folder and run `openevac init --demo` again.",
            file=path.name,
        ) from fault
