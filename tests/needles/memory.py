"""The memory of another process on Linux, as its own account or root may read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_REGION = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (r)(.)(.)(.) \S+ \S+ \S+ *(.*)")
PIECE = 32 * 1024 * 1024
OVERLAP = 4096


def memory_of(process: int) -> Iterator[bytes]:
    """Give what can be read of a process's own memory, piece by piece; PermissionError where nobody may look."""
    maps = Path(f"/proc/{process}/maps").read_text(encoding="utf-8")
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in maps.splitlines():
            region = _REGION.match(line)
            if region is None or region[4] != "w" or region[7].startswith(("/dev/", "[vvar", "[vsyscall")):
                continue
            start, end = int(region[1], 16), int(region[2], 16)
            for begin in range(start, end, PIECE):
                try:
                    memory.seek(begin)
                    yield memory.read(min(PIECE + OVERLAP, end - begin))
                except OSError:
                    continue
