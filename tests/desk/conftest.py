"""The desk that browser tests sit down at: one server and one browser for a file, a page for a test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.databases import MakesDatabases, django_ready, point_at
from tests.desk.desk import CHROMIUM, Desk, served
from tests.services.cast import found_cast

__all__ = ["django_ready"]
# Playwright keeps an event loop running in this thread, and Django would take every question of a test for one of it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Debian's chromium; it ends with the file, because no other test can run beside its event loop."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed: apt install chromium")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="module")
def opened(django_ready: MakesDatabases, browser: Any, request: Any) -> Iterator[Desk]:
    """Give a file of tests its own record, founded cast, clock and server. `fill(desk)` in the file prepares it."""
    from django.db import connections

    from openevac.web.hands import hands

    name = f"desk_{request.module.__name__.rpartition('.')[2]}"
    django_ready.make(name)
    point_at(django_ready.config_of(name))
    cast = found_cast()
    before, hands.clock = hands.clock, cast.clock
    with served() as address:
        desk = Desk(address=address, cast=cast, browser=browser)
        fill = getattr(request.module, "fill", None)
        if fill is not None:
            fill(desk)
        yield desk
    hands.clock = before
    cast.lock()
    connections.close_all()
    django_ready.drop(name)
    point_at(django_ready.config_of("main"))


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    """Give the desk; afterwards every page is closed, and nothing may have been complained of."""
    opened.troubles.clear()
    yield opened
    opened.stand_up()
    assert opened.troubles == []
