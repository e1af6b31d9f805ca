"""Reads hourly forecasts from CSV: for each hour the latest issue that was known at the moment of planning."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.weather import Weather, WeatherHour
from openevac.feeds.packed import read_packed_text
from openevac.feeds.sky_words import sky_of

COLUMNS = ("issued_utc", "city", "date", "hour_local", "condition", "temp_c", "wind_kph")
_KPH_PER_M_S = 3.6


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def fault(self, column: str, problem: str, todo: str) -> InputError:
        return InputError(problem, todo, row=self.number, field=column, given=self.text(column)[:40])


def read_weather(
    path: Path,
    *,
    source: str,
    at: datetime,
    distance_km: float | None = None,
    city: str | None = None,
    timezone: str = "Europe/Kyiv",
) -> Weather:
    """Read the forecast as it was known at `at`: issues later than that are left out, the latest of the rest counts.

    `timezone`: of `hour_local`. `city`: which of several places in the file. An hour that the change of clocks
    leaves out is passed over; one that comes twice counts for both. Raises InputError for missing columns, cells
    nobody can read, and several places without a choice. Hours without a forecast are simply not there.
    """
    try:
        rows = list(_rows(read_packed_text(path)))
        chosen = _of_city(rows, city)
        latest = _latest(chosen, at, ZoneInfo(timezone))
        hours = tuple(_hour(start, *latest[start]) for start in sorted(latest))
    except InputError as fault:
        raise fault.at(file=path.name) from None
    return Weather(source=source, hours=hours, distance_km=distance_km)


def _rows(text: str) -> Iterator[_Row]:
    reader = csv.DictReader(text.splitlines(), strict=True)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(
            "The weather file has no column {missing}.",
            "It needs the columns {columns}, named in the first row and parted by commas.",
            field=missing[0],
            missing=", ".join(missing),
            columns=", ".join(COLUMNS),
        )
    try:
        for cells in reader:
            yield _Row(reader.line_num, cells)
    except csv.Error as fault:
        raise InputError(
            "The row is not sound CSV: {fault}.",
            "Open the file in a spreadsheet and save it again as CSV UTF-8.",
            row=reader.reader.line_num,
            fault=str(fault),
        ) from None


def _of_city(rows: list[_Row], city: str | None) -> list[_Row]:
    cities = sorted({row.text("city") for row in rows})
    if city is None and len(cities) <= 1:
        return rows
    if city in cities:
        return [row for row in rows if row.text("city") == city]
    raise InputError(
        "The weather file holds several places: {cities}." if city is None else "The weather file holds only {cities}.",
        "Keep the rows of one place only.",
        field="city",
        cities="; ".join(cities),
    )


def _latest(rows: list[_Row], at: datetime, zone: ZoneInfo) -> dict[datetime, tuple[datetime, _Row]]:
    """Give for each hour (UTC) the row of the latest issue not after `at`; of equal issues the later row counts."""
    latest: dict[datetime, tuple[datetime, _Row]] = {}
    for row in rows:
        issued_at = _issued(row)
        if issued_at > at:
            continue
        for start in _starts(row, zone):
            if start not in latest or latest[start][0] <= issued_at:
                latest[start] = (issued_at, row)
    return latest


def _issued(row: _Row) -> datetime:
    try:
        moment = datetime.fromisoformat(row.text("issued_utc"))
    except ValueError:
        raise row.fault("issued_utc", "'{given}' is not a time.", "Write it like 2025-08-15T04:42:45+00:00.") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _starts(row: _Row, zone: ZoneInfo) -> list[datetime]:
    """Give the UTC starts of a local hour: none where the clocks skip it, two where they repeat it."""
    try:
        day = date.fromisoformat(row.text("date"))
    except ValueError:
        raise row.fault("date", "'{given}' is not a date.", "Write it like 2025-08-15.") from None
    try:
        hour = time.fromisoformat(row.text("hour_local").zfill(5))
    except ValueError:
        raise row.fault("hour_local", "'{given}' is not an hour.", "Write it like 05:00.") from None
    local = datetime.combine(day, hour)
    starts = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(start for start in starts if start.astimezone(zone).replace(tzinfo=None) == local)


def _hour(start: datetime, issued_at: datetime, row: _Row) -> WeatherHour:
    wind_kph = _number(row, "wind_kph")
    if wind_kph is not None and wind_kph < 0:
        raise row.fault("wind_kph", "'{given}' is below zero.", "Correct the wind speed or leave the cell empty.")
    condition = row.text("condition")
    return WeatherHour(
        starts_at=start,
        sky=sky_of(condition),
        condition=condition,
        wind_m_s=None if wind_kph is None else round(wind_kph / _KPH_PER_M_S, 2),
        temperature_c=_number(row, "temp_c"),
        issued_at=issued_at,
    )


def _number(row: _Row, column: str) -> float | None:
    text = row.text(column).replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise row.fault(column, "'{given}' is not a number.", "Correct the cell or leave it empty.")
    return number
