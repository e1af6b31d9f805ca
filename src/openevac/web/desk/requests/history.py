"""What happened to a request, in sentences: who, when, what, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from openevac.domain.events import ConfirmationKind, RequestStatus, StopOutcome
from openevac.domain.records import HoldReason
from openevac.domain.roles import Action
from openevac.reports.words import Words
from openevac.rules.confirmation import VerdictKind
from openevac.services.requests.see_request import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of the history: when, who, what in words, more about it, and the reason somebody gave."""

    entry: int
    at: datetime
    actor: str
    what: str
    details: tuple[str, ...]
    reason: str


def told(history: Iterable[Happened], words: Words) -> tuple[Told, ...]:
    """Say the entries of a request, newest first."""
    return tuple(_told(one, words) for one in reversed(tuple(history)))


def _told(one: Happened, words: Words) -> Told:
    known = one.action in list(Action)
    what = words.word(Action(one.action)) if known else one.action
    details = _DETAILS.get(Action(one.action), _nothing) if known else _nothing
    said = tuple(text for text in details(one.facts, words) if text)
    return Told(entry=one.entry, at=one.at, actor=one.actor, what=what, details=said, reason=one.reason)


def _nothing(_: dict[str, Any], __: Words) -> list[str]:
    return []


def _registered(facts: dict[str, Any], words: Words) -> list[str]:
    similar = facts.get("similar", ())
    return [
        words.say("{count} {count|person|people}", count=facts.get("people", 0)),
        words.say("put on hold at once") if facts.get("held") else "",
        words.say("looks like {receipts}", receipts=", ".join(similar)) if similar else "",
    ]


def _confirmed(facts: dict[str, Any], words: Words) -> list[str]:
    return [
        _word(words, ConfirmationKind, facts.get("sign")),
        words.say("no further sign can be had") if facts.get("no_more_possible") else "",
        _word(words, VerdictKind, facts.get("verdict")),
    ]


def _held(facts: dict[str, Any], words: Words) -> list[str]:
    answers = "{owner} took it over" if facts.get("taken") else "{owner} answers for it"
    return [_word(words, HoldReason, facts.get("kind")), words.say(answers, owner=facts.get("owner", ""))]


def _released(facts: dict[str, Any], words: Words) -> list[str]:
    return [_word(words, HoldReason, facts.get("kind"))]


def _rung(facts: dict[str, Any], words: Words) -> list[str]:
    whom = facts.get("whom", "")
    who = words.say("{owner} was rung", owner=whom) if whom else words.say("nobody was there to be rung")
    return [_word(words, HoldReason, facts.get("kind")), who]


def _linked(facts: dict[str, Any], words: Words) -> list[str]:
    repeat = facts.get("repeat", "")
    return [words.say("{receipt} is a repeat of it", receipt=repeat) if repeat else ""]


def _apart(facts: dict[str, Any], words: Words) -> list[str]:
    return [
        words.say("{receipt} is another one", receipt=facts.get("other", "")),
        words.say("the link was undone") if facts.get("unlinked") else "",
    ]


def _changed(facts: dict[str, Any], words: Words) -> list[str]:
    again = facts.get("ring_again_at", "")
    return [
        ", ".join(words.say(CHANGED_WORDS[name]) for name in facts.get("changed", ()) if name in CHANGED_WORDS),
        words.say("put on hold at once") if facts.get("held") else "",
        words.say("to be rung again {at}", at=again) if again else "",
    ]


def _closed(facts: dict[str, Any], words: Words) -> list[str]:
    return [_word(words, RequestStatus, facts.get("status"))]


def _at_door(facts: dict[str, Any], words: Words) -> list[str]:
    return [_word(words, StopOutcome, facts.get("outcome"))]


def _opened(facts: dict[str, Any], words: Words) -> list[str]:
    count = len(facts.get("codes", ()))
    return [words.say("{count} sealed {count|record|records}", count=count)]


def _word(words: Words, members: type[StrEnum], value: object) -> str:
    return words.word(members(str(value))) if value in list(members) else ""


_DETAILS: dict[Action, Callable[[dict[str, Any], Words], list[str]]] = {
    Action.REGISTER_REQUEST: _registered,
    Action.CONFIRM_REQUEST: _confirmed,
    Action.HOLD: _held,
    Action.RELEASE_HOLD: _released,
    Action.RING: _rung,
    Action.LINK_DUPLICATE: _linked,
    Action.KEEP_APART: _apart,
    Action.CHANGE_REQUEST: _changed,
    Action.CLOSE_REQUEST: _closed,
    Action.RECORD_STOP: _at_door,
    Action.OPEN_IDENTITIES: _opened,
}

CHANGED_WORDS = {
    "needs": "how many people and things",
    "people": "about a person",
    "added": "people added",
    "gone": "people taken off",
    "asker": "who asks",
    "katottg": "the place",
    "position": "the point on the map",
    "phone_tags": "the phones",
    "added_phone_tags": "one more phone",
    "house_tag": "the house",
    "coalition_tags": "the tag for partners",
    "household": "names and door",
    "priority": "the turn",
    "required": "whether they must be taken",
    "floor": "the floor",
    "lift": "the lift",
    "tw_early": "from when they can go",
    "tw_late": "until when they can go",
    "release_time": "from when they are ready",
    "care_bed_waived": "goes without a bed with care",
    "noticed": "what was noticed while listening",
}
"""The fields of a change as the history names them."""
