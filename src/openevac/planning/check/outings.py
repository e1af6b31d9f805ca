"""What binds the missions of one vehicle: one after the other, with rest between, within one day's duty and ceiling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from openevac.domain.missions import Mission, Plan
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.planning.check.ceilings import over_per_person
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.measured import MeasuredMission
from openevac.planning.check.tolerances import CLOCK_S, before


def check_outings(missions: Sequence[Mission], operation: Operation) -> Iterator[Fault]:
    """Find vehicles that are on two missions at once, do not rest between them, or drive too often or too long."""
    for vehicle, outings in _by_vehicle(missions).items():
        where = Where(vehicle=vehicle)
        yield from _check_rested(outings[0], operation, where)
        for first, then in pairwise(outings):
            yield from _check_between(first, then, operation, where)
        yield from _check_trips(outings, operation, where)
        yield from _check_duty(outings, operation, where)


def _by_vehicle(missions: Sequence[Mission]) -> dict[str, list[Mission]]:
    found: dict[str, list[Mission]] = defaultdict(list)
    for mission in sorted(missions, key=lambda one: one.departs_at):
        found[mission.vehicle].append(mission)
    return found


def _check_between(first: Mission, then: Mission, operation: Operation, where: Where) -> Iterator[Fault]:
    if before(then.departs_at, first.returns_at):
        yield fault(
            FaultCode.VEHICLE_TWICE,
            where,
            Remark(text="The vehicle is on two missions at once: one leaves before the other is back."),
        )
        return
    if then.wave == first.wave:
        yield fault(
            FaultCode.VEHICLE_TWICE,
            where,
            Remark(text="The vehicle goes out twice in the departure window {wave}.", facts={"wave": then.wave}),
        )
    yield from _check_rest((then.departs_at - first.returns_at).total_seconds(), operation, where)


def _check_rested(first: Mission, operation: Operation, where: Where) -> Iterator[Fault]:
    """Find a van that came home today before the plan was made, and goes out again too soon."""
    home_since = None if first.underway is None else first.underway.home_since
    if home_since is not None:
        yield from _check_rest((first.departs_at - home_since).total_seconds(), operation, where)


def _check_rest(rested_s: float, operation: Operation, where: Where) -> Iterator[Fault]:
    if rested_s < operation.policy.rest_s - CLOCK_S:
        yield fault(
            FaultCode.REST,
            where,
            Remark(
                text="Between two missions the crew has {rested_min} minutes; the policy asks for {least_min}.",
                facts={"rested_min": round(rested_s / 60), "least_min": round(operation.policy.rest_s / 60)},
            ),
        )


def _check_trips(outings: Sequence[Mission], operation: Operation, where: Where) -> Iterator[Fault]:
    done = max((mission.underway.trips_done for mission in outings if mission.underway is not None), default=0)
    ahead, most = sum(len(mission.trips) for mission in outings), operation.vehicle(where.vehicle).max_trips
    trips = ahead + done
    if ahead and trips > most:
        yield fault(
            FaultCode.TOO_MANY_TRIPS,
            where,
            Remark(
                text="The vehicle drives {trips} trips; at most {most} are allowed.",
                facts={"trips": trips, "most": most},
            ),
        )


def _check_duty(outings: Sequence[Mission], operation: Operation, where: Where) -> Iterator[Fault]:
    most_s = operation.policy.max_duty_s
    out_s = sum((mission.returns_at - mission.departs_at).total_seconds() for mission in outings)
    out_s += sum(mission.underway.out_s for mission in outings if mission.underway is not None)
    if all(mission.underway is not None and not mission.fetches for mission in outings):
        return  # it only brings people in, or drives home: no hour keeps it out there
    if most_s is not None and out_s > most_s + CLOCK_S:
        yield fault(
            FaultCode.DUTY,
            where,
            Remark(
                text="The crew is out {out_h} hours in the day; the policy allows {most_h}.",
                facts={"out_h": round(out_s / 3600, 1), "most_h": round(most_s / 3600, 1)},
            ),
        )


def check_waves(plan: Plan) -> Iterator[Fault]:
    """Find departure windows out of order, and missions that name another window than the one they leave in."""
    for first, then in pairwise(plan.waves):
        if before(then.starts_at, first.ends_at):
            yield _wave_fault("", "The departure windows of the plan overlap or are out of order.")
    for wave in plan.waves:
        if not (wave.starts_at <= wave.worst_at < wave.ends_at and wave.times_least >= 1.0):
            yield _wave_fault("", "A departure window of the plan names a worst hour outside of itself.")
    for mission in plan.missions:
        began = sum(wave.starts_at <= mission.departs_at for wave in plan.waves)
        left_in = 0 if mission.underway is None else mission.underway.left_in
        if plan.waves and mission.wave != (left_in or max(1, began)):
            yield _wave_fault(mission.vehicle, "The mission names another departure window than the one it leaves in.")


def _wave_fault(vehicle: str, text: str) -> Fault:
    return fault(FaultCode.WAVE, Where(vehicle=vehicle), Remark(text=text))


def check_crew_ceilings(driven: Sequence[MeasuredMission], operation: Operation) -> Iterator[Fault]:
    """Find crews whose missions together expose each of them more than the policy allows a person."""
    together: dict[str, list[float]] = defaultdict(list)
    for again in driven:
        underway = again.mission.underway
        together[again.mission.vehicle].append(again.exposure + (underway.exposure if underway else 0.0))
    for vehicle, exposures in together.items():
        if len(exposures) > 1:
            yield from over_per_person(sum(exposures), operation, Where(vehicle=vehicle))
