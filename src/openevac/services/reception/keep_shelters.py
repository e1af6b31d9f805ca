"""Keeping shelters and their rooms: what can be slept in, by kind of bed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.needs import BedKind
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.danger.names_of_relays import require_no_relay
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.store.models import Shelter, ShelterUnit

MOST_BEDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room or a row of beds of one kind."""

    code: str
    kind: BedKind
    beds: int

    def __post_init__(self) -> None:
        require_id("code", self.code)
        if not 0 <= self.beds <= MOST_BEDS:
            raise InputError("A room has 0 to {most} beds.", "Correct the number.", field="beds", most=MOST_BEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepShelter:
    """A shelter as it is now; asked again with the same code it replaces what was said before. `open`: takes people."""

    code: str
    position: LonLat
    rooms: tuple[Room, ...]
    pets: bool = True
    unloading_s: float = 900.0
    opens: time | None = None
    closes: time | None = None
    open: bool = True

    def __post_init__(self) -> None:
        require_id("code", self.code)
        require_lonlat("position", self.position)
        if len({room.code for room in self.rooms}) != len(self.rooms):
            raise InputError("A room stands twice.", "Give each room a code of its own.", field="rooms")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelterKept:
    """The shelter's code and its beds by kind."""

    code: str
    beds: dict[BedKind, int]


def keep_shelter(order: Order, asked: KeepShelter) -> ShelterKept:
    """Keep a shelter and its rooms."""
    return carry_out(order, Action.KEEP_SHELTERS, asked, ShelterKept, _change)


def _change(doing: Doing, asked: KeepShelter) -> ShelterKept:
    doing.require(Resource(kind=ResourceKind.SHELTER, organisation=doing.organisation.id, id=asked.code))
    require_no_relay(doing, asked.code)
    shelter, _ = Shelter.objects.update_or_create(
        organisation=doing.organisation,
        code=asked.code,
        defaults={
            "lon": asked.position.lon,
            "lat": asked.position.lat,
            "pets": asked.pets,
            "unloading_s": asked.unloading_s,
            "opens": asked.opens,
            "closes": asked.closes,
            "closed_at": None if asked.open else doing.now,
        },
    )
    for room in asked.rooms:
        ShelterUnit.objects.update_or_create(
            shelter=shelter,
            code=room.code,
            defaults={"organisation": doing.organisation, "kind": room.kind.value, "beds": room.beds},
        )
    # A room that is not named any more takes nobody; who sleeps there stays there.
    ShelterUnit.objects.filter(shelter=shelter).exclude(code__in=[room.code for room in asked.rooms]).update(beds=0)
    beds = {kind: sum(room.beds for room in asked.rooms if room.kind is kind) for kind in BedKind}
    doing.say(f"shelter:{asked.code}", beds={kind.value: count for kind, count in beds.items()}, open=asked.open)
    return ShelterKept(code=asked.code, beds=beds)
