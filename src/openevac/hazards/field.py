"""The field of danger over place and time, built from a situation; what is asked of it stands in `exposure`.

Slow things (distances to lines, areas on the raster) are worked out once. What changes with the hour (drones'
weather and light, the advance of old lines, the fading of reports) is a handful of numbers per hour, so a slice
of 24 or 36 hours costs nothing until it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from openevac.domain.errors import InputError
from openevac.domain.hazards import Border, ControlLine
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.domain.units import require_aware, require_positive
from openevac.hazards.area import Area
from openevac.hazards.beyond import find_beyond
from openevac.hazards.causes import DRONE, FrontCurve, front_curves, shares
from openevac.hazards.fronts import Front, Ground, border_front, control_front, lay_ground, line_key
from openevac.hazards.grid import Grid, make_grid
from openevac.hazards.light import light_factor
from openevac.hazards.memory import Memory, Recent
from openevac.hazards.projection import to_degrees
from openevac.hazards.reports import FeltReport, felt_report, is_muted
from openevac.hazards.weather import HOUR, LEAST_FACTOR, full_hour, weather_at, weather_factor
from openevac.hazards.zones import LaidZone, lay_zone

Progress = Callable[[str, float], None]
_MOST_HOURS = 24 * 60
# Rates and closures of a working day, with and without armour: 110 MB for 330,000 stretches at the most.
_MOST_RESULTS = 48


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HazardField:
    """Danger on a raster of 250 m in the projection `crs`, by cause and hour, over `hours` from `starts_at` on.

    `fronts`: the lines danger comes from, sources apart, the border last. `grounds`: each source's ground, for
    closures. `drone_factors`: weather and light, one per hour. Sources set aside and muted reports are left out;
    `remarks` say what people should know about how it was built.
    """

    crs: str
    grid: Grid
    starts_at: datetime
    hours: int
    situation: Situation
    border: Border
    beyond: Area
    fronts: tuple[Front, ...]
    grounds: tuple[tuple[ControlLine, Ground], ...]
    reports: tuple[FeltReport, ...]
    zones: tuple[LaidZone, ...]
    curves: tuple[FrontCurve, ...]
    drone_factors: tuple[float, ...]
    remarks: tuple[Remark, ...]
    memory: Memory
    recent: Recent = field(default_factory=lambda: Recent(_MOST_RESULTS))
    points: Recent = field(default_factory=lambda: Recent(20_000))

    def hour(self, at: datetime) -> datetime:
        """Give the start of the hour a moment lies in; raises InputError outside the field's hours."""
        hour = full_hour(at)
        if not self.starts_at <= hour < self.starts_at + HOUR * self.hours:
            raise InputError(
                "The field covers {first} to {last}; {at} lies outside.",
                "Ask for a time within these hours, or build a field of more hours.",
                field="at",
                first=self.starts_at.isoformat(),
                last=(self.starts_at + HOUR * self.hours).isoformat(),
                at=at.isoformat(),
            )
        return hour

    def drone_factor(self, hour: datetime) -> float:
        """Give what weather and light leave of the danger from drones in an hour of the field."""
        return self.drone_factors[(hour - self.starts_at) // HOUR]

    def shares(self, hour: datetime, *, armoured: bool) -> npt.NDArray[np.float64]:
        """Give what is left of each cause (rows) behind each cover (columns) in an hour of the field."""
        left = shares(self.situation.profile, armoured=armoured)
        left[DRONE] *= self.drone_factor(hour)
        return left

    def require_inside(self, x_m: float, y_m: float) -> None:
        """Refuse a point off the raster: nothing is known there."""
        if not self.grid.covers(x_m, y_m):
            raise InputError(
                "The point lies outside the region.",
                "Check that longitude comes first and latitude second, or take a larger region.",
                field="position",
            )


def build_field(
    situation: Situation,
    *,
    crs: str,
    bounds_m: tuple[float, float, float, float],
    starts_at: datetime,
    hours: int,
    border: Border | None = None,
    previous: HazardField | None = None,
    progress: Progress | None = None,
) -> HazardField:
    """Build the field of a situation over `bounds_m` (x0, y0, x1, y1 in metres of `crs`).

    The situation's own border goes before `border` (the region's). `previous`: a field of the same region; what
    did not change is taken from it, so that a new report costs milliseconds. Raises InputError where there is no
    border: a village beside it would come out calm.
    """
    require_aware("starts_at", starts_at)
    require_positive("hours", hours)
    said = progress or (lambda _words, _share: None)
    drawn = _require_border(situation.border or border)
    grid = make_grid(bounds_m)
    first = full_hour(starts_at)
    count = hours + (first != starts_at)
    if count > _MOST_HOURS:
        raise InputError("A field of {hours} hours is too long.", "Ask for fewer hours.", field="hours", hours=hours)
    old = previous if previous is not None and (previous.crs, previous.grid) == (crs, grid) else None
    profile = situation.profile
    said("state border", 0.0)
    line_of_border, beyond, remarks = _border(drawn, crs, grid, old)
    lines = [line for line in situation.control if line.set_aside is None]
    grounds = []
    for number, line in enumerate(lines):
        said("lines of control", (number + 1) / (len(lines) + 2))
        grounds.append((line, _ground(line, crs, grid, old)))
    built = HazardField(
        crs=crs,
        grid=grid,
        starts_at=first,
        hours=count,
        situation=situation,
        border=drawn,
        beyond=beyond,
        fronts=(*(control_front(line, ground, profile) for line, ground in grounds), line_of_border),
        grounds=tuple(grounds),
        reports=tuple(felt_report(report, profile, crs) for report in situation.reports if not is_muted(report)),
        zones=_zones(situation, crs, grid, old),
        curves=front_curves(profile),
        drone_factors=_drone_factors(situation, crs, grid, first, count),
        remarks=remarks,
        memory=old.memory if old is not None else Memory(),
    )
    _forget_what_is_gone(built)
    said("field", 1.0)
    return built


def _require_border(border: Border | None) -> Border:
    if border is None:
        raise InputError(
            "The region has no state border, so danger is not computed: places beside the border would come out calm.",
            "Give the border with the region or in the situation (`border`); docs/exposure.md says where to get it.",
            field="border",
        )
    return border


def _border(border: Border, crs: str, grid: Grid, old: HazardField | None) -> tuple[Front, Area, tuple[Remark, ...]]:
    if old is not None and old.border == border:
        return old.fronts[-1], old.beyond, old.remarks
    found = find_beyond(border, crs, grid)
    front = border_front(border.source or "border", found, grid)
    return front, front.front.area, found.remarks


def _ground(line: ControlLine, crs: str, grid: Grid, old: HazardField | None) -> Ground:
    for known, ground in old.grounds if old is not None else ():
        if line_key(known) == line_key(line):
            return ground
    return lay_ground(line, crs, grid)


def _zones(situation: Situation, crs: str, grid: Grid, old: HazardField | None) -> tuple[LaidZone, ...]:
    known = {laid.zone.id: laid for laid in (old.zones if old is not None else ())}
    return tuple(
        known[zone.id] if zone.id in known and known[zone.id].zone == zone else lay_zone(zone, crs, grid)
        for zone in situation.zones
    )


def _drone_factors(situation: Situation, crs: str, grid: Grid, first: datetime, hours: int) -> tuple[float, ...]:
    profile = situation.profile
    centre = to_degrees(crs, (grid.x0_m + grid.x1_m) / 2, (grid.y0_m + grid.y1_m) / 2)
    factors = []
    for hour in (first + HOUR * number for number in range(hours)):
        weather = weather_factor(profile, weather_at(situation.weather, hour))
        factors.append(max(LEAST_FACTOR, weather * light_factor(profile, centre, hour)))
    return tuple(factors)


def _forget_what_is_gone(built: HazardField) -> None:
    areas = {built.beyond, *(zone.area for zone in built.zones)}
    for _, ground in built.grounds:
        areas |= {ground.held, ground.once, ground.front.area}
    for memory in built.memory.kept:
        memory.keep_only({front.front for front in built.fronts}, areas)
