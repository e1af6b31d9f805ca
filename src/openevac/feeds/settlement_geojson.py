"""Settlements from GeoJSON: points, or areas of which a point inside is taken."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, Place, require_lon_first
from openevac.domain.renamed import raion_name
from openevac.feeds.areas import area_name
from openevac.feeds.typed_files import one_or_many, read_text

CODE_KEYS = ("katottg", "katotth", "KATOTTG", "ref:katottg")
NAME_KEYS = ("name:uk", "name")
OTHER_NAME = re.compile(r"(name|old_name|old_alt_name|alt_name|official_name|int_name|loc_name)(:(uk|ru|en))?")
CATEGORY = {"city": "M", "town": "X", "village": "C", "hamlet": "C"}
"""OpenStreetMap's place -> the codifier's letter: town (M), rural town (X), village (C)."""

Found = list[tuple[int, Place]]


def places_from_geojson(path: Path, area_names: Mapping[str, str]) -> tuple[Found, Counter[str]]:
    """Read every feature with a code into a place with its number (1-based); count the features without one."""
    places: Found = []
    skipped: Counter[str] = Counter()
    faults: list[InputError] = []
    for number, (properties, geometry) in enumerate(_features(path), start=1):
        if not _first(properties, CODE_KEYS):
            skipped["features without a KATOTTG code"] += 1
            continue
        try:
            places.append((number, _place(properties, geometry, area_names)))
        except InputError as fault:
            faults.append(fault.at(file=path.name, row=number))
    if faults:
        raise one_or_many(faults)
    return places, skipped


def areas_from_geojson(path: Path) -> list[tuple[str, str]]:
    """Read code and name of every feature."""
    return [(_first(properties, CODE_KEYS), _first(properties, NAME_KEYS)) for properties, _ in _features(path)]


def _features(path: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    try:
        tree = json.loads(read_text(path))
    except json.JSONDecodeError as fault:
        raise InputError(
            "The file is not sound JSON: {fault}.",
            "Correct this line; a missing comma or quotation mark stands there or just before.",
            file=path.name,
            row=fault.lineno,
            fault=fault.msg,
        ) from None
    features = tree.get("features") if isinstance(tree, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise InputError(
            "The file is not a GeoJSON FeatureCollection.",
            "Export the places as GeoJSON (in QGIS: Export, Save features as, GeoJSON, EPSG:4326).",
            file=path.name,
        )
    for feature in features:
        yield feature.get("properties") or {}, feature.get("geometry")


def _place(properties: dict[str, Any], geometry: Any, area_names: Mapping[str, str]) -> Place:
    code = _first(properties, CODE_KEYS)
    name = _first(properties, NAME_KEYS)
    population = _first(properties, ("population",))
    return Place(
        katottg=code,
        name_uk=name,
        position=_point_of(geometry),
        category=CATEGORY.get(_first(properties, ("place",)), ""),
        hromada=area_name(_first(properties, ("hromada_name", "hromada")), area_names),
        raion=area_name(_first(properties, ("raion_name", "raion")), area_names) or raion_name(code),
        other_names=_other_names(properties, name),
        population=int(population) if population.isdecimal() else None,
        source=_first(properties, ("source", "@id", "id")),
    )


def _first(properties: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """Give the first of the named properties that is filled, as text."""
    return next((str(properties[key]).strip() for key in keys if properties.get(key) not in {None, ""}), "")


def _other_names(properties: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Give all names in Ukrainian, Russian and English but the first, each once; several stand behind ";"."""
    lists = (str(value) for key, value in properties.items() if value and OTHER_NAME.fullmatch(key))
    names = (part.strip() for listed in lists for part in listed.split(";"))
    return tuple(dict.fromkeys(part for part in names if part and part != name))


def _point_of(geometry: Any) -> LonLat | None:
    """Give a point of the place: its own, or one inside its area; None where no geometry is given."""
    if geometry is None:
        return None
    try:
        point = shapely.point_on_surface(shapely.make_valid(shape(geometry)))
        lon, lat = float(point.x), float(point.y)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError):
        raise InputError(
            "The feature's geometry cannot be read.", "Draw it again or give a point.", field="geometry"
        ) from None
    return require_lon_first("geometry", lon, lat)
