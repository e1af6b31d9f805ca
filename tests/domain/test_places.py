from __future__ import annotations

import math

import pytest

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, require_lon_first


@pytest.mark.parametrize(("lon", "lat"), [(36.2, 50.0), (8.7, 49.4), (-70.0, -33.0), (22.1, 48.4), (40.2, 49.3)])
def test_degrees_in_order_pass(lon, lat):
    assert require_lon_first("position", lon, lat) == LonLat(lon, lat)


@pytest.mark.parametrize(("lon", "lat"), [(50.0, 36.2), (49.7, 37.6), (44.5, 33.0), (50.0, 136.0)])
def test_latitude_first_is_noticed(lon, lat):
    with pytest.raises(
        InputError, match=f"field position: Longitude {lon} and latitude {lat} look swapped. Give longitude"
    ):
        require_lon_first("position", lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"), [(4_012_345.0, 6_432_100.0), (181.0, 0.0), (200.0, 100.0), (math.nan, 50.0), (36.0, math.inf)]
)
def test_other_numbers_are_no_degrees(lon, lat):
    with pytest.raises(InputError, match=r"is not a position in degrees\. Save the file in decimal degrees"):
        require_lon_first("position", lon, lat)
