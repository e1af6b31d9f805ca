"""Pictures of pages, for people to look at: no test reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Error

SCREENS = Path("out/screens")
TRIES = 3
NO_FRAME_YET = "Unable to capture screenshot"


def take_picture(page: Any, name: str, *, full_page: bool = False) -> None:
    """Keep a picture of a page as `out/screens/NAME.png`.

    A browser that shares two processors with ten others sometimes has no frame to give at that moment. It says so and
    is asked again; whatever else goes wrong is raised.
    """
    SCREENS.mkdir(parents=True, exist_ok=True)
    for left in reversed(range(TRIES)):
        try:
            page.screenshot(path=SCREENS / f"{name}.png", full_page=full_page)
        except Error as error:
            if NO_FRAME_YET not in error.message or not left:
                raise
        else:
            return
