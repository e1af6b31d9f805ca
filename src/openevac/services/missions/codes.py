"""The numbers of missions and stops, spoken and printed: В-12, and В-12.1.2 for its first trip, second door."""

from __future__ import annotations

import re
import unicodedata

from openevac.domain.errors import InputError

LETTER = "В"
"""The Cyrillic letter of "виїзд"; the Latin B looks the same and is understood."""

_SPOKEN = re.compile(r"(?:[BВ]-?)?([0-9]{1,9})")


def mission_code(number: int) -> str:
    """Give the code of a mission by its number."""
    return f"{LETTER}-{number}"


def stop_code(mission: str, version: int, trip: int, stop: int) -> str:
    """Give the code of one stop; versions after the first are named, so that two papers are not mixed up."""
    named = mission if version == 1 else f"{mission}v{version}"
    return f"{named}.{trip}.{stop}"


def parse_mission_code(text: str) -> str:
    """Read a mission's code as people type it: "в-12", "B12", "12"; InputError where it is none."""
    found = _SPOKEN.fullmatch(unicodedata.normalize("NFKC", text).strip().upper().replace(" ", ""))
    if found is None:
        raise InputError(
            "This is not a mission's number.", "It is the letter В and a number, for example В-12.", field="mission"
        )
    return mission_code(int(found.group(1)))
