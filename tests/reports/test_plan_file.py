"""plan.json: whole, stable, and refused in words when it is damaged."""

from __future__ import annotations

import json

import pytest

from openevac.domain.errors import InputError
from openevac.reports.plan_file import plan_json, read_plan
from tests.reports.sample import plan


def test_a_plan_comes_back_as_it_was() -> None:
    assert read_plan(plan_json(plan())) == plan()


def test_the_same_plan_gives_the_same_bytes_and_ends_with_a_newline() -> None:
    assert plan_json(plan()) == plan_json(plan())
    assert plan_json(plan()).endswith(b"}\n")


def test_arcs_stand_on_one_line_and_people_can_read_the_rest() -> None:
    text = plan_json(plan()).decode()
    assert '"operation": "Виїзд 16 серпня"' in text
    assert max(text.count("\n"), 1) < 3000
    assert json.loads(text)["missions"][0]["trips"][0]["legs"][0]["arcs"][:2] == list(
        plan().missions[0].trips[0].legs[0].arcs[:2]
    )


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda text: text[: len(text) // 2], "The plan is damaged"),
        (lambda _: b"\xff\xfe not json", "The plan is damaged"),
        (lambda _: b"[1, 2]", "This is not a plan of OpenEvac"),
        (lambda text: text.replace(b'"seed": 3', b'"seed": "three"'), "This is not a plan of OpenEvac"),
        (lambda text: text.replace(b'"seed": 3,', b""), "This is not a plan of OpenEvac"),
        (lambda text: text.replace(b'"format": 1', b'"format": 99'), "format 99, this program reads format 1"),
    ],
)
def test_a_damaged_plan_is_refused_with_what_to_do(damage, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_plan(damage(plan_json(plan())), file="tomorrow/plan.json")
    assert "tomorrow/plan.json" in str(caught.value)
    assert "openevac plan" in str(caught.value)
