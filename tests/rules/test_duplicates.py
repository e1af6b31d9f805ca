"""Requests that may be one: a mother rings, her son writes in the chat, a neighbour asks for the whole stairwell."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.needs import MobilityClass
from openevac.domain.places import LonLat
from openevac.rules.duplicates import (
    MOST_CANDIDATES,
    Key,
    KeyKind,
    RequestFacts,
    candidate_keys,
    cell_of,
    rank,
    similar_party,
)
from tests.torture import examples

NOON = datetime(2025, 8, 16, 12, 0, tzinfo=UTC)
KUPIANSK, VOVCHANSK = "UA63080090010026457", "UA63140010010041010"
HOUSE = LonLat(37.615, 49.71)
TWO_WALK = {MobilityClass.WALKS: 2}

MOTHER = RequestFacts(
    id="r1", received_at=NOON, party_size=2, katottg=KUPIANSK, position=HOUSE, receipts=frozenset({"К-000-013"}),
    phone_tags=frozenset({"aa01"}), house_tag="bb01", mobility=TWO_WALK,
)  # fmt: skip
SON = RequestFacts(id="r2", received_at=NOON, party_size=2, katottg=KUPIANSK, mobility=TWO_WALK)


def east(metres: float, from_: LonLat = HOUSE) -> LonLat:
    return LonLat(from_.lon + metres / (111_320.0 * math.cos(math.radians(from_.lat))), from_.lat)


def said(facts: RequestFacts, *found: RequestFacts) -> dict[str, list[str]]:
    return {one.id: [reason.in_english() for reason in one.reasons] for one in rank(facts, found)}


def test_every_sign_is_said_strongest_first():
    son = replace(
        SON, position=east(200), receipts=frozenset({"К-000-013"}), phone_tags=frozenset({"aa01"}), house_tag="bb01"
    )
    assert said(son, MOTHER) == {
        "r1": [
            "The caller named the number of this request.",
            "The same phone asked.",
            "The same house.",
            "About 200 m away.",
            "The same number of people, moving in the same way.",
        ]
    }


@pytest.mark.parametrize(
    ("sign", "reasons"),
    [
        ({"receipts": frozenset({"К-000-013", "К-111-119"})}, ["The caller named the number of this request."]),
        ({"phone_tags": frozenset({"aa01", "aa02"})}, ["The same phone asked."]),
        ({"house_tag": "bb01"}, ["The same house."]),
    ],
)
def test_one_hard_sign_is_enough_wherever_and_however_many(sign, reasons):
    far = RequestFacts(id="r9", received_at=NOON, party_size=7, katottg=VOVCHANSK, position=east(40_000), **sign)
    assert said(far, MOTHER) == {"r1": reasons}


@pytest.mark.parametrize(
    ("metres", "party", "reasons"),
    [
        (0, 2, ["About 100 m away.", "The same number of people, moving in the same way."]),
        (299, 2, ["About 300 m away.", "The same number of people, moving in the same way."]),
        (999, 2, ["About 1000 m away.", "The same number of people, moving in the same way."]),
        (1001, 2, None),
        (100, 3, ["About 100 m away.", "A party of almost the same size: 3 and 2."]),
        (100, 1, ["About 100 m away.", "A party of almost the same size: 1 and 2."]),
        (100, 4, None),
        (100, 0, None),
    ],
)
def test_near_and_of_like_size(metres, party, reasons):
    facts = replace(SON, position=east(metres), party_size=party, mobility=TWO_WALK if party == 2 else {})
    assert said(facts, MOTHER) == ({} if reasons is None else {"r1": reasons})


def test_who_moves_otherwise_is_only_the_same_number():
    facts = replace(SON, position=HOUSE, mobility={MobilityClass.WALKS: 1, MobilityClass.LYING: 1})
    assert said(facts, MOTHER)["r1"][1] == "The same number of people."
    typing = replace(SON, position=HOUSE, mobility={})
    assert said(typing, replace(MOTHER, mobility={}))["r1"][1] == "The same number of people."
    zeros = replace(SON, position=HOUSE, mobility=TWO_WALK | {MobilityClass.LYING: 0})
    assert said(zeros, MOTHER)["r1"][1] == "The same number of people, moving in the same way."


def test_without_a_position_the_place_stands_in_and_the_sign_is_weak():
    assert said(SON, MOTHER) == {
        "r1": [
            "The same place; at least one of the two has no position.",
            "The same number of people, moving in the same way.",
        ]
    }
    assert rank(SON, [MOTHER])[0].is_weak
    assert not rank(replace(SON, position=HOUSE), [MOTHER])[0].is_weak
    assert not rank(replace(SON, house_tag="bb01"), [MOTHER])[0].is_weak
    assert said(replace(SON, katottg=""), replace(MOTHER, katottg="")) == {}
    assert said(replace(SON, katottg=VOVCHANSK), MOTHER) == {}


def test_only_the_place_is_no_sign():
    assert said(replace(SON, party_size=6), MOTHER) == {}


def test_no_house_is_not_the_same_house():
    bare = RequestFacts(id="r8", received_at=NOON, party_size=9, katottg=VOVCHANSK)
    assert said(replace(bare, id="r9", party_size=1), bare) == {}


def test_a_request_is_not_its_own_duplicate_and_pairs_kept_apart_stay_apart():
    assert rank(MOTHER, [MOTHER]) == ()
    son = replace(SON, phone_tags=MOTHER.phone_tags)
    assert rank(replace(son, kept_apart=frozenset({"r1"})), [MOTHER]) == ()
    assert rank(son, [replace(MOTHER, kept_apart=frozenset({"r2"}))]) == ()
    assert len(rank(replace(son, kept_apart=frozenset({"r3"})), [MOTHER])) == 1


def test_the_likeliest_come_first_then_the_nearest_then_the_newest():
    son = replace(
        SON, position=HOUSE, phone_tags=frozenset({"aa01"}), house_tag="bb01", receipts=frozenset({"К-000-013"})
    )
    other = replace(MOTHER, receipts=frozenset(), phone_tags=frozenset(), house_tag="")
    found = [
        replace(other, id="quarter", position=east(800)),
        replace(other, id="corner", position=east(250)),
        replace(other, id="near-old", position=east(100), received_at=NOON - timedelta(days=3)),
        replace(other, id="near-new", position=east(100)),
        replace(other, id="house", house_tag="bb01", position=None, katottg=VOVCHANSK),
        replace(other, id="phone", phone_tags=frozenset({"aa01"}), position=None, katottg=VOVCHANSK),
        replace(other, id="named", receipts=frozenset({"К-000-013"}), position=None, katottg=VOVCHANSK),
        replace(other, id="place", position=None),
    ]
    wanted = ["named", "phone", "house", "near-new", "near-old", "corner", "quarter", "place"]
    assert [one.id for one in rank(son, found)] == wanted
    assert [one.id for one in rank(son, reversed(found))] == wanted
    assert [one.id for one in rank(son, [*found, *found])] == wanted


def test_twenty_are_named_at_most_and_they_are_the_strongest():
    crowd = [replace(MOTHER, id=f"n{number:03}", position=east(10 * number)) for number in range(60)]
    crowd = [replace(one, phone_tags=frozenset(), house_tag="") for one in crowd]
    found = rank(replace(SON, position=HOUSE, phone_tags=MOTHER.phone_tags), [*crowd, MOTHER])
    assert len(found) == MOST_CANDIDATES == 20
    assert [one.id for one in found][:3] == ["r1", "n000", "n001"]


@pytest.mark.parametrize(
    ("party", "similar"),
    [(1, (1, 2)), (2, (1, 3)), (3, (2, 4)), (4, (3, 6)), (6, (4, 9)), (9, (6, 13)), (30, (20, 45))],
)
def test_a_party_may_be_counted_otherwise_by_somebody_else(party, similar):
    assert similar_party(party) == similar


@given(st.integers(1, 60), st.integers(1, 60))
def test_likeness_of_parties_has_no_sides(one, other):
    low, high = similar_party(one)
    back = similar_party(other)
    assert (low <= other <= high) == (back[0] <= one <= back[1])
    assert (low <= other <= high) == (abs(one - other) <= max(1, max(one, other) // 3))


def test_the_store_is_told_which_columns_to_look_up():
    keys = candidate_keys(replace(MOTHER, phone_tags=frozenset({"aa02", "aa01"})))
    assert keys[:4] == (
        Key(kind=KeyKind.RECEIPT, value="К-000-013"),
        Key(kind=KeyKind.PHONE_TAG, value="aa01"),
        Key(kind=KeyKind.PHONE_TAG, value="aa02"),
        Key(kind=KeyKind.HOUSE_TAG, value="bb01"),
    )
    cells = [key for key in keys if key.kind is KeyKind.CELL]
    assert len({key.value for key in cells}) == 15
    assert cell_of(HOUSE) in {key.value for key in cells}
    assert {key.party for key in cells} == {(1, 3)}
    assert keys[-1] == Key(kind=KeyKind.PLACE, value=KUPIANSK, party=(1, 3), without_position=True)
    two = candidate_keys(replace(SON, receipts=frozenset(f"К-000-0{number}" for number in range(9, 0, -1))))
    assert [key.value for key in two[:9]] == [f"К-000-0{number}" for number in range(1, 10)]
    assert candidate_keys(SON) == (Key(kind=KeyKind.PLACE, value=KUPIANSK, party=(1, 3)),)
    assert candidate_keys(replace(SON, party_size=0)) == ()


def looked_up(key: Key, other: RequestFacts) -> bool:
    """Do what the store does for one key."""
    if key.party is not None and not key.party[0] <= other.party_size <= key.party[1]:
        return False
    if key.without_position and other.position is not None:
        return False
    return {
        KeyKind.RECEIPT: key.value in other.receipts,
        KeyKind.PHONE_TAG: key.value in other.phone_tags,
        KeyKind.HOUSE_TAG: key.value == other.house_tag,
        KeyKind.CELL: other.position is not None and key.value == cell_of(other.position),
        KeyKind.PLACE: key.value == other.katottg,
    }[key.kind]


POSITIONS = st.none() | st.builds(LonLat, st.floats(37.59, 37.64), st.floats(49.69, 49.73))


def requests(name: str) -> st.SearchStrategy[RequestFacts]:
    return st.builds(
        RequestFacts,
        id=st.just(name),
        received_at=st.integers(0, 99).map(lambda hours: NOON - timedelta(hours=hours)),
        party_size=st.integers(0, 9),
        katottg=st.sampled_from(["", KUPIANSK, VOVCHANSK]),
        position=POSITIONS,
        receipts=st.frozensets(st.sampled_from(["К-000-013", "К-000-021"]), max_size=1),
        phone_tags=st.frozensets(st.sampled_from(["aa01", "aa02", "aa03"]), max_size=2),
        house_tag=st.sampled_from(["", "bb01", "bb02"]),
        mobility=st.sampled_from([{}, TWO_WALK]),
    )


@settings(max_examples=examples(500, 10_000), deadline=None)
@given(requests("one"), requests("other"))
def test_what_rank_would_name_is_always_found_by_a_key(one, other):
    if rank(one, [other]):
        assert any(looked_up(key, other) for key in candidate_keys(one)), (one, other)


@settings(max_examples=examples(300, 3_000), deadline=None)
@given(requests("one"), requests("other"))
def test_being_alike_has_no_sides(one, other):
    if 0 not in {one.party_size, other.party_size}:
        there, back = rank(one, [other]), rank(other, [one])
        assert [found.strength for found in there] == [found.strength for found in back]


def test_facts_check_themselves():
    for wrong in ({"received_at": NOON.replace(tzinfo=None)}, {"party_size": -1}, {"position": LonLat(49.7, 137.6)}):
        with pytest.raises(InputError):
            replace(SON, **wrong)
