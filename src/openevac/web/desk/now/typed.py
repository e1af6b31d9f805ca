"""Reading what was typed into the forms of this page; the field that cannot be read is named."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError


def hour_ahead(text: str, field: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Read a time of day on the local clock as the next such moment."""
    here = now.astimezone(zone)
    moment = datetime.combine(here.date(), _clock(text, field), zone)
    return moment if moment > here else moment + timedelta(days=1)


def hour_past(text: str, field: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a time of day as the latest such moment that is over; None where nothing was typed."""
    if not text:
        return None
    here = now.astimezone(zone)
    moment = datetime.combine(here.date(), _clock(text, field), zone)
    return moment if moment <= here else moment - timedelta(days=1)


def _clock(text: str, field: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise InputError("This is no time of day.", "Type hours and minutes, for example 05:40.", field=field) from None
