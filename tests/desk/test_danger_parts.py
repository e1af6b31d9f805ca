"""What the danger page works with: files read once, fields made beside the page, drawings, and bars of a day."""

from __future__ import annotations

import json
import math
import os
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Cause
from openevac.domain.places import LonLat
from openevac.roads.region import open_region
from tests.databases import MakesDatabases, django_ready
from tests.services.missions.country import MILL, NOW, country_files

if TYPE_CHECKING:
    from openevac.roads.region import Region

__all__ = ["django_ready"]


@pytest.fixture(scope="module")
def region(django_ready: MakesDatabases) -> Region:
    """Give the tiny country's region; Django stands, because the pages' files import it."""
    del django_ready
    return open_region(Path(country_files()["region"]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the country's situation and border."""
    files = Path(country_files()["situation"]).parent
    for name in ("situation.toml", "border.geojson"):
        shutil.copy(files / name, tmp_path / name)
    return tmp_path


def field_of(region: Region, situation: Path) -> Any:
    from openevac.web.desk.danger import fields
    from openevac.web.desk.danger.outside import outside_of

    outside = outside_of(str(situation), NOW)
    return fields.field_here(region, outside, outside.situation, NOW)


def test_a_situation_is_read_once_an_hour_and_again_when_a_file_of_it_changes(region: Region, folder: Path) -> None:
    from openevac.web.desk.danger.outside import outside_of

    del region
    file = folder / "situation.toml"
    # A note longer than any file name, and one that no path can hold.
    note = "Немає зв’язку на схід від Грушівки: домовитися про час виходу на зв’язок. " * 5
    file.write_text(f'notes = ["{note}", "a\\u0000b"]\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    first = outside_of(str(file), NOW)
    assert outside_of(str(file), NOW + timedelta(minutes=50)) is first
    assert outside_of(str(file), NOW + timedelta(minutes=61)) is not first
    again = outside_of(str(file), NOW)
    assert {Path(name).name for name, _, _ in again.stamp} == {"situation.toml", "border.geojson"}
    later = (folder / "border.geojson").stat().st_mtime + 5
    os.utime(folder / "border.geojson", (later, later))
    assert outside_of(str(file), NOW) is not again
    file.unlink()
    with pytest.raises(InputError):
        outside_of(str(file), NOW)


def test_a_page_does_not_wait_for_a_slow_field_and_finds_it_later() -> None:
    from openevac.web.desk.danger.fields import Shelf

    shelf: Any = Shelf(wait_s=0.05)
    gate, made = threading.Event(), []

    def slow() -> Any:
        gate.wait(10)
        made.append(1)
        return "field"

    assert shelf.get("key", slow) is None
    assert shelf.get("key", slow) is None
    gate.set()
    shelf.wait_s = 5.0
    assert [shelf.get("key", slow) for _ in range(3)] == ["field"] * 3
    assert made == [1]
    assert len(shelf.took_ms) == 1


def test_what_cannot_be_made_is_refused_to_everybody_and_tried_again() -> None:
    from openevac.web.desk.danger.fields import Shelf

    shelf: Any = Shelf(wait_s=5.0)

    def broken() -> Any:
        raise InputError("No border.", "Give one.", field="border")

    for _ in range(2):
        with pytest.raises(InputError):
            shelf.get("key", broken)
    whole: Any = object()
    assert shelf.get("key", lambda: whole) is whole
    assert [shelf.get(str(number), lambda: whole) for number in range(9)] == [whole] * 9


def test_a_field_is_made_once_for_an_hour_and_words_of_people_lie_over_it(region: Region, folder: Path) -> None:
    from dataclasses import replace

    from openevac.domain.hazards import Confidence, HazardReport
    from openevac.hazards.exposure import point_rate
    from openevac.roads.projection import to_metric
    from openevac.web.desk.danger import fields
    from openevac.web.desk.danger.outside import outside_of

    outside = outside_of(str(folder / "situation.toml"), NOW)
    place = LonLat(37.12, 49.44)
    report = HazardReport(
        id="seen", cause=Cause.DRONE, kind="drone_attack", position=place, happened_at=NOW, source="police",
        confidence=Confidence.VERIFIED,
    )  # fmt: skip
    said = replace(outside.situation, reports=(report,))
    before = len(fields.shelf.took_ms)
    calm = fields.field_here(region, outside, outside.situation, NOW)
    worse = fields.field_here(region, outside, said, NOW)
    assert calm is not None
    assert worse is not None
    assert len(fields.shelf.took_ms) == before + 1
    x, y = (float(one) for one in to_metric(region.graph.crs, place.lon, place.lat))
    rates = [point_rate(field, x, y, NOW, armoured=False) for field in (calm, worse)]
    assert rates[1] > rates[0] + 0.1


def test_bars_add_up_and_stand_for_the_core(region: Region, folder: Path) -> None:
    from openevac.hazards.exposure import point_rate
    from openevac.roads.projection import to_metric
    from openevac.web.desk.danger.chart import HEIGHT_PX, TOP_PX, chart_of

    field = field_of(region, folder / "situation.toml")
    place = next(one.position for one in region.places if one.katottg == MILL)
    assert place is not None
    chart = chart_of(field, place, 24)
    x, y = (float(one) for one in to_metric(field.crs, place.lon, place.lat))
    most = max(bar.rate_per_h for bar in chart.bars)
    assert min(bar.times for bar in chart.bars) == pytest.approx(1.0)
    for bar in chart.bars:
        assert bar.rate_per_h == pytest.approx(point_rate(field, x, y, bar.at, armoured=False))
        assert math.fsum(piece.share for piece in bar.pieces) == pytest.approx(1.0)
        tall = sum(piece.height_px for piece in bar.pieces)
        assert tall == pytest.approx((HEIGHT_PX - TOP_PX) * bar.rate_per_h / most, abs=0.4)
        assert bar.x >= 0
        assert bar.x + bar.width <= 100
    # The one hour of rain in the file is 03:00 UTC of the next day; all others nobody knows.
    rainy = next(bar for bar in chart.bars if bar.weather is not None)
    assert (rainy.at, rainy.weather_known) == (datetime(2025, 10, 15, 3, tzinfo=UTC), True)
    assert rainy is chart.lowest
    with pytest.raises(InputError):
        chart_of(field, LonLat(30.5, 50.4), 24)


def test_numbers_that_move_a_point_are_those_that_enter_it(region: Region, folder: Path) -> None:
    from openevac.web.desk.danger.hinging import hinging_at

    field = field_of(region, folder / "situation.toml")
    place = next(one.position for one in region.places if one.katottg == MILL)
    assert place is not None
    found = hinging_at(field, place, NOW)
    assert "drone.half_distance_km" in {one.key for one in found}
    assert all(not one.key.startswith(("cover.", "armour.", "service.", "speed.", "dial.")) for one in found)
    assert [one.swing for one in found] == sorted((one.swing for one in found), reverse=True)
    assert all(one.low <= 1.0 <= one.high or one.high <= 1.0 <= one.low for one in found)


def test_a_drawn_line_names_the_ways_it_runs_along(region: Region) -> None:
    from openevac.web.desk.danger.drawn import drawn_from

    # Along the straight road east, a little beside it; the road south from the fork only touches it.
    line = {"type": "LineString", "coordinates": [[37.11, 49.5003], [37.15, 49.4997], [37.19, 49.5003]]}
    drawn = drawn_from(json.dumps(line), region, 50.0)
    assert drawn.way_ids == (2,)
    assert drawn.position.lon == pytest.approx(37.15, abs=0.002)
    assert drawn_from(json.dumps(line), None, 50.0).way_ids == ()
    beside = {"type": "LineString", "coordinates": [[37.11, 49.51], [37.19, 49.51]]}
    assert drawn_from(json.dumps(beside), region, 50.0).way_ids == ()


def test_a_drawn_area_is_the_circle_around_it_and_has_an_end(region: Region) -> None:
    from openevac.web.desk.danger.drawn import drawn_from

    ring = [[37.10, 49.44], [37.12, 49.44], [37.12, 49.45], [37.10, 49.45], [37.10, 49.44]]
    drawn = drawn_from(json.dumps({"type": "Polygon", "coordinates": [ring]}), region, 50.0)
    assert drawn.position.lon == pytest.approx(37.11, abs=1e-6)
    assert drawn.radius_m == pytest.approx(math.hypot(0.01 * 111_320 * math.cos(math.radians(49.445)), 557), rel=0.01)
    huge = [[37.0, 49.4], [37.3, 49.4], [37.3, 49.6], [37.0, 49.4]]
    with pytest.raises(InputError, match="reaches further"):
        drawn_from(json.dumps({"type": "Polygon", "coordinates": [huge]}), region, 50.0)
    point = drawn_from('{"type": "Point", "coordinates": [37.1, 49.5]}', region, 50.0)
    assert (point.position, point.radius_m) == (LonLat(37.1, 49.5), 50.0)


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[1]", "null", '{"type": "Point"}', '{"type": "Point", "coordinates": "ab"}',
        '{"type": "LineString", "coordinates": [[37.1, 49.5]]}', '{"type": "Polygon", "coordinates": []}',
        '{"type": "MultiPoint", "coordinates": [[37.1, 49.5]]}', '{"type": "Point", "coordinates": [49.5, 37.1]}',
        '{"type": "Point", "coordinates": [NaN, 49.5]}', '{"type": "Point", "coordinates": [1e400, 49.5]}',
        "[" * 5000, '{"type": "LineString", "coordinates": [["a", 1], [2, 3]]}', '{"type": [], "coordinates": [1]}',
    ],
)  # fmt: skip
def test_a_drawing_that_cannot_be_read_is_refused_in_words(region: Region, text: str) -> None:
    from openevac.web.desk.danger.drawn import drawn_from

    with pytest.raises(InputError) as refused:
        drawn_from(text, region, 50.0)
    assert refused.value.field == "shape"


def test_every_kind_of_report_has_words_and_a_cause() -> None:
    from openevac.feeds.profile_keys import REPORT_KINDS
    from openevac.web.desk.danger.kinds import CAUSE_OF, KINDS

    assert set(KINDS) == {*CAUSE_OF, "other"} == set(REPORT_KINDS)
    assert {Cause(cause) for cause in CAUSE_OF.values()} <= set(Cause)
