"""What somebody needs beside a crew's sheet to type it in: the doors as printed, who lives there, what is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import MissionStatus, StopOutcome
from openevac.rules.fold_state import FieldStatus
from openevac.rules.missions import OUT
from openevac.services.kernel.question import Asking
from openevac.services.missions.receive_ops import folded_ops
from openevac.services.missions.see_mission import PersonSeen, see_mission
from openevac.services.missions.type_in import agreed
from openevac.store.models import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorOnPaper:
    """One door. `key`: trip and place, as printed: "1.2"; `people`: in the order of their codes."""

    key: str
    code: str
    request: str
    katottg: str
    outcome: StopOutcome | None
    people: tuple[PersonSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSeen:
    """A mission as its sheet has it. `parallel` and `conflicts`: of whom the paper and a phone both spoke."""

    mission: str
    version: int
    status: MissionStatus
    takes_words: bool
    crew: str
    vehicle: str
    left_at: datetime | None
    doors: tuple[DoorOnPaper, ...]
    parallel: tuple[str, ...]
    conflicts: tuple[str, ...]


def see_paper(asking: Asking, mission: str, version: int = 0) -> PaperSeen:
    """Give it to who may see the mission; `version` 0 for the one on the road, else the newest."""
    seen = see_mission(asking, mission, version)
    row = Mission.objects.get(organisation=asking.who.organisation, code=seen.mission, version=seen.version)
    folded = folded_ops(asking.who.organisation, seen.mission)
    return PaperSeen(
        mission=seen.mission,
        version=seen.version,
        status=seen.status,
        takes_words=seen.status in OUT,
        crew=seen.crew,
        vehicle=seen.vehicle,
        left_at=row.dispatched_at,
        doors=tuple(
            DoorOnPaper(
                key=f"{trip.number}.{place}", code=stop.code, request=stop.request, katottg=stop.katottg,
                outcome=stop.outcome, people=stop.people,
            )
            for trip in seen.trips
            for place, stop in enumerate(trip.stops, 1)
        ),
        parallel=agreed(folded, FieldStatus.PARALLEL),
        conflicts=agreed(folded, FieldStatus.CONFLICT),
    )  # fmt: skip
