"""Lengths and samples along many lines at once, without a loop over lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openevac.roads.graph import SAMPLE_STEP_M, Float32Array, FloatArray, LongArray

# WGS 84: semi-major axis in metres and the square of the first eccentricity.
EARTH_A_M = 6378137.0
EARTH_E2 = 0.0066943799901413165
LONGEST_SEGMENT_M = 500.0
"""Longer straight pieces get points in between, so that a long stretch can be parted where needed."""
SHORTEST_M = 0.01
"""Two nodes on one spot still make a stretch: no length is zero, so no time is zero and no fraction undefined."""


def segment_lengths_m(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Give the metres between neighbouring points, (n, ...) degrees -> (n - 1, ...).

    Takes the radii of the ellipsoid's curvature at the middle latitude: within 1e-6 of the geodesic for pieces
    below 10 km, in a few array passes.
    """
    mid = np.radians((lat[1:] + lat[:-1]) * 0.5)
    w2 = 1.0 - EARTH_E2 * np.sin(mid) ** 2
    across = np.sqrt(1.0 / w2) * np.cos(mid) * np.radians(np.diff(lon, axis=0))
    along = (1.0 - EARTH_E2) / w2**1.5 * np.radians(np.diff(lat, axis=0))
    return np.asarray(EARTH_A_M * np.hypot(across, along))


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points along lines: those of line i are x, y[start[i]:start[i+1]], metres."""

    start: LongArray
    x: Float32Array
    y: Float32Array


def sample_lines(start: LongArray, x: FloatArray, y: FloatArray, length_m: FloatArray) -> Samples:
    """Place samples at the middle of equal pieces of at most 100 m along every line, at least one a line.

    `start` (S + 1), `x`, `y` (points, metres in a plane), `length_m` (S, the true length the pieces are cut by).
    """
    pieces = np.maximum(1, np.ceil(length_m / SAMPLE_STEP_M)).astype(np.int64)
    sample_start = np.concatenate(([0], np.cumsum(pieces)))
    steps = np.hypot(np.diff(x, prepend=x[0]), np.diff(y, prepend=y[0]))
    # One ruler runs through all lines; a metre between two lines keeps their ends apart on it.
    steps[start[:-1]] = 1.0
    ruler = np.cumsum(steps)
    first, last = ruler[start[:-1]], ruler[start[1:] - 1]
    line = np.repeat(np.arange(len(pieces)), pieces)
    share = (np.arange(sample_start[-1]) - sample_start[line] + 0.5) / pieces[line]
    at = first[line] + share * (last - first)[line]
    return Samples(sample_start, _along(at, ruler, x), _along(at, ruler, y))


def _along(at: FloatArray, ruler: FloatArray, values: FloatArray) -> Float32Array:
    return np.interp(at, ruler, values).astype(np.float32)
