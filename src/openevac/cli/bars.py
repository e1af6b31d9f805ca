"""Bars of a fixed width for the terminal: the longer, the more."""

from __future__ import annotations

from openevac.cli.session import Session

BAR_COLUMNS = 24
EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(share: float, session: Session) -> str:
    """Give a bar of a fixed width, in eighths of a letter where the terminal can write them."""
    eighths = max(1, round(share * BAR_COLUMNS * 8))
    if not (session.out.encoding or "").lower().startswith("utf"):
        return f"{'#' * max(1, eighths // 8):<{BAR_COLUMNS}}"
    whole, rest = divmod(eighths, 8)
    return f"{'█' * whole + (EIGHTHS[rest] if rest else ''):<{BAR_COLUMNS}}"
