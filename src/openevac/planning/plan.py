"""The one door of planning: a region, a situation and an operation become a plan that the referee accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from openevac.domain.missions import DepartureWave, Mission, Plan
from openevac.domain.operation import Operation
from openevac.domain.past import Past
from openevac.domain.situation import Situation
from openevac.domain.units import to_utc
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.aid_reasons import with_aid
from openevac.planning.assemble import Frame, faults_of, make_plan, served_ids
from openevac.planning.drafts import Draft
from openevac.planning.ground import Ground, lay_ground
from openevac.planning.hinges import hangs_on
from openevac.planning.hours import SPARE_H, hours_covered, zero_hour
from openevac.planning.improve import repair
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder
from openevac.planning.pairs import in_pairs, left_alone, said_of_the_rule
from openevac.planning.people_first import Packed, people_first
from openevac.planning.prepare import Prepared, people_assumed, prepare
from openevac.planning.reasons import Reasons
from openevac.planning.relay_remarks import relay_remarks
from openevac.planning.relays import Relayed, beside, with_relays
from openevac.planning.remarks import remarks_on
from openevac.planning.search import Progress, search
from openevac.planning.settle import Settled
from openevac.planning.survey import survey
from openevac.planning.unverified import resting_on_unverified
from openevac.planning.variant import lying_variant
from openevac.planning.variety import Varied, vary
from openevac.planning.verdict import PlanRefusedError, best_accepted
from openevac.planning.warm import assumed_in, draft_of, no_worse, require_usable, windows_of
from openevac.planning.waves import in_waves, waves_of
from openevac.roads.region import Region

ITERATIONS = 2000


def plan(  # noqa: PLR0913 - the one door: each of these is a thing of its own
    region: Region,
    situation: Situation,
    operation: Operation,
    *,
    now: datetime,
    seed: int,
    iterations: int | None = ITERATIONS,
    stop: Callable[[], bool] | None = None,
    progress: Progress | None = None,
    past: Past | None = None,
    start: Plan | None = None,
) -> Plan:
    """Plan one day.

    The same arguments give the same plan as long as `iterations` ends the search; `stop` ends it early, and alone
    with `iterations=None`. Times are UTC. `past`: what earlier missions drove on this region pack; of equally good
    ways and minutes those are taken that differ from it. `start`: an earlier plan of this operation to begin with; as
    far as it can still be driven, no fewer people are fetched, by the order of docs/planning.md. Raises InputError
    where the situation or operation cannot be used, the past is of another region pack or the start of another
    operation, PlanRefusedError where the program contradicts itself.
    """
    say: Progress = progress or (lambda _words, _share: None)
    made_at = to_utc(now)
    past = None if past is None else Past.together(region.fingerprint, [past])
    if start is not None:
        require_usable(start, operation)
    say("danger by place and hour", 0.0)
    ground = ground_for(region, situation, operation, made_at)
    say("ways and doors", 0.1)
    prepared = prepared_on(ground, operation, made_at, windows_of(start), assumed_in(start))
    frame = frame_of(prepared, made_at, seed)
    drafts = _drafts(prepared, start, seed=seed, iterations=iterations, stop=stop, say=say)
    say("real ways at real times", 0.7)
    settled, refused = best_accepted(prepared, builder := Builder(prepared), drafts, frame)
    packed = people_first(Packed(prepared, builder, settled), frame, iterations=iterations, stop=stop)
    paired = in_pairs(packed if start is None else no_worse(packed, start, frame), frame)
    prepared, builder = paired.packed.prepared, paired.packed.builder
    relayed = with_relays(paired.packed, frame, stop=stop)
    settled = relayed.settled
    say("reasons and their proofs", 0.8)
    reasons = Reasons(prepared, settled, frame, relayed.bound)
    alone = left_alone(prepared, paired.left, frame)
    served = served_ids(relayed.whole.missions)
    aided = with_aid(prepared, settled, frame)
    varied = vary(aided, past, frame) if past is not None else Varied(aided.settled)
    missions = beside(varied.settled.missions, relayed)
    made = make_plan(
        ground,
        operation,
        missions,
        frame,
        unserved=[alone.get(one.id) or reasons.explain(one) for one in operation.requests if one.id not in served],
        person_exposure_fastest=by_fastest_ways(aided.prepared, varied.settled) + _bound_to_their_ways(relayed),
        remarks=(
            *refused,
            *varied.said,
            *said_of_the_rule(prepared),
            *resting_on_unverified(prepared, settled),
            *relay_remarks(operation, relayed.bound),
            *remarks_on(prepared, missions, frame),
        ),
        variant=lying_variant(prepared, builder, relayed.whole, frame),
    )
    made = _accepted(ground, operation, replace(made, unplaced=aided.unplaced))
    say("what it hangs on", 0.9)
    hinges = hangs_on(aided.prepared, operation, varied.settled.draft.days, varied.settled.missions)
    say("done", 1.0)
    return replace(made, hangs_on=hinges)


def _bound_to_their_ways(relayed: Relayed) -> float:
    """Give the person-exposure of who hands over at a relay: bound to ways and minutes, it counts as it is planned."""
    return sum(mission.person_exposure for mission in relayed.bound)


def _accepted(ground: Ground, operation: Operation, made: Plan) -> Plan:
    """Give the plan back if the referee accepts it: a plan it refuses is never shown."""
    faults = faults_of(ground, operation, made)
    if faults:
        raise PlanRefusedError(f"the referee refuses the finished plan: {faults[0].in_english()}")
    return made


def _drafts(
    prepared: Prepared,
    start: Plan | None,
    *,
    seed: int,
    iterations: int | None,
    stop: Callable[[], bool] | None,
    say: Progress,
) -> tuple[Draft, ...]:
    """Search, beginning with what an earlier plan leaves possible where there is one."""

    def searching(words: str, share: float) -> None:
        say(words, 0.2 + 0.5 * share)

    begun = None if start is None else repair(Bench(prepared.problem), draft_of(prepared, start))
    return search(prepared.problem, seed=seed, iterations=iterations, stop=stop, start=begun, progress=searching)


def frame_of(prepared: Prepared, made_at: datetime, seed: int) -> Frame:
    """Give what every plan of a prepared problem says about itself."""
    return Frame(
        made_at=made_at, seed=seed, people_assumed=prepared.problem.people_assumed, waves=prepared.survey.waves
    )


def ground_for(region: Region, situation: Situation, operation: Operation, now: datetime) -> Ground:
    """Lay danger over the hours in which this operation can drive."""
    zero = zero_hour(operation, now)
    starts_at = max(full_hour(now), zero - timedelta(hours=SPARE_H))
    return lay_ground(region, situation, starts_at, hours_covered(operation, zero) + (zero - starts_at) // HOUR)


def prepared_on(
    ground: Ground,
    operation: Operation,
    now: datetime,
    waves: tuple[DepartureWave, ...] | None = None,
    assumed: float | None = None,
) -> Prepared:
    """Survey, and prepare the problem for the danger of the worst hours of departure; `waves`: None = find them.

    `assumed`: the people thought to be aboard when ways are chosen, None = by fleet and requests.
    """
    first = survey(ground, operation, operation.requests, now=now, at=None)
    found = in_waves(first, waves_of(first) if waves is None else waves)
    return prepare(
        found,
        waiting_days=[request.waiting_days(now) for request in found.requests],
        people_assumed=people_assumed(first, found.requests) if assumed is None else assumed,
    )


def by_fastest_ways(prepared: Prepared, settled: Settled) -> float:
    """Give the person-exposure of the same stops in the same order and from the same departure by fastest ways.

    A day that cannot be driven so at all (a fastest way that is closed when it is driven) counts as it is planned.
    """
    fastest = Builder(prepared, seconds_per_exposure=0.0)
    driven = {name: mission for mission in settled.missions for name in served_ids([mission])}
    bare = {mission.vehicle: mission for mission in settled.missions if not mission.trips}
    total = 0.0
    for day in settled.draft.days:
        doors = (prepared.problem.requests[request].id for request in day.requests)
        mission = next((driven[name] for name in doors if name in driven), None)
        if not day.trips and prepared.problem.vehicles[day.vehicle].underway is not None:
            mission = bare.get(prepared.problem.vehicles[day.vehicle].vehicle.id)
        if mission is None:
            continue
        departs_s = (mission.departs_at - prepared.problem.zero).total_seconds()
        found = fastest.mission_from(day, departs_s)
        total += found.person_exposure if isinstance(found, Mission) else mission.person_exposure
    return total
