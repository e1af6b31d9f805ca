"""The drives of a mission as a phone draws them: thinned lines, minutes, kilometres, silences, where to turn back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from openevac.domain import missions as planned
from openevac.domain.hanging import Fallback, HangsOn, Silence, TurnBack
from openevac.domain.legs import Leg
from openevac.domain.places import LonLat
from openevac.reports.ways import leg_line
from openevac.roads.graph import RoadGraph
from openevac.roads.projection import to_degrees, to_metric
from openevac.services.missions.drive_part import (
    DriveLeg,
    FallbackShelter,
    LastCoverage,
    Point,
    SilentStretch,
    TurnBackPoint,
)

TOLERANCE_M = 10.0
"""A thinned line stays within this of the road that is driven: less than the width of a yard, unseen on a phone."""
DECIMALS = 5
"""About one metre."""


def rounded(position: LonLat) -> Point:
    """Give a position as a phone reads it."""
    return round(float(position.lon), DECIMALS), round(float(position.lat), DECIMALS)


def thinned(graph: RoadGraph, leg: Leg) -> list[Point]:
    """Give the line of a drive with no more points than a map needs: at most 10 m from the road, its ends kept."""
    points = leg_line(graph, leg).points
    metric = np.column_stack(to_metric(graph.crs, points[:, 0], points[:, 1]))
    simple = shapely.get_coordinates(shapely.simplify(shapely.LineString(metric), TOLERANCE_M, preserve_topology=False))
    lon, lat = to_degrees(graph.crs, simple[:, 0], simple[:, 1])
    return [rounded(LonLat(float(x), float(y))) for x, y in zip(lon, lat, strict=True)]


def legs_of_mission(
    drive: planned.Mission, made: planned.Plan, graph: RoadGraph, codes: Mapping[tuple[int, str], str]
) -> dict[int, list[DriveLeg]]:
    """Give the legs by trip (1 = first); the way home is the last leg of the last one, or of trip 1 where none is.

    `codes`: of the stops, by trip and request.
    """
    hangs = next((one for one in made.hangs_on if one.drive == drive.drive), HangsOn(drive=drive.drive))
    silences = [one for one in made.silences if one.drive == drive.drive]
    found: dict[int, list[DriveLeg]] = {}
    for number, trip in enumerate(drive.trips, 1):
        ends = "shelter" if trip.hand_over is None else "relay"
        goals = [*(codes.get((number, stop.request), "") for stop in trip.stops), ends]
        said = _Said(
            silences=[one for one in silences if one.trip == number],
            turn_backs=[one for one in hangs.turn_backs if one.trip == number],
            fallbacks=[one for one in hangs.fallbacks if one.trip == number and one.shelter],
        )
        found[number] = list(_legs(graph, trip.legs, goals, said))
    last = max(len(drive.trips), 1)
    home = _Said(silences=[one for one in silences if one.trip > len(drive.trips)], turn_backs=[], fallbacks=[])
    found[last] = [
        *found.get(last, []), *_legs(graph, (drive.way_home,), ["base"], home, first=len(found.get(last, [])) + 1)
    ]  # fmt: skip
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the plan says about one trip besides its way."""

    silences: list[Silence]
    turn_backs: list[TurnBack]
    fallbacks: list[Fallback]


def _legs(
    graph: RoadGraph, legs: Sequence[Leg], goals: Sequence[str], said: _Said, first: int = 1
) -> Iterator[DriveLeg]:
    """Give the legs of one trip; what the plan says at so many metres of it goes to the leg that runs there."""
    start_m = 0.0
    for number, (leg, goal) in enumerate(zip(legs, goals, strict=True), first):
        is_last = number - first == len(legs) - 1
        end_m = float("inf") if is_last else start_m + leg.length_m
        silences = [_silence(one) for one in said.silences if start_m <= one.after_m < end_m]
        silent = silences[0] if silences else None
        yield DriveLeg(
            number=number,
            to=goal,
            departs_at=leg.departs_at,
            arrives_at=leg.arrives_at,
            minutes=round(leg.time_s / 60, 1),
            km=round(leg.length_m / 1000, 2),
            line=thinned(graph, leg),
            tracks_km=round(leg.track_m / 1000, 2),
            last_coverage=None if silent is None else LastCoverage(position=silent.position, at=silent.from_),
            silent=silent,
            silences=silences,
            turn_back=[_turn_back(one) for one in said.turn_backs if start_m <= one.after_m < end_m],
            fallback=_fallback(said.fallbacks) if is_last and goal in {"shelter", "relay"} else None,
        )
        start_m += leg.length_m


def _silence(one: Silence) -> SilentStretch:
    return SilentStretch(
        from_=one.last_coverage_at, until=one.silent_until, covered_at=one.covered_at,
        position=rounded(LonLat(one.lon, one.lat)),
    )  # fmt: skip


def _turn_back(one: TurnBack) -> TurnBackPoint:
    return TurnBackPoint(position=rounded(LonLat(one.lon, one.lat)), at=one.reaches_at, until=one.latest_at)


def _fallback(found: Sequence[Fallback]) -> FallbackShelter | None:
    return FallbackShelter(shelter=found[0].shelter, minutes=round(found[0].extra_s / 60, 1)) if found else None
