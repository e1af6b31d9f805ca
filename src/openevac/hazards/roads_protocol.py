"""What this room asks of roads: the arrays of a road graph it reads, and the few codes it must know.

Roads and hazards stand on one floor and never import each other; `roads.graph.RoadGraph` fits this protocol as
it is. The codes are repeated here and compared with the originals by a test.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

CLASS_SERVICE = 8
CLASS_TRACK = 9
COVER_OPEN = 0
COVER_BUILT_UP = 1
COVER_FOREST = 2
COVER_NAMES = ("open", "built_up", "forest")

HALF_PIECE_M = 50.0
"""No point of a stretch lies further than this from one of its samples (half the longest piece)."""


class Roads(Protocol):
    """S stretches with samples: see `roads.graph.RoadGraph`, which describes every array."""

    @property
    def num_stretches(self) -> int:
        """Give S."""
        ...

    @property
    def stretch_class(self) -> npt.NDArray[np.uint8]:
        """Give the road class of each stretch."""
        ...

    @property
    def stretch_cover(self) -> npt.NDArray[np.uint8]:
        """Give what stands beside each stretch."""
        ...

    @property
    def shape_start(self) -> npt.NDArray[np.int64]:
        """Give where each stretch's shape begins in `shape_lon` and `shape_lat`, S + 1 entries."""
        ...

    @property
    def shape_lon(self) -> npt.NDArray[np.float64]:
        """Give the longitudes of the shapes' points."""
        ...

    @property
    def shape_lat(self) -> npt.NDArray[np.float64]:
        """Give the latitudes of the shapes' points."""
        ...

    @property
    def way_start(self) -> npt.NDArray[np.int64]:
        """Give where each stretch's ways begin in `way_ids`, S + 1 entries."""
        ...

    @property
    def way_ids(self) -> npt.NDArray[np.int64]:
        """Give the ids of the ways under the stretches."""
        ...

    @property
    def sample_start(self) -> npt.NDArray[np.int64]:
        """Give where each stretch's samples begin, S + 1 entries; every stretch has at least one."""
        ...

    @property
    def sample_x(self) -> npt.NDArray[np.float32]:
        """Give the samples' x in metres."""
        ...

    @property
    def sample_y(self) -> npt.NDArray[np.float32]:
        """Give the samples' y in metres."""
        ...
