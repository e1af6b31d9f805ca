"""What a plan of a random operation really has in it, by name: so that a generator that has gone stale is seen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from openevac.domain.missions import Mission, Plan, Stop
from openevac.domain.operation import Operation, Policy
from openevac.domain.places import Access
from openevac.domain.unserved import Limit
from tests.worlds import World

CEILINGS = {Limit.CEILING_TRIP, Limit.CEILING_PERSON, Limit.CEILING_MARGINAL}


def what_occurred(world: World, made: Plan) -> set[str]:
    """Name everything that occurs in a plan."""
    return {*_of_drives(world.operation, made), *_of_doors(world, made), *_of_those_who_stay(made)}


def stops_of(made: Plan) -> list[Stop]:
    """Give every stop of a plan."""
    return [stop for mission in made.missions for trip in mission.trips for stop in trip.stops]


def _of_drives(operation: Operation, made: Plan) -> Iterator[str]:
    trips = [trip for mission in made.missions for trip in mission.trips]
    hours = [shelter for shelter in operation.shelters if shelter.tw_early or shelter.tw_late]
    facts = {
        "missions": bool(made.missions),
        "two vehicles": len({mission.vehicle for mission in made.missions}) > 1,
        "a second trip": any(len(mission.trips) > 1 for mission in made.missions),
        "two doors in a trip": any(len(trip.stops) > 1 for trip in trips),
        "a day cut into waves": len(made.waves) > 1 and bool(made.missions),
        "a vehicle out in two waves": _out_twice(made),
        "a way on tracks": made.totals.track_m > 0,
        "a parcel given": any(trip.loads_out for trip in trips),
        "a cold parcel given": any(
            operation.parcel(name).cold_limit_s is not None for trip in trips for name in trip.loads_out
        ),
        "a parcel that rides nowhere": bool(made.unplaced),
        "a shelter with hours": bool({trip.shelter for trip in trips} & {shelter.id for shelter in hours}),
        "a ceiling held": bool(made.missions) and _has_a_ceiling(operation.policy),
        "a second vehicle asked for": operation.policy.pair is not None and bool(made.missions),
        "routine known": any((mission.routineness or 0.0) > 0 for mission in made.missions),
        "less routine than usual": any(_varies(mission) for mission in made.missions),
    }
    return (name for name, occurs in facts.items() if occurs)


def _out_twice(made: Plan) -> bool:
    return any(one.vehicle == other.vehicle for one, other in pairwise(sorted(made.missions, key=lambda m: m.vehicle)))


def _has_a_ceiling(policy: Policy) -> bool:
    margins = (policy.max_marginal.urgent, policy.max_marginal.first, policy.max_marginal.planned)
    return any(one is not None for one in (policy.max_exposure_per_trip, policy.max_exposure_per_person, *margins))


def _varies(mission: Mission) -> bool:
    return mission.routineness is not None and mission.routineness < (mission.routineness_usual or 0.0)


def _of_doors(world: World, made: Plan) -> Iterator[str]:
    operation, stops = world.operation, stops_of(made)
    doors = [operation.request(stop.request) for stop in stops]
    rules = {rule.katottg: rule.access for rule in world.situation.access}
    ways_in = {rules.get(door.katottg) for stop, door in zip(stops, doors, strict=True) if not stop.meeting_point}
    under_curfew = {code for curfew in world.situation.curfews for code in curfew.places}
    facts = {
        "met on foot": any(stop.meeting_point for stop in stops),
        "fetched by armour alone": Access.ARMOURED_ONLY in ways_in,
        "pets": any(door.needs.pets for door in doors),
        "a wheelchair": any(door.needs.wheelchairs for door in doors),
        "a stretcher": any(door.needs.stretchers for door in doors),
        "a care bed": any(door.needs.needs_care for door in doors),
        "required": any(door.required for door in doors),
        "things that stay": any(stop.leaves_things for stop in stops),
        "a bulky piece that stays": any(stop.left_bulky for stop in stops),
        "a door with hours": any(door.tw_early for door in doors),
        "a door released late": any(door.release_time for door in doors),
        "a curfew everywhere": bool(stops) and any(not curfew.places for curfew in world.situation.curfews),
        "a curfew at the door": any(door.katottg in under_curfew for door in doors),
    }
    return (name for name, occurs in facts.items() if occurs)


def _of_those_who_stay(made: Plan) -> Iterator[str]:
    limits = {entry.limit for entry in made.unserved}
    yield from (f"stays: {limit}" for limit in limits)
    if limits & CEILINGS:
        yield "stays: a ceiling"
    if any(entry.proof.text.startswith("No single limit") for entry in made.unserved):
        yield "stays: several limits"
