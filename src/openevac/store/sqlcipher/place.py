"""The file of the database: made so that it survives, looked at before it is opened, watched while it is open.

A trap decides where things stand here. POSIX drops every lock a process holds on a file as soon as the process closes
*any* descriptor of that file. So the header is read only while no connection of this process has the file open: else
another process could take itself for the last reader and delete a log that we are still writing to.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openevac.store.sqlcipher.held_open import Inode, inode_of, is_open
from openevac.store.sqlcipher.refusals import cannot_open, readable_file

PLAIN_HEADER = b"SQLite format 3"
OWNER_ONLY = 0o600


def make_ready(path: Path, lay_out: Callable[[], None]) -> None:
    """Create the file if there is none, and make sure that what is there is not readable SQLite.

    `lay_out` opens a new, empty file, writes its first page and closes it, so that there is a header to look at.
    """
    try:
        _create(path)
        if is_open(inode_of(path)):
            return
        if path.stat().st_size == 0:
            lay_out()
        with path.open("rb") as stream:
            header = stream.read(len(PLAIN_HEADER))
    except OSError as fault:
        raise cannot_open() from fault
    if header == PLAIN_HEADER:
        raise readable_file()


def log_of(path: Path) -> Path:
    """Give the write-ahead log that belongs to a database file."""
    return path.with_name(path.name + "-wal")


@dataclass(frozen=True, slots=True)
class Opened:
    """The file and the log as they were when a connection opened them."""

    path: Path
    file: Inode | None
    log: Inode | None

    def still_there(self) -> bool:
        """Tell whether writing still goes to the file that the next start will open."""
        return inode_of(self.path) == self.file and inode_of(log_of(self.path)) == self.log


def opened(path: Path) -> Opened:
    """Note which file and log a connection has just opened; ask after the first read, which opens the log."""
    return Opened(path, inode_of(path), inode_of(log_of(path)))


def _create(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    except FileExistsError:
        return
    os.close(descriptor)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Put the file's name on the disk: SQLite does this for its logs, not for the database itself."""
    if os.name == "nt":  # Windows has no descriptor of a folder, and journals names itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
