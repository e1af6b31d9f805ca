"""Where people are brought and how many beds wait there."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from openevac.domain.ids import require_id
from openevac.domain.needs import BedKind
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.units import require_in_order, require_not_negative


@dataclass(frozen=True, slots=True, kw_only=True)
class Beds:
    """Beds by kind: counted apart, because a care bed is not an ordinary bed."""

    ordinary: int = 0
    no_stairs: int = 0
    care: int = 0

    def __post_init__(self) -> None:
        for item in fields(self):
            require_not_negative(item.name, getattr(self, item.name))

    def of(self, kind: BedKind) -> int:
        """Give the number of beds of one kind."""
        return {BedKind.ORDINARY: self.ordinary, BedKind.NO_STAIRS: self.no_stairs, BedKind.CARE: self.care}[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelter:
    """A transit centre or shelter that takes people in. `beds` is the capacity still available.

    A person who needs no special bed may lie in any; one who needs no stairs may lie in a care bed; one who
    needs care needs a care bed. `unloading_s`: minutes of hand-over per arrival, in seconds.
    """

    id: str
    position: LonLat
    beds: Beds
    pets: bool = True
    unloading_s: float = 900.0
    tw_early: datetime | None = None
    tw_late: datetime | None = None

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_lonlat("position", self.position)
        require_not_negative("unloading_s", self.unloading_s)
        require_in_order("tw_early", self.tw_early, self.tw_late)
