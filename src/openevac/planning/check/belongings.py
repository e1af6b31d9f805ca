"""What stays behind: whole bags and pieces, no more rides than the zone allows, what that saves, bags before pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from openevac.domain.belongings import BelongingsRule, Pack, allowed_pack, whole_pack, with_pack
from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.missions import Mission, Stop
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.hazards.exposure import point_front_km, point_rate
from openevac.hazards.field import HazardField
from openevac.planning.check.faults import Fault, FaultCode, Where, fault, rounded
from openevac.planning.check.points import place_of
from openevac.planning.check.service import service_seconds
from openevac.planning.check.tolerances import same_exposure, same_load, same_seconds
from openevac.roads.graph import RoadGraph
from openevac.roads.projection import to_metric


def check_belongings(mission: Mission, operation: Operation, numbers: ExposureProfile) -> Iterator[Fault]:
    """Find stops that leave what the household does not have, parts of bags, or other minutes saved than stated.

    At a meeting point nothing is left by packing: what people cannot carry is said by the walk (check.on_foot).
    """
    crew, rule = operation.crew(operation.vehicle(mission.vehicle)), operation.policy.belongings
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            needs = operation.request(stop.request).needs
            if stop.waited is not None:
                continue  # what rides on is what came along (check.relays)
            if stop.meeting_point:
                yield from _check_nothing_left(stop, where)
                continue
            if pack_of(stop, needs, rule) is None:
                yield fault(
                    FaultCode.LEFT_STATED,
                    where,
                    Remark(
                        text="{kg} kg, {litres} litres and {bulky} bulky pieces stay behind; that is no whole number "
                        "of the household's bags and pieces.",
                        facts={"kg": round(stop.left_kg, 1), "litres": round(stop.left_l, 1), "bulky": stop.left_bulky},
                    ),
                )
                continue
            all_s, taken_s = (service_seconds(one, crew, numbers) for one in (needs, stop.taken(needs)))
            if not same_seconds(stop.saved_s, all_s - taken_s):
                yield fault(
                    FaultCode.SAVED,
                    where,
                    Remark(
                        text="The plan says that what stays behind saves {stated_s} seconds; it saves {saved_s}.",
                        facts={"stated_s": round(stop.saved_s, 1), "saved_s": round(all_s - taken_s, 1)},
                    ),
                )


def _check_nothing_left(stop: Stop, where: Where) -> Iterator[Fault]:
    if stop.leaves_things or stop.saved_s or stop.saved_person_exposure:
        text = "At a meeting point nothing is left by packing; what people do not carry is said by their walk."
        yield fault(FaultCode.LEFT_STATED, where, Remark(text=text))


def pack_of(stop: Stop, needs: Needs, rule: BelongingsRule) -> Pack | None:
    """Give the bags and bulky pieces that ride, or None where what stays is no whole number of them."""
    taken, whole = stop.taken(needs), whole_pack(needs, rule)
    if not 0 <= stop.left_bulky <= needs.bulky or not stop.leaves_things:
        return None if stop.left_bulky else whole
    for bags in range(whole.bags + 1):
        pack = Pack(bags, taken.bulky)
        packed = with_pack(needs, rule, pack)
        kg, litres = needs.belongings_kg - stop.left_kg, needs.belongings_l - stop.left_l
        if same_load(packed.belongings_kg, kg) and same_load(packed.belongings_l, litres):
            return pack
    return None


def allowance(
    operation: Operation, name: str, positions: Mapping[str, LonLat], graph: RoadGraph, field: HazardField, at: datetime
) -> Pack:
    """Give the most a household may bring by the zone of its door at the moment of planning."""
    needs, rule = operation.request(name).needs, operation.policy.belongings
    if name not in positions:
        return whole_pack(needs, rule)
    x_m, y_m = to_metric(graph.crs, *positions[name])
    return allowed_pack(needs, rule, point_front_km(field, float(x_m), float(y_m), at))


def check_packs(
    mission: Mission,
    graph: RoadGraph,
    field: HazardField,
    operation: Operation,
    positions: Mapping[str, LonLat],
    made_at: datetime,
) -> Iterator[Fault]:
    """Find doors whose zone allows less than rides, bulky pieces before bags, and other saved exposure than stated."""
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            if stop.meeting_point or stop.waited is not None:
                continue
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            pack = pack_of(stop, operation.request(stop.request).needs, operation.policy.belongings)
            if pack is None:
                continue
            most = allowance(operation, stop.request, positions, graph, field, made_at)
            if pack.bags > most.bags or pack.bulky > most.bulky:
                yield fault(
                    FaultCode.BAG_ALLOWANCE,
                    where,
                    Remark(
                        text="{bags} bags and {bulky} bulky pieces ride; so near the line {most_bags} bags and "
                        "{most_bulky} bulky pieces may.",
                        facts={
                            "bags": pack.bags,
                            "bulky": pack.bulky,
                            "most_bags": most.bags,
                            "most_bulky": most.bulky,
                        },
                    ),
                )
            if pack.bulky and pack.bags < most.bags:
                yield fault(
                    FaultCode.BULKY_BEFORE_BAGS,
                    where,
                    Remark(text="A bulky piece rides while a bag that may come along stays behind."),
                )
            place = place_of(graph, stop.at.arc, stop.at.fraction)
            rate_per_h = point_rate(field, *place, stop.departs_at, armoured=False)
            saved = rate_per_h * stop.saved_s / SECONDS_PER_HOUR * stop.people_on_scene
            if not same_exposure(stop.saved_person_exposure, saved):
                yield fault(
                    FaultCode.SAVED,
                    where,
                    Remark(
                        text="The plan says that what stays behind saves a person-exposure of {stated}; "
                        "it saves {saved}.",
                        facts={"stated": rounded(stop.saved_person_exposure), "saved": rounded(saved)},
                    ),
                )


def with_everything(stop: Stop, needs: Needs, rule: BelongingsRule, most: Pack) -> Stop:
    """Give the stop with everything aboard that may come along; its clock stays as it is."""
    packed = with_pack(needs, rule, most)
    return replace(
        stop,
        left_kg=needs.belongings_kg - packed.belongings_kg,
        left_l=needs.belongings_l - packed.belongings_l,
        left_bulky=needs.bulky - packed.bulky,
    )
