"""Where and when phones do not work on a mission, piece by piece of its roads; the planner states what is found here.

A silence begins at the last piece of road with coverage and ends at the next one. A moment of coverage in passing is
none: nobody stops a van under drones to make a call. Where nobody knows where phones work nothing is found, unless the
policy says how near to the line roads count as silent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import zip_longest

import numpy as np
import shapely

from openevac.domain.coverage import NoCoverage
from openevac.domain.hanging import Silence
from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Plan
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.vehicles import Profile
from openevac.hazards.exposure import front_km, point_front_km
from openevac.hazards.field import HazardField
from openevac.hazards.projection import shape_to_metric, to_degrees
from openevac.hazards.weather import full_hour
from openevac.planning.check.excerpt import driven_shares
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.points import place_of
from openevac.planning.check.tolerances import same_length, same_time
from openevac.roads.graph import FloatArray, RoadGraph
from openevac.roads.speeds import drive_table

PASSING_S = 120.0
"""Coverage for less than this on the way is no coverage: nobody gets a word through."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a drive, or a halt: when it begins and ends, its metres, where it lies, how far the line is."""

    starts_at: datetime
    ends_at: datetime
    length_m: float
    x_m: float
    y_m: float
    line_km: float


def pieces_of_leg(leg: Leg, graph: RoadGraph, field: HazardField, profile: Profile) -> Iterator[Piece]:
    """Cut a drive into the pieces its roads are sampled in, at most 100 m each, in the order of driving."""
    if not leg.arcs:
        return
    # The distance to the line moves by metres in an hour: that of the departure serves the whole drive.
    away_km = _line_km(field, graph, full_hour(leg.departs_at))
    table = drive_table(graph, profile, field.situation.profile, wet=False)
    shares = driven_shares(len(leg.arcs), leg.start_fraction, leg.end_fraction)
    moment = leg.departs_at
    for place, (arc, share) in enumerate(zip(leg.arcs, shares.tolist(), strict=True)):
        stretch = int(graph.arc_stretch[arc])
        samples = np.arange(graph.sample_start[stretch], graph.sample_start[stretch + 1])
        samples = samples if graph.arc_forward[arc] else samples[::-1]
        first = leg.start_fraction if place == 0 else 0.0
        count = len(samples)
        for number, sample in enumerate(samples.tolist()):
            begins, ends = max(first, number / count), min(first + share, (number + 1) / count)
            if ends <= begins:
                continue
            ends_at = moment + timedelta(seconds=(ends - begins) * float(table.time_s[stretch]))
            yield Piece(
                moment,
                ends_at,
                (ends - begins) * float(graph.stretch_length_m[stretch]),
                float(graph.sample_x[sample]),
                float(graph.sample_y[sample]),
                float(away_km[sample]),
            )
            moment = ends_at


def pieces_of(mission: Mission, graph: RoadGraph, field: HazardField, operation: Operation) -> list[list[Piece]]:
    """Cut a mission into pieces: a list a trip, halts and unloading among them, and the way home as the last."""
    profile = operation.profile(operation.vehicle(mission.vehicle))
    found = []
    for trip in mission.trips:
        pieces = list(pieces_of_leg(trip.legs[0], graph, field, profile))
        for stop, leg in zip(trip.stops, trip.legs[1:], strict=True):
            x_m, y_m = place_of(graph, stop.at.arc, stop.at.fraction)
            away_km = point_front_km(field, x_m, y_m, stop.arrives_at)
            pieces.append(Piece(stop.arrives_at, stop.departs_at, 0.0, x_m, y_m, away_km))
            pieces += pieces_of_leg(leg, graph, field, profile)
        found.append(pieces)
    return [*found, list(pieces_of_leg(mission.way_home, graph, field, profile))]


def silences_of(
    missions: Iterable[Mission], graph: RoadGraph, field: HazardField, operation: Operation
) -> tuple[Silence, ...]:
    """Give every silence of some missions in the order they are driven; nothing where nobody knows or assumes any."""
    if not field.situation.no_coverage and operation.policy.silent_within_km is None:
        return ()
    return tuple(found for mission in missions for found in _of_mission(mission, graph, field, operation))


def is_silent(pieces: Sequence[Piece], field: HazardField, operation: Operation) -> list[bool]:
    """Tell of each piece whether phones do not work there, as far as anybody knows or the policy assumes."""
    areas = field.situation.no_coverage
    if areas:
        shape = _shape(areas, field.crs)
        inside = shapely.contains_xy(shape, [one.x_m for one in pieces], [one.y_m for one in pieces])
        return [bool(one) for one in inside]
    near_km = operation.policy.silent_within_km
    return [near_km is not None and one.line_km < near_km for one in pieces]


def _of_mission(mission: Mission, graph: RoadGraph, field: HazardField, operation: Operation) -> Iterator[Silence]:
    trips = pieces_of(mission, graph, field, operation)
    pieces = [piece for trip in trips for piece in trip]
    if not pieces:
        return
    numbers = [number for number, trip in enumerate(trips, 1) for _ in trip]
    after_m = [float(along) for trip in trips for along in _along_m(trip)]
    for first, last in _runs(pieces, is_silent(pieces, field, operation)):
        start, end = pieces[first], pieces[last]
        at = to_degrees(field.crs, start.x_m, start.y_m)
        covered_at = _rounded_up(end.ends_at)
        yield Silence(
            drive=mission.drive,
            trip=numbers[first],
            last_coverage_at=start.starts_at.replace(microsecond=0),
            covered_at=covered_at,
            silent_until=covered_at + timedelta(seconds=operation.policy.silence_margin_s),
            length_m=sum(piece.length_m for piece in pieces[first : last + 1]),
            after_m=after_m[first],
            lon=at.lon,
            lat=at.lat,
            assumed=not field.situation.no_coverage,
        )


def _runs(pieces: Sequence[Piece], silent: Sequence[bool]) -> list[tuple[int, int]]:
    """Give first and last of each run of silent pieces; runs with coverage only in passing between them are one."""
    found: list[tuple[int, int]] = []
    for number in (number for number, is_one in enumerate(silent) if is_one):
        if found:
            between_s = (pieces[number].starts_at - pieces[found[-1][1]].ends_at).total_seconds()
            if between_s < PASSING_S:
                found[-1] = (found[-1][0], number)
                continue
        found.append((number, number))
    return found


def _along_m(pieces: Sequence[Piece]) -> FloatArray:
    """Give how many metres of its trip lie before each piece."""
    lengths = np.array([piece.length_m for piece in pieces], dtype=np.float64)
    return np.asarray(np.cumsum(lengths) - lengths, dtype=np.float64)


def _rounded_up(moment: datetime) -> datetime:
    return moment.replace(microsecond=0) + timedelta(seconds=math.ceil(moment.microsecond / 1e6))


@lru_cache(maxsize=4)
def _shape(areas: tuple[NoCoverage, ...], crs: str) -> shapely.Geometry:
    """Give the ground without coverage in metres."""
    shape = shapely.union_all([shapely.Polygon(one.area[0], one.area[1:]) for one in areas])
    shape = shape_to_metric(crs, shape)
    shapely.prepare(shape)
    return shape


def _line_km(field: HazardField, graph: RoadGraph, hour: datetime) -> FloatArray:
    """Give the distance of every sample from the line in an hour, remembered."""
    hour = field.hour(hour)
    key = ("line_km", field.memory.of(graph), hour)
    return field.recent.get(key, lambda: np.asarray(front_km(field, graph, hour), dtype=np.float64))


def check_silences(plan: Plan, graph: RoadGraph, field: HazardField, operation: Operation) -> Iterator[Fault]:
    """Find silences that the plan does not state as its roads and clock have them."""
    found = silences_of(plan.missions, graph, field, operation)
    for stated, measured in zip_longest(plan.silences, found):
        if stated is None or measured is None or not _same(stated, measured):
            drive = (stated or measured).drive
            where = Where(vehicle=drive.split("/")[0], trip=(stated or measured).trip)
            yield fault(FaultCode.SILENCE, where, _DIFFERS)
            return


def _same(one: Silence, other: Silence) -> bool:
    if (one.drive, one.trip, one.assumed) != (other.drive, other.trip, other.assumed):
        return False
    lengths = zip((one.length_m, one.after_m), (other.length_m, other.after_m), strict=True)
    moments = zip(
        (one.last_coverage_at, one.covered_at, one.silent_until),
        (other.last_coverage_at, other.covered_at, other.silent_until),
        strict=True,
    )
    places = math.isclose(one.lon, other.lon, abs_tol=1e-5) and math.isclose(one.lat, other.lat, abs_tol=1e-5)
    return places and all(same_length(*two) for two in lengths) and all(same_time(*two) for two in moments)


_DIFFERS = Remark(text="The plan does not say where and how long phones do not work on this drive.")
