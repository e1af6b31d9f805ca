"""The automatic stop before the inner zone: where each trip stops a last time, and until when it may go on from there.

It is the last place with coverage before the zone, or where the zone begins when coverage lasts so far or nobody knows.
From there the mission is driven on as a van that is out, later and later, until the referee refuses it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from openevac.domain.errors import InputError
from openevac.domain.hanging import TurnBack
from openevac.domain.legs import Leg, RoadPoint
from openevac.domain.missions import ON_THE_WAY, Mission, Trip, Underway
from openevac.domain.places import LonLat
from openevac.planning.check.excerpt import driven_shares
from openevac.planning.check.faults import Fault
from openevac.planning.check.measure import measure_leg
from openevac.planning.check.points import place_of
from openevac.planning.check.silence import Piece, is_silent, pieces_of_leg
from openevac.planning.driven_later import driven_from
from openevac.planning.footways import nearest_place
from openevac.planning.hinge_limits import against
from openevac.planning.hinge_rules import Rules
from openevac.planning.tried_later import first_refused
from openevac.roads.projection import to_degrees


class Halt(NamedTuple):
    """Where a trip stops a last time: in which of its legs, how many metres along it, when, and why there."""

    leg: int
    along_m: float
    at: datetime
    by_coverage: bool


def turn_back(rules: Rules, mission: Mission, number: int) -> TurnBack | None:
    """Give the automatic stop of one trip (0 = first) of a mission; None where it does not enter the inner zone."""
    halt = last_halt(rules, mission, mission.trips[number])
    if halt is None:
        return None
    waiting = going_on(rules, mission, number, halt)
    slip = first_refused(lambda minutes: later_from(rules, mission, waiting, minutes))
    start = waiting.underway
    if start is None:
        raise ValueError("a mission that goes on from the road is under way")
    return TurnBack(
        drive=mission.drive,
        trip=number + 1,
        lon=start.at.lon,
        lat=start.at.lat,
        after_m=sum(leg.length_m for leg in mission.trips[number].legs[: halt.leg]) + halt.along_m,
        place=nearest_place(rules.ground, LonLat(start.at.lon, start.at.lat)),
        reaches_at=halt.at,
        latest_at=None if slip is None else halt.at + timedelta(minutes=slip.holds),
        limit="" if slip is None else slip.fault.code.value,
        by_coverage=halt.by_coverage,
    )


def last_halt(rules: Rules, mission: Mission, trip: Trip) -> Halt | None:
    """Give where a trip has to stop before it first comes nearer to the line than the policy's inner zone."""
    operation, ground = rules.operation, rules.ground
    profile = operation.profile(operation.vehicle(mission.vehicle))
    for number, leg in enumerate(trip.legs):
        pieces = list(pieces_of_leg(leg, ground.graph, ground.field, profile))
        entered = next((k for k, piece in enumerate(pieces) if piece.line_km < operation.policy.inner_zone_km), None)
        if entered is None:
            continue
        known = bool(ground.situation.no_coverage)
        silent = is_silent(pieces, ground.field, operation) if known else [False] * len(pieces)
        covered = entered
        while covered > 0 and silent[covered - 1]:
            covered -= 1
        return Halt(number, _metres(pieces[:covered]), _whole(pieces[covered].starts_at), covered < entered)
    return None


def going_on(rules: Rules, mission: Mission, number: int, halt: Halt) -> Mission:
    """Give what is left of a mission from its halt on, as that of a van that is out and goes on when it was planned."""
    trip, leg = mission.trips[number], mission.trips[number].legs[halt.leg]
    rest = _rest_of(rules, mission, leg, halt)
    boarded = tuple(stop.request for stop in trip.stops[: halt.leg])
    x_m, y_m = place_of(rules.ground.graph, rest.arcs[0], rest.start_fraction)
    lon, lat = to_degrees(rules.ground.graph.crs, x_m, y_m)
    done = sum(one.exposure for one in mission.trips[:number])
    done += sum(one.exposure for one in trip.legs[: halt.leg]) + sum(s.exposure for s in trip.stops[: halt.leg])
    before = mission.underway
    underway = Underway(
        at=RoadPoint(arc=rest.arcs[0], fraction=rest.start_fraction, snap_m=0.0, lon=float(lon), lat=float(lat)),
        since=halt.at,
        aboard=(*(mission.aboard if number == 0 else ()), *boarded),
        trips_done=number + (before.trips_done if before else 0),
        exposure=done + leg.exposure - rest.exposure + (before.exposure if before else 0.0),
    )
    first = replace(
        trip,
        starts_from=ON_THE_WAY,
        departs_at=halt.at,
        stops=trip.stops[halt.leg :],
        legs=(rest, *trip.legs[halt.leg + 1 :]),
    )
    left = replace(mission, departs_at=halt.at, trips=(first, *mission.trips[number + 1 :]), underway=underway)
    return driven_from(left, halt.at, rules.ground, rules.operation)


def later_from(rules: Rules, mission: Mission, waiting: Mission, minutes: int) -> tuple[Fault, ...] | None:
    """Give what the referee holds against going on so many minutes later; None where nobody knows the danger then."""
    try:
        late = gone_on_later(rules, waiting, minutes)
        return against(rules.of_vehicle(mission, late), rules.ground, rules.operation)
    except InputError:
        return None


def gone_on_later(rules: Rules, waiting: Mission, minutes: int) -> Mission:
    """Give a mission that goes on from its halt so many minutes later."""
    if waiting.underway is None:
        raise ValueError("a mission that goes on from the road is under way")
    since = waiting.underway.since + timedelta(minutes=minutes)
    late = driven_from(waiting, since, rules.ground, rules.operation)
    return replace(late, underway=replace(waiting.underway, since=since))


def _rest_of(rules: Rules, mission: Mission, leg: Leg, halt: Halt) -> Leg:
    """Cut off what of a drive lies before a halt."""
    graph, operation = rules.ground.graph, rules.operation
    lengths = graph.stretch_length_m[graph.arc_stretch[list(leg.arcs)]].astype(np.float64)
    shares = driven_shares(len(leg.arcs), leg.start_fraction, leg.end_fraction)
    ends = np.cumsum(lengths * shares)
    place = min(int(np.searchsorted(ends, halt.along_m, side="right")), len(leg.arcs) - 1)
    before_m = float(ends[place - 1]) if place else 0.0
    begins = leg.start_fraction if place == 0 else 0.0
    start = min(1.0, begins + (halt.along_m - before_m) / float(lengths[place]))
    measure = measure_leg(
        graph,
        rules.ground.field,
        operation.profile(operation.vehicle(mission.vehicle)),
        rules.ground.situation.profile,
        arcs=leg.arcs[place:],
        start_fraction=start,
        end_fraction=leg.end_fraction,
        departs_at=halt.at,
    )
    return replace(
        leg,
        arcs=leg.arcs[place:],
        start_fraction=start,
        departs_at=halt.at,
        arrives_at=max(leg.arrives_at, halt.at),
        time_s=measure.time_s,
        length_m=measure.length_m,
        track_m=measure.track_m,
        exposure=measure.exposure,
        person_exposure=measure.exposure * leg.people_aboard,
    )


def _metres(pieces: list[Piece]) -> float:
    return sum(piece.length_m for piece in pieces)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
