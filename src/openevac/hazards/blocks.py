"""Verified reports that block ways: which stretches each one closes at a moment, both directions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely

from openevac.domain.hazards import Confidence, HazardReport
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.hazards.field import HazardField
from openevac.hazards.grid import LongArray
from openevac.hazards.memory import RoadsMemory
from openevac.hazards.projection import shape_to_metric, to_metric
from openevac.hazards.roads_protocol import HALF_PIECE_M, Roads
from openevac.hazards.weather import HOUR, full_hour


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One blocking report with the stretches it closes; `remark` where people should know how it was read."""

    report: HazardReport
    stretches: LongArray
    remark: Remark | None = None


def blocks_at(field: HazardField, roads: Roads, at: datetime) -> Iterator[Block]:
    """Give what verified reports block at any moment of the hour `at` lies in, unless cleared for all its rest."""
    memory = field.memory.of(roads)
    for report in field.situation.reports:
        if _blocks(report, at) and not is_cleared(field.situation, report, at):
            yield _block(field, memory, report)


def is_cleared(situation: Situation, report: HazardReport, at: datetime) -> bool:
    """Tell whether word that counts says the way is free again, now and until the end of the hour."""
    end = full_hour(at) + HOUR
    return any(
        clearing.report == report.id
        and clearing.counts
        and report.happened_at <= clearing.cleared_at <= at
        and clearing.expires_at >= end
        for clearing in situation.clearings
    )


def _blocks(report: HazardReport, at: datetime) -> bool:
    hour = full_hour(at)
    lasting = report.valid_until is None or report.valid_until > hour
    verified = report.confidence is Confidence.VERIFIED
    return report.blocks and verified and report.happened_at < hour + HOUR and lasting


def _block(field: HazardField, memory: RoadsMemory, report: HazardReport) -> Block:
    if report.way_ids:
        found = stretches_of_ways(memory.roads, np.asarray(report.way_ids, dtype=np.int64))
        if len(found):
            return Block(report, found)
    around = _within_radius(field, memory, report)
    if report.way_ids:
        text = (
            "Report {report} names ways that are not in the region; roads within {metres} m of it are closed instead."
        )
        return Block(report, around, Remark(text=text, facts={"report": report.id, "metres": round(report.radius_m)}))
    if len(around) == 0:
        text = "Report {report} blocks a way, but no road lies within {metres} m of it: check its position."
        return Block(report, around, Remark(text=text, facts={"report": report.id, "metres": round(report.radius_m)}))
    return Block(report, around)


def stretches_of_ways(roads: Roads, way_ids: LongArray) -> LongArray:
    """Give the stretches that run over any of the ways."""
    entries = np.flatnonzero(np.isin(roads.way_ids, way_ids))
    return np.unique(np.searchsorted(roads.way_start, entries, side="right") - 1)


def _within_radius(field: HazardField, memory: RoadsMemory, report: HazardReport) -> LongArray:
    """Give the stretches whose drawn shape comes within the report's radius."""
    x_m, y_m = to_metric(field.crs, report.position)
    samples = memory.samples_near(x_m, y_m, report.radius_m + HALF_PIECE_M)
    near = np.unique(memory.stretches_of(samples))
    if len(near) == 0:
        return near
    shapes = shape_to_metric(field.crs, np.array([_shape(memory.roads, int(stretch)) for stretch in near]))
    return np.asarray(near[shapely.dwithin(shapes, shapely.Point(x_m, y_m), report.radius_m)])


def _shape(roads: Roads, stretch: int) -> shapely.Geometry:
    part = slice(int(roads.shape_start[stretch]), int(roads.shape_start[stretch + 1]))
    return shapely.LineString(np.column_stack((roads.shape_lon[part], roads.shape_lat[part])))
