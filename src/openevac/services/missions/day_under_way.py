"""A day under way as the planner is given it again: what is promised, who rides, what happened, and its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

import msgspec

from openevac.domain.missions import Mission as Drive
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.replanning import DayEvents
from openevac.domain.requests import EvacuationRequest
from openevac.services.missions.between_vehicles import Standing, between_vehicles, not_brought
from openevac.services.missions.happened_so_far import SoFar, happened_so_far
from openevac.services.missions.planning_files import PlanningGround, PolicyChoices
from openevac.services.missions.plans_in_force import InForce, NotFromTheDay, plans_in_force
from openevac.services.missions.snapshot import PlanChoices, Snapshot, take_snapshot
from openevac.store import models
from openevac.store.convert.requests import receipts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DayUnderWay(Snapshot):
    """A snapshot of a day under way. `bases`: the versions that hold; `standing`: all that could still leave.

    `waiting`: who was promised a stop that nobody has been to, at home or at a relay; `done`: by vehicle, at whose
    stops of its version something happened; `at_relays`: who stands at a relay; `gone`: why a promised household is not
    given to the planner. All in planning ids.
    """

    made: Plan
    events: DayEvents
    waiting: frozenset[str]
    done: Mapping[str, frozenset[str]]
    at_relays: Mapping[str, Standing]
    gone: dict[str, Remark]
    bases: tuple[tuple[models.Mission, Drive], ...]
    standing: tuple[models.Mission, ...]

    @property
    def fingerprint(self) -> str:
        """Give the SHA-256 over all of it that the new plan depends on."""
        plain = [self.operation, self.said, self.verdicts, self.events, self.made, self.at_relays]
        return sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAsked:
    """Which mission is planned again, with which van, on which local day."""

    mission: str
    vehicle: str
    day: date
    policy: PolicyChoices


def take_day(organisation: str, asked: DayAsked, ground: PlanningGround, now: datetime) -> DayUnderWay:
    """Read the day as it stood at `now`; NotFromTheDay where it cannot be planned again from where its vans are.

    Only who was promised a place is looked at, and who stands at a relay: who has none waits for the next plan. Raises
    InputError where nothing of the day can be planned.
    """
    force = plans_in_force(organisation, asked.day, ground.region, asked.mission, asked.vehicle)
    between = between_vehicles(organisation, asked.day, force.made)
    made = between.made(force.made)
    doors = _doors(force)
    at_home = frozenset(one.id.hex for one in doors)
    so_far = happened_so_far(force.bases, at_home, now)
    known = {**so_far.known, **between.at_the_relay(made)}
    snapshot = _snapshot(organisation, asked, ground, now, force, doors, known)
    _require_vans(force, snapshot.operation)
    operation = between.operation(snapshot.operation, made)
    rows = [row for row, _ in force.bases]
    return DayUnderWay(
        operation=operation,
        said=snapshot.said,
        verdicts=snapshot.verdicts,
        left_out=snapshot.left_out,
        made=replace(made, operation=operation.name),
        events=so_far.events(operation),
        waiting=frozenset(between.standing).union(*_stops_of(rows, done=False).values()),
        done=_stops_of(rows, done=True),
        at_relays=between.standing,
        gone=_gone(snapshot, so_far, doors) | not_brought(rows, {*at_home, *known, *so_far.gone}),
        bases=force.bases,
        standing=force.rows,
    )


def _snapshot(
    organisation: str,
    asked: DayAsked,
    ground: PlanningGround,
    now: datetime,
    force: InForce,
    doors: list[models.EvacuationRequest],
    known: Mapping[str, EvacuationRequest],
) -> Snapshot:
    choices = PlanChoices(
        day=asked.day, requests=tuple(sorted(one.receipt for one in doors)), policy=asked.policy, rebuild=False
    )
    # Without a door left, "no requests named" would mean every request that is open.
    chosen = None if doors else ()
    going_on = tuple(one for _, one in sorted(known.items()))
    return take_snapshot(organisation, choices, ground, now, chosen, set_free=force.rows, going_on=going_on)


def _doors(force: InForce) -> list[models.EvacuationRequest]:
    """Give the requests to whose homes versions in force promise to come, and nobody has been there."""
    bases = [row.id for row, _ in force.bases]
    stops = models.Stop.objects.filter(trip__mission__in=bases, outcome="", relay="", request__isnull=False)
    rows = models.EvacuationRequest.objects.filter(id__in=stops.values("request_id"))
    return list(rows.order_by("id"))


def _stops_of(rows: Iterable[models.Mission], *, done: bool) -> dict[str, frozenset[str]]:
    """Give by vehicle the households of a version at whose stops something happened, or nothing yet."""
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        stops = models.Stop.objects.filter(trip__mission=row, request__isnull=False)
        stops = stops.exclude(outcome="") if done else stops.filter(outcome="")
        found[row.vehicle.code] = frozenset(one.hex for one in stops.values_list("request__id", flat=True))
    return found


def _require_vans(force: InForce, operation: Operation) -> None:
    known = {vehicle.id for vehicle in operation.vehicles}
    for row, _ in force.bases:
        if row.vehicle.code not in known:
            raise NotFromTheDay(Remark(text=_NO_CREW, facts={"vehicle": row.vehicle.code}))


def _gone(snapshot: Snapshot, so_far: SoFar, doors: list[models.EvacuationRequest]) -> dict[str, Remark]:
    """Say of every promised household that is not given to the planner why not."""
    names = {receipt: name for name, receipt in receipts_of(doors).items()}
    fit = {one.id for one in snapshot.operation.requests}
    said = {str(one.facts.get("request", "")): one for one in snapshot.left_out}
    found = {name: said[receipt] for receipt, name in names.items() if receipt in said and name not in fit}
    return found | so_far.gone


_NO_CREW = "The vehicle {vehicle} has no crew any more that could go on."
