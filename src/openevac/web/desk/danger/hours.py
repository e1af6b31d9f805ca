"""Weather of the coming day, danger hour by hour at one point, and what it is made of there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.places import LonLat, coarse, require_lon_first
from openevac.domain.weather import WeatherHour
from openevac.hazards.field import HazardField
from openevac.hazards.rests_on import rests_on, warnings
from openevac.hazards.weather import HOUR, full_hour, is_known, weather_at
from openevac.reports.words import Words
from openevac.services.danger.see_danger import DangerSeen, see_danger
from openevac.web.asking import asking, signed_in
from openevac.web.desk.danger.chart import Bar, Chart, chart_of
from openevac.web.desk.danger.explained import explained_at
from openevac.web.desk.danger.hinging import hinging_at
from openevac.web.desk.danger.known import Known, known_here
from openevac.web.desk.danger.naming import Names, names_here
from openevac.web.desk.danger.readable import readable
from openevac.web.desk.danger.telling import only_figures
from openevac.web.showing import shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_query

DAY_H = 24
QUICK = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A place, or a position rounded to 100 m; and which hour of the coming day is explained."""

    katottg: str = ""
    lon: float | None = None
    lat: float | None = None
    hour: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Where danger is asked for, and how to ask for it again."""

    name: str
    position: LonLat
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkyRow:
    """One hour of weather; None where the source says nothing, which counts as the worst."""

    at: datetime
    weather: WeatherHour | None
    known: bool


@require_safe
@signed_in
def hours_page(request: HttpRequest) -> HttpResponse:
    """Show weather, and for a chosen point the day hour by hour; a script asks for the figures alone."""
    known = known_here(request)
    question = asking(request)
    names = names_here(question.who.organisation)
    seen = see_danger(question, known.mission)
    wanted = read_query(request, Wanted)
    hour = min(max(wanted.hour, 0), DAY_H - 1)
    point = _point(wanted, names, words_for(request))
    facts = {
        "here": "/danger/hours/",
        "tab": "hours",
        "known": known,
        "point": point,
        "hour": hour,
        "weather": known.situation.weather if known.situation else None,
        "issued_age_h": _issued_age_h(known),
        "sky": _sky(known),
        "quick": [] if point else _quick(seen, names),
        "access": next((one for one in seen.access if one.katottg == wanted.katottg and one.in_force), None),
        "now": known.now,
        "asked": request.GET,
        **_figures(known, point, hour, words_for(request)),
    }
    return shown(request, "danger/hours_part.html" if only_figures(request) else "danger/hours.html", facts)


def _point(wanted: Wanted, names: Names, words: Words) -> Point | None:
    if wanted.lon is not None and wanted.lat is not None:
        position = coarse(require_lon_first("position", wanted.lon, wanted.lat))
        near = names.near(position, words)
        name = f"{position.lat:.4f}, {position.lon:.4f}" + (f" · {near}" if near else "")
        return Point(name=name, position=position, query=f"lon={position.lon}&lat={position.lat}")
    if not wanted.katottg:
        return None
    place = names.places.by_code.get(wanted.katottg)
    if place is None or place.position is None:
        raise InputError(
            "Nobody has told where {place} lies.", "Paste a position instead.", field="katottg", place=wanted.katottg
        )
    return Point(name=place.name_uk, position=place.position, query=f"katottg={wanted.katottg}")


def _figures(known: Known, point: Point | None, hour: int, words: Words) -> dict[str, object]:
    """Give the chart and what explains it; `fault` where danger is not computed, `making` while it is."""
    if point is None or known.situation is None or known.region is None:
        return {"chart": None, "fault": None, "making": False}
    try:
        field = known.field()
        if field is None:
            return {"chart": None, "fault": None, "making": True}
        return _worked_out(field, known, point, hour, words)
    except InputErrors as faults:
        return {"chart": None, "fault": faults.errors[0], "making": False}
    except InputError as fault:
        return {"chart": None, "fault": fault, "making": False}


def _worked_out(field: HazardField, known: Known, point: Point, hour: int, words: Words) -> dict[str, object]:
    chart: Chart = chart_of(field, point.position, DAY_H)
    at = full_hour(known.now) + HOUR * hour
    return {
        "chart": chart,
        "low_at": words.clock(chart.lowest.at),
        "high_at": words.clock(chart.highest.at),
        "high_times": words.times(chart.highest.times),
        "chosen": chart.bars[hour],
        "chosen_times": words.times(chart.bars[hour].times),
        "rows": [(bar, _shares(bar, chart)) for bar in chart.bars],
        "explained": explained_at(field, point.position, at, words),
        "hinges": hinging_at(field, point.position, at),
        "rests": rests_on(field.situation, known.now),
        "warnings": [
            readable(one, field.situation.reports, words) for one in warnings(field.situation, known.now, DAY_H)
        ],
        "fault": None,
        "making": False,
    }


def _shares(bar: Bar, chart: Chart) -> list[int]:
    """Give each shown cause's share of an hour in whole per cent."""
    parts = {piece.cause: piece.share for piece in bar.pieces}
    return [round(100 * parts.get(cause, 0.0)) for cause in chart.causes]


def _sky(known: Known) -> list[SkyRow]:
    if known.situation is None:
        return []
    first = full_hour(known.now)
    rows = []
    for number in range(DAY_H):
        at = first + HOUR * number
        entry = weather_at(known.situation.weather, at)
        rows.append(SkyRow(at=at, weather=entry, known=is_known(entry)))
    return rows


def _issued_age_h(known: Known) -> float | None:
    weather = known.situation.weather if known.situation else None
    issued = [one.issued_at for one in weather.hours if one.issued_at is not None] if weather else []
    return (known.now - max(issued)).total_seconds() / 3600 if issued else None


def _quick(seen: DangerSeen, names: Names) -> list[tuple[str, str]]:
    """Give the places nearest to line or border, to begin with."""
    codes = dict.fromkeys([one.katottg for one in seen.fronts] + [one.katottg for one in seen.access])
    return [(code, names.of(code)) for code in codes if names.code(code)][:QUICK]
