"""Everything that adds danger at one point in one hour, piece by piece; the total is the sum of the pieces."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from openevac.domain.hazards import Cause, ZoneKind
from openevac.domain.units import METRES_PER_KM
from openevac.hazards.causes import CAUSES
from openevac.hazards.field import HazardField
from openevac.hazards.fronts import Front
from openevac.hazards.reports import REACHES, FeltReport
from openevac.hazards.roads_protocol import COVER_OPEN
from openevac.hazards.zones import LaidZone


@dataclass(frozen=True, slots=True)
class Piece:
    """Encounters per hour from one cause and one origin: a line, a report or a zone."""

    cause: Cause
    origin: Front | FeltReport | LaidZone
    rate_per_h: float
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What does not change with the hour at one point: metres to each line, nearness of reports, zones it lies in."""

    front_m: tuple[float, ...]
    reports: tuple[tuple[FeltReport, float], ...]
    zones: tuple[LaidZone, ...]

    def nearest(self, field: HazardField, hour: datetime) -> tuple[Front, float]:
        """Give the line that decides in an hour, and the distance from it in km, its advance taken off."""
        away, number = min(
            (metres - front.advance_m(hour), number)
            for number, (front, metres) in enumerate(zip(field.fronts, self.front_m, strict=True))
        )
        return field.fronts[number], max(0.0, away) / METRES_PER_KM


def point_facts(field: HazardField, x_m: float, y_m: float) -> PointFacts:
    """Work out, once, what does not change with the hour at a point."""
    return field.points.get(("facts", x_m, y_m), lambda: _facts(field, x_m, y_m))


def contributions_at(
    field: HazardField, x_m: float, y_m: float, hour: datetime, *, armoured: bool
) -> tuple[Piece, ...]:
    """Give the pieces of danger at a point in the open, in the hour that starts at `hour`, largest first."""
    facts = point_facts(field, x_m, y_m)
    left = field.shares(hour, armoured=armoured)[:, COVER_OPEN]
    front, d_km = facts.nearest(field, hour)
    pieces = [
        Piece(cause, front, float(left[number] * curve.at(np.array([d_km]))[0]))
        for number, (cause, curve) in enumerate(zip(CAUSES, field.curves, strict=True))
    ]
    pieces += [
        Piece(CAUSES[zone.cause], zone, float(left[zone.cause] * zone.zone.rate_per_h))
        for zone in facts.zones
        if zone.holds_in(hour)
    ]
    felt = [
        Piece(CAUSES[report.cause], report, float(left[report.cause] * report.amplitude(hour) * nearness))
        for report, nearness in facts.reports
    ]
    pieces += [piece for piece in felt if not _is_unverified(piece)]
    pieces += _bounded(field, [piece for piece in felt if _is_unverified(piece)], pieces)
    return tuple(sorted((piece for piece in pieces if piece.rate_per_h > 0), key=lambda piece: -piece.rate_per_h))


def _facts(field: HazardField, x_m: float, y_m: float) -> PointFacts:
    return PointFacts(
        front_m=tuple(front.front.exactly(x_m, y_m) for front in field.fronts),
        reports=tuple(_felt_at(field.reports, x_m, y_m)),
        zones=tuple(
            zone for zone in field.zones if zone.zone.kind is ZoneKind.DANGER and zone.area.holds_point(x_m, y_m)
        ),
    )


def _felt_at(reports: Sequence[FeltReport], x_m: float, y_m: float) -> Iterator[tuple[FeltReport, float]]:
    x, y = np.array([x_m]), np.array([y_m])
    for report in reports:
        within_m = REACHES * report.reach_m
        if abs(report.x_m - x_m) <= within_m and abs(report.y_m - y_m) <= within_m:
            nearness = float(report.nearness(x, y)[0])
            if nearness > 0:
                yield report, nearness


def _is_unverified(piece: Piece) -> bool:
    return isinstance(piece.origin, FeltReport) and piece.origin.unverified


def _bounded(field: HazardField, unverified: list[Piece], known: list[Piece]) -> list[Piece]:
    """Shrink unverified pieces so that together they add at most the allowed share of everything else."""
    asked = math.fsum(piece.rate_per_h for piece in unverified)
    bound = math.fsum(piece.rate_per_h for piece in known) * field.situation.profile.value("report.unverified_share")
    if asked <= bound:
        return unverified
    return [Piece(piece.cause, piece.origin, piece.rate_per_h * bound / asked, bounded=True) for piece in unverified]
