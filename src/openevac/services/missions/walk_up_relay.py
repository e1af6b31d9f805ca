"""Who walks up to a vehicle that drives to a relay: the mission that takes its people on there meets them too."""

from __future__ import annotations

from datetime import timedelta

from openevac.domain.legs import Load
from openevac.domain.needs import Needs
from openevac.domain.vehicles import VehicleType
from openevac.planning.loads import lacks, with_household
from openevac.services.missions.aboard import aboard_of
from openevac.services.missions.codes import stop_code
from openevac.services.missions.relays import outer_stops, still_taken_on
from openevac.store.convert.fleet import vehicle_type_to_domain
from openevac.store.convert.requests import needs_to_domain
from openevac.store.models import Stop, Trip


def met_at_the_relay(door: Stop, needs: Needs) -> Stop | None:
    """Add a stop at the relay for who walked up at a door before it; None where no mission there has room for them.

    They then stand on the board as people for whom nobody comes, as before: their crew drives them on, or back.
    """
    for beside in _taken_on_beside(door):
        trip = beside.trip
        if _short_of(trip, needs):
            continue
        number = trip.stops.count() + 1
        return Stop.objects.create(
            organisation=door.organisation,
            trip=trip,
            number=number,
            code=stop_code(trip.mission.code, trip.mission.version, trip.number, number),
            request=door.request,
            relay=beside.relay,
            met_lon=beside.met_lon,
            met_lat=beside.met_lat,
            waits_from=beside.waits_from,
            arrives_at=beside.arrives_at + timedelta(seconds=beside.service_s),
            service_s=0.0,
        )
    return None


def _taken_on_beside(door: Stop) -> list[Stop]:
    """Give the last stop at the relay of each mission that takes others of the same trip on there."""
    others = Stop.objects.filter(trip=door.trip, request__isnull=False).exclude(id=door.id)
    halts = outer_stops(others.select_related("request", "trip__mission")).values()
    last = {one.trip_id: one for one in sorted(halts, key=lambda one: one.number) if still_taken_on(one)}
    return sorted(last.values(), key=lambda one: (one.arrives_at, one.code))


def _short_of(trip: Trip, needs: Needs) -> bool:
    """Tell whether the vehicle would be too full with who rides in it and who was promised on this trip."""
    kind: VehicleType = vehicle_type_to_domain(trip.mission.vehicle.type)
    load = Load()
    requests = {boarding.stop.request for boarding in aboard_of(trip.mission)}
    requests |= {stop.request for stop in trip.stops.filter(outcome="").select_related("request")}
    for request in requests:
        if request is not None:
            load = with_household(load, needs_to_domain(request), kind)
    return bool(lacks(with_household(load, needs, kind), kind))
