"""Streets of towns and villages: first the wide ones, then the narrow ones between them, then yards."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count
from math import sqrt

from openevac.roads.graph import Cover, RoadClass, Surface
from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.dice import Dice
from openevac.roads.training.growth import Rules, Start, draw_walk, side_starts, walk
from openevac.roads.training.places import TrainingPlace
from openevac.roads.training.plane import Point, distance, heading
from openevac.roads.training.shapes import Blotch

WIDE = Rules(
    step_m=60.0, gap_m=150.0, snap_m=30.0, shortest_m=250.0, longest_m=(500.0, 2200.0), bend=0.1, sway=0.16,
    kinks=0.0, crosses=0.4, stops_short=0.05, spacing_m=(330.0, 560.0), both_sides=0.2,
)  # fmt: skip
TOWN = Rules(
    step_m=42.0, gap_m=55.0, snap_m=6.0, shortest_m=35.0, longest_m=(120.0, 1100.0), bend=0.12, sway=0.17,
    kinks=0.03, crosses=0.16, stops_short=0.14, spacing_m=(50.0, 370.0), both_sides=0.12,
)  # fmt: skip
VILLAGE = Rules(
    step_m=48.0, gap_m=70.0, snap_m=6.0, shortest_m=40.0, longest_m=(150.0, 1600.0), bend=0.12, sway=0.24,
    kinks=0.03, crosses=0.15, stops_short=0.15, spacing_m=(70.0, 440.0), both_sides=0.1,
)  # fmt: skip
YARD = Rules(
    step_m=22.0, gap_m=14.0, snap_m=6.0, shortest_m=15.0, longest_m=(18.0, 80.0), bend=0.3, sway=0.4,
    kinks=0.1, crosses=0.0, stops_short=0.5, spacing_m=(200.0, 600.0), both_sides=0.0,
)  # fmt: skip
CITY_CORNERS = 250
YARDS_FROM_CORNERS = 60


class Ground:
    """The built-up area of a place: an oval along its main road with an uneven rim."""

    def __init__(self, place: TrainingPlace, axis: Point, dice: Dice) -> None:
        stretch = dice.between(1.05, 1.45) if place.is_town else dice.between(1.8, 3.2)
        reach = place.reach_m * 1.1
        self.middle = place.middle
        self._axis = axis
        self._long, self._wide = reach * sqrt(stretch), reach / sqrt(stretch)
        self._rim = Blotch(dice, max(180.0, reach * 0.45), place.middle, 2.0 * self._long)

    def holds(self, spot: Point) -> bool:
        """Tell whether a spot is built up."""
        east, north = spot[0] - self.middle[0], spot[1] - self.middle[1]
        if abs(east) + abs(north) > 3.0 * self._long:
            return False
        along = (east * self._axis[0] + north * self._axis[1]) / self._long
        across = (north * self._axis[0] - east * self._axis[1]) / self._wide
        return (along * along + across * across) * (1.0 + 0.55 * self._rim.height(spot)) < 1.0


def build_place(canvas: Canvas, place: TrainingPlace, dice: Dice) -> Ground:
    """Grow the streets of one place from its main roads, and give the ground they stand on."""
    near = canvas.road_corners_near(place.middle, 2.2 * place.reach_m)
    ground = Ground(place, _main_axis(canvas, near, place.middle), dice)
    runs = _runs_inside(canvas, near, ground)
    first = len(canvas.ways)
    if place.is_town:
        _grow(canvas, runs, ground, WIDE, dice, lambda: _wide_street(place), place.street_corners // 4)
        runs = _runs_inside(canvas, canvas.road_corners_near(place.middle, 2.2 * place.reach_m), ground)
    rules = TOWN if place.is_town else VILLAGE
    _grow(canvas, runs, ground, rules, dice, lambda: _narrow_street(place, dice), place.street_corners)
    if place.street_corners >= YARDS_FROM_CORNERS:
        _add_yards(canvas, canvas.ways[first:], ground, dice)
    return ground


def _wide_street(place: TrainingPlace) -> Way:
    road_class = RoadClass.TERTIARY if place.street_corners >= CITY_CORNERS else RoadClass.UNCLASSIFIED
    return Way(road_class=road_class, surface=Surface.PAVED, cover=Cover.BUILT_UP)


def _narrow_street(place: TrainingPlace, dice: Dice) -> Way:
    paved, gravel = (0.86, 0.12) if place.is_town else (0.6, 0.34)
    draw = dice.share()
    surface = Surface.PAVED if draw < paved else Surface.GRAVEL if draw < paved + gravel else Surface.EARTH
    return Way(road_class=RoadClass.RESIDENTIAL, surface=surface, cover=Cover.BUILT_UP)


def _main_axis(canvas: Canvas, corners: list[int], middle: Point) -> Point:
    """Give the direction of the main road nearest to the middle of a place."""
    nearest = min(corners, key=lambda corner: distance(canvas.spots[corner], middle))
    link = canvas.around[nearest][0]
    return heading(canvas.spots[nearest], canvas.spots[canvas.other_end(link, nearest)])


def _runs_inside(canvas: Canvas, corners: list[int], ground: Ground) -> list[list[int]]:
    """Give the pieces of main roads inside a place, each as the corners of one run."""
    runs: list[list[int]] = []
    for way in canvas.ways_at(corners):
        run: list[int] = []
        for corner in canvas.ways[way].corners:
            if ground.holds(canvas.spots[corner]):
                run.append(corner)
            else:
                runs.append(run)
                run = []
        runs.append(run)
    return [run for run in runs if len(run) > 1]


def _grow(
    canvas: Canvas,
    runs: list[list[int]],
    ground: Ground,
    rules: Rules,
    dice: Dice,
    new_way: Callable[[], Way],
    enough: int,
) -> None:
    """Let streets leave the runs and one another, from the middle outwards, until there are enough corners."""
    queue: list[tuple[float, int, Start]] = []
    made, turn = 0, count()

    def note(corners: list[int]) -> None:
        for start in side_starts(canvas, corners, rules, dice):
            near = distance(start.spot, ground.middle) * dice.between(0.7, 1.3)
            heapq.heappush(queue, (near, next(turn), start))

    for run in runs:
        note(run)
    while queue and made < enough:
        _, _, start = heapq.heappop(queue)
        road = walk(canvas, start, rules, dice, ground.holds)
        if road is not None:
            number = draw_walk(canvas, new_way(), road)
            made += 2
            note(canvas.ways[number].corners)


def _add_yards(canvas: Canvas, streets: list[Way], ground: Ground, dice: Dice) -> None:
    """Add short drives into yards along narrow streets."""
    for street in streets:
        if street.road_class != RoadClass.RESIDENTIAL:
            continue
        for start in side_starts(canvas, list(street.corners), YARD, dice):
            road = walk(canvas, start, YARD, dice, ground.holds)
            if road is not None:
                draw_walk(canvas, Way(road_class=RoadClass.SERVICE, surface=street.surface, cover=Cover.BUILT_UP), road)
