from __future__ import annotations

from datetime import timedelta

import pytest

from openevac.domain.missions import FairnessRow
from openevac.domain.remarks import Remark
from openevac.domain.requests import Priority
from openevac.planning.fairness import fairness_of, lying_left_too_long
from tests.planning.plain import NOW, household
from tests.planning.town import plan_of, served
from tests.worlds import World, small_town

ASKED = (
    household(0, days=2, walks=2),
    household(1, days=4, walks=1, wheelchairs=1),
    household(2, days=6, stretchers=1),
    household(3, days=8, walks_with_help=1, walks=1, pets=1),
    household(4, days=10, stretchers=1, walks_with_help=2),
)


def rows(*taken: str) -> dict[str, FairnessRow]:
    return {row.group: row for row in fairness_of(ASKED, frozenset(taken), NOW).rows}


def test_every_household_counts_in_each_group_it_has_people_of() -> None:
    found = rows("R-0", "R-3", "R-4")
    assert (found["walks"].asked, found["walks"].taken, found["walks"].people_taken) == (3, 2, 3)
    assert (found["walks_with_help"].asked, found["walks_with_help"].people_taken) == (2, 3)
    assert (found["wheelchair"].asked, found["wheelchair"].taken) == (1, 0)
    assert (found["lying"].asked, found["lying"].taken, found["lying"].people_taken) == (2, 1, 1)
    assert (found["alone"].asked, found["alone"].taken) == (1, 0)
    assert (found["pets"].asked, found["pets"].people_taken) == (1, 2)


def test_medians_of_those_taken_and_those_left() -> None:
    found = rows("R-0", "R-3")
    assert found["walks"].median_days_taken == pytest.approx(5.0)
    assert found["walks"].median_days_left == pytest.approx(4.0)
    assert found["lying"].median_days_taken is None
    assert found["lying"].median_days_left == pytest.approx(8.0)


def test_lying_people_wait_too_long_over_one_and_a_half_medians() -> None:
    assert not lying_left_too_long(ASKED, frozenset(), NOW)  # 8 days against a median of 6
    assert [one.id for one in lying_left_too_long(ASKED, frozenset({"R-2"}), NOW)] == ["R-4"]  # 10 against 6
    assert not lying_left_too_long(ASKED, frozenset({"R-2", "R-4"}), NOW)
    assert fairness_of(ASKED, frozenset({"R-2"}), NOW, Remark(text="A variant.")).lying_wait_too_long


def crowded() -> World:
    """One van and one trip; eight who walk come first, a lying person has waited for two months."""
    world = small_town()
    long_ago = world.now - timedelta(days=60)
    return (
        world.with_operation(vehicles=world.operation.vehicles[:1])
        .with_record("vehicles", "van-1", max_trips=1)
        .with_needs("A-1", walks=8)
        .with_record("requests", "A-2", required=False, priority=Priority.PLANNED, received_at=long_ago)
    )


def test_the_variant_that_takes_lying_people_is_told_with_who_would_stay() -> None:
    made = plan_of(crowded())
    assert served(made) == {"A-1"}
    assert made.fairness.lying_wait_too_long
    assert made.fairness.variant is not None
    words = made.fairness.variant.in_english()
    assert words.startswith("A variant takes A-2 while A-1 would stay; crews would be out ")
    facts = made.fairness.variant.facts
    hours = sum((m.returns_at - m.departs_at).total_seconds() for m in made.missions) / 3600
    assert facts["now_hours"] == pytest.approx(hours, abs=0.06)
    assert facts["hours"] != facts["now_hours"]


def test_a_variant_never_leaves_a_required_household_behind() -> None:
    made = plan_of(crowded().with_record("requests", "A-1", required=True))
    assert made.fairness.variant is not None
    assert "No variant takes the lying people who wait too long (A-2)" in made.fairness.variant.in_english()


def test_two_lying_people_do_not_outvote_a_required_household() -> None:
    world = (
        crowded().with_record("requests", "A-1", required=True).with_record("vehicle_types", "minibus", stretchers=2)
    )
    world = world.with_needs("B-1", wheelchairs=0, stretchers=1, walks_with_help=0)
    made = plan_of(world.with_record("requests", "B-1", received_at=world.now - timedelta(days=50)))
    assert served(made) == {"A-1"}
    assert made.fairness.variant is not None
    assert "No variant takes the lying people who wait too long (A-2, B-1)" in made.fairness.variant.in_english()


def test_lying_people_whom_no_vehicle_can_fetch_get_no_variant() -> None:
    made = plan_of(crowded().with_record("vehicle_types", "minibus", stretchers=0))
    assert made.fairness.variant is not None
    assert "No variant takes" in made.fairness.variant.in_english()


def test_without_anybody_waiting_too_long_there_is_no_variant() -> None:
    made = plan_of(small_town())
    assert not made.fairness.lying_wait_too_long
    assert made.fairness.variant is None
