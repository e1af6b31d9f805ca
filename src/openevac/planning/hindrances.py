"""What stands between one household and one vehicle whatever else is planned: ground, access, ways, room, hands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from openevac.domain.errors import InputError
from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.hazards import ZoneKind
from openevac.domain.operation import Policy
from openevac.domain.places import Access, LonLat, Place
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.situation import Situation
from openevac.domain.units import METRES_PER_KM, SECONDS_PER_MINUTE
from openevac.domain.unserved import Limit
from openevac.domain.vehicles import Crew, Profile, VehicleType
from openevac.hazards.closures import ClosedBy, point_reasons
from openevac.hazards.weather import HOUR
from openevac.planning.ground import Ground, Slice
from openevac.planning.hours import refused_spans
from openevac.planning.loads import lacks, load_of
from openevac.roads.projection import to_metric
from openevac.rules.service_time import carriers_needed, service_duration_s
from openevac.rules.spans import Span, seconds_after, without


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One limit that a household breaks, said in a sentence."""

    limit: Limit
    reason: Remark


def position_of(request: EvacuationRequest, places: dict[str, Place]) -> LonLat | None:
    """Give where a request is: its own position, or its place's; None where no source says where the place lies.

    Raises InputError for a code that the region does not know when the request has no position of its own.
    """
    if request.position is not None:
        return request.position
    place = places.get(request.katottg)
    if place is None:
        raise InputError(
            "The request '{request}' names the place {code}, which the region does not know, and has no position.",
            "Correct the code (`openevac region search` finds it) or give a position.",
            field="requests.katottg",
            request=request.id,
            code=request.katottg,
        )
    return place.position


def hindrance_of_ground(ground: Ground, position: LonLat | None) -> Hindrance | None:
    """Tell whether a door lies where nobody is sent: nowhere known, outside the region, held, beyond the border."""
    if position is None:
        return Hindrance(
            Limit.OUTSIDE_REGION,
            Remark(text="No source says where the place lies, and the request has no position of its own."),
        )
    x_m, y_m = (float(value) for value in to_metric(ground.graph.crs, position.lon, position.lat))
    if not (np.isfinite((x_m, y_m)).all() and ground.field.grid.covers(x_m, y_m)):
        return Hindrance(
            Limit.OUTSIDE_REGION,
            Remark(
                text="The place lies outside the region '{region}': {distance_km} km from the nearest of its roads.",
                facts={"region": ground.region.name, "distance_km": _distance_km(ground, position)},
            ),
        )
    limits = {ClosedBy.BORDER: Limit.BEYOND_BORDER, ClosedBy.HELD: Limit.HELD_GROUND}
    for closed, remark in point_reasons(ground.field, x_m, y_m):
        if closed in limits:
            return Hindrance(limits[closed], remark)
    return None


def hindrances_of_ability(
    request: EvacuationRequest, kind: VehicleType, crew: Crew, numbers: ExposureProfile, policy: Policy
) -> tuple[Hindrance, ...]:
    """Give what a vehicle and its crew lack for the people of one household alone, and whether the stop is too long.

    `request` comes without things: they never keep a household from being fetched (planning.packing).
    """
    needs, found = request.needs, []
    load = load_of([needs], kind)
    facts = {
        Limit.SEATS: (load.seats_taken, kind.seats),
        Limit.WHEELCHAIR_PLACES: (load.wheelchairs, kind.wheelchair_places),
        Limit.STRETCHERS: (load.stretchers, kind.stretchers),
        Limit.PETS: (load.pets, 0),
    }
    for limit in lacks(load, kind):
        needed, most = facts[limit]
        found.append(Hindrance(limit, _lacking(limit, needed, most)))
    carriers = carriers_needed(needs, numbers)
    if carriers > crew.carriers:
        found.append(
            Hindrance(
                Limit.CARRIERS,
                Remark(
                    text="{needed} people must carry here; the crew that comes nearest to it has {most} who can.",
                    facts={"needed": carriers, "most": crew.carriers},
                ),
            )
        )
    service_s = service_duration_s(needs, crew, numbers)
    if service_s > policy.max_stop_s:
        found.append(
            Hindrance(
                Limit.STOP_TOO_LONG,
                Remark(
                    text="The stop would take {needed} minutes; the policy allows {most}.",
                    facts={
                        "needed": math.ceil(service_s / SECONDS_PER_MINUTE),
                        "most": math.floor(policy.max_stop_s / SECONDS_PER_MINUTE),
                    },
                ),
            )
        )
    return tuple(found)


def _lacking(limit: Limit, needed: int, most: int) -> Remark:
    facts: dict[str, str | int | float] = {"needed": needed, "most": most}
    said = {
        Limit.SEATS: Remark(
            text="The household takes {needed} seats, folded ones counted; the best vehicle for it has {most}.",
            facts=facts,
        ),
        Limit.WHEELCHAIR_PLACES: Remark(
            text="Wheelchair places needed: {needed}; the best vehicle for the household has {most}.", facts=facts
        ),
        Limit.STRETCHERS: Remark(
            text="Stretchers needed: {needed}; the best vehicle for the household has {most}.", facts=facts
        ),
        Limit.PETS: Remark(text="Animals to be taken: {needed}; no vehicle that could come takes any.", facts=facts),
    }
    return said[limit]


def hindrance_of_access(
    request: EvacuationRequest, situation: Situation, zero: datetime, day: Span, *, armoured: bool
) -> Hindrance | None:
    """Tell whether the authorities keep this vehicle out of the place for the whole of its day."""
    if not request.katottg or without(day, refused_spans(request, situation, zero, armoured=armoured)):
        return None
    rule = next(rule for rule in situation.access if rule.katottg == request.katottg)
    facts: dict[str, str | int | float] = {"source": rule.source, "since": rule.since.isoformat()}
    if rule.access is Access.ARMOURED_ONLY:
        return Hindrance(
            Limit.NO_ARMOURED_VEHICLE,
            Remark(
                text="Only armoured vehicles may enter the place since {since}, by word of {source}; none could come.",
                facts=facts,
            ),
        )
    return Hindrance(
        Limit.PLACE_CLOSED,
        Remark(text="The place is closed to volunteers since {since}, by word of {source}.", facts=facts),
    )


def hindrance_of_halt(ground: Ground, profile: Profile, when: Slice, position: LonLat, max_m: float) -> Hindrance:
    """Say why a vehicle finds nowhere to stop for a door: no road of its own near enough, or no way to it."""
    distance_m = ground.distance_m(profile, when, position)
    if distance_m is None or distance_m <= max_m:
        return no_open_way()
    return Hindrance(
        Limit.TOO_FAR_FROM_ROAD,
        Remark(
            text="The door lies {distance_km} km from the nearest road that a vehicle could use; "
            "at most {max_km} km are taken.",
            facts={
                "distance_km": round(distance_m / METRES_PER_KM, 2),
                "max_km": round(max_m / METRES_PER_KM, 2),
            },
        ),
    )


def no_open_way() -> Hindrance:
    """Say that closed roads cut a door off."""
    return Hindrance(Limit.NO_OPEN_WAY, Remark(text="No open way leads to the door and on to a shelter."))


def closed_hours(ground: Ground, points: list[tuple[float, float]], zero: datetime, horizon: Span) -> Iterator[Span]:
    """Give the hours in which one of some points (metres) lies in a closed zone."""
    zones = [
        laid
        for laid in ground.field.zones
        if laid.zone.kind is ZoneKind.CLOSED and any(laid.area.holds_point(x_m, y_m) for x_m, y_m in points)
    ]
    hour = zero + timedelta(seconds=horizon.early)
    while zones and seconds_after(zero, hour) < horizon.late:
        if any(laid.holds_in(hour) for laid in zones):
            early = seconds_after(zero, hour)
            yield Span(early, early + HOUR.total_seconds())
        hour += HOUR


def _distance_km(ground: Ground, position: LonLat) -> float:
    x_m, y_m = (float(value) for value in to_metric(ground.graph.crs, position.lon, position.lat))
    away_m = np.hypot(ground.graph.node_x - x_m, ground.graph.node_y - y_m)
    return round(float(away_m.min()) / METRES_PER_KM, 1) if np.isfinite(away_m).all() else -1.0
