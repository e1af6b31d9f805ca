"""The map part: what it draws, what it says in words, and what it does where it cannot draw."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.hazards import Cause
from openevac.domain.places import Access, LonLat
from tests.desk.asked import status_of
from tests.desk.desk import CHROMIUM, Desk
from tests.pictures import take_picture
from tests.services.cast import PEOPLE
from tests.services.missions.country import MILL, Town, country_files, settle

pytestmark = pytest.mark.browser
KEPT: dict[str, str] = {}


def fill(desk: Desk) -> None:
    """Prepare the tiny country with its region, two requests at one door, a closed place and a report."""
    from openevac.services.danger.report_hazard import ReportHazard, report_hazard
    from openevac.services.danger.set_access import SetAccess, set_access
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files

    town: Town = settle(desk.cast)
    name_planning_files(desk.cast.order("kateryna"), PlanningFiles(**country_files()))
    KEPT["hill"] = town.request("hill", walks=2)
    KEPT["again"] = town.request("hill", confirmed=False, stretchers=1)
    KEPT["mill"] = town.request("mill", confirmed=False, walks=1)
    closed = SetAccess(katottg=MILL, access=Access.CLOSED, source="police")
    set_access(desk.cast.order("kateryna"), closed)
    report_hazard(
        desk.cast.order("kateryna"),
        ReportHazard(cause=Cause.DRONE, kind="drone_seen", position=LonLat(37.15, 49.5), source="a neighbour"),
    )
    # The first question loads the pages and, for the map, the region; nobody waits for that in a test.
    assert status_of(desk, "/requests/", "olena") == 200


def drawn(page: Any) -> dict[str, int]:
    """Wait until the map is drawn and give its layers with the number of features on the screen."""
    # Without a graphics card the first drawing takes seconds, on a busy computer many.
    page.locator('.map[data-state="drawn"]').wait_for(timeout=60_000)
    ends = time.monotonic() + 40
    while time.monotonic() < ends:
        counts: dict[str, int] = page.evaluate(
            "() => { const m = document.querySelector('.map').openevacMap; return m.map.loaded() ? m.counts() : {} }"
        )
        if counts:
            return counts
        time.sleep(0.2)
    raise AssertionError("the map drew nothing")


def test_the_map_draws_roads_places_lines_and_requests(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/requests/")
    counts = drawn(page)
    assert counts["road-wide"] >= 1
    assert counts["place"] >= 1
    # Two requests stand at one point: one mark with both, in the graver colour of the two.
    assert counts["request-needs"] == 2
    legend = page.locator(".map-legend").inner_text()
    assert "бракує підтвердження" in legend
    assert "основна дорога" in legend or "головна дорога" in legend
    words = page.locator(".map-words").inner_text()
    assert "3 заявки на карті" in words
    assert "own sketch" in words
    take_picture(page, "map-requests")


def test_without_webgl_a_plain_picture_stands_there_and_says_so(desk: Desk) -> None:
    path = shutil.which("chromium")
    blind = desk.browser.browser_type.launch(executable_path=path, args=[*CHROMIUM, "--disable-3d-apis"])
    seeing, desk.browser = desk.browser, blind
    try:
        page = desk.sit_down("kateryna")
        page.goto("/requests/")
        page.locator('.map[data-state="plain"]').wait_for(timeout=60_000)
        assert page.locator(".map-picture .swatch-request-needs").count() == 2
        assert page.locator(".map-picture .picture-road-wide").count() == 1
        assert "не може намалювати карту" in page.locator(".map-words").inner_text()
        assert page.locator("tr[data-receipt]").count() == 3
        take_picture(page, "map-plain")
        desk.stand_up()
    finally:
        desk.browser = seeing
        blind.close()


def test_danger_is_on_the_map_with_its_source(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/")
    got = page.evaluate("async () => (await fetch('/map/danger.json')).json()")
    said = {one["properties"]["kind"]: one["properties"]["said"] for one in got["features"]}
    assert "police" in said["access-closed"]
    assert "a neighbour" in said["report-unverified"]


def test_a_row_chosen_in_the_list_is_marked_on_the_map(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/requests/")
    drawn(page)
    page.keyboard.press("j")
    assert page.locator("tr.chosen").get_attribute("data-receipt") in KEPT.values()
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        if page.evaluate("() => document.querySelector('.map').openevacMap.counts().chosen ?? 0"):
            return
        time.sleep(0.1)
    raise AssertionError("nothing is marked")


def test_the_map_ends_when_its_element_goes(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/requests/")
    drawn(page)
    page.evaluate(
        "() => { const m = document.querySelector('.map'); globalThis.kept = m.openevacMap.map; m.id = 'old-map' }"
    )
    page.locator(".leaves a", has_text="Заявки").click()
    page.locator("#old-map").wait_for(state="detached")
    drawn(page)
    assert page.evaluate("() => globalThis.kept._removed === true")
    assert page.locator("canvas").count() == 1


def test_strangers_get_nothing(desk: Desk) -> None:
    for address in ("/map/ground.json", "/map/requests.json", "/map/danger.json", "/map/basemap.pmtiles"):
        assert status_of(desk, address, "") == 302


def test_who_may_see_what_on_a_map(desk: Desk) -> None:
    """The ground is a map like any other; requests and dangers are shown to those who work with them."""
    for code in PEOPLE:
        at_desk = code in {"olena", "oksana", "kateryna", "kyrylo", "liudmyla"}
        assert status_of(desk, "/map/ground.json", code) == 200
        for address in ("/map/requests.json", "/map/danger.json"):
            assert status_of(desk, address, code) in ({200} if at_desk else {403, 404}), (address, code)


def test_a_map_file_of_the_pack_is_given_in_pieces(desk: Desk) -> None:
    file = Path(country_files()["region"]) / "basemap.pmtiles"
    page = desk.sit_down("kateryna")
    page.goto("/")
    assert page.request.get("/map/basemap.pmtiles").status == 404
    file.write_bytes(bytes(range(256)) * 4)
    try:
        part = page.request.get("/map/basemap.pmtiles", headers={"Range": "bytes=250-259"})
        assert (part.status, part.body()) == (206, bytes([250, 251, 252, 253, 254, 255, 0, 1, 2, 3]))
        assert part.headers["content-range"] == "bytes 250-259/1024"
        assert len(page.request.get("/map/basemap.pmtiles", headers={"Range": "bytes=1000-"}).body()) == 24
        for beyond in ("bytes=1024-", "bytes=5-1", "bytes=-5", "lines=1-2"):
            answer = page.request.get("/map/basemap.pmtiles", headers={"Range": beyond})
            assert answer.status == 416, beyond
    finally:
        file.unlink()


def test_the_map_is_redrawn_when_the_light_changes(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/requests/")
    drawn(page)
    paper = "() => document.querySelector('.map').openevacMap.map.getPaintProperty('paper', 'background-color')"
    light = page.evaluate(paper)
    page.locator('[data-part="theme"]').click()
    drawn(page)
    assert page.evaluate(paper) != light


def test_requests_at_one_point_are_one_mark(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/requests/")
    marks = page.evaluate(
        """async () => {
          const { stacked } = await import(document.body.dataset.static + "desk/map-stack.js");
          const { features } = await (await fetch("/map/requests.json")).json();
          return stacked(features).map(({ properties }) => [properties.kind, properties.count]);
        }"""
    )
    assert sorted(marks) == [["request-needs", 1], ["request-needs", 2]]


def test_a_refused_ground_leaves_the_page_and_says_so(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.route("**/map/ground.json", lambda route: route.fulfill(status=503, body="{}"))
    page.goto("/requests/")
    page.locator('.map[data-state="lost"]').wait_for()
    assert "Карту зараз не завантажити. Усе є в списку." in page.locator(".map-words").inner_text()
    assert page.locator("tr[data-receipt]").count() == 3
