from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.feeds.border import read_border
from tests.data import data_path

KHARKIV = LonLat(36.23, 49.99)
LINE = [[35.5, 50.46], [36.2, 50.39], [38.8, 49.87]]


def file(folder: Path, content: Any) -> Path:
    path = folder / "border.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **members}


def test_lines_of_all_features_are_taken(tmp_path: Path):
    given = collection(feature("LineString", LINE), feature("MultiLineString", [LINE[:2], LINE[1:]]))
    border = read_border(file(tmp_path, given), KHARKIV)
    assert [len(line) for line in border.lines] == [3, 2, 2]
    assert border.lines[0][0] == (35.5, 50.46)
    assert border.home == KHARKIV
    assert border.source == "border.geojson"


@pytest.mark.parametrize("content", [feature("LineString", LINE), {"type": "LineString", "coordinates": LINE}])
def test_a_single_feature_or_bare_line_is_read(tmp_path: Path, content: dict[str, Any]):
    assert read_border(file(tmp_path, content), KHARKIV).lines == (tuple((lon, lat) for lon, lat in LINE),)


def test_the_edges_of_an_area_are_a_border(tmp_path: Path):
    ring = [[35, 48], [39, 48], [39, 51], [35, 51], [35, 48]]
    border = read_border(file(tmp_path, collection(feature("Polygon", [ring]))), KHARKIV)
    assert len(border.lines) == 1
    assert border.lines[0][0] == border.lines[0][-1] == (35.0, 48.0)


def test_heights_of_points_are_dropped(tmp_path: Path):
    given = feature("LineString", [[*point, 120.0] for point in LINE])
    assert read_border(file(tmp_path, given), KHARKIV).lines[0][0] == (35.5, 50.46)


def test_home_and_source_may_stand_in_the_file(tmp_path: Path):
    inside = collection(feature("LineString", LINE, home=[36.0, 49.0], source="cadastre"))
    border = read_border(file(tmp_path, inside))
    assert (border.home, border.source) == (LonLat(36.0, 49.0), "cadastre")
    assert read_border(file(tmp_path, inside), KHARKIV).home == KHARKIV
    above = collection(feature("LineString", LINE), home=[36.5, 49.0], source="OSM")
    assert read_border(file(tmp_path, above)).home == LonLat(36.5, 49.0)


@pytest.mark.parametrize(
    ("content", "words", "field"),
    [
        (collection(feature("LineString", LINE)), "on which side of the border home lies", "home"),
        (collection(feature("LineString", LINE, home="Kharkiv")), "'Kharkiv' is not a position", "home"),
        (collection(feature("LineString", LINE, home=[36.0])), "is not a position", "home"),
        (collection(feature("LineString", LINE, home=[49.99, 36.23])), "look swapped", "home"),
        (collection(home=[36.0, 49.0]), "The border has no line", "lines"),
        (collection(feature("LineString", [[35.5, 50.46]]), home=[36.0, 49.0]), "The border has no line", "lines"),
        (collection(feature("Point", [35.5, 50.4]), home=[36.0, 49.0]), "is a Point, not a line", "geometry"),
        (feature("LineString", [[4e6, 6e6], [4.1e6, 6e6]], home=[36.0, 49.0]), "not a position in degrees", "geometry"),
        (collection(feature("LineString", LINE), crs={"name": "EPSG:3857"}), "another projection", "crs"),
        ({"type": "Topology"}, "is not GeoJSON", "type"),
        ([1], "is not GeoJSON", "type"),
        ("{", "not sound JSON", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_a_border_is_refused(tmp_path: Path, content: Any, words: str, field: str):
    with pytest.raises(InputError, match=words) as caught:
        read_border(file(tmp_path, content))
    assert (caught.value.file, caught.value.field) == ("border.geojson", field)


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_border(tmp_path / "none.geojson", KHARKIV)


@pytest.mark.data
def test_the_real_border_is_one_line():
    border = read_border(data_path("control/state_border.geojson"), KHARKIV)
    assert [len(line) for line in border.lines] == [454]
