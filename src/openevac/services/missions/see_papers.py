"""What a crew's paper is printed from: one mission of a kept plan and its doors, in receipts; no names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from openevac.domain import missions as planned
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation, Policy
from openevac.domain.places import LonLat
from openevac.domain.requests import EvacuationRequest as PlannedRequest
from openevac.domain.roles import Action
from openevac.domain.situation import Situation
from openevac.reports.plan_file import read_plan
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.missions.between_vehicles import slots_of
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.drive_of import drive_of
from openevac.services.missions.finding import mission_resource
from openevac.store.convert.danger import lay_over, said_here
from openevac.store.convert.fleet import fleet_to_domain
from openevac.store.convert.relays import relays_named
from openevac.store.convert.requests import needs_to_domain, planning_id, request_to_domain
from openevac.store.convert.shelters import shelters_to_domain
from openevac.store.models import EvacuationRequest, Mission, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersSeen:
    """One mission as its plan made it. Requests go by their receipts, which is what a crew reads aloud.

    `beside`: the missions of that plan with which it changes people at a relay.
    """

    mission: str
    version: int
    plan: Plan
    operation: Operation
    situation: Situation
    beside: tuple[planned.Mission, ...] = ()


def see_papers(asking: Asking, mission: str, base: Situation) -> PapersSeen:
    """Give the newest version of a mission as it was planned, with what people here said laid over the situation."""
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(organisation, code))
    rows = Mission.objects.filter(organisation=organisation, code=code).select_related("plan", "vehicle")
    row = rows.order_by("-version").first()
    if row is None:
        raise not_found("mission", code)
    if not row.plan.body:
        raise Conflict(
            "The plan of this mission was blanked: somebody on it was erased.", "Build the mission again.",
            field="mission",
        )  # fmt: skip
    made = read_plan(bytes(row.plan.body))
    drive = drive_of(row, made)
    if drive is None:
        raise Conflict("The plan of this mission has no drive for it.", "Build the mission again.", field="mission")
    requests = _requests(row) | _aboard(drive)
    return PapersSeen(
        mission=code,
        version=row.version,
        plan=replace(made, missions=(_in_receipts(drive, requests),), unserved=()),
        operation=_operation(row, requests, drive, base),
        situation=lay_over(base, said_here(organisation, asking.clock.now())),
        beside=tuple(_in_receipts(one, requests) for one in _changing_with(drive, made)),
    )


def _changing_with(drive: planned.Mission, made: Plan) -> Iterator[planned.Mission]:
    """Give the drives of a plan that bring people to a relay for this one, or take them on for it there."""
    names = _changing(drive)
    yield from (one for one in made.missions if one.drive != drive.drive and names & _changing(one))


def _changing(drive: planned.Mission) -> frozenset[str]:
    """Give who is handed over by a drive, who sits in it already too, and whom it takes on at a relay."""
    taken_on = {stop.request for trip in drive.trips for stop in trip.stops if stop.waited is not None}
    return frozenset(taken_on | slots_of(drive).keys())


def _requests(row: Mission) -> dict[str, EvacuationRequest]:
    stops = Stop.objects.filter(trip__mission=row, request__isnull=False).select_related("request")
    return {planning_id(stop.request): stop.request for stop in stops if stop.request is not None}


def _aboard(drive: planned.Mission) -> dict[str, EvacuationRequest]:
    """Give who sat in the van already when a mission on the road was planned again."""
    rows = EvacuationRequest.objects.filter(id__in=[UUID(name) for name in drive.aboard])
    return {planning_id(row): row for row in rows}


def _in_receipts(drive: planned.Mission, requests: dict[str, EvacuationRequest]) -> planned.Mission:
    trips = tuple(
        replace(trip, stops=tuple(_in_receipt(halt, requests) for halt in trip.stops)) for trip in drive.trips
    )
    if drive.underway is None:
        return replace(drive, trips=trips)
    aboard = tuple(requests[name].receipt for name in drive.aboard if name in requests)
    return replace(drive, trips=trips, underway=replace(drive.underway, aboard=aboard))


def _in_receipt(halt: planned.Stop, requests: dict[str, EvacuationRequest]) -> planned.Stop:
    """Give a stop by its receipt; one of another mission that is nobody of ours keeps the planner's code."""
    return replace(halt, request=requests[halt.request].receipt) if halt.request in requests else halt


def _operation(
    row: Mission, requests: dict[str, EvacuationRequest], drive: planned.Mission, base: Situation
) -> Operation:
    zone, day, own = base.zone_info, row.plan.made_for, frozenset({row.vehicle.code})
    fleet = fleet_to_domain(row.organisation_id, day, zone, frozenset(), own, own)
    driven_to = frozenset(trip.shelter for trip in drive.trips if trip.hand_over is None)
    return Operation(
        name=f"{row.code} · {row.version}",
        requests=tuple(_request(one, drive) for one in requests.values()),
        vehicles=fleet.vehicles,
        vehicle_types=fleet.vehicle_types,
        profiles=fleet.profiles,
        crews=fleet.crews,
        depots=fleet.depots,
        shelters=shelters_to_domain(row.organisation_id, day, zone, {}, driven_to),
        policy=Policy(),
        relays=relays_named(row.organisation_id, _relays_of(drive)),
    )


def _relays_of(drive: planned.Mission) -> frozenset[str]:
    ends = {trip.hand_over.relay for trip in drive.trips if trip.hand_over is not None}
    return frozenset(ends | {stop.relay for trip in drive.trips for stop in trip.stops if stop.relay})


def _request(row: EvacuationRequest, drive: planned.Mission) -> PlannedRequest:
    """Give a household; one that is aboard needs no place: it is where the van is."""
    if planning_id(row) not in drive.aboard or drive.underway is None:
        return replace(request_to_domain(row), id=row.receipt)
    at = drive.underway.at
    return PlannedRequest(
        id=row.receipt, needs=needs_to_domain(row), received_at=row.received_at, katottg=row.katottg,
        position=LonLat(at.lon, at.lat),
    )  # fmt: skip
