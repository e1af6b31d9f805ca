"""Who changes vehicles on a day under way: who stands at a relay now, and which hand-overs of the plans still hold.

The planner keeps hand-overs together whose two parts it is given. Where the record knows better (the first vehicle is
gone, or was planned again while people stood there), who stands is a household at the relay, urgent and required.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from openevac.domain.errors import InputError
from openevac.domain.missions import Mission as Drive
from openevac.domain.missions import Plan, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.people import EvacueeStatus
from openevac.domain.relays import Relay, Waiting
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.services.missions.plans_in_force import ON_THE_ROAD
from openevac.services.missions.relays import inner_stops
from openevac.store import models
from openevac.store.convert.relays import relays_named
from openevac.store.convert.requests import needs_to_domain, planning_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A household at a relay: which one, and since when."""

    relay: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenVehicles:
    """Who is between two vehicles, by planning ids. `rows`: the requests of those who stand at a relay.

    `known`: the relays of which the plans in force speak, closed ones too.
    """

    standing: Mapping[str, Standing] = field(default_factory=dict)
    rows: Mapping[str, models.EvacuationRequest] = field(default_factory=dict)
    known: tuple[Relay, ...] = ()

    def made(self, made: Plan) -> Plan:
        """Give the plan in force without waits at relays to which none of its vehicles brings the household."""
        handed = hand_overs(made)

        def as_met(stop: Stop) -> Stop:
            return stop if stop.relay in {"", handed.get(stop.request)} else replace(stop, waited=None)

        return replace(made, missions=tuple(_changed_stops(drive, as_met) for drive in made.missions))

    def at_the_relay(self, made: Plan) -> dict[str, EvacuationRequest]:
        """Give who stands at a relay and whom no vehicle of the plan in force has brought there, as requests there."""
        handed = hand_overs(made)
        return {name: self._there(name) for name in self.standing if name not in handed}

    def _there(self, name: str) -> EvacuationRequest:
        row, relay = self.rows[name], self._relay(self.standing[name].relay)
        return EvacuationRequest(
            id=name,
            needs=replace(needs_to_domain(row), carry_floors=0),
            received_at=row.received_at,
            katottg=relay.katottg,
            position=relay.position,
            priority=Priority.URGENT,
            required=True,
            care_bed_waived_by=row.care_bed_waived_by,
        )

    def _relay(self, code: str) -> Relay:
        return next(one for one in self.known if one.id == code)

    def operation(self, operation: Operation, made: Plan) -> Operation:
        """Give the operation with every relay of the plan in force.

        Raises InputError where people are still to be brought to one that is closed now, or whose word has run out.
        """
        open_now = {one.id for one in operation.relays}
        for name, relay in hand_overs(made).items():
            if relay not in open_now and name not in self.standing:
                raise InputError(
                    "People of this day are still to change vehicles at the relay '{relay}', which is closed now or"
                    " whose word has run out.",
                    "Ring both crews; keep the relay anew where it may be used, or turn the first vehicle back.",
                    field="mission",
                    relay=relay,
                )
        return replace(operation, relays=(*operation.relays, *(one for one in self.known if one.id not in open_now)))


def between_vehicles(organisation: str, day: date, made: Plan) -> BetweenVehicles:
    """Read who stands at a relay and whom no other vehicle has taken on; `made`: the plans in force of the day."""
    boardings = models.Boarding.objects.filter(
        organisation=organisation, boarded=True, handed_over_at__isnull=False, stop__request__isnull=False,
        evacuee__status=EvacueeStatus.AT_RELAY.value, stop__trip__mission__plan__made_for=day,
    ).exclude(stop__trip__relay="")  # fmt: skip
    standing: dict[str, Standing] = {}
    rows: dict[str, models.EvacuationRequest] = {}
    for one in boardings.select_related("stop__request", "stop__trip").order_by("-handed_over_at", "id"):
        if one.stop.request is not None and one.handed_over_at is not None:
            name = planning_id(one.stop.request)
            rows[name] = one.stop.request
            standing[name] = Standing(relay=one.stop.trip.relay, since=one.handed_over_at)
    codes = {one.relay for one in standing.values()} | set(hand_overs(made).values())
    return BetweenVehicles(standing=standing, rows=rows, known=relays_named(organisation, codes))


def with_waits(plan: Plan, standing: Mapping[str, Standing]) -> Plan:
    """Give a plan that says of who stands at a relay where and since when, as it does of who is still brought there.

    The planner fetches them as from any other door; for crews, papers and the next plan they are taken on at a relay.
    Their exposure so far is part of the plan that brought them, and is not stated again.
    """
    return replace(plan, missions=tuple(_changed_stops(drive, partial(_said, standing)) for drive in plan.missions))


def _said(standing: Mapping[str, Standing], stop: Stop) -> Stop:
    found = standing.get(stop.request)
    if found is None:
        return stop
    waits_s = max(0.0, (stop.starts_at - found.since).total_seconds())
    return replace(
        stop,
        waited=Waiting(relay=found.relay, since=found.since, time_s=waits_s, exposure=0.0, person_exposure=0.0),
    )


def _changed_stops(drive: Drive, change: Callable[[Stop], Stop]) -> Drive:
    """Change the stops of a drive at which people are taken in for good; doors of who is handed over stay."""
    trips = (
        trip if trip.hand_over is not None else replace(trip, stops=tuple(change(stop) for stop in trip.stops))
        for trip in drive.trips
    )
    return replace(drive, trips=tuple(trips))


def hand_overs(made: Plan) -> dict[str, str]:
    """Give the relay to which a plan brings each household that changes vehicles."""
    return {name: relay for name, (relay, _) in slots_of_plan(made).items()}


def slots_of_plan(made: Plan) -> dict[str, tuple[str, datetime]]:
    """Give relay and slot of everybody whom a plan hands over at a relay."""
    return {name: slot for drive in made.missions for name, slot in slots_of(drive).items()}


def slots_of(drive: Drive) -> dict[str, tuple[str, datetime]]:
    """Give relay and slot of everybody whom one vehicle hands over at a relay, who is aboard already too."""
    return {
        name: (trip.hand_over.relay, trip.hand_over.slot)
        for number, trip in enumerate(drive.trips)
        if trip.hand_over is not None
        for name in _inside(drive, number, trip)
    }


def _inside(drive: Drive, number: int, trip: Trip) -> tuple[str, ...]:
    return (*(drive.aboard if number == 0 else ()), *(stop.request for stop in trip.stops))


def not_brought(bases: Iterable[models.Mission], known: Iterable[str]) -> dict[str, Remark]:
    """Say of everybody whom a mission is to take on at a relay that nobody brings them there any more, by planning id.

    `known`: who waits at home for a vehicle of the day, rides in one, or stands there.
    """
    halts = list(
        models.Stop.objects.filter(trip__mission__in=[row.id for row in bases], outcome="", request__isnull=False)
        .exclude(relay="")
        .select_related("request", "trip__mission")
    )
    lost = [one for one in halts if one.request is not None and planning_id(one.request) not in known]
    doors = inner_stops(lost)
    found: dict[str, Remark] = {}
    for halt in lost:
        if halt.request is None:
            continue
        door, name = doors.get(halt.id), planning_id(halt.request)
        stopped = door is not None and door.trip.mission.status != ON_THE_ROAD.value
        if door is not None and stopped:
            facts = {"request": name, "relay": halt.relay, "mission": door.trip.mission.code}
            found[name] = Remark(text=_STOPPED, facts=facts)
        else:
            found[name] = Remark(text=_NOBODY, facts={"request": name, "relay": halt.relay})
    return found


_STOPPED = "{mission}, which was to bring {request} to the relay {relay}, was stopped or turned back."
_NOBODY = "Nobody brings {request} to the relay {relay} any more."
