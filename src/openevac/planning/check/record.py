"""Who and what the plan names: known vehicles, crews, depots, shelters, every request exactly once, whole trips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from openevac.domain.missions import ON_THE_WAY, Mission, Plan, Trip
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.unserved import Unserved
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.tolerances import DAYS
from openevac.planning.check.underway import households_of


def check_missions(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find missions of unknown vehicles, with another crew or depot, or with trips that do not join up."""
    for mission in plan.missions:
        yield from check_mission(mission, operation)


def check_mission(mission: Mission, operation: Operation) -> Iterator[Fault]:
    """Find what is wrong with the names and the shape of one mission."""
    where = Where(vehicle=mission.vehicle)
    vehicle = next((known for known in operation.vehicles if known.id == mission.vehicle), None)
    if vehicle is None:
        yield fault(
            FaultCode.UNKNOWN_VEHICLE,
            where,
            Remark(text="The operation has no vehicle '{vehicle}'.", facts={"vehicle": mission.vehicle}),
        )
        return
    if mission.crew != vehicle.crew:
        yield fault(
            FaultCode.WRONG_CREW,
            where,
            Remark(
                text="The plan puts the crew '{stated}' on this vehicle; in the operation it is '{known}'.",
                facts={"stated": mission.crew, "known": vehicle.crew},
            ),
        )
    if mission.depot != vehicle.depot:
        yield fault(
            FaultCode.WRONG_DEPOT,
            where,
            Remark(
                text="The plan starts this vehicle at '{stated}'; in the operation it stands at '{known}'.",
                facts={"stated": mission.depot, "known": vehicle.depot},
            ),
        )
    underway = mission.underway
    if not mission.trips and underway is None:
        yield _nobody(where)
    start = mission.depot if underway is None else underway.place or ON_THE_WAY
    for number, trip in enumerate(mission.trips, 1):
        there = Where(vehicle=mission.vehicle, trip=number)
        if not households_of(mission, number - 1):
            yield _nobody(there)
        yield from _check_trip(trip, start, operation, there)
        start = trip.ends_at


def _check_trip(trip: Trip, start: str, operation: Operation, where: Where) -> Iterator[Fault]:
    if trip.starts_from != start:
        yield fault(
            FaultCode.WRONG_START,
            where,
            Remark(
                text="The trip starts from '{stated}', but the vehicle stands at '{known}' then.",
                facts={"stated": trip.starts_from, "known": start},
            ),
        )
    if trip.hand_over is None and trip.shelter not in {shelter.id for shelter in operation.shelters}:
        yield fault(
            FaultCode.UNKNOWN_SHELTER,
            where,
            Remark(text="The operation has no shelter '{shelter}'.", facts={"shelter": trip.shelter}),
        )
    if len(trip.legs) != len(trip.stops) + 1:
        yield fault(
            FaultCode.LEG_COUNT,
            where,
            Remark(
                text="The trip has {stops} stops and {legs} legs; it needs one leg more than stops.",
                facts={"stops": len(trip.stops), "legs": len(trip.legs)},
            ),
        )


def _nobody(where: Where) -> Fault:
    return fault(
        FaultCode.NOBODY_FETCHED,
        where,
        Remark(text="Nobody is fetched here; a mission exists only with a civilian request."),
    )


def check_requests(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find requests that are unknown, named twice, or neither served nor listed as unserved."""
    # Who is brought to a relay is not served by that; the stop at which another vehicle takes them on counts.
    served = [
        name
        for mission in plan.missions
        for number, trip in enumerate(mission.trips)
        if trip.hand_over is None
        for name in households_of(mission, number)
    ]
    counts = Counter([*served, *(entry.request for entry in plan.unserved)])
    known = {request.id for request in operation.requests}
    for name, count in counts.items():
        where = Where(request=name)
        if name not in known:
            yield fault(
                FaultCode.UNKNOWN_REQUEST,
                where,
                Remark(text="The operation has no request '{request}'.", facts={"request": name}),
            )
        elif count > 1:
            yield fault(
                FaultCode.REQUEST_TWICE,
                where,
                Remark(
                    text="The request stands in the plan {count} times; it is served once, whole, or unserved once.",
                    facts={"count": count},
                ),
            )
    for request in operation.requests:
        if request.id not in counts:
            yield fault(
                FaultCode.REQUEST_MISSING,
                Where(request=request.id),
                Remark(text="The request is neither served nor listed as unserved."),
            )


def check_unserved(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find unserved entries whose facts are not the request's, or that give no reason or no proof."""
    requests = {request.id: request for request in operation.requests}
    for entry in plan.unserved:
        request = requests.get(entry.request)
        if request is not None:
            yield from _check_entry(entry, request, plan)


def _check_entry(entry: Unserved, request: EvacuationRequest, plan: Plan) -> Iterator[Fault]:
    where = Where(request=entry.request)
    days = request.waiting_days(plan.made_at)
    if not abs(entry.waiting_days - days) <= DAYS:
        yield fault(
            FaultCode.UNSERVED_FACTS,
            where,
            Remark(
                text="The plan says it has waited {stated} days; it has waited {days}.",
                facts={"stated": round(entry.waiting_days, 1), "days": round(days, 1)},
            ),
        )
    if entry.priority != request.priority or entry.required != request.required:
        yield fault(
            FaultCode.UNSERVED_FACTS,
            where,
            Remark(text="The plan states another priority or another need to be served than the request."),
        )
    if not entry.reason.text.strip() or not entry.proof.text.strip():
        yield fault(
            FaultCode.UNSERVED_FACTS,
            where,
            Remark(text="The plan leaves the request out without a reason, or without a proof of the reason."),
        )


def sound_missions(plan: Plan, operation: Operation) -> tuple[Mission, ...]:
    """Give the missions whose names and shape can be followed, so that the other checks may look further."""
    requests = {request.id for request in operation.requests}
    shelters = {shelter.id for shelter in operation.shelters}
    vehicles = {vehicle.id for vehicle in operation.vehicles}
    points = {"", *(point.id for point in operation.meeting_points)}
    relays = {"", *(relay.id for relay in operation.relays)}
    return tuple(
        mission
        for mission in plan.missions
        if mission.vehicle in vehicles
        and all(
            (trip.shelter in shelters if trip.hand_over is None else trip.hand_over.relay in relays - {""})
            and households_of(mission, number)
            and len(trip.legs) == len(trip.stops) + 1
            and all(name in requests for name in households_of(mission, number))
            and all(stop.meeting_point in points and stop.relay in relays for stop in trip.stops)
            for number, trip in enumerate(mission.trips)
        )
        and (mission.trips or (mission.underway is not None and not mission.aboard))
    )
