"""The hall as it stands now: counts, the household in hand, who waits, who is here, beds, vans; whole or as a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from openevac.domain.errors import InputError
from openevac.domain.events import ArrivedBy
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import EvacueeStatus
from openevac.domain.remarks import Remark
from openevac.domain.roles import Role
from openevac.services.kernel.refusals import Conflict
from openevac.services.kernel.who import local_day
from openevac.services.reception.households_here import HouseholdHere, PersonHere, see_household
from openevac.services.reception.see_expected import Expected, hall_mark, see_expected
from openevac.services.reception.see_reception import Arrival, ReceptionState, see_reception
from openevac.services.reception.see_shelters import ShelterBeds, see_shelters
from openevac.web.asking import actor_of, asking
from openevac.web.desk.reception.rooms import PLAINEST_FIRST, offered
from openevac.web.showing import go, is_part, shown
from openevac.web.speaking import words_for

ON_THE_WAY = frozenset({EvacueeStatus.HANDED_OVER, EvacueeStatus.ABOARD, EvacueeStatus.AT_RELAY})
NEEDS_TONIGHT = ("doctor", "talk", "papers", "relatives")
BROUGHT_BY = tuple(by for by in ArrivedBy if by is not ArrivedBy.MISSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInHand:
    """One person of the household in hand. `ticked`: they stand here now, as far as is known; `offer`: a room."""

    seen: PersonHere
    ticked: bool
    offer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """The household in hand and what comes next with it: write down, give beds, or nothing more."""

    seen: HouseholdHere
    to_write: tuple[PersonInHand, ...]
    here: tuple[PersonInHand, ...]
    gone: tuple[PersonHere, ...]
    by_mission: bool
    split: bool

    @property
    def without_bed(self) -> tuple[PersonInHand, ...]:
        """Give those who are here and have no bed yet."""
        return tuple(one for one in self.here if not one.seen.room)


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyHere:
    """A household of the day's list."""

    household: UUID
    people: tuple[Arrival, ...]

    @property
    def beds_missing(self) -> int:
        """Count who has no bed."""
        return sum(not one.room and not one.gone for one in self.people)

    @property
    def all_gone(self) -> bool:
        """Tell whether everybody has left."""
        return all(one.gone for one in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsOfKind:
    """Beds of one kind: how many, how many free, and in which rooms."""

    kind: BedKind
    beds: int
    free: int
    coming: int
    rooms: tuple[Any, ...]

    @property
    def taken(self) -> int:
        """Count who sleeps in them."""
        return self.beds - self.free


def address_of(shelter: str) -> str:
    """Give the address of one shelter's page."""
    return f"/reception/at/{quote(shelter)}/"


def hall_shown(
    request: HttpRequest,
    shelter: str,
    *,
    day: date | None = None,
    household: UUID | None = None,
    typed: str = "",
    faults: Sequence[InputError] = (),
) -> HttpResponse:
    """Show the hall; without a household in hand the next of those who wait is taken."""
    question = asking(request)
    state, expected = see_reception(question, shelter, day), see_expected(question, shelter)
    in_hand = see_household(question, household) if household else next(iter(expected.in_hall), None)
    shelters = see_shelters(question)
    today = local_day(question.clock.now())
    roles = actor_of(request).roles
    facts = {
        "shelter": state.shelter,
        "address": address_of(state.shelter),
        "state": state,
        "is_today": state.day == today,
        "day": state.day,
        "chosen": _in_hand(in_hand, state, typed) if in_hand else None,
        "waiting": [one for one in expected.in_hall if in_hand is None or one.household != in_hand.household],
        "counts": _counts(state, expected),
        "families": _families(state),
        "vans": expected.vans,
        "beds": _beds(state, expected),
        "overflow": _overflow(state, expected, shelters),
        "shelters": shelters,
        "moves": tuple(MobilityClass),
        "kinds": PLAINEST_FIRST,
        "brought_by": BROUGHT_BY,
        "tonight_kinds": NEEDS_TONIGHT,
        "only_badge": roles == {Role.DAY_BADGE},
        "faults": faults,
        "mark": hall_mark(question, shelter),
        "part": is_part(request),
    }
    status = 200 if not faults else 409 if any(isinstance(one, Conflict) for one in faults) else 422
    return shown(request, "reception/region.html" if is_part(request) else "reception/hall.html", facts, status=status)


def done(
    request: HttpRequest,
    shelter: str,
    *said: Remark,
    household: UUID | None = None,
    faults: Sequence[InputError] = (),
) -> HttpResponse:
    """Say what was done and show the hall again; `household` stays in hand, without one the next is taken."""
    words = words_for(request)
    for one in said:
        messages.success(request, words.remark(one))
    if is_part(request) or faults:
        return hall_shown(request, shelter, household=household, faults=faults)
    return go(address_of(shelter) + (f"?household={household}" if household else ""))


def _in_hand(seen: HouseholdHere, state: ReceptionState, typed: str) -> InHand:
    waiting = [one for one in seen.people if not one.registered or one.gone]
    known_way = any(one.status in ON_THE_WAY for one in waiting)
    here = [one for one in seen.people if one.here]
    offers = offered({one.code: one.bed for one in here if not one.room}, state.rooms)
    rooms = {one.room or offers.get(one.code, "") for one in here}
    return InHand(
        seen=seen,
        to_write=tuple(
            PersonInHand(seen=one, ticked=_stands_here(one, typed, known_way=known_way), offer="")
            for one in waiting
            if not one.gone
        ),
        here=tuple(PersonInHand(seen=one, ticked=True, offer=offers.get(one.code, "")) for one in here),
        gone=tuple(one for one in waiting if one.gone),
        by_mission=known_way,
        split=len(rooms) > 1,
    )


def _stands_here(one: PersonHere, typed: str, *, known_way: bool) -> bool:
    """Tell whether somebody is ticked at first: who got off a van, or whose own code was typed."""
    if known_way:
        return one.status is EvacueeStatus.HANDED_OVER
    return bool(typed) and one.code == typed


def _counts(state: ReceptionState, expected: Expected) -> dict[str, int]:
    here = [one for one in state.arrivals if not one.gone]
    return {
        "on_the_road": sum(van.people for van in expected.vans),
        "in_hall": sum(sum(not one.registered for one in home.people) for home in expected.in_hall),
        "here": len(here),
        "without_bed": state.without_bed,
        "to_tell": len(state.to_tell),
        **{f"need_{need}": state.tonight.get(need, 0) for need in NEEDS_TONIGHT},
    }


def _families(state: ReceptionState) -> list[FamilyHere]:
    found: dict[UUID, list[Arrival]] = {}
    for one in state.arrivals:
        found.setdefault(one.with_whom, []).append(one)
    families = [FamilyHere(household=home, people=tuple(people)) for home, people in found.items()]
    return sorted(families, key=lambda one: (one.all_gone, not one.beds_missing))


def _beds(state: ReceptionState, expected: Expected) -> list[BedsOfKind]:
    hall = [one.bed for home in expected.in_hall for one in home.people if not one.registered]
    return [
        BedsOfKind(
            kind=kind,
            beds=sum(room.beds for room in state.rooms if room.kind is kind),
            free=state.free[kind],
            coming=sum(van.beds[kind] for van in expected.vans) + sum(bed is kind for bed in hall),
            rooms=tuple(room for room in state.rooms if room.kind is kind and (room.beds or room.free)),
        )
        for kind in PLAINEST_FIRST
    ]


def _overflow(
    state: ReceptionState, expected: Expected, shelters: Sequence[ShelterBeds]
) -> list[tuple[BedKind, tuple[ShelterBeds, ...]]]:
    """Give the kinds of which more beds are needed than are free, and the other shelters that have some."""
    short = []
    lying = [one.bed for one in state.arrivals if not one.room and not one.gone]
    for row in _beds(state, expected):
        needed = row.coming + sum(bed is row.kind for bed in lying)
        if needed > row.free:
            others = (one for one in shelters if one.code != state.shelter and one.open and one.free[row.kind])
            short.append((row.kind, tuple(others)))
    return short
