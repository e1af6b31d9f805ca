from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.roads.geojson import LineFeature, read_line_features


def feature(coordinates: Any, kind: str = "LineString", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def read(tmp_path: Path, tree: Any) -> list[LineFeature]:
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return list(read_line_features(path))


def read_one(tmp_path: Path, *features: Any, **more: Any) -> list[LineFeature]:
    return read(tmp_path, {"type": "FeatureCollection", "features": list(features), **more})


LINE = [[36.0, 50.0], [36.1, 50.0, 120.0]]


def test_lines_come_with_number_and_properties(tmp_path):
    found = read_one(
        tmp_path, feature(LINE, name="M"), feature([LINE, LINE], "MultiLineString"), feature([36.0, 50.0], "Point")
    )
    assert found[0] == LineFeature(1, {"name": "M"}, (((36.0, 50.0), (36.1, 50.0)),))
    assert [len(part.lines) for part in found] == [1, 2, 0]


def test_the_id_of_a_feature_is_kept(tmp_path):
    assert read_one(tmp_path, {**feature(LINE), "id": "way/5"})[0].properties == {"id": "way/5"}


def test_degrees_may_be_named_and_a_byte_order_mark_may_stand_first(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read_one(tmp_path, feature(LINE), crs=crs)) == 1
    path = tmp_path / "bom.geojson"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"features": [feature(LINE)]}).encode())
    assert len(list(read_line_features(path))) == 1


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([feature(LINE), feature([[50.0, 36.0], [50.0, 36.1]])],
         "row 2, field geometry: Longitude 50.0 and latitude 36.0 look swapped. Give longitude first"),
        ([feature([[4_012_345.0, 6_432_100.0], [4_012_400.0, 6_432_200.0]])],
         "row 1, field geometry: (4012345.0, 6432100.0) is not a position in degrees. Save the file in decimal"),
        ([feature([[36.0, 50.0]])], "Feature 1 has a line of fewer than two points. Remove the feature or draw"),
        ([feature([])], "Feature 1 has a line of fewer than two points"),
        ([feature([[36.0, "50"], [36.1, 50.0]])], "Feature 1 has a point that is not a pair of numbers"),
        ([feature([[36.0], [36.1, 50.0]])], "Feature 1 has a point that is not a pair of numbers"),
        ([feature([[36.0, None], [36.1, 50.0]])], "Feature 1 has a point that is not a pair of numbers"),
        ([feature([[36.0, float("nan")], [36.1, 50.0]])], "(36.0, nan) is not a position in degrees"),
        (["text"], "row 1: Feature 1 is not an object"),
    ],
)  # fmt: skip
def test_features_that_cannot_be_used(tmp_path, features, words):
    with pytest.raises(InputError) as caught:
        read_one(tmp_path, *features)
    assert str(caught.value).startswith("roads.geojson, ")
    assert words in str(caught.value)


@pytest.mark.parametrize("tree", [[], {}, {"features": 5}, "text", None])
def test_other_json_is_refused(tmp_path, tree):
    with pytest.raises(InputError, match=r"roads\.geojson: The file is not a GeoJSON FeatureCollection.*EPSG:4326"):
        read(tmp_path, tree)


def test_another_projection_is_refused(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(
        InputError, match=r"roads\.geojson, field crs: The file is in another projection.*3857.*EPSG:4326"
    ):
        read_one(tmp_path, feature(LINE), crs=crs)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"features": [\n{"type": }', "broken.geojson, row 2: The file is not sound JSON: Expecting value."),
        ('{"name": "Харків"}'.encode("cp1251"), "broken.geojson: The file is not UTF-8 text (byte 11). Save it again"),
        (b"", "The file is not sound JSON"),
    ],
)
def test_files_that_are_no_json(tmp_path, content, words):
    path = tmp_path / "broken.geojson"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(read_line_features(path))
    assert words in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.geojson: The file cannot be read: No such file or directory"):
        list(read_line_features(tmp_path / "gone.geojson"))
