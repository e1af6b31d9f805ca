"""Local roads: they join neighbouring places that the listed roads leave far apart."""

from __future__ import annotations

from openevac.roads.graph import RoadClass, Surface
from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.corridors import Corridors
from openevac.roads.training.dice import Dice
from openevac.roads.training.places import TrainingPlace
from openevac.roads.training.plane import distance

LONGEST_LOCAL_M = 13000.0
DETOUR_WORTH = 1.45
"""A local road is built where the way over the roads there are is longer than this many times the straight line."""
LARGER_FROM = 60
"""A place with that many street corners gets a paved road of a wider class."""


def local_pairs(places: tuple[TrainingPlace, ...], canvas: Canvas) -> list[tuple[str, str, float]]:
    """Give the pairs of neighbouring places a straight road could join, nearest first.

    Two places are neighbours when no third lies nearer to both of them than they to each other.
    """
    pairs: list[tuple[str, str, float]] = []
    for i, a in enumerate(places):
        for b in places[i + 1 :]:
            length = distance(a.middle, b.middle)
            if length > LONGEST_LOCAL_M or canvas.crosses_water([a.middle, b.middle]):
                continue
            between = any(
                max(distance(a.middle, c.middle), distance(b.middle, c.middle)) < length
                and not canvas.crosses_water([a.middle, c.middle, b.middle])
                for c in places
                if c is not a and c is not b
            )
            if not between:
                pairs.append((a.key, b.key, length))
    return sorted(pairs, key=lambda pair: pair[2])


def draw_local_roads(corridors: Corridors, seed: int, stage: int) -> None:
    """Join neighbouring places where the roads there are would be a long way round."""
    places = tuple(corridors.places.values())
    order = {place.key: number for number, place in enumerate(places)}
    for a, b, length in local_pairs(places, corridors.canvas):
        if corridors.way_over_roads_m(a, b, DETOUR_WORTH * length) <= DETOUR_WORTH * length:
            continue
        dice = Dice(seed, stage, order[a], order[b])
        larger = max(corridors.places[a].street_corners, corridors.places[b].street_corners)
        way = Way(
            road_class=RoadClass.TERTIARY if larger >= LARGER_FROM else RoadClass.UNCLASSIFIED,
            surface=Surface.PAVED if larger >= LARGER_FROM or dice.chance(0.6) else Surface.GRAVEL,
        )
        corridors.draw_local(a, b, way, dice)
