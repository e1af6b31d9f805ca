"""How many examples a property test tries: few in every run, many in `make torture`."""

from __future__ import annotations

import os


def examples(quick: int, full: int) -> int:
    """Give `full` where the environment says OPENEVAC_TORTURE=1, else `quick`."""
    return full if os.environ.get("OPENEVAC_TORTURE") == "1" else quick
