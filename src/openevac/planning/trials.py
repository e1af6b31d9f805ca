"""Trying out whether one household could be fetched: a trip of its own on the map, put before the referee."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple

from openevac.domain.belongings import Pack
from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.domain.situation import Situation
from openevac.domain.unserved import Limit
from openevac.planning.assemble import Frame, faults_of, make_plan
from openevac.planning.beds import beds_of, lacking_beds
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.ground import Ground, other_situation, with_rules
from openevac.planning.hindrances import position_of
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder, NotBuilt
from openevac.planning.pair_rule import without_the_rule
from openevac.planning.prepare import Prepared, prepare
from openevac.planning.problem import Problem
from openevac.planning.relax import WET_HOURS, Case
from openevac.planning.repacking import repacked, with_most_things
from openevac.planning.settle import without_ceilings
from openevac.planning.survey import Refused, Survey, survey

DAYS_TRIED = 3
"""Vehicles and shelters tried for one household, cheapest first: the first one is nearly always accepted."""


class Tried(NamedTuple):
    """What came of a trial: the accepted mission, or the limits that the cheapest trip was seen to break."""

    mission: Mission | None
    broke: frozenset[Limit]


@dataclass(slots=True)
class Trials:
    """Trials beside one prepared problem; grounds of lifted situations are remembered."""

    prepared: Prepared
    frame: Frame
    _grounds: dict[tuple[object, ...], Ground] = field(default_factory=dict)

    def accepted(self, case: Case) -> Mission | None:
        """Give a mission for one household alone that the referee accepts under a case, or None."""
        return self.tried(case).mission

    def tried(self, case: Case) -> Tried:
        """Try trips for one household alone under a case, cheapest first, until the referee accepts one."""
        found = self._survey(case)
        if not found.requests:
            return Tried(None, frozenset(h.limit for refused in found.refused for h in refused.hindrances))
        alone = prepare(
            found,
            waiting_days=[case.household.waiting_days(self.frame.made_at) for _ in found.requests],
            people_assumed=self.prepared.problem.people_assumed,
        )
        builder, broke = Builder(alone), frozenset[Limit]()
        for day in _days(alone.problem):
            built = self._built(builder, alone.problem, day)
            if isinstance(built, NotBuilt):
                broke = broke or built.also
            elif self.accepts(found.ground, case.operation, [built]):
                return Tried(built, frozenset())
        with_less = self._with_less(alone, case)
        if with_less is not None:
            return with_less
        return Tried(None, broke or _broken_at_shelters(alone.problem))

    def _with_less(self, alone: Prepared, case: Case) -> Tried | None:
        """Try again with less than all its things, where it has any: they never keep a household from being fetched."""
        nothing = dict.fromkeys(range(alone.problem.num_requests), Pack(0, 0))
        light, broke = repacked(alone, nothing), frozenset[Limit]()
        if light is alone:
            return None
        builder = Builder(light)
        for day in _days(light.problem):
            built = self._built(builder, light.problem, day)
            if isinstance(built, NotBuilt):
                broke = broke or built.also
                continue
            riding = with_most_things(alone, (day,))
            mission = built if riding is None else riding[1][0]
            if self.accepts(alone.survey.ground, case.operation, [mission]):
                return Tried(mission, frozenset())
        return Tried(None, broke) if broke else None

    def refused(self, case: Case) -> Refused | None:
        """Give what hinders every vehicle under a case before any trip is tried, or None."""
        return next(iter(self._survey(case).refused), None)

    def door_m(self, case: Case) -> float:
        """Give how far the door lies from a road that the vehicle of a case could use; 0 where nobody knows."""
        ground = self._ground(case.situation)
        position = position_of(case.household, ground.places)
        profile = case.operation.profile(case.driven)
        away_m = None if position is None else ground.distance_m(profile, self.prepared.survey.when, position)
        return away_m or 0.0

    def _survey(self, case: Case) -> Survey:
        ground, now = self._ground(case.situation), self.frame.made_at
        found = survey(ground, case.operation, [case.household], now=now, at=self.prepared.survey.when.at)
        return replace(found, waves=self.prepared.survey.waves)

    def accepts(self, ground: Ground, operation: Operation, missions: Iterable[Mission]) -> bool:
        """Ask the referee about a plan of some missions."""
        driven = tuple(missions)
        out = {mission.vehicle: mission.underway for mission in driven if mission.underway is not None}
        rules = without_the_rule(operation)
        return not faults_of(ground, rules, make_plan(ground, operation, driven, self.frame), out or None)

    def _built(self, builder: Builder, problem: Problem, day: DraftDay) -> Mission | NotBuilt:
        """Build a day at its first departure, or at its best one where the first breaks a ceiling."""
        first = builder.mission_from(day, problem.vehicles[day.vehicle].leave.early)
        if isinstance(first, Mission) and builder.over_ceiling(first) is None:
            return first
        return builder.mission(day)

    def _ground(self, situation: Situation) -> Ground:
        """Give the ground of a situation; one that differs in curfews and access alone shares danger and ways."""
        base = self.prepared.survey.ground
        key = _roads_and_danger(situation)
        if key == _roads_and_danger(base.situation):
            return with_rules(base, situation)
        if key not in self._grounds:
            self._grounds[key] = other_situation(base, situation)
        return with_rules(self._grounds[key], situation)


def _roads_and_danger(situation: Situation) -> tuple[object, ...]:
    """Give what a lifted limit changes of danger or roads."""
    return situation.control, situation.reports, situation.zones, situation.profile.value(WET_HOURS)


def _days(problem: Problem) -> list[DraftDay]:
    """Give trips for the only household of a problem, cheapest first; vehicles of one kind are tried once."""
    bench = Bench(without_ceilings(problem))
    seen: set[tuple[object, ...]] = set()
    found = []
    for number, vehicle in enumerate(problem.vehicles):
        kind = (vehicle.profile, vehicle.kind, vehicle.crew.size, vehicle.crew.carriers, vehicle.day, vehicle.leave)
        if kind in seen:
            continue
        seen.add(kind)
        for row, shelter in product(range(problem.num_requests), range(problem.num_shelters)):
            day = DraftDay(number, (DraftTrip((row,), shelter),))
            cost = bench.day_cost_s(day)
            if cost is not None and bench.beds_hold(day.trips):
                found.append((cost, number, row, shelter, day))
    return [entry[-1] for entry in sorted(found, key=lambda entry: entry[:4])[:DAYS_TRIED]]


def _broken_at_shelters(problem: Problem) -> frozenset[Limit]:
    """Name what every shelter lacks for the only household of a problem."""
    request = problem.requests[0]
    beds = [lacking_beds([beds_of(request)], shelter.beds) for shelter in problem.shelters]
    broken = set()
    if request.needs.pets and not any(shelter.pets for shelter in problem.shelters):
        broken.add(Limit.SHELTER_PETS)
    if all(beds):
        broken.add(Limit.CARE_BED if all(limit is Limit.CARE_BED for limit in beds) else Limit.BEDS)
    return frozenset(broken)
