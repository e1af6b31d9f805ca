"""A real road extract under invented danger: the fastest and the least dangerous way part, and both are drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.test_real_ground import answer, openevac
from tests.data import data_path

pytestmark = pytest.mark.data

BORDER = {"type": "LineString", "coordinates": [[9.05, 49.2], [9.05, 49.6]]}
STRIKES = ((8.7100, 49.4130), (8.6930, 49.4140))
KOENIGSTUHL, HANDSCHUHSHEIM = "8.7260,49.3980", "8.6865,49.4275"


def invented_danger() -> str:
    """Give a line east of the city, two strikes on the roads along the river, and a dry day and night."""
    text = ['profile = "2025-10"', 'timezone = "Europe/Berlin"', "[[control]]", 'source = "invented line"']
    text += ["observed_at = 2025-10-15T04:00:00Z"]
    text += ["held = [[[[8.90, 49.30], [9.00, 49.30], [9.00, 49.52], [8.90, 49.52], [8.90, 49.30]]]]"]
    for number, (lon, lat) in enumerate(STRIKES):
        text += ["[[reports]]", f'id = "strike-{number}"', 'cause = "shelling"', 'kind = "strike"']
        text += [f"position = [{lon}, {lat}]", "happened_at = 2025-10-15T03:00:00Z", 'source = "invented"']
        text += ['confidence = "verified"']
    dry = [f'{{ starts_at = 2025-10-{14 + k // 24}T{k % 24:02}:00:00Z, sky = "clear" }}' for k in range(4, 40)]
    text += ["[weather]", 'source = "invented"', f"hours = [{', '.join(dry)}]"]
    return "\n".join(text) + "\n"


def test_the_least_dangerous_way_leaves_the_fastest_and_both_are_drawn(tmp_path: Path) -> None:
    (tmp_path / "border.geojson").write_text(json.dumps(BORDER), encoding="utf-8")
    (tmp_path / "situation.toml").write_text(invented_danger(), encoding="utf-8")
    extract, border = data_path("osm/heidelberg.osm.pbf"), tmp_path / "border.geojson"
    openevac("region", "build", extract, "--border", border, "--home", "8.6,49.4", "--out", tmp_path / "heidelberg")
    given = ("--region", tmp_path / "heidelberg", "--situation", tmp_path / "situation.toml")
    asked = ("way", KOENIGSTUHL, HANDSCHUHSHEIM, *given, "--at", "2025-10-15T04:30:00Z", "--profile", "4x4")
    ways = answer(*asked, "--exact")["ways"]
    fastest, least = min(ways, key=lambda way: way["time_s"]), min(ways, key=lambda way: way["exposure"])
    assert least["exposure"] < 0.95 * fastest["exposure"]
    assert least["time_s"] > fastest["time_s"]
    assert least["points"] != fastest["points"]
    openevac(*asked, "-o", tmp_path / "ways.png")
    openevac(*asked, "-o", tmp_path / "ways.geojson")
    drawn = json.loads((tmp_path / "ways.geojson").read_text(encoding="utf-8"))["features"]
    assert {"fastest", "least dangerous known"} <= {part["properties"]["name"].split(",")[0] for part in drawn}
    assert (tmp_path / "ways.png").stat().st_size > 20_000
