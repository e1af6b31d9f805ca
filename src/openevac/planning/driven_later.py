"""A mission driven at another moment or in another danger: same ways, same halts, every figure measured anew."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

from openevac.domain.legs import Leg, Walk
from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.exposure import point_rate
from openevac.planning.check.measure import measure_leg
from openevac.planning.check.points import place_of
from openevac.planning.footways import walk_exposure
from openevac.planning.ground import Ground
from openevac.planning.hindrances import position_of


def driven_from(mission: Mission, starts_at: datetime, ground: Ground, operation: Operation) -> Mission:
    """Give a mission that begins at `starts_at` (not before it was planned), as the referee would measure it.

    Whoever is late uses up waiting first: service, trips and the way home begin when they were planned to, or as soon
    after as the van is there. Who walks to a meeting point leaves home later by as much as the van comes later.
    Raises InputError where it runs beyond the hours of the field.
    """
    return _Driver(mission, ground, operation).driven(starts_at)


class _Driver:
    """One mission, and what it takes to measure it again."""

    def __init__(self, mission: Mission, ground: Ground, operation: Operation) -> None:
        self._mission, self._ground, self._operation = mission, ground, operation
        vehicle = operation.vehicle(mission.vehicle)
        self._profile: Profile = operation.profile(vehicle)
        self._crew = operation.crew(vehicle).size

    def driven(self, starts_at: datetime) -> Mission:
        free_at, trips = starts_at, []
        for trip in self._mission.trips:
            trips.append(self._trip(trip, max(trip.departs_at, free_at)))
            free_at = trips[-1].unloaded_at
        home = self._leg(self._mission.way_home, max(self._mission.way_home.departs_at, free_at))
        return replace(
            self._mission,
            departs_at=trips[0].departs_at if trips else home.departs_at,
            returns_at=home.arrives_at,
            trips=tuple(trips),
            way_home=home,
            exposure=sum(trip.exposure for trip in trips) + home.exposure,
            person_exposure=sum(trip.person_exposure for trip in trips) + home.exposure * self._crew,
        )

    def _trip(self, trip: Trip, departs_at: datetime) -> Trip:
        legs, stops, moment = [], [], departs_at
        for planned, halt in zip(trip.legs, trip.stops, strict=False):
            legs.append(self._leg(planned, moment))
            stops.append(self._stop(halt, legs[-1].arrives_at, moment))
            moment = stops[-1].departs_at
        legs.append(self._leg(trip.legs[-1], moment))
        unloading_s = math.ceil(self._operation.shelter(trip.shelter).unloading_s)
        return replace(
            trip,
            departs_at=departs_at,
            arrives_at=legs[-1].arrives_at,
            unloaded_at=legs[-1].arrives_at + timedelta(seconds=unloading_s),
            stops=tuple(stops),
            legs=tuple(legs),
            exposure=sum(leg.exposure for leg in legs) + sum(stop.exposure for stop in stops),
            person_exposure=sum(leg.person_exposure for leg in legs)
            + sum(stop.person_exposure + (stop.walk.person_exposure if stop.walk else 0.0) for stop in stops),
        )

    def _leg(self, leg: Leg, departs_at: datetime) -> Leg:
        if not leg.arcs:
            return replace(leg, departs_at=departs_at, arrives_at=departs_at)
        measure = measure_leg(
            self._ground.graph,
            self._ground.field,
            self._profile,
            self._ground.situation.profile,
            arcs=leg.arcs,
            start_fraction=leg.start_fraction,
            end_fraction=leg.end_fraction,
            departs_at=departs_at,
        )
        return replace(
            leg,
            departs_at=departs_at,
            arrives_at=departs_at + (leg.arrives_at - leg.departs_at),
            exposure=measure.exposure,
            person_exposure=measure.exposure * leg.people_aboard,
        )

    def _stop(self, stop: Stop, arrives_at: datetime, leg_departs_at: datetime) -> Stop:
        starts_at = max(stop.starts_at, arrives_at)
        departs_at = starts_at + (stop.departs_at - stop.starts_at)
        exposure = self._ground.dwell(stop.at, arrives_at, departs_at)
        return replace(
            stop,
            arrives_at=arrives_at,
            starts_at=starts_at,
            departs_at=departs_at,
            exposure=exposure,
            person_exposure=exposure * stop.people_on_scene,
            bypass=None if stop.bypass is None else self._leg(stop.bypass, leg_departs_at),
            walk=None if stop.walk is None else self._walk(stop, stop.walk, arrives_at),
            saved_person_exposure=self._saved(stop, departs_at),
        )

    def _walk(self, stop: Stop, walk: Walk, arrives_at: datetime) -> Walk:
        request = self._operation.request(stop.request)
        leaves_at = walk.leaves_at + (arrives_at - stop.arrives_at)
        door = position_of(request, self._ground.places)
        point = self._operation.meeting_point(stop.meeting_point).position
        if door is None:
            raise ValueError(f"{request.id} has no position, so no plan lets it walk")
        exposure = walk_exposure(self._ground, door, point, leaves_at, walk.time_s, arrives_at)
        return replace(
            walk, leaves_at=leaves_at, exposure=exposure, person_exposure=exposure * request.needs.party_size
        )

    def _saved(self, stop: Stop, departs_at: datetime) -> float:
        if not stop.saved_s:
            return stop.saved_person_exposure
        place = place_of(self._ground.graph, stop.at.arc, stop.at.fraction)
        rate_per_h = point_rate(self._ground.field, *place, departs_at, armoured=False)
        return rate_per_h * stop.saved_s / SECONDS_PER_HOUR * stop.people_on_scene
