"""Requests on a screen: one line each, and what may be the same request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openevac.cli.record.answers import headed
from openevac.cli.record.requests.ground import Places
from openevac.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openevac.domain.needs import Needs
    from openevac.services.requests.see_requests import RequestLine
    from openevac.services.requests.similar import Similar


def tell_similar(session: Session, places: Places, found: Sequence[Similar]) -> None:
    """Say which requests may be the same, and why; weak likeness only where nothing else is there."""
    shown = [one for one in found if not one.weak]
    if not shown:
        return
    session.warn("{count} {count|request|requests} may be the same:", count=len(shown))
    for one in shown:
        session.say(
            "{receipt} · {place} · {people} {people|person|people} · {status}",
            receipt=one.receipt,
            place=places.name(one.katottg),
            people=one.people,
            status=session.words.word(one.status),
        )
        for reason in one.reasons:
            session.say("  {reason}", reason=session.words.remark(reason))


def tell_lines(session: Session, places: Places, lines: Sequence[RequestLine]) -> None:
    """Print a table of requests, longest waiting first."""
    say = session.words.say
    headings = [
        say("request"), say("turn"), say("days"), say("place"), say("people"), say("stands"), say("ladder"),
        say("held"),
    ]  # fmt: skip
    rows = [
        [
            one.receipt,
            session.words.word(one.priority),
            session.words.number(round(one.waiting_days, 1)),
            places.name(one.katottg),
            say_people(session, one.needs),
            session.words.word(one.status),
            session.words.word(one.verdict),
            say("held") if one.held else "",
        ]
        for one in lines
    ]
    headed(session, headings, rows, (2,))


def say_people(session: Session, needs: Needs) -> str:
    """Say how many go, and who of them does not simply walk."""
    parts = [str(needs.party_size)]
    counted = (
        (needs.walks_with_help, session.words.say("{n} with help", n=needs.walks_with_help)),
        (needs.wheelchairs, session.words.say("{n} in wheelchairs", n=needs.wheelchairs)),
        (needs.stretchers, session.words.say("{n} lying", n=needs.stretchers)),
    )
    told = [words for count, words in counted if count]
    return f"{parts[0]} ({', '.join(told)})" if told else parts[0]
