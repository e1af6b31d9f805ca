"""Points along a drive: where a van is after so many seconds, and where on it a point of the road lies."""

from __future__ import annotations

import numpy as np

from openevac.domain.legs import Leg, RoadPoint
from openevac.planning.check.points import place_of
from openevac.roads.graph import BoolArray, FloatArray, RoadGraph
from openevac.roads.projection import to_degrees
from openevac.routing.path import shares_along


def road_point(graph: RoadGraph, arc: int, fraction: float, snap_m: float = 0.0) -> RoadPoint:
    """Give the point at a fraction of an arc, on the forward arc of its stretch as snapping gives it."""
    if not graph.arc_forward[arc] and graph.arc_twin[arc] >= 0:
        arc, fraction = int(graph.arc_twin[arc]), 1.0 - fraction
    lon, lat = to_degrees(graph.crs, *place_of(graph, arc, fraction))
    return RoadPoint(arc=arc, fraction=fraction, snap_m=snap_m, lon=float(lon), lat=float(lat))


def end_of(graph: RoadGraph, leg: Leg) -> RoadPoint:
    """Give the point where a drive ends."""
    return road_point(graph, leg.arcs[-1], leg.end_fraction)


def seconds_along(graph: RoadGraph, leg: Leg, time_s: FloatArray) -> FloatArray:
    """Give the seconds on each arc of a drive; `time_s`: seconds for whole stretches (S)."""
    stretches = graph.arc_stretch[np.array(leg.arcs, dtype=np.int64)]
    return np.asarray(shares_along(leg.arcs, leg.start_fraction, leg.end_fraction) * time_s[stretches])


def after_seconds(graph: RoadGraph, leg: Leg, time_s: FloatArray, seconds: float) -> tuple[int, float]:
    """Give where a van is so many seconds into a drive: the place of the arc in it, and the fraction along that arc."""
    along = seconds_along(graph, leg, time_s)
    ends = np.cumsum(along)
    place = int(np.searchsorted(ends, seconds, side="right"))
    if place >= len(leg.arcs):
        return len(leg.arcs) - 1, leg.end_fraction
    into_s = seconds - (float(ends[place - 1]) if place else 0.0)
    whole_s = float(time_s[graph.arc_stretch[leg.arcs[place]]])
    begins = leg.start_fraction if place == 0 else 0.0
    return place, min(1.0, begins + (into_s / whole_s if whole_s > 0 else 0.0))


def seconds_to(graph: RoadGraph, leg: Leg, time_s: FloatArray, point: RoadPoint) -> float | None:
    """Give how many seconds into a drive a point of the road is passed, or None where the drive does not pass it."""
    passed_s = 0.0
    along = seconds_along(graph, leg, time_s)
    for place, arc in enumerate(leg.arcs):
        first = leg.start_fraction if place == 0 else 0.0
        last = leg.end_fraction if place == len(leg.arcs) - 1 else 1.0
        if graph.arc_stretch[arc] == graph.arc_stretch[point.arc]:
            at = point.fraction if arc == point.arc else 1.0 - point.fraction
            if first - _HAIR <= at <= last + _HAIR:
                share = (at - first) / (last - first) if last > first else 0.0
                return passed_s + min(1.0, max(0.0, share)) * float(along[place])
        passed_s += float(along[place])
    return None


def rest_of(leg: Leg, place: int, fraction: float) -> tuple[tuple[int, ...], float, float]:
    """Give arcs and fractions of what is left of a drive from a fraction of its arc at `place` on."""
    return leg.arcs[place:], fraction, leg.end_fraction


def last_open_crossing(
    graph: RoadGraph, leg: Leg | None, place: int, point: RoadPoint, is_open: BoolArray, time_s: FloatArray
) -> tuple[RoadPoint, float] | None:
    """Give the crossing a van on a closed road turns back to, and the seconds it takes; None where all is closed.

    A road is closed as a whole, and the van stands on it. Back along its own drive to the last crossing with an open
    road; where nobody knows where it came from, to the nearer end of the road that has one.
    """
    share = {point.arc: point.fraction, int(graph.arc_twin[point.arc]): 1.0 - point.fraction}
    if leg is not None:
        back_s = 0.0
        for number in range(place, -1, -1):
            arc = leg.arcs[number]
            whole_s = float(time_s[graph.arc_stretch[arc]])
            back_s += whole_s * (share.get(arc, 1.0) if number == place else 1.0)
            found = _open_at(graph, int(graph.arc_tail[arc]), is_open)
            if found is not None:
                return found, back_s
    ends = []
    for arc, fraction in share.items():
        if arc >= 0:
            found = _open_at(graph, int(graph.arc_tail[arc]), is_open)
            if found is not None:
                ends.append((fraction * float(time_s[graph.arc_stretch[arc]]), found))
    return min(((found, seconds) for seconds, found in ends), key=lambda one: one[1], default=None)


_HAIR = 1e-6


def _open_at(graph: RoadGraph, node: int, is_open: BoolArray) -> RoadPoint | None:
    """Give a node as a point of an open road that can be driven from it."""
    leaving = np.flatnonzero((graph.arc_tail == node) & is_open[graph.arc_stretch])
    return road_point(graph, int(leaving[0]), 0.0) if leaving.size else None
