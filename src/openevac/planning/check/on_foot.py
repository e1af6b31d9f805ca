"""Meeting points: who may walk there, when they leave, what they carry, and whose place it is; needs no map.

Everything a household does on foot is worked out here from the operation and the numbers `walk.*` of the profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.legs import Walk
from openevac.domain.missions import Mission, Plan, Stop
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat, Place
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.tolerances import CLOCK_S, before, same_load
from openevac.roads.projection import to_metric


def needs_met(stop: Stop, operation: Operation, numbers: ExposureProfile) -> Needs:
    """Give what may board at a stop: all of a household; at a point what it carries; no stairs there or at a relay."""
    needs = operation.request(stop.request).needs
    if stop.waited is not None:
        return replace(needs, carry_floors=0)
    if not stop.meeting_point:
        return needs
    kg, litres = (needs.walks * numbers.value(f"walk.carry_{unit}") for unit in ("kg", "l"))
    return replace(
        needs,
        carry_floors=0,
        bulky=0,
        belongings_kg=min(kg, needs.belongings_kg),
        belongings_l=min(litres, needs.belongings_l),
    )


def codes_of_points(
    missions: Iterable[Mission], operation: Operation, places: Sequence[Place], crs: str
) -> dict[str, str]:
    """Give the place that each meeting point and relay in use lies in, by its id: its code, or the nearest one's."""
    missions = tuple(missions)
    used = {stop.meeting_point for mission in missions for stop, _ in _stops(mission) if stop.meeting_point}
    relays = {stop.relay for mission in missions for stop, _ in _stops(mission)}
    relays |= {trip.hand_over.relay for mission in missions for trip in mission.trips if trip.hand_over is not None}
    codes = {point.id: point.katottg for point in operation.meeting_points if point.id in used}
    codes |= {relay.id: relay.katottg for relay in operation.relays if relay.id in relays}
    known = [(place.katottg, place.position) for place in places if place.position is not None]
    if not known or all(codes.values()):
        return codes
    x_m, y_m = to_metric(crs, *np.array([position for _, position in known]).T)
    for name in (name for name, code in codes.items() if not code):
        point = operation.relay(name) if name in relays else operation.meeting_point(name)
        here_x, here_y = to_metric(crs, *point.position)
        away_m = np.hypot(x_m - here_x, y_m - here_y)
        codes[name] = min(code for (code, _), away in zip(known, away_m, strict=True) if away == away_m.min())
    return codes


def code_where_met(stop: Stop, operation: Operation, codes: Mapping[str, str]) -> str:
    """Give the place whose access rules hold for a stop."""
    if stop.waited is not None:
        return codes.get(stop.waited.relay, "")
    return codes.get(stop.meeting_point, "") if stop.meeting_point else operation.request(stop.request).katottg


def where_met(mission: Mission, operation: Operation, positions: Mapping[str, LonLat]) -> dict[str, LonLat]:
    """Give where the van of a mission meets each request: at its door, at the meeting point, or at the relay."""
    met = dict(positions)
    for trip in mission.trips:
        for stop in trip.stops:
            if stop.meeting_point:
                met[stop.request] = operation.meeting_point(stop.meeting_point).position
            if stop.waited is not None:
                met[stop.request] = operation.relay(stop.waited.relay).position
    return met


def check_points(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find stops at meeting points that the operation does not have, and walks that begin before the plan was made."""
    known = {point.id for point in operation.meeting_points}
    for mission in plan.missions:
        for stop, where in _stops(mission):
            if stop.meeting_point and stop.meeting_point not in known:
                yield fault(
                    FaultCode.UNKNOWN_MEETING_POINT,
                    where,
                    Remark(text="The operation has no meeting point '{point}'.", facts={"point": stop.meeting_point}),
                )
            if stop.walk is not None and before(stop.walk.leaves_at, plan.made_at):
                yield fault(
                    FaultCode.BEFORE_THE_PLAN,
                    where,
                    Remark(
                        text="People leave home on foot {early_min} minutes before the plan was made.",
                        facts={"early_min": round((plan.made_at - stop.walk.leaves_at).total_seconds() / 60)},
                    ),
                )


def check_on_foot(mission: Mission, operation: Operation, numbers: ExposureProfile) -> Iterator[Fault]:
    """Find walks of people who cannot walk, points out of use or hours, walks too late, and things left unsaid."""
    for stop, where in _stops(mission):
        if bool(stop.meeting_point) != (stop.walk is not None):
            text = "A stop at a meeting point needs a walk that leads there, and a stop at the door has none."
            yield fault(FaultCode.WALK_STATED, where, Remark(text=text))
        if not stop.meeting_point:
            continue
        if not operation.policy.meeting_points:
            text = "The policy uses no meeting points, and the plan sends people to one."
            yield fault(FaultCode.MEETING_POINTS_OFF, where, Remark(text=text))
        yield from _check_who(stop, operation, where)
        if stop.walk is not None:
            yield from _check_clock(stop, stop.walk, operation, numbers, where)
            yield from _check_left(stop, stop.walk, operation, numbers, where)


def _check_who(stop: Stop, operation: Operation, where: Where) -> Iterator[Fault]:
    request = operation.request(stop.request)
    carried, helped = request.needs.wheelchairs + request.needs.stretchers, request.needs.walks_with_help
    if carried or (helped and not request.escort):
        yield fault(
            FaultCode.CANNOT_WALK,
            where,
            Remark(
                text="Not everybody can walk to a meeting point: {carried} must be carried, {helped} need an escort.",
                facts={"carried": carried, "helped": 0 if request.escort else helped},
            ),
        )


def _check_clock(
    stop: Stop, walk: Walk, operation: Operation, numbers: ExposureProfile, where: Where
) -> Iterator[Fault]:
    there_at = walk.leaves_at + timedelta(seconds=walk.time_s)
    waits_s, margin_s = (stop.arrives_at - there_at).total_seconds(), numbers.value("walk.margin_s")
    if not waits_s >= margin_s - CLOCK_S:
        yield fault(
            FaultCode.WALK_CLOCK,
            where,
            Remark(
                text="People are at the meeting point {waits_s} seconds before the van; it must be {margin_s}.",
                facts={"waits_s": round(waits_s), "margin_s": round(margin_s)},
            ),
        )
    point = operation.meeting_point(stop.meeting_point)
    too_early = point.tw_early is not None and before(there_at, point.tw_early)
    if too_early or (point.tw_late is not None and before(point.tw_late, stop.departs_at)):
        yield fault(
            FaultCode.MEETING_POINT_HOURS,
            where,
            Remark(
                text="People are at the meeting point '{point}' outside its hours.", facts={"point": stop.meeting_point}
            ),
        )


def _check_left(
    stop: Stop, walk: Walk, operation: Operation, numbers: ExposureProfile, where: Where
) -> Iterator[Fault]:
    needs, met = operation.request(stop.request).needs, needs_met(stop, operation, numbers)
    left_kg, left_l = needs.belongings_kg - met.belongings_kg, needs.belongings_l - met.belongings_l
    stated = same_load(walk.left_kg, left_kg) and same_load(walk.left_l, left_l)
    if not stated or walk.left_bulky != needs.bulky:
        yield fault(
            FaultCode.LEFT_AT_HOME,
            where,
            Remark(
                text="The plan does not say what stays at home: {kg} kg, {litres} l and {bulky} big pieces.",
                facts={"kg": round(left_kg, 1), "litres": round(left_l, 1), "bulky": needs.bulky},
            ),
        )


def _stops(mission: Mission) -> Iterator[tuple[Stop, Where]]:
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            yield stop, Where(vehicle=mission.vehicle, trip=number, request=stop.request)
