"""Field and forest tracks: from village to village, from the ends of streets into the fields, through the woods."""

from __future__ import annotations

import heapq
from itertools import count

from openevac.roads.graph import RoadClass
from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.dice import Dice
from openevac.roads.training.facts import grade_surface
from openevac.roads.training.growth import Inside, Rules, Start, draw_walk, side_starts, walk
from openevac.roads.training.plane import Point, distance, heading

FIELD = Rules(
    step_m=60.0, gap_m=95.0, snap_m=4.0, shortest_m=35.0, longest_m=(60.0, 2600.0), bend=0.1, sway=0.3,
    kinks=0.05, crosses=0.36, stops_short=0.05, spacing_m=(2.0, 290.0), both_sides=0.16,
)  # fmt: skip
GOES_ON = 0.4
"""How often a street that ends at the rim of a place goes on as a field track."""


def field_track(dice: Dice) -> Way:
    """Give a track's facts: its grade from 1 (firm) to 5 (soft)."""
    grade = 1 + int(dice.share() * 5.0)
    return Way(road_class=RoadClass.TRACK, surface=grade_surface(grade), tracktype=grade)


def grow_tracks(canvas: Canvas, starts: list[Start], dice: Dice, inside: Inside, enough: int) -> None:
    """Let tracks leave the starts and one another until there are enough corners."""
    turn = count()
    queue = [(dice.share(), next(turn), start) for start in starts]
    heapq.heapify(queue)
    made = 0
    while queue and made < enough:
        _, _, start = heapq.heappop(queue)
        road = walk(canvas, start, FIELD, dice, inside)
        if road is None:
            continue
        number = draw_walk(canvas, field_track(dice), road)
        made += 2
        for side in side_starts(canvas, canvas.ways[number].corners, FIELD, dice):
            heapq.heappush(queue, (dice.share(), next(turn), side))


def track_starts(canvas: Canvas, corners: list[int], middle: Point, built: Inside, dice: Dice) -> list[Start]:
    """Give where tracks may leave a place: ends of streets outwards, and its roads where nothing is built."""
    starts: list[Start] = []
    for corner in corners:
        if len(canvas.around[corner]) != 1 or not dice.chance(GOES_ON):
            continue
        before = canvas.spots[canvas.other_end(canvas.around[corner][0], corner)]
        here = canvas.spots[corner]
        if distance(here, middle) > distance(before, middle):
            starts.append(Start(here, heading(before, here), corner=corner))
    for number in canvas.ways_at(corners):
        way = canvas.ways[number]
        if way.road_class <= RoadClass.UNCLASSIFIED or way.road_class == RoadClass.TRACK:
            starts += [s for s in side_starts(canvas, way.corners, FIELD, dice) if not built(s.spot)]
    return starts
