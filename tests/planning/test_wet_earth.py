"""A place that only earth leads to stays behind in the rain: the reason says so, and dry earth alone proves it."""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.unserved import Limit
from openevac.domain.vehicles import RoadUse
from openevac.domain.weather import Sky
from openevac.roads.graph import RoadClass, Surface
from tests.hand_made import Road, hand_made_graph
from tests.planning.town import left, plan_of, served
from tests.worlds import POINTS, ROADS, World, small_town

WET = "lead over earth that counts as wet"


def earth_to_the_village(sky: Sky) -> World:
    """Nothing but an earth road leads to the village; behind it lie streets enough to turn round in."""
    before = [road for road in ROADS if (road.start, road.end) not in {("east", "village"), ("corner", "farm")}]
    earth = Road(start="east", end="village", road_class=RoadClass.TRACK, surface=Surface.EARTH, tracktype=3)
    streets = Road(start="village", end="pond", road_class=RoadClass.TERTIARY)
    graph = hand_made_graph({**POINTS, "pond": (13_500, -1800)}, [*before, earth, streets])
    world = replace(small_town(), graph=graph)
    weather = world.situation.weather
    assert weather is not None
    hours = tuple(replace(hour, sky=sky) for hour in weather.hours)
    return world.with_situation(weather=replace(weather, hours=hours))


def all_off_road(world: World) -> World:
    """Every van may drive on dry earth."""
    return world.with_record("profiles", "van", road_use=RoadUse.FOUR_BY_FOUR)


def test_wet_earth_is_named_and_dry_earth_alone_proves_it() -> None:
    entry = left(plan_of(all_off_road(earth_to_the_village(Sky.RAIN))), "B-1")

    assert entry.limit is Limit.NO_OPEN_WAY
    assert WET in entry.reason.in_english()
    assert entry.proof.in_english() == "With dry earth on its roads the referee accepted a trip for it."


def test_when_it_has_been_dry_the_same_plan_fetches_them() -> None:
    assert "B-1" in served(plan_of(all_off_road(earth_to_the_village(Sky.FOG))))


def paved_vans_alone(world: World) -> World:
    """The jeep is not there."""
    vans = tuple(one for one in world.operation.vehicles if world.operation.profile(one).road_use is RoadUse.PAVED_ONLY)
    return world.with_operation(vehicles=vans)


def test_where_no_van_may_drive_on_earth_dry_earth_is_named_with_what_else_was_opened() -> None:
    entry = left(plan_of(paved_vans_alone(earth_to_the_village(Sky.RAIN))), "B-1")

    assert entry.limit is Limit.NO_OPEN_WAY
    assert WET in entry.reason.in_english()
    assert entry.proof.in_english() == (
        "With dry earth on its roads, and those open that reports, zones, mines, surface, height or weight close, "
        "the referee accepted a trip for it."
    )


def test_dry_earth_is_not_blamed_where_the_surface_alone_is_what_hinders() -> None:
    entry = left(plan_of(paved_vans_alone(earth_to_the_village(Sky.FOG))), "B-1")

    assert entry.limit is Limit.NO_OPEN_WAY
    assert "wet" not in entry.reason.in_english()
    assert "dry earth" not in entry.proof.in_english()
    assert "With the roads open that reports, zones, mines" in entry.proof.in_english()
