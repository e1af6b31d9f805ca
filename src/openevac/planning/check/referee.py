"""The one door of the referee: a plan, the ground and the rules in; every fault out. It never mends a plan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.hazards import Border
from openevac.domain.missions import Mission, Plan
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat, Place
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.hazards.field import HazardField, build_field
from openevac.planning.check.access import check_access, check_ground
from openevac.planning.check.aid import check_cold, check_destinations, check_parcels
from openevac.planning.check.beds import check_beds
from openevac.planning.check.belongings import check_belongings, check_packs
from openevac.planning.check.ceilings import check_ceilings
from openevac.planning.check.clock import check_clock
from openevac.planning.check.drives import check_drives
from openevac.planning.check.exposure import check_exposures
from openevac.planning.check.fairness import check_fairness
from openevac.planning.check.faults import NOWHERE, Fault, FaultCode, Where, fault
from openevac.planning.check.footway import check_footways
from openevac.planning.check.hours import check_hours
from openevac.planning.check.identity import check_departures, check_identity, moments
from openevac.planning.check.legs import check_ends, check_roads
from openevac.planning.check.loads import check_loads
from openevac.planning.check.measured import drive_again
from openevac.planning.check.on_foot import check_on_foot, check_points, codes_of_points, where_met
from openevac.planning.check.outings import check_crew_ceilings, check_outings, check_waves
from openevac.planning.check.pairs import check_pairs
from openevac.planning.check.record import check_missions, check_requests, check_unserved, sound_missions
from openevac.planning.check.relay_ground import check_relay_ceilings, check_relay_ground, check_relay_halts
from openevac.planning.check.relays import check_known_relays, check_relays
from openevac.planning.check.riding_along import Scene, check_left_without_need
from openevac.planning.check.service import check_service
from openevac.planning.check.silence import check_silences
from openevac.planning.check.totals import check_counts, check_sums
from openevac.planning.check.underway import Out, check_underway
from openevac.planning.check.walk import check_walks
from openevac.roads.graph import RoadGraph

FIELD_MARGIN_M = 5000.0
"""Danger is laid over the roads and this much around them: the planner takes the same bounds, so figures agree."""

LONGEST_H = 72
"""A plan that runs longer is no day's plan; its clock is wrong, and a field for it would fill the memory."""

SPARE_H = 3
"""Hours beyond the stated end: a drive stated too short is measured to its real end."""


def check_plan(  # noqa: PLR0913 - the referee is shown everything at once
    plan: Plan,
    graph: RoadGraph,
    region_fingerprint: str,
    situation: Situation,
    operation: Operation,
    *,
    border: Border | None = None,
    field: HazardField | None = None,
    places: Sequence[Place] = (),
    out: Out | None = None,
) -> tuple[Fault, ...]:
    """Give everything wrong with a plan; nothing means that it may be shown.

    `border` and `places` are the region's (a request without a position lies where its place does). `field`:
    the danger over the plan's hours; built here where it is not given or was built from something else. `out`: by
    vehicle, where each van that has left its depot really is (None = the day is not planned again). In a day planned
    again people keep to what they were told: nobody asks whether a bag more would ride by now. Faults that make others
    senseless come alone: a plan for another region, a mission of an unknown vehicle, arcs that do not join. Raises
    InputError where the situation itself cannot be used (no border at all).
    """
    stranger = tuple(check_identity(plan, region_fingerprint, operation))
    if stranger:
        return stranger
    missions = sound_missions(plan, operation)
    codes = codes_of_points(missions, operation, places, graph.crs)
    faults = [*_check_record(plan, operation), *check_underway(plan, out or {}, graph, operation)]
    faults += check_rules(missions, operation, situation, codes)
    if len(missions) < len(plan.missions):
        return tuple(faults)
    faults += [*check_counts(plan, operation), *check_fairness(plan, operation)]
    faults += _check_roads(plan, graph, operation, positions_of(operation, places), places)
    if any(found.code is FaultCode.LEG_BROKEN for found in faults):
        return tuple(faults)
    if not plan.missions:
        return (*faults, *check_sums(plan, ()))
    too_long = tuple(_check_span(plan))
    if too_long:
        return (*faults, *too_long)
    if field is None or not _is_of(field, situation, border):
        starts_at, hours = _hours_of(plan)
        bounds_m = field_bounds_m(graph)
        field = build_field(
            situation, crs=graph.crs, bounds_m=bounds_m, starts_at=starts_at, hours=hours, border=border
        )
    scene = Scene(
        graph=graph,
        field=field,
        situation=situation,
        operation=operation,
        positions=positions_of(operation, places),
        codes=codes,
        missions=plan.missions,
        made_at=plan.made_at,
        again=out is not None,
    )
    faults += _check_in_the_field(plan, scene)
    return tuple(faults)


def check_rules(
    missions: Sequence[Mission], operation: Operation, situation: Situation, codes: Mapping[str, str]
) -> Iterator[Fault]:
    """Find what needs no map: clocks, hours, access, service, walkers, loads, beds; `codes`: places of points."""
    for mission in missions:
        yield from check_clock(mission, operation)
        yield from check_hours(mission, operation, situation, codes)
        yield from check_access(mission, operation, situation, codes)
        yield from check_service(mission, operation, situation.profile)
        yield from check_on_foot(mission, operation, situation.profile)
        yield from check_belongings(mission, operation, situation.profile)
        yield from check_loads(mission, operation, situation.profile)
        yield from check_cold(mission, operation)
    yield from check_outings(missions, operation)
    yield from check_relays(missions, operation, situation, codes)
    yield from check_beds(missions, operation)


def field_bounds_m(graph: RoadGraph) -> tuple[float, float, float, float]:
    """Give the bounds (x0, y0, x1, y1) of a region's field in metres of its projection."""
    return (
        float(graph.node_x.min()) - FIELD_MARGIN_M,
        float(graph.node_y.min()) - FIELD_MARGIN_M,
        float(graph.node_x.max()) + FIELD_MARGIN_M,
        float(graph.node_y.max()) + FIELD_MARGIN_M,
    )


def positions_of(operation: Operation, places: Sequence[Place]) -> dict[str, LonLat]:
    """Give where each request is: its own position, or else that of its place; requests of neither are left out."""
    known = {place.katottg: place.position for place in places}
    found = {request.id: request.position or known.get(request.katottg) for request in operation.requests}
    return {name: position for name, position in found.items() if position is not None}


def _check_record(plan: Plan, operation: Operation) -> Iterator[Fault]:
    yield from check_departures(plan)
    yield from check_waves(plan)
    yield from check_missions(plan, operation)
    yield from check_requests(plan, operation)
    yield from check_unserved(plan, operation)
    yield from check_points(plan, operation)
    yield from check_known_relays(plan, operation)
    yield from check_parcels(plan, operation)


def _check_roads(
    plan: Plan,
    graph: RoadGraph,
    operation: Operation,
    positions: Mapping[str, LonLat],
    places: Sequence[Place],
) -> Iterator[Fault]:
    for mission in plan.missions:
        broken = tuple(check_roads(mission, graph))
        yield from broken or check_ends(mission, graph, operation, where_met(mission, operation, positions))
        if not broken:
            yield from check_destinations(mission, graph, operation, positions, places)
            yield from check_relay_halts(mission, graph, operation)


def _check_in_the_field(plan: Plan, scene: Scene) -> Iterator[Fault]:
    """Find what only danger and closures at the time of driving can tell, and what adds up from them."""
    graph, field, operation, positions = scene.graph, scene.field, scene.operation, scene.positions
    driven = []
    for mission in plan.missions:
        try:
            met = where_met(mission, operation, positions)
            driven.append(drive_again(mission, graph, field, operation, positions))
            yield from check_ground(mission, graph, field, met)
            yield from check_relay_ground(mission, field, operation)
            yield from check_walks(mission, graph, field, met)
            yield from check_footways(mission, field, operation, positions)
            yield from check_packs(mission, graph, field, operation, positions, plan.made_at)
            if not scene.again:
                yield from check_left_without_need(mission, scene)
        except InputError as error:
            # The plan is not a person's input: where the field refuses a time or a point, the plan is at fault.
            where = Where(vehicle=mission.vehicle)
            yield fault(FaultCode.OUTSIDE_FIELD, where, Remark(text=error.problem, facts=error.facts))
            return
    for again in driven:
        yield from check_drives(again)
        yield from check_exposures(again)
        yield from check_ceilings(again, operation)
    yield from check_crew_ceilings(driven, operation)
    yield from check_pairs(plan.missions, graph, field, operation.policy, plan.made_at)
    yield from check_silences(plan, graph, field, operation)
    yield from check_relay_ceilings(driven, operation)
    yield from check_sums(plan, driven)


def _is_of(field: HazardField, situation: Situation, border: Border | None) -> bool:
    """Tell whether a field was built from this very situation; the danger of another one proves nothing."""
    return field.situation == situation and field.border == (situation.border or border)


def _check_span(plan: Plan) -> Iterator[Fault]:
    hours = (max(moments(plan)) - min(moments(plan))).total_seconds() / SECONDS_PER_HOUR
    if hours > LONGEST_H:
        yield fault(
            FaultCode.OUTSIDE_FIELD,
            NOWHERE,
            Remark(
                text="The plan runs over {hours} hours; a day's plan has at most {most}.",
                facts={"hours": round(hours), "most": LONGEST_H},
            ),
        )


def _hours_of(plan: Plan) -> tuple[datetime, int]:
    """Give the first moment of the missions and how many hours of danger it takes to drive them again."""
    stops = [stop for mission in plan.missions for trip in mission.trips for stop in trip.stops]
    left_at = [stop.walk.leaves_at for stop in stops if stop.walk is not None]
    starts_at = min([*(mission.departs_at for mission in plan.missions), *left_at])
    hours = (max(moments(plan)) - starts_at).total_seconds() / SECONDS_PER_HOUR
    return starts_at, math.ceil(hours) + SPARE_H
