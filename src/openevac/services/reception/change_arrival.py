"""Correcting what was written down of somebody who is here: what they need tonight, and which bed they can use."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.needs import BedKind
from openevac.domain.roles import Action
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.reception.arriving import Tonight
from openevac.services.reception.finding import load_registration


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeArrival:
    """What somebody needs tonight, all of it; `bed`: the kind they can use, None leaves it as it was."""

    code: str
    tonight: Tonight
    bed: BedKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalChanged:
    """Who, what they need tonight, and which bed. `room`: where they sleep, empty when that bed will not do now."""

    code: str
    tonight: Tonight
    bed: BedKind
    room: str


def change_arrival(order: Order, asked: ChangeArrival) -> ArrivalChanged:
    """Change somebody's needs for tonight. Who needs another kind of bed keeps theirs until a new one is given."""
    return carry_out(order, Action.REGISTER_ARRIVAL, asked, ArrivalChanged, _change)


def _change(doing: Doing, asked: ChangeArrival) -> ArrivalChanged:
    row = load_registration(doing, asked.code)
    row.needs_doctor, row.needs_talk = asked.tonight.doctor, asked.tonight.talk
    row.needs_papers, row.needs_relatives = asked.tonight.papers, asked.tonight.relatives
    row.save(update_fields=("needs_doctor", "needs_talk", "needs_papers", "needs_relatives"))
    if asked.bed is not None and asked.bed.value != row.evacuee.bed:
        row.evacuee.bed = asked.bed.value
        row.evacuee.save(update_fields=("bed",))
    doing.say(f"registration:{row.code}", household=row.household_id, bed=row.evacuee.bed)
    return ArrivalChanged(
        code=row.code,
        tonight=asked.tonight,
        bed=BedKind(row.evacuee.bed),
        room=row.unit.code if row.unit is not None else "",
    )
