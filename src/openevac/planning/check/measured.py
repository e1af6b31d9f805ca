"""A mission driven again by the referee: what every leg and every halt really takes and how exposed it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.vehicles import Profile
from openevac.hazards.field import HazardField
from openevac.planning.check.footway import walked_exposure
from openevac.planning.check.measure import LegMeasure, measure_leg, measure_stop
from openevac.planning.check.points import place_of
from openevac.roads.graph import RoadGraph
from openevac.roads.projection import to_metric


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredTrip:
    """One trip: its legs, the exposure of one person outside at each stop, bypasses, and people aboard each leg.

    `aboard` counts crew and evacuees on each leg; it has, like `legs`, one entry more than there are stops. `walks`:
    the exposure of one person on the way to each stop on foot; zero at a door. `waits`: that of one person who waits
    at a relay for this vehicle; `hand_over`: that of each of the crew while people get off at a relay.
    """

    trip: Trip
    legs: tuple[LegMeasure, ...]
    dwells: tuple[float, ...]
    bypasses: tuple[LegMeasure | None, ...]
    aboard: tuple[int, ...]
    walks: tuple[float, ...]
    waits: tuple[float, ...]
    hand_over: float
    crew_size: int

    @property
    def exposure(self) -> float:
        """Give the exposure of the vehicle: legs and halts, and unloading at a relay."""
        return sum(leg.exposure for leg in self.legs) + sum(self.dwells) + self.hand_over

    @property
    def person_exposure(self) -> float:
        """Give exposure times people: those aboard on legs, crew, aboard and boarding at halts, who walks to a halt."""
        walking = sum(walk * self.party(place) for place, walk in enumerate(self.walks))
        waiting = sum(wait * self.party(place) for place, wait in enumerate(self.waits))
        driving = sum(leg.exposure * people for leg, people in zip(self.legs, self.aboard, strict=True))
        halts = sum(dwell * people for dwell, people in zip(self.dwells, self.aboard[1:], strict=True))
        return driving + halts + walking + waiting + self.hand_over * self.crew_size

    def party(self, place: int) -> int:
        """Give how many people board at a stop."""
        return self.aboard[place + 1] - self.aboard[place]


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


def drive_again(
    mission: Mission,
    graph: RoadGraph,
    field: HazardField,
    operation: Operation,
    positions: Mapping[str, LonLat] | None = None,
) -> MeasuredMission:
    """Measure every leg, halt and walk of a mission whose arcs can be followed, at the plan's own clock times.

    `positions`: where the doors are from which people walk to meeting points.
    """
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
                aboard=_aboard(trip, operation, crew_size + _people(mission.aboard if number == 0 else (), operation)),
                walks=tuple(walked_exposure(stop, field, operation, positions) for stop in trip.stops),
                waits=tuple(waited_exposure(stop, field, operation) for stop in trip.stops),
                hand_over=unloading_exposure(trip, graph, field),
                crew_size=crew_size,
            )
            for number, trip in enumerate(mission.trips)
        ),
        way_home=driven(mission.way_home),
        crew_size=crew_size,
    )


def waited_exposure(stop: Stop, field: HazardField, operation: Operation) -> float:
    """Measure the exposure of one person at a relay until the vehicle comes that takes it on; zero elsewhere."""
    if stop.waited is None or stop.arrives_at <= stop.waited.since:
        return 0.0
    position = operation.relay(stop.waited.relay).position
    x_m, y_m = (float(part) for part in to_metric(field.crs, position.lon, position.lat))
    return measure_stop(field, x_m, y_m, stop.waited.since, stop.arrives_at)


def unloading_exposure(trip: Trip, graph: RoadGraph, field: HazardField) -> float:
    """Measure the exposure of one person outside while an inner vehicle unloads at a relay; zero at a shelter."""
    if trip.hand_over is None:
        return 0.0
    last = trip.legs[-1]
    x_m, y_m = place_of(graph, last.arcs[-1], last.end_fraction)
    return measure_stop(field, x_m, y_m, trip.arrives_at, trip.unloaded_at)


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


def _people(names: tuple[str, ...], operation: Operation) -> int:
    return sum(operation.request(name).needs.party_size for name in names)


def _aboard(trip: Trip, operation: Operation, at_the_start: int) -> tuple[int, ...]:
    people = [at_the_start]
    for stop in trip.stops:
        people.append(people[-1] + operation.request(stop.request).needs.party_size)
    return tuple(people)
