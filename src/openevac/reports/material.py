"""What every paper, page and file of a plan is made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from openevac.domain.hazards import Border
from openevac.domain.missions import Mission, Plan, Trip
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.situation import Situation
from openevac.domain.vehicles import Vehicle, VehicleType
from openevac.reports.rounding import GroundLine, Rounding
from openevac.reports.ways import end_of, leg_line
from openevac.roads.graph import BoolArray, RoadGraph
from openevac.roads.region import Region

LIVES_AFTER_RETURN = timedelta(hours=12)
"""How long what leaves the house may live after the last crew is back."""

BANNER = "List of people under fire. Do not forward. Destroy after the trip"
TRAINING_BANNER = "Training map. Not for travel"


@dataclass(frozen=True, eq=False, kw_only=True)
class PlanMaterial:
    """A plan with the world it was made for.

    `closed`: stretches (S) nobody may drive at the time of the plan. `exact`: positions are given as they are, for
    a crew's own navigator; otherwise they are rounded to 200 m. `expires_at`: None = twelve hours after the last
    return. `beside`: missions that have papers of their own, for who hands people over to whom at a relay.
    """

    plan: Plan
    operation: Operation
    situation: Situation
    region: Region
    closed: BoolArray | None = None
    exact: bool = False
    expires_at: datetime | None = None
    beside: tuple[Mission, ...] = ()

    @property
    def graph(self) -> RoadGraph:
        """Give the region's roads."""
        return self.region.graph

    @cached_property
    def ends_at(self) -> datetime:
        """Give the moment after which nothing made of this may be used."""
        if self.expires_at is not None:
            return self.expires_at
        back = max((mission.returns_at for mission in self.plan.missions), default=self.plan.made_at)
        return back + LIVES_AFTER_RETURN

    @cached_property
    def banners(self) -> tuple[str, ...]:
        """Give the English templates of the lines that stand on every page."""
        return (BANNER, TRAINING_BANNER) if self.region.training else (BANNER,)

    @cached_property
    def rounding(self) -> Rounding:
        """Give what hides doors: a grid of 200 m, or nothing where positions are exact."""
        return Rounding(crs=self.graph.crs, step_m=0.0 if self.exact else Rounding.STEP_M)

    @cached_property
    def driven_border(self) -> Border | None:
        """Give the border that holds: the situation's over the region's."""
        return self.situation.border or self.region.border

    @cached_property
    def trips(self) -> tuple[tuple[str, Mission, Trip], ...]:
        """Give all trips with their codes: "2-1" is the first trip of the second van."""
        return tuple(
            (f"{van}-{number}", mission, trip)
            for van, mission in enumerate(self.plan.missions, 1)
            for number, trip in enumerate(mission.trips, 1)
        )

    @cached_property
    def known_trips(self) -> tuple[tuple[Mission, Trip], ...]:
        """Give all trips, those of missions with papers of their own too."""
        return tuple((mission, trip) for mission in (*self.plan.missions, *self.beside) for trip in mission.trips)

    @cached_property
    def halls(self) -> dict[str, LonLat]:
        """Give the positions of depots, shelters and relays by id, as they are."""
        positions = {depot.id: depot.position for depot in self.operation.depots}
        positions |= {relay.id: relay.position for relay in self.operation.relays}
        return positions | {shelter.id: shelter.position for shelter in self.operation.shelters}

    @cached_property
    def shown_halls(self) -> dict[str, LonLat]:
        """Give the positions of the depots, shelters and relays the plan touches, as they may leave the house."""
        ids = {mission.depot for mission in self.plan.missions}
        ids |= {name for _, _, trip in self.trips for name in (trip.starts_from, trip.ends_at)}
        return {name: self.rounding.point(self.halls[name]) for name in sorted(ids) if name in self.halls}

    @cached_property
    def shown_legs(self) -> dict[str, tuple[GroundLine, ...]]:
        """Give the lines of each trip's legs as they may leave the house, by the trip's code."""
        return {code: tuple(self._legs(trip)) for code, _, trip in self.trips}

    @cached_property
    def shown_homes(self) -> tuple[GroundLine, ...]:
        """Give the lines of the empty drives home as they may leave the house, one a mission."""
        return tuple(
            self._shown(
                leg_line(self.graph, mission.way_home),
                self.halls.get(mission.trips[-1].ends_at) if mission.trips else None,
                self.halls.get(mission.depot),
            )
            for mission in self.plan.missions
        )

    def _legs(self, trip: Trip) -> Iterator[GroundLine]:
        halts = [
            self.halls.get(trip.starts_from),
            *(LonLat(stop.at.lon, stop.at.lat) for stop in trip.stops),
            self.halls.get(trip.ends_at),
        ]
        for leg, start, end in zip(trip.legs, halts, halts[1:], strict=False):
            yield self._shown(leg_line(self.graph, leg), start, end)

    def _shown(self, line: GroundLine, start: LonLat | None, end: LonLat | None) -> GroundLine:
        return self.rounding.way(line, (start or end_of(line, 0), end or end_of(line, -1)))

    @cached_property
    def place_names(self) -> dict[str, str]:
        """Give the Ukrainian names of places by code."""
        return {place.katottg: place.name_uk for place in self.region.places}

    def vehicle_of(self, mission: Mission) -> tuple[Vehicle, VehicleType]:
        """Give a mission's vehicle and what it holds."""
        vehicle = self.operation.vehicle(mission.vehicle)
        return vehicle, self.operation.vehicle_type(vehicle)
