from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openevac.domain.places import LonLat
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.light import light_factor

KHARKIV = LonLat(36.23, 49.99)
PROFILE = read_profile("2025-05")
NIGHT, TWILIGHT = PROFILE.value("light.night_factor"), PROFILE.value("light.twilight_factor")


@pytest.mark.parametrize(
    ("hour_utc", "minute", "factor"),
    # Kharkiv on 15 May 2025: civil dawn 01:10, sunrise 01:50, sunset 17:15, civil dusk 17:55 (UTC).
    [(22, 0, NIGHT), (0, 0, NIGHT), (1, 0, 1.0), (9, 0, 1.0), (17, 0, 1.0), (17, 30, TWILIGHT), (18, 0, NIGHT)],
)
def test_an_hour_counts_as_its_most_dangerous_moment(hour_utc: int, minute: int, factor: float):
    assert light_factor(PROFILE, KHARKIV, datetime(2025, 5, 15, hour_utc, minute, tzinfo=UTC)) == factor


def test_a_winter_night_is_longer():
    assert light_factor(PROFILE, KHARKIV, datetime(2025, 12, 21, 16, tzinfo=UTC)) == NIGHT
    assert light_factor(PROFILE, KHARKIV, datetime(2025, 6, 21, 16, tzinfo=UTC)) == 1.0


def test_the_sun_that_never_sets_is_no_fault():
    assert light_factor(PROFILE, LonLat(25.0, 71.0), datetime(2025, 6, 21, 23, tzinfo=UTC)) == 1.0
