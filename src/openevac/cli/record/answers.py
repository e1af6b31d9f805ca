"""Answering: one sentence and what follows for people, the whole answer as JSON for machines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from openevac.cli.session import Session
from openevac.domain.remarks import Remark

_RANDOM_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence of the rules that came in an answer; its template stands where the rule is."""

    text: str


def answer(session: Session, given: Any, sentence: str, /, style: str = "", **facts: Any) -> bool:
    """Print the answer as JSON, or say one sentence; tells whether people read on."""
    if session.machine:
        session.print_json(given)
        return False
    session.say(sentence, style, **facts)
    return True


def remarks(session: Session, said: Iterable[Remark], style: str = "") -> None:
    """Say remarks of the rules, each on a line of its own."""
    for one in said:
        session.remark(Remark(text=one.text, facts={name: _shortened(fact) for name, fact in one.facts.items()}), style)


def _shortened(fact: Any) -> Any:
    """Give a random id as the lists show it: by its first eight signs."""
    return fact[:8] if isinstance(fact, str) and _RANDOM_ID.fullmatch(fact) else fact


def moment(session: Session, at: datetime | None) -> str:
    """Say a moment, a dash for none."""
    return "–" if at is None else session.words.moment(at)


def word(session: Session, member: StrEnum | None) -> str:
    """Say a member of a list of the domain, nothing for none."""
    return "" if member is None else session.words.word(member)


def headed(session: Session, headings: Iterable[str], rows: list[list[str]], numbers: Iterable[int] = ()) -> None:
    """Print a table whose headings were said already, codes in the first column unbroken; nothing without rows."""
    if rows:
        session.table(list(headings), rows, tuple(numbers), (0,))
