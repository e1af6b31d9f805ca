"""Missions measured again under other numbers of the exposure profile: quick, because only their own roads are asked.

Times do not change with these numbers, so each drive is cut into its hours once; what is asked anew is the danger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.legs import Leg
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.requests import Priority
from openevac.domain.situation import Situation
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.contributions import point_facts
from openevac.hazards.exposure import point_exposure, stretch_rates
from openevac.hazards.field import HazardField, build_field
from openevac.hazards.memory import Recent
from openevac.hazards.some_roads import SomeRoads
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.check.ceilings import check_ceilings
from openevac.planning.check.faults import Fault
from openevac.planning.check.footway import walked_exposure
from openevac.planning.check.measure import LegMeasure
from openevac.planning.check.measured import MeasuredMission, MeasuredTrip
from openevac.planning.check.outings import check_crew_ceilings
from openevac.planning.check.points import place_of
from openevac.planning.ground import Ground
from openevac.routing.path import shares_along

KEPT_MEANS = 64


@dataclass(frozen=True, slots=True, eq=False)
class HourPiece:
    """The part of a drive within one hour: rows of a few roads, and seconds on each."""

    hour: datetime
    rows: np.ndarray
    seconds: np.ndarray


def cut_by_hour(seconds: np.ndarray, rows: np.ndarray, departs_at: datetime) -> tuple[HourPiece, ...]:
    """Cut a drive (seconds on each of `rows`, in order) at full hours."""
    ends = np.cumsum(seconds)
    starts, hour, found = ends - seconds, full_hour(departs_at), []
    while (from_s := (hour - departs_at).total_seconds()) < ends[-1]:
        within = np.minimum(ends, from_s + SECONDS_PER_HOUR) - np.maximum(starts, from_s)
        found.append(HourPiece(hour, rows, np.maximum(within, 0.0)))
        hour += HOUR
    return tuple(found)


class MovedDanger:
    """The missions of a plan, asked what ceilings they break under other numbers; `hours`: more hours to cover."""

    def __init__(
        self,
        ground: Ground,
        operation: Operation,
        driven: Sequence[MeasuredMission],
        few: SomeRoads,
        row_of: np.ndarray,
        positions: dict[str, LonLat],
        hours: Sequence[datetime] = (),
    ) -> None:
        self._ground, self._operation, self._driven, self._few = ground, operation, tuple(driven), few
        self._row_of, self._positions = row_of, positions
        self._cuts: dict[int, tuple[HourPiece, ...]] = {}
        # Few roads take little room: the means of all hours are kept, and most numbers do not touch them.
        ground.field.memory.of(few).recent = Recent(KEPT_MEANS)
        moments = [*hours, *(m for one in driven for m in _moments(one))]
        self._first, self._last = min(moments), max(moments)

    @property
    def is_bounded(self) -> bool:
        """Tell whether the policy has any ceiling."""
        policy = self._operation.policy
        marginals = (policy.max_marginal.of(priority) for priority in Priority)
        ceilings = (policy.max_exposure_per_trip, policy.max_exposure_per_person, *marginals)
        return any(ceiling is not None for ceiling in ceilings)

    def broken(self, drive: str, field: HazardField) -> Fault | None:
        """Give the ceiling that the referee finds broken by one drive in a field, with the vehicle's others."""
        if not self.is_bounded:
            return None
        asked = next(one for one in self._driven if one.mission.drive == drive)
        again = self._again(asked, field)
        own = next(iter(check_ceilings(again, self._operation)), None)
        beside = [one for one in self._driven if one.mission.vehicle == asked.mission.vehicle and one is not asked]
        if own is not None or not beside:
            return own
        together = [again, *(self._again(one, field) for one in beside)]
        return next(iter(check_crew_ceilings(together, self._operation)), None)

    def field(self, numbers: ExposureProfile) -> HazardField:
        """Give the field under some numbers; what is known of points is taken over where reports stay as they are."""
        return self.field_of(replace(self._ground.situation, profile=numbers))

    def field_of(self, situation: Situation) -> HazardField:
        """Give the field of another situation on the same ground, over the hours in which anybody drives."""
        old, starts_at = self._ground.field, full_hour(self._first)
        built = build_field(
            situation,
            crs=old.crs,
            bounds_m=(old.grid.x0_m, old.grid.y0_m, old.grid.x1_m, old.grid.y1_m),
            starts_at=starts_at,
            hours=(full_hour(self._last) - starts_at) // HOUR + 1,
            border=old.border,
            previous=old,
        )
        if _same_reports(built, old):
            for x_m, y_m in self._halts():
                known = point_facts(old, x_m, y_m)
                built.points.get(("facts", x_m, y_m), lambda known=known: known)  # type: ignore[misc]  # binds it now
        return built

    def _halts(self) -> Iterator[tuple[float, float]]:
        for one in self._driven:
            for trip in one.trips:
                for stop in trip.trip.stops:
                    yield place_of(self._ground.graph, stop.at.arc, stop.at.fraction)

    def _again(self, one: MeasuredMission, field: HazardField) -> MeasuredMission:
        profile = self._operation.profile(self._operation.vehicle(one.mission.vehicle))
        return replace(
            one,
            trips=tuple(self._trip(trip, field, profile) for trip in one.trips),
            way_home=self._leg(one.mission.way_home, one.way_home, field, profile),
        )

    def _trip(self, trip: MeasuredTrip, field: HazardField, profile: Profile) -> MeasuredTrip:
        graph, stops = self._ground.graph, trip.trip.stops
        return replace(
            trip,
            legs=tuple(self._leg(leg, m, field, profile) for leg, m in zip(trip.trip.legs, trip.legs, strict=True)),
            dwells=tuple(
                point_exposure(
                    field, *place_of(graph, s.at.arc, s.at.fraction), s.arrives_at, s.departs_at, armoured=False
                )
                for s in stops
            ),
            bypasses=tuple(
                None if s.bypass is None or m is None else self._leg(s.bypass, m, field, profile)
                for s, m in zip(stops, trip.bypasses, strict=True)
            ),
            walks=tuple(walked_exposure(s, field, self._operation, self._positions) for s in stops),
        )

    def _leg(self, leg: Leg, measure: LegMeasure, field: HazardField, profile: Profile) -> LegMeasure:
        if not leg.arcs:
            return measure
        exposure = sum(
            float(stretch_rates(field, self._few, piece.hour, armoured=profile.armoured)[piece.rows] @ piece.seconds)
            for piece in self._cut(leg, profile)
        )
        return replace(measure, exposure=exposure / SECONDS_PER_HOUR)

    def _cut(self, leg: Leg, profile: Profile) -> tuple[HourPiece, ...]:
        if id(leg) not in self._cuts:
            stretches = self._ground.graph.arc_stretch[list(leg.arcs)]
            shares = shares_along(leg.arcs, leg.start_fraction, leg.end_fraction)
            seconds = shares * self._ground.seconds(profile)[stretches]
            self._cuts[id(leg)] = cut_by_hour(seconds, self._row_of[stretches], leg.departs_at)
        return self._cuts[id(leg)]


def _moments(one: MeasuredMission) -> Iterator[datetime]:
    mission = one.mission
    yield from (mission.departs_at, mission.returns_at)
    for trip in mission.trips:
        yield from (stop.walk.leaves_at for stop in trip.stops if stop.walk is not None)
        yield from (stop.bypass.arrives_at for stop in trip.stops if stop.bypass is not None)


def _same_reports(one: HazardField, other: HazardField) -> bool:
    """Tell whether reports are felt alike: what they add, how fast they fade, how far they reach."""
    kernels = [[(r.report, r.rate_per_h, r.fade_h, r.reach_m) for r in field.reports] for field in (one, other)]
    return kernels[0] == kernels[1]
