"""Colours: no green anywhere, words readable on what they stand on, trips told apart without colour."""

from __future__ import annotations

import colorsys
import re
from pathlib import Path

import numpy as np
import pytest

import openevac.reports
from openevac.reports.field_picture import DANGER_COLOURS
from openevac.reports.palette import DARK, LIGHT, PAPER, van_style

ROOM = Path(openevac.reports.__file__).parent
HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
PALETTES = {"light": LIGHT, "dark": DARK, "paper": PAPER}


def rgb(colour: str) -> tuple[float, float, float]:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4))
    return red, green, blue


def is_green(red: float, green: float, blue: float) -> bool:
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    return 75 / 360 < hue < 175 / 360 and saturation > 0.12 and 0.06 < lightness < 0.97


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""

    def light(colour: str) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)]
        return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_check_knows_green() -> None:
    assert all(is_green(*rgb(colour)) for colour in ("#00a000", "#2e8b57", "#9acd32"))
    assert not any(is_green(*rgb(colour)) for colour in ("#1259b5", "#c24a00", "#808080", "#ffe0a0"))


@pytest.mark.parametrize(
    "path", sorted(p for p in ROOM.iterdir() if p.suffix in {".py", ".css", ".js", ".typ"}), ids=lambda p: p.name
)
def test_no_file_of_this_room_names_a_green(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [colour for colour in HEX.findall(text) if is_green(*rgb(f"#{colour.lstrip('#')}"))]
    assert not re.search(
        r"\b(green|lime|olive|teal|seagreen)\b(?! among)", re.sub(r'""".*?"""', "", text, flags=re.DOTALL)
    )


def test_the_scale_of_danger_has_no_green_and_its_steps_look_equal() -> None:
    colours = DANGER_COLOURS(np.linspace(0, 1, 64))[:, :3]
    assert not any(is_green(*colour) for colour in colours)
    light = colours @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(light) < 0).all(), "danger always darkens"


@pytest.mark.parametrize("name", PALETTES)
def test_words_stand_out_from_what_they_stand_on(name: str) -> None:
    colours = PALETTES[name]
    for ink, ground in (("ink", "page"), ("ink", "card"), ("soft", "card"), ("soft", "page"), ("banner-ink", "banner"),
                        ("warn-ink", "warn"), ("key-ink", "key"), ("place", "land"), ("held", "land")):  # fmt: skip
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


@pytest.mark.parametrize("name", PALETTES)
def test_trips_stand_out_from_the_land_and_carry_readable_numbers(name: str) -> None:
    for van in range(1, 7):
        assert contrast(PALETTES[name][f"trip-{van}"], PALETTES[name]["land"]) >= 4.5


def test_trips_of_a_van_differ_by_dash_and_vans_by_colour() -> None:
    assert len({van_style(1, trip) for trip in (1, 2, 3, 4)}) == 4
    assert len({van_style(van, 1) for van in range(1, 7)}) == 6
    assert van_style(7, 5) == van_style(1, 1)
