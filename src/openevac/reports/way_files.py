"""Ways that somebody asked for, as files: GPX and GeoJSON. Nobody's door is in them, so nothing is rounded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment

from openevac.reports.material import TRAINING_BANNER
from openevac.reports.ways import driven_line
from openevac.reports.words import Words
from openevac.roads.graph import FloatArray, RoadGraph
from openevac.roads.region import Region


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ShownWay:
    """One way with its name ("fastest") and its figures; `points` (n, 2) degrees in driving order."""

    name: str
    points: FloatArray
    time_s: float
    length_m: float
    track_m: float
    exposure: float


def way_points(graph: RoadGraph, arcs: Sequence[int], start_fraction: float, end_fraction: float) -> FloatArray:
    """Give the line of arcs driven in order, (n, 2) degrees, cut at the fractions of the first and the last arc."""
    line = driven_line(graph, arcs, start_fraction, end_fraction).points
    kept = np.concatenate(([True], np.any(np.diff(line, axis=0) != 0, axis=1)))
    return line[kept]


def ways_geojson(ways: Sequence[ShownWay], region: Region, at: datetime) -> bytes:
    """Write ways as a FeatureCollection in UTF-8; exposure is a relative index."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "name": way.name, "at": at.isoformat(), "time_s": round(way.time_s), "length_m": round(way.length_m),
                "track_m": round(way.track_m), "exposure": way.exposure, "training": region.training,
            },
            "geometry": {"type": "LineString", "coordinates": [[round(x, 6), round(y, 6)] for x, y in way.points]},
        }
        for way in ways
    ]  # fmt: skip
    tree: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    return json.dumps(tree, ensure_ascii=False).encode()


def ways_gpx(ways: Sequence[ShownWay], region: Region, at: datetime, words: Words) -> bytes:
    """Write ways as GPX 1.1, one track a way, for Organic Maps, OsmAnd and others."""
    gpx = GPX()
    gpx.creator = "OpenEvac"
    said = [words.say("Danger as known for {moment}; it changes by the hour.", moment=words.dated(at))]
    gpx.description = " ".join([words.say(TRAINING_BANNER), *said] if region.training else said)
    for way in ways:
        track = GPXTrack(name=way.name, description=f"{words.duration(way.time_s)}, {words.km(way.length_m)}")
        track.segments.append(GPXTrackSegment([GPXTrackPoint(lat, lon) for lon, lat in way.points.round(6).tolist()]))
        gpx.tracks.append(track)
    return str(gpx.to_xml(version="1.1")).encode()
