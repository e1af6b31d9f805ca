"""The whole app of a phone that is let in: real stores, keys and loop with a base that answers from a table."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.crew import world
from tests.crew.conftest import browser
from tests.crew.screens_served import PHONE, Given, page_text, served

__all__ = ["browser"]
pytestmark = pytest.mark.browser
LETS_IN = """
async () => {
  const keys = await import("/crew/keys/signing.js");
  await keys.makeSigningKey();
  await keys.saveDevice({code: "phone-1", organisation: "test", token: "token"});
}
"""


def base_answers(route: Any, taken: list[dict[str, Any]]) -> None:
    """Answer as the base does; ops are taken, and nobody's page was sealed yet."""
    path = route.request.url.split("/api/v1/")[1]
    drive = world.drive_part()
    if path == "mission":
        told: Any = [{"mission": world.MISSION, "version": 1, "status": "dispatched"}]
    elif path.endswith("/drive"):
        told = drive
    elif path.endswith("/people"):
        told = {"mission": world.MISSION, "version": 1, "stops": [], "missing": [world.FIRST]}
    elif path == "ops":
        asked = route.request.post_data_json
        taken.extend(asked["ops"])
        outcomes = [{"id": one["id"], "outcome": "new", "reason": ""} for one in asked["ops"]]
        told = {"mission": world.MISSION, "outcomes": outcomes, "gaps": {}, "conflicts": [], "waits": [], "late": False}
    else:
        told = {"red": []}
    headers = {"content-type": "application/json", "date": "Thu, 08 May 2025 05:10:00 GMT"}
    route.fulfill(status=200, body=json.dumps(told), headers=headers)


def test_a_word_said_without_signal_stays_through_a_reload_and_reaches_the_base(browser: Any) -> None:
    taken: list[dict[str, Any]] = []
    with served(Given()) as address:
        context = browser.new_context(viewport=PHONE, base_url=address, locale="uk-UA")
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.route("**/api/v1/**", lambda route: base_answers(route, taken))
        page.route(
            "**/started", lambda route: route.fulfill(body=page_text("start_for_tests.js"), content_type="text/html")
        )
        page.route("**/start_for_tests.js", lambda route: route.fulfill(body=STARTS, content_type="text/javascript"))
        page.goto("/crew/start.js")
        page.evaluate(LETS_IN)
        page.goto("/started")
        page.get_by_text("Виїзд В-12").wait_for()
        page.get_by_text(f"Черговий ще не підготував сторінки з людьми: {world.FIRST}").wait_for()
        page.get_by_text("Годинник розходиться").wait_for()
        page.unroute("**/api/v1/**")
        page.route("**/api/v1/**", lambda route: route.abort())
        page.get_by_role("button", name="Їдемо").click()
        page.get_by_role("button", name="На зв’язку").click()
        page.get_by_role("button", name="Ми на зв’язку").click()
        page.get_by_text("не надіслано: 1").wait_for(state="attached")
        page.reload()
        page.get_by_text("не надіслано: 1").wait_for()
        assert taken == []
        page.unroute("**/api/v1/**")
        page.route("**/api/v1/**", lambda route: base_answers(route, taken))
        page.reload()
        page.locator("#app[data-page=drive]").wait_for()
        page.get_by_role("button", name="Ще").click()
        page.get_by_role("button", name="Що записано").click()
        page.get_by_text("база отримала о").wait_for()
        # The page before the reload may have sent it already and never read the answer: one op, sent twice, is one.
        assert {(one["id"], one["kind"], one["value"]) for one in taken} == {
            (taken[0]["id"], "check_in", "we_are_here")
        }
        context.close()


STARTS = 'import { speak } from "./crew/words/said.js"; await speak(); await import("./crew/start.js");'
