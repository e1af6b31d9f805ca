"""The main job on real ground: real roads, real places, two real pictures of control, real weather, three dates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from openevac.roads.region import open_region
from tests.acceptance.real_ground import (
    AUGUST,
    DEPOT,
    KUPIANSK,
    MAY,
    OCTOBER,
    SHEVCHENKOVE,
    Day,
    write_operation,
    write_situation,
)
from tests.data import data_path

pytestmark = [pytest.mark.data, pytest.mark.slow]

HELD_PLACE = "Петропавлівка"  # east of Kupiansk, within a kilometre of held ground of the second source all year

TWELVE_KM_FROM_THE_LINE = "37.42,49.67"


def openevac(*arguments: str | int | Path, expect: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "openevac", *map(str, arguments)],
        env={**os.environ, "OPENEVAC_LANG": "en", "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stderr[-2000:] + done.stdout[-500:]
    return done


def answer(*arguments: str | int | Path) -> Any:
    return json.loads(openevac(*arguments, "--json").stdout)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ground")
    roads, places = data_path("roads/osm_major_roads.geojson"), data_path("settlements/kharkiv_settlements.csv")
    openevac("region", "lines", roads, "--settlements", places, "--out", folder / "region")
    return folder


@pytest.fixture(scope="module")
def plans(ground: Path) -> dict[Day, Any]:
    made = {}
    for day in (MAY, AUGUST, OCTOBER):
        folder = ground / str(day.pictures)
        folder.mkdir()
        situation = write_situation(day, folder)
        operation = write_operation(open_region(ground / "region"), day, folder)
        common = ("--region", ground / "region", "--situation", situation)
        openevac("plan", operation, *common, "--at", day.at(4), "--seed", 1, "--iterations", 200, "-o", folder / "plan")
        checked = openevac("check", folder / "plan", "--operation", operation, *common)
        assert "The plan holds" in checked.stdout
        made[day] = json.loads((folder / "plan" / "plan.json").read_text(encoding="utf-8"))
    return made


def served(plan: Any) -> set[str]:
    return {stop["request"] for mission in plan["missions"] for trip in mission["trips"] for stop in trip["stops"]}


def limits(plan: Any) -> dict[str, str]:
    return {entry["request"]: entry["limit"] for entry in plan["unserved"]}


@pytest.mark.parametrize(("place", "km"), [(SHEVCHENKOVE, (60, 80)), (KUPIANSK, (100, 110))])
def test_a_way_leads_to_the_named_towns(ground: Path, tmp_path: Path, place: str, km: tuple[float, float]) -> None:
    situation = write_situation(AUGUST, tmp_path)
    start = f"{DEPOT.lon},{DEPOT.lat}"
    common = ("--region", ground / "region", "--situation", situation, "--at", AUGUST.at(8))
    told = openevac("way", start, place, *common).stdout
    assert "Kyiv, 410 km away" in told
    assert "first source" in told
    assert "second source" in told
    ways = answer("way", start, place, *common)
    lengths = [way["length_m"] / 1000 for way in ways["ways"]]
    assert all(km[0] <= length <= km[1] for length in lengths), lengths


def test_five_places_off_the_roads_are_refused_with_the_distance(plans: dict[Day, Any]) -> None:
    for plan in plans.values():
        for number in range(31, 36):
            entry = next(one for one in plan["unserved"] if one["request"] == f"K-{number}")
            assert entry["limit"] == "too_far_from_road"
            assert entry["reason"]["facts"]["distance_km"] > 2.0


def test_held_ground_is_refused_with_the_reason(plans: dict[Day, Any]) -> None:
    for plan in plans.values():
        held = [entry for entry in plan["unserved"] if entry["limit"] == "held_ground"]
        assert held
        assert all("source" in json.dumps(entry["reason"]) for entry in held)


def test_the_town_that_fell_under_the_line_is_served_in_spring_and_refused_in_autumn(plans: dict[Day, Any]) -> None:
    kupiansk = "K-1"
    assert kupiansk in served(plans[MAY])
    assert kupiansk not in served(plans[OCTOBER])
    assert limits(plans[OCTOBER])[kupiansk] in {"held_ground", "no_open_way"}


def test_the_same_way_grows_more_dangerous_with_the_line_and_the_preset(ground: Path, tmp_path: Path) -> None:
    index = {}
    for day in (MAY, AUGUST, OCTOBER):
        common = ("--region", ground / "region", "--situation", write_situation(day, tmp_path), "--at", day.at(12))
        ways = answer("way", f"{DEPOT.lon},{DEPOT.lat}", TWELVE_KM_FROM_THE_LINE, *common)
        index[day] = min(way["exposure"] for way in ways["ways"])
    assert index[MAY] <= index[AUGUST] * 1.2
    assert index[OCTOBER] > 1.5 * index[AUGUST]


def test_each_plan_says_what_it_rests_on(plans: dict[Day, Any]) -> None:
    for plan in plans.values():
        sources = {entry["source"] for entry in plan["rests_on"]}
        assert {"first source", "second source"} <= sources
        assert any("Kyiv" in source for source in sources)
        assert all(entry["age_h"] is None or entry["age_h"] >= 0 for entry in plan["rests_on"])
