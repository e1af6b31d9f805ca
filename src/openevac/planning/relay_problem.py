"""The problem seen from both sides of a relay: for who brings people it is a shelter, for who takes them on a door.

A slot is a shelter of its own at which the inner vehicle arrives so that everybody is out a minute before the slot
begins. A hand-over is a household that can be met at the relay from its slot on, as long as it may wait.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.domain.relays import HALT_WITHIN_M, SLOT_S, SPARE_S, Relay
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.hazards.exposure import point_rate
from openevac.planning.beds import BedsTaken, beds_left
from openevac.planning.footways import nearest_place
from openevac.planning.hindrances import closed_hours, hindrance_of_ground
from openevac.planning.hours import curfews_on_foot, open_pieces
from openevac.planning.packing import can_take
from openevac.planning.prepare import NEVER, Prepared, prepare, reaches
from openevac.planning.problem import Door, FloatArray, Problem
from openevac.planning.survey import Survey
from openevac.roads.projection import to_metric
from openevac.rules.service_time import service_duration_s
from openevac.rules.spans import Span, meet, seconds_after, without

ROOM_FOR_ALL = Beds(ordinary=10**6, no_stairs=10**6, care=10**6)
"""Nobody sleeps at a relay: beds are counted where the outer vehicle brings people."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A hand-over: the relay (its number) and when it begins, in seconds after the zero hour."""

    relay: int
    begins: int


@dataclass(frozen=True, slots=True, eq=False)
class RelayGround:
    """A prepared problem, and the same with every relay as one more shelter; `pieces`: when people may be there.

    `pieces` (relays): for vans and for armoured vehicles.
    """

    prepared: Prepared
    wide: Prepared
    relays: tuple[Relay, ...]
    requests: tuple[EvacuationRequest, ...]
    pieces: tuple[tuple[tuple[Span, ...], tuple[Span, ...]], ...]

    @property
    def first(self) -> int:
        """Give the number of the first relay among the shelters of `wide`."""
        return self.prepared.problem.num_shelters

    def slots(self, *, armoured: bool) -> tuple[Slot, ...]:
        """Give the slots at which a vehicle can unload while people may be at the relay, earliest first."""
        found = []
        for number, relay in enumerate(self.relays):
            unloads = math.ceil(relay.unloading_s) + SPARE_S
            for piece in self.pieces[number][armoured]:
                first = math.ceil((piece.early + unloads) / SLOT_S)
                last = math.floor(piece.late / SLOT_S)
                found += [Slot(number, k * SLOT_S) for k in range(first, last + 1)]
        return tuple(sorted(found, key=lambda slot: (slot.begins, slot.relay)))

    def arrival(self, slot: Slot) -> float:
        """Give when the inner vehicle arrives for a slot: everybody is out a little before it begins."""
        return float(slot.begins - math.ceil(self.relays[slot.relay].unloading_s) - SPARE_S)


def relay_ground(prepared: Prepared) -> RelayGround | None:
    """Give the problem with the operation's relays in it; None where there is none that can be used."""
    survey = prepared.survey
    policy = survey.operation.policy
    relays = tuple(one for one in survey.operation.relays if hindrance_of_ground(survey.ground, one.position) is None)
    if not policy.relays or not relays or not survey.vehicles or not survey.requests:
        return None
    stations = tuple(_as_shelter(relay) for relay in relays)
    operation = replace(survey.operation, shelters=(*survey.operation.shelters, *stations), relays=())
    wide = prepare(
        replace(survey, operation=operation, halts=_halts(survey, relays)),
        waiting_days=prepared.problem.waiting_days,
        people_assumed=prepared.problem.people_assumed,
    )
    old = prepared.problem
    # What people bring was settled before; vehicles that reach no shelter in their hours may reach a relay.
    may_serve = wide.problem.may_serve | old.may_serve
    problem = replace(wide.problem, requests=old.requests, service_s=old.service_s, may_serve=may_serve)
    at_relay = tuple(_at_relay(survey, relay) for relay in relays)
    pieces = tuple(
        (_pieces(survey, *one, armoured=False), _pieces(survey, *one, armoured=True))
        for one in zip(relays, at_relay, strict=True)
    )
    return RelayGround(prepared, Prepared(survey=wide.survey, problem=problem), relays, at_relay, pieces)


def _as_shelter(relay: Relay) -> Shelter:
    return Shelter(id=relay.id, position=relay.position, beds=ROOM_FOR_ALL, unloading_s=relay.unloading_s)


def _halts(survey: Survey, relays: tuple[Relay, ...]) -> tuple[tuple[RoadPoint | None, ...], ...]:
    """Give where each profile halts, relays after the shelters; None where no road is near enough to change there."""
    stations = len(survey.operation.depots) + len(survey.operation.shelters)
    found = []
    for number, row in enumerate(survey.halts):
        profile, when = survey.profiles[number], survey.when
        new = (survey.ground.halt(profile, when, relay.position, HALT_WITHIN_M) for relay in relays)
        found.append((*row[:stations], *new, *row[stations:]))
    return tuple(found)


def _at_relay(survey: Survey, relay: Relay) -> EvacuationRequest:
    """Give some household as it stands at a relay: position and place are those of the relay."""
    katottg = relay.katottg or nearest_place(survey.ground, relay.position)
    return replace(survey.requests[0], position=relay.position, katottg=katottg)


def _pieces(survey: Survey, relay: Relay, there: EvacuationRequest, *, armoured: bool) -> tuple[Span, ...]:
    """Give when a vehicle and people may be at a relay: its hours, curfews, closed zones, access of its place."""
    situation, zero, horizon = survey.ground.situation, survey.zero, survey.horizon
    early = horizon.early if relay.tw_early is None else seconds_after(zero, relay.tw_early)
    late = horizon.late if relay.tw_late is None else seconds_after(zero, relay.tw_late)
    hours = meet(Span(early, max(early, late)), horizon)
    if hours is None:
        return ()
    closed = [
        *curfews_on_foot(situation, zero, horizon, (there.katottg,) if there.katottg else ()),
        *closed_hours(survey.ground, [_metres(survey, relay)], zero, horizon),
    ]
    opened = open_pieces(there, situation, zero, horizon, armoured=armoured)
    shared = (meet(hours, piece) for piece in opened)
    return tuple(piece for part in shared if part is not None for piece in without(part, closed))


def _metres(survey: Survey, relay: Relay) -> tuple[float, float]:
    x_m, y_m = to_metric(survey.ground.graph.crs, relay.position.lon, relay.position.lat)
    return float(x_m), float(y_m)


def inner_problem(ground: RelayGround, slots: Sequence[Slot]) -> Prepared:
    """Give the problem of who brings people: after the shelters one more for every slot, open for one moment."""
    wide = ground.wide.problem
    known, base = list(range(wide.num_depots + ground.first)), wide.num_depots + ground.first
    rows = range(base + len(ground.relays), base + len(ground.relays) + wide.num_requests)
    points = [*known, *(base + slot.relay for slot in slots), *rows]
    hours = [Span(ground.arrival(slot), ground.arrival(slot)) for slot in slots]
    problem = replace(
        wide,
        shelters=(*wide.shelters[: ground.first], *(wide.shelters[ground.first + slot.relay] for slot in slots)),
        shelter_hours=(*wide.shelter_hours[: ground.first], *hours),
        drive_s=wide.drive_s[:, points][:, :, points],
        exposure=wide.exposure[:, points][:, :, points],
    )
    return Prepared(survey=_with_points(ground.wide.survey, points), problem=problem)


@dataclass(frozen=True, slots=True, order=True)
class HandedOver:
    """A household (row) that is handed over in a slot."""

    slot: Slot
    row: int


def outer_problem(
    ground: RelayGround, kept: Sequence[int], handed: Sequence[HandedOver], beds_taken: dict[int, list[BedsTaken]]
) -> Prepared:
    """Give the problem of who takes people on: the rows that are kept, then a row for every hand-over.

    `beds_taken`: by shelter, what households take whom inner vehicles bring there themselves.
    """
    wide, survey = ground.wide.problem, ground.wide.survey
    base = wide.num_depots + ground.first
    first_row = base + len(ground.relays)
    points = [*range(base), *(first_row + row for row in kept), *(base + one.slot.relay for one in handed)]
    requests = [*(wide.requests[row] for row in kept), *(_as_met(ground, one) for one in handed)]
    service_s = np.concatenate([wide.service_s[:, list(kept)], _service_s(ground, requests[len(kept) :])], axis=1)
    shelters = tuple(
        replace(shelter, beds=beds_left(beds_taken.get(number, ()), shelter.beds))
        for number, shelter in enumerate(wide.shelters[: ground.first])
    )
    may_serve = np.concatenate(
        [wide.may_serve[:, list(kept)], np.zeros((len(wide.vehicles), len(handed)), dtype=np.bool_)], axis=1
    )
    problem = replace(
        wide,
        requests=tuple(requests),
        waiting_days=tuple(wide.waiting_days[row] for row in (*kept, *(one.row for one in handed))),
        doors=(*(wide.doors[row] for row in kept), *(_door(ground, one) for one in handed)),
        shelters=shelters,
        shelter_hours=wide.shelter_hours[: ground.first],
        drive_s=wide.drive_s[:, points][:, :, points],
        exposure=wide.exposure[:, points][:, :, points],
        service_s=service_s,
        may_serve=may_serve,
    )
    for column in range(len(kept), len(requests)):
        for vehicle, day in enumerate(problem.vehicles):
            takes = can_take(requests[column].needs, day.vehicle, survey.operation, survey.ground.situation)
            problem.may_serve[vehicle, column] = takes and reaches(problem, vehicle, column)
    on_foot = (*(survey.on_foot[row] for row in kept), *(None for _ in handed))
    seen = replace(_with_points(survey, points), requests=tuple(requests), on_foot=on_foot, able=frozenset())
    return Prepared(survey=seen, problem=problem)


def _with_points(survey: Survey, points: Iterable[int]) -> Survey:
    wanted = list(points)
    return replace(survey, halts=tuple(tuple(row[point] for point in wanted) for row in survey.halts))


def _as_met(ground: RelayGround, one: HandedOver) -> EvacuationRequest:
    """Give a household as the outer vehicle meets it: at the relay, with what came along, no stairs."""
    request, there = ground.wide.problem.requests[one.row], ground.requests[one.slot.relay]
    needs = replace(request.needs, carry_floors=0)
    return replace(request, needs=needs, position=there.position, katottg=there.katottg)


def _service_s(ground: RelayGround, requests: Sequence[EvacuationRequest]) -> FloatArray:
    problem: Problem = ground.wide.problem
    numbers = ground.wide.survey.ground.situation.profile
    rows = [[service_duration_s(one.needs, day.crew, numbers) for one in requests] for day in problem.vehicles]
    return np.ceil(np.array(rows, dtype=np.float64)).reshape(len(problem.vehicles), len(requests))


def _door(ground: RelayGround, one: HandedOver) -> Door:
    survey = ground.wide.survey
    longest_s = math.floor(survey.operation.policy.max_relay_wait_s)
    latest = ground.arrival(one.slot) + longest_s
    window = Span(float(one.slot.begins), latest) if latest >= one.slot.begins else NEVER
    place = _metres(survey, ground.relays[one.slot.relay])
    rate_per_h = point_rate(survey.ground.field, *place, survey.when.at, armoured=False)
    to_all, to_armoured = (_from_arrival(spans, ground.arrival(one.slot)) for spans in ground.pieces[one.slot.relay])
    return Door(
        window=window, open_to_all=to_all, open_to_armoured=to_armoured, dwell_per_s=rate_per_h / SECONDS_PER_HOUR
    )


def _from_arrival(pieces: Iterable[Span], arrives: float) -> tuple[Span, ...]:
    """Give the pieces in which people who arrived at a moment may still be there: that one of them, from then on."""
    return tuple(piece for piece in pieces if piece.early <= arrives <= piece.late)
