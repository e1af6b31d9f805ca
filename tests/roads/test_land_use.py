from __future__ import annotations

import pytest

from openevac.domain.errors import InputError
from openevac.roads.graph import Cover
from openevac.roads.osm import read_osm
from tests.data import data_path


def osm(*tagged: str) -> str:
    """Give a map of one track of four nodes eastwards along 50 N, with areas over parts of it."""
    west_to_east = [36.0, 36.01, 36.02, 36.03]
    nodes = [f'<node id="{number}" version="1" lat="50.0" lon="{lon}"/>' for number, lon in enumerate(west_to_east, 1)]
    corners, areas = [], []
    for number, area in enumerate(tagged):
        west, east, key, value = area.split()
        first = 100 + 10 * number
        spots = [(west, 49.99), (east, 49.99), (east, 50.01), (west, 50.01)]
        corners += [
            f'<node id="{first + k}" version="1" lat="{lat}" lon="{lon}"/>' for k, (lon, lat) in enumerate(spots)
        ]
        ring = "".join(f'<nd ref="{first + k}"/>' for k in (0, 1, 2, 3, 0))
        areas.append(f'<way id="{first}" version="1">{ring}<tag k="{key}" v="{value}"/></way>')
    road = (
        '<way id="7" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="HERE"/></way>'
    )
    return f'<osm version="0.6">{"".join(nodes + corners)}{road}{"".join(areas)}</osm>'


@pytest.mark.parametrize(
    ("areas", "highway", "cover"),
    [
        ([], "track", Cover.OPEN),
        (["35.99 36.025 landuse forest"], "track", Cover.FOREST),
        (["35.99 36.025 natural wood"], "service", Cover.FOREST),
        (["35.99 36.015 landuse forest"], "track", Cover.OPEN),  # half of the road shields nobody
        (["35.99 36.025 landuse residential"], "service", Cover.BUILT_UP),
        (["35.99 36.04 landuse forest", "35.99 36.025 landuse residential"], "service", Cover.BUILT_UP),
        (["35.99 36.015 landuse forest", "36.015 36.04 landuse residential"], "track", Cover.OPEN),
        (["35.99 36.04 landuse farmland"], "track", Cover.OPEN),
        ([], "residential", Cover.BUILT_UP),
        (["35.99 36.04 landuse forest"], "residential", Cover.FOREST),
    ],
)
def test_the_cover_is_that_of_more_than_half_of_the_nodes(tmp_path, areas, highway, cover):
    path = tmp_path / "map.osm"
    path.write_text(osm(*areas).replace("HERE", highway), encoding="utf-8")
    assert read_osm(path).facts.cover.tolist() == [cover]


def test_an_area_that_does_not_close_is_passed_over(tmp_path):
    path = tmp_path / "map.osm"
    broken = osm("35.99 36.04 landuse forest").replace("HERE", "track").replace('<nd ref="102"/>', '<nd ref="999"/>')
    path.write_text(broken, encoding="utf-8")
    assert read_osm(path).facts.cover.tolist() == [Cover.OPEN]


@pytest.mark.data
def test_half_of_the_tracks_of_north_bayreuth_run_through_woods():
    table = read_osm(data_path("osm/north-bayreuth.osm.gz"))
    tracks = table.facts.road_class == 9
    share = (table.facts.cover[tracks] == Cover.FOREST).mean()
    assert 0.3 < share < 0.6


def test_a_file_cut_short_behind_its_roads_is_refused(tmp_path):
    text = osm("35.99 36.04 landuse forest").replace("HERE", "track")
    path = tmp_path / "short.osm"
    path.write_text(text[: text.index('<way id="100"')], encoding="utf-8")
    with pytest.raises(InputError, match="damaged or cut short"):
        read_osm(path)
