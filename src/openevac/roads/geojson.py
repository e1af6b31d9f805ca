"""Line features of a GeoJSON file, each with the number people count it by and every coordinate checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.places import Line, require_lon_first

DEGREES_CRS = ("CRS84", "4326")


@dataclass(frozen=True, slots=True)
class LineFeature:
    """One feature: `number` in the file (1-based), its properties, its lines in degrees (none: not a line)."""

    number: int
    properties: dict[str, Any]
    lines: tuple[Line, ...]


def read_line_features(path: Path) -> Iterator[LineFeature]:
    """Read the features of a FeatureCollection one by one; features without a line come with empty `lines`.

    Raises InputError with the file and the number of the feature for anything that is not sound GeoJSON in
    degrees, longitude first.
    """
    tree = _read_tree(path)
    features = tree.get("features") if isinstance(tree, dict) else None
    if not isinstance(features, list):
        raise InputError(
            "The file is not a GeoJSON FeatureCollection.",
            "Export the lines as GeoJSON (in QGIS: Export, Save features as, GeoJSON, EPSG:4326).",
            file=path.name,
        )
    _refuse_other_projection(tree, path)
    for number, feature in enumerate(features, start=1):
        try:
            yield _read_feature(number, feature)
        except InputError as error:
            raise error.at(file=path.name, row=number) from None


def _read_tree(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise InputError(
            "The file is not UTF-8 text (byte {position}).",
            "Save it again as UTF-8 (in Excel: Save as, CSV UTF-8).",
            file=path.name,
            position=fault.start + 1,
        ) from None
    except json.JSONDecodeError as fault:
        raise InputError(
            "The file is not sound JSON: {fault}.",
            "Correct this line; a missing comma or quotation mark stands there or just before.",
            file=path.name,
            row=fault.lineno,
            fault=fault.msg,
        ) from None
    except OSError as fault:
        raise InputError(
            "The file cannot be read: {fault}.",
            "Check the path {path} and that you may read it.",
            file=path.name,
            fault=fault.strerror or str(fault),
            path=str(path),
        ) from None


def _refuse_other_projection(tree: dict[str, Any], path: Path) -> None:
    """Refuse the old `crs` member where it names anything but degrees (RFC 7946 knows degrees only)."""
    if "crs" not in tree or tree["crs"] is None:
        return
    named = json.dumps(tree["crs"])
    if not any(name in named for name in DEGREES_CRS):
        raise InputError(
            "The file is in another projection ({crs}).",
            "Save it in EPSG:4326 (degrees).",
            file=path.name,
            field="crs",
            crs=named[:80],
        )


def _read_feature(number: int, feature: Any) -> LineFeature:
    if not isinstance(feature, dict):
        raise InputError("Feature {number} is not an object.", "Export the file again.", number=number)
    geometry = feature.get("geometry") or {}
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    properties = dict(feature.get("properties") or {})
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    if kind == "LineString":
        return LineFeature(number, properties, (_read_line(number, geometry.get("coordinates")),))
    if kind == "MultiLineString" and isinstance(geometry.get("coordinates"), list):
        return LineFeature(number, properties, tuple(_read_line(number, part) for part in geometry["coordinates"]))
    return LineFeature(number, properties, ())


def _read_line(number: int, coordinates: Any) -> Line:
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        raise InputError(
            "Feature {number} has a line of fewer than two points.",
            "Remove the feature or draw its line.",
            field="geometry",
            number=number,
        )
    return tuple(_read_point(number, point) for point in coordinates)


def _read_point(number: int, point: Any) -> tuple[float, float]:
    plain = isinstance(point, list) and len(point) >= 2 and all(type(part) in {int, float} for part in point[:2])
    if not plain:
        raise InputError(
            "Feature {number} has a point that is not a pair of numbers.",
            "Export the file again.",
            field="geometry",
            number=number,
        )
    return require_lon_first("geometry", float(point[0]), float(point[1]))
