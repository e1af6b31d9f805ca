"""The dated entries of a control file: one JSON object a line, or one GeoJSON whose features carry their date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.places import MultiPolygon
from openevac.feeds.geojson_shapes import features_of, polygons, read_json, refuse_other_projection
from openevac.feeds.packed import read_packed_text

_MOMENTS = ("t", "observed_at", "file_date", "date")
_WORDS = ("status", "type")
_GEOJSON_WORDS = frozenset({"Feature", "FeatureCollection"})


@dataclass(frozen=True, slots=True)
class EntryArea:
    """One area as the file has it: the map maker's word for it and the bytes of its GeoJSON geometry.

    Map makers repeat most shapes day after day, so the bytes are compared first and read only once.
    """

    word: str
    geometry: bytes

    def polygons(self, row: int | None) -> MultiPolygon:
        """Read the shape; InputError says the line where it is no sound area in degrees."""
        try:
            return polygons(read_json(self.geometry.decode("utf-8")))
        except InputError as fault:
            raise fault.at(row=row) from None


@dataclass(frozen=True, slots=True)
class ControlEntry:
    """A map maker's picture: the moment it `stands_for`, when it was `observed_at`, its line in the file."""

    stands_for: datetime
    observed_at: datetime
    areas: tuple[EntryArea, ...]
    row: int | None


def read_entries(path: Path) -> Iterator[ControlEntry]:
    """Read all entries of a file, in its own order; raises InputError with the line of the first fault."""
    text = read_packed_text(path)
    try:
        yield from _collection(text) if _is_one_document(path) else _lines(text)
    except InputError as fault:
        raise fault.at(file=path.name) from None


def _is_one_document(path: Path) -> bool:
    return ".jsonl" not in path.suffixes


def _lines(text: str) -> Iterator[ControlEntry]:
    for row, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _entry(_shallow(line), row)
        except InputError as fault:
            raise fault.at(row=row) from None
        except msgspec.DecodeError:
            read_json(line, row=row)  # says where the line stops being JSON
            raise InputError(
                "The line is not an object with areas.", "Write one JSON object a line.", row=row
            ) from None


def _shallow(line: str) -> dict[str, Any]:
    """Read one line but for its shapes, which stay bytes: reading them all takes seconds."""
    tree = {key: _plain(key, raw) for key, raw in msgspec.json.decode(line, type=dict[str, msgspec.Raw]).items()}
    if "features" in tree:
        features = msgspec.json.decode(tree["features"], type=list[dict[str, msgspec.Raw]])
        tree["features"] = [{key: _plain(key, raw) for key, raw in feature.items()} for feature in features]
    return tree


def _plain(key: str, raw: msgspec.Raw) -> Any:
    return bytes(raw) if key in {"geometry", "features"} else msgspec.json.decode(raw)


def _entry(tree: dict[str, Any], row: int | None) -> ControlEntry:
    """Take one line. Features may be older than the file's date: then theirs is when it was observed."""
    refuse_other_projection(tree)
    if "features" not in tree and "geometry" not in tree:
        raise InputError("The entry has no areas.", "Give `geometry`, or `features` that have one each.")
    features = [{**(feature.get("properties") or {}), **feature} for feature in tree.get("features", [tree])]
    stands_for = _moment_of(tree, tree.get("properties") or {})
    dates = [_moment(feature["date"]) for feature in features if feature.get("date")]
    return ControlEntry(
        stands_for=stands_for,
        observed_at=min(stands_for, max(dates, default=stands_for)),
        areas=tuple(EntryArea(_word(feature), feature.get("geometry", b"null")) for feature in features),
        row=row,
    )


def _collection(text: str) -> Iterator[ControlEntry]:
    """Read plain GeoJSON: features of one moment are one entry; the collection may carry the moment for all."""
    tree = read_json(text)
    features = features_of(tree)
    refuse_other_projection(tree)
    areas: dict[datetime, list[EntryArea]] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        try:
            moment = _moment_of(properties, tree)
        except InputError as fault:
            raise fault.at(row=number) from None
        areas.setdefault(moment, []).append(EntryArea(_word(properties), msgspec.json.encode(feature.get("geometry"))))
    for moment, drawn in areas.items():
        yield ControlEntry(stands_for=moment, observed_at=moment, areas=tuple(drawn), row=None)


def _word(properties: Mapping[str, Any]) -> str:
    words = (str(properties[key]).strip() for key in _WORDS if properties.get(key))
    return next((word for word in words if word not in _GEOJSON_WORDS), "")


def _moment_of(nearest: Mapping[str, Any], else_in: Mapping[str, Any]) -> datetime:
    for place in (nearest, else_in):
        for key in _MOMENTS:
            if place.get(key):
                return _moment(place[key])
    raise InputError(
        "Nothing says when this was observed.",
        "Add `observed_at` with a date or a time, for example 2025-08-15T06:00:00Z.",
        field="observed_at",
    )


def _moment(given: Any) -> datetime:
    """Read a date or a time with zone. A day without a clock time counts from its first moment: never too young."""
    try:
        if isinstance(given, str) and len(given.strip()) == len("2025-08-15"):
            return datetime.combine(date.fromisoformat(given.strip()), time(), tzinfo=UTC)
        moment = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InputError(
            "'{given}' is not a date or a time with its zone.",
            "Write 2025-08-15 or 2025-08-15T06:00:00Z.",
            field="observed_at",
            given=str(given)[:40],
        )
    return moment.astimezone(UTC)
