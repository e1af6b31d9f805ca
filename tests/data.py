"""Where the real data of the data tests lies; a test without it skips and says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def data_path(name: str) -> Path:
    """Give the path of one file of the real data, or skip the test where it is missing."""
    folder = Path(os.environ.get("OPENEVAC_TEST_DATA", Path(__file__).parents[1].parent / "shared" / "data"))
    path = folder / name
    if not path.exists():
        pytest.skip(f"real data missing: {path} (set OPENEVAC_TEST_DATA to the folder that holds it)")
    return path
