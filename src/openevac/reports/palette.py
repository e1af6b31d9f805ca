"""Colours of pages and maps by name, for light screens, dark screens and paper. There is no green among them.

Green reads as "go" and "safe", and nothing here may say that. Trips differ by colour, dash and label, so that a
black-and-white print and eyes that do not see colours lose nothing.
"""

from __future__ import annotations

LIGHT = {
    "page": "#f6f4f1",
    "card": "#ffffff",
    "ink": "#1b1a19",
    "soft": "#595550",
    "rule": "#d5cfc7",
    "key": "#174a8c",
    "key-ink": "#ffffff",
    "warn": "#fff3d6",
    "warn-ink": "#5c3a00",
    "warn-rule": "#c98a1b",
    "banner": "#1b1a19",
    "banner-ink": "#ffffff",
    "land": "#fbfaf8",
    "road-wide": "#8d867d",
    "road-middle": "#b3aca2",
    "road-small": "#cbc5bc",
    "closed": "#a3202a",
    "held": "#7d1d2b",
    "contested": "#a8722b",
    "border": "#3d3a37",
    "place": "#2b2927",
    "halo": "#fbfaf8",
    "report": "#a3202a",
    "home": "#6f6a63",
    "bar": "#174a8c",
    "bar-back": "#e4dfd7",
    "trip-1": "#1259b5",
    "trip-2": "#c24a00",
    "trip-3": "#8f2b8c",
    "trip-4": "#6b4410",
    "trip-5": "#3a3f8f",
    "trip-6": "#b01357",
}

DARK = {
    "page": "#151413",
    "card": "#1f1d1b",
    "ink": "#f0ece6",
    "soft": "#b5aea5",
    "rule": "#3d3934",
    "key": "#8db8f2",
    "key-ink": "#10151c",
    "warn": "#3a2c10",
    "warn-ink": "#ffdf9e",
    "warn-rule": "#c98a1b",
    "banner": "#f0ece6",
    "banner-ink": "#151413",
    "land": "#191816",
    "road-wide": "#857d73",
    "road-middle": "#5d574f",
    "road-small": "#4a453f",
    "closed": "#ff7a7a",
    "held": "#e0637a",
    "contested": "#d9a35a",
    "border": "#d8d2c9",
    "place": "#e4dfd8",
    "halo": "#191816",
    "report": "#ff7a7a",
    "home": "#a39c92",
    "bar": "#8db8f2",
    "bar-back": "#36322d",
    "trip-1": "#6fb0ff",
    "trip-2": "#ff9d57",
    "trip-3": "#e08be0",
    "trip-4": "#d9b27a",
    "trip-5": "#a9adf5",
    "trip-6": "#ff86ad",
}

PAPER = {
    **LIGHT,
    "page": "#ffffff",
    "land": "#ffffff",
    "halo": "#ffffff",
    "ink": "#000000",
    "soft": "#3b3835",
    "banner": "#000000",
}


def van_style(van: int, number: int) -> tuple[str, str]:
    """Name the style classes of a trip: its van's colour and its own dash."""
    return f"van-{(van - 1) % 6 + 1}", f"dash-{(number - 1) % 4 + 1}"
