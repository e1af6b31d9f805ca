"""Region packs made, described and searched from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openevac.roads.region import open_region
from tests.cli.conftest import Run
from tests.cli.files import FAR, MILL
from tests.data import data_path

OSM = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
  <node id="1" version="1" lat="49.50" lon="37.00"/>
  <node id="2" version="1" lat="49.50" lon="37.05"/>
  <node id="3" version="1" lat="49.53" lon="37.05"/>
  <node id="4" version="1" lat="49.53" lon="37.00"/>
  <way id="11" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/></way>
  <way id="12" version="1"><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="track"/></way>
  <way id="13" version="1"><nd ref="1"/><nd ref="3"/><tag k="highway" v="footway"/></way>
</osm>
"""


def test_build_from_an_extract(run: Run, copy: Path, tmp_path: Path) -> None:
    (tmp_path / "x.osm").write_text(OSM)
    arguments = ["--settlements", copy / "places.csv", "--border", copy / "border.geojson", "--name", "Вигадане"]
    result = run(
        "region", "build", tmp_path / "x.osm", *arguments, "--out", tmp_path / "R", "--extract-date", "2025-08-01"
    )
    assert result.exit_code == 0, result.output
    assert "Region Вигадане" in result.stdout
    assert "of them 7 km of tracks" in result.stdout
    assert "footways, paths and other ways not for cars" in result.stdout
    region = open_region(tmp_path / "R")
    assert region.extract_date == "2025-08-01"
    assert region.border is not None
    assert 37.0 <= region.border.home.lon <= 37.05  # without --home: the middle of the roads
    assert len(region.places) == 3


def test_lines_say_what_was_joined(run: Run, copy: Path, tmp_path: Path) -> None:
    result = run("region", "lines", copy / "roads.geojson", "--out", tmp_path / "R")
    assert result.exit_code == 0
    assert "The region has no border: danger can be computed only where the situation brings one." in result.stderr
    assert "The region has no places: requests need longitude and latitude." in result.stderr
    assert "Joined: 0 ends with each other, 0 ends with a line, 0 m of gaps in all." in result.stdout


def test_info_in_words_and_for_machines(run: Run, country: Path) -> None:
    said = run("region", "info", country / "R").stdout
    assert "Region R" in said
    assert "3, of them 3 with a position" in said
    facts = json.loads(run("region", "info", country / "R", "--json").stdout)
    assert facts["places"] == 3
    assert facts["border"] is True
    assert facts["training"] is False
    assert facts["nodes"] == open_region(country / "R").graph.num_nodes


def test_lines_for_machines_say_nothing_else_on_standard_output(run: Run, copy: Path, tmp_path: Path) -> None:
    result = run("region", "lines", copy / "roads.geojson", "--out", tmp_path / "R", "--json")
    facts = json.loads(result.stdout)
    assert facts["folder"] == str(tmp_path / "R")
    assert facts["lines"]["lines"] == 4
    assert facts["report"]["stretches"] == facts["stretches"]


@pytest.mark.parametrize("text", ["Млинок", "млинок", "Mlynok", MILL])
def test_search_finds_a_place_by_any_spelling(run: Run, country: Path, text: str) -> None:
    result = run("region", "search", country / "R", text)
    assert result.exit_code == 0
    assert MILL in result.stdout


def test_search_that_finds_nothing_says_no(run: Run, country: Path) -> None:
    result = run("region", "search", country / "R", "Неіснуюче")
    assert result.exit_code == 1
    assert "No place is called like this." in result.stdout
    assert json.loads(run("region", "search", country / "R", "Неіснуюче", "--json").stdout) == []


def test_search_for_machines(run: Run, country: Path) -> None:
    (place,) = json.loads(run("region", "search", country / "R", "Далеке", "--json").stdout)
    assert place["katottg"] == FAR


@pytest.mark.data
def test_a_real_extract(run: Run, tmp_path: Path) -> None:
    result = run("region", "build", data_path("osm/monaco.osm.pbf"), "--out", tmp_path / "R")
    assert result.exit_code == 0, result.output
    assert open_region(tmp_path / "R").source == "OpenStreetMap"
