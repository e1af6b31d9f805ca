"""Day badges for reception: a square code that opens today's arrivals, and an empty line for the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openevac.reports.codes_square import square_code
from openevac.reports.press import print_pdf
from openevac.reports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgePrint:
    """One badge as it is printed: its number, what its square code says, until when it holds."""

    code: str
    square: str = field(repr=False)
    valid_until: datetime


def day_badges(words: Words, badges: Sequence[BadgePrint], *, organisation: str, invented: bool = False) -> bytes:
    """Print badges, eight to a page, to be cut out. Nobody's name is printed: people write it on by hand."""
    data: dict[str, Any] = {
        "language": words.language,
        "title": words.say("Day badges"),
        "banners": [words.say("Invented people. For exercises only.")] if invented else [],
        "expiry": words.say("Cut out, write the name by hand. Burn in the evening."),
        "organisation": organisation,
        "badges": [
            {
                "code": badge.code,
                "day": words.day(badge.valid_until),
                "until": words.say("valid until {clock}", clock=words.moment(badge.valid_until)),
            }
            for badge in badges
        ],
        "words": {
            "reception": words.say("Reception"),
            "name": words.say("name, by hand"),
            "sees": words.say("Sees today's arrivals only. Lost: tell the shift lead at once."),
        },
    }
    return print_pdf("badge", data, [square_code(badge.square) for badge in badges])
