"""The files the pages need, under an address that changes with them: a browser keeps them for good and asks no more."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "static"


@cache
def static_prefix() -> str:
    """Give the address all files of the pages stand under: "/static/3f9a.../"."""
    digest = sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(FOLDER).as_posix()}\n{path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return f"/static/{digest.hexdigest()[:16]}/"


def static_address(name: str) -> str:
    """Give the address of one file: `desk/desk.css`."""
    return static_prefix() + name
