"""How much a phone fetches before the crew app stands without a signal: each answer as it is sent, compressed by gzip.

Run it alone: `python -m benchmarks.crew_shell`. Fonts and what comes later (the map, the reader of square codes for
browsers that have none) are named beside it and are no part of the sum.
"""

from __future__ import annotations

import gzip
from importlib import import_module
from typing import Any

from benchmarks.measure import Table, machine_lines

AIM_KB = 120
BESIDE = ("fonts", "later")


def measure_shell() -> Table:
    """Weigh the shell and print the rows."""
    table = Table()
    table.section(f"crew app: what a phone fetches before it works without a signal; aim under {AIM_KB} kB")
    weighed = weigh_shell()
    for what, size in weighed.items():
        table.add(f"  {what}", f"{size / 1000:.1f} kB", "not in the sum" if what in BESIDE else "")
    whole = sum(size for what, size in weighed.items() if what not in BESIDE)
    table.add(
        "shell, gzipped", f"{whole / 1000:.1f} kB", f"aim under {AIM_KB} kB{' HEAVY' if whole > AIM_KB * 1000 else ''}"
    )
    return table


def weigh_shell() -> dict[str, int]:
    """Give the bytes of each part as they are sent at a first visit."""
    import_module("openevac.services")  # sets Django up
    files: Any = import_module("openevac.web.crew.files")
    folder = import_module("openevac.web.static_files").FOLDER
    shell, worker, pack = (import_module(f"openevac.web.crew.{name}") for name in ("shell", "worker", "pack"))
    before = [name for name in files.shell_files() if name.endswith(".css") or name in pack.BY_THEMSELVES]
    texts = pack.contents()
    whole = _sent(pack.pack_file())
    libraries = {name: _sent((folder / name).read_bytes()) for name in ("vendor/age.js", "vendor/argon2.js")}
    words = sum(_sent(text.encode()) for address, text in texts.items() if address.startswith("/crew/words/"))
    return {
        "page and service worker": _sent(shell.shell_page().encode()) + _sent(worker.worker_script().encode()),
        "styles and scripts before the pack": sum(_sent((folder / name).read_bytes()) for name in before),
        "pack: age": libraries["vendor/age.js"],
        "pack: argon2": libraries["vendor/argon2.js"],
        "pack: words of both languages": words,
        "pack: scripts and styles of our own, manifest": whole - words - sum(libraries.values()),
        "fonts": sum((folder / name).stat().st_size for name in files.shell_files() if name.endswith(".woff2")),
        "later": sum(_sent((folder / name).read_bytes()) for name in files.later_files()),
    }


def _sent(content: bytes) -> int:
    """Give the bytes of a text on the line."""
    return len(gzip.compress(content, 6))


def main() -> None:
    print("\n".join(machine_lines()))
    measure_shell()


if __name__ == "__main__":
    main()
