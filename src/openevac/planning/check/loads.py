"""What is aboard after every stop, and whether the vehicle can hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.legs import Load
from openevac.domain.missions import Mission, Trip
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.vehicles import VehicleType
from openevac.planning.check.aid import parcels_given
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.on_foot import needs_met
from openevac.planning.check.tolerances import LOAD, same_load


def load_after(before: Load, needs: Needs, kind: VehicleType) -> Load:
    """Give what is aboard once a household has boarded; wheelchairs and stretchers fold seats away."""
    folded = needs.wheelchairs * kind.seats_per_wheelchair + needs.stretchers * kind.seats_per_stretcher
    return Load(
        people=before.people + needs.party_size,
        seats_taken=before.seats_taken + needs.seats + folded,
        wheelchairs=before.wheelchairs + needs.wheelchairs,
        stretchers=before.stretchers + needs.stretchers,
        kg=before.kg + needs.belongings_kg,
        litres=before.litres + needs.belongings_l,
        pets=before.pets + needs.pets,
    )


def load_out(trip: Trip, operation: Operation) -> Load:
    """Give the parcels aboard on the way out: those that the stops of a trip give."""
    out = [parcel for stop in trip.stops for parcel in parcels_given(stop, operation)]
    return Load(kg=sum(parcel.kg for parcel in out), litres=sum(parcel.litres for parcel in out))


def load_of(names: Iterable[str], kind: VehicleType, operation: Operation) -> Load:
    """Give what some households together bring aboard."""
    load = Load()
    for name in names:
        load = load_after(load, operation.request(name).needs, kind)
    return load


def loads_of(
    trip: Trip, kind: VehicleType, operation: Operation, numbers: ExposureProfile, before: Load
) -> tuple[Load, ...]:
    """Give what is aboard after each stop of a trip that starts with a load: parcels go before anybody boards."""
    loads, aboard = [], before
    for stop in trip.stops:
        given = parcels_given(stop, operation)
        aboard = replace(
            aboard,
            kg=aboard.kg - sum(parcel.kg for parcel in given),
            litres=aboard.litres - sum(parcel.litres for parcel in given),
        )
        aboard = load_after(aboard, stop.taken(needs_met(stop, operation, numbers)), kind)
        loads.append(aboard)
    return tuple(loads)


def check_loads(mission: Mission, operation: Operation, numbers: ExposureProfile) -> Iterator[Fault]:
    """Find stops after which too much is aboard or the stated load is wrong, and pets where none may go."""
    kind = operation.vehicle_type(operation.vehicle(mission.vehicle))
    for number, trip in enumerate(mission.trips, 1):
        aboard = load_of(mission.aboard if number == 1 else (), kind, operation)
        out = load_out(trip, operation)
        before = replace(aboard, kg=aboard.kg + out.kg, litres=aboard.litres + out.litres)
        loads = loads_of(trip, kind, operation, numbers, before)
        yield from _check_capacity(before, kind, Where(vehicle=mission.vehicle, trip=number))
        for stop, load in zip(trip.stops, loads, strict=True):
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            yield from _check_capacity(load, kind, where)
            if not _same(stop.aboard, load):
                yield fault(
                    FaultCode.LOAD_STATED,
                    where,
                    Remark(
                        text="The plan states another load after this stop than the households bring: "
                        "{people} people on {seats} seats with {kg} kg are aboard.",
                        facts={"people": load.people, "seats": load.seats_taken, "kg": round(load.kg, 1)},
                    ),
                )
        if trip.hand_over is None and (before, *loads)[-1].pets and not operation.shelter(trip.shelter).pets:
            yield fault(
                FaultCode.SHELTER_PETS,
                Where(vehicle=mission.vehicle, trip=number),
                Remark(
                    text="Animals are brought to the shelter '{shelter}', which takes none.",
                    facts={"shelter": trip.shelter},
                ),
            )


def _same(stated: Load, load: Load) -> bool:
    return (
        (stated.people, stated.seats_taken, stated.wheelchairs, stated.stretchers, stated.pets)
        == (load.people, load.seats_taken, load.wheelchairs, load.stretchers, load.pets)
        and same_load(stated.kg, load.kg)
        and same_load(stated.litres, load.litres)
    )


def _check_capacity(load: Load, kind: VehicleType, where: Where) -> Iterator[Fault]:
    if load.seats_taken > kind.seats:
        yield fault(
            FaultCode.SEATS,
            where,
            Remark(
                text="{taken} seats are taken or folded away; the vehicle has {seats}.",
                facts={"taken": load.seats_taken, "seats": kind.seats},
            ),
        )
    if load.wheelchairs > kind.wheelchair_places:
        yield fault(
            FaultCode.WHEELCHAIR_PLACES,
            where,
            Remark(
                text="{taken} people in wheelchairs are aboard; the vehicle has {places} places for them.",
                facts={"taken": load.wheelchairs, "places": kind.wheelchair_places},
            ),
        )
    if load.stretchers > kind.stretchers:
        yield fault(
            FaultCode.STRETCHERS,
            where,
            Remark(
                text="{taken} lying people are aboard; the vehicle has {places} stretchers.",
                facts={"taken": load.stretchers, "places": kind.stretchers},
            ),
        )
    if not load.kg <= kind.payload_kg + LOAD:
        yield fault(
            FaultCode.PAYLOAD,
            where,
            Remark(
                text="{kg} kg of belongings are aboard; the vehicle takes {most}.",
                facts={"kg": round(load.kg, 1), "most": kind.payload_kg},
            ),
        )
    if not load.litres <= kind.volume_l + LOAD:
        yield fault(
            FaultCode.VOLUME,
            where,
            Remark(
                text="{litres} litres of belongings are aboard; the vehicle takes {most}.",
                facts={"litres": round(load.litres, 1), "most": kind.volume_l},
            ),
        )
    if load.pets and not kind.pets:
        yield fault(FaultCode.PETS, where, Remark(text="Animals are aboard a vehicle that takes none."))
