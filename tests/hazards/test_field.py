from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Border
from openevac.domain.weather import Sky
from openevac.hazards.closures import closed_stretches
from openevac.hazards.exposure import stretch_rates
from tests.hand_made import box, to_degrees
from tests.hazards.ground import BORDER, BOUNDS, HELD, LAST_NOTE, NOON, dots, dry, field_of, report, situation

HOUR = timedelta(hours=1)


def test_a_region_without_a_border_refuses_to_compute_danger():
    with pytest.raises(InputError, match="no state border, so danger is not computed") as caught:
        field_of(border=None)
    assert caught.value.field == "border"


def test_the_border_of_the_situation_goes_before_that_of_the_region():
    nearer = replace(BORDER, lines=((to_degrees(-50_000, 30_000), to_degrees(90_000, 30_000)),), source="mine")
    assert field_of(situation(border=nearer)).border.source == "mine"
    assert field_of(situation(border=nearer), border=None).border.source == "mine"


def test_hours_are_full_and_cover_what_was_asked():
    field = field_of(starts_at=NOON + timedelta(minutes=40), hours=3)
    assert field.starts_at == NOON
    assert field.hour(NOON + HOUR * 3 + timedelta(minutes=39)) == NOON + HOUR * 3
    assert field_of(hours=3).hours == 3


@pytest.mark.parametrize("late", [timedelta(minutes=-1), HOUR * 24])
def test_a_time_outside_the_field_is_refused_with_its_hours(late: timedelta):
    with pytest.raises(InputError, match=r"The field covers 2025-06-20T09:00:00\+00:00 to 2025-06-21T09:00:00\+00:00"):
        stretch_rates(field_of(), dots(1000), NOON + late, armoured=False)


@pytest.mark.parametrize("hours", [0, -1, 100_000])
def test_a_field_of_no_or_countless_hours_is_refused(hours: int):
    with pytest.raises(InputError, match="hours"):
        field_of(hours=hours)


def test_a_start_without_a_zone_is_refused():
    with pytest.raises(InputError, match="has no time zone"):
        field_of(starts_at=NOON.replace(tzinfo=None))


def test_weather_and_light_together_never_take_more_than_half():
    storm = field_of(situation(weather=dry(sky=Sky.HEAVY_RAIN, wind_m_s=25.0)))
    assert min(storm.drone_factors) == 0.5
    assert max(storm.drone_factors) == 0.5


def test_the_night_takes_a_little_of_the_danger_from_drones():
    field = field_of()
    night = field.situation.profile.value("light.night_factor")
    assert field.drone_factor(NOON) == 1.0
    assert field.drone_factor(NOON + HOUR * 13) == night


def test_a_field_made_from_a_previous_one_is_the_same_as_a_new_one():
    roads = dots(np.linspace(500, 39_000, 300), np.linspace(200, 39_500, 300), road_class=9)
    old = field_of()
    stretch_rates(old, roads, NOON, armoured=False)
    closed_stretches(old, roads, NOON)
    moved = replace(HELD, held=(box(28_000, -10_000, 60_000, 60_000),))
    for changed in (
        situation(reports=(report(), report("r2", x_m=20_000, kind="drone_seen"))),
        situation(control=(moved,)),
        situation(control=(HELD, replace(HELD, source="second", observed_at=NOON - HOUR * 300))),
        situation(control=()),
        situation(weather=dry(sky=Sky.RAIN)),
    ):
        fresh, reused = field_of(changed), field_of(changed, previous=old)
        for moment in (NOON, NOON + HOUR * 7):
            one, other = (stretch_rates(field, roads, moment, armoured=True) for field in (fresh, reused))
            assert np.array_equal(one, other)
            shut, also = (closed_stretches(field, roads, moment).by for field in (fresh, reused))
            assert np.array_equal(shut, also)


def test_what_did_not_change_is_taken_from_the_previous_field():
    old = field_of()
    new = field_of(situation(reports=(report(),)), previous=old)
    assert new.grounds[0][1] is old.grounds[0][1]
    assert new.fronts[-1] is old.fronts[-1]
    assert new.memory is old.memory
    other_border = Border(lines=BORDER.lines, home=to_degrees(2000, 2000))
    assert field_of(previous=old, border=other_border).fronts[-1] is not old.fronts[-1]
    assert field_of(previous=old, bounds_m=(*BOUNDS[:3], BOUNDS[3] + 1000)).memory is not old.memory


def test_sources_set_aside_and_muted_reports_are_left_out():
    field = field_of(situation(control=(replace(HELD, set_aside=LAST_NOTE),)))
    assert [front.source for front in field.fronts] == ["b"]


def test_progress_is_told_in_words():
    said: list[tuple[str, float]] = []
    field_of(progress=lambda words, share: said.append((words, share)))
    assert said[0] == ("state border", 0.0)
    assert said[-1] == ("field", 1.0)
    assert all(0 <= share <= 1 for _, share in said)
