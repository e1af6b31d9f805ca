"""Whether the plan is for this program, this region and this operation, and its clocks say their zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from openevac.domain.legs import Leg
from openevac.domain.missions import PLAN_FORMAT, Plan
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import NOWHERE, Fault, FaultCode, Where, fault


def check_identity(plan: Plan, region_fingerprint: str, operation: Operation) -> Iterator[Fault]:
    """Find what makes all further checking senseless: another format, region or operation, clocks without a zone."""
    if plan.format != PLAN_FORMAT:
        yield fault(
            FaultCode.OTHER_FORMAT,
            NOWHERE,
            Remark(
                text="The plan is written in format {format}; this program reads format {known}. Plan again.",
                facts={"format": plan.format, "known": PLAN_FORMAT},
            ),
        )
    if plan.region_fingerprint != region_fingerprint:
        yield fault(
            FaultCode.OTHER_REGION,
            NOWHERE,
            Remark(
                text="The plan was made on another region pack ('{region}'): its roads have other numbers. Plan again.",
                facts={"region": plan.region},
            ),
        )
    if plan.operation != operation.name:
        yield fault(
            FaultCode.OTHER_OPERATION,
            NOWHERE,
            Remark(
                text="The plan is for the operation '{stated}', not for '{given}'.",
                facts={"stated": plan.operation, "given": operation.name},
            ),
        )
    if plan.dial != operation.policy.dial:
        yield fault(
            FaultCode.OTHER_OPERATION,
            NOWHERE,
            Remark(
                text="The plan weighs danger by another dial than the policy, which says: {dial}.",
                facts={"dial": operation.policy.dial.value},
            ),
        )
    if any(moment.tzinfo is None for moment in moments(plan)):
        yield fault(
            FaultCode.NO_TIME_ZONE,
            NOWHERE,
            Remark(text="A time in the plan does not say its time zone, so no window or curfew can be checked."),
        )


def check_departures(plan: Plan) -> Iterator[Fault]:
    """Find missions that leave before the plan was made: nobody can drive them any more."""
    for mission in plan.missions:
        if mission.departs_at < plan.made_at:
            yield fault(
                FaultCode.BEFORE_THE_PLAN,
                Where(vehicle=mission.vehicle),
                Remark(
                    text="The mission leaves {early_min} minutes before the plan was made.",
                    facts={"early_min": round((plan.made_at - mission.departs_at).total_seconds() / 60)},
                ),
            )


def moments(plan: Plan) -> Iterator[datetime]:
    """Give every clock time of a plan."""
    yield plan.made_at
    for mission in plan.missions:
        yield from (mission.departs_at, mission.returns_at)
        if mission.underway is not None:
            yield mission.underway.since
        yield from _of_leg(mission.way_home)
        for trip in mission.trips:
            yield from (trip.departs_at, trip.arrives_at, trip.unloaded_at)
            if trip.hand_over is not None:
                yield trip.hand_over.slot
            for leg in trip.legs:
                yield from _of_leg(leg)
            for stop in trip.stops:
                yield from (stop.arrives_at, stop.starts_at, stop.departs_at)
                if stop.walk is not None:
                    yield stop.walk.leaves_at
                if stop.waited is not None:
                    yield stop.waited.since
                if stop.bypass is not None:
                    yield from _of_leg(stop.bypass)


def _of_leg(leg: Leg) -> tuple[datetime, datetime]:
    return leg.departs_at, leg.arrives_at
