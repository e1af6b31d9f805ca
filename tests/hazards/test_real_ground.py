"""The real front and border: distances measured once by other means, and places that must not come out calm."""

from __future__ import annotations

import csv
import functools
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from openevac.domain.hazards import ControlLine
from openevac.domain.places import LonLat
from openevac.domain.situation import Situation
from openevac.feeds.border import read_border
from openevac.feeds.control_geojson import read_control
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.closures import ClosedBy
from openevac.hazards.explain import explain
from openevac.hazards.field import HazardField, build_field
from openevac.hazards.projection import to_metric
from tests.data import data_path

pytestmark = pytest.mark.data
CRS = "EPSG:32637"
KUPIANSK = LonLat(37.615, 49.712)
KHARKIV = LonLat(36.23, 49.99)
SOURCES = (("control/deepstate_daily.jsonl.gz", "daily"), ("control/second_source_daily.jsonl.gz", "gains_losses"))


@functools.lru_cache(maxsize=8)
def line(name: str, shape: str, day: str) -> ControlLine:
    return read_control(data_path(name), shape, Path(name).stem, datetime.fromisoformat(f"{day}T23:00:00+00:00"))


@functools.lru_cache(maxsize=4)
def field_on(day: str, *, half_width_km: float = 15.0, centre: LonLat = KUPIANSK) -> HazardField:
    x, y = to_metric(CRS, centre)
    reach = half_width_km * 1000
    return build_field(
        Situation(profile=read_profile("2025-05"), control=tuple(line(*source, day) for source in SOURCES)),
        crs=CRS,
        bounds_m=(x - reach, y - reach, x + reach, y + reach),
        starts_at=datetime.fromisoformat(f"{day}T12:00:00+00:00"),
        hours=1,
        border=read_border(data_path("control/state_border.geojson"), KHARKIV),
    )


@pytest.mark.parametrize(
    ("day", "first_km", "second_km"),
    [("2025-05-15", 6.82, 1.87), ("2025-08-15", 2.53, 1.87), ("2025-09-15", 1.92, 1.87), ("2025-10-15", 1.02, 0.17)],
)
def test_distance_from_kupiansk_to_held_ground_by_both_sources(day: str, first_km: float, second_km: float):
    found = explain(field_on(day), KUPIANSK, datetime.fromisoformat(f"{day}T12:00:00+00:00"))
    first, second, border = found.fronts
    assert first.drawn_km == pytest.approx(first_km, abs=0.1)
    assert second.drawn_km == pytest.approx(second_km, abs=0.1)
    assert border.is_border
    assert border.drawn_km == pytest.approx(34.7, abs=0.5)


def test_the_raster_agrees_with_exact_distances_on_the_real_line():
    field = field_on("2025-08-15")
    rng = np.random.default_rng(1)
    grid = field.grid
    x, y = rng.uniform(grid.x0_m + 500, grid.x1_m - 500, 300), rng.uniform(grid.y0_m + 500, grid.y1_m - 500, 300)
    for front in field.fronts:
        exact = np.array([front.front.exactly(float(a), float(b)) for a, b in zip(x, y, strict=True)])
        assert np.quantile(np.abs(front.front.at(x, y) - exact), 0.95) < 60
        assert np.abs(front.front.at(x, y) - exact).max() < 150


def test_villages_beside_russia_are_not_calm():
    """Seven hundred metres from the border must be as dangerous as seven hundred metres from the line."""
    near = [place for place in settlements() if 0.4 < border_km(place) < 1.0]
    assert len(near) >= 5
    kharkiv = explain(field_round(KHARKIV), KHARKIV, NOON).rate_per_h
    for place in near[:8]:
        found = explain(field_round(place), place, NOON)
        assert found.closed_by in {ClosedBy.OPEN, ClosedBy.HELD}
        assert found.front_km < 1.05
        assert found.rate_per_h > 5
        assert found.rate_per_h > 50 * kharkiv


NOON = datetime(2025, 8, 15, 12, tzinfo=UTC)


def field_round(place: LonLat) -> HazardField:
    return field_on("2025-08-15", half_width_km=4.0, centre=place)


@functools.lru_cache(maxsize=1)
def settlements() -> tuple[LonLat, ...]:
    with data_path("settlements/kharkiv_settlements.csv").open(encoding="utf-8") as rows:
        return tuple(LonLat(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(rows) if row["lon"])


@functools.lru_cache(maxsize=1)
def whole_border() -> HazardField:
    x0, y0 = to_metric(CRS, LonLat(35.6, 48.7))
    x1, y1 = to_metric(CRS, LonLat(38.6, 50.5))
    return build_field(
        Situation(profile=read_profile("2025-05")),
        crs=CRS,
        bounds_m=(x0, y0, x1, y1),
        starts_at=NOON,
        hours=1,
        border=read_border(data_path("control/state_border.geojson"), KHARKIV),
    )


def border_km(place: LonLat) -> float:
    """Kilometres from the border, below zero beyond it."""
    return whole_border().fronts[-1].front.exactly(*to_metric(CRS, place)) / 1000


def test_the_real_border_parts_the_oblast_from_belgorod():
    field = whole_border()
    assert field.remarks == ()
    beyond = {"Belgorod": LonLat(36.58, 50.60), "Valuyki": LonLat(38.10, 50.21), "Shebekino": LonLat(36.89, 50.41)}
    home = {"Vovchansk": LonLat(36.94, 50.29), "Kupiansk": KUPIANSK, "Izium": LonLat(37.26, 49.21)}
    for name, position in beyond.items():
        if field.grid.covers(*to_metric(CRS, position)):
            assert explain(field, position, NOON).closed_by == ClosedBy.BORDER, name
    for name, position in home.items():
        assert explain(field, position, NOON).closed_by == ClosedBy.OPEN, name
    # This border is coarse: some villages beside it fall on the wrong side by up to 2.5 km and are refused.
    wrong = [border_km(place) for place in settlements() if border_km(place) < 0]
    assert len(wrong) <= 25
    assert min(wrong) > -2.6
