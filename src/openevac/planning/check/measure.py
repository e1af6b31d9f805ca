"""One leg driven and one halt waited on the graph and in the field: the only source of stated exposures.

Each piece of road counts at the hour in which it is driven. The planner states what it finds here; the referee
measures again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.remarks import Remark
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.closures import closed_stretches
from openevac.hazards.exposure import point_exposure, stretch_rates
from openevac.hazards.field import HazardField
from openevac.hazards.weather import HOUR, earth_is_wet, full_hour
from openevac.planning.check.excerpt import driven_shares
from openevac.roads.graph import BoolArray, FloatArray, IntArray, RoadClass, RoadGraph
from openevac.roads.speeds import drive_table

WALK_STEP_M = 100.0
"""A walk is counted in pieces no longer than this, each by the danger at its middle."""

KEPT_TABLES = 4
"""Speed tables kept at hand, one a road profile: a planner measures the same ways thousands of times."""


Metres = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegMeasure:
    """What one drive takes: seconds, metres, metres on tracks, expected encounters of the vehicle.

    `not_for_vehicle`: why this vehicle may not drive there at all; `closed`: why a road is closed when it is
    driven; None where nothing stands against it.
    """

    time_s: float
    length_m: float
    track_m: float
    exposure: float
    closed: Remark | None = None
    not_for_vehicle: Remark | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the vehicle can drive it at its time."""
        return self.closed is None and self.not_for_vehicle is None


@dataclass(frozen=True, slots=True)
class _HourPiece:
    """The part of a drive within one full hour: seconds on each arc of the drive."""

    hour: datetime
    seconds: FloatArray


def measure_leg(
    graph: RoadGraph,
    field: HazardField,
    profile: Profile,
    numbers: ExposureProfile,
    *,
    arcs: tuple[int, ...],
    start_fraction: float,
    end_fraction: float,
    departs_at: datetime,
) -> LegMeasure:
    """Drive `arcs` from `start_fraction` of the first to `end_fraction` of the last, leaving at `departs_at`.

    The arcs must join. Raises InputError where the drive leaves the hours of the field.
    """
    if not arcs:
        return LegMeasure(time_s=0.0, length_m=0.0, track_m=0.0, exposure=0.0)
    stretches = graph.arc_stretch[list(arcs)]
    share = driven_shares(len(arcs), start_fraction, end_fraction)
    table = _table(graph, profile, _Same(numbers))
    seconds = share * table.time_s[stretches]
    metres = share * graph.stretch_length_m[stretches]
    on_track = graph.stretch_class[stretches] == RoadClass.TRACK
    pieces = tuple(_by_hour(seconds, departs_at))
    return LegMeasure(
        time_s=math.fsum(seconds),
        length_m=math.fsum(metres),
        track_m=math.fsum(metres[on_track]),
        exposure=_exposure(graph, field, stretches, pieces, armoured=profile.armoured),
        closed=_closed(graph, field, stretches, pieces),
        not_for_vehicle=_not_for_vehicle(graph, field, profile, table, stretches, pieces),
    )


def measure_stop(field: HazardField, x_m: float, y_m: float, arrives_at: datetime, departs_at: datetime) -> float:
    """Give the exposure of one person outside any vehicle from arrival to departure.

    `x_m`, `y_m`: where the van halts on the road, in metres of the field's projection.
    """
    return point_exposure(field, x_m, y_m, arrives_at, departs_at, armoured=False)


def measure_walk(
    field: HazardField, start: Metres, end: Metres, *, leaves_at: datetime, time_s: float, until: datetime
) -> float:
    """Give the exposure of one person who walks straight from `start` to `end` and waits there `until` a moment.

    `start`, `end`: (x, y) in metres of the field's projection. The walk takes `time_s` seconds; each piece of it
    counts where and when it is walked.
    """
    pieces = max(1, math.ceil(math.dist(start, end) / WALK_STEP_M))
    moments = [leaves_at + timedelta(seconds=time_s * k / pieces) for k in range(pieces + 1)]
    walked = []
    for k in range(pieces):
        share = (k + 0.5) / pieces
        x_m, y_m = (a + share * (b - a) for a, b in zip(start, end, strict=True))
        walked.append(point_exposure(field, x_m, y_m, moments[k], moments[k + 1], armoured=False))
    waited = point_exposure(field, *end, moments[-1], max(until, moments[-1]), armoured=False)
    return math.fsum([*walked, waited])


def _by_hour(seconds: FloatArray, departs_at: datetime) -> Iterator[_HourPiece]:
    """Cut a drive at full hours; an hour in which nothing is driven gives no piece."""
    ends = np.cumsum(seconds)
    starts = ends - seconds
    hour = full_hour(departs_at)
    while True:
        from_s = (hour - departs_at).total_seconds()
        if from_s >= ends[-1]:
            return
        within = np.minimum(ends, from_s + SECONDS_PER_HOUR) - np.maximum(starts, from_s)
        yield _HourPiece(hour, np.maximum(within, 0.0))
        hour += HOUR


def _exposure(
    graph: RoadGraph, field: HazardField, stretches: IntArray, pieces: tuple[_HourPiece, ...], *, armoured: bool
) -> float:
    return math.fsum(
        float(stretch_rates(field, graph, piece.hour, armoured=armoured)[stretches] @ piece.seconds) / SECONDS_PER_HOUR
        for piece in pieces
    )


def _closed(graph: RoadGraph, field: HazardField, stretches: IntArray, pieces: tuple[_HourPiece, ...]) -> Remark | None:
    for piece in pieces:
        closures = closed_stretches(field, graph, piece.hour)
        shut = np.flatnonzero((piece.seconds > 0) & (closures.by[stretches] != 0))
        if shut.size:
            return closures.why(int(stretches[shut[0]]))
    return None


def _not_for_vehicle(
    graph: RoadGraph,
    field: HazardField,
    profile: Profile,
    table: _Table,
    stretches: IntArray,
    pieces: tuple[_HourPiece, ...],
) -> Remark | None:
    refused_wet = ~table.allowed_wet[stretches]
    if not refused_wet.any():  # what is allowed on wet earth is allowed on dry
        return None
    refused = ~table.allowed[stretches]
    for piece in pieces:
        driven = piece.seconds > 0
        wet = bool((driven & refused_wet).any()) and earth_is_wet(field.situation, piece.hour)
        shut = np.flatnonzero(driven & (refused_wet if wet else refused))
        if shut.size:
            stretch = int(stretches[shut[0]])
            return _refusal(graph, stretch, profile, soft=bool(table.allowed[stretch]))
    return None


def _refusal(graph: RoadGraph, stretch: int, profile: Profile, *, soft: bool) -> Remark:
    ways = graph.ways(stretch)
    way = int(ways[0]) if ways.size else 0
    if soft:
        return Remark(
            text="A vehicle of the kind '{profile}' may not drive the way {way} while earth is wet.",
            facts={"profile": profile.id, "way": way},
        )
    return Remark(
        text="A vehicle of the kind '{profile}' may not drive the way {way}: its surface, height or weight forbids it.",
        facts={"profile": profile.id, "way": way},
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """For S stretches: seconds to drive all of it, and whether the profile may, on dry and on wet earth."""

    time_s: FloatArray
    allowed: BoolArray
    allowed_wet: BoolArray


class _Same:
    """Wraps what has no hash of its own; two are equal when they hold one and the same object."""

    def __init__(self, numbers: ExposureProfile) -> None:
        self.numbers = numbers

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.numbers is self.numbers

    def __hash__(self) -> int:
        return id(self.numbers)


@lru_cache(maxsize=KEPT_TABLES)
def _table(graph: RoadGraph, profile: Profile, same: _Same) -> _Table:
    dry = drive_table(graph, profile, same.numbers, wet=False)
    return _Table(dry.time_s, dry.allowed, drive_table(graph, profile, same.numbers, wet=True).allowed)
