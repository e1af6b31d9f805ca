"""How soon a crew sees its mission when the app is opened without a base: all from the phone, processor slowed down.

Run it alone: `python -m benchmarks.crew_first_screen [--runs N]`. The phone is let in, has kept one invented mission,
and the server is killed; the time runs from asking for the page until the button "Drive" stands on it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measure import Table, in_own_process, machine_lines, seconds

SLOWER = 6
RUNS = 7
AIM_S = 1.0
LETS_IN = """async (drive) => {
  const files = document.body.dataset.files + "crew/";
  const [signing, database] = [await import(files + "keys/signing.js"), await import(files + "store/database.js")];
  await signing.makeSigningKey();
  await signing.saveDevice({ code: "phone-1", organisation: "test", token: "token" });
  const part = { value: drive, etag: "", version: drive.version, at: Date.now() };
  await database.write("missions", ["mission", drive.mission], part);
  await database.write("missions", ["drive", drive.mission], part);
}"""
NOTES_WHEN = """new MutationObserver((_, watching) => {
  if (!document.querySelector("[data-key^='drive-']")) return;
  watching.disconnect();
  requestAnimationFrame(() => setTimeout(() => { globalThis.stoodAt = performance.now(); }));
}).observe(document, { childList: true, subtree: true });"""
KEPT = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


def measure_first_screen(runs: int = RUNS) -> Table:
    """Measure and print the row; without Chromium it says so."""
    table = Table()
    table.section(f"crew app opened without a base, processor {SLOWER}x slower; aim under {AIM_S:.0f} s")
    if shutil.which("chromium") is None:
        table.add(
            "first screen from the phone itself", "not measured", "chromium is not installed: apt install chromium"
        )
        return table
    with tempfile.TemporaryDirectory() as place:
        taken = in_own_process(first_screens, Path(place), runs)
    slow = " SLOW" if statistics.median(taken) > AIM_S else ""
    beside = f"{min(taken):.2f} to {max(taken):.2f} s in {runs} runs, load average {os.getloadavg()[0]:.1f}{slow}"
    table.add("first screen from the phone itself", seconds(statistics.median(taken)), beside)
    return table


def first_screens(place: Path, runs: int) -> list[float]:
    """Give the seconds of each opening. `place`: a folder for the program and the browser's profile."""
    served, world = import_module("tests.crew.shell_served"), import_module("tests.crew.world")
    sync_api = import_module("playwright.sync_api")
    with (
        served.killable(place / "home") as base,
        sync_api.sync_playwright() as playwright,
        served.phone(playwright, place / "profile", base.address) as page,
    ):
        page.goto("/crew/")
        served.until(page, KEPT, 120.0)
        page.evaluate(LETS_IN, world.drive_part())
        base.kill()
        page.context.add_init_script(NOTES_WHEN)
        return [_opened(page, served.until) for _ in range(runs)]


def _opened(page: Any, until: Any) -> float:
    """Open the app in a tab of its own, so that nothing of the last opening is in memory."""
    tab = page.context.new_page()
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.goto("/crew/", wait_until="commit")
    stood_ms = float(until(tab, "globalThis.stoodAt", 60.0))
    tab.close()
    return stood_ms / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how soon the crew app stands without a base.")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often; the median is shown")
    given = parser.parse_args()
    print("\n".join(machine_lines()))
    measure_first_screen(given.runs)


if __name__ == "__main__":
    main()
