"""What tracking apps send, read: Traccar Client (JSON, and the older query), OsmAnd, OwnTracks.

docs/trackers.md names the source of each form. Only token, time and place are read; whatever else they tell is passed
over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from openevac.domain.places import LonLat

LONGEST_TOKEN = 100
_MILLISECONDS_FROM = 100_000_000_000
"""Larger numbers of seconds lie after the year 5100: such a time is in milliseconds, as OsmAnd writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerWord:
    """One thing a tracking app told. `position` is None where it told none: a greeting, or a thing of its own."""

    token: str
    at: datetime | None
    position: LonLat | None


def read_tracker(query: Mapping[str, str], body: bytes) -> TrackerWord | None:
    """Read one request of any of the three apps; None where it is of none of them."""
    told = _json(body) if body.lstrip()[:1] == b"{" else dict(query)
    if not isinstance(told, dict):
        return None
    token = query.get("id") or told.get("device_id") or query.get("deviceid")
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN:
        return None
    if "_type" in told:
        return _owntracks(token, told)
    if "location" in told:
        return _traccar(token, told["location"])
    return _word(token, told.get("timestamp"), told.get("lat"), told.get("lon"))


def _traccar(token: str, location: Any) -> TrackerWord | None:
    coords = location.get("coords") if isinstance(location, dict) else None
    if not isinstance(coords, dict):
        return None
    return _word(token, location.get("timestamp"), coords.get("latitude"), coords.get("longitude"))


def _owntracks(token: str, told: dict[str, Any]) -> TrackerWord | None:
    if told["_type"] != "location":
        return TrackerWord(token=token, at=None, position=None)
    return _word(token, told.get("tst"), told.get("lat"), told.get("lon"))


def _word(token: str, at: Any, lat: Any, lon: Any) -> TrackerWord | None:
    when, north, east = _time(at), _number(lat), _number(lon)
    if when is None or north is None or east is None or not (-90 <= north <= 90 and -180 <= east <= 180):
        return None
    return TrackerWord(token=token, at=when, position=LonLat(east, north))


def _time(told: Any) -> datetime | None:
    number = _number(told)
    try:
        if number is not None:
            return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS_FROM else number, UTC)
        written = datetime.fromisoformat(told)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return written.astimezone(UTC) if written.tzinfo else None


def _number(told: Any) -> float | None:
    if isinstance(told, bool) or not isinstance(told, (int, float, str)) or len(str(told)) > 40:
        return None
    try:
        number = float(told)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None
