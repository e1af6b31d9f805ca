"""What people type after commands of the record: numbers of requests and missions, hours, days, ids, places."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from openevac.cli.given import read_moment, read_position
from openevac.domain.errors import InputError
from openevac.domain.places import LonLat

LOCAL = ZoneInfo("Europe/Kyiv")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The number of the request, like К-417-289.")]
MissionNumber = Annotated[str, typer.Argument(metavar="MISSION", help="The number of the mission, like В-12.")]
Why = Annotated[str, typer.Option("--why", metavar="WORDS", help="Why, in a few words without names.")]
Said = Annotated[
    str, typer.Option("--at", metavar="TIME", help="When it was said, 05:40 or with day and zone. Now by default.")
]
Where = Annotated[
    str, typer.Option("--where", metavar="POSITION", help="Longitude,latitude or a link to a map; rounded to 100 m.")
]
Code = Annotated[str, typer.Argument(metavar="CODE", help="The code on the cardboard.")]
Version = Annotated[
    int | None, typer.Option("--version", metavar="N", help="The version you look at; without it the newest.")
]


def read_hour(text: str, option: str, now: datetime | None = None, *, ahead: bool = False) -> datetime:
    """Read "05:40" on the local clock, or a moment with its zone.

    A bare hour is the nearest one that fits: one to come where `ahead`, else one that has passed.
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return read_moment(text.strip(), option)
    here = (now or datetime.now(UTC)).astimezone(LOCAL)
    moment = datetime.combine(here.date(), time(int(found[1]), int(found[2])), LOCAL)
    if ahead and moment <= here:
        moment = datetime.combine(here.date() + timedelta(days=1), moment.timetz())
    elif not ahead and moment > here:
        moment = datetime.combine(here.date() - timedelta(days=1), moment.timetz())
    return moment.astimezone(UTC)


def hour_or_none(text: str, option: str, *, ahead: bool = False) -> datetime | None:
    """Read an hour that need not be given."""
    return read_hour(text, option, ahead=ahead) if text else None


def read_day(text: str, option: str) -> date:
    """Read a day: 2025-10-15, 15.10.2025, today or tomorrow."""
    today = datetime.now(LOCAL).date()
    plain = text.strip().lower()
    if plain in {"", "today", "сьогодні"}:
        return today
    if plain in {"tomorrow", "завтра"}:
        return today + timedelta(days=1)
    turned = _DAY_FIRST.fullmatch(plain)
    try:
        return date(int(turned[3]), int(turned[2]), int(turned[1])) if turned else date.fromisoformat(plain)
    except ValueError:
        raise InputError(
            "'{text}' is not a day.", "Write it like 2025-10-15 or 15.10.2025.", field=option, text=text
        ) from None


def read_place(text: str, option: str) -> LonLat | None:
    """Read a position: two numbers, longitude first, or a link to a map of any kind; None where nothing is given."""
    if not text:
        return None
    plain = read_position(text)
    if plain is not None:
        return plain
    from openevac.feeds.chat_links import find_positions

    found = find_positions(text)
    if found and found[0].position is not None:
        return found[0].position
    if found and found[0].fault is not None:
        raise found[0].fault.at(field=option)
    raise InputError(
        "This is neither a position nor a link to a map.",
        "Write longitude and latitude with a comma, like 36.43,49.96, or paste the link.",
        field=option,
    )


def read_id(text: str, option: str, choose: Callable[[str], UUID | None] | None = None) -> UUID:
    """Read a random id as lists show it; `choose` may know it by its first signs."""
    try:
        return UUID(text)
    except ValueError:
        found = choose(text) if choose is not None else None
        if found is None:
            raise InputError(
                "'{text}' is not the id of anything here.", "Copy it from the list.", field=option, text=text[:40]
            ) from None
        return found


def short(one: UUID) -> str:
    """Give the first eight signs of a random id: enough to tell a few apart, short enough to be typed."""
    return one.hex[:8]


def by_short(known: tuple[UUID, ...]) -> Callable[[str], UUID | None]:
    """Give a choice among known ids by their first signs; None where none or several begin so."""

    def choose(text: str) -> UUID | None:
        found = [one for one in known if len(text) >= 4 and one.hex.startswith(text.lower().replace("-", ""))]
        return found[0] if len(found) == 1 else None

    return choose
