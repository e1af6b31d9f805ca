"""Aid on the empty way out: parcels put into missions after people and their things are settled, never against them.

A parcel rides where a van goes anyway. It is put into a built mission, the mission is built again with the minutes of
the hand-over, and the referee looks at it: the same households at the same stops, or the parcel stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np

from openevac.domain.aid import Parcel
from openevac.domain.legs import Load
from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.requests import PRIORITIES_HIGH_FIRST
from openevac.domain.unserved import UnplacedParcel
from openevac.domain.vehicles import VehicleType
from openevac.planning.assemble import Frame, faults_of, make_plan
from openevac.planning.check.points import metres_apart, place_of
from openevac.planning.drafts import DraftDay
from openevac.planning.ground import Ground
from openevac.planning.hindrances import position_of
from openevac.planning.loads import ROUNDING
from openevac.planning.missions import Builder
from openevac.planning.outings import Outings, free_between
from openevac.planning.pair_rule import alone_near_the_line, without_the_rule
from openevac.planning.prepare import Prepared
from openevac.planning.repacking import rows_by_stop
from openevac.planning.settle import Settled
from openevac.rules.spans import Span

Given = dict[int, tuple[Parcel, ...]]
"""Parcels by the request (its number) at whose stop they are handed over."""


@dataclass(frozen=True, slots=True)
class Aided:
    """A plan with its parcels: the problem with their minutes, the missions, and which parcels ride nowhere."""

    prepared: Prepared
    settled: Settled
    unplaced: tuple[UnplacedParcel, ...] = ()


@dataclass(slots=True)
class Loading:
    """Missions while parcels are put into them; `missions` by the number of their vehicle."""

    prepared: Prepared
    days: tuple[DraftDay, ...]
    missions: dict[int, Mission]
    frame: Frame
    given: Given = field(default_factory=dict)

    @classmethod
    def of(cls, prepared: Prepared, settled: Settled, frame: Frame) -> Loading:
        """Give settled missions with the parcels that already ride in them."""
        days = tuple(day for day in settled.draft.days if day.trips)
        missions = {day.vehicle: mission for day, mission in zip(days, settled.missions, strict=True)}
        loading = cls(prepared, days, missions, frame)
        rows = rows_by_stop(prepared)
        known = {parcel.id: parcel for parcel in prepared.survey.operation.aid}
        for stop in (stop for mission in settled.missions for trip in mission.trips for stop in trip.stops):
            if stop.gives:
                loading.given[rows[stop.request, stop.meeting_point]] = tuple(known[name] for name in stop.gives)
        return loading

    def placed(self, parcel: Parcel, operation: Operation) -> tuple[int, int, Mission] | None:
        """Give the first place of a parcel that the referee accepts under an operation: vehicle, request, mission."""
        for day, request in self._candidates(parcel, operation):
            given = {**self.given, request: (*self.given.get(request, ()), parcel)}
            built = self._built(day, given, operation)
            if built is not None and self._accepted(day, built, operation):
                return day.vehicle, request, built
        return None

    def keep(self, parcel: Parcel, vehicle: int, request: int, mission: Mission) -> None:
        """Leave a parcel where it was placed."""
        self.given[request] = (*self.given.get(request, ()), parcel)
        self.missions[vehicle] = mission

    def nearest_m(self, parcel: Parcel) -> float | None:
        """Give how far from the parcel's destination the nearest stop of all missions is; None where nobody knows."""
        away = [away_m for _, _, away_m in self._stops(parcel)]
        return min(away, default=None)

    def _stops(self, parcel: Parcel) -> Iterator[tuple[DraftDay, int, float]]:
        """Give every stop with its distance from the destination, zero at the destination's own door."""
        survey = self.prepared.survey
        wanted, graph = destination_of(parcel, survey.ground, survey.operation), survey.ground.graph
        for day in self.days:
            stops = [stop for trip in self.missions[day.vehicle].trips for stop in trip.stops]
            for request, stop in zip(day.requests, stops, strict=True):
                if stop.request == parcel.request:
                    yield day, request, 0.0
                elif wanted is not None:
                    yield day, request, metres_apart(graph, place_of(graph, stop.at.arc, stop.at.fraction), wanted)

    def _candidates(self, parcel: Parcel, operation: Operation) -> list[tuple[DraftDay, int]]:
        """Give the stops near enough, the nearest first; the order of the plan decides between equals."""
        near = [one for one in self._stops(parcel) if one[2] <= operation.policy.aid_reach_m]
        return [(day, request) for day, request, _ in sorted(near, key=lambda one: one[2])]

    def _built(self, day: DraftDay, given: Given, operation: Operation) -> Mission | None:
        """Build a day again with its parcels under an operation; None where it cannot be driven so."""
        prepared = with_handovers(self.prepared, {request: given.get(request, ()) for request in day.requests})
        problem = replace(prepared.problem, policy=operation.policy)
        survey = replace(prepared.survey, operation=operation)
        outings = Outings(problem, Builder(Prepared(survey=survey, problem=problem)), self._free(day))
        if not outings.takes(day):
            return None
        (built,) = outings.missions
        by_name = {problem.requests[request].id: parcels for request, parcels in given.items()}
        return _carrying(built, by_name, operation)

    def _free(self, day: DraftDay) -> Span:
        """Give when a day's vehicle is free for it, between its other drives and the rests beside them."""
        problem, others = self.prepared.problem, self._others(day)
        wave = problem.vehicles[day.vehicle].wave
        before = [self.missions[row] for row in others if problem.vehicles[row].wave < wave]
        after = [self.missions[row] for row in others if problem.vehicles[row].wave > wave]
        return free_between(problem, before, after)

    def _others(self, day: DraftDay) -> list[int]:
        """Give the other drives of a day's vehicle, by their rows."""
        vehicle = self.missions[day.vehicle].vehicle
        return [row for row, one in self.missions.items() if row != day.vehicle and one.vehicle == vehicle]

    def _accepted(self, day: DraftDay, mission: Mission, operation: Operation) -> bool:
        """Ask the referee about the one vehicle that changes: the others share nothing with it but beds."""
        ground, others = self.prepared.survey.ground, [self.missions[row] for row in self._others(day)]
        rules = without_the_rule(operation)
        if faults_of(ground, rules, make_plan(ground, operation, [*others, mission], self.frame)):
            return False
        return not alone_near_the_line(self.prepared, {**self.missions, day.vehicle: mission}.values(), self.frame)


def aid_in_turn(parcels: Sequence[Parcel]) -> list[Parcel]:
    """Order parcels by priority, cold ones first within it, then by their names."""
    return sorted(
        parcels, key=lambda one: (PRIORITIES_HIGH_FIRST.index(one.priority), one.cold_limit_s is None, one.id)
    )


def destination_of(parcel: Parcel, ground: Ground, operation: Operation) -> LonLat | None:
    """Give where a parcel goes; None where no source says where its place lies."""
    if parcel.request:
        return position_of(operation.request(parcel.request), ground.places)
    place = ground.places.get(parcel.katottg)
    return parcel.position or (None if place is None else place.position)


def with_handovers(prepared: Prepared, given: Given) -> Prepared:
    """Give the problem in which stops last as much longer as their parcels take to hand over."""
    problem = prepared.problem
    more_s = {request: sum(parcel.handover_s for parcel in parcels) for request, parcels in given.items()}
    if not any(more_s.values()):
        return prepared
    service_s = problem.service_s.copy()
    for request, seconds in more_s.items():
        service_s[:, request] = np.ceil(service_s[:, request] + seconds)
    return replace(prepared, problem=replace(problem, service_s=service_s))


def with_parcels_of(before: Mission, built: Mission, operation: Operation) -> Mission | None:
    """Give a mission built anew with the parcels it had; None where they find no room or are out too long."""
    stops = (stop for trip in before.trips for stop in trip.stops if stop.gives)
    given = {stop.request: tuple(operation.parcel(name) for name in stop.gives) for stop in stops}
    return _carrying(built, given, operation) if given else built


def _carrying(built: Mission, given: dict[str, tuple[Parcel, ...]], operation: Operation) -> Mission | None:
    kind = operation.vehicle_type(operation.vehicle(built.vehicle))
    trips = tuple(_with_parcels(trip, given, kind) for trip in built.trips)
    return None if None in trips else replace(built, trips=tuple(trip for trip in trips if trip is not None))


def _with_parcels(trip: Trip, given: dict[str, tuple[Parcel, ...]], kind: VehicleType) -> Trip | None:
    """Write parcels into the stops and loads of a trip; None where they find no room or are out too long."""
    out = [parcel for stop in trip.stops for parcel in given.get(stop.request, ())]
    if not out:
        return trip
    if any(parcel.lies_at not in {"", trip.starts_from} for parcel in out) or not _fits(out, Load(), kind):
        return None
    stops: list[Stop] = []
    for stop in trip.stops:
        here = given.get(stop.request, ())
        given_at = stop.starts_at + timedelta(seconds=sum(parcel.handover_s for parcel in here))
        out_s = (given_at - trip.departs_at).total_seconds()
        if any(parcel.cold_limit_s is not None and out_s > parcel.cold_limit_s for parcel in here):
            return None
        out = out[len(here) :]
        if not _fits(out, stop.aboard, kind):
            return None
        kg, litres = (sum(getattr(parcel, name) for parcel in out) for name in ("kg", "litres"))
        aboard = replace(stop.aboard, kg=stop.aboard.kg + kg, litres=stop.aboard.litres + litres)
        stops.append(replace(stop, gives=tuple(parcel.id for parcel in here), aboard=aboard))
    return replace(trip, stops=tuple(stops))


def _fits(parcels: Sequence[Parcel], aboard: Load, kind: VehicleType) -> bool:
    kg = aboard.kg + sum(parcel.kg for parcel in parcels)
    litres = aboard.litres + sum(parcel.litres for parcel in parcels)
    return kg <= kind.payload_kg + ROUNDING and litres <= kind.volume_l + ROUNDING
