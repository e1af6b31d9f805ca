"""What the tags of a way or a node mean for a van: the tag table, applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from openevac.roads.graph import Cover, RoadClass, StretchFlag, Surface
from openevac.roads.tag_numbers import read_metres, read_speed_kmh, read_tonnes
from openevac.roads.tag_table import (
    ACCESS_KEYS,
    AGAINST,
    ALONG,
    BARS,
    BOTH,
    BUILT_UP,
    CLOSED,
    CLOSED_SERVICE,
    FREE,
    HIGHWAY,
    NO_OBSTACLE,
    NOT_YET,
    ONEWAY_KEYS,
    OPENS,
    RESIDENTS,
    ROUNDABOUTS,
    SURFACE,
    SURFACE_OF_GRADE,
    TRACKTYPE,
)

Tags = Mapping[str, str]


class Skip(StrEnum):
    """Why a way is left out; the words stand in the build report."""

    NOT_FOR_CARS = "footways, paths and other ways not for cars"
    NOT_YET = "under construction, planned or given up"
    CLOSED = "closed to cars by access tags"
    AREA = "squares and yards drawn as areas"
    IMPASSABLE = "impassable by smoothness"
    REVERSIBLE = "one-way lanes that change direction by the hour"
    SEASONAL = "winter and ice roads"


@dataclass(frozen=True, slots=True)
class WayTags:
    """What the tags of one way say. `unread`: keys whose value could not be understood; the way is kept."""

    road_class: RoadClass
    surface: Surface
    tracktype: int
    cover: Cover
    flags: int
    max_speed_kmh: int
    max_height_m: float
    max_weight_t: float
    forward: bool
    backward: bool
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeTags:
    """What the tags of one node on a road say: whether it `bars` the way, and flags for the road beside it."""

    bars: bool
    flags: int


def read_way(tags: Tags) -> WayTags | Skip:
    """Read the tags of one way with a highway key: its facts, or why it is left out."""
    road_class = HIGHWAY.get(tags["highway"])
    if road_class is None:
        return Skip.NOT_YET if tags["highway"] in NOT_YET else Skip.NOT_FOR_CARS
    unread: list[str] = []
    open_to = _access(tags, unread)
    forward, backward = _directions(tags, road_class, unread)
    reason = _reason_to_skip(tags, drivable=open_to != "closed" and (forward or backward))
    if reason:
        return reason
    surface, tracktype = _ground(tags, road_class, unread)
    return WayTags(
        road_class=road_class,
        surface=surface,
        tracktype=tracktype,
        cover=Cover.BUILT_UP if road_class in BUILT_UP else Cover.OPEN,
        flags=_flags(tags) | (StretchFlag.DESTINATION_ONLY if open_to == "residents" else 0),
        max_speed_kmh=int(_lowest(tags, ("maxspeed", "maxspeed:forward", "maxspeed:backward"), read_speed_kmh, unread)),
        max_height_m=_lowest(tags, ("maxheight", "maxheight:physical"), read_metres, unread),
        max_weight_t=_lowest(tags, ("maxweight",), read_tonnes, unread),
        forward=forward,
        backward=backward,
        unread=tuple(unread),
    )


def read_node(tags: Tags) -> NodeTags:
    """Read the tags of one node. An access tag on a barrier decides before its kind; a locked gate bars."""
    flags = int(StretchFlag.FORD) if tags.get("ford", "no") not in {"no", "boat"} else 0
    kind = tags.get("barrier", "no")
    access = _access(tags, [])
    if kind in NO_OBSTACLE:
        return NodeTags(bars=access == "closed", flags=flags)
    stated = any(key in tags for key in ACCESS_KEYS)
    bars = access == "closed" if stated else kind in BARS or tags.get("locked") == "yes"
    known = kind in OPENS or kind in BARS
    return NodeTags(bars=bars, flags=flags | (StretchFlag.BARRIER if stated or known or not bars else 0))


def _access(tags: Tags, unread: list[str]) -> str:
    """Tell whom the narrowest access key lets in: "free", "residents" or "closed"; of several values the widest."""
    for key in ACCESS_KEYS:
        if key not in tags:
            continue
        values = {value.strip() for value in tags[key].split(";")}
        if values & FREE:
            return "free"
        if values & RESIDENTS:
            return "residents"
        if values & CLOSED:
            return "closed"
        unread.append(key)
        return "residents"
    return "free"


def _directions(tags: Tags, road_class: RoadClass, unread: list[str]) -> tuple[bool, bool]:
    """Tell whether a car may drive along and against the drawing of the way."""
    stated = next((tags[key] for key in ONEWAY_KEYS if key in tags), "")
    implied = tags.get("junction") in ROUNDABOUTS or road_class is RoadClass.MOTORWAY
    forward, backward = True, not implied
    if stated in ALONG:
        backward = False
    elif stated in AGAINST:
        forward, backward = False, True
    elif stated in BOTH:
        backward = True
    elif stated == "reversible":
        forward = backward = False
    elif stated:
        unread.append("oneway")
    return forward and not _closed_one_way(tags, "forward"), backward and not _closed_one_way(tags, "backward")


def _closed_one_way(tags: Tags, side: str) -> bool:
    stated = next((tags[f"{key}:{side}"] for key in ACCESS_KEYS if f"{key}:{side}" in tags), "")
    return stated in CLOSED


def _reason_to_skip(tags: Tags, *, drivable: bool) -> Skip | None:
    reasons = (
        (tags.get("area") == "yes", Skip.AREA),
        (tags.get("smoothness") == "impassable", Skip.IMPASSABLE),
        (tags.get("oneway") == "reversible", Skip.REVERSIBLE),
        ("yes" in (tags.get("winter_road"), tags.get("ice_road")), Skip.SEASONAL),
        (tags.get("service") in CLOSED_SERVICE or tags.get("ford") == "boat" or not drivable, Skip.CLOSED),
    )
    return next((reason for applies, reason in reasons if applies), None)


def _ground(tags: Tags, road_class: RoadClass, unread: list[str]) -> tuple[Surface, int]:
    """Give surface and tracktype; of several values the worst counts, since the van meets all of them."""
    tracktype = _worst(tags, "tracktype", TRACKTYPE, unread)
    surface = Surface(_worst(tags, "surface", SURFACE, unread))
    if tags.get("4wd_only") == "yes":
        surface = Surface.EARTH
    if road_class is RoadClass.TRACK:
        return surface, 1 if surface is Surface.PAVED and tracktype == 0 else tracktype
    if surface is Surface.UNKNOWN and tracktype:
        surface = SURFACE_OF_GRADE[tracktype]
    return surface, tracktype


def _worst(tags: Tags, key: str, table: Mapping[str, int], unread: list[str]) -> int:
    if key not in tags:
        return 0
    values = [table.get(value.strip()) for value in tags[key].split(";")]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        unread.append(key)
    return max(known, default=0)


def _flags(tags: Tags) -> int:
    flags = StretchFlag(0)
    for key, flag in (("bridge", StretchFlag.BRIDGE), ("tunnel", StretchFlag.TUNNEL), ("ford", StretchFlag.FORD)):
        if tags.get(key, "no") != "no":
            flags |= flag
    return int(flags)


def _lowest(tags: Tags, keys: tuple[str, ...], read: Callable[[str], float | None], unread: list[str]) -> float:
    """Give the lowest limit that any of the keys states, 0 where none does."""
    limits = []
    for key in keys:
        limit = read(tags[key]) if key in tags else 0.0
        if limit is None:
            unread.append(key)
        elif limit > 0:
            limits.append(limit)
    return min(limits, default=0.0)
