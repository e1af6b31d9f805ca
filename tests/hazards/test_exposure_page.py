"""The page that explains exposure gives the numbers the program uses."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from openevac.domain.hazards import Cause
from openevac.feeds.exposure_profile import PRESETS, read_profile
from openevac.feeds.profile_keys import KEY_RULES, REPORT_KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "exposure.md").read_text(encoding="utf-8")
ROWS = {row[0]: row[1:] for row in re.findall(r"^\| `([\w.]+)` \| (.*?) \| (.*?) \| (.*?) \|", PAGE, re.MULTILINE)}


def told(numbers: list[str]) -> str:
    return numbers[0] if len(set(numbers)) == 1 else " / ".join(numbers)


@pytest.mark.parametrize("key", KEY_RULES)
def test_every_row_gives_value_unit_and_range_of_the_presets(key: str):
    numbers = [read_profile(preset).numbers[key] for preset in PRESETS]
    value, unit, span = ROWS[key]
    assert value == told([f"{number.value:g}" for number in numbers])
    assert unit == numbers[0].unit
    assert span == told([f"{number.low:g} to {number.high:g}" for number in numbers])


def test_the_page_has_no_row_for_a_number_that_is_gone():
    assert ROWS.keys() <= set(KEY_RULES)


def test_the_table_of_rates_is_worked_out_from_the_presets():
    distances = [float(cell) for cell in re.findall(r"^\| km \|(.*)\|$", PAGE, re.MULTILINE)[0].split("|")]
    for preset in PRESETS:
        numbers = read_profile(preset)
        cells = re.findall(rf"^\| {preset} \|(.*)\|$", PAGE, re.MULTILINE)[0].split("|")
        for d_km, cell in zip(distances, cells, strict=True):
            rate = sum(
                numbers.value(f"{cause}.rate_per_h")
                / (
                    1
                    + math.exp((d_km - numbers.value(f"{cause}.half_distance_km")) / numbers.value(f"{cause}.fade_km"))
                )
                for cause in Cause
            )
            assert float(cell) == pytest.approx(rate, rel=0.01)


def test_every_kind_of_report_is_described():
    assert all(f"`{kind}`" in PAGE for kind in REPORT_KINDS)
