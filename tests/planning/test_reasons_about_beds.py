"""Beds that others have taken: the reason says beds where beds are what lacks, and its proof proves that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openevac.domain.requests import Priority
from openevac.domain.shelters import Beds
from openevac.domain.unserved import Limit
from openevac.planning.rivals import Rivals
from tests.planning.town import left, plan_of, served
from tests.worlds import World, small_town


def two_shelters() -> World:
    """The school takes animals and has two beds, both wanted by an urgent household; the club takes none."""
    world = small_town().with_record("shelters", "school", beds=Beds(no_stairs=2))
    (school,) = world.operation.shelters
    club = replace(school, id="club", pets=False, beds=Beds(ordinary=20, no_stairs=20, care=5))
    world = world.with_operation(shelters=(school, club)).with_needs("B-1", pets=1)
    return world.with_record("requests", "B-1", priority=Priority.URGENT, required=True)


def test_free_beds_where_animals_may_not_go_are_no_beds_for_who_has_some() -> None:
    """Free beds elsewhere hid it: the first limit tried in vain was named, as if lifting it had helped."""
    made = plan_of(two_shelters())
    assert "A-1" not in served(made)
    entry = left(made, "A-1")
    assert entry.limit is Limit.BEDS
    assert entry.proof.in_english().startswith("With 2 more beds without stairs in each shelter")
    more = two_shelters().with_record("shelters", "school", beds=Beds(no_stairs=4))
    assert "A-1" in served(plan_of(more))


def test_a_care_bed_and_another_bed_that_both_lack_are_both_said() -> None:
    world = small_town().with_record("shelters", "school", beds=Beds(no_stairs=1, care=1))
    world = world.with_needs("B-1", needs_care=1, needs_no_stairs=0)
    entry = left(plan_of(world), "B-1")
    assert entry.limit is Limit.BEDS
    assert entry.proof.facts == {"beds": 2, "care": 1}


def test_no_limit_is_named_that_does_not_stand_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever could be fetched alone is hindered by the others, and by no rule, also where that is not proved."""
    monkeypatch.setattr(Rivals, "prove", lambda *_: None)
    entry = left(plan_of(two_shelters()), "A-1")
    assert entry.limit is Limit.FLEET_FULL
    assert entry.proof.in_english().startswith("No proof was found: alone it could be fetched")
