"""Writes rules/vectors/fold.json, which the browser's fold runs too: `python -m tests.rules.fold_vectors`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from openevac.domain.events import Op
from openevac.rules.fold import canonical_state, fold
from openevac.rules.fold_ops import canonical_op
from tests.rules.fold_cases import CASES
from tests.rules.road import drive

FILE = Path(__file__).parents[2] / "src" / "openevac" / "rules" / "vectors" / "fold.json"
ABOUT = (
    "Ops in, state out: every implementation of the fold must give these states, with the ops in any order and any"
    " number of times. Rules: docs/sync.md. Written by python -m tests.rules.fold_vectors; do not edit."
)
RANDOM_ROADS = 40


def vectors() -> dict[str, Any]:
    """Give the content of the file."""
    roads = {
        f"road of seed {seed}{'' if seed < RANDOM_ROADS // 2 else ', with broken ops'}": tuple(
            drive(seed, steps=6 + seed % 9, broken=0.0 if seed < RANDOM_ROADS // 2 else 0.4)
        )
        for seed in range(RANDOM_ROADS)
    }
    return {"v": 1, "about": ABOUT, "cases": [_case(name, ops) for name, ops in (CASES | roads).items()]}


def text() -> str:
    """Give the file as it is written: one op a line, so that a person can read a case."""
    plain = vectors()
    head = f'{{\n"v": {plain["v"]},\n"about": {_line(plain["about"])},\n"cases": [\n'
    return head + ",\n".join(_case_text(case) for case in plain["cases"]) + "\n]\n}\n"


def _case(name: str, ops: tuple[Op, ...]) -> dict[str, Any]:
    return {"name": name, "ops": [canonical_op(one) for one in ops], "state": canonical_state(fold(ops))}


def _case_text(case: dict[str, Any]) -> str:
    ops = ",\n".join(f"  {_line(one)}" for one in case["ops"])
    state = ",\n".join(f"  {_line(key)}: {_line(value)}" for key, value in sorted(case["state"].items()))
    return f'{{"name": {_line(case["name"])},\n "ops": [\n{ops}\n ],\n "state": {{\n{state}\n }}}}'


def _line(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
