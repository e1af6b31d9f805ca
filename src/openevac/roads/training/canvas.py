"""The drawing board: roads in the making as straight links between corners, findable by where they lie.

Words: a *corner* is any point of a road (a bend, a crossing, an end); a *link* is the straight piece between two
neighbouring corners; a *way* is one road with its facts, its corners in order. Water is drawn with links of no
way: roads meet it and stop, unless a bridge is laid over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from openevac.roads.graph import Cover, RoadClass, StretchFlag, Surface
from openevac.roads.training.plane import Point, crossing, distance, dot, heading, nearest_on

CELL_M = 120.0
_COLUMNS = 1 << 16
WATER = -1
"""The way number of links that are water."""


@dataclass(slots=True, kw_only=True)
class Way:
    """One road in the making: its corners in order and the facts it will carry."""

    road_class: RoadClass
    surface: Surface = Surface.UNKNOWN
    tracktype: int = 0
    cover: Cover = Cover.OPEN
    flags: int = 0
    max_weight_t: float = 0.0
    max_height_m: float = 0.0
    one_way: bool = False
    listed: int = 0
    corners: list[int] = field(default_factory=list)

    def blank(self) -> Way:
        """Give a way with the same facts and no corner yet."""
        return replace(self, corners=[])


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a drawn piece first meets a link: the share along the piece, the link, and the spot."""

    share: float
    link: int
    spot: Point


class Canvas:
    """Corners, links and ways, with an index of cells so that neighbours are found without looking at all."""

    def __init__(self) -> None:
        self.spots: list[Point] = []
        self.around: list[list[int]] = []
        self.links: list[tuple[int, int, int]] = []
        self.gone: dict[int, tuple[int, int]] = {}
        self.ways: list[Way] = []
        self._cells: dict[int, list[int]] = {}

    def add_corner(self, spot: Point) -> int:
        """Set a corner (rounded to a decimetre) and give its number."""
        self.spots.append((round(spot[0], 1), round(spot[1], 1)))
        self.around.append([])
        return len(self.spots) - 1

    def begin(self, way: Way, corner: int) -> int:
        """Begin a way at a corner and give the way's number."""
        way.corners.append(corner)
        self.ways.append(way)
        return len(self.ways) - 1

    def go_on(self, way: int, corner: int) -> None:
        """Lead a way on to one more corner; a step onto the same corner is left out."""
        corners = self.ways[way].corners
        if corners[-1] != corner and not self.are_joined(corners[-1], corner):
            self._link(corners[-1], corner, way)
            corners.append(corner)

    def add_water(self, line: list[Point]) -> None:
        """Draw a river in short pieces, so that each lies in few cells; roads stop at it."""
        corners = [self.add_corner(spot) for spot in line]
        for a, b in pairwise(corners):
            self._link(a, b, WATER)

    def link_between(self, a: int, b: int) -> int:
        """Give the link between two corners that are joined."""
        return next(link for link in self.around[a] if b in self.links[link][:2])

    def are_joined(self, a: int, b: int) -> bool:
        """Tell whether two corners have a link between them."""
        return any(b in self.links[link][:2] for link in self.around[a])

    def split(self, link: int, spot: Point) -> int:
        """Set a corner on a link of a road, which becomes two links of the same way; give the corner."""
        link = self.piece_at(link, spot)
        a, b, way = self.links[link]
        corner = self.add_corner(spot)
        corners = self.ways[way].corners
        place = next(i for i in range(1, len(corners)) if {corners[i - 1], corners[i]} == {a, b})
        corners.insert(place, corner)
        self.around[a].remove(link)
        self.around[b].remove(link)
        for cell in self._cells_of(self.spots[a], self.spots[b]):
            self._cells[cell].remove(link)
        self.gone[link] = (len(self.links), len(self.links) + 1)
        self._link(a, corner, way)
        self._link(corner, b, way)
        return corner

    def first_hit(self, start: Point, end: Point, passing: tuple[int, ...] = ()) -> Hit | None:
        """Give the first link that the piece from start to end meets, leaving out links at the `passing` corners."""
        first: Hit | None = None
        for link in self._links_near(start, end):
            a, b, _ = self.links[link]
            if a in passing or b in passing:
                continue
            shares = crossing(start, end, self.spots[a], self.spots[b])
            if shares is not None and (first is None or shares[0] < first.share):
                share = shares[0]
                spot = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
                first = Hit(share, link, spot)
        return first

    def nearest_link(
        self, spot: Point, within: float, passing: tuple[int, ...] = ()
    ) -> tuple[int, float, float] | None:
        """Give the nearest link within some metres, the share along it and the distance; None where there is none."""
        best: tuple[int, float, float] | None = None
        low, high = (spot[0] - within, spot[1] - within), (spot[0] + within, spot[1] + within)
        for link in self._links_near(low, high):
            a, b, _ = self.links[link]
            if a in passing or b in passing:
                continue
            share, metres = nearest_on(spot, self.spots[a], self.spots[b])
            if metres <= within and (best is None or metres < best[2]):
                best = (link, share, metres)
        return best

    def corner_on(self, link: int, spot: Point, snap: float) -> int:
        """Give the corner where a road meets a link at a spot: an end of the link that is near, or a new corner."""
        link = self.piece_at(link, spot)
        a, b, _ = self.links[link]
        nearer = min((a, b), key=lambda corner: distance(self.spots[corner], spot))
        return nearer if distance(self.spots[nearer], spot) <= snap else self.split(link, spot)

    def leaves_room(self, corner: int, direction: Point, agree: float = 0.6) -> bool:
        """Tell whether a road may leave a corner this way: few roads there, and none that runs too much alike."""
        if len(self.around[corner]) >= 4:
            return False
        here = self.spots[corner]
        return all(
            dot(direction, heading(here, self.spots[self.other_end(link, corner)])) <= agree
            for link in self.around[corner]
        )

    def other_end(self, link: int, corner: int) -> int:
        """Give the corner at the other end of a link."""
        a, b, _ = self.links[link]
        return b if a == corner else a

    def is_water(self, link: int) -> bool:
        """Tell whether a link is water."""
        return self.links[link][2] == WATER

    def can_be_met(self, link: int) -> bool:
        """Tell whether a road may end in a link: neither in water nor on a bridge."""
        return not self.is_water(link) and not self.way_of(link).flags & StretchFlag.BRIDGE

    def way_of(self, link: int) -> Way:
        """Give the way of a link that is a road."""
        return self.ways[self.links[link][2]]

    def road_corners_near(self, middle: Point, within: float) -> list[int]:
        """Give the corners of roads within some metres of a spot, in the order of their numbers."""
        low, high = (middle[0] - within, middle[1] - within), (middle[0] + within, middle[1] + within)
        ends = {end for link in self._links_near(low, high) if not self.is_water(link) for end in self.links[link][:2]}
        return sorted(corner for corner in ends if distance(self.spots[corner], middle) <= within)

    def ways_at(self, corners: list[int]) -> list[int]:
        """Give the numbers of the roads that touch any of the corners, bridges left out, in order."""
        links = {link for corner in corners for link in self.around[corner]}
        return sorted({self.links[link][2] for link in links if self.can_be_met(link)})

    def crosses_water(self, line: list[Point]) -> bool:
        """Tell whether any piece of a line meets water."""
        for start, end in pairwise(line):
            for link in self._links_near(start, end):
                a, b, way = self.links[link]
                if way == WATER and crossing(start, end, self.spots[a], self.spots[b]) is not None:
                    return True
        return False

    def piece_at(self, link: int, spot: Point) -> int:
        """Follow a link that was split to the piece nearest to a spot."""
        while link in self.gone:
            link = min(
                self.gone[link],
                key=lambda piece: nearest_on(spot, self.spots[self.links[piece][0]], self.spots[self.links[piece][1]])[
                    1
                ],
            )
        return link

    def _link(self, a: int, b: int, way: int) -> None:
        number = len(self.links)
        self.links.append((a, b, way))
        self.around[a].append(number)
        self.around[b].append(number)
        for cell in self._cells_of(self.spots[a], self.spots[b]):
            self._cells.setdefault(cell, []).append(number)

    def _links_near(self, a: Point, b: Point) -> Iterator[int]:
        seen: set[int] = set()
        for cell in self._cells_of(a, b):
            for link in self._cells.get(cell, ()):
                if link not in seen:
                    seen.add(link)
                    yield link

    @staticmethod
    def _cells_of(a: Point, b: Point) -> list[int]:
        low_x, high_x = (a[0], b[0]) if a[0] <= b[0] else (b[0], a[0])
        low_y, high_y = (a[1], b[1]) if a[1] <= b[1] else (b[1], a[1])
        columns = range(int(low_x // CELL_M), int(high_x // CELL_M) + 1)
        rows = range(int(low_y // CELL_M), int(high_y // CELL_M) + 1)
        return [column * _COLUMNS + row for column in columns for row in rows]
