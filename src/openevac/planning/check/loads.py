"""What is aboard after every stop, and whether the vehicle can hold it."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.missions import Load, Mission, Remark, Trip
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.vehicles import VehicleType
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
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


def loads_of(trip: Trip, kind: VehicleType, operation: Operation) -> tuple[Load, ...]:
    """Give what is aboard after each stop of a trip that starts empty."""
    loads, aboard = [], Load()
    for stop in trip.stops:
        aboard = load_after(aboard, operation.request(stop.request).needs, kind)
        loads.append(aboard)
    return tuple(loads)


def check_loads(mission: Mission, operation: Operation) -> Iterator[Fault]:
    """Find stops after which too much is aboard or the stated load is wrong, and pets where none may go."""
    kind = operation.vehicle_type(operation.vehicle(mission.vehicle))
    for number, trip in enumerate(mission.trips, 1):
        for stop, load in zip(trip.stops, loads_of(trip, kind, operation), strict=True):
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
        if loads_of(trip, kind, operation)[-1].pets and not operation.shelter(trip.shelter).pets:
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
