"""Vehicles, crews and bases: what is kept, and a form for each kind of thing."""

from __future__ import annotations

from datetime import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.domain.vehicles import Depot, Profile, RoadUse, VehicleType
from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet
from openevac.services.missions.see_fleet import see_fleet
from openevac.web.asking import asking, order, signed_in
from openevac.web.desk.mission.telling import holds_in_words
from openevac.web.desk.mission.typed import clock_or_none, decimal, one_of, whole
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for

HERE = "/mission/fleet/"


@signed_in
def fleet(request: HttpRequest) -> HttpResponse:
    """Show the fleet with its forms."""
    seen, words = see_fleet(asking(request)), words_for(request)
    return shown(
        request,
        "mission/fleet.html",
        {
            "fleet": seen,
            "types": [(one, holds_in_words(one.holds, words)) for one in seen.types],
            "vehicles": [(one, holds_in_words(one.kind.holds, words)) for one in seen.vehicles],
            "uses": list(RoadUse),
            "leaders": [one for one in seen.riders if one.may_lead],
        },
    )


@signed_in
@require_POST
def keep_base(request: HttpRequest) -> HttpResponse:
    """Keep where vehicles stand."""
    given = request.POST
    position = LonLat(decimal(given.get("lon", ""), "lon"), decimal(given.get("lat", ""), "lat"))
    return _keep(request, KeepFleet(depots=(Depot(id=_code(request), position=position),)))


@signed_in
@require_POST
def keep_kind(request: HttpRequest) -> HttpResponse:
    """Keep what one kind of vehicle holds, which roads it may use, and whether it is armoured."""
    given, code = request.POST, _code(request)
    kind = VehicleType(
        id=code,
        profile=code,
        seats=whole(given.get("seats", ""), "seats", 99),
        wheelchair_places=whole(given.get("wheelchair_places", "0"), "wheelchair_places", 20),
        seats_per_wheelchair=whole(given.get("seats_per_wheelchair", "2"), "seats_per_wheelchair", 10),
        stretchers=whole(given.get("stretchers", "0"), "stretchers", 20),
        seats_per_stretcher=whole(given.get("seats_per_stretcher", "3"), "seats_per_stretcher", 10),
        payload_kg=decimal(given.get("payload_kg", ""), "payload_kg"),
        volume_l=decimal(given.get("volume_l", ""), "volume_l"),
        pets=given.get("pets") == "yes",
    )
    road = Profile(
        id=code,
        road_use=RoadUse(one_of(given.get("road_use", ""), tuple(RoadUse), "road_use")),
        height_m=decimal(given.get("height_m", "0") or "0", "height_m"),
        weight_t=decimal(given.get("weight_t", "0") or "0", "weight_t"),
        armoured=given.get("armoured") == "yes",
    )
    return _keep(request, KeepFleet(vehicle_types=(kind,), profiles=(road,)))


@signed_in
@require_POST
def keep_vehicle(request: HttpRequest) -> HttpResponse:
    """Keep one vehicle: its kind, where it stands, how often it may go in a day."""
    given = request.POST
    vehicle = FleetVehicle(
        code=_code(request),
        type=given.get("type", ""),
        depot=given.get("depot", ""),
        max_trips=whole(given.get("max_trips", "3"), "max_trips", 20),
    )
    return _keep(request, KeepFleet(vehicles=(vehicle,)))


@signed_in
@require_POST
def keep_crew(request: HttpRequest) -> HttpResponse:
    """Keep one crew: its vehicle, who leads, who rides, its hours."""
    given = request.POST
    crew = FleetCrew(
        code=_code(request),
        vehicle=given.get("vehicle", ""),
        leader=given.get("leader", ""),
        members=tuple(given.getlist("member")),
        carriers=whole(given.get("carriers", "2"), "carriers", 20),
        hours_from=_hour(given.get("hours_from", ""), "hours_from"),
        hours_until=_hour(given.get("hours_until", ""), "hours_until"),
    )
    return _keep(request, KeepFleet(crews=(crew,)))


def _keep(request: HttpRequest, asked: KeepFleet) -> HttpResponse:
    keep_fleet(order(request), asked)
    messages.info(request, words_for(request).say("{code} is kept.", code=_code(request)))
    return go(HERE)


def _code(request: HttpRequest) -> str:
    return request.POST.get("code", "").strip()


def _hour(text: str, field: str) -> time:
    found = clock_or_none(text, field)
    if found is None:
        raise InputError("The time is missing.", "Type hours and minutes, for example 05:40.", field=field)
    return found
