"""Whether the stated exposures are those the referee measures, times the right number of people."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.remarks import Remark
from openevac.planning.check.drives import measured_legs
from openevac.planning.check.faults import Fault, FaultCode, Where, fault, rounded
from openevac.planning.check.measured import MeasuredMission, MeasuredTrip
from openevac.planning.check.tolerances import same_exposure


def check_exposures(driven: MeasuredMission) -> Iterator[Fault]:
    """Find stated exposures, person-exposures and head counts of legs, halts, trips and mission that differ."""
    for leg, measure, people, where in measured_legs(driven):
        yield from _compare(leg.exposure, measure.exposure, where)
        yield from _compare_people(leg.people_aboard, people, where)
        yield from _compare_persons(leg.person_exposure, measure.exposure * people, where)
    vehicle = driven.mission.vehicle
    for number, measured in enumerate(driven.trips, 1):
        for stop, dwell, people in zip(measured.trip.stops, measured.dwells, measured.aboard[1:], strict=True):
            where = Where(vehicle=vehicle, trip=number, request=stop.request)
            yield from _compare(stop.exposure, dwell, where)
            yield from _compare_people(stop.people_on_scene, people, where)
            yield from _compare_persons(stop.person_exposure, dwell * people, where)
        yield from _check_walks(measured, vehicle, number)
        yield from _check_waits(measured, vehicle, number)
        there = Where(vehicle=vehicle, trip=number)
        yield from _compare(measured.trip.exposure, measured.exposure, there)
        yield from _compare_persons(measured.trip.person_exposure, measured.person_exposure, there)
    whole = Where(vehicle=vehicle)
    yield from _compare(driven.mission.exposure, driven.exposure, whole)
    yield from _compare_persons(driven.mission.person_exposure, driven.person_exposure, whole)


def _check_walks(measured: MeasuredTrip, vehicle: str, number: int) -> Iterator[Fault]:
    for place, (stop, walked) in enumerate(zip(measured.trip.stops, measured.walks, strict=True)):
        if stop.walk is not None:
            where = Where(vehicle=vehicle, trip=number, request=stop.request)
            yield from _compare(stop.walk.exposure, walked, where)
            yield from _compare_persons(stop.walk.person_exposure, walked * measured.party(place), where)


def _check_waits(measured: MeasuredTrip, vehicle: str, number: int) -> Iterator[Fault]:
    over = measured.trip.hand_over
    if over is not None:
        there = Where(vehicle=vehicle, trip=number)
        yield from _compare(over.exposure, measured.hand_over, there)
        yield from _compare_persons(over.person_exposure, measured.hand_over * measured.crew_size, there)
    for place, (stop, waited) in enumerate(zip(measured.trip.stops, measured.waits, strict=True)):
        if stop.waited is not None:
            where = Where(vehicle=vehicle, trip=number, request=stop.request)
            yield from _compare(stop.waited.exposure, waited, where)
            yield from _compare_persons(stop.waited.person_exposure, waited * measured.party(place), where)


def _compare(stated: float, measured: float, where: Where) -> Iterator[Fault]:
    if not same_exposure(stated, measured):
        yield fault(
            FaultCode.EXPOSURE,
            where,
            Remark(
                text="The plan states an exposure of {stated}; the referee measures {measured}.",
                facts={"stated": rounded(stated), "measured": rounded(measured)},
            ),
        )


def _compare_persons(stated: float, measured: float, where: Where) -> Iterator[Fault]:
    if not same_exposure(stated, measured):
        yield fault(
            FaultCode.PERSON_EXPOSURE,
            where,
            Remark(
                text="The plan states a person-exposure of {stated}; the referee measures {measured}.",
                facts={"stated": rounded(stated), "measured": rounded(measured)},
            ),
        )


def _compare_people(stated: int, people: int, where: Where) -> Iterator[Fault]:
    if stated != people:
        yield fault(
            FaultCode.PEOPLE_STATED,
            where,
            Remark(
                text="The plan counts {stated} people here; with the crew they are {people}.",
                facts={"stated": stated, "people": people},
            ),
        )
