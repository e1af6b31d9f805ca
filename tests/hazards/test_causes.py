from __future__ import annotations

import numpy as np
import pytest

from openevac.domain.hazards import Cause
from openevac.feeds.exposure_profile import PRESETS, read_profile
from openevac.hazards.causes import CAUSES, FrontCurve, front_curves, shares, with_unverified
from openevac.hazards.roads_protocol import COVER_NAMES


def rate(preset: str, d_km: float, *, armoured: bool, cover: int, drones: float = 1.0) -> float:
    profile = read_profile(preset)
    left = shares(profile, armoured=armoured)[:, cover]
    left[0] *= drones
    d = np.array([d_km])
    return float(sum(part * curve.at(d)[0] for part, curve in zip(left, front_curves(profile), strict=True)))


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("cover", range(len(COVER_NAMES)))
@pytest.mark.parametrize("armoured", [False, True])
@pytest.mark.parametrize("drones", [0.5, 1.0])
def test_one_kilometre_is_at_least_three_times_as_dangerous_as_eight(
    preset: str, cover: int, *, armoured: bool, drones: float
):
    near, far = (rate(preset, d, armoured=armoured, cover=cover, drones=drones) for d in (1.0, 8.0))
    assert near >= 3 * far


@pytest.mark.parametrize("preset", PRESETS)
def test_danger_never_grows_with_distance_from_the_line(preset: str):
    profile = read_profile(preset)
    d = np.linspace(0, 80, 2000)
    for curve in front_curves(profile):
        assert np.all(np.diff(curve.at(d)) <= 0)


def test_the_curves_of_drones_and_shelling_are_those_of_the_model():
    drone, shelling = front_curves(read_profile("2025-10"))[:2]
    d = np.array([0.0, 1.0, 5.0, 15.0, 40.0])
    assert np.allclose(drone.at(d), 1 / (1 + np.exp((d - 15) / 3)))
    assert np.allclose(shelling.at(d), 4 / (1 + np.exp((d - 5) / 1.5)))


@pytest.mark.parametrize(("preset", "half_km"), [("2025-05", 5.0), ("2025-10", 15.0), ("2026", 22.0)])
def test_the_presets_differ_by_the_depth_of_the_drone_zone(preset: str, half_km: float):
    assert front_curves(read_profile(preset))[0].half_km == half_km


def test_far_away_nothing_overflows_in_32_bits():
    curve = FrontCurve(rate_per_h=2.0, half_km=1.5, fade_km=0.5)
    rates = curve.at(np.array([0.0, 1000.0, 1e6], dtype=np.float32))
    assert rates.dtype == np.float32
    assert rates[1] < 1e-30
    assert rates[2] < 1e-30


def test_armour_helps_against_everything_but_mines():
    profile = read_profile("2025-10")
    ratio = shares(profile, armoured=True) / shares(profile, armoured=False)
    assert np.all(ratio[CAUSES.index(Cause.MINES)] == 1.0)
    assert np.all(np.delete(ratio, CAUSES.index(Cause.MINES), axis=0) < 1.0)


def test_unverified_danger_is_added_as_it_is_while_it_is_small():
    known, unverified = np.array([[1.0], [3.0]]), np.array([[0.5], [1.0]])
    assert with_unverified(known, unverified, 1.0)[:, 0].tolist() == [1.5, 4.0]


def test_unverified_danger_at_most_doubles_the_sum_over_causes():
    known, unverified = np.array([[1.0, 0.0], [3.0, 0.0]]), np.array([[30.0, 7.0], [10.0, 0.0]])
    total = with_unverified(known, unverified, 1.0)
    assert total[:, 0].tolist() == pytest.approx([1 + 3.0, 3 + 1.0])
    assert total[:, 1].tolist() == [0.0, 0.0]
