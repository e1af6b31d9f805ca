"""Zones: areas somebody closed, marked as mined, or marked as more dangerous, each for its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.hazards import Zone
from openevac.hazards.area import Area, ground_of, make_area
from openevac.hazards.causes import CAUSES
from openevac.hazards.grid import Grid
from openevac.hazards.weather import HOUR


@dataclass(frozen=True, slots=True, eq=False)
class LaidZone:
    """One zone on the raster. `cause`: number in CAUSES."""

    zone: Zone
    area: Area
    cause: int

    def holds_in(self, hour: datetime) -> bool:
        """Tell whether the zone holds at any moment of the hour that starts at `hour`."""
        begun = self.zone.valid_from is None or self.zone.valid_from < hour + HOUR
        over = self.zone.valid_until is not None and self.zone.valid_until <= hour
        return begun and not over


def lay_zone(zone: Zone, crs: str, grid: Grid) -> LaidZone:
    """Lay one zone on the raster."""
    return LaidZone(zone=zone, area=make_area(ground_of((zone.area,), crs, grid), grid), cause=CAUSES.index(zone.cause))
