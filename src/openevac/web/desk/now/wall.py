"""The wall: one big screen for everybody in the room. No names, no code words of people, rough places only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.places import LonLat
from openevac.services.missions.see_board import see_board
from openevac.web.asking import asking, signed_in
from openevac.web.desk.now.part import part
from openevac.web.desk.now.rows import Row, by_status, row_of, sounds
from openevac.web.places import places_of
from openevac.web.showing import shown

ROWS = 9
"""As many as can be read from four metres; how many more there are is said."""
NEAR_KM = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WallRow:
    """One mission on the wall; `near`: the settlement its rough place lies by, "" where that is not known."""

    row: Row
    near: str


@require_safe
@signed_in
def wall(request: HttpRequest) -> HttpResponse:
    """Show the wall."""
    return shown(request, "now/wall.html", _facts(request))


@part
def wall_board(request: HttpRequest) -> HttpResponse:
    """Show what changes on the wall."""
    return shown(request, "now/wall_board.html", _facts(request))


def _facts(request: HttpRequest) -> dict[str, Any]:
    question = asking(request)
    board = see_board(question, wall=True)
    rows = [row_of(line, board.drawn_at) for line in board.missions]
    organisation = question.who.organisation
    shown_rows = [WallRow(row=row, near=_near(organisation, row.line.place)) for row in rows[:ROWS]]
    return {
        "board": board,
        "rows": shown_rows,
        "more": max(0, len(rows) - ROWS),
        "by_status": by_status(board),
        "sounds": sounds(board.missions),
        "aboard": sum(line.aboard for line in board.missions),
    }


def _near(organisation: str, place: LonLat | None) -> str:
    """Give the settlement nearest to a place that is rough already."""
    if place is None:
        return ""
    known = [one for one in places_of(organisation).by_code.values() if one.position is not None]
    nearest = min(known, key=lambda one: _apart_km(one.position, place), default=None)
    return nearest.name_uk if nearest is not None and _apart_km(nearest.position, place) <= NEAR_KM else ""


def _apart_km(one: LonLat | None, other: LonLat) -> float:
    """Give a distance good enough to choose a settlement by, in the latitudes of Ukraine."""
    if one is None:
        return float("inf")
    east, north = (one.lon - other.lon) * 72.0, (one.lat - other.lat) * 111.0
    return float((east * east + north * north) ** 0.5)
