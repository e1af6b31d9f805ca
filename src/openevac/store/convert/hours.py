"""Hours of a day on people's clocks, as moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def moment_on(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Give the moment at which the clocks of `zone` show `at` on `day`; of an hour that comes twice, the first."""
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=zone).astimezone(UTC)


def span_on(day: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give from when until when; hours that end before they start run over midnight."""
    until_day = day if end > start else day + timedelta(days=1)
    return moment_on(day, start, zone), moment_on(until_day, end, zone)
