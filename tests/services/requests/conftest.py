"""Requests stand in a small town whose distance to the line is known."""

from __future__ import annotations

import pytest

from tests.services.cast import Cast
from tests.services.requests.world import measured


@pytest.fixture
def town(cast: Cast) -> Cast:
    """Give the cast, in a town whose distances are known."""
    measured(cast)
    return cast
