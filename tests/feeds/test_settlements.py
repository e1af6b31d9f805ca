from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.places import LonLat, Place
from openevac.feeds.areas import area_name, without_additions
from openevac.feeds.settlements import read_area_names, read_settlements, read_settlements_with_report
from tests.data import data_path

HEAD = "katottg,name_uk,category,hromada,raion,lat,lon,coord_source,population_2022_ukrstat"
KUPIANSK = "UA63080090010026457,Куп’янськ,M,UA63080090000067457,UA63080000000032022,49.7133,37.6142,osm,26627"
KUPIANSK_CODE = "UA63080090010026457"


def sheet(tmp_path: Path, *lines: str, name: str = "places.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes("\n".join((*lines, "")).encode(encoding))
    return path


def collection(tmp_path: Path, *features: dict[str, Any]) -> Path:
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def test_a_row_becomes_a_place(tmp_path):
    assert read_settlements(sheet(tmp_path, HEAD, KUPIANSK)) == (
        Place(
            katottg=KUPIANSK_CODE, name_uk="Куп’янськ", position=LonLat(37.6142, 49.7133), category="M",
            hromada="UA63080090000067457", raion="Куп’янський", population=26627, source="osm",
        ),
    )  # fmt: skip


def test_names_of_areas_come_from_a_second_file(tmp_path):
    names = read_area_names(
        sheet(tmp_path, "katottg,name_uk", "UA63080090000067457,Куп’янська міська громада за винятком с. Х")
    )
    assert names == {"UA63080090000067457": "Куп’янська міська громада"}
    assert read_settlements(sheet(tmp_path, HEAD, KUPIANSK), names)[0].hromada == "Куп’янська міська громада"


def test_names_of_areas_from_geojson(tmp_path):
    path = collection(
        tmp_path,
        feature(None, katotth="UA63080090000067457", name="Куп'янська міська громада"),
        feature(None, name="x"),
    )
    assert read_area_names(path) == {"UA63080090000067457": "Куп'янська міська громада"}


def test_a_position_population_or_source_may_be_missing(tmp_path):
    found = read_settlements(sheet(tmp_path, "katottg,name_uk", f"{KUPIANSK_CODE},Куп’янськ"))[0]
    assert (found.position, found.population, found.source, found.raion) == (None, None, "", "Куп’янський")


def test_the_first_filled_population_counts(tmp_path):
    head = "katottg,name_uk,osm_population,population_2022_ukrstat"
    rows = (f"{KUPIANSK_CODE},Куп’янськ,27000,26627", "UA63140010010035757,Вовчанськ,17000,")
    assert [found.population for found in read_settlements(sheet(tmp_path, head, *rows))] == [26627, 17000]


def test_semicolons_a_byte_order_mark_and_ukrainian_headings_are_understood(tmp_path):
    head = "Код КАТОТТГ;Назва;Широта;Довгота;Стара назва"
    row = "UA63060050010042407;Берестин;49,374;35,449;Красноград | Костянтиноград"
    path = sheet(tmp_path, head, row, encoding="utf-8-sig")
    found = read_settlements(path)[0]
    assert found.position == LonLat(35.449, 49.374)
    assert found.other_names == ("Красноград", "Костянтиноград")


def test_cyrillic_letters_in_a_code_are_mended(tmp_path):
    assert (
        read_settlements(sheet(tmp_path, HEAD, KUPIANSK.replace("UA6308009001", "УА6308009001")))[0].katottg
        == KUPIANSK_CODE
    )


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["name_uk,lat,lon", "Куп’янськ,49.7,37.6"], "places.csv, field katottg: The column 'katottg' is missing"),
        (["katottg,lat,lon", f"{KUPIANSK_CODE},49.7,37.6"], "field name_uk: The column 'name_uk' is missing."),
        ([HEAD, KUPIANSK, KUPIANSK],
         f"places.csv, row 3, field katottg: The code {KUPIANSK_CODE} stood already in row 2. Keep one of"),
        ([HEAD, KUPIANSK.replace("UA63", "UA6")], "row 2, field katottg: 'UA6080090010026457' is not a KATOTTG code"),
        ([HEAD, KUPIANSK.replace("49.7133,37.6142", "37.6142,49.7133")],
         "row 2, field lon, lat: Longitude 49.7133 and latitude 37.6142 look swapped. Give longitude first"),
        ([HEAD, KUPIANSK.replace("49.7133,37.6142", "5507000,400100")],
         "row 2, field lon, lat: (400100.0, 5507000.0) is not a position"),
        ([HEAD, KUPIANSK.replace("49.7133", "")], "row 2, field lon, lat: Only one of longitude and latitude is"),
        ([HEAD, KUPIANSK.replace("49.7133", "north")], "row 2, field lat: The cell does not hold a number."),
        ([HEAD, KUPIANSK.replace("26627", "-5")], "row 2, field population: -5 is below zero"),
        ([HEAD, KUPIANSK.replace("26627", "many")], "row 2, field population: The cell does not hold a number"),
        ([HEAD, KUPIANSK.replace("Куп’янськ", "")], "row 2, field name_uk: The place has no name. Give its"),
        ([HEAD, KUPIANSK.replace("Куп’янськ", "=A1")], "row 2, field name_uk: The cell holds a formula."),
        ([HEAD], "places.csv: The file holds no settlement with a KATOTTG code."),
        (["a,b,c", "1,2,3"], "places.csv: No row of headings is found"),
    ],
)  # fmt: skip
def test_sheets_that_cannot_be_used(tmp_path, lines, words):
    with pytest.raises(InputError) as caught:
        read_settlements(sheet(tmp_path, *lines))
    assert words in str(caught.value)


def test_all_faulty_rows_are_told_at_once(tmp_path):
    bad = (KUPIANSK.replace("UA63", "UA6"), KUPIANSK.replace("49.7133", ""))
    with pytest.raises(InputErrors) as caught:
        read_settlements(sheet(tmp_path, HEAD, *bad))
    assert "row 2" in str(caught.value)
    assert "row 3" in str(caught.value)


def test_a_sheet_that_is_not_utf_8_is_refused_with_the_byte(tmp_path):
    path = sheet(tmp_path, HEAD, KUPIANSK.replace("’", "'"), encoding="cp1251")
    with pytest.raises(
        InputError, match=r"places\.csv: The file is not UTF-8 text \(byte 105\)\. Save it again as UTF-8"
    ):
        read_settlements(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv: The file cannot be read: No such file or directory"):
        read_settlements(tmp_path / "gone.csv")


def test_features_become_places(tmp_path):
    square = {
        "type": "Polygon",
        "coordinates": [[[37.5, 49.6], [37.7, 49.6], [37.7, 49.8], [37.5, 49.8], [37.5, 49.6]]],
    }
    path = collection(
        tmp_path,
        feature(square, katotth=KUPIANSK_CODE, name="Куп'янськ", place="city", population="26627",
                **{"name:ru": "Купянск", "old_name:ru": "Старая;Новая", "name:ko": "쿠", "alt_name": "Куп'янськ"}),
        feature(point(36.94, 50.29), katottg="UA63140010010035757", **{"name:uk": "Вовчанськ", "name": "Volchansk"}),
        feature(None, katottg="UA63060050010042407", name="Берестин"),
        feature(point(36.0, 50.0), name="без коду"),
    )  # fmt: skip
    read = read_settlements_with_report(path)
    town, second, third = read.places
    assert town.position is not None
    assert 37.5 < town.position.lon < 37.7
    assert (town.category, town.population, town.raion) == ("M", 26627, "Куп’янський")
    assert town.other_names == ("Купянск", "Старая", "Новая")
    assert (second.name_uk, second.position, second.other_names) == ("Вовчанськ", LonLat(36.94, 50.29), ("Volchansk",))
    assert third.position is None
    assert read.skipped == {"features without a KATOTTG code": 1}


def test_a_point_of_a_bent_area_lies_inside_of_it(tmp_path):
    horseshoe = [
        [36.0, 50.0],
        [36.3, 50.0],
        [36.3, 50.3],
        [36.2, 50.3],
        [36.2, 50.1],
        [36.1, 50.1],
        [36.1, 50.3],
        [36.0, 50.3],
        [36.0, 50.0],
    ]
    found = read_settlements(
        collection(tmp_path, feature({"type": "Polygon", "coordinates": [horseshoe]}, katottg=KUPIANSK_CODE, name="х"))
    )
    position = found[0].position
    assert position is not None
    assert not (36.1 < position.lon < 36.2 and position.lat > 50.1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (feature(point(49.7, 37.6), katottg=KUPIANSK_CODE, name="х"), "places.geojson, row 1, field geometry: Long"),
        (feature(point(36.0, 50.0), katottg="UA1", name="х"), "row 1, field katottg: 'UA1' is not a KATOTTG code"),
        (feature(point(36.0, 50.0), katottg=KUPIANSK_CODE), "row 1, field name_uk: The place has no name"),
        (feature({"type": "Point"}, katottg=KUPIANSK_CODE, name="х"), "The feature's geometry cannot be"),
        (feature({"type": "Polygon", "coordinates": [[[36, 50]]]}, katottg=KUPIANSK_CODE, name="х"), "cannot be read"),
        (feature({"type": "Point", "coordinates": []}, katottg=KUPIANSK_CODE, name="х"), "field geometry:"),
        (feature(point(36.0, 50.0), name="х"), "The file holds no settlement with a KATOTTG code."),
    ],
)  # fmt: skip
def test_features_that_cannot_be_used(tmp_path, given, words):
    with pytest.raises(InputError) as caught:
        read_settlements(collection(tmp_path, given))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "The file is not a GeoJSON FeatureCollection"), ('{"features": [1]}', "not a GeoJSON FeatureCollection"),
        ('{\n"features"', "places.geojson, row 2: The file is not sound JSON"),
    ],
)  # fmt: skip
def test_other_json_is_refused(tmp_path, text, words):
    path = tmp_path / "places.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_settlements(path)
    assert words in str(caught.value)


def test_names_of_areas():
    assert area_name("UA63080000000032022", {}) == "Куп’янський"
    assert area_name("UA63080090000067457", {}) == "UA63080090000067457"
    assert area_name("UA12120000000032022", {"UA12120000000032022": "Павлоградський"}) == "Павлоградський"
    assert area_name("UA63080000000032022", {"UA63080000000032022": "misspelt"}) == "Куп’янський"
    assert area_name("Ізюмський", {}) == "Ізюмський"
    assert without_additions("Лозівський район, крім міста") == "Лозівський"
    assert without_additions("с. Сотницький Козачок") == ""


@pytest.mark.data
def test_the_places_of_kharkiv_oblast():
    names = read_area_names(data_path("settlements/official_status_2025-05-07.csv"))
    places = read_settlements(data_path("settlements/kharkiv_settlements.csv"), names)
    assert len(places) == 1751
    assert sum(place.position is not None for place in places) == 1546
    assert {place.raion for place in places} == {
        "Богодухівський", "Ізюмський", "Берестинський", "Куп’янський", "Лозівський", "Харківський", "Чугуївський",
    }  # fmt: skip


@pytest.mark.data
def test_the_areas_of_openstreetmap():
    read = read_settlements_with_report(data_path("settlements/settlement.geojson"))
    assert len(read.places) == 78
    assert read.skipped == {"features without a KATOTTG code": 1462}
