"""The house whose doors are tried: built once, every question rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.databases import django_ready
from tests.web.house import House, seat_tokens

__all__ = ["django_ready"]


@pytest.fixture(scope="module")
def built(django_ready: Any) -> Iterator[House]:
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, transaction

    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined] # Django's own mark: durable blocks may open inside
    with outer:
        from openevac.web.hands import hands
        from tests.services.matrix.world import build

        # As Django's own test client does: a question must not close the connection that holds the test's transaction.
        for moment in (request_started, request_finished):
            moment.disconnect(close_old_connections)
        world = build()
        seat_tokens(world)
        before, hands.clock = hands.clock, world.clock
        yield House(world)
        hands.clock = before
        for moment in (request_started, request_finished):
            moment.connect(close_old_connections)
        world.cast.lock()
        transaction.set_rollback(True)


@pytest.fixture
def house(built: House) -> Iterator[House]:
    """Give the house; what a test asks of it is rolled back."""
    from django.core.cache import cache
    from django.db import transaction

    cache.clear()
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)
