"""What befell a crew: wounded, vehicle lost, dead, chased, hit; the alarm is recorded before anybody is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import CrewEventKind
from openevac.domain.records import DeliveryKind
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.kernel.sealed import SealedIn, keep_sealed
from openevac.services.missions.finding import running_version
from openevac.store.models import CrewEvent, Mission
from openevac.vault.records import RecordKind

MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCrewEvent:
    """One event. `number`: how many people; `hospital`: where the wounded are taken, asked for with them.

    `note`: more, sealed by the client for coordinators.
    """

    mission: str
    kind: CrewEventKind
    number: int = 1
    hospital: str = ""
    at: datetime | None = None
    note: SealedIn | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)
        if not 1 <= self.number <= MOST_PEOPLE:
            raise InputError("The number is too large.", "Correct the number.", field="number")
        if len(self.hospital) > 200:
            raise InputError("The name of the hospital is too long.", "Shorten it.", field="hospital")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewEventKept:
    """What was kept, and whether the hospital is still to be asked."""

    mission: str
    kind: CrewEventKind
    ask_hospital: bool


def record_crew_event(order: Order, asked: RecordCrewEvent) -> CrewEventKept:
    """Record what befell a crew."""
    return carry_out(order, Action.RECORD_CREW_EVENT, asked, CrewEventKept, _record)


def keep_event(
    doing: Doing, mission: Mission, kind: CrewEventKind, at: datetime | None, number: int = 1, hospital: str = ""
) -> CrewEvent:
    """Keep an event, mark a lost vehicle, and queue who must hear of it now."""
    event = CrewEvent.objects.create(
        organisation=doing.organisation,
        mission=mission,
        kind=kind.value,
        at=min(doing.now, at or doing.now),
        number=number,
        hospital=hospital,
        recorded_by=doing.actor.device or doing.actor.person,
    )
    if kind is CrewEventKind.VEHICLE_LOST and mission.vehicle.lost_at is None:
        mission.vehicle.lost_at = event.at
        mission.vehicle.save(update_fields=("lost_at",))
    key = f"crew-event:{event.id.hex}"
    queue_delivery(doing, DeliveryKind.CREW_EVENT, f"mission:{mission.code}", key=key, due_at=doing.now)
    return event


def _record(doing: Doing, asked: RecordCrewEvent) -> CrewEventKept:
    mission = running_version(doing, asked.mission)
    event = keep_event(doing, mission, asked.kind, asked.at, asked.number, asked.hospital)
    if asked.note is not None:
        event.note = keep_sealed(doing, asked.note, RecordKind.CREW_NOTE)
        event.save(update_fields=("note",))
    doing.say(f"mission:{mission.code}", event=asked.kind.value, number=asked.number, at=event.at.isoformat())
    return CrewEventKept(
        mission=mission.code,
        kind=asked.kind,
        ask_hospital=asked.kind is CrewEventKind.WOUNDED and not asked.hospital,
    )
