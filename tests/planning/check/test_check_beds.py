"""Beds: three sums decide exactly what trying every way of putting people to bed decides."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from openevac.domain.shelters import Beds
from openevac.planning.check.beds import BedsNeeded, beds_needed, shortfall
from tests.worlds import small_town

few = st.integers(0, 3)


@cache
def most_in_bed(ordinary: int, no_stairs: int, care: int, beds: tuple[int, int, int]) -> int:
    """Try every bed for the next person, and leaving the person out."""
    kinds = (ordinary, no_stairs, care)
    if not any(kinds):
        return 0
    person = max(k for k in range(3) if kinds[k])
    left = list(kinds)
    left[person] -= 1
    best = most_in_bed(left[0], left[1], left[2], beds)
    for bed in range(person, 3):  # a bed of one's own kind or a better one
        if beds[bed]:
            fewer = list(beds)
            fewer[bed] -= 1
            best = max(best, 1 + most_in_bed(left[0], left[1], left[2], (fewer[0], fewer[1], fewer[2])))
    return best


@given(few, few, few, few, few, few)
def test_three_sums_decide_as_trying_everything_does(o: int, n: int, c: int, bo: int, bn: int, bc: int) -> None:
    _, short = shortfall(BedsNeeded(ordinary=o, no_stairs=n, care=c), Beds(ordinary=bo, no_stairs=bn, care=bc))
    assert short == o + n + c - most_in_bed(o, n, c, (bo, bn, bc))


@given(few, few, few, few)
def test_care_is_short_by_what_care_beds_lack(o: int, c: int, bo: int, bc: int) -> None:
    care_short, _ = shortfall(BedsNeeded(ordinary=o, care=c), Beds(ordinary=bo, care=bc))
    assert care_short == max(0, c - bc)


def test_households_add_up_and_a_waiver_frees_the_care_bed() -> None:
    requests = small_town().operation.requests
    assert beds_needed(requests) == BedsNeeded(ordinary=8, no_stairs=1, care=1)
    world = small_town().with_record("requests", "A-2", care_bed_waived_by="O. Koval")
    assert beds_needed(world.operation.requests) == BedsNeeded(ordinary=9, no_stairs=1, care=0)
    assert beds_needed(()) == BedsNeeded()
