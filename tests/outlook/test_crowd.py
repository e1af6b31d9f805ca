"""People as numbers: kinds, places, minutes, beds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.needs import Needs
from openevac.domain.shelters import Beds
from openevac.domain.vehicles import VehicleType
from openevac.feeds.exposure_profile import read_profile
from openevac.outlook.asked import ORDINARY_HOUSEHOLDS, PeopleToMove
from openevac.outlook.crowd import Heads, Room, bed_pools, boarding_of, example_of, full_load, heads_of, room_of
from openevac.planning.loads import lacks, load_of
from openevac.rules.service_time import service_duration_s
from tests.outlook.road_end import AMBULANCE, CREW, MIXED, van

NUMBERS = read_profile("2025-10")
households = st.builds(
    Needs,
    walks=st.integers(1, 4),
    walks_with_help=st.integers(0, 2),
    wheelchairs=st.integers(0, 1),
    stretchers=st.integers(0, 2),
    carry_floors=st.integers(0, 9),
    belongings_kg=st.integers(0, 90),
    bulky=st.integers(0, 2),
    pets=st.integers(0, 3),
)


def test_shares_are_those_of_the_example() -> None:
    assert heads_of(PeopleToMove(count=100, households=MIXED)) == Heads(80, 10, 10)
    assert heads_of(PeopleToMove(count=10, households=MIXED)) == Heads(8, 1, 1)
    assert heads_of(PeopleToMove(count=0, households=MIXED)) == Heads(0, 0, 0)


@given(st.lists(households, min_size=1, max_size=5), st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_one_person_more_adds_one_of_one_kind(example: list[Needs], count: int) -> None:
    fewer = heads_of(PeopleToMove(count=count, households=tuple(example)))
    more = heads_of(PeopleToMove(count=count + 1, households=tuple(example)))
    assert sorted(b - a for a, b in zip(fewer, more, strict=True)) == [0, 0, 1]
    shares = example_of(PeopleToMove(count=0, households=tuple(example)))
    for head, share in zip(fewer, shares, strict=True):
        assert abs(head - count * share / sum(shares)) <= 1.5


@given(
    st.integers(0, 12), st.integers(0, 4), st.integers(0, 3), st.integers(0, 4), st.integers(0, 4), st.integers(0, 20),
    st.integers(0, 5), st.integers(0, 5),
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_what_boards_always_fits(seats, chairs, each_chair, stretchers, each_stretcher, sit, roll, lie) -> None:
    """Whoever the simulation takes on one trip fits by the planner's own rule of loads."""
    if seats + chairs + stretchers == 0:
        return
    kind = VehicleType(
        id="kind", profile="van", seats=seats, wheelchair_places=chairs, seats_per_wheelchair=each_chair,
        stretchers=stretchers, seats_per_stretcher=each_stretcher,
    )  # fmt: skip
    room = room_of(van(kind=kind), Heads(8, 1, 1), NUMBERS)
    lying, rolling = min(lie, room.stretchers), min(roll, room.wheelchairs)
    seated = min(sit, room.seats - lying * each_stretcher - rolling * each_chair)
    assert seated >= 0
    if seated + lying + rolling:
        needs = Needs(walks=seated, wheelchairs=rolling, stretchers=lying)
        assert lacks(load_of([needs], kind), kind) == ()


def test_nobody_lies_in_a_van_whose_crew_does_not_carry() -> None:
    alone = van(
        kind=AMBULANCE, crew=CREW.__class__(id="c", size=1, carriers=1, tw_early=CREW.tw_early, tw_late=CREW.tw_late)
    )
    assert room_of(alone, Heads(1, 1, 1), NUMBERS).stretchers == 0
    assert room_of(van(kind=AMBULANCE), Heads(1, 1, 1), NUMBERS).stretchers == 1


def test_a_full_load_is_mixed_as_the_crowd_is() -> None:
    room = Room(seats=8, wheelchairs=1, seats_per_wheelchair=2, stretchers=1, seats_per_stretcher=3)
    assert full_load(room, Heads(10, 0, 0)) == 8
    assert full_load(room, Heads(8, 1, 1)) == 6  # 4.8 sit, 0.6 roll on 1.2 seats, 0.6 lie on 1.8: 7.8 of 8
    assert full_load(room, Heads(0, 1, 0)) == 1
    assert full_load(room, Heads(0, 0, 0)) == 1


@given(st.lists(households, min_size=1, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_minutes_by_number_add_up_to_the_formula(example: list[Needs], dice) -> None:
    boarding = boarding_of(tuple(example), CREW, NUMBERS)
    values = np.array([dice.uniform(1, 300) for _ in boarding.keys])
    asked = NUMBERS
    for key, value in zip(boarding.keys, values, strict=True):
        asked = asked.with_value(key, float(value))
    seconds = math.fsum(service_duration_s(needs, CREW, asked) for needs in example)
    people = sum(needs.party_size for needs in example)
    assert float(boarding.per_person_s(values)) == pytest.approx(seconds / people)


@given(
    st.integers(0, 50), st.integers(0, 9), st.integers(0, 9), st.integers(0, 60), st.integers(0, 9), st.integers(0, 9)
)
def test_beds_are_shared_out_once_and_by_kind(ordinary, no_stairs, care, seated, rolling, lying) -> None:
    pools = bed_pools(Beds(ordinary=ordinary, no_stairs=no_stairs, care=care), Heads(seated, rolling, lying))
    assert sum(pools) == ordinary + no_stairs + care
    assert pools.lying <= care
    assert pools.wheelchairs <= no_stairs + care - pools.lying
    fits = lying <= care and rolling + lying <= no_stairs + care and seated + rolling + lying <= sum(pools)
    assert fits == all(bed >= head for bed, head in zip(pools, Heads(seated, rolling, lying), strict=True))


def test_the_ordinary_households_are_as_told() -> None:
    people = example_of(PeopleToMove(count=1))
    assert people == Heads(18, 1, 1)
    assert sum(needs.walks_with_help for needs in ORDINARY_HOUSEHOLDS) / sum(people) == 0.25
