"""The fold in the browser and the fold of the record give the same state, to the letter."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from openevac.domain.events import Op
from openevac.rules.fold import canonical_state, fold
from openevac.rules.fold_ops import canonical_json, canonical_op
from openevac.rules.fold_state import Fault, FieldStatus, OpState
from tests.crew.odd_names import renamed
from tests.rules.fold_vectors import FILE
from tests.rules.road import drive
from tests.torture import examples

pytestmark = pytest.mark.browser
COUNT = examples(1_000, 10_000)
AT_ONCE = 500

FOLD_ALL = """async (roads) => {
  const { fold } = await import("/crew/logic/fold.js");
  const { canonicalJson } = await import("/crew/logic/canonical.js");
  return JSON.parse(roads).map((ops) => canonicalJson(fold(ops)));
}"""


def folded_there(page: Any, roads: Sequence[Sequence[Any]]) -> list[str]:
    """Fold many roads in the browser, several hundred a question."""
    states: list[str] = []
    for start in range(0, len(roads), AT_ONCE):
        states += page.evaluate(FOLD_ALL, json.dumps(roads[start : start + AT_ONCE]))
    return states


def plain(ops: Iterable[Op]) -> list[Any]:
    return [canonical_op(op) for op in ops]


def here(ops: Iterable[Op]) -> str:
    return canonical_json(canonical_state(fold(ops)))


def road(seed: int) -> list[Op]:
    """Give a road of three phones: two thirds of them with lost, doubled, forged or restored ops, in any order."""
    ops = drive(seed, steps=4 + seed % 17, broken=(0.0, 0.1, 0.5)[seed % 3])
    dice = random.Random(seed)
    return dice.sample(ops, len(ops)) + dice.choices(ops, k=3) if ops else ops


def test_every_fixed_vector_gives_its_state(page: Any) -> None:
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    assert len(cases) > 70
    states = folded_there(page, [case["ops"] for case in cases])
    wrong = [case["name"] for case, state in zip(cases, states, strict=True) if state != canonical_json(case["state"])]
    assert wrong == []


def test_every_fixed_vector_gives_its_state_backwards_and_doubled(page: Any) -> None:
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    states = folded_there(page, [[*case["ops"][::-1], *case["ops"]] for case in cases])
    wrong = [case["name"] for case, state in zip(cases, states, strict=True) if state != canonical_json(case["state"])]
    assert wrong == []


def test_both_folds_agree_on_generated_roads(page: Any) -> None:
    roads = [road(seed) for seed in range(COUNT)]
    states = folded_there(page, [plain(ops) for ops in roads])
    differ = [seed for seed, (ops, state) in enumerate(zip(roads, states, strict=True)) if here(ops) != state]
    assert differ == []


def test_the_generated_roads_hold_every_status_state_and_fault() -> None:
    folded = [fold(road(seed)) for seed in range(400)]
    assert {field.status for one in folded for field in one.fields.values()} == set(FieldStatus)
    assert {fate.state for one in folded for fate in one.fates.values()} == set(OpState)
    assert {found.fault for one in folded for found in one.faults} == set(Fault)
    assert any(one.gaps for one in folded)


def test_odd_names_are_names_like_others(page: Any) -> None:
    roads = [renamed(seed) for seed in range(300)]
    states = folded_there(page, [plain(ops) for ops in roads])
    differ = [seed for seed, (ops, state) in enumerate(zip(roads, states, strict=True)) if here(ops) != state]
    assert differ == []


def test_texts_are_ordered_and_written_as_python_does(page: Any) -> None:
    letters = [
        "",
        "a",
        "Z",
        "ї",
        "\x00",
        "\x1f",
        "\x7f",
        '"',
        "\\",
        "\u2028",
        "\ue000",
        "\uff5e",
        "\U00010000",
        "\U0001f691",
    ]
    texts = sorted({one + other for one in letters for other in letters}, key=lambda text: random.Random(text).random())
    there = page.evaluate(
        """async (texts) => {
          const { canonicalJson, compareTexts } = await import("/crew/logic/canonical.js");
          return [[...texts].sort(compareTexts), texts.map(canonicalJson)];
        }""",
        texts,
    )
    assert there[0] == sorted(texts)
    assert there[1] == [json.dumps(text, ensure_ascii=False) for text in texts]


@pytest.mark.parametrize("given", ["1.5", "9007199254740992", "true", "undefined", "NaN"])
def test_what_is_no_plain_data_is_not_written(page: Any, given: str) -> None:
    asked = f"""import("/crew/logic/canonical.js").then(({{ canonicalJson }}) => canonicalJson([{given}]))
      .catch((fault) => fault.name)"""
    assert page.evaluate(asked) in {"RangeError", "TypeError"}


def test_ops_of_two_missions_and_kinds_nobody_knows_are_not_folded(page: Any) -> None:
    one = plain(drive(1))[0]
    for ops in ([one, {**one, "mission": "m2"}], [{**one, "kind": "constructor"}]):
        told = page.evaluate(
            """ops => import("/crew/logic/fold.js").then(({ fold }) => fold(ops)).catch((fault) => fault.name)""", ops
        )
        assert told == "RangeError"
