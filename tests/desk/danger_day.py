"""The tiny country on the evening the danger tests look at: two lines, a forecast with one hour of rain, one order."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.desk.desk import Desk, renewed
from tests.services.cast import ORGANISATION
from tests.services.missions.country import MILL, country_files, settle

HERE: dict[str, Path] = {}
FAR = "UA63990010030000003"
SITUATION = """
profile = "2025-10"

[[control]]
source = "own sketch"
observed_at = 2025-10-14T12:00:00+03:00
held = [[[[37.35, 49.3], [37.6, 49.3], [37.6, 49.7], [37.35, 49.7], [37.35, 49.3]]]]

[[control]]
source = "second map"
observed_at = 2025-10-09T12:00:00+03:00
held = [[[[37.38, 49.3], [37.6, 49.3], [37.6, 49.7], [37.38, 49.7], [37.38, 49.3]]]]

[border]
file = "border.geojson"
home = [37.0, 49.4]

[weather]
source = "Kyiv forecast"
distance_km = 90
hours = [
%s
]

[[access]]
katottg = "UA63990010030000003"
access = "armoured_only"
source = "order 12"
since = 2025-10-01T00:00:00+03:00
"""


def weather(rainy: int) -> str:
    """Give a day of clear hours with rain in one of them, counted from 15:00 UTC."""
    lines = []
    for number in range(24):
        day, hour = (14, 15 + number) if 15 + number < 24 else (15, number - 9)
        sky = "rain" if number == rainy else "clear"
        lines.append(
            f'  {{ starts_at = 2025-10-{day}T{hour:02d}:00:00Z, sky = "{sky}", issued_at = 2025-10-14T06:00:00Z }},'
        )
    return "\n".join(lines)


def fill(desk: Desk) -> None:
    """Put fleet and requests on record, and a situation file of our own beside the country's."""
    town = settle(desk.cast)
    folder = Path(tempfile.mkdtemp(prefix="openevac-danger-"))
    files = country_files()
    shutil.copy(Path(files["situation"]).parent / "border.geojson", folder / "border.geojson")
    HERE["situation"] = folder / "situation.toml"
    HERE["situation"].write_text(SITUATION % weather(3), encoding="utf-8")
    name_files(files | {"situation": str(HERE["situation"])})
    HERE["receipt"] = Path(town.request("hill", walks=2))


def name_files(files: dict[str, str]) -> None:
    """Name what the organisation plans with."""
    from openevac.store.models import Organisation

    Organisation.objects.filter(id=ORGANISATION).update(planning_files=files)


def choose_place(page: Any, field: str, typed: str, name: str) -> None:
    """Type a place in some spelling and take the first that is offered, by keyboard."""
    page.locator(field).fill(typed)
    page.locator(f"{field}-list [role=option]").first.wait_for()
    page.locator(field).press("Enter")
    assert page.locator(field).input_value() == name


def report_crater(page: Any) -> None:
    """Report a crater that closes a road, seen by one source."""
    page.get_by_label("Що було").select_option("crater")
    page.locator("#report-place").fill("49.44, 37.12")
    page.get_by_text("Координати взято").wait_for()
    form = page.locator('form[action="/danger/report/"]')
    form.get_by_label("З чиїх слів").fill("громада")
    form.get_by_label("Проїхати не можна").check()
    form.get_by_role("button", name="Записати повідомлення").click()


def clear_crater(page: Any, source: str) -> None:
    """Say that the crater is gone, by the word of a source."""
    crater = page.locator('[data-kind="crater"]')
    crater.get_by_text("Її вже немає").click()
    crater.get_by_label("Яке джерело це каже").fill(source)
    with renewed(page):
        crater.get_by_role("button", name="Записати, що вже немає").click()


def bars(page: Any) -> list[float]:
    """Give the height of each hour's bar in the drawing."""
    heights = "group => [...group.querySelectorAll('rect[class^=c-]')].map(one => Number(one.getAttribute('height')))"
    tall = page.locator(".bars g").evaluate_all(f"groups => groups.map({heights})")
    return [round(sum(one), 1) for one in tall]


def core_rates(desk: Desk) -> tuple[float, float]:
    """Give the lowest rate of the day at the mill and that three hours on, worked out beside the desk."""
    from datetime import timedelta

    from openevac.cli.world import open_world
    from openevac.hazards.exposure import point_rate
    from openevac.roads.projection import to_metric

    now = desk.cast.clock.now()
    world = open_world(Path(country_files()["region"]), HERE["situation"], now)
    field = world.field(now, 24)
    place = world.find(MILL, "PLACE").position
    x, y = (float(one) for one in to_metric(field.crs, place.lon, place.lat))
    rates = [point_rate(field, x, y, field.starts_at + timedelta(hours=n), armoured=False) for n in range(24)]
    return min(rates), rates[3]
