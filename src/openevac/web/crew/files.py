"""Which files the crew app is made of, and the address below /crew/ they stand under.

They stand a second time below /crew/ (the first is /static/, with everything else): a browser lets the app's service
worker answer for the worker scripts it starts only where their own address lies in its reach. A worker from /static/
would be asked of the network, and a phone without signal has none.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from openevac.web.static_files import FOLDER

_SQUARES = "vendor/qr.js", "vendor/square-maker.js"
_SQUARE_PAGES = "exchange-page", "exchange", "square-picture", "square-reader"
_SQUARE_PARTS = "frames", "combinations", "solving", "parcel", "base45", "crc32"
_WITNESS = "witness", "witnessing", "note", "consistency"
_LETTING_IN = "desk/square-codes.js", "crew/enrolling.js", "crew/screens/enrol.js"
LATER = (
    *_LETTING_IN,
    *(f"crew/screens/{name}.js" for name in _SQUARE_PAGES),
    *(f"crew/sync/{name}.js" for name in (*_SQUARE_PARTS, *_WITNESS)),
    *_SQUARES, "vendor/map.js", "vendor/map-worker.js", "vendor/map.css",
)  # fmt: skip
"""What comes when the page stands, smallest first: letting a phone in, which needs the line anyway; square codes from
phone to phone, the ledger witness, the map."""
FONTS = "vendor/fonts.css", "vendor/*.woff2"
SERVICE_WORKER = "crew/service-worker.js"
"""Written into the answer of /crew/worker.js; a browser fetches it anew by itself."""
BELOW = "/crew/files/"
_IMPORTED = re.compile(r"""(?:\bfrom|\bimport|\bimport\(|new URL\()\s*["'](?P<name>\.{1,2}/[^"']*[^"'/])["']""")


@cache
def shell_files() -> tuple[str, ...]:
    """Give what the app cannot begin without, by name in the folder, sorted: static/crew and what it imports.

    What comes later is not among it. Libraries that were not built are left out; `web/static/vendor` is git-ignored.
    """
    found: set[str] = set()
    waiting = [path for path in (FOLDER / "crew").rglob("*") if path.is_file()]
    waiting += [path for pattern in FONTS for path in FOLDER.glob(pattern)]
    while waiting:
        path = waiting.pop()
        name = path.relative_to(FOLDER).as_posix()
        if name in found or name == SERVICE_WORKER or name in LATER:
            continue
        found.add(name)
        waiting += [FOLDER / one for one in imports_of(path) if one not in LATER and (FOLDER / one).is_file()]
    return tuple(sorted(found))


@cache
def later_files() -> tuple[str, ...]:
    """Give the files that come later."""
    return tuple(name for name in LATER if (FOLDER / name).is_file())


def imports_of(path: Path) -> tuple[str, ...]:
    """Give the files that one of our modules imports or starts as a worker; a built library imports nothing."""
    name = path.relative_to(FOLDER)
    if path.suffix != ".js" or name.parts[0] == "vendor":
        return ()
    told = _IMPORTED.finditer(path.read_text(encoding="utf-8"))
    return tuple((path.parent / one["name"]).resolve().relative_to(FOLDER.resolve()).as_posix() for one in told)


@cache
def crew_prefix() -> str:
    """Give the address these files stand under; it changes with them, and not with a page of the desk."""
    digest = sha256()
    for name in (*shell_files(), *later_files()):
        content = (FOLDER / name).read_bytes()
        digest.update(f"{name}\n{len(content)}\n".encode() + content)
    return f"{BELOW}{digest.hexdigest()[:16]}/"


def crew_address(name: str) -> str:
    """Give the address of one file of the app: `crew/begin.js`."""
    return crew_prefix() + name
