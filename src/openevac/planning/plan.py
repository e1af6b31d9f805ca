"""The one door of planning: a region, a situation and an operation become a plan that the referee accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from openevac.domain.missions import Mission, Plan
from openevac.domain.operation import Operation
from openevac.domain.situation import Situation
from openevac.domain.units import to_utc
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.assemble import Frame, faults_of, make_plan, served_ids
from openevac.planning.ground import Ground, lay_ground
from openevac.planning.hours import SPARE_H, hours_covered, zero_hour
from openevac.planning.missions import Builder
from openevac.planning.prepare import Prepared, people_assumed, prepare
from openevac.planning.reasons import Reasons
from openevac.planning.remarks import remarks_on
from openevac.planning.search import Progress, search
from openevac.planning.settle import Settled
from openevac.planning.slices import worst_hour
from openevac.planning.survey import survey
from openevac.planning.unverified import resting_on_unverified
from openevac.planning.variant import lying_variant
from openevac.planning.verdict import PlanRefusedError, best_accepted
from openevac.roads.region import Region

ITERATIONS = 2000


def plan(
    region: Region,
    situation: Situation,
    operation: Operation,
    *,
    now: datetime,
    seed: int,
    iterations: int | None = ITERATIONS,
    stop: Callable[[], bool] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Plan one departure window.

    The same arguments give the same plan as long as `iterations` ends the search; `stop` ends it early, and alone
    with `iterations=None`. Times are UTC. Raises InputError where the situation or operation cannot be used,
    PlanRefusedError where the program contradicts itself.
    """
    say: Progress = progress or (lambda _words, _share: None)
    made_at = to_utc(now)
    say("danger by place and hour", 0.0)
    ground = _ground(region, situation, operation, made_at)
    say("ways and doors", 0.1)
    prepared = _prepared(ground, operation, made_at)
    frame = Frame(made_at=made_at, seed=seed, people_assumed=prepared.problem.people_assumed)

    def searching(words: str, share: float) -> None:
        say(words, 0.2 + 0.5 * share)

    drafts = search(prepared.problem, seed=seed, iterations=iterations, stop=stop, progress=searching)
    say("real ways at real times", 0.7)
    builder = Builder(prepared)
    settled, refused = best_accepted(prepared, builder, drafts, frame)
    say("reasons and their proofs", 0.8)
    reasons = Reasons(prepared, settled, frame)
    served = served_ids(settled.missions)
    made = make_plan(
        ground,
        operation,
        settled.missions,
        frame,
        unserved=[reasons.explain(request) for request in operation.requests if request.id not in served],
        person_exposure_fastest=_by_fastest_ways(prepared, settled),
        remarks=(
            *refused,
            *resting_on_unverified(prepared, settled),
            *remarks_on(prepared, settled.missions, frame),
        ),
        variant=lying_variant(prepared, builder, settled, frame),
    )
    faults = faults_of(ground, operation, made)
    if faults:
        raise PlanRefusedError(f"the referee refuses the finished plan: {faults[0].in_english()}")
    say("done", 1.0)
    return made


def _ground(region: Region, situation: Situation, operation: Operation, now: datetime) -> Ground:
    zero = zero_hour(operation, now)
    starts_at = max(full_hour(now), zero - timedelta(hours=SPARE_H))
    return lay_ground(region, situation, starts_at, hours_covered(operation, zero) + (zero - starts_at) // HOUR)


def _prepared(ground: Ground, operation: Operation, now: datetime) -> Prepared:
    """Survey, and prepare the problem for the danger of the worst hour of departure."""
    first = survey(ground, operation, operation.requests, now=now, at=None)
    found = replace(first, when=replace(first.when, at=worst_hour(first)))
    return prepare(
        found,
        waiting_days=[request.waiting_days(now) for request in found.requests],
        people_assumed=people_assumed(found, found.requests),
    )


def _by_fastest_ways(prepared: Prepared, settled: Settled) -> float:
    """Give the person-exposure of the same stops in the same order and from the same departure by fastest ways.

    A day that cannot be driven so at all (a fastest way that is closed when it is driven) counts as it is planned.
    """
    fastest = Builder(prepared, seconds_per_exposure=0.0)
    days = [day for day in settled.draft.days if day.trips]
    total = 0.0
    for day, mission in zip(days, settled.missions, strict=True):
        departs_s = (mission.departs_at - prepared.problem.zero).total_seconds()
        found = fastest.mission_from(day, departs_s)
        total += found.person_exposure if isinstance(found, Mission) else mission.person_exposure
    return total
