"""The same households with other things: a problem packed anew, and days with as many things as still ride."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from openevac.domain.belongings import Pack, whole_pack, with_pack
from openevac.domain.missions import Mission, Stop
from openevac.domain.needs import Needs
from openevac.planning.drafts import DraftDay
from openevac.planning.loads import lacks, load_of
from openevac.planning.missions import Builder
from openevac.planning.outings import AT_ANY_TIME, Outings
from openevac.planning.packing import can_take
from openevac.planning.prepare import Prepared, reaches
from openevac.planning.score import turn
from openevac.rules.service_time import service_duration_s
from openevac.rules.spans import Span

Days = tuple[DraftDay, ...]
"""Days of one vehicle, in order of its waves."""

Riding = tuple[Prepared, tuple[Mission, ...]]
"""A problem packed for some days of one vehicle, and the missions of those days."""


def repacked(prepared: Prepared, packs: Mapping[int, Pack]) -> Prepared:
    """Give the problem in which some households (rows, by number) bring only these packs of their things.

    Rows on foot stay as they are: what people carry to a meeting point is no matter of packing.
    """
    problem, survey = prepared.problem, prepared.survey
    changed = {
        request: _packed(prepared, request, pack) for request, pack in packs.items() if at_door(prepared, request)
    }
    changed = {request: needs for request, needs in changed.items() if problem.requests[request].needs != needs}
    if not changed:
        return prepared
    requests = tuple(
        replace(one, needs=changed[number]) if number in changed else one for number, one in enumerate(problem.requests)
    )
    service_s, may_serve = problem.service_s.copy(), problem.may_serve.copy()
    situation, operation = survey.ground.situation, survey.operation
    for request, needs in changed.items():
        service_s[:, request] = np.ceil(
            [service_duration_s(needs, day.crew, situation.profile) for day in problem.vehicles]
        )
    new = replace(problem, requests=requests, service_s=service_s, may_serve=may_serve)
    able = survey.able | survey.able_without_things
    for request, needs in changed.items():
        for vehicle, day in enumerate(problem.vehicles):
            fits = (vehicle, request) in able and can_take(needs, day.vehicle, operation, situation)
            may_serve[vehicle, request] = fits and reaches(new, vehicle, request)
    return Prepared(survey=survey, problem=new)


def at_door(prepared: Prepared, request: int) -> bool:
    """Tell whether a row meets its household at the door, where its things are packed."""
    return prepared.survey.on_foot[request] is None


def most_pack(prepared: Prepared, request: int) -> Pack:
    """Give the most that a household may bring: what its survey found."""
    return pack_of(prepared, request, prepared.survey.requests[request].needs)


def pack_of(prepared: Prepared, request: int, needs: Needs) -> Pack:
    """Give the pack that made these needs of a household."""
    stated, rule = _stated(prepared, request), prepared.survey.operation.policy.belongings
    whole = whole_pack(stated, rule)
    for bags in range(whole.bags, -1, -1):
        if with_pack(stated, rule, Pack(bags, needs.bulky)) == needs:
            return Pack(bags, needs.bulky)
    raise ValueError(f"{prepared.problem.requests[request].id}: no pack of its things makes these needs")


def packed_as(prepared: Prepared, missions: Iterable[Mission]) -> Prepared:
    """Give the problem in which the households of some missions bring what these missions take."""
    rows = rows_by_stop(prepared)
    packs = {}
    for stop in (stop for mission in missions for trip in mission.trips for stop in trip.stops):
        row = rows.get((stop.request, stop.meeting_point))
        if row is not None and at_door(prepared, row):
            packs[row] = _pack_at(prepared, row, stop)
    return repacked(prepared, packs)


def with_promised_packs(prepared: Prepared, missions: Iterable[Mission]) -> Prepared:
    """Give the problem in which households bring what some missions promised to take, and no more than may ride now."""
    missions = tuple(missions)
    told, rows = packed_as(prepared, missions), rows_by_stop(prepared)
    stops = (stop for mission in missions for trip in mission.trips for stop in trip.stops)
    packs = {}
    for row in (rows.get((stop.request, stop.meeting_point)) for stop in stops):
        if row is not None and at_door(prepared, row):
            most, own = most_pack(prepared, row), pack_of(prepared, row, told.problem.requests[row].needs)
            packs[row] = Pack(min(most.bags, own.bags), min(most.bulky, own.bulky))
    return repacked(prepared, packs)


def rows_by_stop(prepared: Prepared) -> dict[tuple[str, str], int]:
    """Give the row of each request at each place where it can be met: its door (""), or a meeting point."""
    return {
        (request.id, "" if on_foot is None else on_foot.point.id): number
        for number, (request, on_foot) in enumerate(
            zip(prepared.problem.requests, prepared.survey.on_foot, strict=True)
        )
    }


def _pack_at(prepared: Prepared, request: int, stop: Stop) -> Pack:
    """Give the pack that comes nearest to what a stop takes."""
    stated, rule = _stated(prepared, request), prepared.survey.operation.policy.belongings
    bulky = max(0, stated.bulky - stop.left_bulky)

    def off(bags: int) -> float:
        packed = with_pack(stated, rule, Pack(bags, bulky))
        kg, litres = stated.belongings_kg - stop.left_kg, stated.belongings_l - stop.left_l
        return abs(packed.belongings_kg - kg) + abs(packed.belongings_l - litres)

    return Pack(min(range(whole_pack(stated, rule).bags + 1), key=off), bulky)


def with_most_things(prepared: Prepared, days: Days, within: Span = AT_ANY_TIME) -> Riding | None:
    """Give one vehicle's missions, one a day (wave), with as many things as ride; None where not even the people do.

    Everything at once where it fits. Else a bag for each person by turn of the households, then all bags, then
    bulky pieces of those whose bags all ride. A thing more never costs anybody the place in a later wave. `within`:
    when the vehicle is free, in seconds after the zero hour.
    """
    at_doors = [request for day in days for request in day.requests if at_door(prepared, request)]
    most = {request: most_pack(prepared, request) for request in at_doors}
    everything = _riding(prepared, days, within, most)
    bare = dict.fromkeys(most, Pack(0, 0))
    people = _riding(prepared, days, within, bare) if everything is None else None
    if people is None:
        return everything
    problem = prepared.problem
    in_turn = sorted(most, key=lambda request: turn(problem.requests[request], problem.waiting_days[request]))
    growing = _Growing(prepared, days, within, bare, people)
    for request in in_turn:
        a_bag_each = min(most[request].bags, problem.requests[request].needs.party_size)
        _grow(0, a_bag_each, partial(growing.bags_ride, request))
    for request in in_turn:
        _grow(growing.packs[request].bags, most[request].bags, partial(growing.bags_ride, request))
    for request in in_turn:
        if growing.packs[request].bags == most[request].bags:
            _grow(0, most[request].bulky, partial(growing.bulky_rides, request))
    return growing.best


@dataclass(slots=True)
class _Growing:
    """The packs of a vehicle's days while things are added, and the fullest days so far that can be driven."""

    prepared: Prepared
    days: Days
    within: Span
    packs: dict[int, Pack]
    best: Riding

    def bags_ride(self, request: int, bags: int) -> bool:
        """Try some bags of a household, without its bulky pieces."""
        return self._rides(request, Pack(bags, 0))

    def bulky_rides(self, request: int, bulky: int) -> bool:
        """Try some bulky pieces beside the bags a household has."""
        return self._rides(request, Pack(self.packs[request].bags, bulky))

    def _rides(self, request: int, pack: Pack) -> bool:
        found = _riding(self.prepared, self.days, self.within, {**self.packs, request: pack})
        if found is not None:
            self.best = found
            self.packs[request] = pack
        return found is not None


def _grow(has: int, most: int, works: Callable[[int], bool]) -> None:
    """Ask for the most that works between what there is and `most`: all at once first, then by halving."""
    if has >= most or works(most):
        return
    low, high = has, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if works(middle) else (low, middle)


def _riding(prepared: Prepared, days: Days, within: Span, packs: Mapping[int, Pack]) -> Riding | None:
    """Give the missions with these packs, or None where room, hands, the longest stop, hours or ceilings forbid."""
    packed = repacked(prepared, packs)
    if not all(_has_room(packed, day) for day in days):
        return None
    outings = Outings(packed.problem, Builder(packed), within)
    return (packed, outings.missions) if all(outings.takes(day) for day in days) else None


def _has_room(packed: Prepared, day: DraftDay) -> bool:
    """Tell whether a vehicle and its crew can take the households of a day, one by one and trip by trip."""
    problem, survey = packed.problem, packed.survey
    vehicle = problem.vehicles[day.vehicle]
    needs = [problem.requests[request].needs for request in day.requests]
    if not all(can_take(one, vehicle.vehicle, survey.operation, survey.ground.situation) for one in needs):
        return False
    trips = ([problem.requests[request].needs for request in trip.requests] for trip in day.trips)
    return not any(lacks(load_of(trip, vehicle.kind), vehicle.kind) for trip in trips)


def _packed(prepared: Prepared, request: int, pack: Pack) -> Needs:
    return with_pack(_stated(prepared, request), prepared.survey.operation.policy.belongings, pack)


def _stated(prepared: Prepared, request: int) -> Needs:
    """Give the needs of a household as it asked."""
    return prepared.survey.operation.request(prepared.problem.requests[request].id).needs
