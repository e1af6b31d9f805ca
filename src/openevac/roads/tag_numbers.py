"""Speeds, heights and weights as people write them in OpenStreetMap tags.

Source: wiki.openstreetmap.org/wiki/Key:maxspeed, Key:maxheight, Key:maxweight (their lists of values and units).
Each reader gives 0 where the tag says that there is no limit, and None where it cannot be understood.
"""

from __future__ import annotations

import re

KMH_PER_MPH = 1.609344
KMH_PER_KNOT = 1.852
METRES_PER_FOOT = 0.3048
METRES_PER_INCH = 0.0254
TONNES = {"": 1.0, "t": 1.0, "kg": 0.001, "st": 0.90718474, "lt": 1.0160469, "lbs": 0.00045359237, "lb": 0.00045359237}
KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": KMH_PER_MPH, "knots": KMH_PER_KNOT}
METRES = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": METRES_PER_FOOT, "feet": METRES_PER_FOOT, "'": METRES_PER_FOOT}

SPEED_WORDS = {
    "none": 0, "signals": 0, "variable": 0, "no": 0, "unposted": 0, "implicit": 0,
    "walk": 7, "urban": 50, "rural": 90, "trunk": 110, "motorway": 130, "living_street": 20,
}  # fmt: skip
"""Words, and what follows the country in `UA:urban`: the general limits of the Traffic Rules of Ukraine, 12."""

NO_LIMIT = {"none", "no", "default", "below_default", "unsigned", "no_sign", "no_indications", "unlimited", "variable"}

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z/']*)")
_FEET_INCHES = re.compile(r"""(\d+)\s*(?:'|ft)\s*(\d+(?:\.\d+)?)\s*(?:"|''|in)?""")


def read_speed_kmh(text: str) -> int | None:
    """Read a speed limit in km/h, 0 to 255; of several values the lowest."""
    speeds = [_one_speed(part.strip().lower()) for part in text.split(";")]
    known = [speed for speed in speeds if speed is not None]
    if len(known) < len(speeds):
        return None
    posted = [speed for speed in known if speed > 0]
    return min(255, *posted) if posted else 0


def _one_speed(text: str) -> int | None:
    word = text.rsplit(":", maxsplit=1)[-1]
    if word in SPEED_WORDS:
        return SPEED_WORDS[word]
    if word.startswith("zone"):  # "DE:zone:30", "zone30"
        word = word.removeprefix("zone")
    number = _with_unit(word, KMH)
    return None if number is None else round(number)


def read_metres(text: str) -> float | None:
    """Read a height in metres: 3.5, 3,5 m, 350 cm, 11 ft 6 in."""
    lowered = text.strip().lower()
    if lowered in NO_LIMIT:
        return 0.0
    imperial = _FEET_INCHES.fullmatch(lowered)
    if imperial:
        return float(imperial[1]) * METRES_PER_FOOT + float(imperial[2]) * METRES_PER_INCH
    return _with_unit(lowered, METRES)


def read_tonnes(text: str) -> float | None:
    """Read a weight in tonnes: "7.5", "3,5 t", "7500 kg", "5 st" (short tons)."""
    lowered = text.strip().lower()
    return 0.0 if lowered in NO_LIMIT else _with_unit(lowered, TONNES)


def _with_unit(text: str, units: dict[str, float]) -> float | None:
    found = _NUMBER.fullmatch(text)
    if not found or found[2] not in units:
        return None
    return float(found[1].replace(",", ".")) * units[found[2]]
