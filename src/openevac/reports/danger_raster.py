"""Danger over a whole region as a raster, read from a field in the one way it is read for roads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from openevac.hazards.exposure import stretch_rates
from openevac.hazards.field import HazardField
from openevac.hazards.roads_protocol import COVER_OPEN
from openevac.roads.graph import ByteArray, Float32Array, FloatArray, LongArray

MOST_CELLS = 160_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DangerRaster:
    """Rates per hour in the open (rows north, columns east) around the centres `x`, `y` in metres."""

    x: FloatArray
    y: FloatArray
    rate_per_h: FloatArray


def danger_raster(field: HazardField, at: datetime, *, armoured: bool) -> DangerRaster:
    """Read a field at the centres of its cells, each or each second, third, ... so that a picture has enough."""
    every = max(1, math.ceil(math.sqrt(field.grid.columns * field.grid.rows / MOST_CELLS)))
    x, y = field.grid.centres(every)
    across, up = np.meshgrid(x, y)
    rates = stretch_rates(field, _Cells.at(across.ravel(), up.ravel()), at, armoured=armoured)
    return DangerRaster(x=x, y=y, rate_per_h=rates.reshape(across.shape))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Cells:
    """Points that pass for stretches of one sample each, in the open, without ways (see hazards.roads_protocol)."""

    num_stretches: int
    stretch_class: ByteArray
    stretch_cover: ByteArray
    shape_start: LongArray
    shape_lon: FloatArray
    shape_lat: FloatArray
    way_start: LongArray
    way_ids: LongArray
    sample_start: LongArray
    sample_x: Float32Array
    sample_y: Float32Array

    @classmethod
    def at(cls, x_m: FloatArray, y_m: FloatArray) -> _Cells:
        """Make one cell a point."""
        count = len(x_m)
        nothing = np.zeros(0)
        return cls(
            num_stretches=count,
            stretch_class=np.zeros(count, dtype=np.uint8),
            stretch_cover=np.full(count, COVER_OPEN, dtype=np.uint8),
            shape_start=np.zeros(count + 1, dtype=np.int64),
            shape_lon=nothing,
            shape_lat=nothing,
            way_start=np.zeros(count + 1, dtype=np.int64),
            way_ids=np.zeros(0, dtype=np.int64),
            sample_start=np.arange(count + 1, dtype=np.int64),
            sample_x=x_m.astype(np.float32),
            sample_y=y_m.astype(np.float32),
        )
