"""Between degrees and metres: one metric projection a region, the UTM zone of its centre."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from pyproj.exceptions import CRSError

from openevac.domain.errors import InputError
from openevac.roads.graph import FloatArray

WGS84 = "EPSG:4326"
UTM_ZONE_DEGREES = 6.0
UTM_NORTH = 32600
UTM_SOUTH = 32700


def utm_crs(lon: float, lat: float) -> str:
    """Name the UTM zone of one point in degrees, for example "EPSG:32637" for Kharkiv."""
    zone = min(60, int((lon + 180.0) // UTM_ZONE_DEGREES) + 1)
    return f"EPSG:{(UTM_NORTH if lat >= 0 else UTM_SOUTH) + zone}"


def to_metric(crs: str, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Give x and y in metres of the projection `crs` for degrees; arrays of the same shape, or two floats."""
    x, y = _transformer(WGS84, crs).transform(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


def to_degrees(crs: str, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Give longitude and latitude in degrees for metres of the projection `crs`."""
    lon, lat = _transformer(crs, WGS84).transform(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> Transformer:
    try:
        return Transformer.from_crs(source, target, always_xy=True)
    except CRSError as error:
        raise InputError(
            "The projection '{source}' or '{target}' is not known here.",
            "Build the region again with `openevac region build` or `openevac region lines`.",
            source=source,
            target=target,
        ) from error
