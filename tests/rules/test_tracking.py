"""When a place told by a tracking app may be kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from openevac.domain.events import CheckInKind
from openevac.domain.places import LonLat
from openevac.rules.tracking import fits_in_time, least_km, may_keep_place

KHARKIV, CHUHUIV = LonLat(36.25, 49.99), LonLat(36.69, 49.84)
NOW = datetime(2025, 11, 16, 10, tzinfo=UTC)


def test_a_measured_place_leaves_at_least_its_distance_less_the_way_to_it() -> None:
    assert least_km(KHARKIV, [(KHARKIV, 32.0)]) == 32
    assert least_km(CHUHUIV, [(KHARKIV, 60.0)]) == pytest.approx(60 - 35.7, abs=0.5)
    assert least_km(CHUHUIV, [(KHARKIV, 60.0), (CHUHUIV, 41.0)]) == 41
    assert least_km(CHUHUIV, []) == 0, "where nothing is known a crew counts as near"
    assert least_km(CHUHUIV, [(KHARKIV, 5.0)]) == 0


def test_a_crew_is_not_followed_near_the_line_nor_in_silence_unless_it_chose_so() -> None:
    here = CheckInKind.WE_ARE_HERE
    assert may_keep_place(near_line=False, least_km=25.1, last_word=here)
    assert may_keep_place(near_line=False, least_km=25.1, last_word=None)
    assert not may_keep_place(near_line=False, least_km=25, last_word=here)
    for word in (CheckInKind.LAST_COVERAGE, CheckInKind.SILENT_UNTIL):
        assert not may_keep_place(near_line=False, least_km=90, last_word=word)
        assert may_keep_place(near_line=True, least_km=0, last_word=word)


def test_only_a_place_of_this_mission_and_no_clock_that_is_ahead() -> None:
    made = NOW - timedelta(hours=3)
    assert fits_in_time(NOW, made, NOW)
    assert fits_in_time(made, made, NOW)
    assert not fits_in_time(made - timedelta(seconds=1), made, NOW)
    assert fits_in_time(NOW + timedelta(minutes=5), made, NOW)
    assert not fits_in_time(NOW + timedelta(minutes=6), made, NOW)
    assert not fits_in_time(NOW - timedelta(hours=25), NOW - timedelta(days=3), NOW)
