"""A disk that forgets: what was not synced is gone when the power is cut, or is there in part and out of order.

A small FUSE file system. Each file has the bytes that programs see, and the bytes that are really on the plates; fsync
brings the first to the second. Names behave the same: a file that was made or removed is really made or removed when
it, or its folder, was synced. Writing `folder seed` into `.cut` puts into `folder` what a power cut would leave.

Run as `python -m tests.durability.losing_disk MOUNTPOINT`.
"""
# ruff: noqa: ARG002 - which arguments there are, FUSE decides

from __future__ import annotations

import errno
import os
import random
import stat
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mfusepy

CUT = "/.cut"
SECTOR_BYTES = 512
"""What a disk writes in one piece; a page of the database is eight of them and can be torn."""


@dataclass
class File:
    """One file: `seen` by programs, `kept` on the plates, and where they differ, in sectors."""

    seen: bytearray = field(default_factory=bytearray)
    kept: bytearray = field(default_factory=bytearray)
    unsynced: set[int] = field(default_factory=set)
    mode: int = stat.S_IFREG | 0o600
    changed_at: float = field(default_factory=time.time)

    def write(self, data: bytes, offset: int) -> None:
        """Take bytes as a disk's memory does."""
        if offset > len(self.seen):
            self.seen.extend(bytes(offset - len(self.seen)))
        self.seen[offset : offset + len(data)] = data
        self.unsynced.update(range(offset // SECTOR_BYTES, (offset + len(data) - 1) // SECTOR_BYTES + 1))
        self.changed_at = time.time()

    def sync(self) -> None:
        """Bring everything to the plates."""
        self.kept = bytearray(self.seen)
        self.unsynced.clear()

    def after_cut(self, chance: random.Random | None) -> bytes:
        """Give what is left: without `chance` only what was synced, else also some sectors that were not."""
        left = bytearray(self.kept)
        for sector in sorted(self.unsynced) if chance else ():
            start = sector * SECTOR_BYTES
            piece = self.seen[start : start + SECTOR_BYTES]
            if chance and piece and chance.random() < 0.5:
                left.extend(bytes(max(0, start + len(piece) - len(left))))
                left[start : start + len(piece)] = piece
        return bytes(left)


class LosingDisk(mfusepy.Operations):  # type: ignore[misc]  # the library has no types
    """Files and folders in memory, and what would be left of them."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._folders = {"/"}
        self._kept: dict[str, File] = {}
        """Names that are really on the plates."""

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        """Tell size and kind."""
        if path in self._folders:
            return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2, **_owner()}
        if path == CUT:
            return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": 0, **_owner()}
        file = self._file(path)
        times = {"st_mtime": file.changed_at, "st_ctime": file.changed_at, "st_atime": file.changed_at}
        return {"st_mode": file.mode, "st_nlink": 1, "st_size": len(file.seen), **times, **_owner()}

    def readdir(self, path: str, fh: int) -> list[str]:
        """List a folder."""
        inside = [name for name in (*self._files, *self._folders - {"/"}) if _folder_of(name) == path]
        return [".", "..", *(_name_of(name) for name in inside)]

    def mkdir(self, path: str, mode: int) -> int:
        """Make a folder; folders are on the plates at once."""
        self._folders.add(path)
        return 0

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        """Make a file whose name is not on the plates yet."""
        self._files[path] = File(mode=stat.S_IFREG | (mode & 0o777))
        return 0

    def open(self, path: str, flags: int) -> int:
        """Open a file."""
        if path != CUT:
            self._file(path)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        """Give what programs see."""
        return bytes(self._file(path).seen[offset : offset + size]) if path != CUT else b""

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        """Take what a program writes, or cut the power."""
        if path == CUT:
            folder, seed = data.decode().split()
            self._cut(Path(folder), int(seed))
        else:
            self._file(path).write(data, offset)
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        """Cut a file off, or grow it; on the plates when it is synced."""
        if path != CUT:
            file = self._file(path)
            file.seen[:] = file.seen[:length].ljust(length, b"\0")
        return 0

    def unlink(self, path: str) -> int:
        """Remove a name; it comes back at a power cut until the folder is synced."""
        self._file(path)
        del self._files[path]
        return 0

    def rename(self, old: str, new: str) -> int:
        """Give a file another name."""
        self._files[new] = self._file(old)
        del self._files[old]
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        """Bring a file and its name to the plates."""
        file = self._file(path)
        file.sync()
        self._kept[path] = file
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        """Bring the names of a folder to the plates."""
        for name in [one for one in self._kept if _folder_of(one) == path and one not in self._files]:
            del self._kept[name]
        self._kept.update({name: file for name, file in self._files.items() if _folder_of(name) == path})
        return 0

    def chmod(self, path: str, mode: int) -> int:
        """Take rights as they come; nobody asks for them here."""
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        """Take owners as they come."""
        return 0

    def utimens(self, path: str, times: tuple[float, float] | None = None) -> int:
        """Take times as they come."""
        return 0

    def statfs(self, path: str) -> Mapping[str, int]:
        """Say that there is room."""
        return {"f_bsize": 4096, "f_blocks": 1 << 20, "f_bavail": 1 << 19, "f_bfree": 1 << 19}

    def _file(self, path: str) -> File:
        if path not in self._files:
            raise mfusepy.FuseOSError(errno.ENOENT)
        return self._files[path]

    def _cut(self, folder: Path, seed: int) -> None:
        chance = random.Random(seed) if seed else None
        inside = "/" + folder.name
        for path, file in self._kept.items():
            if _folder_of(path) == inside:
                (folder / _name_of(path)).write_bytes(file.after_cut(chance))
        for path in [name for name in (*self._files, *self._kept) if _folder_of(name) == inside]:
            self._files.pop(path, None)
            self._kept.pop(path, None)


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def _name_of(path: str) -> str:
    return path.rpartition("/")[2]


def _owner() -> dict[str, int]:
    return {"st_uid": os.getuid(), "st_gid": os.getgid()}


if __name__ == "__main__":
    mfusepy.FUSE(LosingDisk(), sys.argv[1], foreground=True, nothreads=True)
