"""What a plan is made from, read at one moment, and its fingerprint: a plan of another world is never kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q

from openevac.domain.errors import InputError
from openevac.domain.events import MissionStatus, RequestStatus
from openevac.domain.operation import Operation, Policy
from openevac.domain.receipts import parse_receipt
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Shelter
from openevac.domain.situation import Situation
from openevac.roads.region import Region
from openevac.rules.confirmation import VerdictKind
from openevac.rules.mission_stops import StopStanding, stop_faults
from openevac.services.missions.planning_files import PlanningGround, PolicyChoices, policy_of_day
from openevac.services.missions.promises import busy_vehicles, promised_beds
from openevac.services.missions.relays import without_half_a_relay
from openevac.services.missions.standings import standings_of
from openevac.store import models
from openevac.store.convert.danger import SaidHere, lay_over, said_here
from openevac.store.convert.fleet import Fleet, fleet_to_domain
from openevac.store.convert.relays import relays_to_domain
from openevac.store.convert.requests import planning_id, request_to_domain
from openevac.store.convert.shelters import shelters_to_domain
from openevac.store.convert.ways_out import meeting_points_to_domain, named_services_to_domain


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChoices:
    """What a coordinator asks for: the day, which requests (receipts; () for all that are fit), which vehicles.

    `rebuild`: missions of that day to which nobody has said yes are taken apart and planned anew.
    """

    day: date
    requests: tuple[str, ...] = ()
    vehicles: tuple[str, ...] = ()
    policy: PolicyChoices = field(default_factory=PolicyChoices)
    seed: int = 1
    iterations: int = 2000
    rebuild: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything a plan rests on. `verdicts`: what the ladder says, by planning id; `left_out`: who was not fit."""

    operation: Operation
    said: SaidHere
    verdicts: dict[str, VerdictKind]
    left_out: tuple[Remark, ...] = ()
    rebuilt: tuple[models.Mission, ...] = field(default=(), compare=False)

    @property
    def fingerprint(self) -> str:
        """Give the SHA-256 over all of it that a plan depends on."""
        plain = msgspec.json.encode([self.operation, self.said, self.verdicts], order="deterministic")
        return sha256(plain).hexdigest()

    def situation(self, base: Situation) -> Situation:
        """Give the situation with what people here wrote down laid over it."""
        return lay_over(base, self.said)


def take_snapshot(
    organisation: str,
    choices: PlanChoices,
    ground: PlanningGround,
    at: datetime,
    chosen: Iterable[str] | None = None,
    *,
    set_free: tuple[models.Mission, ...] = (),
    going_on: tuple[EvacuationRequest, ...] | None = None,
    beside: tuple[models.Mission, ...] = (),
) -> Snapshot:
    """Read what a plan is to be made from, as it stood at `at`.

    `chosen`: planning ids an earlier snapshot had: only these are looked at again, so that a request that arrived
    meanwhile does not make a finished plan worthless. `set_free`: versions of a mission that is built again; what
    they hold counts as free. `going_on`: on a day under way, whom the planner must know beside these doors, whatever
    stands against them now. Raises InputError where nothing can be planned.
    """
    zone = ground.situation.zone_info
    rebuilt = (*_rebuilt(organisation, choices, ground), *set_free)
    rows = _rows(organisation, choices, rebuilt, chosen)
    standings = standings_of(organisation, rows, at, rebuilt)
    fit, left_out = _fit(rows, standings, ground.region)
    if not fit and not going_on:
        raise InputError(
            "No request is fit to be planned for this day.",
            "Confirm requests or release holds; the list says what each of them needs.",
            field="requests",
        )
    busy = busy_vehicles(organisation, choices.day, zone, (*rebuilt, *beside))
    out = frozenset(row.vehicle.code for row in set_free) if going_on is not None else frozenset()
    fleet = fleet_to_domain(organisation, choices.day, zone, busy, frozenset(choices.vehicles) or None, out)
    _require_fleet(fleet)
    promised = promised_beds(organisation, rebuilt, riders_too=going_on is not None)
    driven_to = models.Shelter.objects.filter(id__in=models.Trip.objects.filter(mission__in=set_free).values("shelter"))
    full = frozenset(driven_to.values_list("code", flat=True)) if going_on is not None else frozenset()
    return Snapshot(
        operation=operation_of(
            organisation,
            choices.day,
            {one.id: one for one in going_on or ()} | fit,
            fleet,
            shelters_to_domain(organisation, choices.day, zone, promised, full),
            policy_of_day(ground.policy, choices.policy, choices.day, zone),
            zone,
        ),
        said=said_here(organisation, at),
        verdicts={planning_id(row): standings[row.receipt].verdict for row in rows if row.id.hex in fit},
        left_out=(*left_out, *fleet.left_out),
        rebuilt=rebuilt,
    )


def operation_of(
    organisation: str,
    day: date,
    fit: dict[str, EvacuationRequest],
    fleet: Fleet,
    shelters: tuple[Shelter, ...],
    policy: Policy,
    zone: ZoneInfo,
) -> Operation:
    """Put an operation together, its requests in an order that does not depend on the database."""
    return Operation(
        name=f"{organisation} {day.isoformat()}",
        # By how long they wait: their random ids would make the same day come out differently in another database.
        requests=tuple(sorted(fit.values(), key=lambda one: (one.received_at, one.id))),
        vehicles=fleet.vehicles,
        vehicle_types=fleet.vehicle_types,
        profiles=fleet.profiles,
        crews=fleet.crews,
        depots=fleet.depots,
        shelters=shelters,
        policy=policy,
        meeting_points=meeting_points_to_domain(organisation, day, zone),
        services=named_services_to_domain(organisation),
        relays=relays_to_domain(organisation, day, zone),
    )


def _rebuilt(organisation: str, choices: PlanChoices, ground: PlanningGround) -> tuple[models.Mission, ...]:
    if not choices.rebuild:
        return ()
    zone = ground.situation.zone_info
    rows = models.Mission.objects.filter(organisation=organisation, status=MissionStatus.PLANNED.value, version=1)
    return without_half_a_relay(
        [row for row in rows.order_by("code") if row.departs_at.astimezone(zone).date() == choices.day]
    )


def _rows(
    organisation: str, choices: PlanChoices, rebuilt: tuple[models.Mission, ...], chosen: Iterable[str] | None
) -> list[models.EvacuationRequest]:
    rows = models.EvacuationRequest.objects.filter(organisation=organisation)
    rows = rows.prefetch_related("holds").order_by("id")
    if chosen is not None:
        return list(rows.filter(id__in=list(chosen)))
    if choices.requests:
        return list(rows.filter(receipt__in=[parse_receipt(one) for one in choices.requests]))
    freed = models.Stop.objects.filter(trip__mission__in=rebuilt, outcome="").values("request_id")
    return list(rows.filter(Q(status=RequestStatus.OPEN.value) | Q(id__in=freed)))


def _fit(
    rows: list[models.EvacuationRequest], standings: dict[str, StopStanding], region: Region
) -> tuple[dict[str, EvacuationRequest], tuple[Remark, ...]]:
    """Sort the requests into those a van may be planned for, and the reasons why not for the others."""
    # All in one trip: one that may only be looked at is fit as long as a confirmed one is there to stand beside it.
    faults = stop_faults("", (tuple(standings.values()),))
    reasons: dict[str, Remark] = {}
    for fault in faults:
        reasons.setdefault(fault.request, fault.reason)
    placed = {place.katottg for place in region.places if place.position is not None}
    fit: dict[str, EvacuationRequest] = {}
    for row in rows:
        if row.receipt in reasons:
            continue
        try:
            request = request_to_domain(row)
        except InputError as fault:
            reasons[row.receipt] = Remark(
                text="Request {request} cannot be planned as it stands: {fault}",
                facts={"request": row.receipt, "fault": str(fault)},
            )
            continue
        if request.position is None and request.katottg not in placed:
            reasons[row.receipt] = Remark(
                text="Request {request} lies in a place that is not on the map: give it a position.",
                facts={"request": row.receipt},
            )
            continue
        fit[request.id] = request
    return fit, tuple(reasons.values())


def _require_fleet(fleet: Fleet) -> None:
    if not fleet.vehicles:
        raise InputError(
            "No vehicle can go on this day.",
            "Look at the list of vehicles: each says what it lacks (a crew, a leader, or it is on a mission).",
            field="vehicles",
        )
