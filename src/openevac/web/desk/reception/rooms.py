"""Which rooms to offer a family: together where one room will do, and no bed with care taken by who does not need it.

What is offered is only offered: whether a room will do, the service decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openevac.domain.needs import BedKind
from openevac.services.reception.assign_unit import FITS
from openevac.services.reception.see_reception import RoomState

PLAINEST_FIRST = (BedKind.ORDINARY, BedKind.NO_STAIRS, BedKind.CARE)


def offered(beds: Mapping[str, BedKind], rooms: Sequence[RoomState]) -> dict[str, str]:
    """Give a room for each person by code; who is left out has none that fits."""
    free = {room.code: room.free for room in rooms}
    given: dict[str, str] = {}
    in_care = [code for code, bed in beds.items() if bed is BedKind.CARE]
    for group in (in_care, [code for code in beds if code not in in_care]):
        for part in _parts(group, beds, rooms, free):
            room = _one_room([beds[code] for code in part], rooms, free)
            if room is not None:
                free[room] -= len(part)
                given |= dict.fromkeys(part, room)
    return given


def _parts(
    group: Sequence[str], beds: Mapping[str, BedKind], rooms: Sequence[RoomState], free: Mapping[str, int]
) -> Iterable[Sequence[str]]:
    """Give the whole group where one room takes it; else by kind of bed; else one by one."""
    if not group:
        return
    if _one_room([beds[code] for code in group], rooms, free) is not None:
        yield group
        return
    kinds = [[code for code in group if beds[code] is kind] for kind in reversed(PLAINEST_FIRST)]
    for same in kinds:
        if same and _one_room([beds[code] for code in same], rooms, free) is not None:
            yield same
        else:
            yield from ([code] for code in same)


def _one_room(beds: Sequence[BedKind], rooms: Sequence[RoomState], free: Mapping[str, int]) -> str | None:
    """Give the plainest room that takes all of them; of equals the one that is left fullest."""
    fits = [
        room
        for room in rooms
        if free[room.code] >= len(beds)
        and all(room.kind in FITS[bed] for bed in beds)
        and (room.kind is not BedKind.CARE or BedKind.CARE in beds)
    ]
    fits.sort(key=lambda room: (PLAINEST_FIRST.index(room.kind), free[room.code], room.code))
    return fits[0].code if fits else None
