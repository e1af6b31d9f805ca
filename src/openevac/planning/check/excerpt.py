"""How much of each arc a drive covers."""

from __future__ import annotations

import numpy as np

from openevac.roads.graph import FloatArray


def driven_shares(count: int, start_fraction: float, end_fraction: float) -> FloatArray:
    """Give the share (count) of each arc that a drive covers: the first from its start, the last to its end."""
    shares = np.ones(count)
    if count:
        shares[0] -= start_fraction
        shares[-1] -= 1.0 - end_fraction
    return shares
