"""`openevac demo`: two invented days on the training region."""

from __future__ import annotations

import typer


def demo(context: typer.Context) -> None:
    """Plan two invented days on the training region and show the plans."""
