"""The ceilings of the policy, on measured exposure: per trip, per person, and what one more household adds."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.missions import Remark
from openevac.domain.operation import Operation
from openevac.planning.check.faults import Fault, FaultCode, Where, fault, rounded
from openevac.planning.check.measured import MeasuredMission, MeasuredTrip
from openevac.planning.check.tolerances import over, same_time


def check_ceilings(driven: MeasuredMission, operation: Operation) -> Iterator[Fault]:
    """Find trips, people and households over a ceiling of the policy."""
    policy, vehicle = operation.policy, driven.mission.vehicle
    for number, trip in enumerate(driven.trips, 1):
        if over(trip.exposure, policy.max_exposure_per_trip):
            yield _over(FaultCode.CEILING_TRIP, trip.exposure, Where(vehicle=vehicle, trip=number))
        for place, stop in enumerate(trip.trip.stops):
            exposure = evacuee_exposure(trip, place)
            if over(exposure, policy.max_exposure_per_person):
                yield _over(
                    FaultCode.CEILING_PERSON, exposure, Where(vehicle=vehicle, trip=number, request=stop.request)
                )
    if over(driven.exposure, policy.max_exposure_per_person):
        yield _over(FaultCode.CEILING_PERSON, driven.exposure, Where(vehicle=vehicle))
    yield from _check_marginals(driven, operation)


def evacuee_exposure(trip: MeasuredTrip, place: int) -> float:
    """Give the exposure of one person of the stop at `place`: the halt at the own door and all that follows."""
    return sum(trip.dwells[place:]) + sum(leg.exposure for leg in trip.legs[place + 1 :])


def _check_marginals(driven: MeasuredMission, operation: Operation) -> Iterator[Fault]:
    for number, trip in enumerate(driven.trips, 1):
        for place, stop in enumerate(trip.trip.stops):
            where = Where(vehicle=driven.mission.vehicle, trip=number, request=stop.request)
            ceiling = operation.policy.max_marginal.of(operation.request(stop.request).priority)
            if stop.bypass is not None:
                yield from _check_bypass(trip, place, where)
            if ceiling is None:
                continue
            if len(trip.trip.stops) > 1 and stop.bypass is None:
                yield fault(
                    FaultCode.BYPASS,
                    where,
                    Remark(text="The plan does not say the drive without this stop, so nobody can see what it adds."),
                )
                continue
            adds = marginal_person_exposure(driven, number - 1, place)
            if over(adds, ceiling):
                yield _over(FaultCode.CEILING_MARGINAL, adds, where)


def marginal_person_exposure(driven: MeasuredMission, trip_place: int, place: int) -> float:
    """Give the person-exposure that one stop adds to its mission.

    Alone in its trip it adds the whole trip, and the way home when no other trip is driven. Otherwise: its halt
    and the two drives beside it, less the bypass, and its party's share of everything later in the trip. A
    bypass slower and more exposed than driving past the door is none; then driving past is taken.
    """
    trip = driven.trips[trip_place]
    if len(trip.trip.stops) == 1:
        home = driven.way_home.exposure * driven.crew_size if len(driven.trips) == 1 else 0.0
        return trip.person_exposure + home
    before, after = trip.aboard[place], trip.aboard[place + 1]
    party = after - before
    to_door, on = trip.legs[place], trip.legs[place + 1]
    later = sum(trip.dwells[place + 1 :]) + sum(leg.exposure for leg in trip.legs[place + 2 :])
    with_stop = to_door.exposure * before + (trip.dwells[place] + on.exposure) * after
    return with_stop + party * later - before * _without(trip, place)


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


def _over(code: FaultCode, exposure: float, where: Where) -> Fault:
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
