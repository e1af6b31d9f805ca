"""The class of turn a request may belong to: suggested with reasons, decided by a person."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from openevac.domain.needs import Needs
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, Priority
from openevac.rules.priority import PriorityFacts, suggest_priority

COUPLE = PriorityFacts(needs=Needs(walks=2), distance_km=18.0)


def suggested(**change: object) -> tuple[str, list[str]]:
    found = suggest_priority(replace(COUPLE, **change))  # type: ignore[arg-type]  # fields of PriorityFacts
    return found.priority.value, [reason.in_english() for reason in found.reasons]


def test_nothing_said_is_planned():
    assert suggested() == ("planned", [])
    assert suggested(distance_km=None) == ("planned", [])
    assert suggested(needs=Needs(walks=1)) == ("planned", [])
    assert suggested(needs=Needs(walks=1, walks_with_help=1)) == ("planned", [])


@pytest.mark.parametrize(
    ("change", "priority", "reason"),
    [
        ({"danger_to_life": True}, "urgent", "Somebody's life is in danger now."),
        ({"needs_doctor_now": True}, "urgent", "Somebody needs a doctor or medicine within a day."),
        ({"house_destroyed": True}, "urgent", "The house cannot be lived in any more."),
        ({"needs": Needs(walks=1, stretchers=1)}, "first", "Somebody cannot walk to a cellar."),
        ({"needs": Needs(walks=1, wheelchairs=1)}, "first", "Somebody cannot walk to a cellar."),
        ({"needs": Needs(walks_with_help=1)}, "first", "One person alone who walks with help."),
        ({"children": 1}, "first", "There are children."),
        ({"no_heat_or_water": True}, "first", "There is no heat or no water."),
        ({"evacuation_ordered": True}, "first", "The authorities have ordered people to leave this place."),
        ({"distance_km": 9.99}, "first", "Under 10.0 km from the line or the border."),
    ],
)
def test_each_fact_calls_for_a_class_and_says_why(change, priority, reason):
    assert suggested(**change) == (priority, [reason])


def test_the_highest_class_wins_and_every_reason_is_said():
    priority, reasons = suggested(children=2, house_destroyed=True, distance_km=3.0)
    assert priority == "urgent"
    assert reasons == [
        "The house cannot be lived in any more.",
        "There are children.",
        "Under 10.0 km from the line or the border.",
    ]


def test_ten_kilometres_are_not_under_ten():
    assert suggested(distance_km=10.0) == ("planned", [])


def test_one_more_need_never_lowers_a_turn():
    ticks = [item.name for item in fields(PriorityFacts) if item.type == "bool"]
    assert len(ticks) == 5
    for base in ({}, {"children": 1}, {"danger_to_life": True}):
        before = PRIORITIES_HIGH_FIRST.index(Priority(suggested(**base)[0]))
        for tick in ticks:
            after = PRIORITIES_HIGH_FIRST.index(Priority(suggested(**base | {tick: True})[0]))
            assert after <= before


def test_returns_refusals_and_trouble_are_not_asked():
    asked = " ".join(item.name for item in fields(PriorityFacts))
    assert not any(word in asked for word in ("return", "refus", "before", "times", "trouble"))
