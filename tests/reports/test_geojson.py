"""plan.geojson: valid, by code, rounded, with banner and expiry on every feature."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import shapely

from openevac.reports.geojson import plan_geojson
from openevac.reports.words import Words
from openevac.roads.projection import to_metric
from tests.reports.sample import WAIVED_BY, material, real_material


@pytest.fixture(scope="module")
def collection() -> dict[str, Any]:
    return json.loads(plan_geojson(material(), Words("uk")))  # type: ignore[no-any-return]  # plain JSON


def of_kind(collection: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [feature for feature in collection["features"] if feature["properties"]["kind"] == kind]


def test_it_is_a_feature_collection_that_others_can_read(collection: dict[str, Any]) -> None:
    assert collection["type"] == "FeatureCollection"
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]]
    assert all(shape.is_valid or shape.geom_type == "LineString" for shape in shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    assert 35.9 < west < east < 37.1
    assert 49.8 < south < north < 50.5


def test_it_holds_every_leg_stop_shelter_and_way_home(collection: dict[str, Any]) -> None:
    trips = material().trips
    assert len(of_kind(collection, "leg")) == sum(len(trip.legs) for _, _, trip in trips)
    assert len(of_kind(collection, "way_home")) == 3
    assert {f["properties"]["code"] for f in of_kind(collection, "shelter")} == {"Транзит-1"}
    assert {f["properties"]["code"] for f in of_kind(collection, "depot")} == {"Схід-кільце"}
    stops = [
        (f["properties"]["trip"], f["properties"]["number"], f["properties"]["code"])
        for f in of_kind(collection, "stop")
    ]
    assert ("1-1", 2, "К-417-290") in stops


def test_every_feature_carries_banner_and_expiry(collection: dict[str, Any]) -> None:
    for feature in (collection, *(feature["properties"] for feature in collection["features"])):
        assert "Список людей під вогнем. Не пересилати. Знищити після рейсу" in feature["banner"]
        assert "Навчальна карта. Не для руху" in feature["banner"]
        assert datetime.fromisoformat(feature["expires_at"]) == material().ends_at.replace(microsecond=0)


def test_ground_that_is_not_for_training_has_no_training_banner() -> None:
    text = plan_geojson(real_material(), Words("uk")).decode()
    assert "Навчальна карта" not in text
    assert "Список людей під вогнем" in text


def test_positions_are_rounded_to_200_m(collection: dict[str, Any]) -> None:
    crs = material().graph.crs
    for kind in ("stop", "shelter", "depot"):
        for feature in of_kind(collection, kind):
            for value in to_metric(crs, *feature["geometry"]["coordinates"]):
                off = float(value) % 200
                assert min(off, 200 - off) < 1.5, feature


def test_exact_gives_positions_as_they_are() -> None:
    exact = json.loads(plan_geojson(replace(material(), exact=True), Words("uk")))
    assert exact["positions"] == "exact"
    stop = material().trips[0][2].stops[0]
    shown = of_kind(exact, "stop")[0]["geometry"]["coordinates"]
    assert shown == [round(stop.at.lon, 5), round(stop.at.lat, 5)]


def test_it_holds_no_name(collection: dict[str, Any]) -> None:
    assert WAIVED_BY not in json.dumps(collection, ensure_ascii=False)
