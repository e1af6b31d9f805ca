from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely

from openevac.domain.errors import InputError
from openevac.domain.hazards import ControlLine
from openevac.domain.places import MultiPolygon
from openevac.feeds.control_geojson import read_control
from tests.data import data_path

AT = datetime(2025, 8, 15, 12, tzinfo=UTC)


def square(west: float, south: float, side: float = 1.0) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def lines(folder: Path, *entries: Any, name: str = "c.jsonl") -> Path:
    path = folder / name
    text = "\n".join(entry if isinstance(entry, str) else json.dumps(entry) for entry in entries) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def document(folder: Path, features: list[dict[str, Any]], **members: Any) -> Path:
    path = folder / "c.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), encoding="utf-8")
    return path


def feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def west_of(ground: MultiPolygon) -> list[float]:
    return sorted(min(lon for lon, _ in polygon[0]) for polygon in ground)


def area(ground: MultiPolygon) -> float:
    return float(shapely.union_all([shapely.Polygon(rings[0], rings[1:]) for rings in ground]).area) if ground else 0.0


DAILY = [{"date": f"2025-08-{day}", "geometry": square(36.0 + k, 49.0)} for k, day in enumerate(("10", "14", "16"))]


@pytest.mark.parametrize("name", ["c.jsonl", "c.jsonl.gz"])
def test_the_newest_day_not_after_the_moment_counts(tmp_path: Path, name: str):
    line = read_control(lines(tmp_path, *DAILY, name=name), "daily", "map", AT)
    assert line.source == "map"
    assert line.observed_at == datetime(2025, 8, 14, tzinfo=UTC)
    assert west_of(line.held) == [37.0]
    assert line.contested == ()
    assert line.set_aside is None


def test_what_was_held_before_and_is_not_now_was_once_held(tmp_path: Path):
    line = read_control(lines(tmp_path, *DAILY), "daily", "map", AT)
    assert west_of(line.once_held) == [36.0]
    overlapping = [
        {"date": "2025-08-10", "geometry": square(36.0, 49.0)},
        {"date": "2025-08-12", "geometry": square(36.5, 49.0)},
    ]
    line = read_control(lines(tmp_path, *overlapping), "daily", "map", AT)
    assert area(line.once_held) == pytest.approx(0.5)


def test_the_order_of_lines_does_not_matter(tmp_path: Path):
    there, back = (read_control(lines(tmp_path, *entries), "daily", "map", AT) for entries in (DAILY, DAILY[::-1]))
    assert there == back


def test_an_old_entry_is_taken_with_its_age(tmp_path: Path):
    line = read_control(lines(tmp_path, *DAILY), "daily", "map", AT + timedelta(days=400))
    assert line.observed_at == datetime(2025, 8, 16, tzinfo=UTC)


def test_no_entry_early_enough_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match=r"no entry at or before 2025-08-01.*its first is of 2025-08-10") as caught:
        read_control(lines(tmp_path, *DAILY), "daily", "map", datetime(2025, 8, 1, tzinfo=UTC))
    assert caught.value.file == "c.jsonl"
    with pytest.raises(InputError, match="its first is of -"):
        read_control(lines(tmp_path, ""), "daily", "map", AT)


def status(*features: tuple[str, dict[str, Any]], t: str = "2025-08-03T19:58:25+00:00") -> dict[str, Any]:
    return {"t": t, "features": [{"status": word, "name": "x", "geometry": shape} for word, shape in features]}


def test_statuses_are_held_contested_and_once_held(tmp_path: Path):
    entry = status(
        ("occupied", square(36, 49)), ("occupied_before_2022", square(38, 48)), ("other", square(40, 47)),
        ("unknown", square(34, 49)), ("liberated", square(32, 49)),
    )  # fmt: skip
    line = read_control(lines(tmp_path, entry), "status", "map", AT)
    assert line.observed_at == datetime(2025, 8, 3, 19, 58, 25, tzinfo=UTC)
    assert west_of(line.held) == [36, 38, 40]
    assert west_of(line.contested) == [34]
    assert west_of(line.once_held) == [32]


def test_ground_once_fought_over_is_remembered_from_the_archive(tmp_path: Path):
    old = status(("unknown", square(30, 49)), ("occupied", square(36, 49)), t="2022-04-03T12:33:28+00:00")
    line = read_control(lines(tmp_path, old, status(("occupied", square(36, 49)))), "status", "map", AT)
    assert west_of(line.once_held) == [30]


def test_gains_are_held_and_losses_once_held(tmp_path: Path):
    entry = {
        "file_date": "2025-08-15",
        "features": [
            {"type": "nochange", "date": "2025-08-13", "geometry": square(36, 49)},
            {"type": "gains", "date": "2025-08-14", "geometry": square(37, 49)},
            {"type": "losses", "date": "2025-08-13", "geometry": square(34, 49)},
        ],
    }
    line = read_control(lines(tmp_path, entry), "gains_losses", "map", AT)
    assert west_of(line.held) == [36, 37]
    assert west_of(line.once_held) == [34]
    assert line.observed_at == datetime(2025, 8, 14, tzinfo=UTC), "the features are older than the file"


def test_plain_geojson_with_a_status(tmp_path: Path):
    words = {36: "held", 34: "contested", 32: "once_held"}
    drawn = [feature(square(west, 49), status=word) for west, word in words.items()]
    path = document(tmp_path, drawn, observed_at="2025-08-15T06:00:00+03:00")
    line = read_control(path, "status", "drawn by hand", AT)
    assert (west_of(line.held), west_of(line.contested), west_of(line.once_held)) == ([36], [34], [32])
    assert line.observed_at == datetime(2025, 8, 15, 3, tzinfo=UTC)


def test_features_of_plain_geojson_may_carry_their_own_dates(tmp_path: Path):
    days = {36: "2025-08-01", 37: "2025-08-14", 38: "2025-08-14"}
    path = document(tmp_path, [feature(square(west, 49), date=day) for west, day in days.items()])
    line = read_control(path, "daily", "map", AT)
    assert west_of(line.held) == [37, 38]
    assert west_of(line.once_held) == [36]


def test_a_line_may_be_a_geojson_feature(tmp_path: Path):
    line = read_control(lines(tmp_path, feature(square(36, 49), date="2025-08-14")), "daily", "map", AT)
    assert west_of(line.held) == [36]
    collection = {
        "type": "FeatureCollection",
        "t": "2025-08-14T00:00:00Z",
        "features": [feature(square(34, 49), status="unknown")],
    }
    assert west_of(read_control(lines(tmp_path, collection), "status", "map", AT).contested) == [34]


def test_shapes_may_be_empty_collections_or_have_holes(tmp_path: Path):
    hole = square(36, 49, 3.0)
    hole["coordinates"].append(square(37, 50)["coordinates"][0])
    entry = {
        "date": "2025-08-14",
        "geometry": {"type": "GeometryCollection", "geometries": [hole, {"type": "MultiPolygon", "coordinates": [[]]}]},
    }
    line = read_control(lines(tmp_path, entry), "daily", "map", AT)
    assert area(line.held) == pytest.approx(8.0)
    nothing = {"date": "2025-08-14", "geometry": None}
    assert read_control(lines(tmp_path, nothing), "daily", "map", AT).held == ()


METRES = square(4_100_000.0, 6_300_000.0, 1000.0)


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_in_metres_is_refused(tmp_path: Path, number: int):
    entries = [{"date": f"2025-08-{10 + k}", "geometry": METRES if k == number else square(36, 49)} for k in (1, 2)]
    with pytest.raises(InputError, match=r"is not a position in degrees.*metric projection") as caught:
        read_control(lines(tmp_path, *entries), "daily", "map", AT)
    assert (caught.value.file, caught.value.row) == ("c.jsonl", number)


def test_one_point_in_metres_among_degrees_is_refused(tmp_path: Path):
    for number in (1, 2, 3):
        shape = square(36, 49)
        shape["coordinates"][0][number] = [4_100_000.0, 49.0]
        with pytest.raises(InputError, match="is not a position in degrees"):
            read_control(lines(tmp_path, {"date": "2025-08-14", "geometry": shape}), "daily", "map", AT)


def test_latitude_before_longitude_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="look swapped"):
        read_control(lines(tmp_path, {"date": "2025-08-14", "geometry": square(49.0, 36.0)}), "daily", "map", AT)


def test_another_projection_named_in_the_file_is_refused(tmp_path: Path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(InputError, match=r"in another projection: .*3857"):
        read_control(document(tmp_path, [feature(square(36, 49))], crs=crs, date="2025-08-14"), "daily", "map", AT)
    degrees = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert read_control(
        document(tmp_path, [feature(square(36, 49))], crs=degrees, date="2025-08-14"), "daily", "map", AT
    ).held


def one(folder: Path, entry: Any) -> Path:
    return lines(folder, DAILY[0], entry)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('{"date": "2025-08-14", "geometry"', "not sound JSON"),
        ("[1, 2]", "not an object with areas"),
        ({"date": "2025-08-14"}, "has no areas"),
        ({"geometry": square(36, 49)}, "Nothing says when this was observed"),
        ({"date": "14.08.2025", "geometry": square(36, 49)}, "is not a date or a time with its zone"),
        ({"t": "2025-08-14T10:00:00", "geometry": square(36, 49)}, "is not a date or a time with its zone"),
        ({"date": "2025-08-14", "geometry": {"type": "Point", "coordinates": [36, 49]}}, "is a Point, not an area"),
        (
            {"date": "2025-08-14", "geometry": {"type": "Polygon", "coordinates": [[[36, 49], [37, 49]]]}},
            "only 2 corners",
        ),
        ({"date": "2025-08-14", "geometry": {"type": "Polygon", "coordinates": [["a", "b"]]}}, "no position"),
        ({"date": "2025-08-14", "geometry": "here"}, "has no geometry"),
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, entry: Any, words: str):
    with pytest.raises(InputError, match=words) as caught:
        read_control(one(tmp_path, entry), "daily", "map", AT)
    assert (caught.value.file, caught.value.row) == ("c.jsonl", 2)


def test_a_word_nobody_knows_is_refused_with_those_that_are(tmp_path: Path):
    with pytest.raises(InputError, match=r"the status 'burning'.*Use one of: occupied") as caught:
        read_control(lines(tmp_path, status(("burning", square(36, 49)))), "status", "map", AT)
    assert caught.value.field == "status"
    with pytest.raises(InputError, match="Use one of: nochange, gains, losses"):
        read_control(lines(tmp_path, DAILY[0]), "gains_losses", "map", AT)


def test_a_shape_of_file_nobody_knows_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="Use one of: daily, status, gains_losses"):
        read_control(lines(tmp_path, DAILY[0]), "weekly", "map", AT)


def test_a_cut_off_or_missing_file_is_refused(tmp_path: Path):
    path = lines(tmp_path, *DAILY, name="c.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="damaged or cut off"):
        read_control(path, "daily", "map", AT)
    with pytest.raises(InputError, match="cannot be read"):
        read_control(tmp_path / "none.jsonl", "daily", "map", AT)
    (tmp_path / "x.geojson").write_text('{"type": "Topology"}')
    with pytest.raises(InputError, match="is not GeoJSON"):
        read_control(tmp_path / "x.geojson", "daily", "map", AT)


@pytest.mark.data
def test_the_three_real_archives_are_read():
    found: dict[str, ControlLine] = {
        shape: read_control(data_path(f"control/{name}.jsonl.gz"), shape, name, AT)
        for name, shape in (
            ("deepstate_daily", "daily"),
            ("deepstate_status", "status"),
            ("second_source_daily", "gains_losses"),
        )
    }
    assert {shape: line.observed_at.date().isoformat() for shape, line in found.items()} == {
        "daily": "2025-08-15",
        "status": "2025-08-03",
        "gains_losses": "2025-08-14",
    }
    kupiansk = shapely.Point(37.615, 49.712)
    for shape, line in found.items():
        assert line.held, shape
        assert not any(shapely.Polygon(rings[0]).contains(kupiansk) for rings in line.held), shape
    assert found["status"].contested
    once = [shapely.Polygon(rings[0], rings[1:]) for rings in found["status"].once_held]
    assert any(polygon.contains(kupiansk) for polygon in once), "Kupiansk was held until September 2022"
