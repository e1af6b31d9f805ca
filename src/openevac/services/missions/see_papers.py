"""What a crew's paper is printed from: one mission of a kept plan and its doors, in receipts; no names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openevac.domain import missions as planned
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation, Policy
from openevac.domain.roles import Action
from openevac.domain.situation import Situation
from openevac.reports.plan_file import read_plan
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.finding import mission_resource
from openevac.store.convert.danger import lay_over, said_here
from openevac.store.convert.fleet import fleet_to_domain
from openevac.store.convert.requests import planning_id, request_to_domain
from openevac.store.convert.shelters import shelters_to_domain
from openevac.store.models import EvacuationRequest, Mission, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersSeen:
    """One mission as its plan made it. Requests go by their receipts, which is what a crew reads aloud."""

    mission: str
    version: int
    plan: Plan
    operation: Operation
    situation: Situation


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
    requests = _requests(row)
    made = read_plan(bytes(row.plan.body))
    drive = next(one for one in made.missions if one.vehicle == row.vehicle.code)
    return PapersSeen(
        mission=code,
        version=row.version,
        plan=replace(made, missions=(_in_receipts(drive, requests),), unserved=()),
        operation=_operation(row, requests, base),
        situation=lay_over(base, said_here(organisation, asking.clock.now())),
    )


def _requests(row: Mission) -> dict[str, EvacuationRequest]:
    stops = Stop.objects.filter(trip__mission=row, request__isnull=False).select_related("request")
    return {planning_id(stop.request): stop.request for stop in stops if stop.request is not None}


def _in_receipts(drive: planned.Mission, requests: dict[str, EvacuationRequest]) -> planned.Mission:
    trips = tuple(
        replace(trip, stops=tuple(replace(halt, request=requests[halt.request].receipt) for halt in trip.stops))
        for trip in drive.trips
    )
    return replace(drive, trips=trips)


def _operation(row: Mission, requests: dict[str, EvacuationRequest], base: Situation) -> Operation:
    zone, day = base.zone_info, row.plan.made_for
    fleet = fleet_to_domain(row.organisation_id, day, zone, frozenset(), frozenset({row.vehicle.code}))
    return Operation(
        name=f"{row.code} · {row.version}",
        requests=tuple(replace(request_to_domain(one), id=one.receipt) for one in requests.values()),
        vehicles=fleet.vehicles,
        vehicle_types=fleet.vehicle_types,
        profiles=fleet.profiles,
        crews=fleet.crews,
        depots=fleet.depots,
        shelters=shelters_to_domain(row.organisation_id, day, zone, {}),
        policy=Policy(),
    )
