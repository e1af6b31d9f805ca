from __future__ import annotations

import pytest

from openevac.roads.graph import Cover, RoadClass, StretchFlag, Surface
from openevac.roads.tag_table import BARS, CLOSED, FREE, HIGHWAY, NO_OBSTACLE, OPENS, RESIDENTS
from openevac.roads.tags import NodeTags, Skip, WayTags, read_node, read_way


def road(**tags: str) -> WayTags:
    found = read_way({"highway": "residential", **{key.replace("__", ":"): value for key, value in tags.items()}})
    assert isinstance(found, WayTags), found
    return found


def test_a_plain_street():
    assert road() == WayTags(
        road_class=RoadClass.RESIDENTIAL, surface=Surface.UNKNOWN, tracktype=0, cover=Cover.BUILT_UP, flags=0,
        max_speed_kmh=0, max_height_m=0.0, max_weight_t=0.0, forward=True, backward=True, unread=(),
    )  # fmt: skip


@pytest.mark.parametrize(("value", "road_class"), HIGHWAY.items())
def test_every_drivable_highway_has_its_class(value, road_class):
    assert road(highway=value).road_class is road_class


@pytest.mark.parametrize(
    "value", ["footway", "path", "cycleway", "steps", "pedestrian", "bridleway", "raceway", "nonsense"]
)
def test_ways_for_others_are_left_out(value):
    assert read_way({"highway": value}) is Skip.NOT_FOR_CARS


@pytest.mark.parametrize("value", ["construction", "proposed", "abandoned"])
def test_roads_that_are_not_there_are_left_out(value):
    assert read_way({"highway": value}) is Skip.NOT_YET


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"access": "no"}, Skip.CLOSED),
        ({"motor_vehicle": "no"}, Skip.CLOSED),
        ({"access": "yes", "motor_vehicle": "no"}, Skip.CLOSED),
        ({"motorcar": "no", "motor_vehicle": "yes"}, Skip.CLOSED),
        ({"access": "military"}, Skip.CLOSED),
        ({"service": "emergency_access", "highway": "service"}, Skip.CLOSED),
        ({"ford": "boat"}, Skip.CLOSED),
        ({"oneway": "yes", "motor_vehicle:forward": "no"}, Skip.CLOSED),
        ({"area": "yes"}, Skip.AREA),
        ({"smoothness": "impassable"}, Skip.IMPASSABLE),
        ({"oneway": "reversible"}, Skip.REVERSIBLE),
        ({"ice_road": "yes"}, Skip.SEASONAL),
        ({"winter_road": "yes"}, Skip.SEASONAL),
    ],
)
def test_why_a_way_is_left_out(tags, reason):
    assert read_way({"highway": "residential", **tags}) is reason


@pytest.mark.parametrize(
    ("tags", "destination_only"),
    [
        ({"access": "private"}, True),
        ({"access": "no", "motor_vehicle": "destination"}, True),
        ({"motor_vehicle": "agricultural;forestry"}, True),
        ({"access": "no", "motorcar": "yes"}, False),
        ({"motor_vehicle": "destination; yes"}, False),
        ({"access": "permissive"}, False),
    ],
)
def test_whom_access_lets_in(tags, destination_only):
    found = read_way({"highway": "track", **tags})
    assert isinstance(found, WayTags)
    assert bool(found.flags & StretchFlag.DESTINATION_ONLY) is destination_only
    assert found.unread == ()


def test_an_access_value_nobody_knows_is_counted_and_kept_for_residents():
    found = road(access="variable")
    assert found.unread == ("access",)
    assert found.flags == StretchFlag.DESTINATION_ONLY


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({}, True, True), ({"oneway": "yes"}, True, False), ({"oneway": "1"}, True, False),
        ({"oneway": "-1"}, False, True), ({"oneway": "no"}, True, True), ({"oneway": "alternating"}, True, True),
        ({"junction": "roundabout"}, True, False), ({"junction": "circular"}, True, False),
        ({"junction": "roundabout", "oneway": "no"}, True, True), ({"highway": "motorway"}, True, False),
        ({"highway": "motorway_link"}, True, False), ({"highway": "motorway", "oneway": "no"}, True, True),
        ({"oneway": "yes", "oneway__motor_vehicle": "no"}, True, True),
        ({"motor_vehicle__backward": "no"}, True, False), ({"vehicle__forward": "no"}, False, True),
    ],
)  # fmt: skip
def test_directions(tags, forward, backward):
    found = road(**tags)
    assert (found.forward, found.backward) == (forward, backward)


def test_a_one_way_value_nobody_knows_is_counted_and_the_road_stays_two_way():
    found = road(oneway="sometimes")
    assert (found.forward, found.backward, found.unread) == (True, True, ("oneway",))


@pytest.mark.parametrize(
    ("tags", "surface", "tracktype"),
    [
        ({"surface": "asphalt"}, Surface.PAVED, 0),
        ({"surface": "cobblestone"}, Surface.PAVED, 0),
        ({"surface": "compacted"}, Surface.GRAVEL, 0),
        ({"surface": "unpaved"}, Surface.EARTH, 0),
        ({"surface": "mud"}, Surface.EARTH, 0),
        ({"surface": "asphalt;ground"}, Surface.EARTH, 0),
        ({"surface": "asphalt", "4wd_only": "yes"}, Surface.EARTH, 0),
        ({"highway": "track"}, Surface.UNKNOWN, 0),
        ({"highway": "track", "tracktype": "grade4"}, Surface.UNKNOWN, 4),
        ({"highway": "track", "tracktype": "grade3;grade5"}, Surface.UNKNOWN, 5),
        ({"highway": "track", "surface": "asphalt"}, Surface.PAVED, 1),
        ({"highway": "track", "surface": "asphalt", "tracktype": "grade2"}, Surface.PAVED, 2),
        ({"highway": "unclassified", "tracktype": "grade1"}, Surface.PAVED, 1),
        ({"highway": "unclassified", "tracktype": "grade2"}, Surface.GRAVEL, 2),
        ({"highway": "unclassified", "tracktype": "grade4"}, Surface.EARTH, 4),
        ({"highway": "unclassified", "tracktype": "grade4", "surface": "gravel"}, Surface.GRAVEL, 4),
    ],
)
def test_the_ground(tags, surface, tracktype):
    found = read_way({"highway": "residential", **tags})
    assert isinstance(found, WayTags)
    assert (found.surface, found.tracktype, found.unread) == (surface, tracktype, ())


def test_a_surface_nobody_knows_is_counted_and_the_known_part_counts():
    assert (road(surface="lava").surface, road(surface="lava").unread) == (Surface.UNKNOWN, ("surface",))
    assert (road(surface="gravel;lava").surface, road(surface="gravel;lava").unread) == (Surface.GRAVEL, ("surface",))


def test_limits():
    found = road(maxspeed="60", maxspeed__backward="40", maxheight="3.2", maxheight__physical="3", maxweight="7.5")
    assert (found.max_speed_kmh, found.max_height_m, found.max_weight_t) == (40, 3.0, 7.5)
    assert road(maxheight="default").max_height_m == 0
    assert road(maxweight="soft").unread == ("maxweight",)


@pytest.mark.parametrize(
    ("tags", "flags"),
    [
        ({"bridge": "yes"}, StretchFlag.BRIDGE), ({"bridge": "viaduct"}, StretchFlag.BRIDGE),
        ({"bridge": "no"}, 0), ({"tunnel": "building_passage"}, StretchFlag.TUNNEL),
        ({"ford": "yes"}, StretchFlag.FORD),
    ],
)  # fmt: skip
def test_bridges_tunnels_fords(tags, flags):
    assert road(**tags).flags == flags


def test_cover_follows_the_class():
    assert road(highway="living_street").cover is Cover.BUILT_UP
    assert road(highway="track").cover is Cover.OPEN


@pytest.mark.parametrize(
    ("tags", "bars", "flags"),
    [
        ({"barrier": "bollard"}, True, StretchFlag.BARRIER),
        ({"barrier": "block"}, True, StretchFlag.BARRIER),
        ({"barrier": "gate"}, False, StretchFlag.BARRIER),
        ({"barrier": "gate", "access": "no"}, True, StretchFlag.BARRIER),
        ({"barrier": "gate", "access": "private"}, False, StretchFlag.BARRIER),
        ({"barrier": "gate", "locked": "yes"}, True, StretchFlag.BARRIER),
        ({"barrier": "gate", "locked": "yes", "motor_vehicle": "yes"}, False, StretchFlag.BARRIER),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False, StretchFlag.BARRIER),
        ({"barrier": "cattle_grid"}, False, 0),
        ({"barrier": "entrance", "access": "no"}, True, 0),
        ({"barrier": "unheard_of"}, False, StretchFlag.BARRIER),
        ({"ford": "yes"}, False, StretchFlag.FORD),
        ({"ford": "no"}, False, 0),
        ({"highway": "crossing"}, False, 0),
    ],
)
def test_nodes_on_roads(tags, bars, flags):
    assert read_node(tags) == NodeTags(bars=bars, flags=int(flags))


def test_no_value_stands_in_two_tables():
    for tables in ((OPENS, BARS, NO_OBSTACLE), (FREE, RESIDENTS, CLOSED)):
        assert len(set().union(*tables)) == sum(map(len, tables))
