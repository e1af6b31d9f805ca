"""Questions about danger and ways: explained, compared, refused with the reason."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.files import AT, HILL


def world(folder: Path) -> list[object]:
    return ["--region", folder / "R", "--situation", folder / "situation.toml", "--at", AT]


def test_danger_is_explained_with_source_and_age(run: Run, country: Path) -> None:
    result = run("field", "explain", "Млинок", *world(country))
    assert result.exit_code == 0, result.output
    said = result.stdout
    assert said.startswith("Млинок, 14 October 2025, 18:00")
    assert "Danger in the open, without armour: index" in said
    assert "it is no probability" in said
    assert "km from the nearest held or contested ground (own sketch)" in said
    assert "Line of control by own sketch, seen 6 h ago" in said
    assert "Weather by Here, 5 km away." in said


def test_danger_for_machines(run: Run, country: Path) -> None:
    told = json.loads(run("field", "explain", "37.2,49.5", *world(country), "--json").stdout)
    rates = [part["rate_per_h"] for part in told["explanation"]["contributions"]]
    assert rates == sorted(rates, reverse=True)
    assert told["explanation"]["rate_per_h"] == pytest.approx(sum(rates))
    assert told["katottg"] == ""


def test_held_ground_is_named(run: Run, country: Path) -> None:
    said = run("field", "explain", "37.5,49.5", *world(country))
    assert said.exit_code in {0, 2}
    assert "held ground" in said.output or "outside the region" in said.output


def test_the_picture_of_danger_is_written_whole(run: Run, country: Path, tmp_path: Path) -> None:
    result = run("field", "render", *world(country), "-o", tmp_path / "danger.png")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "danger.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["danger.png"]


def test_ways_are_named_and_compared(run: Run, country: Path) -> None:
    result = run("way", "37.0,49.5", "Горбок", *world(country))
    assert result.exit_code == 0, result.output
    said = result.stdout
    for word in ("fastest", "least dangerous known", "in between", "1.00×", "on tracks"):
        assert word in said
    assert "safe" not in said.lower()
    assert "Line of control by own sketch" in said


def test_ways_as_files(run: Run, country: Path, tmp_path: Path) -> None:
    for name in ("w.gpx", "w.geojson", "w.png"):
        result = run("way", "37.0,49.5", HILL, *world(country), "--exact", "-o", tmp_path / name)
        assert result.exit_code == 0, result.output
    track = ET.fromstring((tmp_path / "w.gpx").read_text())  # noqa: S314 - our own file
    assert track.tag.endswith("gpx")
    (first, *_) = json.loads((tmp_path / "w.geojson").read_text())["features"]
    assert first["properties"]["name"] == "fastest, least dangerous known, in between"  # one road leads there
    lon, lat = first["geometry"]["coordinates"][0]
    assert (lon, lat) == pytest.approx((37.0, 49.5), abs=0.001)
    assert (tmp_path / "w.png").read_bytes().startswith(b"\x89PNG")


def test_ways_for_machines(run: Run, country: Path) -> None:
    told = json.loads(run("way", "37.0,49.5", "Млинок", *world(country), "--json").stdout)
    fastest = told["ways"][0]
    assert fastest["length_m"] == pytest.approx(14_480, rel=0.02)
    assert fastest["points"][0] == pytest.approx([37.0, 49.5], abs=0.001)
    assert told["rests_on"]


def test_nobody_is_sent_into_held_ground(run: Run, copy: Path) -> None:
    situation = copy / "situation.toml"
    situation.write_text(situation.read_text().replace("37.45,", "37.15,"))
    result = run("way", "37.0,49.5", "Млинок", *world(copy))
    assert result.exit_code == 1
    assert "Млинок: nobody is sent there. In held ground or within 1 km of it, by own sketch" in result.stdout
    told = json.loads(run("way", "37.0,49.5", "Млинок", *world(copy), "--json").stdout)
    assert told["ways"] == []
    assert told["refused"][0]["place"] == "Млинок"


def test_a_place_far_from_roads_is_refused_with_the_distance(run: Run, country: Path) -> None:
    result = run("way", "37.0,49.5", "Далеке", *world(country))
    assert result.exit_code == 2
    assert "field B: Далеке at (37.04" in result.stderr
    assert "lies 4.4" in result.stderr
    assert "km from the nearest road this vehicle may use" in result.stderr


def test_windows_show_every_hour_and_the_best(run: Run, country: Path) -> None:
    result = run("windows", "Млинок", "--from", "37.0,49.5", *world(country))
    assert result.exit_code == 0, result.output
    assert result.stdout.count("█") > 48
    assert "06:00" in result.stdout
    assert "rain" in result.stdout
    assert "Best to leave" in result.stdout or "No hour stands out" in result.stdout


def test_a_start_far_from_roads_is_named_as_it_was_typed(run: Run, country: Path) -> None:
    result = run("windows", "Млинок", "--from", "Далеке", *world(country))
    assert result.exit_code == 2
    assert "field --from: Далеке at (37.04" in result.stderr


def test_windows_from_a_depot_for_machines(run: Run, country: Path) -> None:
    options = ["--from", "base", "--operation", country / "operation.toml", "--hours", "6", "--json"]
    told = json.loads(run("windows", "Млинок", *options, *world(country)).stdout)
    assert told["from"] == "base"
    assert len(told["departures"]["hours"]) == 6
    assert min(hour["times_least"] for hour in told["departures"]["hours"]) == 1.0


def test_every_answer_says_when_the_place_is_closed(run: Run, copy: Path) -> None:
    rule = f'\n[[access]]\nkatottg = "{HILL}"\naccess = "closed"\nsource = "order 12"\nsince = 2025-10-01T00:00:00Z\n'
    situation = copy / "situation.toml"
    situation.write_text(situation.read_text() + rule)
    for command in (
        ["windows", "Горбок", "--from", "37.0,49.5", "--hours", "3"],
        ["field", "explain", "Горбок"],
        ["way", "37.0,49.5", "Горбок"],
    ):
        result = run(*command, *world(copy))
        assert "Entry to Горбок: " in result.stdout
        assert "by word of order 12" in result.stdout


def test_windows_mark_the_curfew(run: Run, copy: Path) -> None:
    situation = copy / "situation.toml"
    situation.write_text(
        situation.read_text() + '\n[[curfews]]\nstarts = 21:00:00\nends = 05:00:00\nsource = "order"\n'
    )
    said = run("windows", "Горбок", "--from", "37.0,49.5", "--hours", "12", *world(copy)).stdout
    marked = [line.split()[0] for line in said.splitlines() if line.endswith("curfew")]
    assert marked == ["21:00", "22:00", "23:00", "00:00", "01:00", "02:00", "03:00", "04:00"]
    first, second = [line for line in said.splitlines() if line.startswith("Best to leave")]
    assert "18:00 to 14 October, 21:00" in first  # nobody is told to leave under curfew
    assert "05:00 to 15 October, 06:00" in second
