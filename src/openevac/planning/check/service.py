"""Minutes at a door and hands to carry: the referee's own reckoning of the service time (docs/referee.md)."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.missions import Mission
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.vehicles import Crew
from openevac.planning.check.aid import handover_seconds
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.on_foot import needs_met
from openevac.planning.check.tolerances import CLOCK_S, same_seconds


def carried_people(needs: Needs) -> int:
    """Give how many people are carried: everybody lying, and wheelchairs where there are stairs."""
    return needs.stretchers + (needs.wheelchairs if needs.carry_floors else 0)


def carriers_wanted(needs: Needs, numbers: ExposureProfile) -> int:
    """Give how many people must carry at this door; nobody where there is nothing to carry together."""
    carried = carried_people(needs)
    if carried and needs.over_100_kg:
        return int(numbers.value("service.carriers_heavy"))
    return int(numbers.value("service.carriers_ordinary")) if carried or needs.bulky else 0


def service_seconds(needs: Needs, crew: Crew, numbers: ExposureProfile) -> float:
    """Give the seconds from ringing to doors shut for one household and one crew."""

    def number(name: str) -> float:
        return numbers.value(f"service.{name}")

    boarding = {
        "walks_s": needs.walks,
        "walks_with_help_s": needs.walks_with_help,
        "wheelchair_s": needs.wheelchairs,
        "lying_s": needs.stretchers,
        "pet_s": needs.pets,
    }
    each_floor = {
        "floor_walks_s": needs.walks,
        "floor_help_s": needs.walks_with_help,
        "floor_carry_s": carried_people(needs),
    }
    floors, hands, pairs = needs.carry_floors, max(1, crew.carriers), max(1, crew.carriers // 2)
    return (
        number("arrive_s")
        + sum(number(name) * count for name, count in boarding.items())
        + floors * sum(number(name) * count for name, count in each_floor.items())
        + needs.belongings_kg * (number("kg_s") + floors * number("kg_floor_s")) / hands
        + needs.bulky * (number("bulky_s") + floors * number("bulky_floor_s")) / pairs
    )


def check_service(mission: Mission, operation: Operation, numbers: ExposureProfile) -> Iterator[Fault]:
    """Find stops with too few hands, another service time than the formula's, or a halt over the policy's limit."""
    crew = operation.crew(operation.vehicle(mission.vehicle))
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            needs = stop.taken(needs_met(stop, operation, numbers))
            wanted, seconds = carriers_wanted(needs, numbers), service_seconds(needs, crew, numbers)
            seconds += handover_seconds(stop, operation)
            if crew.carriers < wanted:
                yield fault(
                    FaultCode.CARRIERS,
                    where,
                    Remark(
                        text="{wanted} people must carry here; the crew has {carriers} who can.",
                        facts={"wanted": wanted, "carriers": crew.carriers},
                    ),
                )
            if not same_seconds(stop.service_s, seconds):
                yield fault(
                    FaultCode.SERVICE_TIME,
                    where,
                    Remark(
                        text="The plan gives {stated_s} seconds at this door; the household and crew need {needed_s}.",
                        facts={"stated_s": round(stop.service_s), "needed_s": round(seconds)},
                    ),
                )
            halt_s, most_s = (stop.departs_at - stop.arrives_at).total_seconds(), operation.policy.max_stop_s
            if halt_s > most_s + CLOCK_S:
                yield fault(
                    FaultCode.STOP_TOO_LONG,
                    where,
                    Remark(
                        text="The van halts here for {halt_min} minutes; the policy allows {most_min}.",
                        facts={"halt_min": round(halt_s / 60, 1), "most_min": round(most_s / 60, 1)},
                    ),
                )
