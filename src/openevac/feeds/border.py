"""Reads the state border from GeoJSON: its lines, and the one point at home that tells its two sides apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.hazards import Border
from openevac.domain.places import LonLat, require_lon_first
from openevac.feeds.geojson_shapes import features_of, lines, read_json, refuse_other_projection
from openevac.feeds.packed import read_packed_text


def read_border(path: Path, home: LonLat | None = None) -> Border:
    """Read lines, or the edges of areas, as the border; `home` goes before the file's own property `home`.

    Raises InputError where the file holds no line, is in metres, or nobody gives a home point.
    """
    try:
        tree = read_json(read_packed_text(path))
        features = features_of(tree)
        refuse_other_projection(tree)
        places = [tree, *((feature.get("properties") or {}) for feature in features)]
        drawn = tuple(line for feature in features for line in lines(feature.get("geometry")) if len(line) >= 2)
        return Border(lines=drawn, home=home or _home(places), source=_source(places) or path.name)
    except InputError as fault:
        raise fault.at(file=path.name) from None


def _home(places: list[Mapping[str, Any]]) -> LonLat:
    given = next((place["home"] for place in places if place.get("home") is not None), None)
    if given is None:
        raise InputError(
            "Nothing says on which side of the border home lies.",
            "Give a home point: `home = [36.23, 49.99]` beside the border file, or the property `home` in it.",
            field="home",
        )
    try:
        lon, lat = (float(number) for number in given)
    except (TypeError, ValueError):
        raise InputError(
            "'{given}' is not a position.", "Write [longitude, latitude].", field="home", given=str(given)[:40]
        ) from None
    return require_lon_first("home", lon, lat)


def _source(places: list[Mapping[str, Any]]) -> str:
    return next((str(place["source"]) for place in places if place.get("source")), "")
