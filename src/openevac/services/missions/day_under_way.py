"""A day under way as the planner is given it again: what is promised, who rides, what happened, and its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import chain

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.missions import Mission as Drive
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.replanning import DayEvents
from openevac.services.missions.happened_so_far import SoFar, happened_so_far
from openevac.services.missions.planning_files import PlanningGround, PolicyChoices
from openevac.services.missions.plans_in_force import InForce, NotFromTheDay, plans_in_force
from openevac.services.missions.snapshot import PlanChoices, Snapshot, take_snapshot
from openevac.store import models
from openevac.store.convert.requests import receipts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DayUnderWay(Snapshot):
    """A snapshot of a day under way. `bases`: the versions that hold; `standing`: all that could still leave.

    `waiting`: promised doors nobody has been to; `gone`: why a promised household is not given to the planner. Both in
    planning ids.
    """

    made: Plan
    events: DayEvents
    waiting: frozenset[str]
    gone: dict[str, Remark]
    bases: tuple[tuple[models.Mission, Drive], ...]
    standing: tuple[models.Mission, ...]

    @property
    def fingerprint(self) -> str:
        """Give the SHA-256 over all of it that the new plan depends on."""
        plain = [self.operation, self.said, self.verdicts, self.events, self.made]
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

    Only who was promised a place is looked at: who has none waits for the next plan. Raises InputError where nothing
    of the day can be planned.
    """
    force = plans_in_force(organisation, asked.day, ground.region, asked.mission, asked.vehicle)
    doors = _doors(force)
    waiting = frozenset(one.id.hex for one in doors)
    choices = PlanChoices(
        day=asked.day, requests=tuple(sorted(one.receipt for one in doors)), policy=asked.policy, rebuild=False
    )
    snapshot = take_snapshot(organisation, choices, ground, now, set_free=force.rows, go_on=True)
    _require_vans(force, snapshot.operation)
    so_far = happened_so_far(force.bases, waiting, now)
    operation = _with_known(snapshot.operation, so_far)
    return DayUnderWay(
        operation=operation,
        said=snapshot.said,
        verdicts=snapshot.verdicts,
        left_out=snapshot.left_out,
        made=replace(force.made, operation=operation.name),
        events=so_far.events(operation),
        waiting=waiting,
        gone=_gone(snapshot, so_far, doors),
        bases=force.bases,
        standing=force.rows,
    )


def _doors(force: InForce) -> list[models.EvacuationRequest]:
    """Give the requests that versions in force promise and nobody has been to."""
    bases = [row.id for row, _ in force.bases]
    stops = models.Stop.objects.filter(trip__mission__in=bases, outcome="", request__isnull=False)
    rows = models.EvacuationRequest.objects.filter(id__in=stops.values("request_id"))
    return list(rows.order_by("id"))


def _require_vans(force: InForce, operation: Operation) -> None:
    known = {vehicle.id for vehicle in operation.vehicles}
    for row, _ in force.bases:
        if row.vehicle.code not in known:
            raise NotFromTheDay(Remark(text=_NO_CREW, facts={"vehicle": row.vehicle.code}))


def _with_known(operation: Operation, so_far: SoFar) -> Operation:
    waiting = {one.id for one in operation.requests}
    more = (one for name, one in sorted(so_far.known.items()) if name not in waiting)
    try:
        return replace(operation, requests=tuple(chain(operation.requests, more)))
    except InputError as fault:
        raise NotFromTheDay(Remark(text=fault.problem, facts=dict(fault.facts))) from None


def _gone(snapshot: Snapshot, so_far: SoFar, doors: list[models.EvacuationRequest]) -> dict[str, Remark]:
    """Say of every promised household that is not given to the planner why not."""
    names = {receipt: name for name, receipt in receipts_of(doors).items()}
    fit = {one.id for one in snapshot.operation.requests}
    said = {str(one.facts.get("request", "")): one for one in snapshot.left_out}
    found = {name: said[receipt] for receipt, name in names.items() if receipt in said and name not in fit}
    return found | so_far.gone


_NO_CREW = "The vehicle {vehicle} has no crew any more that could go on."
