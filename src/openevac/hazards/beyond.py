"""The land beyond the state border, found from the border's lines and one point at home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely

from openevac.domain.errors import InputError
from openevac.domain.hazards import Border
from openevac.domain.remarks import Remark
from openevac.hazards.area import REACH_M
from openevac.hazards.grid import FloatArray, Grid
from openevac.hazards.projection import shape_to_metric, to_metric

_GAP_M = 2000.0
_LOOK_BACK_M = 10_000.0
_WORTH_SAYING_M = 1000.0


@dataclass(frozen=True, slots=True)
class Beyond:
    """The border in metres: its `lines`, the `land` beyond within the raster's bounds, and what must be said."""

    lines: shapely.Geometry
    land: shapely.Geometry
    remarks: tuple[Remark, ...]


def find_beyond(border: Border, crs: str, grid: Grid) -> Beyond:
    """Cut the bounds of the raster along the border; what is not connected with home is beyond it.

    Ends of the lines inside the bounds are continued straight to the edge, which is said. Bounds that no line
    enters lie at home as a whole. Raises InputError when a line enters the bounds and yet cuts nothing off.
    """
    metric = shape_to_metric(crs, shapely.MultiLineString([line for line in border.lines if len(line) >= 2]))
    lines = _only_lines(shapely.intersection(metric, grid.box(REACH_M)))
    home = shapely.Point(to_metric(crs, border.home))
    frame = shapely.box(*shapely.union(grid.box(), home).bounds).buffer(_WORTH_SAYING_M, join_style="mitre")
    inside = _only_lines(shapely.intersection(metric, frame))
    if inside.is_empty and metric.length > 0:
        return Beyond(lines=lines, land=shapely.Polygon(), remarks=())
    whole, added_m = _continued(_merged(inside, frame), frame)
    cut_off = _cut_off(whole, frame, home)
    if cut_off.is_empty:
        raise InputError(
            "The border line cuts nothing off from the home point: the land beyond it cannot be told from home.",
            "Give a border line that runs through the whole region, and a home point beside it, not on it.",
            field="border",
        )
    return Beyond(lines=lines, land=shapely.intersection(cut_off, grid.box()), remarks=_said(border, added_m))


def _only_lines(shape: shapely.Geometry) -> shapely.Geometry:
    """Drop the points that cutting leaves where a line only touches a rim."""
    return shapely.union_all([part for part in shapely.get_parts(shape) if shapely.length(part) > 0])


def _merged(lines: shapely.Geometry, frame: shapely.Geometry) -> list[shapely.Geometry]:
    """Join pieces of line end to end, also over gaps that careless cutting leaves inside the frame."""
    pieces = _joined(shapely.get_parts(shapely.node(lines)))
    rim, bridges = shapely.boundary(frame), []
    ends = [
        [shapely.Point(end) for end in _free_ends(pieces, number) if rim.distance(shapely.Point(end)) > _GAP_M]
        for number in range(len(pieces))
    ]
    for ours, theirs in combinations(ends, 2):
        close = [(a.distance(b), a, b) for a in ours for b in theirs if 0 < a.distance(b) <= _GAP_M]
        if close:
            _, a, b = min(close, key=lambda found: found[0])
            bridges.append(shapely.LineString([a, b]))
    return _joined(pieces + bridges)


def _joined(pieces: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    return list(shapely.get_parts(shapely.line_merge(shapely.MultiLineString(list(pieces)))))


def _free_ends(pieces: list[shapely.Geometry], number: int) -> list[tuple[float, float]]:
    """Give the ends of one piece that no other piece shares."""
    points = shapely.get_coordinates(pieces[number])
    if np.array_equal(points[0], points[-1]):
        return []
    others = {
        tuple(end)
        for index, piece in enumerate(pieces)
        if index != number
        for end in shapely.get_coordinates(piece)[[0, -1]]
    }
    return [(float(end[0]), float(end[1])) for end in (points[0], points[-1]) if tuple(end) not in others]


def _continued(pieces: list[shapely.Geometry], frame: shapely.Geometry) -> tuple[list[shapely.Geometry], float]:
    """Continue each free end inside the frame straight to its rim; also gives how many metres were added."""
    rim, added, added_m = shapely.boundary(frame), [], 0.0
    reach = shapely.length(rim)
    for number, piece in enumerate(pieces):
        for end in _free_ends(pieces, number):
            if shapely.distance(rim, shapely.Point(end)) > 1.0:
                ray = shapely.intersection(_ray(piece, end, reach), frame)
                added.append(ray)
                added_m += shapely.length(ray)
            else:
                added.append(_ray(piece, end, 10.0))
    return pieces + added, added_m


def _ray(piece: shapely.Geometry, end: tuple[float, float], reach: float) -> shapely.Geometry:
    """Give a straight line from an end onward, in the direction the piece had over its last kilometres."""
    points = shapely.get_coordinates(piece)
    at_start = tuple(points[0]) == end
    back = shapely.line_interpolate_point(piece, _LOOK_BACK_M if at_start else -_LOOK_BACK_M)
    direction: FloatArray = np.asarray(end) - shapely.get_coordinates(back)[0]
    length = float(np.hypot(*direction)) or 1.0
    return shapely.LineString([end, np.asarray(end) + direction / length * reach])


def _cut_off(lines: list[shapely.Geometry], frame: shapely.Geometry, home: shapely.Geometry) -> shapely.Geometry:
    """Give the faces of the frame that do not hold home, as one shape."""
    net = shapely.union_all([shapely.boundary(frame), *lines])
    faces = list(shapely.get_parts(shapely.polygonize(shapely.get_parts(net))))
    at_home = min(faces, key=lambda face: (face.distance(home), -face.area))
    return shapely.union_all(
        [face for face in faces if face is not at_home and frame.covers(face.representative_point())]
    )


def _said(border: Border, added_m: float) -> tuple[Remark, ...]:
    if added_m <= _WORTH_SAYING_M:
        return ()
    text = (
        "The border line ({source}) ends inside the region; it was continued straight for {km} km. "
        "Give a longer line to be sure which land lies beyond it."
    )
    return (Remark(text=text, facts={"source": border.source or "-", "km": round(float(added_m) / 1000, 1)}),)
