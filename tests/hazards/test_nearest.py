"""How far places lie from the nearest line, as the ladder of confirmation reads it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from openevac.domain.places import LonLat
from openevac.hazards.nearest import front_km
from tests.planning.plain import NOW


def front(metres: float, per_day_m: float = 0.0) -> Any:
    """Give a line so many metres away, that comes nearer each day."""
    distances = SimpleNamespace(exactly=lambda _x, _y: metres)
    return SimpleNamespace(front=distances, advance_m=lambda at: (at - NOW) / timedelta(days=1) * per_day_m)


def km(*fronts: Any, days: float = 0.0) -> float:
    field = cast("Any", SimpleNamespace(crs="EPSG:32637", fronts=fronts))
    return front_km(field, [LonLat(37.0, 49.5)], NOW + timedelta(days=days))[0]


def test_the_nearest_of_all_lines_counts() -> None:
    assert km(front(40_000), front(12_500), front(33_000)) == 12.5


def test_an_old_line_counts_as_nearer() -> None:
    assert km(front(12_500, per_day_m=500), days=5) == 10.0


def test_inside_and_where_a_line_may_have_come_it_is_zero() -> None:
    assert km(front(-2_300)) == 0.0
    assert km(front(1_000, per_day_m=500), days=3) == 0.0
