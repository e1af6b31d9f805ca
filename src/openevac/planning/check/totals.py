"""Whether the totals add up to what the referee measured and counted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from openevac.domain.missions import Mission, Plan, Remark
from openevac.domain.operation import Operation
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.planning.check.faults import NOWHERE, Fault, FaultCode, fault, rounded
from openevac.planning.check.measured import MeasuredMission
from openevac.planning.check.tolerances import CLOCK_S, LENGTH_M, same_exposure, same_length


def served_requests(missions: Iterable[Mission], operation: Operation) -> tuple[EvacuationRequest, ...]:
    """Give the requests of all stops of some missions."""
    return tuple(
        operation.request(stop.request) for mission in missions for trip in mission.trips for stop in trip.stops
    )


def check_counts(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find counts of households and people, of required requests and of crew time that do not add up."""
    totals, served = plan.totals, served_requests(plan.missions, operation)
    yield from _compare("households", totals.households, len(served), 0)
    yield from _compare("people", totals.people, sum(request.needs.party_size for request in served), 0)
    required = sum(request.required for request in operation.requests)
    yield from _compare("required asked", totals.required_asked, required, 0)
    yield from _compare("required served", totals.required_served, sum(request.required for request in served), 0)
    for priority in Priority:
        people = sum(request.needs.party_size for request in served if request.priority is priority)
        yield from _compare(f"people {priority}", totals.people_by_priority.get(priority, 0), people, 0)
    unknown = sorted(set(totals.people_by_priority) - set(Priority))
    if unknown:
        yield from _compare(f"people {unknown[0]}", totals.people_by_priority[unknown[0]], 0, -1)
    out_s = sum((mission.returns_at - mission.departs_at).total_seconds() for mission in plan.missions)
    yield from _compare("crew time in seconds", totals.crew_time_s, out_s, CLOCK_S * max(1, len(plan.missions)))


def check_sums(plan: Plan, driven: Sequence[MeasuredMission]) -> Iterator[Fault]:
    """Find totals of exposure and length that differ from the sums of what was measured."""
    totals = plan.totals
    exposure = sum(mission.exposure for mission in driven)
    persons = sum(mission.person_exposure for mission in driven)
    if not same_exposure(totals.exposure, exposure):
        yield _differs("exposure", totals.exposure, exposure)
    if not same_exposure(totals.person_exposure, persons):
        yield _differs("person-exposure", totals.person_exposure, persons)
    legs = [leg for mission in driven for trip in mission.trips for leg in trip.legs]
    legs += [mission.way_home for mission in driven]
    slack = LENGTH_M * len(legs)
    for what, stated, measured in (
        ("length in metres", totals.length_m, sum(leg.length_m for leg in legs)),
        ("track metres", totals.track_m, sum(leg.track_m for leg in legs)),
    ):
        if not (same_length(stated, measured) or abs(stated - measured) <= slack):
            yield _differs(what, stated, measured)
    fastest = totals.person_exposure_fastest
    if not (math.isfinite(fastest) and fastest >= 0.0):
        yield _differs("person-exposure of the fastest ways", fastest, 0.0)


def _compare(what: str, stated: float, counted: float, slack: float) -> Iterator[Fault]:
    if not abs(stated - counted) <= slack:
        yield _differs(what, stated, counted)


def _differs(what: str, stated: float, counted: float) -> Fault:
    return fault(
        FaultCode.TOTALS,
        NOWHERE,
        Remark(
            text="The totals state {stated} ({what}); the plan itself comes to {counted}.",
            facts={"what": what, "stated": rounded(stated, 6), "counted": rounded(counted, 6)},
        ),
    )
