"""Looking at a page as people have it: two languages, light and dark, desk and phone; and what a checker finds."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.desk.desk import Desk
from tests.pictures import take_picture

WAYS = tuple(
    (language, theme, size) for language in ("uk", "en") for theme in ("light", "dark") for size in ("desk", "phone")
)
LOADS = tuple((language, size) for language in ("uk", "en") for size in ("desk", "phone"))
CHECKED = {("uk", "light", "desk"), ("en", "dark", "phone")}


def look_at(desk: Desk, code: str, address: str, name: str = "", *, leads_to: str = "") -> None:
    """Take a picture of a page in all eight ways and let axe look at it in two of them.

    Light and dark are shown by the same loaded page, as where somebody's computer turns dark at dusk. `leads_to`: the
    address that this one sends its reader to.
    """
    called = name or address.strip("/").replace("/", "-") or "home"
    for language, size in LOADS:
        page = desk.sit_down(code, language=language, size=size)
        page.goto(address)
        reached = desk.address + (leads_to or address.partition("?")[0])
        assert unquote(page.url).startswith(reached), f"{address} led to {page.url}"
        page.locator("html[data-awake]").wait_for(state="attached")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px wider than the screen ({language}, {size})"
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            take_picture(page, f"{called}-{language}-{theme}-{size}", full_page=True)
            if (language, theme, size) in CHECKED:
                found = found_by_axe(page)
                assert found == [], f"{address} ({language}, {theme}, {size}): {found}"
        page.context.close()


def found_by_axe(page: Any) -> list[str]:
    """Give what the checker of accessibility finds on a page, with the first place of each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
