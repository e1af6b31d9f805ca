"""One GPX a trip: valid, a track to follow, stops by code, banner and expiry, no names."""

from __future__ import annotations

from dataclasses import replace

import gpxpy
import pytest
from gpxpy.gpx import GPX

from openevac.reports.gpx import trip_gpx
from openevac.reports.words import Words
from openevac.roads.projection import to_metric
from tests.reports.sample import WAIVED_BY, material


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return trip_gpx(material(), Words("uk"))


def read(content: bytes) -> GPX:
    return gpxpy.parse(content.decode())


def test_there_is_one_file_a_trip(files: dict[str, bytes]) -> None:
    assert sorted(files) == ["trip-1-1.gpx", "trip-1-2.gpx", "trip-2-1.gpx", "trip-2-2.gpx", "trip-3-1.gpx"]
    assert all(content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>') for content in files.values())


def test_stops_are_waypoints_in_order_with_codes_and_times(files: dict[str, bytes]) -> None:
    points = read(files["trip-1-1.gpx"]).waypoints
    assert [point.name for point in points] == ["Схід-кільце", "1 · К-417-286", "2 · К-417-290", "Транзит-1"]
    assert points[0].description == "05:30"


def test_the_track_has_a_segment_a_leg_and_runs_from_stop_to_stop(files: dict[str, bytes]) -> None:
    gpx = read(files["trip-2-2.gpx"])
    assert [len(track.segments) for track in gpx.tracks] == [3, 1]
    assert gpx.tracks[1].name == "дорога назад, порожній"
    ends = [(segment.points[0], segment.points[-1]) for segment in gpx.tracks[0].segments]
    assert (ends[0][1].latitude, ends[0][1].longitude) == (gpx.waypoints[1].latitude, gpx.waypoints[1].longitude)


def test_only_the_last_trip_of_a_van_carries_the_way_home(files: dict[str, bytes]) -> None:
    assert [len(read(files[f"trip-1-{trip}.gpx"]).tracks) for trip in (1, 2)] == [1, 2]


def test_banner_and_expiry_stand_in_the_file(files: dict[str, bytes]) -> None:
    said = read(files["trip-3-1.gpx"]).description or ""
    assert "Список людей під вогнем. Не пересилати. Знищити після рейсу." in said
    assert "Навчальна карта. Не для руху." in said
    assert "Діє до 16 серпня 2025" in said
    assert "Місця округлено до 200 м." in said


def test_exact_files_do_not_say_that_they_are_rounded() -> None:
    exact = trip_gpx(replace(material(), exact=True), Words("en"))
    assert "rounded" not in exact["trip-1-1.gpx"].decode()
    stop = material().trips[0][2].stops[0]
    assert read(exact["trip-1-1.gpx"]).waypoints[1].latitude == round(stop.at.lat, 5)


def test_waypoints_are_rounded(files: dict[str, bytes]) -> None:
    for content in files.values():
        for point in read(content).waypoints:
            for value in to_metric(material().graph.crs, point.longitude, point.latitude):
                assert min(float(value) % 200, 200 - float(value) % 200) < 1.5


def test_no_name_and_no_recorded_time_is_in_them(files: dict[str, bytes]) -> None:
    for content in files.values():
        assert WAIVED_BY not in content.decode()
        assert b"<time>" not in content
