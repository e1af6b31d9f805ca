"""Shapes of GeoJSON as the domain keeps them: polygons and lines in degrees, longitude first, every number checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from openevac.domain.errors import InputError
from openevac.domain.places import Line, MultiPolygon, Ring, require_lon_first

_DEGREES = ("CRS84", "4326")


def read_json(text: str, *, row: int | None = None) -> Any:
    """Read one JSON text; InputError says the line where it stops making sense."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return _read_slowly(text, row)


def _read_slowly(text: str, row: int | None) -> Any:
    """Read again with the library that knows the line of a fault; it also takes what msgspec refuses, as NaN."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        raise InputError(
            "The file is not sound JSON: {fault}.",
            "Correct this line; a missing comma or quotation mark stands there or just before.",
            row=fault.lineno if row is None else row,
            fault=fault.msg,
        ) from None


def refuse_other_projection(tree: Mapping[str, Any]) -> None:
    """Refuse the old `crs` member where it names anything but degrees."""
    named = json.dumps(tree.get("crs")) if tree.get("crs") is not None else _DEGREES[0]
    if not any(name in named for name in _DEGREES):
        raise InputError(
            "The file is in another projection: {crs}.",
            "Export it again as EPSG:4326 (WGS 84, degrees).",
            field="crs",
            crs=named[:80],
        )


def features_of(tree: Any) -> list[Mapping[str, Any]]:
    """Give the features of a FeatureCollection, a Feature or a bare geometry; InputError for anything else."""
    kind = tree.get("type") if isinstance(tree, dict) else None
    if kind == "FeatureCollection" and isinstance(tree.get("features"), list):
        return [feature if isinstance(feature, dict) else {} for feature in tree["features"]]
    if kind == "Feature":
        return [tree]
    if kind is not None and "coordinates" in tree:
        return [{"type": "Feature", "properties": {}, "geometry": tree}]
    raise InputError(
        "The file is not GeoJSON.",
        "Export it as GeoJSON (in QGIS: Export, Save features as, GeoJSON, EPSG:4326).",
        field="type",
    )


def polygons(geometry: Any) -> MultiPolygon:
    """Give the polygons of a Polygon, MultiPolygon or GeometryCollection; empty ones are passed over."""
    kind, coordinates = _kind_and_coordinates(geometry)
    if kind == "GeometryCollection":
        return tuple(polygon for part in geometry.get("geometries", []) for polygon in polygons(part))
    if kind not in {"Polygon", "MultiPolygon"}:
        raise InputError(
            "A shape is a {kind}, not an area.", "Give polygons.", field="geometry", kind=kind or "nothing"
        )
    parts = [coordinates] if kind == "Polygon" else coordinates
    return tuple(tuple(_ring(ring) for ring in part) for part in parts or [] if part)


def lines(geometry: Any) -> tuple[Line, ...]:
    """Give the lines of a LineString or MultiLineString, or the edges of polygons."""
    kind, coordinates = _kind_and_coordinates(geometry)
    if kind == "LineString":
        return (_points(coordinates),)
    if kind == "MultiLineString":
        return tuple(_points(line) for line in coordinates)
    if kind in {"Polygon", "MultiPolygon", "GeometryCollection"}:
        return tuple(ring for polygon in polygons(geometry) for ring in polygon)
    raise InputError("A shape is a {kind}, not a line.", "Give lines.", field="geometry", kind=kind or "nothing")


def _kind_and_coordinates(geometry: Any) -> tuple[str, Any]:
    if geometry is None:
        return "MultiPolygon", []
    if not isinstance(geometry, dict):
        raise InputError("A shape has no geometry.", "Export the file again as GeoJSON.", field="geometry")
    return str(geometry.get("type", "")), geometry.get("coordinates")


def _ring(given: Any) -> Ring:
    points = _points(given)
    if len(points) >= 3 and points[0] != points[-1]:
        points = (*points, points[0])
    if len(points) < 4:
        raise InputError(
            "An area has only {count} corners.", "Draw it with three or more.", field="geometry", count=len(points)
        )
    return points


def _points(given: Any) -> Line:
    try:
        points = np.array([point[:2] for point in given], dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError, KeyError):
        raise InputError(
            "A shape holds something that is no position.",
            "Export the file again as GeoJSON; each position is [longitude, latitude].",
            field="geometry",
        ) from None
    for lon, lat in _corners(points):
        require_lon_first("geometry", lon, lat)
    return tuple((lon, lat) for lon, lat in points.tolist())


def _corners(points: np.ndarray[Any, Any]) -> Iterator[tuple[float, float]]:
    """Give the outermost points of each side: if they are degrees in order, so are all between them."""
    if len(points) and not np.isfinite(points).all():
        yield float("nan"), float("nan")
    for number in {int(pick) for pick in (*points.argmin(axis=0), *points.argmax(axis=0))} if len(points) else ():
        yield float(points[number, 0]), float(points[number, 1])
