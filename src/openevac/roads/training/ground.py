"""What lies under and around the roads of the training region: border, rivers, bridges, once-held ground, forests."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from openevac.domain.hazards import Border
from openevac.domain.places import Line, LonLat, MultiPolygon, Polygon
from openevac.roads.training.plane import Point, inside_ring, to_plane

BORDER_SOURCE = "training region: schematic border"
HOME = LonLat(36.25, 49.98)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A bridge of the table: where it lies and what it bears. Zero means no limit."""

    key: str
    middle: Point
    max_weight_t: float
    max_height_m: float


def training_border() -> Border:
    """Give the schematic state border north and east of the training region."""
    return Border(lines=_lines("border"), home=HOME, source=BORDER_SOURCE)


def training_once_held() -> MultiPolygon:
    """Give the schematic ground that was held in 2022: its field and forest tracks are closed for mines."""
    return _polygons("once_held")


def training_rivers() -> tuple[list[Point], ...]:
    """Give the courses of the rivers on the drawing plane."""
    return tuple([to_plane(lon, lat) for lon, lat in line] for line in _lines("river"))


def training_bridges() -> tuple[Bridge, ...]:
    """Read the table of bridges."""
    text = files("openevac.roads.training").joinpath("bridges.csv").read_text(encoding="utf-8")
    return tuple(
        Bridge(
            key=row["key"],
            middle=to_plane(float(row["lon"]), float(row["lat"])),
            max_weight_t=float(row["max_weight_t"]),
            max_height_m=float(row["max_height_m"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


class Forests:
    """The forests on the drawing plane."""

    def __init__(self) -> None:
        self.rings = [[to_plane(lon, lat) for lon, lat in polygon[0]] for polygon in _polygons("forest")]

    def hold(self, spot: Point) -> bool:
        """Tell whether a spot lies in a forest."""
        return any(inside_ring(spot, ring) for ring in self.rings)


def _features(kind: str) -> list[dict[str, Any]]:
    text = files("openevac.roads.training").joinpath("ground.geojson").read_text(encoding="utf-8")
    return [feature for feature in json.loads(text)["features"] if feature["properties"]["kind"] == kind]


def _lines(kind: str) -> tuple[Line, ...]:
    return tuple(_points(feature["geometry"]["coordinates"]) for feature in _features(kind))


def _polygons(kind: str) -> tuple[Polygon, ...]:
    return tuple(tuple(_points(ring) for ring in feature["geometry"]["coordinates"]) for feature in _features(kind))


def _points(coordinates: list[list[float]]) -> Line:
    return tuple((float(lon), float(lat)) for lon, lat in coordinates)
