"""docs/roads.md names every value of every table of the roads room."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openevac.domain.renamed import FORMER_NAMES
from openevac.feeds.settlement_geojson import CODE_KEYS
from openevac.feeds.settlement_sheet import COLUMNS
from openevac.roads import tag_table
from openevac.roads.land_use import LAND_USE
from openevac.roads.lines import TAGS, UKRAINIAN_CLASS

PAGE = (Path(__file__).parents[2] / "docs" / "roads.md").read_text(encoding="utf-8")
TABLES = {
    "HIGHWAY": tag_table.HIGHWAY,
    "NOT_YET": tag_table.NOT_YET,
    "SURFACE": tag_table.SURFACE,
    "TRACKTYPE": tag_table.TRACKTYPE,
    "ACCESS_KEYS": tag_table.ACCESS_KEYS,
    "FREE": tag_table.FREE,
    "RESIDENTS": tag_table.RESIDENTS,
    "CLOSED": tag_table.CLOSED,
    "CLOSED_SERVICE": tag_table.CLOSED_SERVICE,
    "ALONG": tag_table.ALONG,
    "AGAINST": tag_table.AGAINST,
    "BOTH": tag_table.BOTH,
    "ONEWAY_KEYS": tag_table.ONEWAY_KEYS,
    "ROUNDABOUTS": tag_table.ROUNDABOUTS,
    "OPENS": tag_table.OPENS,
    "NO_OBSTACLE": tag_table.NO_OBSTACLE,
    "BARS": tag_table.BARS,
    "LAND_USE": [value for _, value, _ in LAND_USE],
    "UKRAINIAN_CLASS": UKRAINIAN_CLASS,
    "TAGS": TAGS,
    "COLUMNS": [heading for _, headings in COLUMNS.values() for heading in headings],
    "CODE_KEYS": CODE_KEYS,
    "FORMER_NAMES": [names[0] for names in FORMER_NAMES.values()],
}


@pytest.mark.parametrize("table", TABLES)
def test_every_value_of_a_table_stands_on_the_page(table):
    missing = [value for value in TABLES[table] if not re.search(rf"(?<![\w:]){re.escape(value)}(?![\w])", PAGE)]
    assert not missing, f"docs/roads.md does not name {missing} of {table}"


def test_every_file_of_a_pack_stands_on_the_page():
    for name in ("region.json", "graph/*.npy", "order.npy", "places.json", "border.json"):
        assert f"`{name}`" in PAGE
