"""People before things: where leaving things behind lets more people be fetched, the things stay.

The plan is made with everything that may ride. Only where somebody who could be fetched is left out is it looked for
again with people alone; it is taken when it fetches more by class, and then as many things as still fit ride again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openevac.domain.belongings import Pack
from openevac.planning.assemble import Frame, faults_of, make_plan
from openevac.planning.chains import rows_by_vehicle
from openevac.planning.drafts import Draft
from openevac.planning.improve import in_turn, repair
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder
from openevac.planning.pair_rule import without_the_rule
from openevac.planning.prepare import Prepared
from openevac.planning.problem import Problem
from openevac.planning.repacking import at_door, pack_of, repacked, with_most_things
from openevac.planning.score import Score
from openevac.planning.search import search
from openevac.planning.settle import Settled, built_as_is, settle

SHARE_OF_ITERATIONS = 4
"""The second look starts from a good plan, so a quarter of the first search is enough for it."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A settled plan and the problem it is packed for."""

    prepared: Prepared
    builder: Builder
    settled: Settled


def people_first(
    first: Packed, frame: Frame, *, iterations: int | None, stop: Callable[[], bool] | None = None
) -> Packed:
    """Give the plan that fetches more people by leaving things behind, or the first where there is none.

    Without `iterations` only exact insertions are tried: the search has had its time. A plan that the referee
    refuses is not taken.
    """
    prepared = first.prepared
    light = repacked(prepared, dict.fromkeys(range(prepared.problem.num_requests), Pack(0, 0)))
    if light is prepared or not _left_out(light.problem, first.settled.draft):
        return first
    drafts: tuple[Draft, ...] = (first.settled.draft,)
    if iterations is not None:
        start = repair(Bench(light.problem), first.settled.draft)
        count = max(1, iterations // SHARE_OF_ITERATIONS)
        drafts += search(light.problem, seed=frame.seed, iterations=count, stop=stop, start=start)
    builder = Builder(light)
    found = max((settle(light.problem, builder, draft) for draft in drafts), key=lambda one: one.score)
    if people(found.score) <= people(first.settled.score):
        return first
    packed = _packed_again(first, found.draft)
    return first if packed is None or _refused(packed, frame) else packed


def _left_out(problem: Problem, draft: Draft) -> bool:
    """Tell whether somebody who could be fetched, wherever it is met, is not in a draft."""
    return any(problem.may_serve[:, list(problem.options[request])].any() for request in in_turn(problem, draft))


def people(score: Score) -> tuple[object, ...]:
    """Give the part of a score that is about people: who is fetched, and not what it costs."""
    return score.required, score.classes


def _packed_again(first: Packed, draft: Draft) -> Packed | None:
    """Give a draft made for people alone with as many things as ride; vehicles whose days stay keep all theirs."""
    prepared, known = first.prepared, first.settled.draft.days
    packs: dict[int, Pack] = {}
    for rows in rows_by_vehicle(prepared.problem):
        days = tuple(draft.days[row] for row in rows if draft.days[row].trips)
        if all(draft.days[row] == known[row] for row in rows):
            continue
        riding = with_most_things(prepared, days)
        if riding is None:
            return None
        met = [one for day in days for one in day.requests if at_door(prepared, one)]
        packs |= {one: pack_of(prepared, one, riding[0].problem.requests[one].needs) for one in met}
    final = repacked(prepared, packs)
    builder = Builder(final)
    settled = built_as_is(final.problem, builder, draft)
    return Packed(final, builder, settled) if settled.draft == draft else None


def _refused(packed: Packed, frame: Frame) -> bool:
    survey = packed.prepared.survey
    bare = make_plan(survey.ground, survey.operation, packed.settled.missions, frame)
    return bool(faults_of(survey.ground, without_the_rule(survey.operation), bare))
