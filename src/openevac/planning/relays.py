"""Relays beside a settled plan: where somebody who could be fetched is left out, a vehicle may shuttle to a point.

The plan without relays comes first and stays where relays bring nothing more by the order of "what a better plan is".
Inner trips are looked for first, hand-overs are then doors of the other vehicles; round by round one more vehicle
becomes an inner one. What the referee refuses is not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from openevac.domain.belongings import Pack
from openevac.domain.missions import Mission
from openevac.planning.assemble import Frame, faults_of, make_plan
from openevac.planning.chains import rows_by_vehicle
from openevac.planning.check.faults import Fault
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.missions import Builder
from openevac.planning.outings import Outings
from openevac.planning.people_first import Packed
from openevac.planning.prepare import Prepared
from openevac.planning.relay_missions import Brought, brought_by, halls_of, handing_over, taking_on
from openevac.planning.relay_problem import RelayGround, relay_ground
from openevac.planning.relay_search import Relaying, RelaySearch
from openevac.planning.repacking import at_door, repacked
from openevac.planning.score import score
from openevac.planning.settle import Settled

ROUNDS = 5
"""Each round makes one vehicle more an inner one, or leaves out whom the referee refused at a relay."""

BUILT_A_ROUND = 4
"""Candidates built on the map in one round, best first: the first one is nearly always accepted."""


@dataclass(frozen=True, slots=True)
class Relayed:
    """A settled plan whose relays are settled, too.

    `settled`: the vehicles that have no part in a relay, as a plan of their own; `bound`: the missions of those that
    have one. `whole`: all of it; who is fetched by way of a relay stands in its draft in the day of the inner vehicle.
    """

    settled: Settled
    whole: Settled
    bound: tuple[Mission, ...] = ()

    @property
    def bound_vehicles(self) -> frozenset[str]:
        """Give the vehicles that bring people to a relay or take them on there."""
        return frozenset(mission.vehicle for mission in self.bound)


def with_relays(packed: Packed, frame: Frame, *, stop: Callable[[], bool] | None = None) -> Relayed:
    """Give a settled plan with relays where they bring more; the plan as it is where they do not.

    First with all things that may ride, then with people alone for those who are left out; the second is taken only
    where it fetches more. `stop` ends the search early.
    """
    is_over: Callable[[], bool] = stop or (lambda: False)
    plain = Relayed(packed.settled, packed.settled)
    if not _left_out(packed.prepared, packed.settled.draft):
        return plain
    best = _better(packed.prepared, packed, plain, frame, is_over)
    left = [row for row in range(packed.prepared.problem.num_requests) if row not in packed.settled.draft.served]
    light = repacked(packed.prepared, {row: Pack(0, 0) for row in left if at_door(packed.prepared, row)})
    if light is not packed.prepared and _left_out(light, best.whole.draft):
        lighter = _better(light, packed, plain, frame, is_over)
        if lighter.whole.score[:2] > best.whole.score[:2]:
            best = lighter
    return best


def beside(missions: Iterable[Mission], relayed: Relayed) -> tuple[Mission, ...]:
    """Give the missions of the vehicles without a relay and those of the others, in the order of the whole plan."""
    order = [(mission.vehicle, mission.wave) for mission in relayed.whole.missions]
    return tuple(sorted((*missions, *relayed.bound), key=lambda one: order.index((one.vehicle, one.wave))))


def _left_out(prepared: Prepared, draft: Draft) -> bool:
    """Tell whether somebody whom some vehicle may fetch is not fetched."""
    problem, served = prepared.problem, draft.served
    left = (rows for rows in dict.fromkeys(problem.options) if not served.intersection(rows))
    return any(problem.may_serve[:, list(rows)].any() for rows in left)


def _better(prepared: Prepared, packed: Packed, plain: Relayed, frame: Frame, is_over: Callable[[], bool]) -> Relayed:
    """Give the best plan with relays that the referee accepts, by real ways; the plain one where none is better."""
    ground = relay_ground(prepared)
    if ground is None or not any(ground.slots(armoured=armoured) for armoured in (False, True)):
        return plain
    search = RelaySearch(ground, is_over)
    state, best = Relaying(packed.settled.draft), plain
    for _ in range(ROUNDS):
        if is_over():
            break
        refused: set[str] = set()
        for candidate in search.candidates(state)[:BUILT_A_ROUND]:
            built = _built(ground, candidate, packed)
            faults = () if built is None else _faults(prepared, built, frame)
            refused |= {fault.request for fault in faults if fault.request}
            if built is not None and not faults and built.whole.score > best.whole.score:
                state, best = candidate, built
                break
        else:
            if refused <= search.excluded:
                break
            search.excluded |= refused
    return best


def _built(ground: RelayGround, state: Relaying, packed: Packed) -> Relayed | None:
    """Build the vehicles of a relay on real ways; the others drive what was settled."""
    operation, laid = packed.prepared.survey.operation, packed.prepared.survey.ground
    problem = ground.wide.problem
    if state.outer is None:
        return None
    bound: list[Mission] = []
    brought: dict[str, Brought] = {}
    for one in state.inner:
        missions = _driven(one.prepared, (one.day,))
        if missions is None:
            return None
        handed = [handing_over(mission, halls_of(operation), operation, laid) for mission in missions]
        brought |= {name: found for mission in handed for name, found in brought_by(mission).items()}
        bound += handed
    for rows in rows_by_vehicle(problem):
        if state.outer.taking_on.intersection(rows):
            missions = _driven(state.outer.prepared, tuple(state.outer.draft.days[row] for row in rows))
            if missions is None:
                return None
            bound += [taking_on(mission, brought, operation, laid) for mission in missions]
    return _relayed(state, packed, tuple(bound), Builder(ground.wide))


def _driven(prepared: Prepared, days: tuple[DraftDay, ...]) -> tuple[Mission, ...] | None:
    """Give the missions of one vehicle's days as they are, or None where they cannot be driven so."""
    outings = Outings(prepared.problem, Builder(prepared))
    return outings.missions if all(outings.takes(day) for day in days if day.trips) else None


def _relayed(state: Relaying, packed: Packed, bound: tuple[Mission, ...], builder: Builder) -> Relayed:
    problem = packed.prepared.problem
    vehicles = {mission.vehicle for mission in bound}
    others, whole = packed.settled.draft, state.others
    for row, day in enumerate(problem.vehicles):
        if day.vehicle.id in vehicles:
            others = others.with_day(DraftDay(row))
    for one in state.inner:
        # Where they are brought in the end is said by the missions; here it counts who is fetched.
        trips = tuple(DraftTrip(trip.requests, min(trip.shelter, problem.num_shelters - 1)) for trip in one.day.trips)
        whole = whole.with_day(DraftDay(one.day.vehicle, trips))
    kept = tuple(mission for mission in packed.settled.missions if mission.vehicle not in vehicles)
    order = [vehicle.id for vehicle in packed.prepared.survey.operation.vehicles]
    missions = tuple(sorted((*kept, *bound), key=lambda one: (order.index(one.vehicle), one.departs_at)))
    cost_s = sum(builder.cost_s(mission) for mission in missions)
    value = score(problem.requests, problem.waiting_days, whole.served, cost_s)
    plain = replace(packed.settled, draft=others, missions=kept)
    return Relayed(plain, Settled(whole, missions, value), bound)


def _faults(prepared: Prepared, built: Relayed, frame: Frame) -> tuple[Fault, ...]:
    survey = prepared.survey
    bare = make_plan(survey.ground, survey.operation, built.whole.missions, frame)
    return faults_of(survey.ground, survey.operation, bare)
