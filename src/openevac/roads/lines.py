"""Reads plain road lines (GeoJSON with a class) where no full map is at hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from openevac.domain.errors import InputError
from openevac.domain.units import METRES_PER_KM, require_not_negative
from openevac.roads.geojson import LineFeature, read_line_features
from openevac.roads.geometry import segment_lengths_m
from openevac.roads.graph import FloatArray
from openevac.roads.joins import EndJoin, LineJoin, count_unjoined_crossings, join_ends, join_to_lines
from openevac.roads.projection import to_degrees, to_metric, utm_crs
from openevac.roads.raw import RawRoads, RawWay
from openevac.roads.tag_table import HIGHWAY
from openevac.roads.tags import Skip, read_way

UKRAINIAN_CLASS = {
    "international": "trunk",
    "national": "primary",
    "regional": "secondary",
    "territorial": "secondary",
    "oblast": "tertiary",
    "raion": "unclassified",
    "local": "unclassified",
}
"""Ukrainian road classes (law on automobile roads, article 8) by the highway value of the same rank."""

TAGS = (
    "surface", "tracktype", "oneway", "access", "motor_vehicle", "maxspeed", "maxheight", "maxweight", "bridge",
    "tunnel", "ford", "junction",
)  # fmt: skip
ID_KEYS = ("osm_id", "way_id", "id")
UNIT_DEGREES = 1e-7
"""Points whose coordinates agree to this are one point (about a centimetre)."""


@dataclass(frozen=True, slots=True)
class Joined:
    """One gap that was bridged: where (degrees), how wide, and whether to another end or into a line."""

    lon: float
    lat: float
    gap_m: float
    into_line: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesReport:
    """What was read and what was joined.

    `ends_joined`: ends joined to other ends; `ends_led_to_lines`: loose ends led to the inside of another line;
    `joined`: each of both with its place. `crossings_not_joined`: lines that cross without a shared point.
    """

    features: int
    lines: int
    km: float
    ends_joined: int
    ends_led_to_lines: int
    joined: tuple[Joined, ...]
    crossings_not_joined: int
    skipped: dict[str, int]

    @property
    def joined_m(self) -> float:
        """Give all metres of bridged gaps."""
        return sum(gap.gap_m for gap in self.joined)


def read_road_lines(path: Path, tolerance_m: float = 100.0) -> tuple[RawRoads, LinesReport]:
    """Read road lines and join ends that lie within `tolerance_m` of each other or of another line.

    Every feature needs a property `class` (or `highway`); OSM tags beside it are understood. Raises InputError
    naming the file and the feature for a missing class, coordinates that are not degrees or are swapped, and files
    without lines.
    """
    require_not_negative("tolerance_m", tolerance_m)
    drawing = _Drawing()
    features = 0
    for feature in read_line_features(path):
        features += 1
        drawing.add(feature, path)
    if not drawing.lines:
        raise InputError(
            "The file holds no road line.",
            "Give LineString or MultiLineString features with a property `class`.",
            file=path.name,
        )
    km = drawing.length_km()
    gaps, crossings = drawing.join(tolerance_m)
    raw = RawRoads(
        positions=dict(enumerate(drawing.positions)),
        ways=drawing.ways(),
        skipped=dict(drawing.skipped),
        unread=dict(drawing.unread),
        source=f"road lines, {path.name}",
    )
    return raw, LinesReport(
        features=features,
        lines=len(drawing.lines) - len(gaps),
        km=km,
        ends_joined=sum(not gap.into_line for gap in gaps),
        ends_led_to_lines=sum(gap.into_line for gap in gaps),
        joined=tuple(gaps),
        crossings_not_joined=crossings,
        skipped=raw.skipped,
    )


class _Drawing:
    """Lines over numbered nodes; points at one place share a number, so lines that share a point cross there."""

    def __init__(self) -> None:
        self.positions: list[tuple[float, float]] = []
        self.lines: list[list[int]] = []
        self.facts: list[RawWay] = []
        self.skipped: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()
        self._number: dict[tuple[int, int], int] = {}

    def add(self, feature: LineFeature, path: Path) -> None:
        if not feature.lines:
            self.skipped["features without a line"] += 1
            return
        try:
            facts = _facts(feature, self.unread)
        except InputError as error:
            raise error.at(file=path.name, row=feature.number) from None
        if isinstance(facts, Skip):
            self.skipped[facts.value] += 1
            return
        for line in feature.lines:
            nodes = [self._node(*point) for point in line]
            nodes = [node for place, node in enumerate(nodes) if place == 0 or node != nodes[place - 1]]
            if len(nodes) < 2:
                self.skipped["lines without length"] += 1
                continue
            self.lines.append(nodes)
            self.facts.append(facts)

    def length_km(self) -> float:
        points = np.array(self.positions)
        parts = (points[line] for line in self.lines)
        return float(sum(segment_lengths_m(part[:, 0], part[:, 1]).sum() for part in parts)) / METRES_PER_KM

    def join(self, tolerance_m: float) -> tuple[list[Joined], int]:
        """Bridge gaps; gives every gap, and how many crossings stay unjoined."""
        points = np.array(self.positions)
        crs = utm_crs(*(float(middle) for middle in (points.min(axis=0) + points.max(axis=0)) / 2))
        xy = np.column_stack(to_metric(crs, points[:, 0], points[:, 1]))
        crossings = count_unjoined_crossings(self.lines, xy)
        end_joins = join_ends(self.lines, xy, tolerance_m)
        joined_ends = {node for join in end_joins for node in (join.one, join.other)}
        met = Counter(node for line in self.lines for node in set(line))
        ends = {node for line in self.lines if line[0] != line[-1] for node in (line[0], line[-1])}
        loose = sorted(node for node in ends if met[node] == 1 and node not in joined_ends)
        line_joins = join_to_lines(self.lines, xy, loose, tolerance_m)
        owner = {line[place]: number for number, line in enumerate(self.lines) for place in (0, -1)}
        gaps = [self._bridge(join.one, join.other, owner[join.one], join) for join in end_joins]
        placed = self._insert(line_joins, xy, crs)
        gaps.extend(self._bridge(join.end, node, owner[join.end], join) for join, node in placed)
        return gaps, crossings

    def ways(self) -> list[RawWay]:
        return [replace(facts, nodes=tuple(line)) for facts, line in zip(self.facts, self.lines, strict=True)]

    def _node(self, lon: float, lat: float) -> int:
        key = (round(lon / UNIT_DEGREES), round(lat / UNIT_DEGREES))
        if key not in self._number:
            self._number[key] = len(self.positions)
            self.positions.append((lon, lat))
        return self._number[key]

    def _bridge(self, one: int, other: int, line: int, join: EndJoin | LineJoin) -> Joined:
        """Add a straight piece with the facts of the line it lengthens."""
        self.lines.append([one, other])
        self.facts.append(self.facts[line])
        lon, lat = self.positions[one]
        return Joined(lon, lat, join.gap_m, isinstance(join, LineJoin))

    def _insert(self, joins: list[LineJoin], xy: FloatArray, crs: str) -> list[tuple[LineJoin, int]]:
        """Give each join its node on the line, a new one where it falls between two points."""
        placed: list[tuple[LineJoin, int]] = []
        # From the far end of each line backwards, so that segment numbers ahead stay true.
        ordered = sorted(joins, key=lambda join: (join.line, -join.segment, -join.share))
        segments = [self.lines[join.line][join.segment : join.segment + 2] for join in ordered]
        for join, (tail, head) in zip(ordered, segments, strict=True):
            if join.share in {0.0, 1.0}:
                placed.append((join, head if join.share else tail))
                continue
            lon, lat = to_degrees(crs, *(xy[tail] + join.share * (xy[head] - xy[tail])))
            node = self._node(float(lon), float(lat))
            if node not in {tail, head}:
                self.lines[join.line].insert(join.segment + 1, node)
            placed.append((join, node))
        return placed


def _facts(feature: LineFeature, unread: Counter[str]) -> RawWay | Skip:
    """Read class and tags of one feature into a way without nodes."""
    properties = {key: _text(value) for key, value in feature.properties.items() if value is not None}
    tags = {key: properties[key] for key in TAGS if properties.get(key)}
    tags["highway"] = _highway(properties, feature.number)
    if "junction" not in tags:
        tags.setdefault("oneway", "no")  # a plain line does not say whether it is drawn once or for each direction
    found = read_way(tags)
    if isinstance(found, Skip):
        return found
    unread.update(found.unread)
    return RawWay(
        way_id=_way_id(properties, feature.number),
        nodes=(),
        road_class=found.road_class,
        surface=found.surface,
        tracktype=found.tracktype,
        cover=found.cover,
        flags=found.flags,
        max_speed_kmh=found.max_speed_kmh,
        max_height_m=found.max_height_m,
        max_weight_t=found.max_weight_t,
        forward=found.forward,
        backward=found.backward,
    )


def _text(value: Any) -> str:
    """Give a property as a tag would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip()


def _highway(properties: dict[str, str], number: int) -> str:
    named = properties.get("class") or properties.get("highway") or ""
    known = sorted({*UKRAINIAN_CLASS, *(name for name in HIGHWAY if not name.endswith("_link"))})
    if not named:
        raise InputError(
            "Feature {number} has no class.",
            "Give every line a property `class`, one of: {known}.",
            field="class",
            number=number,
            known=", ".join(known),
        )
    value = UKRAINIAN_CLASS.get(named.lower(), named.lower())
    if value not in HIGHWAY:
        raise InputError(
            "Feature {number} has the class '{named}', which is not known.",
            "Use one of: {known}.",
            field="class",
            number=number,
            named=named,
            known=", ".join(known),
        )
    return value


def _way_id(properties: dict[str, str], number: int) -> int:
    """Give the id the file names, else the number of the feature."""
    for key in ID_KEYS:
        digits = properties.get(key, "").removeprefix("way/")
        if digits.isdecimal():
            return int(digits)
    return number
