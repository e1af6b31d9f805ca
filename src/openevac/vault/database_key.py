"""The key of the database: 256 bits from a passphrase, from removable media, or from the service manager.

A key on the disk it protects protects nothing, so media on the database's own file system is refused outside a demo.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from openevac.domain.errors import InputError
from openevac.vault import age
from openevac.vault.age import OpenedIdentity
from openevac.vault.stretching import KEY_BYTES, SALT_BYTES, STANDARD_COST, StretchCost, stretch

CREDENTIAL = "openevac-database-key"
_SALT_HEAD = "openevac-database-salt/1"
_KEY_HEAD = "openevac-database-key/1"
_SEALED_MAGIC = b"OEVDBKY1"


def new_salt_file(path: Path, cost: StretchCost = STANDARD_COST) -> None:
    """Write the salt beside a new database; an existing one is never overwritten: the database would be lost."""
    salt = secrets.token_hex(SALT_BYTES)
    _write_new(path, f"{_SALT_HEAD}\n{cost.memory_kib} {cost.passes} {cost.lanes} {salt}\n")


def key_from_passphrase(passphrase: str, salt_file: Path) -> bytes:
    """Give the key from the passphrase typed at the start and the salt beside the database."""
    words = _read(salt_file, "salt_file").split()
    try:
        head, memory_kib, passes, lanes, salt_hex = words
        cost = StretchCost(memory_kib=int(memory_kib), passes=int(passes), lanes=int(lanes))
        salt = bytes.fromhex(salt_hex)
    except InputError:
        raise
    except ValueError:
        raise _not_a("salt_file", salt_file) from None
    if head != _SALT_HEAD or len(salt) != SALT_BYTES:
        raise _not_a("salt_file", salt_file)
    return stretch(passphrase, salt, cost)


def new_media_key(path: Path, database: Path, *, demo: bool = False) -> bytes:
    """Write a new key to removable media and give it; an existing file is never overwritten."""
    _require_elsewhere(path, database, demo=demo)
    key = secrets.token_bytes(KEY_BYTES)
    _write_new(path, f"{_KEY_HEAD}\n{key.hex()}\n")
    return key


def key_from_media(path: Path, database: Path, *, demo: bool = False) -> bytes:
    """Read the key from removable media; refuses media that is the database's own file system unless `demo`."""
    text = _read(path, "key_file")
    _require_elsewhere(path, database, demo=demo)
    return _key_of(text, path)


def key_from_credentials(folder: Path | None, name: str = CREDENTIAL) -> bytes:
    """Read the key the service manager hands over (systemd's credential folder, $CREDENTIALS_DIRECTORY)."""
    if folder is None:
        raise InputError(
            "The service manager hands over no credentials.",
            "Write LoadCredentialEncrypted={name}:... into the unit, or give the passphrase at the start.",
            field="database_key",
            name=name,
        )
    return _key_of(_read(folder / name, "database_key"), folder / name)


def seal_database_key(key: bytes, recipients: Iterable[str]) -> bytes:
    """Seal the key to the recovery envelopes, to be kept beside the database for a forgotten passphrase."""
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    return age.seal(_SEALED_MAGIC + key, recipients)


def open_database_key(sealed: bytes, identity: str | OpenedIdentity) -> bytes:
    """Open the database key with the secret key of a recovery envelope."""
    opened = identity if isinstance(identity, OpenedIdentity) else OpenedIdentity(identity)
    inside = opened.open(sealed)
    if not inside.startswith(_SEALED_MAGIC) or len(inside) != len(_SEALED_MAGIC) + KEY_BYTES:
        raise InputError(
            "This is not a sealed database key.",
            "Choose the file that stands beside the database and ends in .recovery.",
            field="database_key",
        )
    return inside[len(_SEALED_MAGIC) :]


def _require_elsewhere(path: Path, database: Path, *, demo: bool) -> None:
    if not demo and _existing(path).stat().st_dev == _existing(database).stat().st_dev:
        raise InputError(
            "The key would lie on the same file system as the database it protects.",
            "Keep it on removable media and take that away, or use a passphrase.",
            file=path.name,
            field="key_file",
        )


def _existing(path: Path) -> Path:
    """Give the path itself or the nearest folder above it that exists: a new database has no file yet."""
    resolved = path.resolve()
    return next(place for place in (resolved, *resolved.parents) if place.exists())


def _key_of(text: str, path: Path) -> bytes:
    lines = text.split()
    digits = lines[-1] if lines and lines[:-1] in ([], [_KEY_HEAD]) else ""
    if len(digits) != 2 * KEY_BYTES or set(digits) - set("0123456789abcdef"):
        raise _not_a("key_file", path)
    return bytes.fromhex(digits)


def _read(path: Path, field: str) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(4096).decode("ascii", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            "The file with the key or salt of the database is not there.",
            "Put the media in, or take the salt from a backup; without it the database cannot be opened.",
            file=path.name,
            field=field,
        ) from None
    except (PermissionError, IsADirectoryError):
        raise InputError(
            "The file with the key or salt of the database cannot be read.",
            "Let the account OpenEvac runs under read it, and nobody else.",
            file=path.name,
            field=field,
        ) from None


def _write_new(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(
            "There is a file with a key or salt already.",
            "It is never overwritten: the database it belongs to would be lost. Choose another name.",
            file=path.name,
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _not_a(field: str, path: Path) -> InputError:
    return InputError(
        "This file does not hold what OpenEvac wrote for its database.",
        "Choose the right file, or take it from a backup.",
        file=path.name,
        field=field,
    )
