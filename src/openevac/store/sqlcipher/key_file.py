"""Reads the database's key from a file: removable media, or a credential that systemd hands over."""

from __future__ import annotations

from pathlib import Path

from openevac.store.sqlcipher.key import KEY_BYTES
from openevac.store.sqlcipher.refusals import key_file_missing, key_file_unfit

MOST_BYTES = 4 * KEY_BYTES
"""More than a key with line ends can have; a wrong file is not read to its end."""


def read_key_file(path: Path) -> bytes:
    """Give the 32 bytes a key file holds as 64 hexadecimal digits; DatabaseLocked where it is missing or unfit."""
    try:
        with path.open("rb") as stream:
            text = stream.read(MOST_BYTES)
    except OSError as fault:
        raise key_file_missing(path.name) from fault
    try:
        raw = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        raise key_file_unfit(path.name) from None  # the cause would quote what the file holds
    if len(raw) != KEY_BYTES:
        raise key_file_unfit(path.name)
    return raw
