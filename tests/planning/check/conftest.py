"""The small town and a good plan for it, built once a file."""

from __future__ import annotations

import pytest

from openevac.domain.missions import Plan
from tests.planning.check.plan_builder import PlanBuilder, small_day
from tests.worlds import World, small_town


@pytest.fixture(scope="module")
def town() -> World:
    return small_town()


@pytest.fixture(scope="module")
def builder(town: World) -> PlanBuilder:
    return PlanBuilder(town)


@pytest.fixture(scope="module")
def day(builder: PlanBuilder) -> Plan:
    """Everybody served: van-1 fetches A-1 and A-2, then B-1; van-2 fetches C-1 over the field track."""
    return builder.plan(small_day())
