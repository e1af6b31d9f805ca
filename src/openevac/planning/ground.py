"""The ground under a plan: roads and danger of one situation, ways between halts, what the referee measures there."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import numpy as np

from openevac.domain.errors import InputError
from openevac.domain.hazards import ZoneKind
from openevac.domain.legs import RoadPoint
from openevac.domain.places import LonLat, Place
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.closures import ClosedBy, closed_stretches
from openevac.hazards.exposure import stretch_rates
from openevac.hazards.field import HazardField, build_field
from openevac.hazards.memory import Recent
from openevac.hazards.weather import HOUR, earth_is_wet, full_hour
from openevac.planning.check.measure import LegMeasure, measure_leg, measure_stop
from openevac.planning.check.points import place_of
from openevac.planning.check.referee import field_bounds_m
from openevac.roads.graph import BoolArray, FloatArray, RoadGraph
from openevac.roads.projection import to_metric
from openevac.roads.region import Region
from openevac.roads.snap import Snapper
from openevac.roads.speeds import DriveTable, drive_table
from openevac.routing.connected import connected_roads
from openevac.routing.path import Path, shares_along
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights, weigh_roads

KEPT_HOURS = 72
"""Slices of rates and closures kept at hand: a day's hours for two kinds of walls, and closures."""

DETOUR_M = 100.0
"""A door may be served from a road this much farther than its nearest one: positions are rounded to 100 m."""

YARD_M = 300.0
"""Up to this far people walk along streets and yards; beyond it the walk leads over open ground, which may be mined."""

STEP_M = 100.0

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Slice:
    """What matrices stand for: the danger of one full hour, and the roads open in any of some hours.

    A road that is closed in some of the hours is planned with; whoever drives it finds out at the real time.
    """

    at: datetime
    hours: tuple[datetime, ...]

    @classmethod
    def of(cls, moment: datetime) -> Slice:
        """Give the slice of the one hour a moment lies in."""
        return cls(full_hour(moment), (full_hour(moment),))


@dataclass(slots=True, eq=False)
class Ground:
    """Everything that depends on a situation and not on requests; answers are remembered, so ask freely.

    `router` and `snapper` are the region's and shared by all grounds of it.
    """

    region: Region
    situation: Situation
    field: HazardField
    router: Router
    snapper: Snapper
    _weights: dict[tuple[Profile, Slice], RoadWeights] = dataclasses.field(default_factory=dict)
    _unclosed: dict[tuple[Profile, Slice], RoadWeights] = dataclasses.field(default_factory=dict)
    _usable: dict[tuple[Profile, tuple[datetime, ...]], tuple[BoolArray, BoolArray]] = dataclasses.field(
        default_factory=dict
    )
    _halts: dict[tuple[Profile, tuple[datetime, ...], LonLat, float], RoadPoint | None] = dataclasses.field(
        default_factory=dict
    )
    _drives: dict[tuple[Profile, bool], DriveTable] = dataclasses.field(default_factory=dict)
    _wet_hours: dict[datetime, bool] = dataclasses.field(default_factory=dict)
    _places: dict[str, dict[str, Place]] = dataclasses.field(default_factory=dict)
    nearest_places: dict[LonLat, str] = dataclasses.field(default_factory=dict)
    _paths: dict[tuple[Profile, Slice, RoadPoint, RoadPoint, float], Path | None] = dataclasses.field(
        default_factory=dict
    )

    @property
    def graph(self) -> RoadGraph:
        """Give the region's roads."""
        return self.region.graph

    @property
    def places(self) -> dict[str, Place]:
        """Give the region's places by code."""
        return _kept(self._places, "", lambda: {place.katottg: place for place in self.region.places})

    def hours_after(self, zero: datetime) -> int:
        """Give how many full hours of danger are known from a moment on."""
        return max(0, (self.field.starts_at + HOUR * self.field.hours - zero) // HOUR)

    def weights(self, profile: Profile, when: Slice) -> RoadWeights:
        """Give what driving costs a profile."""
        return _kept(self._weights, (profile, when), lambda: self._weigh(profile, when))

    def _weigh(self, profile: Profile, when: Slice) -> RoadWeights:
        weights = weigh_roads(self.graph, self.field, profile, when.at)
        if when.hours == (when.at,):
            return weights
        is_open = np.logical_or.reduce([self._open_in(profile, hour) for hour in when.hours])
        return replace(weights, open=is_open)

    def seconds(self, profile: Profile) -> FloatArray:
        """Give the seconds (S) in which a profile drives each stretch."""
        return self._dry(profile).time_s

    def drivable(self, profile: Profile) -> BoolArray:
        """Tell which stretches (S) a profile may use at all, closed or not."""
        return self._dry(profile).allowed

    def open_in(self, profile: Profile, moment: datetime) -> BoolArray:
        """Tell which stretches (S) a profile may drive in the hour of a moment."""
        return self._open_in(profile, full_hour(moment))

    def remember_halt(
        self, profile: Profile, hours: tuple[datetime, ...], position: LonLat, max_m: float, halt: RoadPoint
    ) -> None:
        """Take a halt that was found before for this position, so that it is not looked for again."""
        self._halts[profile, hours, position, max_m] = halt

    def _open_in(self, profile: Profile, hour: datetime) -> BoolArray:
        closures = closed_stretches(self.field, self.graph, hour)
        return np.asarray(self._drive_in(profile, hour).allowed & closures.open)

    def path(
        self, profile: Profile, start: RoadPoint, end: RoadPoint, when: Slice, seconds_per_exposure: float
    ) -> Path | None:
        """Give the best way in a slice, or None where none is open."""
        key = (profile, when, start, end, seconds_per_exposure)
        return _kept(
            self._paths,
            key,
            lambda: self.router.path(self.weights(profile, when), start, end, seconds_per_exposure),
        )

    def measure(self, profile: Profile, path: Path, departs_at: datetime) -> LegMeasure:
        """Drive a way as the referee does, each piece at its own hour."""
        return measure_leg(
            self.graph,
            self.field,
            profile,
            self.situation.profile,
            arcs=path.arcs,
            start_fraction=path.start_fraction,
            end_fraction=path.end_fraction,
            departs_at=departs_at,
        )

    def estimate(self, profile: Profile, path: Path, at: datetime) -> float:
        """Give the exposure of a way, all of it by the danger of one hour: quick, and right to the hour's change."""
        stretches = self.graph.arc_stretch[np.array(path.arcs, dtype=np.int64)]
        rates_per_h = stretch_rates(self.field, self.graph, at, armoured=profile.armoured)[stretches]
        seconds = shares_along(path.arcs, path.start_fraction, path.end_fraction) * self._dry(profile).time_s[stretches]
        return float(rates_per_h @ seconds) / SECONDS_PER_HOUR

    def is_open(self, profile: Profile, path: Path, at: datetime) -> bool:
        """Tell whether all of a way is open to a profile in the hour of a moment."""
        stretches = self.graph.arc_stretch[np.array(path.arcs, dtype=np.int64)]
        allowed = self._drive_in(profile, at).allowed
        closures = closed_stretches(self.field, self.graph, full_hour(at))
        return bool(allowed[stretches].all() and (closures.by[stretches] == ClosedBy.OPEN).all())

    def _drive_in(self, profile: Profile, at: datetime) -> DriveTable:
        hour = full_hour(at)
        wet = _kept(self._wet_hours, hour, lambda: earth_is_wet(self.field.situation, hour))
        return self._wet(profile) if wet else self._dry(profile)

    def _dry(self, profile: Profile) -> DriveTable:
        return _kept(self._drives, (profile, False), lambda: self._drive_table(profile, wet=False))

    def _wet(self, profile: Profile) -> DriveTable:
        return _kept(self._drives, (profile, True), lambda: self._drive_table(profile, wet=True))

    def _drive_table(self, profile: Profile, *, wet: bool) -> DriveTable:
        return drive_table(self.graph, profile, self.situation.profile, wet=wet)

    def dwell(self, halt: RoadPoint, arrives_at: datetime, departs_at: datetime) -> float:
        """Give the exposure of one person outside at a halt, as the referee measures it."""
        return measure_stop(self.field, *place_of(self.graph, halt.arc, halt.fraction), arrives_at, departs_at)

    def halt(self, profile: Profile, when: Slice, position: LonLat, max_m: float) -> RoadPoint | None:
        """Give where a vehicle would stop for a position, or None where it cannot come near enough.

        The nearest road that is open to it; one that it can also reach, but no more than DETOUR_M farther: else the
        vehicle would stop across a river whose bridge is closed. Never so that people walk over mined ground.
        """
        key = (profile, when.hours, position, max_m)
        return _kept(self._halts, key, lambda: self._find_halt(profile, when, position, max_m))

    def distance_m(self, profile: Profile, when: Slice, position: LonLat) -> float | None:
        """Give how far the nearest road lies that is open to a profile, or None where none is open at all."""
        is_open, _ = self._reach(profile, when)
        if not is_open.any():
            return None
        return self.snapper.snap(position, is_open, max_m=np.inf).snap_m

    def what_closes(self, profile: Profile, when: Slice, start: LonLat, end: LonLat) -> Remark | None:
        """Say what closes the first closed road on the way that would be best were nothing closed.

        None where this vehicle finds no way even then: its surface, height or weight stands in the way.
        """
        weights = _kept(self._unclosed, (profile, when), lambda: self._as_if_open(profile, when))
        if not weights.open.any():
            return None
        first, last = (self.snapper.snap(position, weights.open, max_m=np.inf) for position in (start, end))
        path = self.router.path(weights, first, last, 0.0)
        closures = closed_stretches(self.field, self.graph, when.at)
        stretches = () if path is None else self.graph.arc_stretch[np.array(path.arcs)].tolist()
        shut = next((stretch for stretch in stretches if closures.by[stretch] != ClosedBy.OPEN), None)
        return None if shut is None else closures.why(shut)

    def _as_if_open(self, profile: Profile, when: Slice) -> RoadWeights:
        return replace(self.weights(profile, when), open=self._drive_in(profile, when.at).allowed)

    def _find_halt(self, profile: Profile, when: Slice, position: LonLat, max_m: float) -> RoadPoint | None:
        is_open, is_reached = self._reach(profile, when)
        try:
            nearest = self.snapper.snap(position, is_open, max_m=max_m)
            halt = self.snapper.snap(position, is_reached, max_m=min(max_m, nearest.snap_m + DETOUR_M))
        except InputError:
            return None  # nothing within the distance; whoever asked says what that means
        return None if self._leads_over_mines(position, halt) else halt

    def _leads_over_mines(self, position: LonLat, halt: RoadPoint) -> bool:
        """Tell whether walking straight from a door to a halt leads over ground where tracks are closed for mines."""
        if halt.snap_m <= YARD_M:
            return False
        ends = [to_metric(self.graph.crs, *point) for point in (position, (halt.lon, halt.lat))]
        steps = np.linspace(0.0, 1.0, math.ceil(halt.snap_m / STEP_M) + 1)
        x_m, y_m = (float(a) + steps * (float(b) - float(a)) for a, b in zip(*ends, strict=True))
        mined = [zone.area for zone in self.field.zones if zone.zone.kind is ZoneKind.MINED]
        areas = [*(ground.once for _, ground in self.field.grounds), *mined]
        return any(bool(area.holds(x_m, y_m).any()) for area in areas)

    def _reach(self, profile: Profile, when: Slice) -> tuple[BoolArray, BoolArray]:
        """Tell which stretches (S) are open, and which of them hang together both ways."""
        key = (profile, when.hours)
        return _kept(self._usable, key, lambda: self._open_and_reached(self.weights(profile, when).open))

    def _open_and_reached(self, is_open: BoolArray) -> tuple[BoolArray, BoolArray]:
        return is_open, connected_roads(self.graph, is_open)


def lay_ground(region: Region, situation: Situation, starts_at: datetime, hours: int) -> Ground:
    """Build the ground of a region and situation over some hours; raises InputError where there is no border."""
    return Ground(
        region=region,
        situation=situation,
        field=_field(region, situation, starts_at, hours, None),
        router=Router(region.graph, region.order),
        snapper=Snapper(region.graph),
    )


def other_situation(ground: Ground, situation: Situation) -> Ground:
    """Give the same ground under another situation; what did not change is taken over."""
    old = ground.field
    return Ground(
        region=ground.region,
        situation=situation,
        field=_field(ground.region, situation, old.starts_at, old.hours, old),
        router=ground.router,
        snapper=ground.snapper,
    )


def with_rules(ground: Ground, situation: Situation) -> Ground:
    """Give the same ground under a situation that differs in nothing danger or roads depend on (curfews, access)."""
    return replace(ground, situation=situation, field=replace(ground.field, situation=situation))


def _field(
    region: Region, situation: Situation, starts_at: datetime, hours: int, previous: HazardField | None
) -> HazardField:
    built = build_field(
        situation,
        crs=region.graph.crs,
        bounds_m=field_bounds_m(region.graph),
        starts_at=starts_at,
        hours=hours,
        border=region.border,
        previous=previous,
    )
    return replace(built, recent=Recent(KEPT_HOURS))


def _kept(store: dict[K, V], key: K, make: Callable[[], V]) -> V:
    if key not in store:
        store[key] = make()
    return store[key]
