"""A request to be brought out, as the planner may see it: no name, no phone, no house number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id, require_katottg
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.units import SECONDS_PER_HOUR, require_aware, require_in_order


class Priority(StrEnum):
    """The three classes of turn, high first (терміново, першочергово, планово)."""

    URGENT = "urgent"
    FIRST = "first"
    PLANNED = "planned"


PRIORITIES_HIGH_FIRST = (Priority.URGENT, Priority.FIRST, Priority.PLANNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvacuationRequest:
    """One household that asked to leave. `position` is rounded to 100 m or the centre of the place.

    `required`: a mission without it is refused before one with it. `tw_early`, `tw_late`: when people can be
    met at the door. `release_time`: not before this the request may be served at all (a confirmation runs).
    `care_bed_waived_by`: the named person who decided that somebody who needs care travels without a care bed.
    `escort`: somebody (never named here) walks with those who need help, so that they can reach a meeting point.
    """

    id: str
    needs: Needs
    received_at: datetime
    katottg: str = ""
    position: LonLat | None = None
    priority: Priority = Priority.PLANNED
    required: bool = False
    tw_early: datetime | None = None
    tw_late: datetime | None = None
    release_time: datetime | None = None
    care_bed_waived_by: str = ""
    escort: bool = False

    def __post_init__(self) -> None:
        require_id("id", self.id)
        if not self.katottg and self.position is None:
            raise InputError("The request says no place.", "Give a KATOTTG code, a position, or both.", field="katottg")
        if self.katottg:
            require_katottg("katottg", self.katottg)
        if self.position is not None:
            require_lonlat("position", self.position)
        require_aware("received_at", self.received_at)
        require_aware("release_time", self.release_time)
        require_in_order("tw_early", self.tw_early, self.tw_late)

    def waiting_days(self, now: datetime) -> float:
        """Give the days since the request was received; a time in the future counts as none."""
        waited_h = (now.astimezone(UTC) - self.received_at).total_seconds() / SECONDS_PER_HOUR
        return max(0.0, waited_h / 24.0)
