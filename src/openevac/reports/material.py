"""What every paper, page and file of a plan is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from openevac.domain.hazards import Border
from openevac.domain.missions import Mission, Plan, Trip
from openevac.domain.operation import Operation
from openevac.domain.situation import Situation
from openevac.domain.vehicles import Vehicle, VehicleType
from openevac.reports.rounding import Rounding
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
    return.
    """

    plan: Plan
    operation: Operation
    situation: Situation
    region: Region
    closed: BoolArray | None = None
    exact: bool = False
    expires_at: datetime | None = None

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
    def place_names(self) -> dict[str, str]:
        """Give the Ukrainian names of places by code."""
        return {place.katottg: place.name_uk for place in self.region.places}

    def vehicle_of(self, mission: Mission) -> tuple[Vehicle, VehicleType]:
        """Give a mission's vehicle and what it holds."""
        vehicle = self.operation.vehicle(mission.vehicle)
        return vehicle, self.operation.vehicle_type(vehicle)
