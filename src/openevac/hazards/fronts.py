"""The lines danger is measured from: each source's held and contested ground, and the state border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import shapely

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.hazards import ControlLine
from openevac.domain.units import HOURS_PER_DAY, METRES_PER_KM, SECONDS_PER_HOUR
from openevac.hazards.area import Area, ground_of, make_area
from openevac.hazards.beyond import Beyond
from openevac.hazards.distances import Distances, measure
from openevac.hazards.grid import Grid


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What one source draws, laid on the raster: `once` is ground ever held or fought over, by this source."""

    front: Distances
    held: Area
    once: Area


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """One line danger comes from. The border has no `line` and stands still; `front` holds its distances."""

    source: str
    front: Distances
    line: ControlLine | None = None
    speed_km_per_day: float = 0.0
    cap_km: float = 0.0

    def age_h(self, at: datetime) -> float | None:
        """Give the hours since the source looked; None for the border, which does not age."""
        if self.line is None:
            return None
        return max(0.0, (at - self.line.observed_at).total_seconds() / SECONDS_PER_HOUR)

    def advance_m(self, at: datetime) -> float:
        """Give how far the line may have come nearer since the source looked, up to the cap."""
        age_h = self.age_h(at)
        if age_h is None:
            return 0.0
        return min(age_h / HOURS_PER_DAY * self.speed_km_per_day, self.cap_km) * METRES_PER_KM


def lay_ground(line: ControlLine, crs: str, grid: Grid) -> Ground:
    """Lay one source's held, contested and once-held ground on the raster."""
    held, contested, once = (ground_of(shape, crs, grid) for shape in (line.held, line.contested, line.once_held))
    both = shapely.union_all([held, contested])
    front_area = make_area(both, grid)
    return Ground(
        front=measure(front_area),
        held=front_area if contested.is_empty else make_area(held, grid),
        once=front_area if once.is_empty else make_area(shapely.union_all([both, once]), grid),
    )


def line_key(line: ControlLine) -> tuple[object, ...]:
    """Give what decides whether a source's ground must be laid anew: its shapes, not its age or name."""
    return (line.held, line.contested, line.once_held)


def control_front(line: ControlLine, ground: Ground, profile: ExposureProfile) -> Front:
    """Give the line of one source with the speed it may move at."""
    own = line.front_speed_km_per_day
    return Front(
        source=line.source,
        front=ground.front,
        line=line,
        speed_km_per_day=profile.value("front.speed_km_per_day") if own is None else own,
        cap_km=profile.value("front.advance_cap_km"),
    )


def border_front(source: str, beyond: Beyond, grid: Grid) -> Front:
    """Give the line of the state border."""
    return Front(source=source, front=measure(make_area(beyond.land, grid), beyond.lines))
