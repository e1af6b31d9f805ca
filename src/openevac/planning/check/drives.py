"""Whether the vehicle may drive each leg when it does, and whether time and length are those of the roads."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.legs import Leg
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.measure import LegMeasure
from openevac.planning.check.measured import MeasuredMission
from openevac.planning.check.tolerances import same_length, same_seconds


def measured_legs(driven: MeasuredMission) -> Iterator[tuple[Leg, LegMeasure, int, Where]]:
    """Give every drive of a mission beside its measure, the people aboard it and its place; bypasses too."""
    vehicle = driven.mission.vehicle
    for number, measured in enumerate(driven.trips, 1):
        names = [*(stop.request for stop in measured.trip.stops), ""]
        for leg, measure, people, name in zip(measured.trip.legs, measured.legs, measured.aboard, names, strict=True):
            yield leg, measure, people, Where(vehicle=vehicle, trip=number, request=name)
        for stop, bypass, people in zip(measured.trip.stops, measured.bypasses, measured.aboard, strict=False):
            if stop.bypass is not None and bypass is not None:
                yield stop.bypass, bypass, people, Where(vehicle=vehicle, trip=number, request=stop.request)
    yield driven.mission.way_home, driven.way_home, driven.crew_size, Where(vehicle=vehicle)


def check_drives(driven: MeasuredMission) -> Iterator[Fault]:
    """Find drives over roads that are closed or not for this vehicle, and stated times and lengths that differ."""
    for leg, measure, _people, where in measured_legs(driven):
        if measure.not_for_vehicle is not None:
            yield fault(FaultCode.NOT_DRIVABLE, where, measure.not_for_vehicle)
        if measure.closed is not None:
            yield fault(FaultCode.ROAD_CLOSED, where, measure.closed)
        if not same_seconds(leg.time_s, measure.time_s):
            yield fault(
                FaultCode.LEG_TIME,
                where,
                Remark(
                    text="The plan gives {stated_s} seconds for this drive; on the roads it takes {measured_s}.",
                    facts={"stated_s": round(leg.time_s, 1), "measured_s": round(measure.time_s, 1)},
                ),
            )
        if not (same_length(leg.length_m, measure.length_m) and same_length(leg.track_m, measure.track_m)):
            yield fault(
                FaultCode.LEG_LENGTH,
                where,
                Remark(
                    text="The plan gives {stated_m} m for this drive, {stated_track_m} m of them on tracks; "
                    "on the roads it is {measured_m} m with {measured_track_m} m on tracks.",
                    facts={
                        "stated_m": round(leg.length_m),
                        "stated_track_m": round(leg.track_m),
                        "measured_m": round(measure.length_m),
                        "measured_track_m": round(measure.track_m),
                    },
                ),
            )
