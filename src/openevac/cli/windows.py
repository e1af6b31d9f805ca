"""`openevac windows`: when it is less dangerous to fetch somebody from a place, hour by hour."""

from __future__ import annotations

import typer


def windows(context: typer.Context) -> None:
    """Show by hour how dangerous it is to fetch somebody from a place."""
