"""A flat drawing plane for the training region, in metres, with only arithmetic that is exact everywhere.

One degree of longitude is taken to be as long at the northern as at the southern rim: shapes are off by one part
in a hundred, which an invented street does not feel. Lengths on the road graph are measured properly later.
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

Point = tuple[float, float]
"""A point or a direction on the drawing plane, metres east and north of the origin."""

ORIGIN_LON = 36.0
ORIGIN_LAT = 49.0
METRES_PER_DEGREE_LON = 72150.0
METRES_PER_DEGREE_LAT = 111240.0


def to_plane(lon: float, lat: float) -> Point:
    """Give the metres east and north of the origin of a position in degrees."""
    return (lon - ORIGIN_LON) * METRES_PER_DEGREE_LON, (lat - ORIGIN_LAT) * METRES_PER_DEGREE_LAT


def to_lonlat(x: float, y: float) -> Point:
    """Give the longitude and latitude of a point, rounded as OpenStreetMap rounds (7 decimals, a centimetre)."""
    return round(ORIGIN_LON + x / METRES_PER_DEGREE_LON, 7), round(ORIGIN_LAT + y / METRES_PER_DEGREE_LAT, 7)


def distance(a: Point, b: Point) -> float:
    """Give the metres between two points."""
    east, north = b[0] - a[0], b[1] - a[1]
    return sqrt(east * east + north * north)


def heading(a: Point, b: Point) -> Point:
    """Give the direction from one point to another, of length one; due east where they are the same point."""
    east, north = b[0] - a[0], b[1] - a[1]
    length = sqrt(east * east + north * north)
    return (east / length, north / length) if length > 0.0 else (1.0, 0.0)


def turned(direction: Point, sideways: float) -> Point:
    """Give a direction turned to the left by a slope: 0 keeps it, 1 turns by an eighth of a circle."""
    east, north = direction
    return heading((0.0, 0.0), (east - sideways * north, north + sideways * east))


def left_of(direction: Point) -> Point:
    """Give the direction a quarter turn to the left."""
    return -direction[1], direction[0]


def along(start: Point, direction: Point, metres: float) -> Point:
    """Give the point that many metres away in a direction."""
    return start[0] + direction[0] * metres, start[1] + direction[1] * metres


def dot(a: Point, b: Point) -> float:
    """Give how far two directions agree: 1 the same, 0 at right angles, -1 opposite."""
    return a[0] * b[0] + a[1] * b[1]


def crossing(p: Point, q: Point, a: Point, b: Point) -> tuple[float, float] | None:
    """Tell where the pieces pq and ab cross, as shares along each; None where they do not, or run alike."""
    ex, ey = q[0] - p[0], q[1] - p[1]
    fx, fy = b[0] - a[0], b[1] - a[1]
    area = ex * fy - ey * fx
    if area == 0.0:
        return None
    gx, gy = a[0] - p[0], a[1] - p[1]
    share = (gx * fy - gy * fx) / area
    other = (gx * ey - gy * ex) / area
    if share < 0.0 or share > 1.0 or other < 0.0 or other > 1.0:
        return None
    return share, other


def nearest_on(point: Point, a: Point, b: Point) -> tuple[float, float]:
    """Give the share along ab of the spot nearest to a point, and its distance in metres."""
    ex, ey = b[0] - a[0], b[1] - a[1]
    square = ex * ex + ey * ey
    share = 0.0 if square == 0.0 else ((point[0] - a[0]) * ex + (point[1] - a[1]) * ey) / square
    share = min(1.0, max(0.0, share))
    return share, distance(point, (a[0] + ex * share, a[1] + ey * share))


def inside_ring(point: Point, ring: list[Point]) -> bool:
    """Tell whether a point lies inside a closed ring."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
