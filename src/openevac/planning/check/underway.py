"""Vans that are out when a plan is made: whether the plan tells the truth about where each goes on from.

The caller says where the vans really are; a plan that says something else would promise what nobody can drive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openevac.domain.missions import Mission, Plan, Underway
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.points import is_on_graph, same_point
from openevac.planning.check.tolerances import CLOCK_S, same_exposure, same_time
from openevac.roads.graph import RoadGraph

Out = Mapping[str, Underway]
"""By vehicle: where each van that has left its depot really is."""


def check_underway(plan: Plan, out: Out, graph: RoadGraph, operation: Operation) -> Iterator[Fault]:
    """Find vans that the plan says are elsewhere than they are, and vans that are out and that it forgets."""
    begun: set[str] = set()
    for mission in sorted(plan.missions, key=lambda one: one.departs_at):
        if mission.vehicle not in begun:
            yield from _check_start(mission.vehicle, mission.underway, out, graph)
        elif mission.underway is not None:
            yield fault(
                FaultCode.UNDERWAY_DIFFERS,
                Where(vehicle=mission.vehicle),
                Remark(text="The plan lets this van go on twice from where it is; later drives begin at its depot."),
            )
        begun.add(mission.vehicle)
        if mission.aboard and not mission.trips:
            yield fault(
                FaultCode.NOT_BROUGHT_IN,
                Where(vehicle=mission.vehicle),
                Remark(text="People are aboard, and no trip brings them to a shelter."),
            )
    driven = {mission.vehicle for mission in plan.missions}
    for stranded in plan.stranded:
        yield from _check_start(stranded.vehicle, stranded.underway, out, graph)
        if stranded.vehicle in driven or not stranded.reason.text.strip():
            yield fault(
                FaultCode.STRANDED,
                Where(vehicle=stranded.vehicle),
                Remark(text="The plan says that this van finds no way on, and gives it a mission or no reason."),
            )
    told = driven | {stranded.vehicle for stranded in plan.stranded}
    depots = {vehicle.id: vehicle.depot for vehicle in operation.vehicles}
    for name, start in out.items():
        if name not in told and (start.aboard or start.place != depots.get(name)):
            yield fault(
                FaultCode.UNDERWAY_MISSING,
                Where(vehicle=name),
                Remark(text="This van is out, and the plan does not say how it goes on."),
            )


def _check_start(vehicle: str, stated: Underway | None, out: Out, graph: RoadGraph) -> Iterator[Fault]:
    where, known = Where(vehicle=vehicle), out.get(vehicle)
    if stated is not None and known is None:
        yield fault(
            FaultCode.UNDERWAY_UNKNOWN,
            where,
            Remark(text="The plan says that this van is under way; nobody told the referee where it is."),
        )
    elif stated is None and known is not None:
        yield fault(
            FaultCode.UNDERWAY_DIFFERS,
            where,
            Remark(text="The plan lets this van leave its depot; it has left it already."),
        )
    elif stated is not None and known is not None:
        yield from (fault(FaultCode.UNDERWAY_DIFFERS, where, said) for said in _differences(stated, known, graph))


def _differences(stated: Underway, known: Underway, graph: RoadGraph) -> Iterator[Remark]:
    if not _same_place(stated, known, graph):
        yield Remark(text="The plan lets this van go on from another place than where it is.")
    if not same_time(stated.since, known.since):
        yield Remark(
            text="The plan lets this van go on {off_s} seconds off the moment from which it can.",
            facts={"off_s": round(abs((stated.since - known.since).total_seconds()))},
        )
    if sorted(stated.aboard) != sorted(known.aboard):
        yield Remark(
            text="The plan says that other households are aboard than {known}.",
            facts={"known": ", ".join(sorted(known.aboard)) or "-"},
        )
    if stated.trips_done != known.trips_done:
        yield Remark(
            text="The plan says that {stated} trips of this van are done; {known} are.",
            facts={"stated": stated.trips_done, "known": known.trips_done},
        )
    if abs(stated.out_s - known.out_s) > CLOCK_S:
        yield Remark(
            text="The plan says that the crew of this van has been out {stated_min} minutes today; it has {known_min}.",
            facts={"stated_min": round(stated.out_s / 60), "known_min": round(known.out_s / 60)},
        )
    if not _same_home(stated, known):
        yield Remark(text="The plan says that this van came home at another moment, or left in another window.")
    if not same_exposure(stated.exposure, known.exposure):
        yield Remark(text="The plan states another exposure gathered today than the van's crew has gathered.")


def _same_home(stated: Underway, known: Underway) -> bool:
    if stated.home_since is None or known.home_since is None:
        return stated.home_since is known.home_since and stated.wave == known.wave
    return stated.wave == known.wave and same_time(stated.home_since, known.home_since)


def _same_place(stated: Underway, known: Underway, graph: RoadGraph) -> bool:
    if stated.place != known.place or not is_on_graph(graph, stated.at.arc, stated.at.fraction):
        return False
    return same_point(graph, (stated.at.arc, stated.at.fraction), (known.at.arc, known.at.fraction))


def households_of(mission: Mission, number: int) -> tuple[str, ...]:
    """Give who is brought in by a trip (0 = first): those aboard when the mission begins ride with the first."""
    boarded = tuple(stop.request for stop in mission.trips[number].stops)
    return (*mission.aboard, *boarded) if number == 0 else boarded
