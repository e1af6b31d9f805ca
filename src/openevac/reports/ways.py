"""The lines a plan's legs run over, as they may leave the house."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openevac.domain.missions import Leg, Mission, Trip
from openevac.domain.places import LonLat
from openevac.reports.material import PlanMaterial
from openevac.reports.rounding import GroundLine
from openevac.roads.graph import FloatArray, RoadGraph


def driven_line(graph: RoadGraph, arcs: Sequence[int], start_fraction: float, end_fraction: float) -> GroundLine:
    """Give the line of arcs driven in order, cut at fractions of the first and the last."""
    pieces = [_arc_points(graph, arc) for arc in arcs]
    if len(pieces) == 1:
        pieces = [_part(pieces[0], start_fraction, end_fraction)]
    else:
        pieces[0] = _part(pieces[0], start_fraction, 1.0)
        pieces[-1] = _part(pieces[-1], 0.0, end_fraction)
    counts = [len(piece) - 1 for piece in pieces[:-1]] + [len(pieces[-1])]
    along = np.repeat(np.asarray(arcs, dtype=np.int64), counts)
    return GroundLine(
        points=np.vstack([*(piece[:-1] for piece in pieces[:-1]), pieces[-1]]),
        stretch=graph.arc_stretch[along].astype(np.int64),
        forward=np.asarray(graph.arc_forward[along]),
    )


def leg_line(graph: RoadGraph, leg: Leg) -> GroundLine:
    """Give a leg's line, exactly as it is driven."""
    return driven_line(graph, leg.arcs, leg.start_fraction, leg.end_fraction)


def shown_legs(material: PlanMaterial, trip: Trip) -> list[GroundLine]:
    """Give the lines of a trip's legs, doors hidden unless positions are exact."""
    halts = [_place_of(material, trip.starts_from)]
    halts += [LonLat(stop.at.lon, stop.at.lat) for stop in trip.stops]
    halts.append(_place_of(material, trip.shelter))
    lines = [leg_line(material.graph, leg) for leg in trip.legs]
    return [
        material.rounding.way(line, (halts[k] or _end(line, 0), halts[k + 1] or _end(line, -1)))
        for k, line in enumerate(lines)
    ]


def shown_way_home(material: PlanMaterial, mission: Mission) -> GroundLine:
    """Give the line of the empty drive home, doors hidden unless positions are exact."""
    line = leg_line(material.graph, mission.way_home)
    start = _place_of(material, mission.trips[-1].shelter) if mission.trips else None
    end = _place_of(material, mission.depot)
    return material.rounding.way(line, (start or _end(line, 0), end or _end(line, -1)))


def depot_and_shelter_positions(material: PlanMaterial) -> dict[str, LonLat]:
    """Give the rounded positions of the depots and shelters that the plan touches, by id."""
    ids = {mission.depot for mission in material.plan.missions}
    ids |= {name for _, _, trip in material.trips for name in (trip.starts_from, trip.shelter)}
    known = {name: _place_of(material, name) for name in sorted(ids)}
    return {name: material.rounding.point(position) for name, position in known.items() if position is not None}


def _place_of(material: PlanMaterial, name: str) -> LonLat | None:
    places = {record.id: record.position for record in material.operation.depots}
    places |= {record.id: record.position for record in material.operation.shelters}
    return places.get(name)


def _end(line: GroundLine, which: int) -> LonLat:
    return LonLat(float(line.points[which, 0]), float(line.points[which, 1]))


def _arc_points(graph: RoadGraph, arc: int) -> FloatArray:
    points = graph.shape(int(graph.arc_stretch[arc]))
    return points if graph.arc_forward[arc] else points[::-1]


def _part(points: FloatArray, start: float, end: float) -> FloatArray:
    """Cut a line at two fractions of its length; degrees are weighed so that both axes are equally long."""
    weight = np.cos(np.radians(points[:, 1].mean()))
    steps = np.hypot(np.diff(points[:, 0]) * weight, np.diff(points[:, 1]))
    along = np.concatenate(([0.0], np.cumsum(steps))) / steps.sum()
    inner = (along > start) & (along < end)
    where = np.concatenate(([start], along[inner], [end]))
    return np.column_stack((np.interp(where, along, points[:, 0]), np.interp(where, along, points[:, 1])))
