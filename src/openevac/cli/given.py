"""What people type after a command: moments, positions, places."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, require_lonlat

_LON_LAT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines on standard output.")]
At = Annotated[
    str, typer.Option("--at", metavar="TIME", help="The moment, with zone: 2025-10-15T05:00:00+03:00. Now by default.")
]

RegionFolder = Annotated[Path, typer.Option("--region", metavar="DIR", help="The folder of the region pack.")]
SituationPath = Annotated[Path, typer.Option("--situation", metavar="FILE", help="The situation file (TOML or JSON).")]


def read_moment(text: str, option: str = "--at") -> datetime:
    """Read a moment with its zone into UTC; empty or "now" is the clock of this computer."""
    if text in {"", "now"}:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            "'{text}' is not a moment.", "Write day, hour and zone, like 2025-10-15T05:00:00+03:00.",
            field=option, text=text,
        ) from None  # fmt: skip
    if moment.tzinfo is None:
        raise InputError(
            "{text} does not say its zone.",
            "Write +03:00 (summer in Ukraine), +02:00 (winter) or Z behind it.",
            field=option,
            text=text,
        )
    return moment.astimezone(UTC)


def read_position(text: str) -> LonLat | None:
    """Read "36.43,49.96" (longitude first); None where the text is something else, for example a place's name."""
    match = _LON_LAT.fullmatch(text)
    if match is None:
        return None
    position = LonLat(float(match[1]), float(match[2]))
    require_lonlat("position", position)
    return position


def require_position(text: str, option: str) -> LonLat:
    """Read "36.43,49.96" or refuse."""
    position = read_position(text)
    if position is None:
        raise InputError(
            "'{text}' is not a position.", "Write longitude and latitude with a comma, like 36.43,49.96.",
            field=option, text=text,
        )  # fmt: skip
    return position
