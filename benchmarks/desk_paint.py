"""How soon the call page can be used: by a browser on loopback whose processor is slowed down six times.

Run it alone: `python -m benchmarks.desk_paint [--runs N]`. Cold: nothing of the pages is kept by the browser; warm:
all of it is. The last row types a name of six letters into the first field until the place is offered.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.measure import Table, in_own_process, machine_lines, seconds
from tests.databases import databases, point_at

SLOWER = 6
RUNS = 7
AIM_S = 1.5
AIM_KB = 300
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"


def measure_paint(runs: int = RUNS) -> Table:
    """Measure and print the rows; without Chromium one row says so."""
    table = Table()
    table.section(f"call page on loopback, processor {SLOWER}x slower: SQLCipher, one web process; aim under {AIM_S} s")
    if shutil.which("chromium") is None:
        table.add("first useful paint", "not measured", "chromium is not installed: apt install chromium")
        return table
    found, bytes_cold, busy = in_own_process(_measure, runs)
    for what, taken in found.items():
        slow = " SLOW" if statistics.median(taken) > AIM_S else ""
        beside = f"{min(taken):.2f} to {max(taken):.2f} s in {len(taken)} runs, load average {busy:.1f}{slow}"
        table.add(what, seconds(statistics.median(taken)), beside)
    table.add("call page, everything it loads, as sent", f"{bytes_cold / 1000:.0f} kB", f"aim under {AIM_KB} kB")
    return table


def _measure(runs: int) -> tuple[dict[str, list[float]], int, float]:
    os.environ["OPENEVAC_TEST_DATABASE"] = "sqlcipher"
    made = databases()
    made.make("paint")
    config = made.config_of("paint")
    point_at(config)
    world_of, served_of = import_module("benchmarks.desk_world"), import_module("benchmarks.desk_served")
    plan, desk = import_module("benchmarks.desk_plan"), import_module("tests.desk.desk")
    country = import_module("tests.services.missions.country").country_files()
    sizes = plan.Sizes(operators=1, watchers=1, phones=40, requests=2_000)
    world = world_of.prepare(sizes, plan.Pace(), 1.0, country["region"])
    sync_api = import_module("playwright.sync_api")
    with served_of.served(config, world) as (address,), sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=desk.CHROMIUM)
        found: dict[str, list[float]] = {}
        weighed: list[int] = []
        for _ in range(runs):
            # A context of its own keeps nothing of the one before: its first page is cold, its second warm.
            context = browser.new_context(base_url=address, locale="uk-UA", viewport=desk.SIZES["desk"])
            context.add_cookies([{"name": "openevac", "value": world.load.operators[0], "url": address}])
            for name in ("cold", "warm"):
                page, weight = _slowed(context)
                for what, taken in _open(page).items():
                    found.setdefault(f"{what}, {name}", []).append(taken)
                if name == "cold":
                    weighed.append(weight())
                page.close()
            context.close()
        return found, round(statistics.median(weighed)), os.getloadavg()[0]


def _slowed(context: Any) -> tuple[Any, Callable[[], int]]:
    """Give a page on a slow processor, and what weighs the answers it loaded, as they came over the wire."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    weights: list[float] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page, lambda: int(sum(weights))


def _open(page: Any) -> dict[str, float]:
    """Open the call page, and type as soon as there is a field."""
    began = time.perf_counter()
    page.goto("/call/", wait_until="commit")
    place = page.locator("#call-form [data-place]")
    place.wait_for()
    seen = time.perf_counter() - began
    page.locator("html[data-awake]").wait_for(state="attached")
    awake = time.perf_counter() - began
    place.press_sequentially("Горбок")
    page.locator("#call-form [role=option]").first.wait_for()
    heard = time.perf_counter() - began
    return {
        "first contentful paint": float(page.evaluate(PAINTED)) / 1000,
        "first field on screen": seen,
        "every part of the page listens": awake,
        "a place typed, letter by letter, and found": heard,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how soon the call page can be used.")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often; medians are shown")
    given = parser.parse_args()
    print("\n".join(machine_lines()))
    measure_paint(given.runs)


if __name__ == "__main__":
    main()
