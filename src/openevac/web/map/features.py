"""GeoJSON as the map part reads it: features with a kind, and a legend in the reader's language."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

Feature = dict[str, Any]
Legend = Mapping[str, str]


def point(kind: str, lon: float, lat: float, **properties: Any) -> Feature:
    """Give a point; `kind` decides how it is drawn."""
    return _feature({"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}, kind, properties)


def line(kind: str, coordinates: Sequence[Sequence[float]], **properties: Any) -> Feature:
    """Give a line of two or more points."""
    return _feature({"type": "LineString", "coordinates": _rounded(coordinates)}, kind, properties)


def lines(kind: str, parts: Iterable[Sequence[Sequence[float]]], **properties: Any) -> Feature:
    """Give many lines as one feature."""
    return _feature({"type": "MultiLineString", "coordinates": [_rounded(part) for part in parts]}, kind, properties)


def areas(kind: str, polygons: Iterable[Iterable[Sequence[Sequence[float]]]], **properties: Any) -> Feature:
    """Give areas as one feature."""
    rings = [[_rounded(ring) for ring in polygon] for polygon in polygons]
    return _feature({"type": "MultiPolygon", "coordinates": rings}, kind, properties)


def collection(features: Iterable[Feature], legend: Legend, **more: Any) -> HttpResponse:
    """Answer with features, what each kind is called, and what else the page says about them."""
    body: dict[str, Any] = {"type": "FeatureCollection", "features": list(features), "legend": dict(legend)} | more
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/geo+json")


def compressed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Compress a large answer where the browser takes that; only for what holds nothing of a person and no secret."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = gzip.compress(answer.content, compresslevel=5)
        answer["Content-Encoding"] = "gzip"
    return answer


def _feature(geometry: dict[str, Any], kind: str, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind} | properties}


def _rounded(coordinates: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[round(float(one[0]), 5), round(float(one[1]), 5)] for one in coordinates]
