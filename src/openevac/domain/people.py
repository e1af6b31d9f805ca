"""One person who leaves, as the rules of care see them: how they move, how old, whether they said yes; no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openevac.domain.ids import require_id
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.units import require_aware


class AgeBand(StrEnum):
    """Age as coarse as decisions and figures need it. Nobody is asked for a date of birth."""

    INFANT = "0-4"
    CHILD = "5-17"
    ADULT = "18-59"
    ELDER = "60+"
    UNKNOWN = "unknown"

    @property
    def is_child(self) -> bool:
        """Tell whether the rules for children hold."""
        return self in {AgeBand.INFANT, AgeBand.CHILD}


class Sex(StrEnum):
    """For the figures only; nothing is decided on it."""

    FEMALE = "female"
    MALE = "male"
    NOT_SAID = "not_said"


class YesKind(StrEnum):
    """On whose word a person boards. A relative's request is never a yes."""

    OWN = "own"
    GUARDIAN = "guardian"
    DECIDED_FOR = "decided_for"
    DANGER_TO_LIFE = "danger_to_life"


class GuardianKind(StrEnum):
    """Who answers for a child on the road."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    POLICE = "police"
    CHILD_SERVICE = "child_service"


class DecidedBy(StrEnum):
    """Who may speak for an adult who cannot decide."""

    SECOND_ADULT = "second_adult"
    DOCTOR = "doctor"
    SERVICE = "service"


class EvacueeStatus(StrEnum):
    """Where a person is on the way out."""

    WAITING = "waiting"
    ABOARD = "aboard"
    AT_RELAY = "at_relay"
    HANDED_OVER = "handed_over"
    ARRIVED = "arrived"
    HOUSED = "housed"
    LEFT_ONWARD = "left_onward"
    REFUSED = "refused"
    NOT_AT_HOME = "not_at_home"
    LEFT_BY_THEMSELVES = "left_by_themselves"
    TAKEN_BY_ANOTHER = "taken_by_another"
    REFERRED = "referred"
    RETURNED = "returned"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evacuee:
    """One person of a household, planning layer only. `id` is a random code; names are sealed elsewhere."""

    id: str
    household: str
    mobility: MobilityClass = MobilityClass.WALKS
    age_band: AgeBand = AgeBand.UNKNOWN
    sex: Sex = Sex.NOT_SAID
    bed: BedKind = BedKind.ORDINARY
    cannot_decide: bool = False
    status: EvacueeStatus = EvacueeStatus.WAITING

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_id("household", self.household)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A yes, recorded at the door: for whom, of which kind, on whose word, when.

    `guardian` is the evacuee id of the parent or guardian, or empty where police or a service answer;
    `named` is the code or office of who answers (a police unit's call sign, "service 102"), never a name of a
    private person; `vehicle` is where the guardian rides; `reason` is asked for danger to life.
    """

    evacuee: str
    kind: YesKind
    at: datetime
    recorded_by: str
    guardian: str = ""
    guardian_kind: GuardianKind | None = None
    decided_by: DecidedBy | None = None
    named: str = ""
    vehicle: str = ""
    services_told: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        require_id("evacuee", self.evacuee)
        require_aware("at", self.at)
