"""Ground under people's feet: where they may walk to a meeting point, how exposed they are, whose place it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

import shapely

from openevac.domain.hazards import ZoneKind
from openevac.domain.places import LonLat
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.hazards.closures import held_margin_m
from openevac.hazards.exposure import point_rate
from openevac.hazards.weather import HOUR
from openevac.planning.check.measure import WALK_STEP_M, measure_walk
from openevac.planning.ground import YARD_M, Ground
from openevac.roads.projection import to_metric
from openevac.rules.spans import Span, seconds_after

Metres = tuple[float, float]


@lru_cache(maxsize=20_000)
def metres(crs: str, position: LonLat) -> Metres:
    """Give a position in metres of a projection."""
    x_m, y_m = to_metric(crs, position.lon, position.lat)
    return float(x_m), float(y_m)


def apart_m(ground: Ground, one: LonLat, other: LonLat) -> float:
    """Give the straight distance between two positions."""
    return math.dist(metres(ground.graph.crs, one), metres(ground.graph.crs, other))


def walk_exposure(
    ground: Ground, door: LonLat, point: LonLat, leaves_at: datetime, time_s: float, until: datetime
) -> float:
    """Give the exposure of one person who walks to a point and waits there, as the referee measures it."""
    start, end = metres(ground.graph.crs, door), metres(ground.graph.crs, point)
    return measure_walk(ground.field, start, end, leaves_at=leaves_at, time_s=time_s, until=until)


def walk_estimate(ground: Ground, door: LonLat, point: LonLat, time_s: float, wait_s: float, at: datetime) -> float:
    """Give the exposure of the same walk and wait, all of it by the danger of one hour."""
    start, end = metres(ground.graph.crs, door), metres(ground.graph.crs, point)
    pieces = max(1, math.ceil(math.dist(start, end) / WALK_STEP_M))
    rates_per_h = [
        point_rate(ground.field, *_between(start, end, (k + 0.5) / pieces), at, armoured=False) for k in range(pieces)
    ]
    waiting_per_h = point_rate(ground.field, *end, at, armoured=False)
    return (sum(rates_per_h) / pieces * time_s + waiting_per_h * wait_s) / SECONDS_PER_HOUR


def may_walk(ground: Ground, door: LonLat, point: LonLat) -> bool:
    """Tell whether people may walk straight from a door to a point, whatever the hour.

    Never off the region, beyond the border, over held ground or its margin, or over what is marked as mined; over
    ground once held or fought over only as far as streets and yards reach.
    """
    ends, field = (metres(ground.graph.crs, door), metres(ground.graph.crs, point)), ground.field
    line = shapely.LineString(ends)
    if not all(field.grid.covers(*end) for end in ends) or line.intersects(field.beyond.shape):
        return False
    margin_m, grounds = held_margin_m(field), [laid for _, laid in field.grounds]
    if any(not laid.held.is_empty and shapely.dwithin(laid.held.shape, line, margin_m) for laid in grounds):
        return False
    mined = [laid.area.shape for laid in field.zones if laid.zone.kind is ZoneKind.MINED]
    fought_over = [laid.once.shape for laid in grounds] if line.length > YARD_M else []
    return not any(line.intersects(shape) for shape in (*mined, *fought_over))


def closed_on_the_way(ground: Ground, door: LonLat, point: LonLat, zero: datetime, horizon: Span) -> Iterator[Span]:
    """Give the hours in which a closed zone lies on the walk."""
    line = shapely.LineString((metres(ground.graph.crs, door), metres(ground.graph.crs, point)))
    zones = [
        laid for laid in ground.field.zones if laid.zone.kind is ZoneKind.CLOSED and line.intersects(laid.area.shape)
    ]
    hour = zero + timedelta(seconds=horizon.early)
    while zones and seconds_after(zero, hour) < horizon.late:
        if any(laid.holds_in(hour) for laid in zones):
            early = seconds_after(zero, hour)
            yield Span(early, early + HOUR.total_seconds())
        hour += HOUR


def nearest_place(ground: Ground, position: LonLat) -> str:
    """Give the code of the place that lies nearest, "" where nobody has told where any place lies; remembered."""
    if position not in ground.nearest_places:
        ground.nearest_places[position] = _nearest_place(ground, position)
    return ground.nearest_places[position]


def _nearest_place(ground: Ground, position: LonLat) -> str:
    crs, here = ground.graph.crs, metres(ground.graph.crs, position)
    known = {
        place.katottg: math.dist(here, metres(crs, place.position))
        for place in ground.places.values()
        if place.position is not None
    }
    return min(known, key=lambda code: (known[code], code), default="")


def _between(start: Metres, end: Metres, share: float) -> Metres:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
