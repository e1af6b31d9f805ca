"""The story's own folder, taken before anything else of it is loaded: where the record lies is read at the start."""

from __future__ import annotations

import os
from pathlib import Path

from openevac.domain.errors import InputError


def take_folder(home: Path) -> Path:
    """Let this process keep its record in a fresh folder; invented people never go into a real database."""
    if home.exists() and any(home.iterdir()):
        raise InputError(
            "The folder of the story is not empty.", "Name a new folder: nothing is ever overwritten.", file=str(home)
        )
    os.environ["OPENEVAC_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    return home
