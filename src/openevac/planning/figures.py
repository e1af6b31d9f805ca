"""What a draft's day costs and which ceilings it would break: estimates that steer the search.

By the matrices, or by whatever else tells the exposure of a drive and a halt. The figures a plan states are the
referee's; these only have to put drafts in the right order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from openevac.domain.missions import Limit
from openevac.planning.drafts import DraftDay
from openevac.planning.problem import Problem
from openevac.planning.timetable import DayTimes, TripTimes


class DayFigures(NamedTuple):
    """One day: person-exposure, exposure of a crew member, crew time, and the first ceiling it breaks."""

    person_exposure: float
    exposure: float
    crew_time_s: float
    over: Limit | None

    def cost_s(self, seconds_per_exposure: float) -> float:
        """Give what the third objective adds up: dial x person-exposure + crew time."""
        return seconds_per_exposure * self.person_exposure + self.crew_time_s


class _Piece(NamedTuple):
    """One leg or one stop: exposure, people in it, when it begins, and the stop's number (-1 for a leg)."""

    exposure: float
    people: int
    begins: float
    stop: int = -1


LegExposure = Callable[[int, int, int, float], float]
"""Exposure of a drive: (profile, from, to, departure in seconds after the zero hour)."""

DwellExposure = Callable[[int, int, float, float], float]
"""Exposure of one person at a door: (profile, request, arrival, departure)."""


class Figures:
    """Adds up days of one problem, by its matrices unless other exposures are given."""

    def __init__(self, problem: Problem, leg: LegExposure | None = None, dwell: DwellExposure | None = None) -> None:
        self._problem = problem
        self._leg = leg or _by_matrices(problem)
        self._dwell = dwell or _by_rate(problem)
        policy = problem.policy
        self._has_ceilings = (
            policy.max_exposure_per_trip is not None
            or policy.max_exposure_per_person is not None
            or any(policy.max_marginal.of(request.priority) is not None for request in problem.requests)
        )

    def day(self, day: DraftDay, times: DayTimes) -> DayFigures:
        """Add up one day that is not empty."""
        vehicle = self._problem.vehicles[day.vehicle]
        trips = self._trips(day, times)
        last = self._problem.point_of_shelter(day.trips[-1].shelter)
        home = self._leg(vehicle.profile, last, vehicle.depot, times.trips[-1].unloaded)
        pieces = [piece for trip in trips for piece in trip]
        person_exposure = sum(piece.exposure * piece.people for piece in pieces) + home * vehicle.crew.size
        exposure = sum(piece.exposure for piece in pieces) + home
        over = self._over(day, trips, exposure, home) if self._has_ceilings else None
        return DayFigures(person_exposure, exposure, times.returns - times.departs, over)

    def _trips(self, day: DraftDay, times: DayTimes) -> list[list[_Piece]]:
        trips, origin = [], self._problem.vehicles[day.vehicle].depot
        for number, trip_times in enumerate(times.trips):
            trips.append(self._pieces(day, number, origin, trip_times))
            origin = self._problem.point_of_shelter(day.trips[number].shelter)
        return trips

    def _pieces(self, day: DraftDay, number: int, origin: int, times: TripTimes) -> list[_Piece]:
        """Give the legs and stops of one trip in order: leg, stop, leg, stop, ... leg."""
        problem, trip = self._problem, day.trips[number]
        vehicle = problem.vehicles[day.vehicle]
        profile, people, at, leaves = vehicle.profile, vehicle.crew.size, origin, times.departs
        pieces = []
        for request, stop in zip(trip.requests, times.stops, strict=True):
            point = problem.point_of_request(request)
            pieces.append(_Piece(self._leg(profile, at, point, leaves), people, leaves))
            people += problem.requests[request].needs.party_size
            dwell = self._dwell(profile, request, stop.arrives, stop.departs)
            pieces.append(_Piece(dwell, people, stop.arrives, request))
            at, leaves = point, stop.departs
        pieces.append(_Piece(self._leg(profile, at, problem.point_of_shelter(trip.shelter), leaves), people, leaves))
        return pieces

    def _over(self, day: DraftDay, trips: list[list[_Piece]], exposure: float, home: float) -> Limit | None:
        policy = self._problem.policy
        per_trip, per_person = policy.max_exposure_per_trip, policy.max_exposure_per_person
        if per_trip is not None and any(sum(p.exposure for p in trip) > per_trip for trip in trips):
            return Limit.CEILING_TRIP
        # A crew member rides the whole day, so nobody gathers more than the day's exposure.
        if per_person is not None and exposure > per_person:
            return Limit.CEILING_PERSON
        origin = self._problem.vehicles[day.vehicle].depot
        for number, trip in enumerate(trips):
            alone = home if len(trips) == 1 else 0.0
            if self._adds_too_much(day, trip, origin, day.trips[number].shelter, alone):
                return Limit.CEILING_MARGINAL
            origin = self._problem.point_of_shelter(day.trips[number].shelter)
        return None

    def _adds_too_much(self, day: DraftDay, pieces: list[_Piece], origin: int, shelter: int, home: float) -> bool:
        """Tell whether one stop adds more person-exposure than its class may (see domain.missions.Stop)."""
        problem, vehicle = self._problem, self._problem.vehicles[day.vehicle]
        stops = [k for k, piece in enumerate(pieces) if piece.stop >= 0]
        points = [origin, *(problem.point_of_request(pieces[k].stop) for k in stops), problem.point_of_shelter(shelter)]
        for number, k in enumerate(stops):
            request = problem.requests[pieces[k].stop]
            ceiling = problem.policy.max_marginal.of(request.priority)
            if ceiling is None:
                continue
            if len(stops) == 1:
                added = sum(piece.exposure * piece.people for piece in pieces) + home * vehicle.crew.size
            else:
                around = sum(piece.exposure * piece.people for piece in pieces[k - 1 : k + 2])
                past = self._leg(vehicle.profile, points[number], points[number + 2], pieces[k - 1].begins)
                later = sum(piece.exposure for piece in pieces[k + 2 :])
                added = around - past * pieces[k - 1].people + request.needs.party_size * later
            if added > ceiling:
                return True
        return False


def _by_matrices(problem: Problem) -> LegExposure:
    exposure = problem.exposure.tolist()
    return lambda profile, start, end, _leaves: float(exposure[profile][start][end])


def _by_rate(problem: Problem) -> DwellExposure:
    per_s = [door.dwell_per_s for door in problem.doors]
    return lambda _profile, request, arrives, departs: per_s[request] * (departs - arrives)
