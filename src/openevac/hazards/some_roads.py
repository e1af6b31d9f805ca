"""A few stretches of a road network as roads of their own, so that trying many profiles on two ways costs little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openevac.hazards.roads_protocol import Roads


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SomeRoads:
    """The arrays of `roads_protocol.Roads` for a choice of stretches, numbered in the order they were chosen."""

    num_stretches: int
    stretch_class: npt.NDArray[np.uint8]
    stretch_cover: npt.NDArray[np.uint8]
    shape_start: npt.NDArray[np.int64]
    shape_lon: npt.NDArray[np.float64]
    shape_lat: npt.NDArray[np.float64]
    way_start: npt.NDArray[np.int64]
    way_ids: npt.NDArray[np.int64]
    sample_start: npt.NDArray[np.int64]
    sample_x: npt.NDArray[np.float32]
    sample_y: npt.NDArray[np.float32]


def some_roads(roads: Roads, stretches: Sequence[int]) -> SomeRoads:
    """Take some stretches out of a network."""
    chosen = np.asarray(stretches, dtype=np.int64)
    shape_start, shape = _parts(roads.shape_start, chosen)
    way_start, way = _parts(roads.way_start, chosen)
    sample_start, sample = _parts(roads.sample_start, chosen)
    return SomeRoads(
        num_stretches=len(chosen),
        stretch_class=np.asarray(roads.stretch_class)[chosen],
        stretch_cover=np.asarray(roads.stretch_cover)[chosen],
        shape_start=shape_start,
        shape_lon=np.asarray(roads.shape_lon)[shape],
        shape_lat=np.asarray(roads.shape_lat)[shape],
        way_start=way_start,
        way_ids=np.asarray(roads.way_ids)[way],
        sample_start=sample_start,
        sample_x=np.asarray(roads.sample_x)[sample],
        sample_y=np.asarray(roads.sample_y)[sample],
    )


def _parts(
    start: npt.NDArray[np.int64], chosen: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give where each chosen part begins when they stand side by side, and where their entries came from."""
    counts = np.asarray(start)[chosen + 1] - np.asarray(start)[chosen]
    begins = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    within = np.arange(begins[-1]) - np.repeat(begins[:-1], counts)
    return begins, within + np.repeat(np.asarray(start)[chosen], counts)
