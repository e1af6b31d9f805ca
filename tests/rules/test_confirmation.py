"""The ladder of confirmation on one street: what each sign is worth, and who counts once."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.events import Channel, Confirmation, ConfirmationKind
from openevac.domain.places import Access
from openevac.rules.confirmation import STRONG, Rung, VerdictKind, independent, judge, rung_of
from tests.torture import examples

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
K = ConfirmationKind


def sign(kind: K, source: str = "", **changes: Any) -> Confirmation:
    """Make a sign of yesterday; each kind has a source and a phone of its own unless told otherwise."""
    made = Confirmation(
        kind=kind, at=NOW - DAY, source=source or f"source-of-{kind}", channel=Channel.PHONE, recorded_by="op1"
    )
    return replace(made, **changes)


CALL_BACK = sign(K.CALL_BACK, "tag-asker", line_tag="tag-asker")
QUESTION = sign(K.CONTROL_QUESTION, "tag-asker", line_tag="tag-asker")
LIST = sign(K.COMMUNITY_LIST, "list of the hromada", channel=Channel.SHEET)
POLICE = sign(K.POLICE_OR_RED_CROSS, "police of the raion")
NEIGHBOUR = sign(K.ANOTHER_HOUSEHOLD, "tag-neighbour", line_tag="tag-neighbour")
SEEN = sign(K.SEEN_BY_CREW, "crew 3")
SECOND = sign(K.SECOND_PERSON, "tag-daughter", line_tag="tag-daughter")
CHAT = sign(K.SECOND_CHANNEL, "tag-asker", channel=Channel.CHAT)


@pytest.mark.parametrize(
    ("km", "access", "rung"),
    [
        (25.1, Access.OPEN, Rung.FAR),
        (25.0, Access.OPEN, Rung.MIDDLE),
        (10.0, Access.OPEN, Rung.MIDDLE),
        (9.9, Access.OPEN, Rung.NEAR),
        (-3.0, Access.OPEN, Rung.NEAR),
        (None, Access.OPEN, Rung.NEAR),
        (math.nan, Access.OPEN, Rung.NEAR),
        (90.0, Access.ARMOURED_ONLY, Rung.NEAR),
        (90.0, Access.POLICE_AND_ARMY_ONLY, Rung.NEAR),
        (90.0, Access.CLOSED, Rung.NEAR),
    ],
)
def test_the_rung_is_the_worse_of_distance_and_entry(km: float | None, access: Access, rung: Rung) -> None:
    assert rung_of(km, access) is rung


@pytest.mark.parametrize(
    ("signs", "km", "kind"),
    [
        ((), 40, VerdictKind.NEEDS),
        ((CALL_BACK,), 40, VerdictKind.CONFIRMED),
        ((LIST,), 40, VerdictKind.CONFIRMED),  # nobody there has a phone
        ((SECOND,), 40, VerdictKind.NEEDS),
        ((CHAT,), 40, VerdictKind.NEEDS),
        ((CALL_BACK,), 20, VerdictKind.NEEDS),
        ((CALL_BACK, CALL_BACK), 20, VerdictKind.NEEDS),
        ((CALL_BACK, sign(K.CALL_BACK, "tag-second")), 20, VerdictKind.NEEDS),
        ((CALL_BACK, SECOND), 20, VerdictKind.CONFIRMED),
        ((CALL_BACK, CHAT), 20, VerdictKind.CONFIRMED),
        ((CALL_BACK, NEIGHBOUR), 20, VerdictKind.CONFIRMED),
        ((LIST, SECOND), 20, VerdictKind.CONFIRMED),
        ((LIST,), 20, VerdictKind.NEEDS),
        ((SECOND, CHAT), 20, VerdictKind.NEEDS),
        ((CALL_BACK, SECOND), 5, VerdictKind.NEEDS),
        ((CALL_BACK, LIST), 5, VerdictKind.NEEDS),
        ((CALL_BACK, SECOND, CHAT, LIST), 5, VerdictKind.NEEDS),
        ((LIST, POLICE), 5, VerdictKind.CONFIRMED),
        ((QUESTION, NEIGHBOUR), 5, VerdictKind.CONFIRMED),
        ((SEEN, QUESTION), 5, VerdictKind.CONFIRMED),
        ((NEIGHBOUR, sign(K.ANOTHER_HOUSEHOLD, "tag-second")), 5, VerdictKind.NEEDS),  # two phones cost little
        ((LIST, LIST), 5, VerdictKind.NEEDS),
    ],
)
def test_what_is_enough_where(signs: tuple[Confirmation, ...], km: float, kind: VerdictKind) -> None:
    assert {judge(km, Access.OPEN, order, NOW).kind for order in permutations(signs)} == {kind}


def test_one_phone_counts_once_under_two_names() -> None:
    same_line = replace(NEIGHBOUR, line_tag="tag-asker")
    assert judge(5, Access.OPEN, (QUESTION, same_line), NOW).kind is VerdictKind.NEEDS
    assert judge(20, Access.OPEN, (CALL_BACK, replace(SECOND, line_tag="tag-asker")), NOW).kind is VerdictKind.NEEDS


def test_one_source_counts_once_however_it_is_spelt() -> None:
    assert not independent(LIST, replace(POLICE, source=" List of the Hromada "))
    assert independent(LIST, POLICE)


def test_signs_without_a_phone_are_not_the_same_phone() -> None:
    assert LIST.line_tag == POLICE.line_tag == ""
    assert judge(5, Access.OPEN, (LIST, POLICE), NOW).confirmed


def test_two_signs_that_lead_to_one_person_by_way_of_a_third_count_once() -> None:
    bridge = sign(K.SECOND_PERSON, "tag-neighbour", line_tag="tag-asker")  # the neighbour rang from the asker's phone
    assert judge(5, Access.OPEN, (QUESTION, NEIGHBOUR), NOW).confirmed
    assert not judge(5, Access.OPEN, (QUESTION, NEIGHBOUR, bridge), NOW).confirmed
    assert judge(5, Access.OPEN, (QUESTION, NEIGHBOUR, bridge, POLICE), NOW).confirmed


def test_a_second_channel_is_another_way_to_the_same_person() -> None:
    assert independent(CALL_BACK, CHAT)
    assert not independent(CALL_BACK, replace(CHAT, channel=Channel.PHONE))
    assert not independent(CALL_BACK, replace(CHAT, line_tag="tag-asker"))


@pytest.mark.parametrize(
    ("kind", "days", "counts"),
    [
        (K.SEEN_BY_CREW, 14, True),
        (K.SEEN_BY_CREW, 14.01, False),
        (K.COMMUNITY_LIST, 30, True),
        (K.COMMUNITY_LIST, 30.01, False),
        (K.COMMUNITY_LIST, -1, False),
        (K.COMMUNITY_LIST, -0.01, True),  # 14 minutes ahead: two clocks, no lie
    ],
)
def test_signs_grow_old(kind: K, days: float, *, counts: bool) -> None:
    aged = sign(kind, at=NOW - days * DAY)
    verdict = judge(5, Access.OPEN, (aged, POLICE), NOW)
    assert verdict.confirmed is counts
    assert bool(verdict.set_aside) is not counts


def test_what_does_not_count_is_said() -> None:
    old = replace(SEEN, at=NOW - 15 * DAY)
    ahead = replace(LIST, at=NOW + DAY)
    nameless = replace(POLICE, source="  ")
    assert [remark.in_english() for remark in judge(5, Access.OPEN, (old, ahead, nameless), NOW).set_aside] == [
        "A sign (seen_by_crew) is older than 14 days and does not count any more.",
        "A sign (community_list) is dated later than now and does not count: check the clock.",
        "A sign (police_or_red_cross) does not say on whose word it rests and does not count.",
    ]


def test_the_verdict_says_which_signs_would_do() -> None:
    near = judge(5, Access.OPEN, (CALL_BACK, LIST), NOW)
    assert near.reason.in_english().startswith("Not confirmed yet: under 10 km from the line")
    assert [remark.in_english() for remark in near.would_do] == [
        "A control question about the place, answered right.",
        "A word of the police or the Red Cross.",
        "Another household of the street, on another phone.",
        "A crew that saw them within 14 days.",
    ]
    middle = judge(20, Access.OPEN, (CALL_BACK,), NOW)
    assert [remark.in_english() for remark in middle.would_do][:2] == [
        "Another person, on another phone.",
        "The same person over another channel.",
    ]
    assert judge(20, Access.OPEN, (), NOW).would_do[0].in_english() == "A call-back that is answered."
    assert judge(40, Access.OPEN, (), NOW).would_do[0].in_english() == "A call-back that is answered."
    assert len(judge(40, Access.OPEN, (), NOW).would_do) == 6


def test_where_no_sign_is_possible_the_address_may_be_checked() -> None:
    for km in (5, 20, 40):
        assert judge(km, Access.OPEN, (), NOW, no_more_possible=True).kind is VerdictKind.CHECK_ADDRESS_ONLY
    armoured = judge(5, Access.ARMOURED_ONLY, (), NOW, no_more_possible=True)
    assert armoured.kind is VerdictKind.CHECK_ADDRESS_ONLY
    assert armoured.reason.in_english() == (
        "Check the address: only beside a confirmed stop of the same trip, by a way the crew chooses, no time told."
    )


@pytest.mark.parametrize("access", [Access.CLOSED, Access.POLICE_AND_ARMY_ONLY])
def test_into_a_closed_place_nobody_goes_to_look(access: Access) -> None:
    verdict = judge(40, access, (CALL_BACK,), NOW, no_more_possible=True)
    assert verdict.kind is VerdictKind.NEEDS
    assert verdict.reason.in_english() == "Not confirmed, and no van may enter there: pass it on to those who may."
    assert verdict.would_do[0].in_english().startswith("Police, rescue service, Red Cross")


def test_enough_signs_confirm_even_where_somebody_said_no_more_are_possible() -> None:
    assert judge(5, Access.CLOSED, (LIST, POLICE), NOW, no_more_possible=True).confirmed


SIGNS = st.builds(
    Confirmation,
    kind=st.sampled_from(list(K)),
    at=st.integers(-1, 40).map(lambda days: NOW - days * DAY),
    source=st.sampled_from(["a", "b", "c", " "]),
    channel=st.sampled_from([Channel.PHONE, Channel.CHAT]),
    recorded_by=st.just("op1"),
    line_tag=st.sampled_from(["", "t1", "t2"]),
)
ORDER = [Rung.NEAR, Rung.MIDDLE, Rung.FAR]


@settings(max_examples=examples(200, 5000), deadline=None)
@given(st.lists(SIGNS, max_size=5), st.randoms(use_true_random=False))
def test_what_confirms_near_the_line_confirms_further_away_in_any_order(signs: list[Confirmation], order) -> None:
    confirmed = [judge(km, Access.OPEN, signs, NOW).confirmed for km in (5, 20, 40)]
    assert confirmed == sorted(confirmed)
    shuffled = list(signs)
    order.shuffle(shuffled)
    assert [judge(km, Access.OPEN, shuffled, NOW).confirmed for km in (5, 20, 40)] == confirmed


@settings(max_examples=examples(200, 5000), deadline=None)
@given(st.lists(SIGNS, max_size=5))
def test_near_the_line_one_voice_never_confirms(signs: list[Confirmation]) -> None:
    one_voice = [replace(one, source="a", line_tag="t1") for one in signs]
    assert not judge(5, Access.OPEN, one_voice, NOW).confirmed
    if judge(5, Access.OPEN, signs, NOW).confirmed:
        assert len({one.kind for one in signs if one.kind in STRONG}) >= 2
        assert len({one.source.strip() for one in signs} - {""}) >= 2
