"""Putting questions to the keeper's modules in Node, which needs no browser: thousands of vectors in seconds."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from openevac.web.static_files import FOLDER

KEEPER = FOLDER / "keeper"
ANSWERS = Path(__file__).parent / "answer.mjs"


def keeper_answers(questions: Iterable[tuple[str, tuple[Any, ...]]]) -> list[Any]:
    """Give each answer, or {"reason": ...} where the keeper refused."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "vendor" / "age.js").exists():
        pytest.skip("Node or the built libraries are missing: `python vendoring/build.py`")
    asked = [{"do": name, "given": [_sent(one) for one in given]} for name, given in questions]
    run = subprocess.run(
        [node, "--experimental-default-type=module", str(ANSWERS), str(KEEPER)],
        input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return [_read(one) for one in json.loads(run.stdout)]


def _sent(value: Any) -> Any:
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _read(one: Any) -> Any:
    return _given(one["answer"]) if "answer" in one else one if "reason" in one else None


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"]) if set(value) == {"bytes"} else {k: _given(v) for k, v in value.items()}
    return [_given(part) for part in value] if isinstance(value, list) else value
