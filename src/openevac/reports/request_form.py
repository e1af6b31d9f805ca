"""The request form for paper: the questions in the order of the conversation, with boxes; empty, so nothing leaks."""

from __future__ import annotations

from typing import Any

from openevac.domain.needs import MobilityClass
from openevac.reports.press import print_pdf
from openevac.reports.words import Words


def request_form(words: Words) -> bytes:
    """Print two blank forms on a page, to be filled while speaking and typed in later."""
    say = words.say
    data: dict[str, Any] = {
        "language": words.language,
        "title": say("Request form"),
        "banners": [say("List of people under fire. Do not forward. Destroy after the trip")],
        "expiry": say("Type it in as soon as a computer is there, then destroy it."),
        "lines": [
            [say("Place, street"), ""],
            [say("Phone, or “no phone”"), say("how many people")],
            [say("Who rings: the person, a relative, a neighbour, a service"), say("when")],
            [say("House, flat, floor"), say("lift works")],
        ],
        "mobility": [words.word(one) for one in MobilityClass],
        "boxes": [
            say("cellar"), say("children"), say("pets"), say("big pieces"), say("over 100 kg"), say("bed with care"),
            say("bed without stairs"),
        ],
        "last": [
            say("Hours at which people can be met"),
            say("Who else is near"),
            say("How it was confirmed, by whom, when"),
            say("Number of the request"),
        ],
        "rules": [
            say("Ask: do you yourself want to go now?"),
            say("Tell no hour, way or vehicle; only a window."),
            say("Do not write about soldiers, vehicles of war, checkpoints, service or opinions."),
        ],
        "words": {"people": say("People by how they move")},
    }  # fmt: skip
    return print_pdf("request_form", data)
