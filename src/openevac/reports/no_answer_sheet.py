"""The sheet "crew does not answer": whom to ring, the last point, and that nobody is sent after them. Codes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.remarks import Remark
from openevac.reports.press import print_pdf
from openevac.reports.words import Words

LINES_FOR_CALLS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """One mission that does not answer. All are codes: no name, phone or address is on this paper.

    `steps` are the words of the overdue ladder in the order they are worked off; `ring`: codes of whom to ring, in
    that order (their numbers stand in the shift's phone book); `others`: missions on the same way.
    """

    mission: str
    vehicle: str
    crew: str
    crew_size: int
    people_aboard: int
    last_point: str
    next_point: str
    heard_at: datetime
    due_at: datetime
    steps: tuple[Remark, ...]
    ring: tuple[str, ...]
    others: tuple[str, ...] = ()


def no_answer_sheet(words: Words, missing: NoAnswer, *, banners: Sequence[str], now: datetime) -> bytes:
    """Print the sheet on one page; `banners` are templates, as on every paper with people under fire."""
    data = {
        "language": words.language,
        "title": words.say("Crew does not answer · {mission}", mission=missing.mission),
        "banners": [words.say(banner) for banner in banners],
        "expiry": words.say("Printed {moment}", moment=words.dated(now)),
        "mission": missing.mission,
        "who": words.say(
            "{vehicle} · crew {crew}, {n} {n|person|people} · aboard besides: {aboard}",
            vehicle=missing.vehicle, crew=missing.crew, n=missing.crew_size, aboard=missing.people_aboard,
        ),
        "heard": words.clock(missing.heard_at),
        "due": words.clock(missing.due_at),
        "last_point": missing.last_point,
        "next_point": missing.next_point,
        "steps": [words.remark(step) for step in missing.steps],
        "ring": list(missing.ring),
        "others": list(missing.others),
        "lines": LINES_FOR_CALLS,
        "words": {
            "no_answer": words.say("Crew does not answer"),
            "nobody": words.say(
                "Nobody is sent after them. Only the coordinator and the crews decide about that, together."
            ),
            "heard": words.say("last heard"),
            "due": words.say("word was due"),
            "last_point": words.say("last point"),
            "next_point": words.say("next point"),
            "in_order": words.say("In this order"),
            "ring": words.say("Whom to ring (numbers are in the shift's phone book)"),
            "others": words.say("Missions on the same way: they turn back"),
            "calls": words.say("Calls"),
            "hour": words.say("hour"),
            "whom": words.say("whom"),
            "said": words.say("what was said"),
            "quiet": words.say(
                "Tell no relative anything before the coordinator says so. Write no place into any chat."
            ),
        },
    }  # fmt: skip
    return print_pdf("no_answer", data)
