"""What people and things take up in a vehicle, and what it lacks for them."""

from __future__ import annotations

from collections.abc import Iterable

from openevac.domain.legs import Load
from openevac.domain.needs import Needs
from openevac.domain.unserved import Limit
from openevac.domain.vehicles import VehicleType

ROUNDING = 1e-6


def with_household(load: Load, needs: Needs, vehicle_type: VehicleType) -> Load:
    """Give the load after one more household has boarded; wheelchairs and stretchers fold seats away."""
    return Load(
        people=load.people + needs.party_size,
        seats_taken=load.seats_taken
        + needs.seats
        + needs.wheelchairs * vehicle_type.seats_per_wheelchair
        + needs.stretchers * vehicle_type.seats_per_stretcher,
        wheelchairs=load.wheelchairs + needs.wheelchairs,
        stretchers=load.stretchers + needs.stretchers,
        kg=load.kg + needs.belongings_kg,
        litres=load.litres + needs.belongings_l,
        pets=load.pets + needs.pets,
    )


def load_of(households: Iterable[Needs], vehicle_type: VehicleType) -> Load:
    """Give the load of several households together."""
    load = Load()
    for needs in households:
        load = with_household(load, needs, vehicle_type)
    return load


def lacks(load: Load, vehicle_type: VehicleType) -> tuple[Limit, ...]:
    """Name every limit of a vehicle that a load breaks; empty means that it fits."""
    broken = {
        Limit.SEATS: load.seats_taken > vehicle_type.seats,
        Limit.WHEELCHAIR_PLACES: load.wheelchairs > vehicle_type.wheelchair_places,
        Limit.STRETCHERS: load.stretchers > vehicle_type.stretchers,
        Limit.PAYLOAD: load.kg > vehicle_type.payload_kg + ROUNDING,
        Limit.VOLUME: load.litres > vehicle_type.volume_l + ROUNDING,
        Limit.PETS: load.pets > 0 and not vehicle_type.pets,
    }
    return tuple(limit for limit, is_broken in broken.items() if is_broken)
