"""Typst, the only printer: a template, data in JSON and a map in, PDF out. No network, no fonts of the machine."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import msgspec
import typst

from openevac.reports.palette import PAPER

FONT = "DejaVu Sans"
_PIXELS = re.compile(r"(\d*\.?\d+)px")
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
_RULE = re.compile(r"[^{}]+\{[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def print_pdf(template: str, data: Any, drawing: str = "") -> bytes:
    """Print `template` (a file of this room, without .typ) with data and an SVG; same input, same bytes."""
    source = "\n".join(_read(name) for name in ("frame.typ", f"{template}.typ"))
    printed = typst.compile(
        source.encode(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": msgspec.json.encode(data).decode(), "map": drawing},
    )
    if not isinstance(printed, bytes):
        raise TypeError("typst gave several files where one was asked for")
    return printed


def paper_style(unit_px: float) -> str:
    """Give the style sheet of maps for paper: colours put in, and lines measured in units, for paper does not zoom."""
    rules = []
    for rule in _RULE.findall(_COMMENT.sub("", _read("map.css"))):
        shown = _VARIABLE.sub(lambda found: PAPER[found.group(1)], rule.strip())
        if "vector-effect" in shown:
            shown = _PIXELS.sub(lambda found: f"{float(found.group(1)) / unit_px:.1f}", shown)
        rules.append(_PIXELS.sub(r"\1", shown).replace("vector-effect:non-scaling-stroke", ""))
    return "\n".join(rules)


@lru_cache(maxsize=8)
def _read(name: str) -> str:
    return files("openevac.reports").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Load DejaVu Sans, which matplotlib carries: it has every Cyrillic letter and stays readable in bad light."""
    with as_file(files("matplotlib").joinpath("mpl-data", "fonts", "ttf")) as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
