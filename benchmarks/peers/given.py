"""What every solver is given for one operation: the same numbers that ours has, with danger in them or without.

Locations as in `planning.encoding`: starting depots (D), shelters (S), doors (R), depots where days end (D). The last
unloading and the empty drive home lie on the arcs from a door into the end depot, as ours has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from benchmarks.peers.operations import World
from benchmarks.worlds import START
from openevac.domain.operation import Operation
from openevac.domain.requests import Priority
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.encoding import UNLIMITED, Encoding, encode
from openevac.planning.missions import Builder
from openevac.planning.plan import ground_for, prepared_on
from openevac.planning.prepare import Prepared, prepare
from openevac.planning.prizes import prizes
from openevac.planning.problem import Problem
from openevac.rules.spans import Span

Longs = npt.NDArray[np.int64]
FAR_COST = 400_000
"""Cost and seconds of a closed way: longer than any day, and small enough that VROOM's sums of a thousand hold."""
MILLIONTHS = 1_000_000
FAR_EXPOSURE = 1000.0


@dataclass(frozen=True, eq=False)
class Given:
    """One operation, prepared. `sees_danger`: costs are time and exposure of the best ways, else time of the fastest.

    What no peer can say stays out of it: beds, longest halts, what one more household may add.
    """

    prepared: Prepared
    sees_danger: bool

    @property
    def problem(self) -> Problem:
        """Give the problem in plain numbers."""
        return self.prepared.problem

    @cached_property
    def encoding(self) -> Encoding:
        """Give the whole numbers that ours gives its solver, without load dimensions for missing abilities."""
        everyone = np.ones_like(self.problem.may_serve)
        return encode(replace(self.problem, may_serve=everyone), FAR_COST // 4)

    @cached_property
    def arc_cost(self) -> Longs:
        """Give (G, L, L) what an arc costs beside its time: exposure in seconds, or nothing."""
        return self.encoding.distance if self.sees_danger else np.zeros_like(self.encoding.distance)

    @cached_property
    def exposure(self) -> Longs:
        """Give (G, L, L) millionths of exposure gathered at the door an arc leaves and on the way to where it leads.

        An arc into the end depot counts up to the shelter, for a trip ends there.
        """
        problem, encoding = self.problem, self.encoding
        first, points = problem.num_depots + problem.num_shelters, problem.drive_s.shape[1]
        table = np.zeros(encoding.distance.shape)
        dwell = np.array([door.dwell_per_s for door in problem.doors]) * encoding.service_s
        doors = np.arange(problem.num_requests)
        for group in range(len(encoding.distance)):
            ways = problem.exposure[problem.vehicles[encoding.group_of.index(group)].profile]
            table[group, :points, :points] = ways
            last = problem.num_depots + encoding.last_shelter[group]
            table[group, first:points, points:] = np.array(
                [ways[door, gate] for door, gate in zip(first + doors, last, strict=True)]
            )[:, np.newaxis]
            table[group, first:points] += dwell[:, np.newaxis]
        whole: Longs = np.ceil(np.minimum(table, FAR_EXPOSURE) * MILLIONTHS).astype(np.int64)
        return whole

    @property
    def trip_ceiling(self) -> int | None:
        """Give the ceiling of exposure per trip in millionths; None where there is none, or danger is not seen."""
        ceiling = self.problem.policy.max_exposure_per_trip
        return None if ceiling is None or not self.sees_danger else int(ceiling * MILLIONTHS)

    @property
    def day_ceiling(self) -> int | None:
        """Give the ceiling of exposure of a crew member's day in millionths, as `trip_ceiling`."""
        ceiling = self.problem.policy.max_exposure_per_person
        return None if ceiling is None or not self.sees_danger else int(ceiling * MILLIONTHS)

    @cached_property
    def prizes(self) -> Longs:
        """Give R penalties for leaving a household, as ours weighs them."""
        return prizes(self.problem, 1.0)

    def builder(self) -> Builder:
        """Give the builder of missions on the ways that these matrices stand for."""
        return Builder(self.prepared, None if self.sees_danger else 0.0)

    def windows(self, request: int) -> tuple[Span, ...]:
        """Give every piece of time in which some able vehicle may start at a door, earliest first."""
        problem = self.problem
        able = (vehicle for vehicle in range(problem.num_vehicles) if problem.may_serve[vehicle, request])
        return tuple(joined(piece for vehicle in able for piece in problem.starts(vehicle, request)))

    def able(self, request: int) -> list[int]:
        """Give the vehicles that may fetch a household."""
        return np.flatnonzero(self.problem.may_serve[:, request]).tolist()

    @cached_property
    def requests(self) -> list[int]:
        """Give the households that some vehicle may fetch at some time; the others stay out of every model."""
        return [request for request in range(self.problem.num_requests) if self.windows(request)]

    @cached_property
    def skills(self) -> dict[frozenset[int], int]:
        """Give a number to every set of vehicles that are the only ones able to fetch some household."""
        sets = dict.fromkeys(frozenset(self.able(request)) for request in self.requests)
        return {vehicles: number + 1 for number, vehicles in enumerate(sets)}

    def home_shelter(self, vehicle: int) -> int:
        """Give the shelter from which it is cheapest to drive to a vehicle's depot."""
        group, depots, shelters = self.encoding.group_of[vehicle], self.problem.num_depots, self.problem.num_shelters
        end = self.end_location(vehicle)
        cost = (self.arc_cost + self.encoding.duration)[group, depots : depots + shelters, end]
        return int(np.argmin(cost))

    def end_location(self, vehicle: int) -> int:
        """Give the location at which a vehicle's day ends."""
        problem = self.problem
        return problem.num_depots + problem.num_shelters + problem.num_requests + problem.vehicles[vehicle].depot

    def draft(self, days: dict[int, list[tuple[list[int], int | None]]]) -> Draft:
        """Give a draft of trips (doors, shelter) by vehicle; None stands for the shelter that the way home passes."""
        draft = Draft.empty(self.problem.num_vehicles)
        for vehicle, trips in days.items():
            group = self.encoding.group_of[vehicle]
            made = tuple(
                DraftTrip(
                    tuple(doors), int(self.encoding.last_shelter[group, doors[-1]]) if shelter is None else shelter
                )
                for doors, shelter in trips
                if doors
            )
            draft = draft.with_day(DraftDay(vehicle, made))
        return draft

    def binding_loads(self) -> tuple[Longs, Longs]:
        """Give loads (R, C) and capacities (V, C) of the dimensions that bind some vehicle."""
        binds = (self.encoding.capacities < UNLIMITED).any(axis=0)
        return self.encoding.loads[:, binds], self.encoding.capacities[:, binds]


def prepare_operation(world: World, operation: Operation) -> Prepared:
    """Prepare one operation as the planner does."""
    ground = ground_for(world.region, world.situation, operation, START)
    return prepared_on(ground, operation, START)


def with_danger(prepared: Prepared) -> Given:
    """Give the fair comparison: matrices of the ways that ours drives, danger in their costs."""
    return Given(prepared, sees_danger=True)


def by_time_alone(prepared: Prepared) -> Given:
    """Give today's practice: matrices of the fastest ways and minutes alone; these ways are then driven, too."""
    problem = prepared.problem
    fastest = prepare(prepared.survey, waiting_days=problem.waiting_days, people_assumed=0.0)
    same = replace(fastest.problem, people_assumed=problem.people_assumed)
    return Given(Prepared(survey=prepared.survey, problem=same), sees_danger=False)


def class_weights(most_people: int) -> dict[Priority, float]:
    """Give what one person of each class weighs, so that the largest urgent household weighs 99 of VROOM's 100."""
    urgent = 99.0 / max(1, most_people)
    return {Priority.URGENT: urgent, Priority.FIRST: urgent / 4, Priority.PLANNED: urgent / 16}


def joined(pieces: Iterable[Span]) -> Iterator[Span]:
    """Join pieces of time that touch or overlap, earliest first: VROOM refuses windows that do."""
    open_piece: Span | None = None
    for piece in sorted(pieces):
        if open_piece is None:
            open_piece = piece
        elif piece.early <= open_piece.late:
            open_piece = Span(open_piece.early, max(open_piece.late, piece.late))
        else:
            yield open_piece
            open_piece = piece
    if open_piece is not None:
        yield open_piece
