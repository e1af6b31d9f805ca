"""Putting a plan together: totals, fairness and what stands beside the missions; and asking the referee about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.aid import Parcel
from openevac.domain.legs import Leg
from openevac.domain.missions import DepartureWave, Fairness, Mission, Plan, Totals
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, EvacuationRequest
from openevac.domain.unserved import AidLimit, Limit, UnplacedParcel, Unserved
from openevac.hazards.rests_on import rests_on
from openevac.planning.check.faults import Fault
from openevac.planning.check.referee import check_plan
from openevac.planning.check.silence import silences_of
from openevac.planning.check.underway import Out
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
    waves: tuple[DepartureWave, ...] = ()


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
    """Give a whole plan of some missions; without `unserved` it is for the referee alone and gives no reasons.

    Parcels that these missions do not give are listed without a reason: planning.aid knows those.
    """
    driven = tuple(missions)
    served = served_ids(driven)
    left = (request for request in operation.requests if request.id not in served)
    given = {parcel for mission in driven for trip in mission.trips for parcel in trip.loads_out}
    not_given = (parcel for parcel in operation.aid if parcel.id not in given)
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
        waves=frame.waves,
        unplaced=tuple(unasked_parcel(parcel) for parcel in not_given),
        silences=silences_of(driven, ground.graph, ground.field, operation),
    )


def unasked_parcel(parcel: Parcel) -> UnplacedParcel:
    """Give the entry of a parcel whose reason is not known yet."""
    return UnplacedParcel(parcel=parcel.id, limit=AidLimit.NO_STOP_NEAR, reason=NOT_SAID, proof=NOT_SAID)


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
    """Give the ids of all requests that some missions fetch, or bring in when they are aboard already."""
    # Who is brought to a relay is fetched by the vehicle that takes it on.
    return frozenset(
        name
        for mission in missions
        for number, trip in enumerate(mission.trips)
        if trip.hand_over is None
        for name in (*(mission.aboard if number == 0 else ()), *(stop.request for stop in trip.stops))
    )


def faults_of(ground: Ground, operation: Operation, plan: Plan, out: Out | None = None) -> tuple[Fault, ...]:
    """Ask the referee; `out`: where each van that has left its depot is."""
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
        out=out,
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
