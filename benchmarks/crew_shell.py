"""How much a phone fetches before the crew app stands without a signal: each file as it is sent, compressed by gzip.

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
    """Give the bytes of each part as they are sent."""
    import_module("openevac.services")  # sets Django up
    files: Any = import_module("openevac.web.crew.files")
    folder = import_module("openevac.web.static_files").FOLDER
    shell, worker, manifest, words = (
        import_module(f"openevac.web.crew.{name}") for name in ("shell", "worker", "manifest", "words_file")
    )
    pages = [shell.shell_page().encode(), worker.worker_script().encode(), manifest.manifest_file()]
    weighed = {
        "page, service worker, manifest": sum(map(_sent, pages)),
        "words of both languages": sum(_sent(words.words_file(language)) for language in words.ADDRESSES),
        "scripts and styles of our own": 0, "age": 0, "argon2": 0, "other libraries": 0, "fonts": 0, "later": 0,
    }  # fmt: skip
    for name in files.shell_files():
        weighed[_part(name)] += _sent((folder / name).read_bytes(), squeezed=not name.endswith(".woff2"))
    weighed["later"] = sum(_sent((folder / name).read_bytes()) for name in files.later_files())
    return weighed


def _part(name: str) -> str:
    if name.endswith(".woff2"):
        return "fonts"
    if not name.startswith("vendor/") or name.endswith(".css"):
        return "scripts and styles of our own"
    return {"vendor/age.js": "age", "vendor/argon2.js": "argon2"}.get(name, "other libraries")


def _sent(content: bytes, *, squeezed: bool = True) -> int:
    """Give the bytes of a file on the line: what cannot be squeezed goes as it is."""
    return min(len(content), len(gzip.compress(content, 6))) if squeezed else len(content)


def main() -> None:
    print("\n".join(machine_lines()))
    measure_shell()


if __name__ == "__main__":
    main()
