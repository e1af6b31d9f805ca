"""What events change: the situation, and the operation with who is still to be fetched by which vans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from openevac.domain.errors import InputError
from openevac.domain.hazards import Cause, Confidence, HazardReport
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.replanning import DayEvents, RoadBlocked
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Shelter
from openevac.domain.situation import Situation
from openevac.planning.beds import beds_left, beds_of
from openevac.planning.underway import VanNow


def require_known(events: DayEvents, operation: Operation, made: Plan) -> None:
    """Refuse events that name what nobody knows, and a plan that is not of this operation.

    Raises InputError with the field of the event file.
    """
    if made.operation != operation.name:
        raise InputError(
            "The plan is for the operation '{stated}', not for '{given}'.",
            "Give the operation file that the plan was made for.",
            field="operation",
            stated=made.operation,
            given=operation.name,
        )
    vehicles, shelters = {one.id for one in operation.vehicles}, {one.id for one in operation.shelters}
    known = {one.id for one in operation.requests}
    for field, name in _vehicles_named(events):
        if name not in vehicles:
            raise _unknown("The operation has no vehicle '{name}'.", field, name, vehicles)
    for beds in events.beds:
        if beds.shelter not in shelters:
            raise _unknown(
                "The operation has no shelter '{name}'.", f"beds[{beds.shelter}].shelter", beds.shelter, shelters
            )
    for request in events.walk_ups:
        if request.id in known:
            raise InputError(
                "The operation has a request '{name}' already.",
                "Give the new household an id of its own.",
                field=f"walk_ups[{request.id}].id",
                name=request.id,
            )
    everybody = known | {one.id for one in events.walk_ups}
    for field, name in _requests_named(events):
        if name not in everybody:
            raise _unknown("Neither the operation nor walk_ups has a request '{name}'.", field, name, everybody)
    _require_one_fate(events)


def _vehicles_named(events: DayEvents) -> Iterable[tuple[str, str]]:
    yield from ((f"vans[{one.vehicle}].vehicle", one.vehicle) for one in events.vans)
    yield from ((f"lost[{one.vehicle}].vehicle", one.vehicle) for one in events.lost)
    yield from ((f"delays[{one.vehicle}].vehicle", one.vehicle) for one in events.delays)


def _requests_named(events: DayEvents) -> Iterable[tuple[str, str]]:
    yield from ((f"vans[{one.vehicle}].done", name) for one in events.vans for name in one.done)
    yield from ((f"refused[{one.request}].request", one.request) for one in events.refused)
    yield from ((f"not_at_home[{one.request}].request", one.request) for one in events.not_at_home)


def _require_one_fate(events: DayEvents) -> None:
    done = {name: one.vehicle for one in events.vans for name in one.done}
    for field, entries in (("refused", events.refused), ("not_at_home", events.not_at_home)):
        for entry in entries:
            if entry.request in done:
                raise InputError(
                    "The household '{name}' has boarded '{vehicle}' by the same file.",
                    "Take it out of `done`, or take this event out.",
                    field=f"{field}[{entry.request}].request",
                    name=entry.request,
                    vehicle=done[entry.request],
                )


def _unknown(problem: str, field: str, name: str, known: Iterable[str]) -> InputError:
    return InputError(
        problem, "Correct the id; known are: {known}.", field=field, name=name, known=", ".join(sorted(known)[:12])
    )


def situation_now(situation: Situation, events: DayEvents) -> Situation:
    """Give the situation with what events add; newer word on one report, zone or place takes the place of older."""
    reports = {one.id: one for one in (*situation.reports, *events.reports, *map(_report, events.blocked))}
    zones = {one.id: one for one in (*situation.zones, *events.zones)}
    places = {one.katottg: one for one in (*situation.access, *events.places)}
    return replace(
        situation, reports=tuple(reports.values()), zones=tuple(zones.values()), access=tuple(places.values())
    )


def _report(blocked: RoadBlocked) -> HazardReport:
    return HazardReport(
        id=blocked.id,
        cause=Cause.GROUND,
        kind="obstacle",
        position=blocked.position,
        happened_at=blocked.seen_at,
        source=blocked.source,
        confidence=Confidence.VERIFIED,
        blocks=True,
        radius_m=blocked.radius_m,
        way_ids=blocked.way_ids,
        valid_until=blocked.valid_until,
    )


def operation_now(operation: Operation, events: DayEvents, vans: Mapping[str, VanNow]) -> Operation:
    """Give what is still to be done: without who is handed over, refused or absent, without lost vans, with walk-ups.

    Who sat in a lost van waits where it stands, urgently. Beds that people of today have taken are gone. Raises
    InputError where nobody or no van is left.
    """
    lost = {one.vehicle for one in events.lost}
    delivered = {name: shelter for van in vans.values() for name, shelter in van.delivered.items()}
    waiting = {name: vans[vehicle] for vehicle in lost for name in vans[vehicle].aboard}
    everybody = (*operation.requests, *events.walk_ups)
    left = tuple(
        _by_the_road(one, waiting[one.id]) if one.id in waiting else one
        for one in everybody
        if one.id not in delivered and one.id not in events.absent
    )
    vehicles = tuple(vehicle for vehicle in operation.vehicles if vehicle.id not in lost)
    if not left or not vehicles:
        raise InputError(
            "Nobody is left to be fetched, or no van to fetch them.",
            "Ways home are found with `openevac way`; where a van or a household has come, write a new operation.",
            field="vans" if not left else "lost",
        )
    told = {one.shelter: one.beds for one in events.beds}
    by_id = {one.id: one for one in everybody}
    shelters = tuple(
        _shelter(one, [by_id[n] for n, s in delivered.items() if s == one.id]) for one in operation.shelters
    )
    return replace(
        operation,
        requests=left,
        vehicles=vehicles,
        aid=tuple(one for one in operation.aid if one.request in {"", *(request.id for request in left)}),
        shelters=tuple(replace(one, beds=told.get(one.id, one.beds)) for one in shelters),
    )


def _by_the_road(request: EvacuationRequest, van: VanNow) -> EvacuationRequest:
    """Give a household that sat in a lost van: it waits beside it, and nothing is to be carried down."""
    start = van.start
    position = request.position if start is None else LonLat(start.at.lon, start.at.lat)
    return replace(
        request,
        position=position,
        katottg="",
        priority=Priority.URGENT,
        required=True,
        tw_early=None,
        tw_late=None,
        release_time=None,
        needs=replace(request.needs, carry_floors=0),
    )


def _shelter(shelter: Shelter, arrived: list[EvacuationRequest]) -> Shelter:
    return replace(shelter, beds=beds_left((beds_of(one) for one in arrived), shelter.beds)) if arrived else shelter
