"""Which of the three classes of turn a request may belong to: a suggestion with its reason. A named person decides.

What is ticked here is not kept: only the class that was chosen is, and by whom. Who has returned before, has refused
before or was a trouble to a crew is not asked, so it can never lower anybody's turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openevac.domain.needs import Needs
from openevac.domain.remarks import Remark
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, Priority

NEAR_KM = 10.0
"""Within this distance of the line every household comes first: ways there close within days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityFacts:
    """What the operator knows of a household's need; everything may be left unticked. Distance as in the ladder."""

    needs: Needs
    children: int = 0
    distance_km: float | None = None
    danger_to_life: bool = False
    needs_doctor_now: bool = False
    house_destroyed: bool = False
    no_heat_or_water: bool = False
    evacuation_ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The class that fits, and every reason for it, strongest class first; no reason means planned."""

    priority: Priority
    reasons: tuple[Remark, ...]


def suggest_priority(facts: PriorityFacts) -> Suggestion:
    """Suggest a class of turn: the highest that any fact calls for."""
    found = [*_urgent(facts), *_first(facts)]
    called_for = {priority for priority, _ in found}
    highest = next((one for one in PRIORITIES_HIGH_FIRST if one in called_for), Priority.PLANNED)
    return Suggestion(priority=highest, reasons=tuple(remark for _, remark in found))


def _urgent(facts: PriorityFacts) -> Iterator[tuple[Priority, Remark]]:
    if facts.danger_to_life:
        yield Priority.URGENT, Remark(text="Somebody's life is in danger now.")
    if facts.needs_doctor_now:
        yield Priority.URGENT, Remark(text="Somebody needs a doctor or medicine within a day.")
    if facts.house_destroyed:
        yield Priority.URGENT, Remark(text="The house cannot be lived in any more.")


def _first(facts: PriorityFacts) -> Iterator[tuple[Priority, Remark]]:
    needs = facts.needs
    if needs.stretchers or needs.wheelchairs:
        yield Priority.FIRST, Remark(text="Somebody cannot walk to a cellar.")
    elif needs.party_size == 1 and needs.walks_with_help:
        yield Priority.FIRST, Remark(text="One person alone who walks with help.")
    if facts.children:
        yield Priority.FIRST, Remark(text="There are children.")
    if facts.no_heat_or_water:
        yield Priority.FIRST, Remark(text="There is no heat or no water.")
    if facts.evacuation_ordered:
        yield Priority.FIRST, Remark(text="The authorities have ordered people to leave this place.")
    if facts.distance_km is not None and facts.distance_km < NEAR_KM:
        yield Priority.FIRST, Remark(text="Under {km} km from the line or the border.", facts={"km": NEAR_KM})
