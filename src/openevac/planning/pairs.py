"""Keeping the rule of the second vehicle: departures move until vans are near each other, or households are left out.

Missions are planned, and reasons proved, one vehicle at a time, so everything before this step goes without the rule.
Here the whole plan is brought under it: the departure of the van at fault, or of another one, moves by quarters of an
hour; where that does not help, the household at whose door nobody would be near is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from openevac.domain.missions import Mission
from openevac.domain.remarks import Remark
from openevac.domain.units import SECONDS_PER_MINUTE
from openevac.domain.unserved import Limit, Unserved
from openevac.planning.assemble import Frame, faults_of, make_plan, unasked
from openevac.planning.check.faults import Fault
from openevac.planning.drafts import Draft, DraftDay
from openevac.planning.improve import worth
from openevac.planning.missions import Builder
from openevac.planning.pair_rule import alone_near_the_line, without_the_rule
from openevac.planning.people_first import Packed
from openevac.planning.prepare import Prepared
from openevac.planning.score import score

STEP_S = 15 * SECONDS_PER_MINUTE
OTHERS_MOVED = 3
"""Other vans whose departures are tried, those first that leave nearest to the van at fault."""

_REASON = Remark(
    text="Near the line a second vehicle has to be out within {minutes} minutes; at no hour that was tried is one."
)
_PROOF = Remark(text="Without the rule of the second vehicle this plan fetched it, and the referee accepted that.")
PROVED_ALONE = Remark(
    text="A second vehicle is asked for within {km} km of the line. Reasons of other households who stay look at "
    "each alone, without that rule."
)


@dataclass(frozen=True, slots=True)
class Paired:
    """A plan that keeps the rule, and who was left out for it."""

    packed: Packed
    left: frozenset[str] = frozenset()


def in_pairs(packed: Packed, frame: Frame) -> Paired:
    """Give the plan under the rule: as it is where no halt breaks it, else with other departures or fewer people."""
    if packed.prepared.problem.policy.pair is None:
        return Paired(packed)
    bench = _Bench(packed.prepared, packed.builder, frame)
    days = {day.vehicle: day for day in packed.settled.draft.days if day.trips}
    by_row = dict(zip(days, packed.settled.missions, strict=True))
    left = set[str]()
    while faults := bench.faults(by_row):
        better = bench.moved(days, by_row, faults)
        if better is None:
            days, by_row = bench.without(days, by_row, bench.least_worth(faults))
            left |= bench.lost(packed.settled.missions, by_row)
        else:
            by_row = better
    return Paired(bench.packed(packed, days, by_row), frozenset(left))


def left_alone(prepared: Prepared, left: frozenset[str], frame: Frame) -> dict[str, Unserved]:
    """Give the entries of households that the rule leaves out: each was in a plan that the referee accepted."""
    operation, pair = prepared.survey.operation, prepared.problem.policy.pair
    if pair is None:
        return {}
    reason = Remark(text=_REASON.text, facts={"minutes": round(pair.reach_min)})
    entries = (unasked(operation.request(name), frame.made_at) for name in left)
    return {one.request: replace(one, limit=Limit.PAIR, reason=reason, proof=_PROOF) for one in entries}


def said_of_the_rule(prepared: Prepared) -> tuple[Remark, ...]:
    """Say that reasons do not know the rule, where there is one."""
    pair = prepared.problem.policy.pair
    return () if pair is None else (Remark(text=PROVED_ALONE.text, facts={"km": pair.inner_km}),)


Days = dict[int, DraftDay]
Missions = dict[int, Mission]


@dataclass(frozen=True, slots=True)
class _Bench:
    """Days and missions of a plan by their rows, built again at other departures."""

    prepared: Prepared
    builder: Builder
    frame: Frame

    def faults(self, by_row: Missions) -> list[Fault]:
        return alone_near_the_line(self.prepared, by_row.values(), self.frame)

    def moved(self, days: Days, by_row: Missions, faults: list[Fault]) -> Missions | None:
        """Give the plan with one departure moved that breaks the rule least and less than now, or None."""
        best: tuple[int, float, Missions] | None = None
        for row in self._rows_to_move(by_row, faults[0]):
            for mission in self._elsewhen(days[row], by_row[row]):
                changed = {**by_row, row: mission}
                key = (len(self.faults(changed)), self.builder.cost_s(mission) - self.builder.cost_s(by_row[row]))
                if (
                    key[0] < len(faults)
                    and (best is None or key < best[:2])
                    and self._accepted(changed, mission.vehicle)
                ):
                    best = (*key, changed)
        return None if best is None else best[2]

    def _rows_to_move(self, by_row: Missions, at_fault: Fault) -> list[int]:
        """Give the drives of the vehicle at fault, then those of others that leave nearest to it."""
        own = [row for row, one in by_row.items() if one.vehicle == at_fault.vehicle]
        leaves = by_row[own[0]].departs_at
        others = sorted(set(by_row) - set(own), key=lambda row: (abs(by_row[row].departs_at - leaves), row))
        return [*own, *others[:OTHERS_MOVED]]

    def _elsewhen(self, day: DraftDay, old: Mission) -> Iterator[Mission]:
        leave = self.prepared.problem.vehicles[day.vehicle].leave
        moment = leave.early
        while moment <= leave.late:
            built = self.builder.mission_from(day, moment)
            moment += STEP_S
            if isinstance(built, Mission) and built.departs_at != old.departs_at:
                yield built

    def _accepted(self, by_row: Missions, vehicle: str) -> bool:
        """Ask the referee about the one vehicle that changes, the rule of the second one apart."""
        survey = self.prepared.survey
        own = [one for one in by_row.values() if one.vehicle == vehicle]
        rules = without_the_rule(survey.operation)
        return not faults_of(survey.ground, rules, make_plan(survey.ground, rules, own, self.frame))

    def least_worth(self, faults: list[Fault]) -> str:
        """Give, of the households at fault, the one that comes last when somebody has to stay."""
        problem = self.prepared.problem
        rows = {one.id: row for row, one in enumerate(problem.requests)}
        return min((fault.request for fault in faults), key=lambda name: worth(problem, rows[name]))

    def without(self, days: Days, by_row: Missions, name: str) -> tuple[Days, Missions]:
        """Leave one household out; where its day cannot be driven without it at its hour, the whole day stays."""
        rows = [row for row, one in enumerate(self.prepared.problem.requests) if one.id == name]
        row = next(row for row, day in days.items() if set(day.requests) & set(rows))
        day, old = days[row].without_requests(rows), by_row[row]
        others = {key: one for key, one in days.items() if key != row}
        missions = {key: one for key, one in by_row.items() if key != row}
        if not day.trips:
            return others, missions
        built = self.builder.mission_from(day, (old.departs_at - self.prepared.problem.zero).total_seconds())
        if not isinstance(built, Mission) or not self._accepted({**missions, row: built}, built.vehicle):
            return others, missions
        return {**others, row: day}, {**missions, row: built}

    def lost(self, before: Iterable[Mission], by_row: Missions) -> set[str]:
        """Name who was fetched before and is not now."""

        def fetched(missions: Iterable[Mission]) -> set[str]:
            return {stop.request for one in missions for trip in one.trips for stop in trip.stops}

        return fetched(before) - fetched(by_row.values())

    def packed(self, before: Packed, days: Days, by_row: Missions) -> Packed:
        problem = self.prepared.problem
        draft = Draft.empty(problem.num_vehicles)
        for day in days.values():
            draft = draft.with_day(day)
        missions = tuple(by_row[row] for row in sorted(by_row))
        cost_s = sum(self.builder.cost_s(mission) for mission in missions)
        found = score(problem.requests, problem.waiting_days, draft.served, cost_s)
        return replace(before, settled=replace(before.settled, draft=draft, missions=missions, score=found))
