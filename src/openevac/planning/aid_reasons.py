"""Putting all parcels into a settled plan, and why a parcel rides nowhere: proved by lifting one limit alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from openevac.domain.aid import Parcel
from openevac.domain.operation import MarginalCeilings, Operation
from openevac.domain.remarks import Remark
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.unserved import AidLimit, UnplacedParcel
from openevac.planning.aid import Aided, Loading, aid_in_turn, destination_of, with_handovers
from openevac.planning.assemble import Frame
from openevac.planning.prepare import Prepared
from openevac.planning.settle import Settled

AMPLE_KG, AMPLE_L = 100_000.0, 1_000_000.0
"""Room enough for any parcel, to see whether room is what lacks."""

AMPLE_S = 24 * SECONDS_PER_HOUR

_REASONS = {
    AidLimit.NO_STOP_NEAR: Remark(text="No van halts near enough to where it should go."),
    AidLimit.LIES_ELSEWHERE: Remark(text="The trips that go there start from where it does not lie."),
    AidLimit.COLD_LIMIT: Remark(text="No trip that goes there hands it over while it is cold enough."),
    AidLimit.PAYLOAD: Remark(text="It is too heavy for what the trips that go there can still load."),
    AidLimit.VOLUME: Remark(text="The trips that go there have no room left for it."),
    AidLimit.STOP_TOO_LONG: Remark(text="With the hand-over the halt would be longer than the policy allows."),
    AidLimit.CEILINGS: Remark(text="The minutes of the hand-over would take the trip over a ceiling of the policy."),
    AidLimit.MINUTES: Remark(text="The minutes of the hand-over would cost somebody the place in the day."),
}


def with_aid(prepared: Prepared, settled: Settled, frame: Frame) -> Aided:
    """Put the operation's parcels into a settled plan, by turn; who is fetched and by whom never changes."""
    operation = prepared.survey.operation
    if not operation.aid:
        return Aided(prepared, settled)
    loading = Loading.of(prepared, settled, frame)
    riding = {parcel.id for parcels in loading.given.values() for parcel in parcels}
    left = []
    for parcel in aid_in_turn([one for one in operation.aid if one.id not in riding]):
        found = loading.placed(parcel, operation)
        if found is None:
            left.append(parcel)
        else:
            loading.keep(parcel, *found)
    missions = tuple(loading.missions[day.vehicle] for day in loading.days)
    return Aided(
        prepared=with_handovers(prepared, loading.given),
        settled=replace(settled, missions=missions),
        unplaced=tuple(_explained(parcel, loading, operation) for parcel in left),
    )


def _explained(parcel: Parcel, loading: Loading, operation: Operation) -> UnplacedParcel:
    """Give why one parcel rides nowhere: the first limit that, lifted alone, lets the referee accept a trip with it."""
    if loading.nearest_m(parcel) is None:
        return _nowhere(parcel, loading, operation)
    everything, first = operation, None
    for limit, lifted, proof in _lifted(parcel, loading, operation):
        first = first or limit
        if loading.placed(lifted.parcel(parcel.id), lifted) is not None:
            return UnplacedParcel(parcel=parcel.id, limit=limit, reason=_REASONS[limit], proof=proof)
    for limit in AidLimit:
        again = {found: other for found, other, _ in _lifted(everything.parcel(parcel.id), loading, everything)}
        everything = again.get(limit, everything)
    limit = first or AidLimit.NO_STOP_NEAR
    if loading.placed(everything.parcel(parcel.id), everything) is not None:
        text = "No single limit proves it: with several lifted together the referee accepted a trip with it."
    else:
        text = "No proof was found: with every limit lifted that can be lifted no trip took it."
    return UnplacedParcel(parcel=parcel.id, limit=limit, reason=_REASONS[limit], proof=Remark(text=text))


def _nowhere(parcel: Parcel, loading: Loading, operation: Operation) -> UnplacedParcel:
    """Give the entry of a parcel that no stop is near to at all: nobody knows where it goes, or no van goes out."""
    known = destination_of(parcel, loading.prepared.survey.ground, operation) is not None
    reasons = {
        True: Remark(text="No van goes out, and a parcel alone makes no mission."),
        False: Remark(text="No source says where the place lies to which it should go."),
    }
    proof = Remark(text="Nothing was lifted to prove this: a parcel rides only where a van fetches people.")
    return UnplacedParcel(parcel=parcel.id, limit=AidLimit.NO_STOP_NEAR, reason=reasons[known], proof=proof)


def _lifted(parcel: Parcel, loading: Loading, operation: Operation) -> Iterator[tuple[AidLimit, Operation, Remark]]:
    """Give the operation with one limit lifted at a time, what others set before what we set ourselves."""
    away_m = loading.nearest_m(parcel)
    reach_m = operation.policy.aid_reach_m
    if away_m is not None and away_m > reach_m:
        policy = replace(operation.policy, aid_reach_m=away_m + 1.0)
        text = "With hand-overs allowed {metres} m from the destination the referee accepted a trip with it."
        yield (
            AidLimit.NO_STOP_NEAR,
            replace(operation, policy=policy),
            Remark(text=text, facts={"metres": round(away_m) + 1}),
        )
    if parcel.lies_at:
        text = "Lying where a trip starts that goes there, it would ride: the referee accepted that."
        yield AidLimit.LIES_ELSEWHERE, _with_parcel(operation, parcel, lies_at=""), Remark(text=text)
    if parcel.cold_limit_s is not None:
        text = "Without its cold limit the referee accepted a trip with it."
        yield AidLimit.COLD_LIMIT, _with_parcel(operation, parcel, cold_limit_s=None), Remark(text=text)
    strong = tuple(replace(kind, payload_kg=AMPLE_KG) for kind in operation.vehicle_types)
    text = "In vans that carry any weight the referee accepted a trip with it."
    yield AidLimit.PAYLOAD, replace(operation, vehicle_types=strong), Remark(text=text)
    roomy = tuple(replace(kind, volume_l=AMPLE_L) for kind in operation.vehicle_types)
    text = "In vans with any room the referee accepted a trip with it."
    yield AidLimit.VOLUME, replace(operation, vehicle_types=roomy), Remark(text=text)
    text = "With halts of any length the referee accepted a trip with it."
    policy = replace(operation.policy, max_stop_s=AMPLE_S)
    yield AidLimit.STOP_TOO_LONG, replace(operation, policy=policy), Remark(text=text)
    text = "Without the ceilings on exposure the referee accepted a trip with it."
    policy = replace(
        operation.policy,
        max_exposure_per_trip=None,
        max_exposure_per_person=None,
        max_marginal=MarginalCeilings(),
    )
    yield AidLimit.CEILINGS, replace(operation, policy=policy), Remark(text=text)
    text = "Handed over in no time at all it would ride: the referee accepted that."
    yield AidLimit.MINUTES, _with_parcel(operation, parcel, handover_s=0.0), Remark(text=text)


def _with_parcel(operation: Operation, parcel: Parcel, **changes: object) -> Operation:
    changed = replace(parcel, **changes)  # type: ignore[arg-type]  # one field or another
    return replace(operation, aid=tuple(changed if one.id == parcel.id else one for one in operation.aid))
