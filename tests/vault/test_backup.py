from __future__ import annotations

import errno
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from openevac.domain.errors import InputError
from openevac.vault import age
from openevac.vault.backup import MAGIC, BackupHeader, open_backup, read_header, seal_backup
from tests.torture import examples
from tests.vault.cast import cuts, flips

HEADER = BackupHeader(
    content="sqlite",
    organisation="dobro",
    made_at=datetime(2026, 3, 5, 4, 30, tzinfo=UTC),
    ledger_size=417,
    ledger_root="5d" * 32,
)
LEAD, ENVELOPE = age.new_identity(), age.new_identity()
RECIPIENTS = [age.recipient_of(LEAD), age.recipient_of(ENVELOPE)]


def sealed(content: bytes = b"rows" * 10, header: BackupHeader = HEADER) -> bytes:
    sink = io.BytesIO()
    seal_backup(io.BytesIO(content), sink, header, RECIPIENTS)
    return sink.getvalue()


def opened(data: bytes, folder: Path, identity: str = LEAD) -> tuple[BackupHeader, bytes]:
    path = folder / "restored"
    header = open_backup(io.BytesIO(data), path, identity)
    content = path.read_bytes()
    path.unlink()
    return header, content


@pytest.mark.parametrize("size", [0, 1, 65_000, 65_536, 200_000])
@pytest.mark.parametrize("identity", [LEAD, ENVELOPE], ids=["lead", "envelope"])
def test_the_lead_and_an_envelope_each_open_a_backup(size: int, identity: str, tmp_path: Path):
    content = os.urandom(size)
    assert opened(sealed(content), tmp_path, identity) == (HEADER, content)


def test_the_header_is_read_without_a_key_and_nothing_else_is():
    data = sealed(b"secret words")
    assert read_header(io.BytesIO(data)) == HEADER
    assert data.startswith(MAGIC + msgspec.json.encode(HEADER) + b"\nage-encryption.org/v1\n")
    assert b"secret words" not in data


def refused(data: bytes, folder: Path, identity: str = LEAD) -> str:
    with pytest.raises(InputError) as error:
        opened(data, folder, identity)
    assert list(folder.iterdir()) == [], "nothing is left of what did not open"
    return str(error.value)


def test_every_changed_byte_and_every_cut_is_refused(tmp_path: Path):
    data = sealed()
    spoiled = [*flips(data, (0x01, 0xFF)), *cuts(data), data + b"\0", data + data]
    for one in spoiled:
        said = refused(one, tmp_path)
        assert any(
            words in said
            for words in ("changed or cut", "not a backup", "other keys", "not an id", "SHA-256", "zone", "below")
        )
    assert len(spoiled) == 3 * len(data) + 2


@pytest.mark.parametrize("cut", [1, 16, 17, 65_000, 65_552, 65_553, 150_000, 199_000])
def test_a_large_backup_that_is_torn_leaves_nothing(cut: int, tmp_path: Path):
    assert "changed or cut" in refused(sealed(os.urandom(200_000))[:-cut], tmp_path)


def test_a_wrong_key_is_told_from_a_torn_file(tmp_path: Path):
    assert "sealed to other keys" in refused(sealed(), tmp_path, age.new_identity())


@pytest.mark.parametrize(
    "other",
    [
        replace(HEADER, ledger_size=416),
        replace(HEADER, ledger_root="5e" * 32),
        replace(HEADER, made_at=HEADER.made_at.replace(day=6)),
    ],
)
def test_an_older_backup_under_a_newer_header_is_refused(other: BackupHeader, tmp_path: Path):
    data = sealed()
    line, changed = msgspec.json.encode(HEADER), msgspec.json.encode(other)
    assert read_header(io.BytesIO(data.replace(line, changed))) == other, "the outer header alone proves nothing"
    assert "header of this backup was changed" in refused(data.replace(line, changed), tmp_path)


def test_a_seal_that_ends_inside_its_header_is_refused(tmp_path: Path):
    line = msgspec.json.encode(HEADER) + b"\n"
    for inside in (b"", line[:-1], line[:10]):
        assert "header of this backup was changed" in refused(MAGIC + line + age.seal(inside, RECIPIENTS), tmp_path)
    assert opened(MAGIC + line + age.seal(line, RECIPIENTS), tmp_path) == (HEADER, b"")


@pytest.mark.parametrize(
    "data", [b"", b"SQLite format 3\0" + bytes(100), b"openevac-backup/2\n{}\n", b"age-encryption.org/v1\n"]
)
def test_what_is_no_backup_is_refused(data: bytes, tmp_path: Path):
    assert "not a backup of OpenEvac" in refused(data, tmp_path)


@pytest.mark.parametrize("line", [b"", b"{}\n", b"x" * 10_000 + b"\n", b'{"content":"x"}\n', b"\xff\n"])
def test_a_broken_header_is_refused(line: bytes, tmp_path: Path):
    assert "header of this backup was changed" in refused(MAGIC + line, tmp_path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content", "two words"),
        ("organisation", ""),
        ("ledger_size", -1),
        ("ledger_root", "5d"),
        ("ledger_root", "G" * 64),
    ],
)
def test_a_header_that_says_nothing_sensible_is_refused(field: str, value: Any):
    with pytest.raises(InputError):
        replace(HEADER, **{field: value})
    with pytest.raises(InputError, match="no time zone"):
        replace(HEADER, made_at=datetime(2026, 3, 5))  # noqa: DTZ001 - the zone is missing on purpose


def test_nothing_is_overwritten(tmp_path: Path):
    path = tmp_path / "restored"
    path.write_bytes(b"today")
    with pytest.raises(InputError, match="there already"):
        open_backup(io.BytesIO(sealed()), path, LEAD)
    assert path.read_bytes() == b"today"


class Full(io.BytesIO):
    """A disk that is full after 100,000 bytes."""

    def write(self, data) -> int:
        if self.tell() > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_a_full_disk_says_that_it_is_full():
    with pytest.raises(OSError, match="No space left"):
        seal_backup(io.BytesIO(bytes(500_000)), Full(), HEADER, RECIPIENTS)


def test_a_header_that_is_cut_at_its_end_is_refused_before_anything_is_opened():
    for line in (msgspec.json.encode(HEADER), msgspec.json.encode(HEADER) + b" " * 5000 + b"\n"):
        with pytest.raises(InputError, match="header of this backup was changed"):
            read_header(io.BytesIO(MAGIC + line))


def test_what_is_restored_is_for_the_owner_alone(tmp_path: Path):
    path = tmp_path / "restored"
    open_backup(io.BytesIO(sealed()), path, LEAD)
    assert path.stat().st_mode & 0o077 == 0


class Counted(io.RawIOBase):
    """A stream of zeros that is never in memory whole."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.longest = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "a whole backup was asked for at once"
        self.longest = max(self.longest, size)
        taken = min(size, self.left)
        self.left -= taken
        return bytes(taken)


def test_a_backup_is_never_in_memory_whole(tmp_path: Path):
    size = examples(8, 200) * 2**20
    source, path = Counted(size), tmp_path / "sealed"
    with path.open("wb") as sink:
        seal_backup(source, sink, HEADER, RECIPIENTS)  # type: ignore[arg-type]  # a stream of bytes as any other
    assert source.longest <= 2**20
    with path.open("rb") as stream:
        open_backup(stream, tmp_path / "restored", LEAD)
    assert (tmp_path / "restored").stat().st_size == size
