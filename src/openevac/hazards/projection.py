"""From degrees to the metres of a region's projection and back."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from openevac.domain.places import LonLat

FloatArray = npt.NDArray[np.float64]


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def to_metric(crs: str, position: LonLat) -> tuple[float, float]:
    """Give (x, y) in metres of the projection `crs` of one position in degrees."""
    x, y = _transformer(crs).transform(position.lon, position.lat)
    return float(x), float(y)


def shape_to_metric(crs: str, shape: shapely.Geometry) -> shapely.Geometry:
    """Give a shape drawn in degrees in metres of the projection `crs`."""
    return shapely.transform(shape, lambda points: _project(crs, points))


def _project(crs: str, points: FloatArray) -> FloatArray:
    x, y = _transformer(crs).transform(points[:, 0], points[:, 1])
    return np.column_stack((x, y))


def to_degrees(crs: str, x_m: float, y_m: float) -> LonLat:
    """Give the position in degrees of a point in metres of the projection `crs`."""
    lon, lat = _transformer(crs).transform(x_m, y_m, direction="INVERSE")
    return LonLat(float(lon), float(lat))
