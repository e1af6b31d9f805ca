from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from openevac.roads.geometry import sample_lines, segment_lengths_m

GEOD = Geod(ellps="WGS84")
degrees = st.floats(-0.05, 0.05)


@given(st.floats(22, 40), st.floats(44, 53), degrees, degrees)
def test_lengths_agree_with_the_geodesic(lon, lat, d_lon, d_lat):
    exact = GEOD.inv(lon, lat, lon + d_lon, lat + d_lat)[2]
    found = float(segment_lengths_m(np.array([lon, lon + d_lon]), np.array([lat, lat + d_lat]))[0])
    assert found == pytest.approx(exact, rel=1e-5, abs=1e-3)


def test_samples_stand_at_the_middle_of_pieces_of_at_most_100_m():
    x, y = np.array([0.0, 250.0, 0.0, 0.0]), np.array([0.0, 0.0, 50.0, 90.0])
    samples = sample_lines(np.array([0, 2, 4]), x, y, np.array([250.0, 40.0]))
    assert samples.start.tolist() == [0, 3, 4]
    assert samples.x[:3].tolist() == pytest.approx([41.667, 125.0, 208.333], abs=0.01)
    assert samples.y[:3].tolist() == [0.0, 0.0, 0.0]
    assert (samples.x[3], samples.y[3]) == (0.0, 70.0)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=2, max_size=6), min_size=1, max_size=5
    )
)
def test_every_point_of_a_line_lies_within_half_a_step_of_a_sample(lines):
    points = np.array([point for line in lines for point in line], dtype=float)
    start = np.concatenate(([0], np.cumsum([len(line) for line in lines])))
    lengths = np.array([np.hypot(*np.diff(np.array(line, dtype=float), axis=0).T).sum() for line in lines])
    samples = sample_lines(start, points[:, 0], points[:, 1], np.maximum(lengths, 0.01))
    for index, line in enumerate(lines):
        part = slice(samples.start[index], samples.start[index + 1])
        own = np.column_stack((samples.x[part], samples.y[part]))
        for a, b in zip(np.array(line[:-1], dtype=float), np.array(line[1:], dtype=float), strict=True):
            for share in (0.0, 0.3, 1.0):
                assert np.hypot(*(own - (a + share * (b - a))).T).min() <= 50.01
