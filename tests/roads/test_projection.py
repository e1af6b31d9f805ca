from __future__ import annotations

import numpy as np
import pytest

from openevac.domain.errors import InputError
from openevac.roads.projection import to_degrees, to_metric, utm_crs


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [(36.2, 50.0, "EPSG:32637"), (35.99, 50.0, "EPSG:32636"), (8.7, 49.4, "EPSG:32632"), (180.0, -1.0, "EPSG:32760")],
)
def test_the_zone_of_the_centre_is_taken(lon, lat, crs):
    assert utm_crs(lon, lat) == crs


def test_degrees_come_back_from_metres():
    lon, lat = np.array([36.2, 37.6]), np.array([50.0, 49.7])
    x, y = to_metric("EPSG:32637", lon, lat)
    assert 200_000 < x[0] < 800_000
    back = to_degrees("EPSG:32637", x, y)
    assert np.allclose(back, (lon, lat), atol=1e-9)


def test_an_unknown_projection_is_refused():
    with pytest.raises(InputError, match="The projection 'EPSG:4326' or 'EPSG:1' is not known here"):
        to_metric("EPSG:1", 36.0, 50.0)
