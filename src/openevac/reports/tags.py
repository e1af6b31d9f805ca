"""Belongings tags and cardboard numbers: codes and piece 3/7, to be cut out; nothing on them leads to a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openevac.reports.codes_square import square_code
from openevac.reports.press import print_pdf
from openevac.reports.words import Words

MOST_PIECES = 40
"""More pieces of one household do not go into a van."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsOf:
    """One household: its request number, the door, where people get off, the codes of its people, how many pieces."""

    request: str
    door: str
    shelter: str
    people: tuple[str, ...]
    pieces: int


def belongings_tags(words: Words, mission: str, households: Sequence[TagsOf], *, banners: Sequence[str]) -> bytes:
    """Print one cardboard number for each person and one tag for each piece, on A4 with lines to cut along."""
    cards = [
        {"code": code, "door": one.door, "request": one.request, "shelter": one.shelter}
        for one in households
        for code in one.people
    ]
    tags = [_tag(one, piece, words) for one in households for piece in range(1, min(one.pieces, MOST_PIECES) + 1)]
    data: dict[str, Any] = {
        "language": words.language,
        "title": words.say("Tags · {mission}", mission=mission),
        "banners": [words.say(banner) for banner in banners],
        "expiry": words.say("Cut along the lines. Tie a tag to each piece; people carry their number on cardboard."),
        "cards": cards,
        "tags": tags,
        "words": {
            "cards": words.say("Numbers for cardboard"),
            "tags": words.say("Tags for belongings"),
            "piece": words.say("piece"),
            "nothing": words.say("Nobody is in this mission."),
        },
    }
    return print_pdf("tags", data, [square_code(tag["square"]) for tag in tags])


def _tag(one: TagsOf, piece: int, words: Words) -> dict[str, Any]:
    said = f"{piece}/{one.pieces}"
    return {
        "request": one.request,
        "piece": said,
        "door": one.door,
        "shelter": words.say("to {shelter}", shelter=one.shelter),
        "people": list(one.people),
        "square": f"{one.request} {said}",
    }
