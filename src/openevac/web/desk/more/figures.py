"""Figures for reports: tables on the page, the same as CSV with a row of HXL tags and as XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse

from openevac.domain.errors import InputError
from openevac.reports.statistics import FigureTable, as_csv, as_xlsx
from openevac.services.kernel.who import local_day
from openevac.services.records.see_figures import LEAST, Figures, see_figures
from openevac.web.asking import asking, signed_in, who_sits
from openevac.web.hands import hands
from openevac.web.places import places_of
from openevac.web.showing import shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_query

MONTH = timedelta(days=30)
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From which day to which; the last thirty days where nothing was typed."""

    first: date | None = None
    last: date | None = None
    form: str = ""


@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures, or hand them out as a file."""
    span = read_query(request, Span)
    last = span.last or local_day(hands.clock.now())
    first = span.first or last - MONTH
    if first > last:
        raise InputError("The first day lies behind the last.", "Swap them.", field="first")
    found = see_figures(asking(request), first, last)
    tables = _tables(request, found)
    if span.form == "csv":
        return _file(as_csv(tables, words_for(request)), CSV, f"figures-{first}-{last}.csv")
    if span.form == "xlsx":
        return _file(as_xlsx(tables, words_for(request)), XLSX, f"figures-{first}-{last}.xlsx")
    most = max((row.people or 0 for table in tables for row in table.rows), default=0)
    return shown(
        request,
        "more/figures.html",
        {"found": found, "tables": tables, "least": LEAST, "most": most, "first": first, "last": last},
    )


def _tables(request: HttpRequest, found: Figures) -> tuple[FigureTable, ...]:
    places = places_of(who_sits(request).organisation)
    return FigureTable.of(found.by_settlement, found.by_sex, found.by_age, found.by_mobility, places.name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
