"""What is asked of a field: encounters per hour on every stretch, at a point, and summed over a halt.

lambda = sum over causes of factor . (A . front(d) + zones + verified reports) + bounded unverified reports.
"""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import numpy.typing as npt

from openevac.domain.hazards import Cause, ZoneKind
from openevac.domain.units import METRES_PER_KM, SECONDS_PER_HOUR, require_in_order
from openevac.hazards.causes import CAUSES, with_unverified
from openevac.hazards.contributions import contributions_at, point_facts
from openevac.hazards.distances import FAR_M
from openevac.hazards.field import HazardField
from openevac.hazards.grid import Float32Array
from openevac.hazards.memory import RoadsMemory
from openevac.hazards.roads_protocol import Roads
from openevac.hazards.weather import HOUR, full_hour

FloatArray = npt.NDArray[np.float64]


def stretch_rates(field: HazardField, roads: Roads, at: datetime, *, armoured: bool) -> FloatArray:
    """Give encounters per hour (S) on every stretch in the hour `at` lies in, all causes, cover and shield applied.

    The rate of a stretch is the mean over its samples. The array is shared and must not be written to.
    """
    hour = field.hour(at)
    key = ("rates", field.memory.of(roads), hour, armoured)
    return field.recent.get(key, lambda: _total(field, roads, hour, armoured=armoured))


def stretch_rates_by_cause(
    field: HazardField, roads: Roads, at: datetime, *, armoured: bool
) -> dict[Cause, FloatArray]:
    """Give encounters per hour (S) on every stretch by cause; they sum to `stretch_rates`."""
    rows = _by_cause(field, roads, field.hour(at), armoured=armoured)
    return {cause: row.astype(np.float64) for cause, row in zip(CAUSES, rows, strict=True)}


def point_rate(field: HazardField, x_m: float, y_m: float, at: datetime, *, armoured: bool) -> float:
    """Give encounters per hour at a point in the open in the hour `at` lies in; InputError off the raster."""
    field.require_inside(x_m, y_m)
    hour = field.hour(at)
    key = (x_m, y_m, hour, armoured)
    return field.points.get(
        key, lambda: math.fsum(part.rate_per_h for part in contributions_at(field, x_m, y_m, hour, armoured=armoured))
    )


def point_front_km(field: HazardField, x_m: float, y_m: float, at: datetime) -> float:
    """Give the distance in km of a point from the nearest line, old lines advanced to `at`, never below zero."""
    return point_facts(field, x_m, y_m).nearest(field, at)[1]


def point_exposure(
    field: HazardField, x_m: float, y_m: float, from_: datetime, until: datetime, *, armoured: bool
) -> float:
    """Give the expected encounters of a halt from `from_` to `until`, each hour at its own rate."""
    require_in_order("halt", from_, until)
    parts = []
    moment = from_
    while moment < until:
        end = min(until, full_hour(moment) + HOUR)
        rate_per_h = point_rate(field, x_m, y_m, moment, armoured=armoured)
        parts.append(rate_per_h * (end - moment).total_seconds() / SECONDS_PER_HOUR)
        moment = end
    return math.fsum(parts)


def front_km(field: HazardField, roads: Roads, hour: datetime) -> Float32Array:
    """Give the distance in km of every sample from the nearest line, old lines advanced, never below zero."""
    memory = field.memory.of(roads)
    nearest = np.full(len(roads.sample_x), FAR_M, dtype=np.float32)
    for front in field.fronts:
        np.minimum(nearest, memory.front_m(front.front) - np.float32(front.advance_m(hour)), out=nearest)
    np.maximum(nearest, 0, out=nearest)
    nearest /= np.float32(METRES_PER_KM)
    return nearest


def _total(field: HazardField, roads: Roads, hour: datetime, *, armoured: bool) -> FloatArray:
    total: FloatArray = _by_cause(field, roads, hour, armoured=armoured).sum(axis=0, dtype=np.float64)
    total.setflags(write=False)
    return total


def _by_cause(field: HazardField, roads: Roads, hour: datetime, *, armoured: bool) -> Float32Array:
    memory = field.memory.of(roads)
    left = field.shares(hour, armoured=armoured).astype(np.float32)[:, np.asarray(roads.stretch_cover)]
    known = (_front_means(field, memory, hour) + _stated(field, memory, hour, unverified=False)) * left
    unverified = _stated(field, memory, hour, unverified=True)
    if not unverified.any():
        return known
    share = field.situation.profile.value("report.unverified_share")
    return np.asarray(with_unverified(known, unverified * left, share), dtype=np.float32)


def _front_means(field: HazardField, memory: RoadsMemory, hour: datetime) -> Float32Array:
    """Give each cause's mean rate from the lines on every stretch (causes, S); reports do not touch it."""
    advances = tuple((front.front, front.advance_m(hour)) for front in field.fronts)

    def make() -> Float32Array:
        d_km = front_km(field, memory.roads, hour)
        return np.stack([memory.mean(curve.at(d_km)) for curve in field.curves])

    return memory.recent.get((advances, field.curves), make)


def _stated(field: HazardField, memory: RoadsMemory, hour: datetime, *, unverified: bool) -> Float32Array:
    """Give what reports of one confidence add by cause on every stretch; zones count with the verified ones."""
    rows = np.zeros((len(CAUSES), memory.roads.num_stretches), dtype=np.float32)
    for report in field.reports:
        amplitude = report.amplitude(hour) if report.unverified is unverified else 0.0
        if amplitude > 0:
            touch = memory.touch(report)
            rows[report.cause, touch.stretches] += np.float32(amplitude) * touch.share
    for zone in field.zones:
        if not unverified and zone.zone.kind is ZoneKind.DANGER and zone.holds_in(hour):
            touch = memory.share_inside(zone.area)
            rows[zone.cause, touch.stretches] += np.float32(zone.zone.rate_per_h) * touch.share
    return rows
