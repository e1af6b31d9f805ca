"""Shifts: who leads, since when; and locking everything from any device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, Refused
from openevac.store.models import Organisation, Person, Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftStart:
    """The keys were opened on this workstation."""

    workstation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEnding:
    """The keys are closed; `reason` is a word for who reads it later."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftState:
    """Who leads, since when; empty `lead` where no shift runs. `locked_at`: when everything was locked."""

    lead: str = ""
    started_at: datetime | None = None
    locked_at: datetime | None = None

    @property
    def keys_may_live(self) -> bool:
        """Tell whether workstations may hold keys; those that hold some drop them when it turns false."""
        return bool(self.lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropping:
    """When keys had to be dropped last, and whether everything is locked until a shift lead starts again."""

    at: datetime | None = None
    locked: bool = False

    @property
    def stamp(self) -> int:
        """Give the moment as a whole number that grows (microseconds); 0 where keys never had to be dropped."""
        return 0 if self.at is None else int(self.at.timestamp() * 1_000_000)


def start_shift(order: Order, asked: ShiftStart) -> ShiftState:
    """Record that the lead opened the keys; one shift runs at a time."""
    return carry_out(order, Action.START_SHIFT, asked, ShiftState, _start)


def end_shift(order: Order, asked: ShiftEnding) -> ShiftState:
    """Record that the keys are closed; every workstation drops them."""
    return carry_out(order, Action.END_SHIFT, asked, ShiftState, _end)


def lock_everything(order: Order, asked: ShiftEnding) -> ShiftState:
    """Lock at once, from any device, by anybody who works here: the shift ends and every workstation drops its keys."""
    return carry_out(order, Action.LOCK_EVERYTHING, asked, ShiftState, _lock)


def see_shift(organisation: str) -> ShiftState:
    """Tell whether a shift runs. Workstations ask every few seconds, so it is open to whoever may ask at all."""
    running = Shift.objects.select_related("lead").filter(organisation=organisation, ended_at=None).first()
    locked_at = Organisation.objects.filter(id=organisation).values_list("locked_at", flat=True).first()
    if running is None:
        return ShiftState(locked_at=locked_at)
    return ShiftState(lead=running.lead.code, started_at=running.started_at, locked_at=locked_at)


def see_dropping(organisation: str) -> Dropping:
    """Tell when keys had to be dropped last: at the end of a shift, or when everything was locked.

    A screen that opened its keys before that moment drops them. Asked every few seconds by every open screen.
    """
    ended = Shift.objects.filter(organisation=organisation, ended_at__isnull=False).order_by("-ended_at")
    ended_at = ended.values_list("ended_at", flat=True).first()
    locked_at = Organisation.objects.filter(id=organisation).values_list("locked_at", flat=True).first()
    at = max((moment for moment in (ended_at, locked_at) if moment is not None), default=None)
    return Dropping(at=at, locked=locked_at is not None)


def _start(doing: Doing, asked: ShiftStart) -> ShiftState:
    doing.require(_whole(doing))
    running = Shift.objects.select_related("lead").filter(organisation=doing.organisation, ended_at=None).first()
    if running is not None:
        raise Conflict(
            "A shift runs already, led by {lead}.", "Let it be ended first, or lock everything.", lead=running.lead.code
        )
    lead = Person.objects.get(organisation=doing.organisation, code=doing.actor.person)
    Shift.objects.create(organisation=doing.organisation, lead=lead, started_at=doing.now)
    Organisation.objects.filter(id=doing.organisation.id).update(locked_at=None)
    doing.say(f"shift:{lead.code}", workstation=asked.workstation)
    return ShiftState(lead=lead.code, started_at=doing.now)


def _end(doing: Doing, asked: ShiftEnding) -> ShiftState:
    doing.require(_whole(doing))
    ended = Shift.objects.filter(organisation=doing.organisation, ended_at=None).update(ended_at=doing.now)
    if not ended:
        raise Refused("No shift runs.", "There is nothing to end.")
    doing.say(f"shift:{doing.actor.person}", reason=asked.reason)
    return ShiftState()


def _lock(doing: Doing, asked: ShiftEnding) -> ShiftState:
    doing.require(_whole(doing))
    Shift.objects.filter(organisation=doing.organisation, ended_at=None).update(ended_at=doing.now)
    Organisation.objects.filter(id=doing.organisation.id).update(locked_at=doing.now)
    doing.say(f"organisation:{doing.organisation.id}", reason=asked.reason, device=doing.actor.device)
    return ShiftState(locked_at=doing.now)


def _whole(doing: Doing) -> Resource:
    return Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id)
