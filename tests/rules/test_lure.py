"""Signs of bait: what is seen, what holds, what a person has set aside; nothing is ever refused."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.events import Asker
from openevac.domain.roles import Role
from openevac.rules import lure_patterns
from openevac.rules.holds import RINGS_EVERY
from openevac.rules.lure import ControlAnswer, GroundOf, KnownThere, LureFacts, LureVerdict, look_for_lure
from openevac.rules.lure_patterns import HOLD_AT, PATTERNS, LureKind, Threshold
from tests.torture import examples

NOON = datetime(2025, 8, 16, 12, 0, tzinfo=UTC)
DAUGHTER = LureFacts(asker=Asker.RELATIVE, distance_km=18.0, contact_age_h=0.2, new_in_cell=1, usual_in_cell=1.0)
"""A daughter in Lviv rings for the first time, for a house 18 km from the line."""


def look(facts: LureFacts) -> LureVerdict:
    return look_for_lure(facts, NOON)


def said(facts: LureFacts) -> dict[str, str]:
    return {sign.kind.value: sign.reason.in_english() for sign in look(facts).signs}


def test_an_ordinary_request_shows_nothing_and_is_not_held():
    verdict = look(DAUGHTER)
    assert verdict == LureVerdict(signs=(), hold=False, owner=None, ring_at=None)


def test_a_hold_has_an_owner_and_a_clock_and_a_reason():
    verdict = look(replace(DAUGHTER, moved_closer_km=1.24))
    assert verdict.hold
    assert verdict.owner is Role.COORDINATOR
    assert verdict.ring_at == NOON + RINGS_EVERY
    assert [sign.reason.in_english() for sign in verdict.signs] == [
        "The meeting point was moved 1.2 km towards the line."
    ]


SEEN = [
    ({"ground": GroundOf.HELD}, "held_ground", "The place lies in held ground."),
    ({"ground": GroundOf.CONTESTED}, "contested_ground", "The place lies in contested ground."),
    ({"distance_km": 2.96}, "edge_of_line", "3.0 km from the line or the border."),
    ({"distance_km": 0.0}, "edge_of_line", "0.0 km from the line or the border."),
    ({"moved_closer_km": 0.5}, "moves_to_the_line", "The meeting point was moved 0.5 km towards the line."),
    (
        {"crew_found_nobody": 1},
        "nobody_before",
        "A crew was here and found nobody; since then nobody has seen or heard the household.",
    ),
    (
        {"control": ControlAnswer.WRONG},
        "control_question",
        "The one who asks could not answer the control question.",
    ),
    (
        {"to_neighbours": KnownThere.NOT_KNOWN},
        "unknown_to_neighbours",
        "Nobody in the street has ever heard of this household.",
    ),
    (
        {"on_community_list": KnownThere.NOT_KNOWN},
        "not_on_list",
        "The community's list of who remains does not have this household.",
    ),
    (
        {"other_households": 2},
        "same_contact",
        "A phone or account we have known for less than three days asked for 2 more households in a day.",
    ),
    (
        {"other_households": 5, "contact_age_h": 72.0},
        "same_contact",
        "The same phone or account asked for 5 more households in a day.",
    ),
    ({"asked_route": True}, "asks_route", "The one who asks wants to know the way of the van."),
    ({"asked_who_comes": True}, "asks_who_comes", "The one who asks wants to know who else comes or is fetched."),
    ({"asked_for_a_van": True}, "asks_for_a_van", "The one who asks wants a certain van or driver."),
    ({"asked_exact_time": True}, "asks_exact_time", "The one who asks insists on an exact time."),
    ({"asked_vehicle": True}, "asks_vehicle", "The one who asks wants to know which vehicle comes."),
    ({"new_in_cell": 5}, "cluster", "5 new requests from this neighbourhood in a day, none confirmed yet."),
]


@pytest.mark.parametrize(("change", "kind", "reason"), SEEN, ids=[kind for _, kind, _ in SEEN])
def test_each_pattern_is_seen_alone_and_said_in_words(change, kind, reason):
    assert said(replace(DAUGHTER, **change)) == {kind: reason}
    verdict = look(replace(DAUGHTER, **change))
    assert verdict.hold == (PATTERNS[LureKind(kind)].weight >= HOLD_AT)


def test_every_pattern_of_the_table_is_one_of_these():
    assert {kind for _, kind, _ in SEEN} == {kind.value for kind in LureKind} == {kind.value for kind in PATTERNS}


@pytest.mark.parametrize(
    "change",
    [
        {"distance_km": 3.0}, {"distance_km": None}, {"moved_closer_km": 0.49}, {"moved_closer_km": -4.0},
        {"control": ControlAnswer.RIGHT}, {"to_neighbours": KnownThere.KNOWN}, {"on_community_list": KnownThere.KNOWN},
        {"other_households": 1}, {"other_households": 4, "contact_age_h": 72.0},
        {"other_households": 40, "contact_age_h": 72.0, "asker": Asker.COMMUNITY},
        {"other_households": 40, "contact_age_h": 72.0, "asker": Asker.SERVICE},
        {"new_in_cell": 4}, {"new_in_cell": 29, "usual_in_cell": 10.0},
    ],
)  # fmt: skip
def test_just_below_nothing_is_seen(change):
    assert said(replace(DAUGHTER, **change)) == {}


def test_saying_to_be_of_the_community_does_not_open_the_gate_for_a_new_phone():
    for age_h in (None, 0.0, 71.9):
        facts = replace(DAUGHTER, asker=Asker.COMMUNITY, contact_age_h=age_h, other_households=2)
        assert list(said(facts)) == ["same_contact"]


def test_a_big_town_may_have_a_big_day():
    assert list(said(replace(DAUGHTER, new_in_cell=30, usual_in_cell=10.0))) == ["cluster"]


def test_weak_signs_hold_together():
    edge = replace(DAUGHTER, distance_km=1.2, asked_exact_time=True)
    assert not look(edge).hold
    assert look(replace(edge, asked_vehicle=True)).hold
    assert look(replace(DAUGHTER, asked_route=True, asked_exact_time=True)).hold
    assert not look(replace(DAUGHTER, asked_route=True)).hold
    assert not look(replace(DAUGHTER, distance_km=1.2, asked_exact_time=True, contact_age_h=None)).hold


def test_signs_are_told_in_one_order():
    facts = replace(
        DAUGHTER, distance_km=1.0, moved_closer_km=2.0, asked_route=True, control=ControlAnswer.WRONG, new_in_cell=9,
        other_households=3,
    )  # fmt: skip
    kinds = [sign.kind for sign in look(facts).signs]
    assert kinds == sorted(kinds, key=list(LureKind).index)
    assert len(kinds) == 6


def test_what_a_person_set_aside_stays_in_sight_and_holds_no_more():
    facts = replace(DAUGHTER, moved_closer_km=1.2)
    sign = look(facts).signs[0]
    released = replace(facts, set_aside={sign.kind: sign.size})
    verdict = look(released)
    assert not verdict.hold
    assert (verdict.ring_at, verdict.owner) == (None, None)
    assert [(one.kind, one.set_aside, one.weight) for one in verdict.signs] == [(LureKind.MOVES_TO_THE_LINE, True, 0)]
    assert look(replace(released, moved_closer_km=1.9)).hold is False


@pytest.mark.parametrize(
    ("before", "worse"),
    [
        ({"moved_closer_km": 1.2}, {"moved_closer_km": 2.1}),
        ({"crew_found_nobody": 1}, {"crew_found_nobody": 2}),
        ({"other_households": 3, "asked_exact_time": True}, {"other_households": 4}),
        ({"new_in_cell": 6, "asked_route": True}, {"new_in_cell": 7}),
        ({"distance_km": 2.5, "asked_route": True}, {"distance_km": 1.9}),
    ],
)
def test_a_sign_that_grew_since_it_was_set_aside_counts_again(before, worse):
    facts = replace(DAUGHTER, **before)
    verdict = look(facts)
    assert verdict.hold
    largest = {sign.kind: sign.size for sign in verdict.signs}
    grown = next(kind for kind in largest if kind in GROWING)
    released = replace(facts, set_aside={grown: largest[grown]})
    assert not look(released).hold
    assert look(replace(released, **worse)).hold


GROWING = {
    LureKind.MOVES_TO_THE_LINE, LureKind.NOBODY_BEFORE, LureKind.SAME_CONTACT, LureKind.CLUSTER, LureKind.EDGE_OF_LINE,
}  # fmt: skip


def test_setting_one_sign_aside_does_not_set_aside_another():
    facts = replace(DAUGHTER, moved_closer_km=1.2, crew_found_nobody=1, set_aside={LureKind.MOVES_TO_THE_LINE: 2})
    assert look(facts).hold


FACTS = st.builds(
    LureFacts,
    asker=st.sampled_from(Asker),
    ground=st.sampled_from(GroundOf),
    distance_km=st.none() | st.floats(0, 60),
    moved_closer_km=st.floats(-5, 5),
    contact_age_h=st.none() | st.floats(0, 900),
    other_households=st.integers(0, 9),
    new_in_cell=st.integers(0, 40),
    usual_in_cell=st.floats(0, 10),
    crew_found_nobody=st.integers(0, 2),
    control=st.sampled_from(ControlAnswer),
    on_community_list=st.sampled_from(KnownThere),
    to_neighbours=st.sampled_from(KnownThere),
    asked_exact_time=st.booleans(),
    asked_route=st.booleans(),
    asked_vehicle=st.booleans(),
    asked_who_comes=st.booleans(),
    asked_for_a_van=st.booleans(),
    set_aside=st.dictionaries(st.sampled_from(LureKind), st.integers(1, 3), max_size=3),
)


@settings(max_examples=examples(500, 10_000), deadline=None)
@given(FACTS)
def test_it_holds_exactly_when_what_counts_weighs_enough_and_every_hold_can_be_lifted(facts):
    verdict = look(facts)
    weight = sum(PATTERNS[sign.kind].weight for sign in verdict.signs if not sign.set_aside)
    assert verdict.hold == (weight >= HOLD_AT)
    assert (verdict.owner is not None) == (verdict.ring_at is not None) == verdict.hold
    assert len({sign.kind for sign in verdict.signs}) == len(verdict.signs)
    assert all(sign.reason.in_english() and sign.size >= 1 for sign in verdict.signs)
    assert not look(replace(facts, set_aside={sign.kind: sign.size for sign in verdict.signs})).hold


@settings(max_examples=examples(300, 3_000), deadline=None)
@given(
    FACTS, st.sampled_from(["asked_route", "asked_vehicle", "asked_exact_time", "asked_who_comes", "asked_for_a_van"])
)
def test_one_more_sign_never_lifts_a_hold(facts, tick):
    assert look(replace(facts, **{tick: True})).hold >= look(replace(facts, **{tick: False})).hold


def test_there_is_no_way_to_refuse():
    names = {item.name for item in fields(LureVerdict)}
    assert names == {"signs", "hold", "owner", "ring_at"}


def test_facts_check_themselves():
    for wrong in (
        {"distance_km": -1.0},
        {"other_households": -1},
        {"contact_age_h": float("nan")},
        {"new_in_cell": -2},
    ):
        with pytest.raises(InputError):
            replace(DAUGHTER, **wrong)
    with pytest.raises(InputError, match="no time zone"):
        look_for_lure(DAUGHTER, NOON.replace(tzinfo=None))


def test_the_clock_of_a_hold_is_that_of_all_holds():
    assert timedelta(hours=2) == RINGS_EVERY


def test_the_page_prints_every_number_of_the_table():
    page = (Path(__file__).parents[2] / "docs" / "intake.md").read_text(encoding="utf-8")
    for kind, pattern in PATTERNS.items():
        assert f"| `{kind.value}` | {pattern.weight} | {pattern.why} |" in page, kind
    for name, limit in vars(lure_patterns).items():
        if isinstance(limit, Threshold):
            assert f"| `{name}` | {limit.value:g} {limit.unit} | {limit.why} |" in page, name
