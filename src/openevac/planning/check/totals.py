"""Whether the totals add up to what the referee measured and counted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from openevac.domain.missions import Mission, Plan
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.planning.check.faults import NOWHERE, Fault, FaultCode, fault, rounded
from openevac.planning.check.measured import MeasuredMission
from openevac.planning.check.tolerances import CLOCK_S, LENGTH_M, same_exposure, same_length
from openevac.planning.check.underway import households_of


def served_requests(missions: Iterable[Mission], operation: Operation) -> tuple[EvacuationRequest, ...]:
    """Give the requests of all stops of some missions, and of those aboard when they begin; at a relay once, later."""
    return tuple(
        operation.request(name)
        for mission in missions
        for number, trip in enumerate(mission.trips)
        if trip.hand_over is None
        for name in households_of(mission, number)
    )


def check_counts(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find counts of households and people, of required requests and of crew time that do not add up."""
    totals, served = plan.totals, served_requests(plan.missions, operation)
    people = sum(request.needs.party_size for request in served)
    if totals.households != len(served):
        text = "The totals state {stated} households; the plan serves {counted}."
        yield _differs(text, totals.households, len(served))
    if totals.people != people:
        yield _differs("The totals state {stated} people; the plan serves {counted}.", totals.people, people)
    required = sum(request.required for request in operation.requests)
    if totals.required_asked != required:
        text = "The totals state {stated} requests that must be served; the operation has {counted}."
        yield _differs(text, totals.required_asked, required)
    required_served = sum(request.required for request in served)
    if totals.required_served != required_served:
        text = "The totals state that {stated} of the requests that must be served are; the plan serves {counted}."
        yield _differs(text, totals.required_served, required_served)
    yield from _check_priorities(plan, served)
    out_s = sum((mission.returns_at - mission.departs_at).total_seconds() for mission in plan.missions)
    if not abs(totals.crew_time_s - out_s) <= CLOCK_S * max(1, len(plan.missions)):
        text = "The totals state {stated} seconds of crew time; the missions take {counted}."
        yield _differs(text, totals.crew_time_s, out_s)


def _check_priorities(plan: Plan, served: tuple[EvacuationRequest, ...]) -> Iterator[Fault]:
    stated = plan.totals.people_by_priority
    counted = {
        priority.value: sum(request.needs.party_size for request in served if request.priority is priority)
        for priority in Priority
    }
    for name, people in counted.items():
        if stated.get(name, 0) != people:
            remark = Remark(
                text="The totals state {stated} people of the class {priority}; the plan serves {counted}.",
                facts={"stated": stated.get(name, 0), "priority": name, "counted": people},
            )
            yield fault(FaultCode.TOTALS, NOWHERE, remark)
    if set(stated) - set(counted):
        yield fault(FaultCode.TOTALS, NOWHERE, Remark(text="The totals name a priority class that does not exist."))


def check_sums(plan: Plan, driven: Sequence[MeasuredMission]) -> Iterator[Fault]:
    """Find totals of exposure and length that differ from the sums of what was measured."""
    totals = plan.totals
    exposure = sum(mission.exposure for mission in driven)
    persons = sum(mission.person_exposure for mission in driven)
    if not same_exposure(totals.exposure, exposure):
        text = "The totals state an exposure of {stated}; the missions come to {counted}."
        yield _differs(text, totals.exposure, exposure)
    if not same_exposure(totals.person_exposure, persons):
        text = "The totals state a person-exposure of {stated}; the missions come to {counted}."
        yield _differs(text, totals.person_exposure, persons)
    legs = [leg for mission in driven for trip in mission.trips for leg in trip.legs]
    legs += [mission.way_home for mission in driven]
    length_m, track_m = sum(leg.length_m for leg in legs), sum(leg.track_m for leg in legs)
    if not _same_sum(totals.length_m, length_m, len(legs)):
        yield _differs(
            "The totals state {stated} m of driving; the legs come to {counted} m.", totals.length_m, length_m
        )
    if not _same_sum(totals.track_m, track_m, len(legs)):
        yield _differs("The totals state {stated} m on tracks; the legs come to {counted} m.", totals.track_m, track_m)
    if not (math.isfinite(totals.person_exposure_fastest) and totals.person_exposure_fastest >= 0.0):
        remark = Remark(text="The totals state a person-exposure by the fastest ways that is no exposure.")
        yield fault(FaultCode.TOTALS, NOWHERE, remark)


def _same_sum(stated: float, measured: float, legs: int) -> bool:
    return same_length(stated, measured) or abs(stated - measured) <= LENGTH_M * legs


def _differs(template: str, stated: float, counted: float) -> Fault:
    facts = {"stated": rounded(stated, 6), "counted": rounded(counted, 6)}
    return fault(FaultCode.TOTALS, NOWHERE, Remark(text=template, facts=facts))
