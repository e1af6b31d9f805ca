"""Who answers for somebody who cannot say yes alone: a child's guardian, a decision for them, danger to life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.people import DecidedBy, EvacueeStatus, GuardianKind, YesKind
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules.care import CareDuty
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.missions.aboard import queue_duties
from openevac.services.missions.consents import keep_consent, person_at_door
from openevac.services.missions.record_own_yes import WordKept


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordGuardian:
    """On whose word one person goes. Give what fits; the rules of care decide when they board.

    A child: `guardian` (code of the parent or guardian in the same vehicle) with `guardian_kind`, or an office in
    `named`. Somebody who cannot decide: `decided_by` and `named`. Danger to life: `danger` with its reason.
    `named` is an office or call sign, never the name of a private person.
    """

    mission: str
    stop: str
    evacuee: str
    guardian: str = ""
    guardian_kind: GuardianKind | None = None
    decided_by: DecidedBy | None = None
    named: str = ""
    danger: str = ""
    services_told: bool = False
    at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)

    @property
    def kind(self) -> YesKind:
        """Give which kind of yes this is."""
        if self.danger:
            return YesKind.DANGER_TO_LIFE
        return YesKind.DECIDED_FOR if self.decided_by is not None else YesKind.GUARDIAN


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferChild:
    """A child nobody answers for is given into the care of a service; `named`: the service or police unit."""

    mission: str
    stop: str
    evacuee: str
    named: str
    services_told: bool = False


def record_guardian(order: Order, asked: RecordGuardian) -> WordKept:
    """Record who answers for one person."""
    return carry_out(order, Action.RECORD_GUARDIAN, asked, WordKept, _record)


def refer_child(order: Order, asked: ReferChild) -> WordKept:
    """Record that a child was referred to a service, and queue the calls that are still to be made."""
    return carry_out(order, Action.REFER_CHILD, asked, WordKept, _refer)


def _record(doing: Doing, asked: RecordGuardian) -> WordKept:
    row, stop, person = person_at_door(doing, Action.RECORD_GUARDIAN, asked.mission, asked.stop, asked.evacuee)
    keep_consent(
        doing,
        person,
        stop,
        asked.kind,
        asked.at,
        guardian=asked.guardian,
        guardian_kind=asked.guardian_kind.value if asked.guardian_kind else "",
        decided_by=asked.decided_by.value if asked.decided_by else "",
        named=asked.named,
        services_told=asked.services_told,
        reason=asked.danger,
    )
    doing.say(
        f"evacuee:{person.code}", household=person.household_id, reason=asked.danger, mission=row.code,
        stop=stop.code, yes=asked.kind.value,
    )  # fmt: skip
    return WordKept(evacuee=person.code, status=EvacueeStatus(person.status))


def _refer(doing: Doing, asked: ReferChild) -> WordKept:
    row, stop, person = person_at_door(doing, Action.REFER_CHILD, asked.mission, asked.stop, asked.evacuee)
    person.status = EvacueeStatus.REFERRED.value
    person.save(update_fields=("status",))
    duties = {CareDuty.TELL_COORDINATOR}
    if not asked.services_told:
        duties |= {CareDuty.RING_102, CareDuty.RING_CHILD_SERVICE}
    queue_duties(doing, duties, f"evacuee:{person.code}")
    doing.say(
        f"evacuee:{person.code}", household=person.household_id, mission=row.code, stop=stop.code,
        services_told=asked.services_told,
    )  # fmt: skip
    return WordKept(evacuee=person.code, status=EvacueeStatus(person.status))
