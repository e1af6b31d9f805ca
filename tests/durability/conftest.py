"""The harnesses run on the encrypted file; on PostgreSQL only our clients are killed: its disk is its makers' work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.databases import chosen_kind, database, django_ready, fresh_database
from tests.durability.harness import Nursery

__all__ = ["count_out", "database", "django_ready", "fresh_database", "nursery"]


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Give the warm program that forks clients."""
    if chosen_kind() != "sqlcipher":
        pytest.skip("about the encrypted file")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    (shared / "durability-template").mkdir(exist_ok=True)
    made = Nursery(tmp_path_factory.mktemp("durability"), shared / "durability-template")
    yield made
    made.close()


@pytest.fixture
def count_out(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keep a line for the end of the run: what was tried and how often."""
    return lambda line: record_property("counted", line)
