"""The services' tests run on the database of the session, with the cast of one invented organisation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import database, django_ready, fresh_database
from tests.services.cast import Cast

__all__ = ["cast", "database", "django_ready", "fresh_cast", "fresh_database"]


@pytest.fixture
def cast(database: object) -> Iterator[Cast]:
    """Found the organisation "dopomoha" with its cast; what the test does is rolled back."""
    from tests.services.cast import found_cast

    made = found_cast()
    yield made
    made.lock()


@pytest.fixture
def fresh_cast(fresh_database: object) -> Iterator[Cast]:
    """Found the cast in a database where commits and threads are real."""
    from tests.services.cast import found_cast

    made = found_cast()
    yield made
    made.lock()
