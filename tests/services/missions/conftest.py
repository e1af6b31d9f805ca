"""The tiny country with a fleet, for tests of missions."""

from __future__ import annotations

import pytest

from tests.services.cast import Cast
from tests.services.missions.country import Town, settle


@pytest.fixture
def town(cast: Cast) -> Town:
    """Give the cast with fleet, beds and distances; what the test does is rolled back."""
    return settle(cast)


@pytest.fixture
def fresh_town(fresh_cast: Cast) -> Town:
    """Give the same where commits and threads are real."""
    return settle(fresh_cast)
