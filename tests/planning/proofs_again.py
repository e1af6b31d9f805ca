"""The proof of a reason, made again from outside: a limit lifted by hand, a whole plan for one household, the referee.

Nothing here is taken from `planning.relax` or `planning.trials`; a limit is lifted for every vehicle and shelter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from openevac.domain.hazards import ZoneKind
from openevac.domain.missions import Mission, Plan
from openevac.domain.operation import MarginalCeilings, Operation
from openevac.domain.shelters import Beds
from openevac.domain.unserved import Limit, Unserved
from openevac.domain.vehicles import RoadUse
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from openevac.roads.region import Region
from tests.planning.check.plan_builder import fairness, totals
from tests.planning.rich_operations import ITERATIONS
from tests.worlds import World

TAKEN_BY_OTHERS = {Limit.FLEET_FULL, Limit.BEDS, Limit.CARE_BED}
"""What a household may lack though it could be fetched were it alone."""

NOTHING_CLAIMED = ("Nothing was lifted", "No proof was found", "No single limit proves it")
SEVERAL = "No single limit was found"


def against_the_reason(region: Region, world: World, made: Plan, entry: Unserved) -> str:
    """Say what speaks against a reason and its proof, "" where nothing does.

    Whoever is looked at alone is looked at without the rule of the second vehicle, which only a whole plan can keep.
    """
    if entry.limit is Limit.PAIR:
        return "" if _fetched_without_the_rule(region, world, made, entry) else "without the rule it is not fetched"
    world = world.with_policy(pair=None)
    if entry.proof.text.startswith(NOTHING_CLAIMED):
        return ""
    if entry.proof.text.startswith(SEVERAL):
        return against_several(region, world, entry)
    if entry.limit is Limit.FLEET_FULL:
        return "" if _one_more_fetches_it(region, world, made, entry) else "one more vehicle does not fetch it"
    alone = only(world, entry.request)
    if entry.limit not in TAKEN_BY_OTHERS and _fetches(region, alone):
        return "alone it is fetched with nothing lifted"
    lifted = _hands(alone, entry) if entry.limit is Limit.CARRIERS else LIFTS[entry.limit](alone)
    return "" if _fetches(region, lifted) else "alone it is not fetched with the limit lifted"


def against_several(region: Region, world: World, entry: Unserved) -> str:
    """Say what speaks against a reason of several limits that are lifted together, "" where nothing does."""
    alone = lifted = only(world, entry.request)
    limits = {Limit(name.replace(" ", "_")) for name in str(entry.proof.facts["limits"]).split(", ")}
    for limit in sorted(limits):
        lifted = LIFTS[limit](lifted)
    if not limits <= TAKEN_BY_OTHERS and _fetches(region, alone):
        return "alone it is fetched with nothing lifted"
    return "" if _fetches(region, lifted) else "alone it is not fetched with all of them lifted"


def _fetched_without_the_rule(region: Region, world: World, made: Plan, entry: Unserved) -> bool:
    """Tell whether the same search without the rule of the second vehicle fetches a household, accepted by all."""
    free = world.with_policy(pair=None)
    again = plan(region, free.situation, free.operation, now=free.now, seed=made.seed, iterations=ITERATIONS)
    fetched = {stop.request for mission in again.missions for trip in mission.trips for stop in trip.stops}
    return entry.request in fetched and not _faults(free, again)


def only(world: World, request: str) -> World:
    """Give the world in which nobody else has asked and nothing else is to be taken in."""
    return world.with_operation(requests=(world.operation.request(request),), aid=())


def _fetches(region: Region, world: World) -> bool:
    made = _planned(region, world)
    return bool(made.missions) and not _faults(world, made)


def _planned(region: Region, world: World) -> Plan:
    return plan(region, world.situation, world.operation, now=world.now, seed=1, iterations=1)


def _faults(world: World, made: Plan) -> list[str]:
    found = check_plan(
        made, world.graph, world.fingerprint, world.situation, world.operation, border=world.border, places=world.places
    )
    return [fault.in_english() for fault in found]


def _one_more_fetches_it(region: Region, world: World, made: Plan, entry: Unserved) -> bool:
    """Tell whether the referee accepts the plan with one mission more, driven by a vehicle more of the named kind."""
    larger = _with_one_more(world, str(entry.proof.facts["kind"]), str(entry.proof.facts["depot"]))
    twins = [vehicle for vehicle in larger.operation.vehicles if vehicle.id.startswith("one-more")]
    for twin in twins:
        for shelter in world.operation.shelters:
            alone = only(larger, entry.request).with_operation(vehicles=(twin,), shelters=(shelter,))
            for mission in _planned(region, alone).missions:
                others = tuple(one for one in twins if one is not twin)
                driven = _without_vehicles(larger, {one.id for one in others})
                if not _faults(driven, _with_mission(driven.operation, made, mission)):
                    return True
    return False


def _with_one_more(world: World, kind: str, depot: str) -> World:
    """Add a twin of each vehicle of a kind at a depot, with a crew like its own."""
    operation = world.operation
    models = [vehicle for vehicle in operation.vehicles if (vehicle.type, vehicle.depot) == (kind, depot)]
    crews = [replace(operation.crew(vehicle), id=f"one-more-crew-{number}") for number, vehicle in enumerate(models)]
    twins = [replace(one, id=f"one-more-{number}", crew=f"one-more-crew-{number}") for number, one in enumerate(models)]
    return world.with_operation(vehicles=(*operation.vehicles, *twins), crews=(*operation.crews, *crews))


def _without_vehicles(world: World, names: set[str]) -> World:
    return world.with_operation(vehicles=tuple(one for one in world.operation.vehicles if one.id not in names))


def _with_mission(operation: Operation, made: Plan, mission: Mission) -> Plan:
    wave = max(1, sum(one.starts_at <= mission.departs_at for one in made.waves))
    missions = (*made.missions, replace(mission, wave=wave))
    served = {stop.request for driven in missions for trip in driven.trips for stop in trip.stops}
    return replace(
        made,
        missions=missions,
        unserved=tuple(entry for entry in made.unserved if entry.request not in served),
        totals=totals(missions, operation),
        fairness=fairness(operation, served, made.made_at),
    )


def _of_all(kind: str, **changes: object) -> Callable[[World], World]:
    """Give a lift that changes all records of a kind."""

    def lift(world: World) -> World:
        records = getattr(world.operation, kind)
        return world.with_operation(**{kind: tuple(replace(record, **changes) for record in records)})

    return lift


def _of_the_policy(**changes: object) -> Callable[[World], World]:
    def lift(world: World) -> World:
        return world.with_policy(**changes)

    return lift


def _hands(world: World, entry: Unserved) -> World:
    """Give the crew that the proof names the carriers it names, and no more people aboard than that takes."""
    needed = int(entry.proof.facts["needed"])
    crews = tuple(
        replace(one, carriers=needed, size=max(one.size, needed)) if one.id == entry.proof.facts["crew"] else one
        for one in world.operation.crews
    )
    return world.with_operation(crews=crews)


def _no_held_ground(world: World) -> World:
    lines = (replace(one, held=(), contested=(*one.contested, *one.held)) for one in world.situation.control)
    return world.with_situation(control=tuple(lines))


def _place_open(world: World) -> World:
    (request,) = world.operation.requests
    rules = tuple(rule for rule in world.situation.access if rule.katottg != request.katottg)
    zones = tuple(zone for zone in world.situation.zones if zone.kind is not ZoneKind.CLOSED)
    return world.with_situation(access=rules, zones=zones)


def _roads_open(world: World) -> World:
    situation = world.situation
    opened = world.with_situation(
        reports=tuple(replace(report, blocks=False) for report in situation.reports),
        zones=tuple(zone for zone in situation.zones if zone.kind is ZoneKind.DANGER),
        control=tuple(replace(line, once_held=()) for line in situation.control),
        profile=situation.profile.with_value("weather.wet_hours", -1.0),
    )
    return _of_all("profiles", road_use=RoadUse.FOUR_BY_FOUR, height_m=0.0, weight_t=0.0)(opened)


def _crews_out_longer(world: World) -> World:
    spare = timedelta(hours=12)
    crews = tuple(
        replace(crew, tw_early=max(world.now, crew.tw_early - spare), tw_late=crew.tw_late + spare)
        for crew in world.operation.crews
    )
    return world.with_operation(crews=crews).with_policy(departure_early=None, departure_late=None)


LIFTS: dict[Limit, Callable[[World], World]] = {
    Limit.TOO_FAR_FROM_ROAD: _of_the_policy(max_snap_m=30_000.0),
    Limit.WALK_TOO_LONG: _of_the_policy(max_walk_m=5000.0),
    Limit.HELD_GROUND: _no_held_ground,
    Limit.PLACE_CLOSED: _place_open,
    Limit.NO_ARMOURED_VEHICLE: _of_all("profiles", armoured=True),
    Limit.NO_OPEN_WAY: _roads_open,
    Limit.SEATS: _of_all("vehicle_types", seats=40),
    Limit.WHEELCHAIR_PLACES: _of_all("vehicle_types", wheelchair_places=4),
    Limit.STRETCHERS: _of_all("vehicle_types", stretchers=4),
    Limit.PETS: _of_all("vehicle_types", pets=True),
    Limit.CARRIERS: _of_all("crews", size=5, carriers=4),
    Limit.STOP_TOO_LONG: _of_the_policy(max_stop_s=7 * 3600.0),
    Limit.TIME_WINDOW: _of_all("requests", tw_early=None, tw_late=None, release_time=None),
    Limit.CURFEW: lambda world: world.with_situation(curfews=()),
    Limit.CREW_HOURS: _crews_out_longer,
    Limit.SHELTER_HOURS: _of_all("shelters", tw_early=None, tw_late=None),
    Limit.SHELTER_PETS: _of_all("shelters", pets=True),
    Limit.CARE_BED: _of_all("shelters", beds=Beds(ordinary=20, no_stairs=20, care=20)),
    Limit.BEDS: _of_all("shelters", beds=Beds(ordinary=20, no_stairs=20, care=20)),
    Limit.CEILING_MARGINAL: _of_the_policy(max_marginal=MarginalCeilings()),
    Limit.CEILING_PERSON: _of_the_policy(max_exposure_per_person=None),
    Limit.CEILING_TRIP: _of_the_policy(max_exposure_per_trip=None),
}
