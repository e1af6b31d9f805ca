"""Typst, the only printer: a template, data in JSON and a map in, PDF out. No network, no fonts of the machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import typst

from openevac.reports.palette import PAPER

FONT = "DejaVu Sans"
_PIXELS = re.compile(r"(\d*\.?\d+)px")
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
_RULE = re.compile(r"[^{}]+\{[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def print_pdf(template: str, data: Any, drawings: Sequence[str] = ()) -> bytes:
    """Print `template` (a file of this room, without .typ) with data and SVGs; same input, same bytes."""
    source = "\n".join(_read(name) for name in ("frame.typ", f"{template}.typ"))
    printed = typst.compile(
        source.encode(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": msgspec.json.encode(data).decode()}
        | {f"map-{number}": drawing for number, drawing in enumerate(drawings)},
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
    """Load DejaVu Sans, which matplotlib carries: it has every Cyrillic letter and stays readable in bad light.

    matplotlib itself is not loaded for it: that would take a second.
    """
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib, whose fonts papers are printed in")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
