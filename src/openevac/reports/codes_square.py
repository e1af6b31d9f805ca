"""Square codes (QR) for papers: drawn as SVG, read by any phone's camera, without a network."""

from __future__ import annotations

import io

import segno

from openevac.domain.errors import InputError

MOST_LETTERS = 1200
"""More does not fit into a square that a cheap camera reads from paper."""


def square_code(text: str) -> str:
    """Give the SVG of a square code; a quarter of it may be torn or stained."""
    return _drawn(text).svg_inline(scale=4, border=0, dark="#000", light=None, omitsize=True)


def square_for_terminal(text: str) -> str:
    """Give a square code as lines of a terminal, two rows to a line, for a camera held to the screen."""
    lines = io.StringIO()
    _drawn(text).terminal(out=lines, border=2, compact=True)
    return lines.getvalue()


def _drawn(text: str) -> segno.QRCode:
    if not text or len(text) > MOST_LETTERS:
        raise InputError(
            "A square code holds 1 to {most} letters, not {count}.",
            "Shorten what it is to say.",
            most=MOST_LETTERS,
            count=len(text),
        )
    # Said, for otherwise Cyrillic goes into the older encoding of Japan, which readers take for something else.
    return segno.make(text, error="q", micro=False, encoding="utf-8")
