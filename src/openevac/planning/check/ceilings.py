"""The ceilings of the policy, on measured exposure: per trip, per person, and what one more household adds."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import Fault, FaultCode, Where, fault, rounded
from openevac.planning.check.measured import MeasuredMission, MeasuredTrip
from openevac.planning.check.tolerances import over, same_time


def check_ceilings(driven: MeasuredMission, operation: Operation) -> Iterator[Fault]:
    """Find trips, people and households over a ceiling of the policy."""
    policy, vehicle = operation.policy, driven.mission.vehicle
    for number, trip in enumerate(driven.trips, 1):
        # Who is aboard has to be brought in whatever it exposes them to; a ceiling binds fetching more people.
        if trip.trip.stops and over(trip.exposure, policy.max_exposure_per_trip):
            yield over_ceiling(FaultCode.CEILING_TRIP, trip.exposure, Where(vehicle=vehicle, trip=number))
        for place, stop in enumerate(trip.trip.stops):
            if is_part_of_a_relay(trip, place):
                continue  # its ride has a second part (check.relay_ceilings)
            exposure = evacuee_exposure(trip, place)
            if over(exposure, policy.max_exposure_per_person):
                yield over_ceiling(
                    FaultCode.CEILING_PERSON, exposure, Where(vehicle=vehicle, trip=number, request=stop.request)
                )
    mission = driven.mission
    over_the_day = driven.exposure + (mission.underway.exposure if mission.underway else 0.0)
    if mission.fetches or mission.underway is None:
        yield from over_per_person(over_the_day, operation, Where(vehicle=vehicle))
    yield from _check_marginals(driven, operation)


def over_per_person(exposure: float, operation: Operation, where: Where) -> Iterator[Fault]:
    """Say where one person's exposure lies over the ceiling of the policy."""
    if over(exposure, operation.policy.max_exposure_per_person):
        yield over_ceiling(FaultCode.CEILING_PERSON, exposure, where)


def evacuee_exposure(trip: MeasuredTrip, place: int) -> float:
    """Give the exposure of one person of the stop at `place`: walk, wait, the halt of boarding, all that follows."""
    return (
        trip.walks[place]
        + trip.waits[place]
        + sum(trip.dwells[place:])
        + sum(leg.exposure for leg in trip.legs[place + 1 :])
    )


def is_part_of_a_relay(trip: MeasuredTrip, place: int) -> bool:
    """Tell whether the ride of the household of a stop ends or begins at a relay."""
    return trip.trip.hand_over is not None or trip.trip.stops[place].waited is not None


def _check_marginals(driven: MeasuredMission, operation: Operation) -> Iterator[Fault]:
    for number, trip in enumerate(driven.trips, 1):
        for place, stop in enumerate(trip.trip.stops):
            where = Where(vehicle=driven.mission.vehicle, trip=number, request=stop.request)
            ceiling = operation.policy.max_marginal.of(operation.request(stop.request).priority)
            if stop.bypass is not None:
                yield from _check_bypass(trip, place, where)
            if ceiling is None:
                continue
            if not _alone(driven, number - 1) and stop.bypass is None:
                yield fault(
                    FaultCode.BYPASS,
                    where,
                    Remark(text="The plan does not say the drive without this stop, so nobody can see what it adds."),
                )
                continue
            if is_part_of_a_relay(trip, place):
                continue
            adds = marginal_person_exposure(driven, number - 1, place)
            if over(adds, ceiling):
                yield over_ceiling(FaultCode.CEILING_MARGINAL, adds, where)


def marginal_person_exposure(driven: MeasuredMission, trip_place: int, place: int) -> float:
    """Give the person-exposure that one stop adds to its mission.

    Alone in its trip it adds the whole trip, and the way home when no other trip is driven. Otherwise: its halt
    and the two drives beside it, less the bypass, and its party's share of everything later in the trip. A
    bypass slower and more exposed than driving past the door is none; then driving past is taken.
    """
    trip = driven.trips[trip_place]
    if _alone(driven, trip_place):
        home = driven.way_home.exposure * driven.crew_size if len(driven.trips) == 1 else 0.0
        return trip.person_exposure + home
    before, after = trip.aboard[place], trip.aboard[place + 1]
    party = after - before
    to_door, on = trip.legs[place], trip.legs[place + 1]
    later = sum(trip.dwells[place + 1 :]) + sum(leg.exposure for leg in trip.legs[place + 2 :])
    with_stop = to_door.exposure * before + (trip.dwells[place] + on.exposure) * after
    return with_stop + party * (later + trip.walks[place] + trip.waits[place]) - before * _without(trip, place)


def _alone(driven: MeasuredMission, trip_place: int) -> bool:
    """Tell whether a trip is driven for one household alone: one stop, and nobody aboard before it."""
    aboard = trip_place == 0 and bool(driven.mission.aboard)
    return len(driven.trips[trip_place].trip.stops) == 1 and not aboard


def _without(trip: MeasuredTrip, place: int) -> float:
    """Give the exposure of the drive that does without a stop."""
    past_door = trip.legs[place].exposure + trip.legs[place + 1].exposure
    past_door_s = trip.legs[place].time_s + trip.legs[place + 1].time_s
    bypass = trip.bypasses[place]
    if bypass is None or (bypass.time_s > past_door_s and bypass.exposure > past_door):
        return past_door
    return bypass.exposure


def _check_bypass(trip: MeasuredTrip, place: int, where: Where) -> Iterator[Fault]:
    bypass, leg = trip.trip.stops[place].bypass, trip.trip.legs[place]
    if bypass is not None and not same_time(bypass.departs_at, leg.departs_at):
        yield fault(
            FaultCode.BYPASS,
            where,
            Remark(text="The drive without this stop does not leave when the drive to it leaves."),
        )


def over_ceiling(code: FaultCode, exposure: float, where: Where) -> Fault:
    """Say that an exposure lies over a ceiling of the policy."""
    remarks = {
        FaultCode.CEILING_TRIP: Remark(
            text="The exposure of the trip, {exposure}, lies over the ceiling of the policy.",
            facts={"exposure": rounded(exposure)},
        ),
        FaultCode.CEILING_PERSON: Remark(
            text="The exposure of one person, {exposure}, lies over the ceiling of the policy.",
            facts={"exposure": rounded(exposure)},
        ),
        FaultCode.CEILING_MARGINAL: Remark(
            text="Taking this household adds a person-exposure of {exposure}, over the ceiling of the policy.",
            facts={"exposure": rounded(exposure)},
        ),
    }
    return fault(code, where, remarks[code])
