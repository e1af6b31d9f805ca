"""Parcels: each given once or listed with a reason, near its destination, from where it lies, cold enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from openevac.domain.aid import Parcel
from openevac.domain.missions import Mission, Plan, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat, Place
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.points import metres_apart, place_of
from openevac.planning.check.tolerances import CLOCK_S, POINT_M
from openevac.roads.graph import RoadGraph


def parcels_given(stop: Stop, operation: Operation) -> tuple[Parcel, ...]:
    """Give the known parcels that a stop hands over."""
    known = {parcel.id: parcel for parcel in operation.aid}
    return tuple(known[name] for name in stop.gives if name in known)


def handover_seconds(stop: Stop, operation: Operation) -> float:
    """Give the seconds on scene that the parcels of a stop take."""
    return sum(parcel.handover_s for parcel in parcels_given(stop, operation))


def check_parcels(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find parcels that are unknown, named twice, neither given nor listed, or listed without a reason."""
    given = [(stop, name) for m in plan.missions for trip in m.trips for stop in trip.stops for name in stop.gives]
    counts = Counter([*(name for _, name in given), *(entry.parcel for entry in plan.unplaced)])
    known = {parcel.id for parcel in operation.aid}
    for name, count in counts.items():
        facts: dict[str, str | int | float] = {"parcel": name, "count": count}
        if name not in known:
            text = "The operation has no parcel '{parcel}'."
            yield fault(FaultCode.UNKNOWN_PARCEL, Where(), Remark(text=text, facts={"parcel": name}))
        elif count > 1:
            text = "The parcel '{parcel}' stands in the plan {count} times; it is given once, or listed once."
            yield fault(FaultCode.PARCEL_TWICE, Where(), Remark(text=text, facts=facts))
    for name in sorted(known - set(counts)):
        text = "The parcel '{parcel}' is neither given nor listed as not placed."
        yield fault(FaultCode.PARCEL_MISSING, Where(), Remark(text=text, facts={"parcel": name}))
    for entry in plan.unplaced:
        if not entry.reason.text.strip() or not entry.proof.text.strip():
            text = "The parcel '{parcel}' is listed as not placed without a reason, or without a proof of the reason."
            yield fault(FaultCode.PARCEL_MISSING, Where(), Remark(text=text, facts={"parcel": entry.parcel}))


def check_cold(mission: Mission, operation: Operation) -> Iterator[Fault]:
    """Find parcels loaded elsewhere than they lie, or given too late for their cold limit."""
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            for parcel in parcels_given(stop, operation):
                yield from _check_parcel(parcel, trip, stop, operation, where)


def _check_parcel(parcel: Parcel, trip: Trip, stop: Stop, operation: Operation, where: Where) -> Iterator[Fault]:
    if parcel.lies_at not in {"", trip.starts_from}:
        yield fault(
            FaultCode.PARCEL_ELSEWHERE,
            where,
            Remark(
                text="The parcel '{parcel}' lies at '{lies_at}'; the trip starts from '{start}'.",
                facts={"parcel": parcel.id, "lies_at": parcel.lies_at, "start": trip.starts_from},
            ),
        )
    given_at = stop.starts_at + timedelta(seconds=handover_seconds(stop, operation))
    out_s = (given_at - trip.departs_at).total_seconds()
    if parcel.cold_limit_s is not None and out_s > parcel.cold_limit_s + CLOCK_S:
        yield fault(
            FaultCode.COLD_LIMIT,
            where,
            Remark(
                text="The parcel '{parcel}' is out for {out_min} minutes until it is given; it may be for {most_min}.",
                facts={
                    "parcel": parcel.id,
                    "out_min": round(out_s / 60, 1),
                    "most_min": round(parcel.cold_limit_s / 60, 1),
                },
            ),
        )


def check_destinations(
    mission: Mission,
    graph: RoadGraph,
    operation: Operation,
    positions: Mapping[str, LonLat],
    places: Sequence[Place],
) -> Iterator[Fault]:
    """Find parcels given farther from their destination than the policy's `aid_reach_m`."""
    known = {place.katottg: place.position for place in places}
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            for parcel in parcels_given(stop, operation):
                if parcel.request == stop.request:
                    continue
                where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
                wanted = parcel.position or positions.get(parcel.request) or known.get(parcel.katottg)
                halt = place_of(graph, stop.at.arc, stop.at.fraction)
                apart_m = None if wanted is None else metres_apart(graph, halt, wanted)
                if apart_m is None or not apart_m <= operation.policy.aid_reach_m + POINT_M:
                    yield fault(
                        FaultCode.PARCEL_ELSEWHERE,
                        where,
                        Remark(
                            text="The parcel '{parcel}' is given {apart_m} m from its destination (-1: nobody knows "
                            "where that is); the policy allows {most_m} m.",
                            facts={
                                "parcel": parcel.id,
                                "apart_m": -1 if apart_m is None else round(apart_m),
                                "most_m": round(operation.policy.aid_reach_m),
                            },
                        ),
                    )
