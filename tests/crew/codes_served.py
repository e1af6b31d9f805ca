"""What tests of square codes and of the witness share: the phone's modules asked in Node, and ops that are signed."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.events import HybridTime, Op, OpKind
from openevac.ledger.note import KeyKind, SigningKey
from openevac.rules.fold_ops import canonical_json, canonical_op
from openevac.web.static_files import FOLDER

CREW = FOLDER / "crew"
HERE = Path(__file__).parent
LEFT_AT = datetime(2025, 8, 16, 5, tzinfo=UTC)
PHONES = ("phone-sashko", "phone-vasyl")
KINDS = ((OpKind.CHECK_IN, "on_scene"), (OpKind.BOARDED, ""), (OpKind.STOP_OUTCOME, "boarded"), (OpKind.OWN_YES, "yes"))


def in_node(script: str, asked: Any, within_s: int = 500) -> Any:
    """Run one of the scripts beside this file, `asked` on its input; gives what it says."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is missing")
    run = subprocess.run(
        [node, "--experimental-default-type=module", str(HERE / script), str(CREW)],
        input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=within_s,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def outbox(count: int, hours: float = 6, mission: str = "В-1") -> list[dict[str, Any]]:
    """Write what two phones record in some hours, signed as `POST /api/v1/ops` takes it."""
    keys = {phone: SigningKey(phone, KeyKind.NOTE, bytes([number]) * 32) for number, phone in enumerate(PHONES)}
    ops = []
    for number in range(count):
        phone, other = PHONES[number % 2], PHONES[1 - number % 2]
        at = LEFT_AT + timedelta(hours=hours) * number / count + timedelta(milliseconds=number % 999)
        kind, value = KINDS[number % len(KINDS)]
        op = Op(
            id=f"{phone}-{number // 2 + 1}", device=phone, counter=number // 2 + 1, kind=kind, mission=mission,
            subject=f"evacuee:К-10{number:03}.1", value=value, happened_at=at,
            clock=HybridTime(int(at.timestamp() * 1000), number % 3), seen={other: number // 2},
        )  # fmt: skip
        plain = canonical_op(op)
        signature = keys[phone].sign(canonical_json(plain).encode())
        ops.append({**plain, "signature": base64.b64encode(signature).decode()})
    return ops


def as_lines(ops: list[dict[str, Any]]) -> list[str]:
    """Give the ops as canonical lines in one order: equal lines are equal bytes under the signatures."""
    return sorted(canonical_json(op) for op in ops)
