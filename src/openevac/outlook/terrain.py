"""Roads and danger of the first working day under every weather: where vans halt, which way they take each hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.domain.places import LonLat
from openevac.domain.units import METRES_PER_KM
from openevac.domain.vehicles import Profile
from openevac.hazards.closures import closed_stretches
from openevac.hazards.exposure import point_rate
from openevac.hazards.field import HazardField, build_field
from openevac.hazards.memory import Recent
from openevac.hazards.weather import HOUR, earth_is_wet
from openevac.outlook.skies import WeatherDays
from openevac.roads.graph import BoolArray, FloatArray, RoadGraph
from openevac.roads.projection import to_metric
from openevac.roads.region import Region
from openevac.roads.snap import Snapper
from openevac.roads.speeds import DriveTable, drive_table
from openevac.routing.connected import connected_roads
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights, weigh_roads

EDGE_M = 10.0 * METRES_PER_KM
"""Danger is computed for the roads and this far around them."""

KEPT_RESULTS = 4
"""Rates and closures kept for each weather: a history of weeks must not fill the memory."""


@dataclass(frozen=True, slots=True)
class State:
    """One hour of the day under one weather as far as roads feel it; the same state weighs all roads the same."""

    hour: int
    drone_factor: float
    wet: bool


class Terrain:
    """The fields of all days of weather over the hours of one working day, and what they make of the roads.

    `first_hour`: the full hour in which work starts; hours are numbered from it. `state_of` (D, H): the number of the
    state of each hour under each weather.
    """

    def __init__(self, region: Region, skies: WeatherDays, first_hour: datetime, hours: int) -> None:
        self.region = region
        self.first_hour = first_hour
        self.hours = hours
        self.fields = tuple(self._fields(skies))
        self.router = Router(region.graph, region.order)
        self.states: list[State] = []
        self._seen: list[int] = []
        self._reached: dict[Profile, BoolArray] = {}
        self.state_of = np.empty((len(self.fields), hours), dtype=np.int64)
        self._find_states()

    @property
    def graph(self) -> RoadGraph:
        """Give the region's roads."""
        return self.region.graph

    @cached_property
    def snapper(self) -> Snapper:
        """Give what finds the nearest road."""
        return Snapper(self.graph)

    def _fields(self, skies: WeatherDays) -> Iterator[HazardField]:
        graph, built = self.graph, None
        bounds = (
            float(graph.node_x.min()) - EDGE_M, float(graph.node_y.min()) - EDGE_M,
            float(graph.node_x.max()) + EDGE_M, float(graph.node_y.max()) + EDGE_M,
        )  # fmt: skip
        for situation in skies.situations:
            built = build_field(
                situation,
                crs=graph.crs,
                bounds_m=bounds,
                starts_at=self.first_hour,
                hours=self.hours,
                border=self.region.border,
                previous=built,
            )
            yield replace(built, recent=Recent(KEPT_RESULTS))

    def _find_states(self) -> None:
        numbers: dict[State, int] = {}
        for day, field in enumerate(self.fields):
            for hour in range(self.hours):
                moment = self.first_hour + HOUR * hour
                state = State(hour, field.drone_factor(moment), earth_is_wet(field.situation, moment))
                if state not in numbers:
                    numbers[state] = len(self.states)
                    self.states.append(state)
                    self._seen.append(day)
                self.state_of[day, hour] = numbers[state]

    def ways_like(self, profile: Profile) -> tuple[int, ...]:
        """Give for each state the state whose best ways are taken: its hour, as wet, under the most dangerous weather.

        What weather changes in the danger from drones hardly moves a way; wet earth and closures do. A vehicle that
        keeps to paved roads anyway takes the same ways on wet earth as on dry.
        """
        dry, wet = (self.drive(profile, wet=is_wet).allowed for is_wet in (False, True))
        wet_matters = bool((dry != wet).any())
        worst: dict[tuple[int, bool], int] = {}
        for number, state in enumerate(self.states):
            known = worst.setdefault((state.hour, state.wet and wet_matters), number)
            if state.drone_factor > self.states[known].drone_factor:
                worst[state.hour, state.wet and wet_matters] = number
        return tuple(worst[state.hour, state.wet and wet_matters] for state in self.states)

    def drive(self, profile: Profile, *, wet: bool) -> DriveTable:
        """Give seconds and permission for every stretch, on dry or wet earth."""
        return drive_table(self.graph, profile, self.fields[0].situation.profile, wet=wet)

    def seen_in(self, state: int) -> tuple[HazardField, datetime]:
        """Give a field and an hour in which a state holds."""
        return self.fields[self._seen[state]], self.first_hour + HOUR * self.states[state].hour

    def weights(self, state: int, profile: Profile) -> RoadWeights:
        """Weigh all roads in a state; not kept, because of a large region they fill the memory."""
        field, moment = self.seen_in(state)
        return weigh_roads(self.graph, field, profile, moment)

    def halt(self, position: LonLat, profile: Profile, max_m: float, what: str) -> RoadPoint:
        """Give where a vehicle halts for a position: the nearest road of its own that leads anywhere in some hour.

        Raises InputError, beginning with `what`, where no such road lies within `max_m`.
        """
        if profile not in self._reached:
            self._reached[profile] = connected_roads(self.graph, self._open(profile))
        return self.snapper.snap(position, self._reached[profile], max_m=max_m, what=what)

    def _open(self, profile: Profile) -> BoolArray:
        """Tell which stretches (S) are open to a profile in any hour, earth taken as dry."""
        field = self.fields[0]
        allowed = self.drive(profile, wet=False).allowed
        hours = (closed_stretches(field, self.graph, self.first_hour + HOUR * hour).open for hour in range(self.hours))
        return np.asarray(allowed & np.logical_or.reduce(list(hours)))

    def rates_at(self, point: RoadPoint) -> FloatArray:
        """Give encounters per hour (D, H) of somebody who stands outside a vehicle at a halt."""
        x_m, y_m = (float(value) for value in to_metric(self.graph.crs, point.lon, point.lat))
        moments = [self.first_hour + HOUR * hour for hour in range(self.hours)]
        return np.array(
            [[point_rate(field, x_m, y_m, moment, armoured=False) for moment in moments] for field in self.fields]
        )
