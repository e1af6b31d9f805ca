"""The roads of the training region from the tables to raw roads, stage by stage."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from openevac.roads.graph import RoadClass
from openevac.roads.raw import RawRoads
from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.corridors import Corridors
from openevac.roads.training.dice import Dice
from openevac.roads.training.facts import write_down
from openevac.roads.training.ground import Forests, training_bridges, training_rivers
from openevac.roads.training.lines import draw_line
from openevac.roads.training.listed import ListedRoad, read_listed_roads
from openevac.roads.training.local import draw_local_roads
from openevac.roads.training.places import LICENCE, TrainingPlace, read_training_places
from openevac.roads.training.plane import Point, distance
from openevac.roads.training.shapes import bent_line, smoothed
from openevac.roads.training.towns import Ground, build_place
from openevac.roads.training.tracks import field_track, grow_tracks, track_starts

Progress = Callable[[str, float], None]

SEED = 20250520
RIVERS, LISTED, LOCAL, STREETS, LINKS, TRACKS, FACTS = range(7)
FIELDS_BEYOND_M = 1800.0
LONGEST_LINK_M = 10000.0


def make_training_roads(seed: int = SEED, progress: Progress | None = None) -> RawRoads:
    """Invent the roads of the training region; one seed gives the same roads on every machine."""
    tell = progress or _silent
    canvas, places = Canvas(), read_training_places()
    tell("Drawing rivers and main roads", 0.0)
    draw_rivers(canvas, seed)
    corridors = Corridors(canvas, places, training_bridges())
    listed = read_listed_roads()
    for road in listed:
        if road.road_class != RoadClass.TRACK:
            corridors.draw_listed(road, Dice(seed, LISTED, road.number))
    draw_local_roads(corridors, seed, LOCAL)
    tell("Building streets", 0.15)
    grounds = [build_place(canvas, place, Dice(seed, STREETS, number)) for number, place in enumerate(places)]
    tell("Ploughing tracks", 0.5)
    _draw_links(canvas, places, listed, seed)
    for number, place in enumerate(places):
        _grow_fields(canvas, place, grounds[number], Dice(seed, TRACKS, number))
    tell("Writing roads down", 0.95)
    raw = RawRoads(
        source=f"OpenEvac training region, seed {seed}: invented roads, for exercises, not for navigation",
        licence=f"roads: as OpenEvac itself; {LICENCE}",
    )
    write_down(canvas, _built_corners(canvas, places, grounds), Forests(), Dice(seed, FACTS), raw)
    return raw


def _silent(_words: str, _share: float) -> None:
    """Tell nobody."""


def draw_rivers(canvas: Canvas, seed: int) -> None:
    """Draw the rivers in their winding courses."""
    for number, course in enumerate(training_rivers()):
        dice = Dice(seed, RIVERS, number)
        line = course[:1]
        for start, end in pairwise(course):
            line += smoothed(bent_line(start, end, piece_m=220.0, bend=0.22, dice=dice))[1:]
        canvas.add_water(line)


def _draw_links(canvas: Canvas, places: tuple[TrainingPlace, ...], listed: tuple[ListedRoad, ...], seed: int) -> None:
    """Draw the tracks from village to village: the listed ones, then between neighbours that lie near."""
    by_key = {place.key: place for place in places}
    drawn: set[frozenset[str]] = set()
    for road in listed:
        if road.road_class == RoadClass.TRACK:
            way = Way(road_class=road.road_class, surface=road.surface, tracktype=2, listed=road.number)
            for key, following in pairwise(road.via):
                _draw_link(canvas, by_key[key], by_key[following], way.blank(), Dice(seed, LINKS, road.number))
                drawn.add(frozenset((key, following)))
    for i, a in enumerate(places):
        for j, b in enumerate(places[:i]):
            near = distance(a.middle, b.middle) < LONGEST_LINK_M and frozenset((a.key, b.key)) not in drawn
            if near and _nothing_between(a, b, places):
                dice = Dice(seed, LINKS, i, j)
                _draw_link(canvas, a, b, field_track(dice), dice)


def _nothing_between(a: TrainingPlace, b: TrainingPlace, places: tuple[TrainingPlace, ...]) -> bool:
    """Tell whether no third place lies in the circle that has the two at its ends."""
    middle = ((a.middle[0] + b.middle[0]) / 2.0, (a.middle[1] + b.middle[1]) / 2.0)
    radius = distance(a.middle, b.middle) / 2.0
    return not any(distance(c.middle, middle) < radius for c in places if c is not a and c is not b)


def _draw_link(canvas: Canvas, a: TrainingPlace, b: TrainingPlace, way: Way, dice: Dice) -> None:
    """Draw a bending track from the rim of one place to that of another, unless water lies between."""
    start, end = _rim_corner(canvas, a, b.middle), _rim_corner(canvas, b, a.middle)
    line = bent_line(canvas.spots[start], canvas.spots[end], piece_m=110.0, bend=0.24, dice=dice)
    line = smoothed(line)
    if not canvas.crosses_water(line):
        draw_line(canvas, way, start, line, end)


def _rim_corner(canvas: Canvas, place: TrainingPlace, towards: Point) -> int:
    """Give the corner of a place's streets that lies nearest to a point outside."""
    here = canvas.road_corners_near(place.middle, 1.3 * place.reach_m)
    free = [corner for corner in here if len(canvas.around[corner]) < 4]
    return min(free, key=lambda corner: distance(canvas.spots[corner], towards))


def _grow_fields(canvas: Canvas, place: TrainingPlace, ground: Ground, dice: Dice) -> None:
    """Grow the tracks around one place."""
    reach = place.reach_m + FIELDS_BEYOND_M
    near = canvas.road_corners_near(place.middle, reach)
    starts = track_starts(canvas, near, place.middle, ground.holds, dice)

    def in_the_fields(spot: Point) -> bool:
        return distance(spot, place.middle) < reach and not ground.holds(spot)

    grow_tracks(canvas, starts, dice, in_the_fields, min(220, 72 + place.street_corners // 3))


def _built_corners(canvas: Canvas, places: tuple[TrainingPlace, ...], grounds: list[Ground]) -> set[int]:
    """Give the corners that lie inside places."""
    return {
        corner
        for place, ground in zip(places, grounds, strict=True)
        for corner in canvas.road_corners_near(place.middle, 2.2 * place.reach_m)
        if ground.holds(canvas.spots[corner])
    }
