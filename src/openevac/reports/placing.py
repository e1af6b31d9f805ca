"""Where signs, trip labels and names stand on a map so that none covers another, at every level of nearness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from openevac.domain.places import Place
from openevac.reports.frame import Frame
from openevac.roads.graph import FloatArray

LEVELS = 5
LANDMARKS = 12
MOST_NAMES = (32, 80, 200, 500, 1000)
"""The most names of each level, those of the levels before it among them."""
LETTER_PX = 7.4
NAME_HEIGHT_PX = 15.0
SPREAD_ROUNDS = 60
FARTHEST_PX = 46.0
NAME_SPOTS = ((0.0, -20.0), (0.0, 21.0), (1.0, 0.0), (-1.0, 0.0), (0.0, -36.0), (0.0, 37.0))
"""Where a name may stand beside its point: above, below, right and left (1 = half its width and a sign), far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A box around a point (`x`, `y` units), moved aside by pixels: `half_w`, `half_h` are half its sides in pixels."""

    x: float
    y: float
    dx: float = 0.0
    dy: float = 0.0
    half_w: float
    half_h: float

    def inside(self, frame: Frame, px: float) -> bool:
        """Tell whether a box lies wholly in the first view, where one unit is `px` pixels."""
        across, down = self.x * px + self.dx, self.y * px + self.dy
        return (
            self.half_w < across < frame.width * px - self.half_w
            and self.half_h < down < frame.height * px - self.half_h
        )

    def covers(self, other: Spot, px: float) -> bool:
        """Tell whether two boxes overlap where one unit is `px` pixels."""
        return (
            abs((self.x - other.x) * px + self.dx - other.dx) < self.half_w + other.half_w
            and abs((self.y - other.y) * px + self.dy - other.dy) < self.half_h + other.half_h
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A place's name beside its point, shown from `level` on."""

    name: str
    spot: Spot
    level: int


def spread(spots: list[Spot], unit_px: float) -> list[Spot]:
    """Push boxes apart that overlap in the first view; each stays near its point."""
    if len(spots) < 2:
        return spots
    home = np.array([(spot.x * unit_px, spot.y * unit_px) for spot in spots])
    room = np.array([spot.half_w for spot in spots])
    wanted = room[:, None] + room[None, :] + 1.0
    at = home + np.column_stack((np.cos(np.arange(len(spots)) * 2.4), np.sin(np.arange(len(spots)) * 2.4)))
    for _ in range(SPREAD_ROUNDS):
        apart = at[:, None, :] - at[None, :, :]
        distance = np.hypot(apart[..., 0], apart[..., 1]) + np.eye(len(spots)) * 1e9
        push = np.clip(wanted - distance, 0.0, None) / 2
        at = at + (apart / distance[..., None] * push[..., None]).sum(axis=1)
        at += (home - at) * 0.02
    moved = at - home
    far = np.maximum(np.hypot(moved[:, 0], moved[:, 1]) / FARTHEST_PX, 1.0)
    moved = np.where(np.hypot(moved[:, 0], moved[:, 1])[:, None] < 2.0, 0.0, moved / far[:, None])
    return [replace(s, dx=float(m[0]), dy=float(m[1])) for s, m in zip(spots, moved, strict=True)]


def first_free(candidates: list[Spot], taken: list[Spot], unit_px: float) -> Spot:
    """Choose the first box that covers nothing in the first view, else the one that covers least."""
    covered = [sum(spot.covers(other, unit_px) for other in taken) for spot in candidates]
    return candidates[int(np.argmin(covered))]


def place_names(
    places: tuple[Place, ...], frame: Frame, unit_px: float, taken: list[Spot], called_at: set[str]
) -> list[PlaceName]:
    """Choose for each place of the frame the level from which its name fits and the map is not overfull.

    `unit_px`: pixels of a unit in the first view. `taken`: boxes that names must not cover. `called_at`: codes of
    places where the plan stops; their names come right after those of the biggest places, by which people know their
    way about, and before all others. Places that fit at no level stay out.
    """
    chosen: list[PlaceName] = []
    for place in _most_telling_first(places, frame, called_at):
        x, y = (float(value) for value in frame.units(*place.position)[0]) if place.position else (0.0, 0.0)
        spots = [*taken, *(other.spot for other in chosen)]
        full = [sum(other.level <= level for other in chosen) >= most for level, most in enumerate(MOST_NAMES)]
        named = _named(place.name_uk, x, y, unit_px, spots, full)
        if named is not None:
            chosen.append(named)
    return chosen


def _most_telling_first(places: tuple[Place, ...], frame: Frame, called_at: set[str]) -> list[Place]:
    """Give the places within what is kept: the biggest few, those the plan calls at, then the others by size."""
    west, north, east, south = frame.kept
    known = [place for place in places if place.position is not None]
    if not known:
        return []
    units = frame.units(*np.array([place.position for place in known]).T)
    within = np.all((units > (west, north)) & (units < (east, south)), axis=1).tolist()
    shown = [place for place, is_within in zip(known, within, strict=True) if is_within]
    by_size = sorted(shown, key=lambda place: (-(place.population or 0), place.name_uk))
    biggest = {place.katottg for place in by_size[:LANDMARKS]}
    return sorted(by_size, key=lambda place: (place.katottg not in biggest, place.katottg not in called_at))


def caption_spots_of_area(shape: shapely.Geometry, frame: Frame, half_w: float, unit_px: float) -> list[Spot]:
    """Give places for an area's caption that lie wholly in the first view, the ones deepest inside it first."""
    edge = min(half_w / unit_px, frame.width / 2)
    across, down = np.meshgrid(np.linspace(edge, frame.width - edge, 13), np.linspace(0.05, 0.95, 11))
    x, y = across.ravel(), down.ravel() * frame.height
    points = shapely.points(x, y)
    inside = shapely.contains(shape, points)
    depth = shapely.distance(shapely.boundary(_areas_only(shape)), points)
    order = np.argsort(-np.where(inside, depth, -1.0), kind="stable")[: int(inside.sum())]
    return [Spot(x=float(x[k]), y=float(y[k]), half_w=half_w, half_h=NAME_HEIGHT_PX / 2) for k in order]


def caption_spots_of_line(lines: list[FloatArray], frame: Frame, half_w: float, unit_px: float) -> list[Spot]:
    """Give places for a line's caption that lie wholly in the first view, the middle ones first."""
    points = np.vstack([np.empty((0, 2)), *lines])
    edge = np.array((half_w, 2 * NAME_HEIGHT_PX)) / unit_px
    shown = np.all((points > edge) & (points < np.array((frame.width, frame.height)) - edge), axis=1)
    order = np.argsort(np.abs(points[shown, 0] - frame.width / 2), kind="stable")
    return [
        Spot(x=float(x), y=float(y), dy=dy, half_w=half_w, half_h=NAME_HEIGHT_PX / 2)
        for dy in (-13.0, 15.0)
        for x, y in points[shown][order]
    ]


def _areas_only(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for whole in shapely.get_parts(shape) for part in shapely.get_parts(whole)]
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _named(name: str, x: float, y: float, unit_px: float, taken: list[Spot], full: list[bool]) -> PlaceName | None:
    half = len(name) * LETTER_PX / 2
    for level in (level for level in range(LEVELS) if not full[level]):
        px = unit_px * 2**level
        for right, down in NAME_SPOTS:
            spot = Spot(x=x, y=y, dx=right * (half + 16.0), dy=down, half_w=half, half_h=NAME_HEIGHT_PX / 2)
            if not any(spot.covers(other, px) for other in taken):
                return PlaceName(name=name, spot=spot, level=level)
    return None
