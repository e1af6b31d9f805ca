"""What lies on the ground of a map: roads by how much they matter, closed roads, areas, the border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from openevac.domain.hazards import Border
from openevac.domain.places import MultiPolygon
from openevac.reports.frame import UNIT_M, Frame, path_of
from openevac.roads.graph import BoolArray, ByteArray, FloatArray, LongArray, RoadClass, RoadGraph

WIDEST_MIDDLE = RoadClass.UNCLASSIFIED
WIDEST_WIDE = RoadClass.SECONDARY
AREA_TOLERANCE_M = 40.0
NEAR_STEP_M = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of the roads is drawn: metres around the trips, and how far a line may stray when it is simplified."""

    small_within_m: float
    middle_within_m: float
    tolerance_m: float


DETAILS = (
    Detail(small_within_m=1500.0, middle_within_m=1e9, tolerance_m=10.0),
    Detail(small_within_m=800.0, middle_within_m=20_000.0, tolerance_m=15.0),
    Detail(small_within_m=400.0, middle_within_m=6000.0, tolerance_m=20.0),
    Detail(small_within_m=150.0, middle_within_m=2000.0, tolerance_m=30.0),
    Detail(small_within_m=0.0, middle_within_m=500.0, tolerance_m=60.0),
)
"""From rich to poor; the first whose paths fit into the room given is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadLayers:
    """Roads as paths: `wide` is always shown, `middle` and `small` from nearer on; `tracks` among the small ones."""

    wide: str
    middle: str
    small: str
    tracks: str
    closed_wide: str
    closed_small: str

    @property
    def size(self) -> int:
        """Give the characters all paths take."""
        return sum(len(getattr(self, name)) for name in self.__slots__)


def road_layers(
    graph: RoadGraph, frame: Frame, near: list[FloatArray], closed: BoolArray | None, room: int
) -> RoadLayers:
    """Draw a graph's roads within the frame in at most `room` characters if any detail fits, else the poorest.

    `near`: lines (n, 2 units) of the trips; roads close to them keep most detail. `closed`: stretches (S).
    """
    stretches, shapes = _lines_in(graph, frame)
    shut = np.zeros(len(stretches), dtype=np.bool_) if closed is None else np.asarray(closed)[stretches]
    road_class = graph.stretch_class[stretches]
    distance_m = _distances_m(shapes, near)
    drawn = (_drawn(shapes, road_class, shut, distance_m, detail) for detail in DETAILS[:-1])
    fitting = (layers for layers in drawn if layers.size <= room)
    return next(fitting, None) or _drawn(shapes, road_class, shut, distance_m, DETAILS[-1])


def area_shape(areas: MultiPolygon, frame: Frame) -> shapely.Geometry:
    """Give areas as one shape in units, cut at the edge of what is kept; empty where none reaches in."""
    box = shapely.box(*frame.kept)
    wholes = []
    for rings in areas:
        units = [frame.units(*np.array(ring).T) for ring in rings]
        wholes.append(shapely.intersection(shapely.make_valid(shapely.Polygon(units[0], units[1:])), box))
    return shapely.simplify(shapely.GeometryCollection(wholes), AREA_TOLERANCE_M / UNIT_M)


def area_path(shape: shapely.Geometry) -> str:
    """Draw a shape's areas as one closed path."""
    polygons = [part for part in shapely.get_parts(_flat(shape)) if part.geom_type == "Polygon"]
    outlines = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return path_of([np.array(ring.coords) for ring in outlines if len(ring.coords)], closed=True)


def border_lines(border: Border | None, frame: Frame) -> list[FloatArray]:
    """Give the border's lines (n, 2 units) as far as they are kept."""
    if border is None:
        return []
    lines = [frame.units(*np.array(line).T) for line in border.lines if len(line) > 1]
    cut = shapely.intersection(shapely.MultiLineString(lines), shapely.box(*frame.kept))
    parts = shapely.get_parts(shapely.simplify(cut, AREA_TOLERANCE_M / UNIT_M))
    return [np.array(part.coords) for part in parts]


def _flat(shape: shapely.Geometry) -> shapely.Geometry:
    """Take collections inside a collection apart."""
    return shapely.GeometryCollection([part for whole in shapely.get_parts(shape) for part in shapely.get_parts(whole)])


def _lines_in(graph: RoadGraph, frame: Frame) -> tuple[LongArray, npt.NDArray[np.object_]]:
    """Give the stretches that touch the kept box, and their lines in units."""
    first = np.asarray(graph.shape_start[:-1])
    units = frame.units(graph.shape_lon, graph.shape_lat)
    west, north, east, south = frame.kept
    x, y = units[:, 0], units[:, 1]
    inside = (np.maximum.reduceat(x, first) > west) & (np.minimum.reduceat(x, first) < east)
    inside &= (np.maximum.reduceat(y, first) > north) & (np.minimum.reduceat(y, first) < south)
    stretches = np.flatnonzero(inside)
    counts = np.diff(graph.shape_start)
    point_of = np.repeat(inside, counts)
    owner = np.repeat(np.arange(len(stretches)), counts[stretches])
    return stretches, np.asarray(shapely.linestrings(units[point_of], indices=owner))


def _distances_m(shapes: npt.NDArray[np.object_], near: list[FloatArray]) -> FloatArray:
    """Give about how far each line's points are from the nearest trip, in metres; infinite where there is none."""
    if not near or len(shapes) == 0:
        return np.full(len(shapes), np.inf)
    step = NEAR_STEP_M / UNIT_M
    dense = np.unique(np.rint(np.vstack([_dense(line, step) for line in near]) / step), axis=0) * step
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    distance, _ = cKDTree(dense).query(points)
    first = np.flatnonzero(np.concatenate(([True], np.diff(owner) > 0)))
    return np.asarray(np.minimum.reduceat(distance, first) * UNIT_M)


def _dense(line: FloatArray, step: float) -> FloatArray:
    """Give points along a line at most a step apart."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    where = np.union1d(along, np.arange(0.0, along[-1], step))
    return np.column_stack([np.interp(where, along, line[:, axis]) for axis in (0, 1)])


def _drawn(
    shapes: npt.NDArray[np.object_], road_class: ByteArray, shut: BoolArray, distance_m: FloatArray, detail: Detail
) -> RoadLayers:
    wide = road_class <= WIDEST_WIDE
    middle = ~wide & (road_class <= WIDEST_MIDDLE) & (distance_m <= detail.middle_within_m)
    small = (road_class > WIDEST_MIDDLE) & (distance_m <= detail.small_within_m)
    track = small & (road_class == RoadClass.TRACK)
    tolerance = np.where(distance_m <= detail.small_within_m, 1.0, detail.tolerance_m / UNIT_M)
    simple = shapely.simplify(shapes, tolerance)

    def path(mask: BoolArray) -> str:
        return path_of([shapely.get_coordinates(line) for line in simple[mask]])

    return RoadLayers(
        wide=path(wide & ~shut),
        middle=path(middle & ~shut),
        small=path(small & ~track & ~shut),
        tracks=path(track & ~shut),
        closed_wide=path((wide | middle) & shut),
        closed_small=path(small & shut),
    )
