"""Recording what happened that somebody may have to answer for; apart from requests and missions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.incidents import IncidentKind, KnownBy, MayUse
from openevac.domain.places import LonLat, coarse
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.ledger.exhibits import record_digest
from openevac.reports.bag import record_of
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.sealed import SealedIn, keep_sealed
from openevac.services.records.see_incidents import plain_record
from openevac.store.models import Incident, Organisation
from openevac.vault.records import RecordKind

MOST_HARMED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIncident:
    """One thing that happened: what, where, when, seen or heard, the harm, and who may use it.

    `statement`: who told what, sealed to documenters. `mission`: whose crew records it; it is not kept with it.
    """

    kind: IncidentKind
    happened_at: datetime
    known_by: KnownBy
    may_use: MayUse = MayUse.NOBODY_YET
    katottg: str = ""
    position: LonLat | None = None
    civilians_killed: int = 0
    civilians_wounded: int = 0
    crew_killed: int = 0
    crew_wounded: int = 0
    vehicle_hit: bool = False
    vehicle_marked: bool = False
    statement: SealedIn | None = None
    mission: str = ""

    def __post_init__(self) -> None:
        for name in ("civilians_killed", "civilians_wounded", "crew_killed", "crew_wounded"):
            if not 0 <= getattr(self, name) <= MOST_HARMED:
                raise InputError("The number is too large or below zero.", "Correct the number.", field=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentKept:
    """The number of the record."""

    code: str


def record_incident(order: Order, asked: RecordIncident) -> IncidentKept:
    """Keep a record; a time to come is refused, because it is a slip."""
    return carry_out(order, Action.RECORD_INCIDENT, asked, IncidentKept, _change)


def _change(doing: Doing, asked: RecordIncident) -> IncidentKept:
    doing.require(Resource(kind=ResourceKind.INCIDENT, organisation=doing.organisation.id, mission=asked.mission))
    if asked.happened_at > doing.now:
        raise InputError("The time lies ahead.", "Give when it happened, with its time zone.", field="happened_at")
    Organisation.objects.select_for_update(no_key=True).get(id=doing.organisation.id)  # numbers are given one by one
    number = Incident.objects.filter(organisation=doing.organisation).count() + 1
    where = None if asked.position is None else coarse(asked.position)
    row = Incident.objects.create(
        organisation=doing.organisation,
        code=f"I-{doing.now:%Y}-{number:04}",
        kind=asked.kind.value,
        happened_at=asked.happened_at,
        recorded_at=doing.now,
        recorded_by=doing.actor.person,
        known_by=asked.known_by.value,
        may_use=asked.may_use.value,
        katottg=asked.katottg,
        lon=where.lon if where else None,
        lat=where.lat if where else None,
        civilians_killed=asked.civilians_killed,
        civilians_wounded=asked.civilians_wounded,
        crew_killed=asked.crew_killed,
        crew_wounded=asked.crew_wounded,
        vehicle_hit=asked.vehicle_hit,
        vehicle_marked=asked.vehicle_marked,
        statement=keep_sealed(doing, asked.statement, RecordKind.INCIDENT) if asked.statement else None,
    )
    doing.say(
        f"incident:{row.code}",
        kind=row.kind,
        known_by=row.known_by,
        happened_at=asked.happened_at.isoformat(),
        may_use=row.may_use,
        harm=[row.civilians_killed, row.civilians_wounded, row.crew_killed, row.crew_wounded],
        record_sha256=record_digest(record_of(plain_record(row, ()))),
    )
    return IncidentKept(code=row.code)
