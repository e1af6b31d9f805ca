from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.hazards import Cause, Confidence, Zone, ZoneKind
from openevac.domain.weather import Sky
from openevac.hazards.causes import front_curves
from openevac.hazards.exposure import point_exposure, point_rate, stretch_rates, stretch_rates_by_cause
from openevac.hazards.roads_protocol import COVER_NAMES
from tests.hand_made import box
from tests.hazards.ground import HELD, NOON, Y_M, dots, dry, field_of, report, situation, xy
from tests.worlds import small_town

HOUR = timedelta(hours=1)
X_M = np.array([1000.0, 9000.0, 15_000.0, 22_000.0, 28_500.0])


def expected(d_km: np.ndarray, *, armoured: bool = False, cover: str = "open", drones: float = 1.0) -> np.ndarray:
    """The formula of docs/exposure.md, written out again."""
    profile = situation().profile
    total = np.zeros_like(d_km)
    for cause in Cause:
        a, h, f = (profile.value(f"{cause}.{part}") for part in ("rate_per_h", "half_distance_km", "fade_km"))
        share = profile.value(f"cover.{cover}.{cause}") * (profile.value(f"armour.{cause}") if armoured else 1.0)
        total += share * (drones if cause is Cause.DRONE else 1.0) * a / (1 + np.exp((d_km - h) / f))
    return total


@pytest.mark.parametrize("cover", range(3))
@pytest.mark.parametrize("armoured", [False, True])
def test_stretches_follow_the_formula(cover: int, *, armoured: bool):
    rates = stretch_rates(field_of(), dots(X_M, cover=cover), NOON, armoured=armoured)
    d_km = (30_000 - X_M) / 1000
    assert rates == pytest.approx(expected(d_km, armoured=armoured, cover=COVER_NAMES[cover]), rel=0.01)
    assert rates.dtype == np.float64


def test_points_follow_the_formula_exactly():
    field = field_of()
    for x_m in X_M:
        rate = point_rate(field, *xy(x_m, Y_M), NOON, armoured=False)
        assert rate == pytest.approx(float(expected(np.array([(30_000 - x_m) / 1000]))[0]), rel=1e-6)


def test_causes_sum_to_the_whole():
    field = field_of(situation(reports=(report(), report("u", x_m=12_000, confidence=Confidence.UNVERIFIED))))
    roads = dots(X_M, cover=[0, 1, 2, 0, 1])
    by_cause = stretch_rates_by_cause(field, roads, NOON, armoured=True)
    assert list(by_cause) == list(Cause)
    assert sum(by_cause.values()) == pytest.approx(stretch_rates(field, roads, NOON, armoured=True))


def test_the_nearest_of_lines_and_border_counts():
    field = field_of()
    near_border, near_line = (
        point_rate(field, *xy(x, y), NOON, armoured=False) for x, y in ((5000, 37_000), (29_000, 5000))
    )
    assert near_border == pytest.approx(near_line, rel=1e-4)
    assert near_border > 5


def test_contested_ground_counts_as_distance_zero():
    line = replace(HELD, contested=(box(20_000, 0, 31_000, 40_000),))
    inside, beside = (
        point_rate(field_of(situation(control=(line,))), *xy(x, Y_M), NOON, armoured=False) for x in (25_000, 19_000)
    )
    assert inside == pytest.approx(float(expected(np.array([0.0]))[0]))
    assert beside == pytest.approx(float(expected(np.array([1.0]))[0]), rel=1e-4)


def test_roads_inside_contested_ground_count_as_distance_zero():
    line = replace(HELD, contested=(box(20_000, 0, 31_000, 40_000),))
    rates = stretch_rates(field_of(situation(control=(line,))), dots([21_000.0, 25_000.0]), NOON, armoured=False)
    assert rates == pytest.approx(expected(np.zeros(2)), rel=1e-5)


def test_an_old_line_comes_nearer_up_to_the_cap():
    profile = situation().profile
    speed, cap = profile.value("front.speed_km_per_day"), profile.value("front.advance_cap_km")
    for days in (0.0, 2.0, 10.0, 400.0):
        line = replace(HELD, observed_at=NOON - timedelta(days=days))
        rate = point_rate(field_of(situation(control=(line,))), *xy(20_000, Y_M), NOON, armoured=False)
        assert rate == pytest.approx(float(expected(np.array([10.0 - min(days * speed, cap)]))[0]), rel=1e-4)


def test_a_line_ages_within_the_field_too():
    field = field_of(situation(control=(replace(HELD, front_speed_km_per_day=24.0),), weather=dry(72)), hours=4)
    rates = [point_rate(field, *xy(20_000, Y_M), NOON + HOUR * k, armoured=False) for k in range(4)]
    assert rates == pytest.approx([float(expected(np.array([10.0 - k]))[0]) for k in range(4)], rel=1e-4)


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 60), st.floats(0, 60))
def test_a_stale_source_never_lowers_danger(days: float, more_days: float):
    roads = dots(np.linspace(500, 39_500, 60), np.linspace(39_000, 500, 60))
    second = replace(HELD, source="second", held=(box(26_000, -10_000, 60_000, 20_000),))
    fresh, stale = (
        field_of(situation(control=(HELD, replace(second, observed_at=NOON - timedelta(days=age)))), hours=1)
        for age in (days, days + more_days)
    )
    assert np.all(
        stretch_rates(stale, roads, NOON, armoured=False) >= stretch_rates(fresh, roads, NOON, armoured=False)
    )
    without = field_of(hours=1)
    assert np.all(
        stretch_rates(stale, roads, NOON, armoured=False) >= stretch_rates(without, roads, NOON, armoured=False)
    )


def test_moving_a_rainy_hour_changes_only_the_terms_of_drones():
    roads = dots(X_M, cover=[0, 1, 2, 0, 1])
    for rainy in (0, 3, 7):
        weather = dry()
        hours = tuple(
            replace(entry, sky=Sky.RAIN) if entry.starts_at == NOON + HOUR * rainy else entry for entry in weather.hours
        )
        field = field_of(situation(weather=replace(weather, hours=hours), reports=(report(kind="drone_seen"),)))
        clear = field_of(situation(reports=(report(kind="drone_seen"),)))
        for k in (0, 3, 7):
            wet, dry_hour = (
                stretch_rates_by_cause(one, roads, NOON + HOUR * k, armoured=False) for one in (field, clear)
            )
            for cause in Cause:
                if cause is Cause.DRONE and k == rainy:
                    assert np.all(wet[cause] < dry_hour[cause])
                else:
                    assert np.array_equal(wet[cause], dry_hour[cause])


def test_no_weather_is_as_dangerous_as_the_worst_weather():
    roads = dots(X_M)
    unknown = stretch_rates(field_of(situation(weather=None)), roads, NOON, armoured=False)
    for sky in Sky:
        known = stretch_rates(field_of(situation(weather=dry(sky=sky))), roads, NOON, armoured=False)
        assert np.all(known <= unknown)


def test_rain_never_takes_more_than_half_of_any_rate():
    roads = dots(X_M)
    storm = situation(weather=dry(sky=Sky.HEAVY_RAIN, wind_m_s=30.0))
    wet, clear = (stretch_rates(field_of(one), roads, NOON, armoured=False) for one in (storm, situation()))
    assert np.all(wet >= 0.5 * clear)
    assert np.all(wet < clear)


def test_a_verified_report_adds_its_kernel():
    roads = dots([10_000.0, 11_000.0, 10_000.0 + 4001.0])
    plain, struck = (
        stretch_rates(field_of(one), roads, NOON + HOUR, armoured=False)
        for one in (situation(), situation(reports=(report(),)))
    )
    profile = situation().profile
    rate, fade_h, reach_m = (profile.value(f"report.strike.{part}") for part in ("rate_per_h", "fade_h", "reach_m"))
    added = rate * np.exp(-1 / fade_h) * np.exp(-(np.array([0.0, 1000.0]) ** 2) / 2 / reach_m**2)
    assert (struck - plain)[:2] == pytest.approx(added, rel=1e-3)
    assert struck[2] == plain[2]


def test_a_zone_of_danger_counts_inside_and_in_its_time():
    zone = Zone(
        id="z", kind=ZoneKind.DANGER, area=box(9000, 4000, 11_000, 6000), source="s", cause=Cause.GROUND,
        rate_per_h=2.5, valid_from=NOON + HOUR, valid_until=NOON + HOUR * 2,
    )  # fmt: skip
    roads, field, plain = dots([10_000.0, 12_000.0]), field_of(situation(zones=(zone,))), field_of()
    for k, added in enumerate(([0.0, 0.0], [2.5, 0.0], [0.0, 0.0])):
        moment = NOON + HOUR * k
        extra = stretch_rates(field, roads, moment, armoured=False) - stretch_rates(
            plain, roads, moment, armoured=False
        )
        assert extra == pytest.approx(added, abs=1e-5)
        point = xy(10_000, Y_M)
        extra_there = point_rate(field, *point, moment, armoured=False) - point_rate(
            plain, *point, moment, armoured=False
        )
        assert extra_there == pytest.approx(added[0])


def test_the_rate_of_a_stretch_is_the_mean_over_its_samples():
    graph = small_town().graph
    field = field_of(
        small_town().situation, starts_at=small_town().now, bounds_m=bounds_of(graph), border=small_town().border
    )
    rates = stretch_rates(field, graph, small_town().now, armoured=False)
    curves = front_curves(field.situation.profile)
    assert rates.shape == (graph.num_stretches,)
    for stretch in (0, 5, 11):
        part = slice(int(graph.sample_start[stretch]), int(graph.sample_start[stretch + 1]))
        points = zip(graph.sample_x[part], graph.sample_y[part], strict=True)
        cover = graph.stretch_cover[stretch]
        singles = [
            stretch_rates(field, one_dot(float(x), float(y), int(cover)), small_town().now, armoured=False)[0]
            for x, y in points
        ]
        assert rates[stretch] == pytest.approx(np.mean(singles), rel=1e-4)
    assert len(curves) == 5


def bounds_of(graph) -> tuple[float, float, float, float]:
    return (
        float(graph.node_x.min()) - 5000, float(graph.node_y.min()) - 5000,
        float(graph.node_x.max()) + 5000, float(graph.node_y.max()) + 5000,
    )  # fmt: skip


def one_dot(x_m: float, y_m: float, cover: int):
    origin = xy(0, 0)
    return dots(x_m - origin[0], y_m - origin[1], cover=cover)


def test_a_halt_sums_over_the_hours_it_touches():
    field = field_of(situation(control=(replace(HELD, front_speed_km_per_day=24.0),)))
    point = xy(20_000, Y_M)
    rates = [point_rate(field, *point, NOON + HOUR * k, armoured=False) for k in range(3)]
    start = NOON + timedelta(minutes=45)
    found = point_exposure(field, *point, start, start + timedelta(minutes=90), armoured=False)
    assert found == pytest.approx(0.25 * rates[0] + 1.0 * rates[1] + 0.25 * rates[2])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 22 * 3600), min_size=2, max_size=6, unique=True))
def test_exposure_is_additive_over_any_split_of_time(seconds: list[int]):
    moments: list[datetime] = [NOON + timedelta(seconds=s) for s in sorted(seconds)]
    whole = point_exposure(FIELD, *xy(21_000, Y_M), moments[0], moments[-1], armoured=False)
    parts = [point_exposure(FIELD, *xy(21_000, Y_M), a, b, armoured=False) for a, b in itertools.pairwise(moments)]
    assert sum(parts) == pytest.approx(whole, rel=1e-9)


FIELD = field_of(situation(reports=(report(x_m=20_000),)))


def test_a_halt_of_no_time_is_no_exposure_and_one_that_ends_first_is_refused():
    assert point_exposure(FIELD, *xy(1000, Y_M), NOON, NOON, armoured=False) == 0.0
    with pytest.raises(InputError, match=r"ends .* before it starts"):
        point_exposure(FIELD, *xy(1000, Y_M), NOON + HOUR, NOON, armoured=False)


def test_a_point_off_the_raster_is_refused():
    with pytest.raises(InputError, match="outside the region"):
        point_rate(FIELD, 0.0, 0.0, NOON, armoured=False)


def test_a_rate_is_shared_and_cannot_be_written_to():
    roads = dots(X_M)
    rates = stretch_rates(FIELD, roads, NOON, armoured=False)
    assert stretch_rates(FIELD, roads, NOON + timedelta(minutes=59), armoured=False) is rates
    with pytest.raises(ValueError, match="read-only"):
        rates[0] = 0.0


def test_a_village_beside_the_border_is_dangerous_even_without_any_line():
    field = field_of(situation(control=()))
    beside, inland = (point_rate(field, *xy(10_000, y), NOON, armoured=False) for y in (37_300, 1000))
    assert beside > 5.5
    assert inland < 0.05
