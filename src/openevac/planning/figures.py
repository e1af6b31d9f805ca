"""What a draft's day costs and which ceilings it would break: estimates that steer the search.

By the matrices, or by whatever else tells the exposure of a drive and a halt. The figures a plan states are the
referee's; these only have to put drafts in the right order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from openevac.domain.unserved import Limit
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.problem import Problem
from openevac.planning.timetable import DayTimes, TripTimes


class DayFigures(NamedTuple):
    """One day: person-exposure, exposure of a crew member, crew time, and the first ceiling it breaks.

    `person_exposure` counts walks to meeting points; `on_foot_s`: seconds walked there, each person's apart.
    """

    person_exposure: float
    exposure: float
    crew_time_s: float
    over: Limit | None
    on_foot_s: float = 0.0

    def cost_s(self, seconds_per_exposure: float) -> float:
        """Give what the third objective adds up: dial x person-exposure + crew time + everybody's time on foot."""
        return seconds_per_exposure * self.person_exposure + self.crew_time_s + self.on_foot_s


class TripFigures(NamedTuple):
    """One trip: person-exposure, exposure of a crew member, seconds walked to it, and whether a ceiling is broken."""

    person_exposure: float
    exposure: float
    on_foot_s: float
    is_over: bool


class _Piece(NamedTuple):
    """One leg or one stop: exposure, people in it, when it begins, and the stop's number (-1 for a leg).

    `walk`: exposure of one person of the household on the way to a meeting point; the vehicle has no part in it.
    """

    exposure: float
    people: int
    begins: float
    stop: int = -1
    walk: float = 0.0


LegExposure = Callable[[int, int, int, float], float]
"""Exposure of a drive: (profile, from, to, departure in seconds after the zero hour)."""

DwellExposure = Callable[[int, int, float, float], float]
"""Exposure of one person at a door: (profile, request, arrival, departure)."""


WalkExposure = Callable[[int, float], float]
"""Exposure of one person who walks to a meeting point: (request, arrival of the van)."""


class Figures:
    """Adds up days of one problem, by its matrices unless other exposures are given."""

    def __init__(
        self,
        problem: Problem,
        leg: LegExposure | None = None,
        dwell: DwellExposure | None = None,
        walk: WalkExposure | None = None,
    ) -> None:
        self._problem = problem
        self.walk = walk or (lambda request, _arrives: problem.doors[request].walk_exposure)
        self.leg = leg or _by_matrices(problem)
        self.dwell = dwell or _by_rate(problem)
        policy = problem.policy
        self.has_ceilings = (
            policy.max_exposure_per_trip is not None
            or policy.max_exposure_per_person is not None
            or any(policy.max_marginal.of(request.priority) is not None for request in problem.requests)
        )

    def day(self, day: DraftDay, times: DayTimes) -> DayFigures:
        """Add up one day that is not empty, or the way home of a van that is out."""
        vehicle = self._problem.vehicles[day.vehicle]
        trips = self._trips(day, times)
        last = self._problem.point_of_shelter(day.trips[-1].shelter) if day.trips else vehicle.origin
        home = self.leg(vehicle.profile, last, vehicle.depot, times.heads_home)
        pieces = [piece for trip in trips for piece in trip]
        person_exposure = sum(piece.exposure * piece.people for piece in pieces) + home * vehicle.crew.size
        person_exposure += sum(self._of_walk(piece) for piece in pieces if piece.walk)
        exposure = sum(piece.exposure for piece in pieces) + home
        over = self._over(day, trips, exposure, home) if self.has_ceilings else None
        on_foot_s = sum(self._problem.on_foot_s(piece.stop, 0.0) for piece in pieces if piece.walk)
        return DayFigures(person_exposure, exposure, times.returns - times.departs, over, on_foot_s)

    def trip_alone(self, vehicle: int, origin: int, trip: DraftTrip, times: TripTimes) -> TripFigures:
        """Add up one trip of a vehicle that starts from a point, whatever else its day has."""
        pieces = self._pieces(DraftDay(vehicle, (trip,)), 0, origin, times)
        exposure = sum(piece.exposure for piece in pieces)
        person_exposure = sum(piece.exposure * piece.people + self._of_walk(piece) for piece in pieces)
        on_foot_s = sum(self._problem.on_foot_s(piece.stop, 0.0) for piece in pieces if piece.walk)
        is_over = self.has_ceilings and self._is_over_alone(vehicle, origin, trip, pieces)
        return TripFigures(person_exposure, exposure, on_foot_s, is_over)

    def _is_over_alone(self, vehicle: int, origin: int, trip: DraftTrip, pieces: list[_Piece]) -> bool:
        per_trip = self._problem.policy.max_exposure_per_trip
        if per_trip is not None and sum(piece.exposure for piece in pieces) > per_trip:
            return True
        return self._adds_too_much(DraftDay(vehicle, (trip,)), pieces, origin, trip.shelter, 0.0)

    def _of_walk(self, piece: _Piece) -> float:
        """Give the person-exposure of the walk to a stop."""
        return piece.walk * self._problem.requests[piece.stop].needs.party_size if piece.walk else 0.0

    def _trips(self, day: DraftDay, times: DayTimes) -> list[list[_Piece]]:
        trips, origin = [], self._problem.vehicles[day.vehicle].origin
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
            pieces.append(_Piece(self.leg(profile, at, point, leaves), people, leaves))
            people += problem.requests[request].needs.party_size
            dwell = self.dwell(profile, request, stop.arrives, stop.departs)
            walk = self.walk(request, stop.arrives) if problem.doors[request].walk_s else 0.0
            pieces.append(_Piece(dwell, people, stop.arrives, request, walk))
            at, leaves = point, stop.departs
        pieces.append(_Piece(self.leg(profile, at, problem.point_of_shelter(trip.shelter), leaves), people, leaves))
        return pieces

    def _over(self, day: DraftDay, trips: list[list[_Piece]], exposure: float, home: float) -> Limit | None:
        policy = self._problem.policy
        per_trip, per_person = policy.max_exposure_per_trip, policy.max_exposure_per_person
        if per_trip is not None and any(sum(p.exposure for p in trip) > per_trip for trip in trips):
            return Limit.CEILING_TRIP
        # A crew member rides the whole day, so nobody gathers more than the day's exposure but who came on foot.
        if per_person is not None and max(exposure, *map(_on_foot_most, trips)) > per_person:
            return Limit.CEILING_PERSON
        origin = self._problem.vehicles[day.vehicle].origin
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
            if ceiling is None or pieces[k].stop in problem.aboard:
                continue
            if len(stops) == 1:
                added = sum(piece.exposure * piece.people for piece in pieces) + home * vehicle.crew.size
                added += self._of_walk(pieces[k])
            else:
                around = sum(piece.exposure * piece.people for piece in pieces[k - 1 : k + 2])
                past = self.leg(vehicle.profile, points[number], points[number + 2], pieces[k - 1].begins)
                later = sum(piece.exposure for piece in pieces[k + 2 :])
                added = around - past * pieces[k - 1].people + request.needs.party_size * later
                added += self._of_walk(pieces[k])
            if added > ceiling:
                return True
        return False


def _on_foot_most(pieces: list[_Piece]) -> float:
    """Give what the most exposed of those who walked to a trip gathers, from leaving home to the shelter."""
    later = [piece.walk + sum(one.exposure for one in pieces[k:]) for k, piece in enumerate(pieces) if piece.walk]
    return max(later, default=0.0)


def _by_matrices(problem: Problem) -> LegExposure:
    exposure = problem.exposure.tolist()
    return lambda profile, start, end, _leaves: float(exposure[profile][start][end])


def _by_rate(problem: Problem) -> DwellExposure:
    per_s = [door.dwell_per_s for door in problem.doors]
    return lambda _profile, request, arrives, departs: per_s[request] * (departs - arrives)
