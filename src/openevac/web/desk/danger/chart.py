"""Danger at one point hour by hour as bars: how many times the lowest hour, and which cause makes how much of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.hazards import Cause
from openevac.domain.places import LonLat
from openevac.domain.weather import WeatherHour
from openevac.hazards.contributions import contributions_at
from openevac.hazards.field import HazardField
from openevac.hazards.weather import HOUR, is_known, weather_at
from openevac.roads.projection import to_metric

HEIGHT_PX = 200.0
TOP_PX = 16.0
GAP_SHARE = 0.16
GUTTER = 9.0
"""Per cent of the width that stays free on the left for what the lines stand for."""
_STEPS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One cause's part of a bar, in pixels from the top."""

    cause: Cause
    rate_per_h: float
    share: float
    y_px: float
    height_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One hour: `times` the lowest hour; `x` and `width` in per cent of the chart's width."""

    number: int
    at: datetime
    rate_per_h: float
    times: float
    lowest: bool
    weather: WeatherHour | None
    weather_known: bool
    drone_percent: int
    pieces: tuple[Piece, ...]
    x: float
    width: float
    middle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The bars of a day; `rules`: heights in pixels with the ratio they stand for; `even`: all hours are alike."""

    bars: tuple[Bar, ...]
    rules: tuple[tuple[float, float], ...]
    causes: tuple[Cause, ...]
    lowest: Bar
    highest: Bar
    even: bool


def chart_of(field: HazardField, position: LonLat, hours: int) -> Chart:
    """Lay out the coming hours of a field at a position. Raises InputError where it lies outside the region."""
    x_m, y_m = (float(value) for value in to_metric(field.crs, position.lon, position.lat))
    field.require_inside(x_m, y_m)
    moments = [field.starts_at + HOUR * number for number in range(hours)]
    told = [_by_cause(field, x_m, y_m, at) for at in moments]
    rates = [math.fsum(parts.values()) for parts in told]
    least, most = min(rates), max(rates)
    bars = tuple(_bar(field, number, at, told[number], least, most, hours) for number, at in enumerate(moments))
    ratio = most / least if least > 0 else 1.0
    return Chart(
        bars=bars,
        rules=tuple((_y(step, ratio), step) for step in _rules(ratio)),
        causes=tuple(cause for cause in Cause if any(parts.get(cause, 0.0) > 0.005 * most for parts in told)),
        lowest=bars[rates.index(least)],
        highest=bars[rates.index(most)],
        even=ratio < 1.05,
    )


def _by_cause(field: HazardField, x_m: float, y_m: float, at: datetime) -> dict[Cause, float]:
    parts: dict[Cause, float] = {}
    for piece in contributions_at(field, x_m, y_m, at, armoured=False):
        parts[piece.cause] = parts.get(piece.cause, 0.0) + piece.rate_per_h
    return parts


def _bar(
    field: HazardField, number: int, at: datetime, parts: dict[Cause, float], least: float, most: float, hours: int
) -> Bar:
    whole = math.fsum(parts.values())
    weather = weather_at(field.situation.weather, at)
    wide = (100.0 - GUTTER) / hours
    pieces, foot = [], HEIGHT_PX
    for cause in Cause:
        height = (HEIGHT_PX - TOP_PX) * parts.get(cause, 0.0) / most if most > 0 else 0.0
        if height > 0:
            foot -= height
            pieces.append(
                Piece(
                    cause=cause,
                    rate_per_h=parts[cause],
                    share=parts[cause] / whole,
                    y_px=round(foot, 1),
                    height_px=round(height, 1),
                )
            )
    return Bar(
        number=number,
        at=at,
        rate_per_h=whole,
        times=whole / least if least > 0 else 1.0,
        lowest=least > 0 and whole <= least * 1.005,
        weather=weather,
        weather_known=is_known(weather),
        drone_percent=round(100 * field.drone_factor(at)),
        pieces=tuple(pieces),
        x=round(GUTTER + number * wide + wide * GAP_SHARE / 2, 3),
        width=round(wide * (1 - GAP_SHARE), 3),
        middle=round(GUTTER + number * wide + wide / 2, 3),
    )


def _y(times: float, ratio: float) -> float:
    """Give how far from the top the line of a ratio to the lowest hour lies, in pixels."""
    return round(HEIGHT_PX - (HEIGHT_PX - TOP_PX) * times / ratio, 1)


def _rules(ratio: float) -> list[float]:
    """Give three to five round ratios to draw lines at, the lowest hour's among them."""
    step = next((one for one in _STEPS if ratio / one <= 4.5), 1000.0)
    return [one for one in (step * number for number in range(1, 6)) if one <= ratio * 1.001]
