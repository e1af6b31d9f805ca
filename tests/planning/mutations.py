"""One thing changed in a plan, or in the rules it was made by, and the fault that the referee has to find."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from openevac.domain.belongings import BagZone, BelongingsRule
from openevac.domain.missions import Plan
from openevac.domain.places import Access
from openevac.domain.shelters import Beds
from openevac.domain.situation import Curfew, PlaceAccess
from openevac.planning.check.faults import FaultCode
from tests.worlds import World

HOUR = timedelta(hours=1)


def changed_plans(made: Plan) -> dict[FaultCode, Plan]:
    """Give the plan with one thing changed, in the ways that its first mission can be changed."""
    mission = made.missions[0]
    trip, home = mission.trips[0], mission.way_home
    stop, leg = trip.stops[0], trip.legs[0]

    def with_mission(**changes: Any) -> Plan:
        return replace(made, missions=(replace(mission, **changes), *made.missions[1:]))

    def with_trip(**changes: Any) -> Plan:
        return with_mission(trips=(replace(trip, **changes), *mission.trips[1:]))

    def with_stop(**changes: Any) -> Plan:
        return with_trip(stops=(replace(stop, **changes), *trip.stops[1:]))

    def with_leg(**changes: Any) -> Plan:
        return with_trip(legs=(replace(leg, **changes), *trip.legs[1:]))

    found = {
        FaultCode.REQUEST_MISSING: replace(made, missions=made.missions[1:]),
        FaultCode.REQUEST_TWICE: with_trip(stops=(stop, *trip.stops)),
        FaultCode.VEHICLE_TWICE: replace(made, missions=(*made.missions, mission)),
        FaultCode.UNKNOWN_SHELTER: with_trip(shelter="nowhere"),
        FaultCode.LEG_BROKEN: with_leg(arcs=(*leg.arcs, -1)),
        FaultCode.LEG_TIME: with_leg(time_s=leg.time_s + 90),
        FaultCode.LEG_LENGTH: with_leg(length_m=leg.length_m + 200),
        FaultCode.EXPOSURE: with_leg(exposure=leg.exposure * 1.01 + 0.001),
        FaultCode.PEOPLE_STATED: with_mission(way_home=replace(home, people_aboard=home.people_aboard + 1)),
        FaultCode.SERVICE_TIME: with_stop(service_s=stop.service_s + 90),
        FaultCode.LOAD_STATED: with_stop(aboard=replace(stop.aboard, people=stop.aboard.people + 1)),
        FaultCode.TOTALS: replace(made, totals=replace(made.totals, people=made.totals.people + 1)),
        FaultCode.LEFT_STATED: with_stop(left_kg=-1.0),
        FaultCode.WAVE: with_mission(wave=mission.wave + 1),
        FaultCode.CLOCK: with_leg(arrives_at=leg.arrives_at + timedelta(minutes=3)),
    }
    if len(leg.arcs) > 2:
        found[FaultCode.LEG_BROKEN] = with_leg(arcs=(*leg.arcs[:1], *leg.arcs[2:]))
    if leg.exposure > 0.01:
        found[FaultCode.EXPOSURE] = with_leg(exposure=leg.exposure / 2)
    return found


def changed_rules(world: World, made: Plan) -> dict[FaultCode, World]:
    """Give the world with one rule changed, so that the first mission of the plan breaks it."""
    mission, operation = made.missions[0], world.operation
    trip, vehicle = mission.trips[0], operation.vehicle(mission.vehicle)
    stop, doors = trip.stops[0], [operation.request(stop.request) for stop in trip.stops]
    shelter = trip.shelter
    found = {
        FaultCode.CREW_HOURS: world.with_record("crews", vehicle.crew, tw_late=mission.returns_at - HOUR / 6),
        FaultCode.SHELTER_HOURS: world.with_record("shelters", shelter, tw_early=trip.arrives_at + HOUR, tw_late=None),
        FaultCode.TIME_WINDOW: world.with_record(
            "requests", stop.request, tw_early=stop.starts_at + HOUR, tw_late=None
        ),
        FaultCode.DEPARTURE_WINDOW: world.with_policy(departure_early=None, departure_late=mission.departs_at - HOUR),
        FaultCode.DUTY: world.with_policy(max_duty_s=60.0),
        FaultCode.STOP_TOO_LONG: world.with_policy(max_stop_s=1.0),
        FaultCode.UNKNOWN_VEHICLE: world.with_record("vehicles", vehicle.id, id="another"),
    }
    if trip.stops[-1].aboard.seats_taken > 1:
        found[FaultCode.SEATS] = world.with_record("vehicle_types", vehicle.type, seats=1)
    if trip.exposure > 0.01:
        found[FaultCode.CEILING_TRIP] = world.with_policy(max_exposure_per_trip=trip.exposure * 0.9)
        found[FaultCode.CEILING_PERSON] = world.with_policy(max_exposure_per_person=mission.exposure * 0.9)
    if not any(door.needs.needs_care for door in doors):
        too_few = sum(door.needs.party_size for door in doors) - 1
        found[FaultCode.BEDS] = world.with_record("shelters", shelter, beds=Beds(ordinary=too_few))
    if any(door.needs.pets for door in doors):
        found[FaultCode.PETS] = world.with_record("vehicle_types", vehicle.type, pets=False)
        found[FaultCode.SHELTER_PETS] = world.with_record("shelters", shelter, pets=False)
    if any(one.walk is not None for one in trip.stops):
        found[FaultCode.WALK_TOO_LONG] = world.with_policy(max_walk_m=1.0)
        found[FaultCode.MEETING_POINTS_OFF] = world.with_policy(meeting_points=False)
    if stop.walk is None and doors[0].katottg:
        closed = PlaceAccess(katottg=doors[0].katottg, access=Access.CLOSED, source="police", since=world.now)
        found[FaultCode.PLACE_ACCESS] = world.with_situation(access=(closed,))
    if any(
        one.walk is None and one.taken(door.needs).belongings_kg > 0
        for one, door in zip(trip.stops, doors, strict=True)
    ):
        none = BelongingsRule(zones=(BagZone(within_km=500.0, bags=0),))
        found[FaultCode.BAG_ALLOWANCE] = world.with_policy(belongings=none)
    if trip.loads_out:
        found[FaultCode.COLD_LIMIT] = world.with_record("aid", trip.loads_out[0], cold_limit_s=1.0)
        found[FaultCode.SERVICE_TIME] = world.with_record("aid", trip.loads_out[0], handover_s=4000.0)
    if sum(one.vehicle == vehicle.id for one in made.missions) > 1:
        found[FaultCode.REST] = world.with_policy(rest_s=86_400.0)
    return found


def under_a_curfew_an_hour_later(world: World, made: Plan) -> tuple[World, Plan]:
    """Give a world whose curfew begins when the last vehicle has come home, and the plan in which that leaves late."""
    last = max(made.missions, key=lambda one: one.returns_at)
    begins = (last.returns_at + timedelta(minutes=1)).astimezone(world.situation.zone_info)
    curfew = Curfew(starts=begins.time(), ends=(begins + 3 * HOUR).time(), source="police")
    later = tuple(_later(one) if one is last else one for one in made.missions)
    return world.with_situation(curfews=(curfew,)), replace(made, missions=later)


def _later(value: Any) -> Any:
    """Move every clock time in a record by an hour."""
    if isinstance(value, datetime):
        return value + HOUR
    if isinstance(value, tuple):
        return tuple(_later(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: _later(getattr(value, item.name)) for item in fields(value)})
    return value
