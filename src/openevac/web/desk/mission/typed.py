"""Reading what was typed into the forms of the mission page; the field that cannot be read is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite

from django.http import HttpRequest

from openevac.domain.errors import InputError
from openevac.web.hands import hands
from openevac.web.speaking import words_for

FARTHEST = timedelta(days=60)
LONGEST_NUMBER = 9


def read_day(text: str) -> date:
    """Read a day as a browser's field gives it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError("This is no day.", "Choose it from the calendar.", field="day") from None
    if abs(day - hands.clock.now().date()) > FARTHEST:
        raise InputError("This day is too far away.", "Choose a day within the next weeks.", field="day")
    return day


def clock_or_none(text: str, field: str) -> time | None:
    """Read a time of day; None where the field was left empty."""
    if not text:
        return None
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        clock = None
    if clock is None or clock.tzinfo is not None:
        raise InputError("This is no time of day.", "Type hours and minutes, for example 05:40.", field=field)
    return clock


def moment_today(request: HttpRequest, text: str, field: str) -> datetime:
    """Read a time of day on the local clock as the latest such moment that is not in the future."""
    clock = clock_or_none(text, field)
    if clock is None:
        raise InputError("The time is missing.", "Type when it was said, for example 05:40.", field=field)
    zone = words_for(request).zone
    now = hands.clock.now().astimezone(zone)
    moment = datetime.combine(now.date(), clock, zone)
    if moment > now:
        raise InputError("This time is still to come.", "Type when it was said; it is {now} now.", field=field,
                         now=f"{now:%H:%M}")  # fmt: skip
    return moment


def one_of(text: str, known: Sequence[str], field: str) -> str:
    """Give the choice back, or refuse one that is not on the form."""
    if text not in known:
        raise InputError("This choice is not on the form.", "Load the page again and choose.", field=field)
    return text


def whole(text: str, field: str, most: int = 100_000) -> int:
    """Read a whole number from nought on."""
    if not text.isdecimal() or len(text) > LONGEST_NUMBER or int(text) > most:
        raise InputError("This is no whole number.", "Type a number from 0 to {most}.", field=field, most=most)
    return int(text)


def decimal(text: str, field: str) -> float:
    """Read a number with a point or a comma."""
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        raise InputError("This is no number.", "Type a number, for example 800 or 49.5.", field=field) from None
    if not isfinite(found):
        raise InputError("This is no number.", "Type a number, for example 800 or 49.5.", field=field)
    return found
