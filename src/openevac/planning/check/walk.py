"""Where people walk from the door to the van: not over ground that may be mined.

In places once held or fought over, verges and unlisted paths are closed by default, for walking too. Near the door
people walk along streets and yards; a longer walk leads over open ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import shapely

from openevac.domain.hazards import ZoneKind
from openevac.domain.missions import Mission, Stop
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.hazards.field import HazardField
from openevac.hazards.weather import full_hour
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.points import place_of
from openevac.roads.graph import RoadGraph
from openevac.roads.projection import to_metric

STREETS_M = 300.0
"""Up to this far from the van people walk along streets and yards."""

GRAIN_M = 100.0
"""Doors are known to 100 m: a shorter piece over mined ground may be no piece at all."""


def check_walks(
    mission: Mission, graph: RoadGraph, field: HazardField, positions: Mapping[str, LonLat]
) -> Iterator[Fault]:
    """Find halts so far from the door that people would walk over ground that may be mined."""
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            if stop.request not in positions:
                continue
            x, y = to_metric(graph.crs, *positions[stop.request])
            walk = shapely.LineString([(float(x), float(y)), place_of(graph, stop.at.arc, stop.at.fraction)])
            over_m = _longest_over_mines(walk, field, stop) if walk.length > STREETS_M else 0.0
            if over_m > GRAIN_M:
                yield fault(
                    FaultCode.MINED_WALK,
                    Where(vehicle=mission.vehicle, trip=number, request=stop.request),
                    Remark(
                        text="People would walk {walk_m} m to the van, {mined_m} m of them over ground "
                        "that may be mined.",
                        facts={"walk_m": round(walk.length), "mined_m": round(over_m)},
                    ),
                )


def _longest_over_mines(walk: shapely.LineString, field: HazardField, stop: Stop) -> float:
    """Give the metres of the longest piece of a walk that lies on ground once held or marked as mined then."""
    grounds = [ground.once.shape for _, ground in field.grounds]
    zones = [
        laid.area.shape
        for laid in field.zones
        if laid.zone.kind is ZoneKind.MINED and _holds(laid.zone.valid_from, laid.zone.valid_until, stop)
    ]
    pieces = [piece for shape in (*grounds, *zones) for piece in shapely.get_parts(shapely.intersection(walk, shape))]
    return max((float(piece.length) for piece in pieces), default=0.0)


def _holds(valid_from: datetime | None, valid_until: datetime | None, stop: Stop) -> bool:
    begun = valid_from is None or valid_from < stop.departs_at
    return begun and (valid_until is None or valid_until > full_hour(stop.arrives_at))
