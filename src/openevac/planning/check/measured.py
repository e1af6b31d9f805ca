"""A mission driven again by the referee: what every leg and every halt really takes and how exposed it is."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.missions import Leg, Mission, Trip
from openevac.domain.operation import Operation
from openevac.domain.vehicles import Profile
from openevac.hazards.field import HazardField
from openevac.planning.check.measure import LegMeasure, measure_leg, measure_stop
from openevac.planning.check.points import place_of
from openevac.roads.graph import RoadGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredTrip:
    """One trip: its legs, the exposure of one person outside at each stop, bypasses, and people aboard each leg.

    `aboard` counts crew and evacuees on each leg; it has, like `legs`, one entry more than there are stops.
    """

    trip: Trip
    legs: tuple[LegMeasure, ...]
    dwells: tuple[float, ...]
    bypasses: tuple[LegMeasure | None, ...]
    aboard: tuple[int, ...]

    @property
    def exposure(self) -> float:
        """Give the exposure of the vehicle: legs and halts."""
        return sum(leg.exposure for leg in self.legs) + sum(self.dwells)

    @property
    def person_exposure(self) -> float:
        """Give exposure times people: those aboard on legs, crew, aboard and boarding at halts."""
        driving = sum(leg.exposure * people for leg, people in zip(self.legs, self.aboard, strict=True))
        return driving + sum(dwell * people for dwell, people in zip(self.dwells, self.aboard[1:], strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredMission:
    """One mission, driven again; `crew_size` people ride all of it."""

    mission: Mission
    trips: tuple[MeasuredTrip, ...]
    way_home: LegMeasure
    crew_size: int

    @property
    def exposure(self) -> float:
        """Give the exposure of the vehicle and of each of its crew over the day."""
        return sum(trip.exposure for trip in self.trips) + self.way_home.exposure

    @property
    def person_exposure(self) -> float:
        """Give exposure times people over the day."""
        return sum(trip.person_exposure for trip in self.trips) + self.way_home.exposure * self.crew_size


def drive_again(mission: Mission, graph: RoadGraph, field: HazardField, operation: Operation) -> MeasuredMission:
    """Measure every leg and halt of a mission whose arcs can be followed, at the plan's own clock times."""
    vehicle = operation.vehicle(mission.vehicle)
    profile, crew_size = operation.profile(vehicle), operation.crew(vehicle).size

    def driven(leg: Leg) -> LegMeasure:
        return _driven(leg, graph, field, profile)

    return MeasuredMission(
        mission=mission,
        trips=tuple(
            MeasuredTrip(
                trip=trip,
                legs=tuple(driven(leg) for leg in trip.legs),
                dwells=_dwells(trip, graph, field),
                bypasses=tuple(None if stop.bypass is None else driven(stop.bypass) for stop in trip.stops),
                aboard=_aboard(trip, operation, crew_size),
            )
            for trip in mission.trips
        ),
        way_home=driven(mission.way_home),
        crew_size=crew_size,
    )


def _driven(leg: Leg, graph: RoadGraph, field: HazardField, profile: Profile) -> LegMeasure:
    return measure_leg(
        graph,
        field,
        profile,
        field.situation.profile,
        arcs=leg.arcs,
        start_fraction=leg.start_fraction,
        end_fraction=leg.end_fraction,
        departs_at=leg.departs_at,
    )


def _dwells(trip: Trip, graph: RoadGraph, field: HazardField) -> tuple[float, ...]:
    places = [place_of(graph, stop.at.arc, stop.at.fraction) for stop in trip.stops]
    return tuple(
        measure_stop(field, x_m, y_m, stop.arrives_at, stop.departs_at)
        for stop, (x_m, y_m) in zip(trip.stops, places, strict=True)
    )


def _aboard(trip: Trip, operation: Operation, crew_size: int) -> tuple[int, ...]:
    people = [crew_size]
    for stop in trip.stops:
        people.append(people[-1] + operation.request(stop.request).needs.party_size)
    return tuple(people)
