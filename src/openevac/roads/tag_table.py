"""The tag table: every OpenStreetMap tag value that means something for a van, and what it means.

The same rules stand in words in docs/roads.md. Source: wiki.openstreetmap.org, pages Key:highway, Key:access,
Key:oneway, Key:surface, Key:tracktype, Key:barrier, Key:ford, Key:junction, Key:smoothness (as of 2025).
"""

from __future__ import annotations

from openevac.roads.graph import RoadClass, Surface

HIGHWAY = {
    "motorway": RoadClass.MOTORWAY, "motorway_link": RoadClass.MOTORWAY,
    "trunk": RoadClass.TRUNK, "trunk_link": RoadClass.TRUNK,
    "primary": RoadClass.PRIMARY, "primary_link": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY, "secondary_link": RoadClass.SECONDARY,
    "tertiary": RoadClass.TERTIARY, "tertiary_link": RoadClass.TERTIARY,
    "unclassified": RoadClass.UNCLASSIFIED, "road": RoadClass.UNCLASSIFIED,
    "residential": RoadClass.RESIDENTIAL,
    "living_street": RoadClass.LIVING_STREET,
    "service": RoadClass.SERVICE,
    "track": RoadClass.TRACK,
}  # fmt: skip
NOT_YET = {"construction", "proposed", "planned", "razed", "abandoned", "disused"}
BUILT_UP = {RoadClass.RESIDENTIAL, RoadClass.LIVING_STREET}

SURFACE = {
    **dict.fromkeys(
        ("paved", "asphalt", "chipseal", "concrete", "concrete:plates", "concrete:lanes", "paving_stones",
         "paving_stones:lanes", "bricks", "brick", "sett", "cobblestone", "cobblestone:flattened",
         "unhewn_cobblestone", "metal", "metal_grid", "wood", "tartan", "rubber"),
        Surface.PAVED,
    ),
    **dict.fromkeys(
        ("gravel", "fine_gravel", "compacted", "pebblestone", "grass_paver", "rock", "stone", "shells"),
        Surface.GRAVEL,
    ),
    **dict.fromkeys(
        ("unpaved", "ground", "dirt", "earth", "mud", "sand", "soil", "clay", "grass", "woodchips", "snow", "ice"),
        Surface.EARTH,
    ),
}  # fmt: skip
TRACKTYPE = {f"grade{grade}": grade for grade in range(1, 6)}
SURFACE_OF_GRADE = {1: Surface.PAVED, 2: Surface.GRAVEL, 3: Surface.EARTH, 4: Surface.EARTH, 5: Surface.EARTH}

# From the narrowest key to the widest: the first that is set decides.
ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
FREE = {"yes", "permissive", "designated", "official", "public", "unknown"}
RESIDENTS = {
    "private", "destination", "customers", "customer", "delivery", "permit", "residents", "agricultural",
    "forestry", "discouraged", "restricted", "service",
}  # fmt: skip
CLOSED = {
    "no", "military", "emergency", "psv", "bus", "taxi", "tram", "bicycle", "foot", "hgv", "motorcycle",
    "moped", "use_sidepath", "impassable",
}  # fmt: skip
CLOSED_SERVICE = {"bus", "busbay", "emergency_access", "construction_access"}

ALONG = {"yes", "true", "1"}
AGAINST = {"-1", "reverse"}
BOTH = {"no", "false", "0", "alternating"}
ONEWAY_KEYS = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
ROUNDABOUTS = {"roundabout", "circular"}

OPENS = {
    "gate", "lift_gate", "swing_gate", "sliding_gate", "hampshire_gate", "bump_gate", "toll_booth", "checkpoint",
    "height_restrictor", "sally_port", "garage door", "rope",
}  # fmt: skip
NO_OBSTACLE = {"entrance", "cattle_grid", "kerb", "toll", "guard_rail", "handrail", "no"}
BARS = {
    "block", "bollard", "barrier_board", "border_control", "bus_trap", "chain", "chicane", "concrete_block",
    "cycle_barrier", "debris", "ditch", "fallen_tree", "fence", "full-height_turnstile", "hedge", "hole",
    "horse_stile", "jersey_barrier", "kissing_gate", "log", "motorcycle_barrier", "overgrowth", "planter", "sandbags",
    "shrub", "spikes", "step", "stile", "stone", "sump_buster", "tank_trap", "trench", "turnstile", "wall",
    "wicket_gate", "yes",
}  # fmt: skip
