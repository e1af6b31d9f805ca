"""Roads from place to place: where they leave a place, over which bridge they go, and what they join."""

from __future__ import annotations

import heapq
from itertools import pairwise

from openevac.roads.graph import RoadClass, StretchFlag, Surface
from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.dice import Dice
from openevac.roads.training.ground import Bridge
from openevac.roads.training.lines import draw_line
from openevac.roads.training.listed import ListedRoad
from openevac.roads.training.places import TrainingPlace
from openevac.roads.training.plane import Point, along, distance, heading, left_of, to_lonlat, to_plane
from openevac.roads.training.shapes import bent_line, smoothed

HALF_BRIDGE_M = 70.0
TRIES = 12


class Corridors:
    """Draws roads from place to place on the canvas and remembers which places are joined, and how far apart."""

    def __init__(self, canvas: Canvas, places: tuple[TrainingPlace, ...], bridges: tuple[Bridge, ...]) -> None:
        self.canvas = canvas
        self.places = {place.key: place for place in places}
        self.bridges = {bridge.key: bridge for bridge in bridges}
        self._banks: dict[str, tuple[int, int]] = {}
        self._points: dict[str, int] = {}
        self.streets_of: dict[str, list[int]] = {place.key: [] for place in places}
        self.joined: dict[str, dict[str, float]] = {}

    def draw_listed(self, road: ListedRoad, dice: Dice) -> None:
        """Draw one road of the table leg by leg, over its bridges."""
        way = Way(road_class=road.road_class, surface=road.surface, listed=road.number)
        for name, following in pairwise(road.via):
            start, end = self._corner_for(name, following), self._corner_for(following, name)
            self._draw_leg(way.blank(), start, end, dice, bend=0.16)
            self._remember(name, following, distance(self._spot(name), self._spot(following)))

    def draw_local(self, a: str, b: str, way: Way, dice: Dice) -> None:
        """Draw a local road between two places."""
        self._draw_leg(way, self._corner_for(a, b), self._corner_for(b, a), dice, bend=0.2)
        self._remember(a, b, distance(self._spot(a), self._spot(b)))

    def way_over_roads_m(self, a: str, b: str, at_most: float) -> float:
        """Give the shortest way between two places over the roads drawn so far; infinite beyond `at_most`."""
        best = {a: 0.0}
        queue = [(0.0, a)]
        while queue:
            metres, name = heapq.heappop(queue)
            if name == b:
                return metres
            if metres > best[name]:
                continue
            for following, length in self.joined.get(name, {}).items():
                longer = metres + length
                if longer <= at_most and longer < best.get(following, at_most + 1.0):
                    best[following] = longer
                    heapq.heappush(queue, (longer, following))
        return float("inf")

    def _remember(self, a: str, b: str, metres: float) -> None:
        for name, other in ((a, b), (b, a)):
            known = self.joined.setdefault(name, {})
            known[other] = min(metres, known.get(other, metres))

    def _spot(self, name: str) -> Point:
        if name in self.places:
            return self.places[name].middle
        if name.startswith("bridge:"):
            return self.bridges[name.removeprefix("bridge:")].middle
        lon, lat = name.split()
        return to_plane(float(lon), float(lat))

    def _corner_for(self, name: str, other: str) -> int:
        """Give the corner at which a road to or from `other` touches a place, a bridge or a bare point."""
        if name in self.places:
            return self._corner_in_place(self.places[name], self._spot(other))
        if name.startswith("bridge:"):
            return self._bank_towards(name.removeprefix("bridge:"), self._spot(other))
        if name not in self._points:
            self._points[name] = self.canvas.add_corner(self._spot(name))
        return self._points[name]

    def _corner_in_place(self, place: TrainingPlace, towards: Point) -> int:
        """Give a corner of the place's main streets for a road from elsewhere.

        The first road of a place runs through its middle; later ones meet the streets that are there, where it
        is nearest, so that not all roads meet in one star.
        """
        streets = self.streets_of[place.key]
        if not streets:
            streets.append(self.canvas.add_corner(place.middle))
            return streets[0]
        here = [
            corner
            for corner in streets
            if len(self.canvas.around[corner]) <= (2 if corner != streets[0] else 1)
            and self.canvas.leaves_room(corner, heading(self.canvas.spots[corner], towards), agree=0.7)
        ]
        return min(here or streets[:1], key=lambda corner: distance(self.canvas.spots[corner], towards))

    def _bank_towards(self, key: str, towards: Point) -> int:
        """Give the end of a bridge on the side of a point: the one from which the straight line stays dry."""
        banks = self._banks_of(key)
        dry = [bank for bank in banks if not self.canvas.crosses_water([self.canvas.spots[bank], towards])]
        return min(dry or banks, key=lambda corner: distance(self.canvas.spots[corner], towards))

    def _banks_of(self, key: str) -> tuple[int, int]:
        """Give the corners at both ends of a bridge, laid when first asked for."""
        if key not in self._banks:
            bridge = self.bridges[key]
            found = self.canvas.nearest_link(bridge.middle, 2500.0)
            if found is None or not self.canvas.is_water(found[0]):
                raise ValueError(key)
            a, b, _ = self.canvas.links[found[0]]
            start, end = self.canvas.spots[a], self.canvas.spots[b]
            middle = (start[0] + (end[0] - start[0]) * found[1], start[1] + (end[1] - start[1]) * found[1])
            across = left_of(heading(start, end))
            corners = [
                self.canvas.add_corner(along(middle, across, metres)) for metres in (-HALF_BRIDGE_M, HALF_BRIDGE_M)
            ]
            way = Way(
                road_class=RoadClass.SECONDARY,
                surface=Surface.PAVED,
                flags=int(StretchFlag.BRIDGE),
                max_weight_t=bridge.max_weight_t,
                max_height_m=bridge.max_height_m,
            )
            number = self.canvas.begin(way, corners[0])
            self.canvas.go_on(number, corners[1])
            self._banks[key] = (corners[0], corners[1])
        return self._banks[key]

    def _draw_leg(self, way: Way, start: int, end: int, dice: Dice, *, bend: float) -> None:
        """Draw one leg in a shape that meets no water, joining every road it crosses."""
        if start == end:
            return
        a, b = self.canvas.spots[start], self.canvas.spots[end]
        line: list[Point] = []
        for attempt in range(TRIES):
            wide = bend * (TRIES - attempt) / TRIES
            line = smoothed(smoothed(bent_line(a, b, piece_m=130.0, bend=wide, dice=dice)))
            if not self.canvas.crosses_water(line):
                break
        else:
            raise ValueError(f"no bridge between {to_lonlat(*a)} and {to_lonlat(*b)}")
        draw_line(self.canvas, way, start, line, end)
        self._claim(self.canvas.ways[-1].corners)

    def _claim(self, corners: list[int]) -> None:
        """Note which corners of a new road lie in the middle part of a place."""
        for key, place in self.places.items():
            reach = 0.6 * place.reach_m
            x, y = place.middle
            for corner in corners:
                spot = self.canvas.spots[corner]
                near = abs(spot[0] - x) <= reach and abs(spot[1] - y) <= reach
                if near and corner not in self.streets_of[key]:
                    self.streets_of[key].append(corner)
