"""From a draft's day to a mission on real ways at real clock times, with every exposure as the referee measures it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.legs import Leg, Load
from openevac.domain.missions import ON_THE_WAY, Mission, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.unserved import Limit
from openevac.planning.check.ceilings import check_ceilings
from openevac.planning.check.measured import drive_again
from openevac.planning.drafts import DraftDay
from openevac.planning.figures import Figures
from openevac.planning.hours import moment_of
from openevac.planning.loads import with_household
from openevac.planning.meeting import walk_of
from openevac.planning.prepare import Prepared
from openevac.planning.problem import VehicleDay
from openevac.planning.timetable import DayTimes, StopTimes, TripTimes
from openevac.planning.waves import wave_at
from openevac.planning.ways import Drives, Key, Way
from openevac.planning.what_stays import with_what_stays
from openevac.routing.path import Path

DEPARTURES_BUILT = 3
"""Estimates put departures in order; what fails at the three that look best is not tried at worse hours."""


@dataclass(frozen=True, slots=True)
class NotBuilt:
    """Why a day cannot be driven after all, in which trip (1 = first, 0 = any) and at whose door ("" = any).

    `also`: every limit that is broken, the named one among them.
    """

    limit: Limit
    trip: int = 0
    request: str = ""
    also: frozenset[Limit] = frozenset()


class Builder:
    """Builds missions for one prepared problem; days already built are remembered.

    `seconds_per_exposure`: how ways are chosen; by default as the matrices chose them. `preferred`: ways to take
    before those, as far as they are open.
    """

    def __init__(
        self,
        prepared: Prepared,
        seconds_per_exposure: float | None = None,
        preferred: Mapping[Key, Path] | None = None,
    ) -> None:
        self._prepared = prepared
        self._problem = prepared.problem
        spe = prepared.seconds_per_exposure if seconds_per_exposure is None else seconds_per_exposure
        self.drives = Drives(prepared, spe, preferred)
        self._figures = Figures(
            self._problem, self.drives.leg_exposure, self.drives.dwell_exposure, self.drives.walk_exposure
        )
        self._built: dict[tuple[DraftDay, float], Mission | NotBuilt] = {}

    def mission(self, day: DraftDay, free_s: float = -math.inf) -> Mission | NotBuilt:
        """Build a day at its best departure: the full hour, or the earliest moment, of least danger and time.

        `free_s`: when the vehicle is free for it, in seconds after the zero hour.
        """
        if (day, free_s) not in self._built:
            self._built[day, free_s] = self._best(day, free_s)
        return self._built[day, free_s]

    def earliest(self, day: DraftDay, free_s: float = -math.inf) -> Mission | NotBuilt:
        """Build a day at the earliest moment, whatever the hour, within the ceilings."""
        early = max(self._problem.vehicles[day.vehicle].leave.early, free_s)
        found = self.mission_from(day, early)
        return found if isinstance(found, NotBuilt) else self.over_ceiling(found) or found

    def cost_s(self, mission: Mission) -> float:
        """Give what a mission costs: dial x person-exposure + crew time + everybody's time on foot."""
        crew_s = (mission.returns_at - mission.departs_at).total_seconds()
        on_foot_s = walked_s(mission, self._prepared.survey.operation)
        return self._problem.seconds_per_exposure * mission.person_exposure + crew_s + on_foot_s

    def _best(self, day: DraftDay, free_s: float) -> Mission | NotBuilt:
        """Build a day at the departure that looks best, and where that one fails at the next best."""
        refused: NotBuilt | None = None
        for not_before in self._departures(day, free_s):
            found = self.mission_from(day, not_before)
            over = self.over_ceiling(found) if isinstance(found, Mission) else found
            if isinstance(found, Mission) and over is None:
                return found
            refused = refused or over
        return refused or NotBuilt(Limit.TIME_WINDOW)

    def _departures(self, day: DraftDay, free_s: float) -> list[float]:
        """Give the few departures (the earliest, full hours) that are best by estimate, the best first.

        Of those that an estimate sees over a ceiling only the best is kept: the referee may see it differently.
        """
        leave = self._problem.vehicles[day.vehicle].leave
        early = max(leave.early, free_s)
        first = math.floor(early / SECONDS_PER_HOUR) + 1
        last = math.floor(leave.late / SECONDS_PER_HOUR)
        found = []
        for moment in (early, *(SECONDS_PER_HOUR * hour for hour in range(first, last + 1))):
            times = self.drives.times(day, moment)
            if times is None:
                break  # what is too late now is too late from every later hour on
            figures = self._figures.day(day, times)
            cost_s = figures.cost_s(self._problem.seconds_per_exposure)
            found.append((figures.over is not None, cost_s, moment))
        found.sort()
        within = [moment for over, _, moment in found if not over]
        return within[:DEPARTURES_BUILT] or [moment for _, _, moment in found[:1]]

    def mission_from(self, day: DraftDay, not_before: float) -> Mission | NotBuilt:
        """Build a day that leaves at a moment (seconds after the zero hour) or later; ceilings are not looked at."""
        timed = self.drives.timed(day, not_before)
        return (
            NotBuilt(timed, also=frozenset({timed}))
            if isinstance(timed, Limit)
            else self._assemble(day, timed.times, timed.ways)
        )

    def over_ceiling(self, mission: Mission) -> NotBuilt | None:
        """Ask the referee whether a mission breaks a ceiling of the policy."""
        policy = self._problem.policy
        ceilings = (policy.max_exposure_per_trip, policy.max_exposure_per_person)
        marginal = any(policy.max_marginal.of(request.priority) is not None for request in self._problem.requests)
        if not marginal and all(ceiling is None for ceiling in ceilings):
            return None
        survey = self._prepared.survey
        doors = {one.request.id: one.door for one in survey.on_foot if one is not None}
        driven = drive_again(mission, survey.ground.graph, survey.ground.field, survey.operation, doors)
        found = tuple(check_ceilings(driven, survey.operation))
        if not found:
            return None
        return NotBuilt(
            Limit(found[0].code.value),
            found[0].trip,
            found[0].request,
            frozenset(Limit(fault.code.value) for fault in found),
        )

    def _assemble(self, day: DraftDay, times: DayTimes, ways: list[list[Way]]) -> Mission:
        vehicle = self._problem.vehicles[day.vehicle]
        trips = tuple(self._trip(day, number, times.trips[number], ways[number]) for number in range(len(day.trips)))
        home = _leg(ways[-1][0], vehicle.crew.size)
        crew = vehicle.crew.size
        return Mission(
            vehicle=vehicle.vehicle.id,
            crew=vehicle.crew.id,
            depot=vehicle.vehicle.depot,
            departs_at=trips[0].departs_at if trips else home.departs_at,
            returns_at=home.arrives_at,
            trips=trips,
            way_home=home,
            exposure=sum(trip.exposure for trip in trips) + home.exposure,
            person_exposure=sum(trip.person_exposure for trip in trips) + home.exposure * crew,
            wave=self._wave(vehicle, trips[0].departs_at if trips else home.departs_at),
            underway=vehicle.underway,
        )

    def _wave(self, vehicle: VehicleDay, departs_at: datetime) -> int:
        """Give the window a mission leaves in; one that is under way has left in it."""
        left_in = 0 if vehicle.underway is None else vehicle.underway.left_in
        return left_in or wave_at(self._prepared.survey.waves, departs_at)

    def _trip(self, day: DraftDay, number: int, times: TripTimes, ways: list[Way]) -> Trip:
        problem, trip = self._problem, day.trips[number]
        vehicle = problem.vehicles[day.vehicle]
        people, load = vehicle.crew.size, Load()
        legs, stops = [], []
        for place, (request, stop) in enumerate(zip(trip.requests, times.stops, strict=True)):
            needs = problem.requests[request].needs
            if request in problem.aboard:
                people, load = people + needs.party_size, with_household(load, needs, vehicle.kind)
                continue
            legs.append(_leg(ways[place], people))
            bypass = self._bypass(day, number, place, ways[place], people)
            people, load = people + needs.party_size, with_household(load, needs, vehicle.kind)
            made = self._stop(vehicle.profile, request, stop, people, load, bypass)
            stops.append(with_what_stays(made, self._prepared, request, vehicle.crew))
        legs.append(_leg(ways[-1], people))
        return Trip(
            starts_from=problem.shelters[day.trips[number - 1].shelter].id if number else _starts_from(vehicle),
            shelter=problem.shelters[trip.shelter].id,
            departs_at=legs[0].departs_at,
            arrives_at=legs[-1].arrives_at,
            unloaded_at=self._at(times.unloaded),
            stops=tuple(stops),
            legs=tuple(legs),
            exposure=sum(leg.exposure for leg in legs) + sum(stop.exposure for stop in stops),
            person_exposure=sum(leg.person_exposure for leg in legs)
            + sum(stop.person_exposure + (stop.walk.person_exposure if stop.walk else 0.0) for stop in stops),
        )

    def _stop(self, profile: int, request: int, times: StopTimes, people: int, load: Load, bypass: Leg | None) -> Stop:
        halt = self._prepared.halt(profile, self._problem.point_of_request(request))
        arrives_at, departs_at = self._at(times.arrives), self._at(times.departs)
        exposure = self._prepared.survey.ground.dwell(halt, arrives_at, departs_at)
        on_foot = self._prepared.survey.on_foot[request]
        return Stop(
            request=self._problem.requests[request].id,
            at=halt,
            arrives_at=arrives_at,
            starts_at=self._at(times.starts),
            departs_at=departs_at,
            service_s=times.departs - times.starts,
            exposure=exposure,
            people_on_scene=people,
            person_exposure=exposure * people,
            aboard=load,
            bypass=bypass,
            meeting_point="" if on_foot is None else on_foot.point.id,
            walk=None if on_foot is None else walk_of(self._prepared.survey.ground, on_foot, arrives_at),
        )

    def _bypass(self, day: DraftDay, number: int, place: int, way: Way, people: int) -> Leg | None:
        """Give the drive past one stop, where the policy has a ceiling on what it adds and others share the trip."""
        problem, trip = self._problem, day.trips[number]
        ceiling = problem.policy.max_marginal.of(problem.requests[trip.requests[place]].priority)
        if ceiling is None or len(trip.requests) == 1:
            return None
        points = [*(problem.point_of_request(r) for r in trip.requests), problem.point_of_shelter(trip.shelter)]
        past = self.drives.way(problem.vehicles[day.vehicle].profile, way.start, points[place + 1], way.departs_at)
        return None if past is None else _leg(past, people)

    def _at(self, seconds: float) -> datetime:
        return moment_of(self._problem.zero, seconds)


def walked_s(mission: Mission, operation: Operation) -> float:
    """Give the seconds that people walk to a mission's meeting points, each person's apart."""
    stops = [stop for trip in mission.trips for stop in trip.stops]
    return sum(s.walk.time_s * operation.request(s.request).needs.party_size for s in stops if s.walk is not None)


def _starts_from(vehicle: VehicleDay) -> str:
    underway = vehicle.underway
    return vehicle.vehicle.depot if underway is None else underway.place or ON_THE_WAY


def _leg(way: Way, people: int) -> Leg:
    return Leg(
        arcs=way.path.arcs,
        start_fraction=way.path.start_fraction,
        end_fraction=way.path.end_fraction,
        departs_at=way.departs_at,
        arrives_at=way.arrives_at,
        time_s=way.measure.time_s,
        length_m=way.measure.length_m,
        track_m=way.measure.track_m,
        exposure=way.measure.exposure,
        people_aboard=people,
        person_exposure=way.measure.exposure * people,
    )
