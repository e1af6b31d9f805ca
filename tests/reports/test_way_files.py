"""Ways somebody asked for, as files: valid, with their figures, marked when they are for exercises."""

from __future__ import annotations

import json
from dataclasses import replace

import gpxpy
import numpy as np

from openevac.reports.way_files import ShownWay, way_points, ways_geojson, ways_gpx
from openevac.reports.words import Words
from tests.reports.sample import DAY, material, region

LEG = material().plan.missions[0].trips[0].legs[0]
WAY = ShownWay(
    name="найшвидший",
    points=way_points(material().graph, LEG.arcs, 0.25, 0.5),
    time_s=LEG.time_s,
    length_m=LEG.length_m,
    track_m=0.0,
    exposure=LEG.exposure,
)


def test_a_way_runs_without_doubled_points_and_is_cut_at_its_ends() -> None:
    whole = way_points(material().graph, LEG.arcs, 0.0, 1.0)
    assert (np.abs(np.diff(WAY.points, axis=0)).sum(axis=1) > 0).all()
    assert not np.allclose(WAY.points[0], whole[0])
    assert not np.allclose(WAY.points[-1], whole[-1])


def test_ways_as_geojson_carry_their_figures() -> None:
    tree = json.loads(ways_geojson([WAY], region(), DAY))
    facts = tree["features"][0]["properties"]
    assert (facts["name"], facts["time_s"], facts["training"]) == ("найшвидший", round(LEG.time_s), True)
    assert tree["features"][0]["geometry"]["coordinates"][0] == WAY.points[0].round(6).tolist()


def test_ways_as_gpx_are_tracks_and_say_for_when_they_hold() -> None:
    gpx = gpxpy.parse(ways_gpx([WAY, WAY], region(), DAY, Words("uk")).decode())
    assert [track.name for track in gpx.tracks] == ["найшвидший", "найшвидший"]
    assert "Навчальна карта. Не для руху" in (gpx.description or "")
    assert "Небезпека, як відомо на 16 серпня 2025, 03:00" in (gpx.description or "")
    real = gpxpy.parse(ways_gpx([WAY], replace(region(), training=False), DAY, Words("uk")).decode())
    assert "Навчальна" not in (real.description or "")
