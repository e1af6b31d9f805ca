"""Which rooms a family is offered: together where one room will do, and never a bed with care they do not need."""

from __future__ import annotations

import pytest

from openevac.domain.needs import BedKind
from openevac.services.reception.assign_unit import FITS
from openevac.services.reception.see_reception import RoomState
from openevac.web.desk.reception.rooms import offered
from tests.torture import examples

PLAIN, STAIRS, CARE = BedKind.ORDINARY, BedKind.NO_STAIRS, BedKind.CARE


def rooms(**free: int) -> tuple[RoomState, ...]:
    """Give rooms by their names: hall=3 is an ordinary one with three free beds."""
    kinds = {"h": PLAIN, "g": STAIRS, "w": CARE}
    return tuple(RoomState(code=name, kind=kinds[name[0]], beds=max(9, beds), free=beds) for name, beds in free.items())


@pytest.mark.parametrize(
    ("family", "free", "given"),
    [
        ((PLAIN,) * 3, {"hall": 9, "home": 3}, ("home", "home", "home")),
        ((PLAIN,) * 3, {"hall": 2, "home": 2, "ground": 3}, ("ground", "ground", "ground")),
        ((PLAIN, STAIRS), {"hall": 9, "ground": 2}, ("ground", "ground")),
        ((PLAIN, STAIRS), {"hall": 9, "ground": 1}, ("hall", "ground")),
        ((PLAIN, CARE), {"hall": 9, "ward": 2}, ("hall", "ward")),
        ((CARE,), {"hall": 9, "ground": 9}, ("",)),
        ((PLAIN,), {"ward": 1}, ("",)),
        ((STAIRS,), {"ward": 1, "hall": 4}, ("",)),
        ((PLAIN,) * 3, {"hall": 2, "home": 1}, ("home", "hall", "hall")),
        ((PLAIN,) * 2, {}, ("", "")),
    ],
)
def test_a_family_is_offered_rooms(family: tuple[BedKind, ...], free: dict[str, int], given: tuple[str, ...]) -> None:
    people = {f"p{number}": bed for number, bed in enumerate(family)}
    offer = offered(people, rooms(**free))
    assert tuple(offer.get(code, "") for code in people) == given


def test_no_offer_would_be_refused_and_no_bed_is_offered_twice() -> None:
    import random

    draw = random.Random(7)
    for _ in range(examples(quick=300, full=5000)):
        free = {name: draw.randint(0, 4) for name in ("hall", "home", "ground", "garden", "ward")}
        there = {room.code: room for room in rooms(**free)}
        people = {f"p{number}": draw.choice((PLAIN, PLAIN, STAIRS, CARE)) for number in range(draw.randint(1, 7))}
        offer = offered(people, tuple(there.values()))
        for code, room in offer.items():
            assert there[room].kind in FITS[people[code]], (free, people)
            assert there[room].kind is not CARE or people[code] is CARE, (free, people)
        for room in there:
            assert list(offer.values()).count(room) <= free[room], (free, people)
        for code in set(people) - set(offer):
            left = {room: free[room] - list(offer.values()).count(room) for room in there}
            fits = [room for room in there if there[room].kind in FITS[people[code]] and left[room]]
            assert all(there[room].kind is CARE and people[code] is not CARE for room in fits), (free, people, offer)
