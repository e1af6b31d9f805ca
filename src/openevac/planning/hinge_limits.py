"""Whether a mission may go: only what the referee holds against driving it, not what a plan states wrongly."""

from __future__ import annotations

from collections.abc import Sequence

from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.domain.situation import Situation
from openevac.planning.check.access import check_ground
from openevac.planning.check.ceilings import check_ceilings
from openevac.planning.check.drives import check_drives
from openevac.planning.check.faults import Fault, FaultCode
from openevac.planning.check.footway import check_footways
from openevac.planning.check.measured import drive_again
from openevac.planning.check.on_foot import codes_of_points, where_met
from openevac.planning.check.outings import check_crew_ceilings
from openevac.planning.check.referee import check_rules, positions_of
from openevac.planning.ground import Ground

LIMITS = frozenset(
    {
        FaultCode.VEHICLE_TWICE,
        FaultCode.REST,
        FaultCode.DUTY,
        FaultCode.NOT_DRIVABLE,
        FaultCode.ROAD_CLOSED,
        FaultCode.STOP_TOO_LONG,
        FaultCode.TIME_WINDOW,
        FaultCode.RELEASE_TIME,
        FaultCode.DEPARTURE_WINDOW,
        FaultCode.CURFEW,
        FaultCode.CREW_HOURS,
        FaultCode.SHELTER_HOURS,
        FaultCode.PLACE_ACCESS,
        FaultCode.HELD_GROUND,
        FaultCode.BEYOND_BORDER,
        FaultCode.CLOSED_GROUND,
        FaultCode.MINED_WALK,
        FaultCode.MEETING_POINT_HOURS,
        FaultCode.COLD_LIMIT,
        FaultCode.BEDS,
        FaultCode.CARE_BEDS,
        FaultCode.CEILING_TRIP,
        FaultCode.CEILING_PERSON,
        FaultCode.CEILING_MARGINAL,
    }
)
"""Faults that stand against driving. The others say that a plan states a figure wrongly; a new plan states it anew."""


def against(
    missions: Sequence[Mission], ground: Ground, operation: Operation, situation: Situation | None = None
) -> tuple[Fault, ...]:
    """Give what the referee holds against some missions, all of one vehicle or of all, driven on a ground.

    Their figures must be those of this ground. Raises InputError where one leaves the hours of the field.
    """
    graph, field, places = ground.graph, ground.field, ground.region.places
    positions, codes = positions_of(operation, places), codes_of_points(missions, operation, places, graph.crs)
    found = list(check_rules(missions, operation, situation or ground.situation, codes))
    driven = [drive_again(mission, graph, field, operation, positions) for mission in missions]
    for again in driven:
        found += check_ground(again.mission, graph, field, where_met(again.mission, operation, positions))
        found += check_footways(again.mission, field, operation, positions)
        found += [*check_drives(again), *check_ceilings(again, operation)]
    found += check_crew_ceilings(driven, operation)
    return tuple(fault for fault in found if fault.code in LIMITS)
