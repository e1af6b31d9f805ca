"""The road graph: one central type whose every array is described here, once.

Words: a *node* is a crossing or an end; a *stretch* is a piece of road between two nodes, with shape and surface;
an *arc* is one allowed driving direction along a stretch. A two-way stretch has two arcs, a one-way stretch one.
Stretches carry everything that does not depend on the direction, so danger and speed are computed once for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np
import numpy.typing as npt

from openevac.domain.errors import InputError

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]

SAMPLE_STEP_M = 100.0
"""Danger is read along a stretch at the middle of pieces at most this long (metres)."""


class RoadClass(IntEnum):
    """Kinds of roads, widest first."""

    MOTORWAY = 0
    TRUNK = 1
    PRIMARY = 2
    SECONDARY = 3
    TERTIARY = 4
    UNCLASSIFIED = 5
    RESIDENTIAL = 6
    LIVING_STREET = 7
    SERVICE = 8
    TRACK = 9


class Surface(IntEnum):
    """What the wheels stand on. UNKNOWN is taken from the road class by the speed table."""

    UNKNOWN = 0
    PAVED = 1
    GRAVEL = 2
    EARTH = 3


class Cover(IntEnum):
    """What stands beside the road, as far as the map says."""

    OPEN = 0
    BUILT_UP = 1
    FOREST = 2


class StretchFlag(IntFlag):
    """Facts about a stretch that rules ask for."""

    BRIDGE = 1
    FORD = 2
    TUNNEL = 4
    BARRIER = 8
    DESTINATION_ONLY = 16


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RoadGraph:
    """A drivable network in arrays. N nodes, S stretches, A arcs, P shape points, W way entries, M samples.

    Nodes:     node_lon, node_lat (N, degrees); node_x, node_y (N, metres in the region's projection `crs`).
    Stretches: stretch_length_m (S); stretch_class, stretch_surface, stretch_tracktype (0 none, 1 to 5),
               stretch_cover, stretch_flags (S, the enums above); stretch_max_speed_kmh (S, 0 = not posted);
               stretch_max_height_m, stretch_max_weight_t (S, 0 = no limit known).
               Shape of stretch s: shape_lon[shape_start[s]:shape_start[s+1]], both end nodes included.
               Ways of stretch s: way_ids[way_start[s]:way_start[s+1]] (OSM ids or line numbers, in order).
               Samples of stretch s: sample_x, sample_y[sample_start[s]:sample_start[s+1]], metres, at least one.
    Arcs:      arc_tail, arc_head (A, node numbers); arc_stretch (A); arc_forward (A, True along the shape);
               arc_twin (A, the arc of the other direction, -1 on one-way stretches).

    The shape runs from the tail to the head of the stretch's forward arc. Arrays may be memory maps and are
    never written to.
    """

    crs: str
    node_lon: FloatArray
    node_lat: FloatArray
    node_x: FloatArray
    node_y: FloatArray
    stretch_length_m: Float32Array
    stretch_class: ByteArray
    stretch_surface: ByteArray
    stretch_tracktype: ByteArray
    stretch_cover: ByteArray
    stretch_flags: ByteArray
    stretch_max_speed_kmh: ByteArray
    stretch_max_height_m: Float32Array
    stretch_max_weight_t: Float32Array
    shape_start: LongArray
    shape_lon: FloatArray
    shape_lat: FloatArray
    way_start: LongArray
    way_ids: LongArray
    sample_start: LongArray
    sample_x: Float32Array
    sample_y: Float32Array
    arc_tail: IntArray
    arc_head: IntArray
    arc_stretch: IntArray
    arc_forward: BoolArray
    arc_twin: IntArray

    @property
    def num_nodes(self) -> int:
        """Give the number of nodes."""
        return int(self.node_lon.shape[0])

    @property
    def num_stretches(self) -> int:
        """Give the number of stretches."""
        return int(self.stretch_length_m.shape[0])

    @property
    def num_arcs(self) -> int:
        """Give the number of arcs."""
        return int(self.arc_tail.shape[0])

    @property
    def is_track(self) -> BoolArray:
        """Tell which stretches (S) are field or forest tracks: closed for mines where ground was once held."""
        return np.asarray(self.stretch_class == RoadClass.TRACK)

    def shape(self, stretch: int) -> FloatArray:
        """Give one stretch's points, (n, 2) degrees, longitude first."""
        part = slice(int(self.shape_start[stretch]), int(self.shape_start[stretch + 1]))
        return np.column_stack((self.shape_lon[part], self.shape_lat[part]))

    def ways(self, stretch: int) -> LongArray:
        """Give the way ids of one stretch."""
        return self.way_ids[int(self.way_start[stretch]) : int(self.way_start[stretch + 1])]


def validate_graph(graph: RoadGraph) -> None:
    """Refuse arrays that contradict the contract above.

    Raises InputError naming the first broken rule; a region pack that fails it was damaged or written by
    another version.
    """
    nodes, stretches, arcs = graph.num_nodes, graph.num_stretches, graph.num_arcs
    rules = {
        "no road is left": arcs > 0,
        "node arrays differ in length": len(
            {a.shape[0] for a in (graph.node_lat, graph.node_x, graph.node_y)} | {nodes}
        )
        == 1,
        "an arc names a node that does not exist": arcs == 0
        or (
            int(min(graph.arc_tail.min(), graph.arc_head.min())) >= 0
            and int(max(graph.arc_tail.max(), graph.arc_head.max())) < nodes
        ),
        "an arc names a stretch that does not exist": arcs == 0
        or (int(graph.arc_stretch.min()) >= 0 and int(graph.arc_stretch.max()) < stretches),
        "the shape index is broken": _index_is_sound(graph.shape_start, stretches, graph.shape_lon.shape[0], least=2),
        "the way index is broken": _index_is_sound(graph.way_start, stretches, graph.way_ids.shape[0], least=0),
        "the sample index is broken": _index_is_sound(graph.sample_start, stretches, graph.sample_x.shape[0], least=1),
        "a stretch has no length": stretches > 0 and bool(np.all(graph.stretch_length_m > 0)),
        "twin arcs do not answer each other": _twins_are_sound(graph),
    }
    for rule, holds in rules.items():
        if not holds:
            raise InputError(
                "The road graph cannot be used: {rule}.",
                "Build the region again with `openevac region build` or `openevac region lines`.",
                rule=rule,
            )


def _index_is_sound(start: LongArray, count: int, total: int, *, least: int) -> bool:
    if start.shape[0] != count + 1 or int(start[0]) != 0 or int(start[-1]) != total:
        return False
    return bool(np.all(np.diff(start) >= least))


def _twins_are_sound(graph: RoadGraph) -> bool:
    paired = np.flatnonzero(graph.arc_twin >= 0)
    twins = graph.arc_twin[paired]
    return bool(
        np.all(twins < graph.num_arcs)
        and np.all(graph.arc_twin[twins] == paired)
        and np.all(graph.arc_stretch[twins] == graph.arc_stretch[paired])
        and np.all(graph.arc_tail[twins] == graph.arc_head[paired])
    )
