"""Sealed backups: one line that says what it is, one line of header, then everything sealed in a stream.

The header can be read without a key (what is this, from when, how long was the ledger); it stands again inside the
seal, and the two must be equal. A backup is opened into a file of another name that takes its own only when the last
byte has proved whole.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.units import require_aware, require_not_negative
from openevac.vault import age
from openevac.vault.age import OpenedIdentity

MAGIC = b"openevac-backup/1\n"
MOST_HEADER_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupHeader:
    """What a backup says of itself: what is inside, whose, from when, and the ledger it ends with (size and root)."""

    content: str
    organisation: str
    made_at: datetime
    ledger_size: int
    ledger_root: str

    def __post_init__(self) -> None:
        require_id("content", self.content)
        require_id("organisation", self.organisation)
        require_aware("made_at", self.made_at)
        require_not_negative("ledger_size", self.ledger_size)
        if len(self.ledger_root) != 64 or set(self.ledger_root) - set("0123456789abcdef"):
            raise InputError(
                "The root of the ledger is not a SHA-256.",
                "Take it from the newest checkpoint: 64 hexadecimal digits.",
                field="ledger_root",
            )


def seal_backup(source: BinaryIO, sink: BinaryIO, header: BackupHeader, recipients: Iterable[str]) -> None:
    """Seal a stream of any length to the recovery envelopes and the shift lead, in constant memory."""
    line = msgspec.json.encode(header) + b"\n"
    sink.write(MAGIC + line)
    age.seal_stream(cast("BinaryIO", _Joined(line, source)), sink, recipients)


def read_header(source: BinaryIO) -> BackupHeader:
    """Read what a backup says of itself, without a key. Nothing of it is proved until the backup is opened."""
    return _parse(_read_head(source))


def open_backup(source: BinaryIO, path: Path, identity: str | OpenedIdentity) -> BackupHeader:
    """Open a backup into a new file at `path` and give its proved header; leaves no file when anything is wrong."""
    opened = identity if isinstance(identity, OpenedIdentity) else OpenedIdentity(identity)
    line = _read_head(source)
    header = _parse(line)
    if path.exists():
        raise InputError(
            "A file of this name is there already.",
            "Restore into an empty folder; nothing is overwritten.",
            file=path.name,
        )
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            sink = _Headed(line, stream)
            opened.open_stream(source, cast("BinaryIO", sink))
            sink.require_header()
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return header


class _Joined(io.RawIOBase):
    """The header line, then the stream."""

    def __init__(self, line: bytes, source: BinaryIO) -> None:
        self._line = line
        self._source = source

    def read(self, size: int = -1) -> bytes:
        if self._line:
            cut = len(self._line) if size < 0 else size
            first, self._line = self._line[:cut], self._line[cut:]
            return first + self._source.read() if size < 0 else first
        return self._source.read(size)


class _Headed:
    """Takes what comes out of the seal: the header line must come first, the rest goes to the file."""

    def __init__(self, line: bytes, stream: BinaryIO) -> None:
        self._expected = line
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Compare what belongs to the header, write what comes after it."""
        taken = min(len(data), len(self._expected))
        if data[:taken] != self._expected[:taken]:
            raise _header_changed()
        self._expected = self._expected[taken:]
        self._stream.write(data[taken:])
        return len(data)

    def flush(self) -> None:
        """Flush the file."""
        self._stream.flush()

    def require_header(self) -> None:
        """Refuse a backup that ended before its own header did."""
        if self._expected:
            raise _header_changed()


def _read_head(source: BinaryIO) -> bytes:
    if source.read(len(MAGIC)) != MAGIC:
        raise InputError(
            "This is not a backup of OpenEvac.",
            "Choose a file that `openevac backup` wrote; a newer version may write another form.",
            field="backup",
        )
    line = source.readline(MOST_HEADER_BYTES)
    if not line.endswith(b"\n"):
        raise _header_changed()
    return line


def _parse(line: bytes) -> BackupHeader:
    try:
        return msgspec.json.decode(line, type=BackupHeader)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _header_changed() from None


def _header_changed() -> InputError:
    return InputError(
        "The header of this backup was changed or cut.",
        "Take another copy of the backup.",
        field="backup",
    )
