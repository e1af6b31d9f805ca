"""What a log may say of a failure: what kind, and where in our code; never a value, a path or a message."""

from __future__ import annotations

from pathlib import Path
from traceback import walk_tb


def failed(fault: BaseException) -> str:
    """Name a failure by its kind and the innermost line of ours that it passed."""
    where = "outside"
    for frame, line in walk_tb(fault.__traceback__):
        if frame.f_globals.get("__name__", "").startswith("openevac."):
            where = f"{Path(frame.f_code.co_filename).name}:{line}"
    return f"A question failed: {type(fault).__name__} in {where}"
