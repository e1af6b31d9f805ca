"""What the drawn roads carry: cover, changes of surface and grade, one-way streets, blocks; written as raw roads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from openevac.roads.graph import Cover, RoadClass, Surface
from openevac.roads.raw import RawRoads, RawWay
from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.dice import Dice
from openevac.roads.training.ground import Forests
from openevac.roads.training.plane import to_lonlat

LISTED_WAY = 1000
"""A listed road's way ids are its number times this, counted on: 25001 is the first piece of road 25."""
OTHER_WAYS = 1_000_000
ONE_WAY = 0.03
BLOCKED = 0.01
GRADE_CHANGES = 0.06
SURFACE_CHANGES = 0.04
"""Shares: of narrow streets, of tracks, and of the corners along a track or a street."""

_TRACK_SURFACE = (Surface.UNKNOWN, Surface.PAVED, Surface.GRAVEL, Surface.GRAVEL, Surface.EARTH, Surface.EARTH)


def write_down(canvas: Canvas, built: set[int], forests: Forests, dice: Dice, raw: RawRoads) -> None:
    """Turn the canvas into raw roads; corners become nodes from 1 on. `built`: corners inside places."""
    counted: dict[int, int] = {}
    for drawn in canvas.ways:
        for way in _parts(canvas, drawn, built, forests, dice):
            counted[drawn.listed] = counted.get(drawn.listed, 0) + 1
            first = drawn.listed * LISTED_WAY if drawn.listed else OTHER_WAYS
            raw.ways.append(_raw_way(way, first + counted[drawn.listed]))
        if drawn.road_class == RoadClass.TRACK and not drawn.listed and dice.chance(BLOCKED):
            raw.barriers.add(drawn.corners[len(drawn.corners) // 2] + 1)
    used = {node for way in raw.ways for node in way.nodes}
    raw.positions = {node: to_lonlat(*canvas.spots[node - 1]) for node in sorted(used)}


def grade_surface(grade: int) -> Surface:
    """Give what wheels stand on, on a track of a grade from 1 (firm) to 5 (soft)."""
    return _TRACK_SURFACE[grade]


def _parts(canvas: Canvas, drawn: Way, built: set[int], forests: Forests, dice: Dice) -> Iterator[Way]:
    """Cut a drawn way where its facts change."""
    one_way = drawn.road_class == RoadClass.RESIDENTIAL and dice.chance(ONE_WAY)
    part = replace(drawn, corners=drawn.corners[:1], one_way=one_way)
    for before, corner in pairwise(drawn.corners):
        here = _changed(part, dice) if len(part.corners) > 1 else part
        here = replace(here, cover=_cover(canvas, drawn, (before, corner), built, forests))
        if len(part.corners) > 1 and _facts(here) != _facts(part):
            yield part
            here = replace(here, corners=[before])
        part = replace(here, corners=[*here.corners, corner])
    if len(part.corners) > 1:
        yield part


def _facts(way: Way) -> tuple[object, ...]:
    return way.cover, way.surface, way.tracktype


def _changed(way: Way, dice: Dice) -> Way:
    """Let the grade of a track or the surface of a street change now and then."""
    if way.road_class == RoadClass.TRACK and not way.listed and dice.chance(GRADE_CHANGES):
        grade = min(5, max(1, way.tracktype + (1 if dice.chance(0.5) else -1)))
        return replace(way, tracktype=grade, surface=grade_surface(grade))
    if way.road_class == RoadClass.RESIDENTIAL and dice.chance(SURFACE_CHANGES):
        return replace(way, surface=Surface.GRAVEL if way.surface == Surface.PAVED else Surface.PAVED)
    return way


def _cover(canvas: Canvas, way: Way, link: tuple[int, int], built: set[int], forests: Forests) -> Cover:
    a, b = link
    if way.road_class != RoadClass.TRACK and a in built and b in built:
        return Cover.BUILT_UP
    spot = ((canvas.spots[a][0] + canvas.spots[b][0]) / 2.0, (canvas.spots[a][1] + canvas.spots[b][1]) / 2.0)
    return Cover.FOREST if forests.hold(spot) else Cover.OPEN


def _raw_way(way: Way, way_id: int) -> RawWay:
    return RawWay(
        way_id=way_id,
        nodes=tuple(corner + 1 for corner in way.corners),
        road_class=way.road_class,
        surface=way.surface,
        tracktype=way.tracktype,
        cover=way.cover,
        flags=way.flags,
        max_height_m=way.max_height_m,
        max_weight_t=way.max_weight_t,
        backward=not way.one_way,
    )
