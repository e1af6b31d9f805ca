"""Putting a plan together: totals, fairness and what stands beside the missions; and asking the referee about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.missions import Fairness, Leg, Limit, Mission, Plan, Remark, Totals, Unserved
from openevac.domain.operation import Operation
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, EvacuationRequest
from openevac.hazards.rests_on import rests_on
from openevac.planning.check.faults import Fault
from openevac.planning.check.referee import check_plan
from openevac.planning.fairness import fairness_of
from openevac.planning.ground import Ground

NOT_SAID = Remark(text="Not asked yet.")
"""Stands for reasons and proofs in plans that only the referee sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every plan of one call says about itself."""

    made_at: datetime
    seed: int
    people_assumed: float


def make_plan(
    ground: Ground,
    operation: Operation,
    missions: Iterable[Mission],
    frame: Frame,
    *,
    unserved: Iterable[Unserved] | None = None,
    person_exposure_fastest: float | None = None,
    remarks: Iterable[Remark] = (),
    variant: Remark | None = None,
) -> Plan:
    """Give a whole plan of some missions; without `unserved` it is for the referee alone and gives no reasons."""
    driven = tuple(missions)
    served = served_ids(driven)
    left = (request for request in operation.requests if request.id not in served)
    totals = _totals(operation, driven, served, person_exposure_fastest)
    return Plan(
        operation=operation.name,
        region=ground.region.name,
        region_fingerprint=ground.region.fingerprint,
        made_at=frame.made_at,
        seed=frame.seed,
        dial=operation.policy.dial,
        people_assumed_aboard=frame.people_assumed,
        missions=driven,
        unserved=tuple(unserved if unserved is not None else (unasked(one, frame.made_at) for one in left)),
        fairness=fairness_of(operation.requests, served, frame.made_at, variant),
        totals=totals,
        rests_on=rests_on(ground.situation, frame.made_at),
        remarks=tuple(remarks),
    )


def unasked(request: EvacuationRequest, now: datetime) -> Unserved:
    """Give the entry of a request whose reason is not known yet."""
    return Unserved(
        request=request.id,
        priority=request.priority,
        required=request.required,
        waiting_days=request.waiting_days(now),
        limit=Limit.FLEET_FULL,
        reason=NOT_SAID,
        proof=NOT_SAID,
    )


def served_ids(missions: Iterable[Mission]) -> frozenset[str]:
    """Give the ids of all requests that some missions fetch."""
    return frozenset(stop.request for mission in missions for trip in mission.trips for stop in trip.stops)


def faults_of(ground: Ground, operation: Operation, plan: Plan) -> tuple[Fault, ...]:
    """Ask the referee."""
    region = ground.region
    return check_plan(
        plan,
        region.graph,
        region.fingerprint,
        ground.situation,
        operation,
        border=region.border,
        field=ground.field,
        places=region.places,
    )


def with_words(plan: Plan, unserved: Iterable[Unserved], remarks: Iterable[Remark], fairness: Fairness) -> Plan:
    """Give the plan with reasons, remarks and the fairness variant filled in."""
    return replace(plan, unserved=tuple(unserved), remarks=tuple(remarks), fairness=fairness)


def all_legs(mission: Mission) -> tuple[Leg, ...]:
    """Give every drive of a mission, the way home last."""
    return (*(leg for trip in mission.trips for leg in trip.legs), mission.way_home)


def _totals(
    operation: Operation, missions: tuple[Mission, ...], served: frozenset[str], fastest: float | None
) -> Totals:
    taken = [request for request in operation.requests if request.id in served]
    people = {priority.value: 0 for priority in PRIORITIES_HIGH_FIRST}
    for request in taken:
        people[request.priority.value] += request.needs.party_size
    legs = [leg for mission in missions for leg in all_legs(mission)]
    person_exposure = sum(mission.person_exposure for mission in missions)
    return Totals(
        households=len(taken),
        people=sum(people.values()),
        required_served=sum(request.required for request in taken),
        required_asked=sum(request.required for request in operation.requests),
        people_by_priority=people,
        person_exposure=person_exposure,
        person_exposure_fastest=person_exposure if fastest is None else fastest,
        exposure=sum(mission.exposure for mission in missions),
        crew_time_s=sum((mission.returns_at - mission.departs_at).total_seconds() for mission in missions),
        length_m=sum(leg.length_m for leg in legs),
        track_m=sum(leg.track_m for leg in legs),
    )
