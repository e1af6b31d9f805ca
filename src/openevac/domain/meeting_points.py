"""Meeting points that people walk to, and services that bring people out where volunteers may not go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id, require_katottg
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.units import require_in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPoint:
    """Where people walk to when a van should not or may not come to their door.

    `katottg`: the place whose access and curfew rules hold there; without it those of the nearest place.
    `tw_early`, `tw_late`: when people may be there at all, waiting and boarding included.
    """

    id: str
    position: LonLat
    katottg: str = ""
    tw_early: datetime | None = None
    tw_late: datetime | None = None

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_lonlat("position", self.position)
        if self.katottg:
            require_katottg("katottg", self.katottg)
        require_in_order("tw_early", self.tw_early, self.tw_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedService:
    """Somebody who may enter closed places and takes requests over: police, rescuers, the Red Cross.

    `name`: as people say it, with how to reach it. `places`: KATOTTG codes it serves; empty means every place.
    """

    name: str
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("The service has no name.", "Write who it is and how it is reached.", field="name")
        for code in self.places:
            require_katottg("places", code)
