"""Giving somebody a bed: of a kind they can use, in a room that has one free."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.needs import BedKind
from openevac.domain.people import EvacueeStatus
from openevac.domain.roles import Action, Role
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, Refused, not_found
from openevac.services.reception.finding import load_registration
from openevac.store.models import Person, Registration, ShelterUnit

FITS = {
    BedKind.ORDINARY: frozenset(BedKind),
    BedKind.NO_STAIRS: frozenset({BedKind.NO_STAIRS, BedKind.CARE}),
    BedKind.CARE: frozenset({BedKind.CARE}),
}
"""Which rooms will do for whom: care implies no stairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignUnit:
    """One registered person and the room they are to sleep in.

    `decided_by`: the code word of the coordinator who decided that a bed of another kind will do, empty for nobody.
    """

    code: str
    room: str
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAssigned:
    """Where somebody sleeps, and how many beds the room has left."""

    code: str
    room: str
    beds_left: int


def assign_unit(order: Order, asked: AssignUnit) -> UnitAssigned:
    """Give one person a bed; two who give the last bed at once are told."""
    return carry_out(order, Action.ASSIGN_UNIT, asked, UnitAssigned, _change)


def _change(doing: Doing, asked: AssignUnit) -> UnitAssigned:
    row = load_registration(doing, asked.code)
    rooms = ShelterUnit.objects.select_for_update(no_key=True)
    room = rooms.filter(organisation=doing.organisation, shelter=row.shelter, code=asked.room).first()
    if room is None:
        raise not_found("room", asked.room)
    decided = _decided(doing, asked.decided_by.strip())
    if BedKind(room.kind) not in FITS[BedKind(row.evacuee.bed)] and not decided:
        raise Refused(
            "{code} needs another bed: {needs}; the room {room} has {has}.",
            "Choose a room of that kind, or name the coordinator who decided that this one will do.",
            code=row.code,
            needs=row.evacuee.bed,
            room=room.code,
            has=room.kind,
        )
    taken = beds_taken(room) - (1 if row.unit_id == room.id else 0)
    if taken >= room.beds:
        raise Conflict("The room {room} is full.", "Choose another one.", room=room.code)
    row.unit = room
    row.save(update_fields=("unit",))
    row.evacuee.status = EvacueeStatus.HOUSED.value
    row.evacuee.save(update_fields=("status",))
    doing.say(f"registration:{row.code}", household=row.household_id, room=room.code, decided_by=decided)
    return UnitAssigned(code=row.code, room=room.code, beds_left=room.beds - taken - 1)


def _decided(doing: Doing, code: str) -> str:
    """Give the code word of a coordinator who answers for the decision; refuses anybody else's name."""
    if not code:
        return ""
    person = Person.objects.filter(organisation=doing.organisation, code=code, revoked_at=None).first()
    if person is None or Role.COORDINATOR.value not in person.roles or Role.DAY_BADGE in doing.actor.roles:
        raise Refused(
            "Only a coordinator decides that another bed will do, and reception writes down who.",
            "Ring a coordinator and type their code word.",
        )
    return person.code


def beds_taken(room: ShelterUnit) -> int:
    """Count who sleeps in a room."""
    return Registration.objects.filter(unit=room, left_at=None, returned_at=None).count()
