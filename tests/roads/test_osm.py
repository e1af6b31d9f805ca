from __future__ import annotations

import gzip

import numpy as np
import pytest

from openevac.domain.errors import InputError
from openevac.roads.build import build_graph
from openevac.roads.graph import RoadClass, StretchFlag
from openevac.roads.osm import read_osm
from openevac.roads.tags import Skip
from tests.data import data_path

VILLAGE = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="by hand">
  <node id="1" version="1" lat="50.0" lon="36.0"/>
  <node id="2" version="1" lat="50.0" lon="36.01"/>
  <node id="3" version="1" lat="50.005" lon="36.01"/>
  <node id="4" version="1" lat="50.005" lon="36.0"><tag k="barrier" v="gate"/></node>
  <node id="5" version="1" lat="50.003" lon="36.005"><tag k="barrier" v="block"/></node>
  <node id="6" version="1" lat="50.002" lon="36.007"><tag k="ford" v="yes"/></node>
  <node id="9" version="1" lat="50.1" lon="36.1"><tag k="barrier" v="bollard"/></node>
  <way id="11" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
  <way id="12" version="1"><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="tertiary"/></way>
  <way id="13" version="1"><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="2"/><tag k="highway" v="track"/>
    <tag k="tracktype" v="grade3"/><tag k="surface" v="lava"/></way>
  <way id="14" version="1"><nd ref="1"/><nd ref="77"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="service"/></way>
  <way id="15" version="1"><nd ref="1"/><nd ref="3"/><tag k="highway" v="footway"/></way>
  <way id="16" version="1"><nd ref="1"/><nd ref="3"/><tag k="barrier" v="fence"/></way>
</osm>
"""


@pytest.fixture
def village(tmp_path):
    path = tmp_path / "village.osm"
    path.write_text(VILLAGE, encoding="utf-8")
    return path


def test_roads_barriers_and_fords_are_read(village):
    table = read_osm(village)
    assert table.way_id.tolist() == [11, 12, 13, 14]
    assert table.facts.road_class.tolist() == [
        RoadClass.RESIDENTIAL, RoadClass.TERTIARY, RoadClass.TRACK, RoadClass.SERVICE,
    ]  # fmt: skip
    spots = {
        (round(lon, 3), round(lat, 3)): node
        for node, (lon, lat) in enumerate(zip(table.node_lon, table.node_lat, strict=True))
    }
    assert len(spots) == 6
    assert np.flatnonzero(table.node_bars).tolist() == [spots[36.005, 50.003]]
    assert table.node_flags[spots[36.0, 50.005]] == StretchFlag.BARRIER
    assert table.node_flags[spots[36.007, 50.002]] == StretchFlag.FORD
    assert table.skipped == {Skip.NOT_FOR_CARS.value: 1, "pieces beyond the edge of the extract": 1}
    assert table.unread == {"surface": 1}
    assert table.source == "OpenStreetMap, village.osm"
    assert "ODbL" in table.licence


def test_a_way_that_leaves_the_extract_is_cut_where_its_nodes_end(village):
    table = read_osm(village)
    last = table.way_nodes[table.way_start[3] : table.way_start[4]]
    assert len(last) == 2


def test_the_village_becomes_a_graph(village):
    graph, report = build_graph(read_osm(village))
    assert set(graph.way_ids.tolist()) == {11, 12, 13, 14}
    assert report.barriers == 1
    assert report.unread == {"surface": 1}


def test_the_same_file_packed_reads_the_same(village, tmp_path):
    packed = tmp_path / "village.osm.gz"
    packed.write_bytes(gzip.compress(village.read_bytes()))
    assert read_osm(packed).way_nodes.tolist() == read_osm(village).way_nodes.tolist()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.osm.pbf", b"", "The map file is empty. Download it again."),
        ("corrupt.osm.pbf", b"not a map at all, but long enough", "The map file is damaged or cut short"),
        ("corrupt.osm.gz", b"not packed", "The map file is damaged or cut short"),
        ("page.osm", b"<html><body>404</body></html>", "The map file is damaged or cut short"),
        ("roads.shp", b"anything", "This kind of file is not read here. Give an OpenStreetMap extract that ends in"),
        ("none.osm", b'<osm version="0.6"></osm>', "The map file holds no road that a car can drive"),
        ("path.osm", VILLAGE.replace("residential", "path").replace("tertiary", "path").replace("track", "path")
            .replace("service", "path").encode(), "The map file holds no road that a car can drive"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_osm(path)
    assert str(caught.value).startswith(f"{name}: ")
    assert words in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(
        InputError, match=r"gone\.osm\.pbf: The file cannot be read: No such file or directory\. Check the path"
    ):
        read_osm(tmp_path / "gone.osm.pbf")


def test_ways_before_their_nodes_are_refused_with_a_way_out(tmp_path, village):
    head, nodes, ways = (part for part in _parts(village.read_text(encoding="utf-8")))
    path = tmp_path / "turned.osm"
    path.write_text(f"{head}{ways}{nodes}</osm>", encoding="utf-8")
    with pytest.raises(InputError, match=r"turned\.osm: No node of its roads has a position.*osmium sort"):
        read_osm(path)


def _parts(text: str) -> tuple[str, str, str]:
    nodes, ways = text.index("<node"), text.index("<way")
    return text[:nodes], text[nodes:ways], text[ways:].replace("</osm>", "")


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(tmp_path, village, share):
    text = village.read_bytes()
    short = tmp_path / "short.osm"
    short.write_bytes(text[: int(len(text) * share)])
    with pytest.raises(InputError, match=r"short\.osm: The map file is damaged or cut short"):
        read_osm(short)
    packed = gzip.compress(text * 1)
    short = tmp_path / "short.osm.gz"
    short.write_bytes(packed[: int(len(packed) * share)])
    with pytest.raises(InputError, match=r"short\.osm\.gz: The map file is damaged or cut short"):
        read_osm(short)


@pytest.mark.data
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_real_extract_cut_short_is_refused(tmp_path, share):
    whole = data_path("osm/monaco.osm.pbf").read_bytes()
    short = tmp_path / "monaco.osm.pbf"
    short.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(
        InputError, match=r"monaco\.osm\.pbf: The map file is damaged or cut short: .*Download it again"
    ):
        read_osm(short)


@pytest.mark.data
def test_a_byte_gone_wrong_in_a_real_extract_is_noticed(tmp_path):
    whole = bytearray(data_path("osm/monaco.osm.pbf").read_bytes())
    for place in range(len(whole) // 2, len(whole) // 2 + 64):
        whole[place] ^= 0xFF
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(bytes(whole))
    with pytest.raises(InputError, match="damaged or cut short"):
        read_osm(broken)


@pytest.mark.data
def test_heidelberg_holds_its_tracks_and_its_date():
    table = read_osm(data_path("osm/heidelberg.osm.pbf"))
    assert table.extract_date == "2024-09-08"
    assert int((table.facts.road_class == RoadClass.TRACK).sum()) > 4000
    assert table.skipped[Skip.NOT_FOR_CARS.value] > 9000
    assert int(table.node_bars.sum()) > 150


@pytest.mark.data
def test_progress_of_a_real_extract_rises_and_stays_below_one():
    told: list[float] = []
    read_osm(data_path("osm/heidelberg.osm.pbf"), lambda _words, share: told.append(share))
    assert len(told) >= 2
    assert told == sorted(told)
    assert told[-1] < 1
