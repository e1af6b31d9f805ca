"""Every action x kind of thing x role x scope against a table written by hand, and what a refusal gives away."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.roles import Action, Actor, Resource, ResourceKind, Role
from openevac.rules import permissions
from openevac.rules.permission_table import PERMISSIONS, kinds_of
from openevac.rules.permissions import decide, own_mission

HANDS = "ANYWHERE IN THEIR OWN ORGANISATION"
RIDES = "ON A MISSION THEY RIDE ON THEMSELVES"
TODAY = "ARRIVALS OF TODAY"
ACROSS = "IN ANOTHER ORGANISATION"

# How the thing lies to the actor -> which sections of the table speak for it.
SCOPES = {
    "own mission": (HANDS, RIDES),
    "other mission": (HANDS,),
    "no mission": (HANDS,),
    "arrival of today": (HANDS, TODAY),
    "other organisation": (ACROSS,),
    "other organisation, own mission, today": (ACROSS,),
}

Cell = tuple[Role, Action, ResourceKind]


def _sections() -> dict[str, dict[str, list[str]]]:
    """Read the table: section -> first word -> words."""
    text = (Path(__file__).parent / "who_may_what.txt").read_text(encoding="utf-8")
    sections: dict[str, dict[str, list[str]]] = {}
    entry: list[str] = []
    firsts = {*Role, *ResourceKind}
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if words and not line.startswith(" "):
            part = sections.setdefault(line.strip(), {})
        elif words:
            if words[0] in firsts and line.startswith("    ") and line[4] != " ":
                entry = part.setdefault(words.pop(0), [])
            entry += words
    return sections


def _expected() -> dict[str, set[Cell]]:
    sections = _sections()
    touches: dict[str, list[ResourceKind]] = {}
    for kind, actions in sections["WHAT IT TOUCHES"].items():
        for action in actions:
            touches.setdefault(action, []).append(ResourceKind(kind))
    allowed: dict[str, set[Cell]] = {}
    for name in (HANDS, RIDES, TODAY, ACROSS):
        cells = allowed.setdefault(name, set())
        for role, words in sections[name].items():
            for word in words:
                action, _, kind = word.partition(":")
                kinds = [ResourceKind(kind)] if kind else touches[action]
                cells |= {(Role(role), Action(action), one) for one in kinds}
    return allowed


EXPECTED = _expected()


def actor_of(*roles: Role, **changes: Any) -> Actor:
    return replace(
        Actor(person="p1", organisation="ours", roles=frozenset(roles), missions=frozenset({"m1"})), **changes
    )


def thing_of(kind: ResourceKind, scope: str) -> Resource:
    return Resource(
        kind=kind,
        organisation="theirs" if "other organisation" in scope else "ours",
        id="m1" if kind is ResourceKind.MISSION and "own" in scope else "thing",
        mission={"other mission": "m2", "no mission": "", "arrival of today": ""}.get(scope, "m1"),
        today="today" in scope,
        asked_by="somebody-else",
    )


def test_every_cell_of_the_matrix_is_as_written() -> None:
    cells = list(product(Role, Action, ResourceKind, SCOPES))
    wrong = []
    for role, action, kind, scope in cells:
        expected = any((role, action, kind) in EXPECTED[section] for section in SCOPES[scope])
        if decide(actor_of(role), action, thing_of(kind, scope)).allowed is not expected:
            wrong.append(f"{role} {action} {kind} ({scope}): written {expected}")
    assert len(cells) == len(Role) * len(Action) * len(ResourceKind) * 6  # nothing skipped
    assert not wrong, "\n".join(wrong[:40])


def test_the_written_table_speaks_of_every_action_role_and_kind() -> None:
    sections = _sections()
    touches = sections["WHAT IT TOUCHES"]
    assert set(touches) == {kind.value for kind in ResourceKind}
    assert {action for actions in touches.values() for action in actions} == {action.value for action in Action}
    assert set(sections[HANDS]) == {role.value for role in Role}
    assert all(kinds_of(action) for action in Action)


def test_every_action_is_somebodys_and_nobody_may_do_everything() -> None:
    for action in Action:
        assert any(cell[1] is action for cells in EXPECTED.values() for cell in cells), action
    for role in Role:
        assert {cell[1] for cell in EXPECTED[HANDS] if cell[0] is role} != set(Action)


def test_revoked_people_do_nothing_anywhere() -> None:
    for action, kind, scope in product(Action, ResourceKind, SCOPES):
        decision = decide(actor_of(*Role, revoked=True), action, thing_of(kind, scope))
        assert not decision.allowed
        assert decision.hidden is ("other organisation" in scope)
    told = decide(actor_of(Role.OPERATOR, revoked=True), Action.HOLD, thing_of(ResourceKind.REQUEST, "no mission"))
    assert told.reason.in_english() == "Your access was taken back; ask the shift lead."


def test_who_has_no_role_does_nothing() -> None:
    assert not any(
        decide(actor_of(), action, thing_of(kind, scope)).allowed
        for action, kind, scope in product(Action, ResourceKind, SCOPES)
    )


def test_several_roles_together_may_what_one_of_them_may() -> None:
    both = actor_of(Role.REPORTER, Role.CREW)
    for action, kind, scope in product(Action, ResourceKind, SCOPES):
        thing = thing_of(kind, scope)
        alone = [decide(actor_of(role), action, thing).allowed for role in (Role.REPORTER, Role.CREW)]
        assert decide(both, action, thing).allowed is any(alone)


def test_an_outsider_learns_nothing_not_even_that_a_thing_exists() -> None:
    outsider = actor_of(*(set(Role) - {Role.PARTNER}))
    answers = [
        decide(outsider, action, thing_of(kind, "other organisation")) for action, kind in product(Action, ResourceKind)
    ]
    (answer,) = {(one.allowed, one.hidden, one.reason.in_english()) for one in answers}
    assert answer == (False, True, "There is nothing here under that name.")


def test_a_partner_sees_claims_and_nothing_else() -> None:
    partner = actor_of(Role.PARTNER)
    claim = thing_of(ResourceKind.CLAIM, "other organisation")
    assert decide(partner, Action.SEE_CLAIMS, claim).reason.in_english() == "Allowed: partner."
    assert decide(partner, Action.SEE_REQUESTS, thing_of(ResourceKind.REQUEST, "other organisation")).hidden
    assert not decide(partner, Action.SEE_CLAIMS, replace(claim, organisation="ours")).allowed


def test_a_crew_learns_nothing_of_other_missions() -> None:
    crew = actor_of(Role.CREW, Role.CREW_LEADER)
    other = decide(crew, Action.SEE_MISSION, thing_of(ResourceKind.MISSION, "other mission"))
    assert (other.allowed, other.hidden) == (False, True)
    assert other.reason.in_english() == "This belongs to another mission; a crew acts on its own only."
    own = decide(crew, Action.APPROVE_MISSION, thing_of(ResourceKind.MISSION, "own mission"))
    assert (own.allowed, own.hidden) == (False, False)
    assert own.reason.in_english() == "Only coordinators plan, send and close missions."
    desk = decide(actor_of(Role.CREW, Role.REPORTER), Action.SEE_MISSION, thing_of(ResourceKind.MISSION, "no mission"))
    assert not desk.hidden


def test_a_thing_without_a_mission_belongs_to_no_crew() -> None:
    nobody = actor_of(Role.CREW, missions=frozenset({""}))
    assert not own_mission(nobody, thing_of(ResourceKind.PLACE, "no mission"))
    assert own_mission(actor_of(Role.CREW), Resource(kind=ResourceKind.MISSION, organisation="ours", id="m1"))
    assert not own_mission(actor_of(Role.CREW), Resource(kind=ResourceKind.PLACE, organisation="ours", id="m1"))


def test_a_day_badge_is_told_that_it_is_for_today() -> None:
    decision = decide(actor_of(Role.DAY_BADGE), Action.SEE_RECEPTION, thing_of(ResourceKind.REGISTRATION, "no mission"))
    assert decision.reason.in_english() == "A day badge is for the arrivals of today only."


@pytest.mark.parametrize(
    ("asked_by", "allowed", "words"),
    [
        ("p2", True, "Allowed: coordinator."),
        ("p1", False, "You asked for this export yourself; another person must approve it."),
        ("", False, "Nobody asked for this export yet; it takes one person who asks and another who approves."),
    ],
)
def test_an_export_takes_two_people(asked_by: str, words: str, *, allowed: bool) -> None:
    export = Resource(kind=ResourceKind.ORGANISATION, organisation="ours", asked_by=asked_by)
    decision = decide(actor_of(Role.COORDINATOR, Role.SHIFT_LEAD), Action.APPROVE_EXPORT, export)
    assert (decision.allowed, decision.reason.in_english()) == (allowed, words)
    assert decide(actor_of(Role.COORDINATOR), Action.ASK_EXPORT, export).allowed


def test_a_kind_an_action_does_not_touch_is_refused() -> None:
    decision = decide(actor_of(*Role), Action.SIGN_CHECKPOINT, thing_of(ResourceKind.PERSON, "own mission"))
    assert (decision.allowed, decision.reason.in_english()) == (False, "Nobody may do this to such a thing.")


def test_every_row_says_why_not_and_lets_somebody() -> None:
    for row in PERMISSIONS.values():
        assert row.why_not.in_english().endswith(".")
        assert row.everyone


def test_the_matrix_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "own_mission", lambda *_: True)
    with pytest.raises(AssertionError, match="crew_leader accept_mission mission \\(other mission\\): written False"):
        test_every_cell_of_the_matrix_is_as_written()
