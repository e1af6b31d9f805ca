"""From a survey to the problem in plain numbers: matrices by profile, doors' hours, service times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.domain.requests import EvacuationRequest
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.exposure import point_rate
from openevac.planning.check.points import place_of
from openevac.planning.ground import Slice
from openevac.planning.hindrances import closed_hours
from openevac.planning.hours import open_pieces, request_window, shelter_hours
from openevac.planning.meeting import met_on_foot
from openevac.planning.problem import BoolArray, Door, FloatArray, Problem, VehicleDay
from openevac.planning.survey import Survey
from openevac.roads.projection import to_metric
from openevac.rules.service_time import service_duration_s
from openevac.rules.spans import Span, without

NEVER = Span(-1.0, -1.0)
"""Hours of a shelter that stays closed: no vehicle arrives before the zero hour."""

FEW_REQUESTS = 3
"""Up to so many households the ways are asked for one by one: that needs no new metric."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Prepared:
    """A problem and the ground it stands for."""

    survey: Survey
    problem: Problem

    @property
    def seconds_per_exposure(self) -> float:
        """Give the dial times the people assumed aboard: what ways were chosen by."""
        return self.problem.seconds_per_exposure * self.problem.people_assumed

    def profile(self, vehicle: int) -> Profile:
        """Give the road profile of a vehicle of the problem."""
        return self.survey.profiles[self.problem.vehicles[vehicle].profile]

    def halt(self, profile: int, point: int) -> RoadPoint:
        """Give where a point of the problem lies for a profile that can reach it."""
        found = self.survey.halts[profile][point]
        if found is None:
            raise ValueError("no vehicle of this profile can halt there, so no trip goes there")
        return found


def prepare(
    survey: Survey, *, waiting_days: Sequence[float], people_assumed: float, with_tables: bool = True
) -> Prepared:
    """Make the problem of a survey. `waiting_days`: days each of its requests has waited.

    Without tables every drive is infinite in it: quick, for who asks for each way on the map.
    """
    operation, ground = survey.operation, survey.ground
    dial_s = ground.situation.profile.value(f"dial.{operation.policy.dial}_s")
    drive_s, exposure = _tables(survey, dial_s * people_assumed, with_tables=with_tables)
    days = tuple(
        VehicleDay(
            vehicle=one.vehicle,
            kind=operation.vehicle_type(one.vehicle),
            crew=operation.crew(one.vehicle),
            profile=one.profile,
            depot=[depot.id for depot in operation.depots].index(one.vehicle.depot),
            day=one.day,
            leave=one.leave,
            wave=one.wave,
            armoured=survey.profiles[one.profile].armoured,
        )
        for one in survey.vehicles
    )
    service_s = _service_s(survey, days)
    problem = Problem(
        zero=survey.zero,
        requests=survey.requests,
        waiting_days=tuple(waiting_days),
        doors=tuple(_door(survey, number) for number in range(len(survey.requests))),
        vehicles=days,
        shelters=operation.shelters,
        shelter_hours=tuple(shelter_hours(s, survey.zero, survey.horizon) or NEVER for s in operation.shelters),
        num_depots=len(operation.depots),
        drive_s=drive_s,
        exposure=exposure,
        service_s=service_s,
        may_serve=np.zeros((len(days), len(survey.requests)), dtype=np.bool_),
        seconds_per_exposure=dial_s,
        people_assumed=people_assumed,
        policy=operation.policy,
    )
    problem.may_serve[:] = _may_serve(survey, problem)
    return Prepared(survey=survey, problem=problem)


def _service_s(survey: Survey, days: tuple[VehicleDay, ...]) -> FloatArray:
    numbers = survey.ground.situation.profile
    rows = [[service_duration_s(request.needs, day.crew, numbers) for request in survey.requests] for day in days]
    return np.ceil(np.array(rows, dtype=np.float64)).reshape(len(days), len(survey.requests))


def _may_serve(survey: Survey, problem: Problem) -> BoolArray:
    """Tell which vehicle can reach which door and a shelter from there, at some time of its day."""
    able = np.zeros(problem.may_serve.shape, dtype=np.bool_)
    for vehicle, request in sorted(survey.able):
        able[vehicle, request] = reaches(problem, vehicle, request)
    return able


def reaches(problem: Problem, vehicle: int, request: int) -> bool:
    """Tell whether a vehicle can reach a door, and a shelter and its depot from there, at some time of its day."""
    shelters = [problem.point_of_shelter(number) for number in range(problem.num_shelters)]
    day, point = problem.vehicles[vehicle], problem.point_of_request(request)
    table = problem.drive_s[day.profile]
    leads_on = np.isfinite(table[point, shelters]) & np.isfinite(table[shelters, day.depot])
    comes = bool(np.isfinite(table[day.depot, point]))
    return comes and bool(leads_on.any()) and bool(problem.starts(vehicle, request))


def _door(survey: Survey, number: int) -> Door:
    on_foot = survey.on_foot[number]
    door = _met_at(survey, number)
    return door if on_foot is None else met_on_foot(survey, on_foot, door)


def _met_at(survey: Survey, number: int) -> Door:
    request = survey.requests[number]
    point = len(survey.operation.depots) + len(survey.operation.shelters) + number
    halts = [row[point] for row in survey.halts]
    places = [place_of(survey.ground.graph, h.arc, h.fraction) for h in halts if h is not None]
    closed = list(closed_hours(survey.ground, [*places, _metres(survey, request)], survey.zero, survey.horizon))
    situation, zero, horizon = survey.ground.situation, survey.zero, survey.horizon
    pieces = {
        armoured: tuple(
            piece
            for opened in open_pieces(request, situation, zero, horizon, armoured=armoured)
            for piece in without(opened, closed)
        )
        for armoured in (False, True)
    }
    rate_per_h = point_rate(survey.ground.field, *places[0], survey.when.at, armoured=False)
    return Door(
        window=request_window(request, zero, horizon) or NEVER,
        open_to_all=pieces[False],
        open_to_armoured=pieces[True],
        dwell_per_s=rate_per_h / SECONDS_PER_HOUR,
    )


def _metres(survey: Survey, request: EvacuationRequest) -> tuple[float, float]:
    position = request.position or survey.ground.places[request.katottg].position
    if position is None:
        raise ValueError(f"{request.id} has no position, so no vehicle is able to fetch it")
    x_m, y_m = to_metric(survey.ground.graph.crs, position.lon, position.lat)
    return float(x_m), float(y_m)


def _tables(survey: Survey, seconds_per_exposure: float, *, with_tables: bool) -> tuple[FloatArray, FloatArray]:
    """Give whole seconds and exposure (K, P, P) of the best ways, each by its slice; infinite where none."""
    points = len(survey.operation.depots) + len(survey.operation.shelters) + len(survey.requests)
    drive_s = np.full((max(1, len(survey.profiles)), points, points), np.inf)
    exposure = drive_s.copy()
    few = len(survey.requests) <= FEW_REQUESTS
    for k, profile in enumerate(survey.profiles if with_tables else ()):
        known = [number for number, halt in enumerate(survey.halts[k]) if halt is not None]
        halts = [halt for halt in survey.halts[k] if halt is not None]
        make = _by_paths if few else _by_matrices
        cells = np.ix_(known, known)
        drive_s[k][cells], exposure[k][cells] = make(survey, profile, survey.slices[k], halts, seconds_per_exposure)
    for table in (drive_s, exposure):
        for one in table:
            np.fill_diagonal(one, 0.0)
    return drive_s, exposure


def _by_matrices(
    survey: Survey, profile: Profile, when: Slice, halts: list[RoadPoint], seconds_per_exposure: float
) -> tuple[FloatArray, FloatArray]:
    weights = survey.ground.weights(profile, when)
    both = survey.ground.router.matrices(weights, halts, seconds_per_exposure)
    closed = np.isnan(both.time_s) | np.isnan(both.exposure)
    # A difference of two metrics may fall a hair below zero where there is no danger at all.
    time_s = np.where(closed, np.inf, np.ceil(np.maximum(both.time_s, 0.0)))
    return time_s, np.where(closed, np.inf, np.maximum(both.exposure, 0.0))


def _by_paths(
    survey: Survey, profile: Profile, when: Slice, halts: list[RoadPoint], seconds_per_exposure: float
) -> tuple[FloatArray, FloatArray]:
    time_s = np.full((len(halts), len(halts)), np.inf)
    exposure = time_s.copy()
    for i, start in enumerate(halts):
        for j, end in enumerate(halts):
            path = None if i == j else survey.ground.path(profile, start, end, when, seconds_per_exposure)
            if path is not None:
                time_s[i, j], exposure[i, j] = np.ceil(path.time_s), path.exposure
    return time_s, exposure


def people_assumed(survey: Survey, asked: Sequence[EvacuationRequest]) -> float:
    """Give how many people are thought to be aboard when ways are chosen: the crew, and half a load of evacuees.

    Vans go out empty and come back full; half of what the seats hold, or of all who asked where that is less.
    """
    if not survey.vehicles:
        return 1.0
    everybody = sum({request.id: request.needs.party_size for request in asked}.values())
    crew = np.mean([survey.operation.crew(one.vehicle).size for one in survey.vehicles])
    kinds = [survey.operation.vehicle_type(one.vehicle) for one in survey.vehicles]
    room = float(np.mean([max(kind.seats, kind.wheelchair_places + kind.stretchers) for kind in kinds]))
    return round(float(crew + min(room, float(everybody)) / 2.0), 1)
