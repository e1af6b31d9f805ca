"""The picture of danger: one scale for all hours, lines of every source with age, never green."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import timedelta

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from openevac.domain.situation import Situation
from openevac.domain.weather import Weather
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.exposure import point_rate
from openevac.hazards.field import HazardField, build_field
from openevac.reports import field_picture as module
from openevac.reports.danger_raster import danger_raster
from openevac.reports.field_picture import field_picture
from openevac.reports.words import Words
from tests.reports.sample import DAY, material, region, situation

AT = DAY + timedelta(hours=6)


def told() -> Situation:
    weather = Weather(source="навчальний прогноз", distance_km=90.0)
    return replace(situation(), profile=read_profile("2025-10"), weather=weather)


@pytest.fixture(scope="module")
def field() -> HazardField:
    graph = material().graph
    x, y = graph.node_x, graph.node_y
    bounds = (float(x.min()) - 5000, float(y.min()) - 5000, float(x.max()) + 5000, float(y.max()) + 5000)
    return build_field(told(), crs=graph.crs, bounds_m=bounds, starts_at=AT, hours=3, border=region().border)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """Keep the figures that are drawn, to read their words."""
    kept: list[Figure] = []

    class Kept(Figure):
        def __init__(self, **options) -> None:
            super().__init__(**options)
            kept.append(self)

    monkeypatch.setattr(module, "Figure", Kept)
    return kept


def words_of(figure: Figure) -> str:
    return " | ".join(text.get_text() for text in figure.findobj(mpl.text.Text))


def test_it_is_a_png_of_a_readable_size(field: HazardField) -> None:
    picture = field_picture(field, region(), told(), AT, Words("uk"))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert 1200 < width < 2000
    assert 700 < height < 1800
    assert len(picture) < 1_500_000


def test_it_says_what_when_and_on_what_it_rests(field: HazardField, drawn: list[Figure]) -> None:
    field_picture(field, region(), told(), AT, Words("uk"))
    said = words_of(drawn[0]).replace("\n", " ")
    for words in (
        "Вигадана громада · 16 серпня 2025, 09:00", "Небезпека просто неба, без броні, лише ця година",
        "Навчальна карта. Не для руху", "показник за годину", "не ймовірність",
        "тимчасово окуповано: щоденна карта А, 25 год тому",
        "тимчасово окуповано: карта Б, 3 дні тому", "сіра зона: щоденна карта А", "державний кордон: exercise",
        "1 повідомлення про небезпеку, найсвіжіше: 18 год тому", "Числа небезпеки: 2025-10",
        "навчальний прогноз, за 90 км",
        "Дороги: invented roads, CC0.", "Вигаданівка", "10 км",
    ):  # fmt: skip
        assert words in said, words
    assert "безпечн" not in said.replace("небезпечн", "")


def test_armour_and_english_are_said(field: HazardField, drawn: list[Figure]) -> None:
    real = replace(region(), training=False)
    field_picture(field, real, replace(told(), weather=None), AT, Words("en"), armoured=True)
    said = words_of(drawn[0]).replace("\n", " ")
    assert "Danger as it reaches through armour" in said
    assert "Weather: none, the worst is assumed" in said
    assert "Training" not in said


def test_ways_somebody_asked_for_are_drawn_and_named(field: HazardField, drawn: list[Figure]) -> None:
    lines = [
        ("найшвидший", material().shown_legs["2-2"][0].points),
        ("обережний", material().shown_legs["1-1"][0].points),
    ]
    field_picture(field, region(), told(), AT, Words("uk"), ways=lines)
    legend = [text.get_text() for text in drawn[0].legends[0].get_texts()]
    assert {"найшвидший", "обережний"} <= set(legend)


def test_the_raster_reads_the_field_as_points_are_read(field: HazardField) -> None:
    raster = danger_raster(field, AT, armoured=False)
    assert raster.rate_per_h.shape == (len(raster.y), len(raster.x))
    for row, column in ((10, 20), (50, 100), (80, 40)):
        exact = point_rate(field, float(raster.x[column]), float(raster.y[row]), AT, armoured=False)
        assert raster.rate_per_h[row, column] == pytest.approx(exact, rel=0.02)


def test_armour_lowers_the_raster_and_danger_rises_towards_the_line(field: HazardField) -> None:
    plain, shielded = (danger_raster(field, AT, armoured=armoured).rate_per_h for armoured in (False, True))
    assert (shielded <= plain + 1e-9).all()
    middle = plain[plain.shape[0] // 4]
    west, east = middle[10], middle[len(middle) * 3 // 4]
    assert east > 3 * west


def test_a_large_field_is_read_at_fewer_points(field: HazardField, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openevac.reports.danger_raster.MOST_CELLS", 2000)
    coarse = danger_raster(field, AT, armoured=False)
    assert coarse.rate_per_h.size <= 2500
    assert np.diff(coarse.x)[0] > 1000


def test_the_same_hour_gives_the_same_bytes(field: HazardField) -> None:
    first, second = (field_picture(field, region(), told(), AT, Words("uk")) for _ in range(2))
    assert first == second
