"""Which shelters there are and which beds each has free: where to go when this one is full."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.needs import BedKind
from openevac.domain.places import LonLat
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.reception.see_reception import RoomState, see_rooms
from openevac.store.models import Shelter


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelterBeds:
    """One shelter: where it is, whether it takes people and pets, its rooms; its beds and the free ones, by kind."""

    code: str
    position: LonLat
    open: bool
    pets: bool
    rooms: tuple[RoomState, ...]
    beds: dict[BedKind, int]
    free: dict[BedKind, int]


def see_shelters(asking: Asking) -> tuple[ShelterBeds, ...]:
    """Show all shelters of the organisation."""
    organisation = asking.who.organisation
    resource = Resource(kind=ResourceKind.SHELTER, organisation=organisation, today=True)
    allow_question(asking, Action.SEE_RECEPTION, resource)
    return tuple(_shown(row) for row in Shelter.objects.filter(organisation=organisation).order_by("code"))


def _shown(row: Shelter) -> ShelterBeds:
    rooms = see_rooms(row)
    return ShelterBeds(
        code=row.code,
        position=LonLat(row.lon, row.lat),
        open=row.closed_at is None,
        pets=row.pets,
        rooms=rooms,
        beds={kind: sum(room.beds for room in rooms if room.kind is kind) for kind in BedKind},
        free={kind: sum(room.free for room in rooms if room.kind is kind) for kind in BedKind},
    )
