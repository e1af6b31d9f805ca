"""What a typed-in sheet says, as operations beside those of the phones: one writer, the paper, with its own counters.

The fold then treats paper and phones alike: the same word from both is a parallel update, different words are a
conflict that a person settles, and neither is counted twice. The paper has no key, so nobody can send operations in its
name: it is written here alone, by a person whose command stands in the ledger.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Max

from openevac.domain.events import HybridTime, Op, OpKind
from openevac.rules.fold_state import Folded, OpState
from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import Conflict
from openevac.services.missions.receive_ops import signed_text
from openevac.store.models import Device, DeviceOp, Mission

PAPER = "paper"
"""Code and kind of the writer that stands for the sheets of an organisation."""
_MS_PER_SECOND = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """One thing the sheet says: what kind, of whom, which value, when."""

    kind: OpKind
    subject: str
    value: str
    at: datetime


def keep_ops(doing: Doing, mission: Mission, said: Iterable[Said], folded: Folded) -> frozenset[str]:
    """Keep what the sheet says as operations, after all it said before; gives their ids.

    What it said before and still says (`folded`) is not said twice: a sheet may be typed again with a line more.
    """
    standing = {
        Said(op.kind, op.subject, op.value, op.happened_at)
        for ref, op in folded.ops.items()
        if op.device == PAPER and folded.fates[ref].state is OpState.VISIBLE
    }
    said = [one for one in said if one not in standing]
    paper = _paper(doing)
    newest = DeviceOp.objects.filter(device=paper, mission__code=mission.code).aggregate(newest=Max("counter"))
    first = (newest["newest"] or 0) + 1
    wall_ms = int(doing.now.timestamp() * _MS_PER_SECOND)
    rows = [_row(doing, mission, paper, _op(mission, one, counter, wall_ms)) for counter, one in enumerate(said, first)]
    DeviceOp.objects.bulk_create(rows)
    return frozenset(row.op for row in rows)


def _op(mission: Mission, said: Said, counter: int, wall_ms: int) -> Op:
    """Write one operation; the sheet has seen nothing but itself."""
    return Op(
        id=f"{PAPER}-{mission.code}-{counter}", device=PAPER, counter=counter, kind=said.kind, mission=mission.code,
        subject=said.subject, value=said.value, happened_at=said.at, clock=HybridTime(wall_ms, counter), seen={},
    )  # fmt: skip


def _row(doing: Doing, mission: Mission, paper: Device, op: Op) -> DeviceOp:
    body = signed_text(op)
    return DeviceOp(
        organisation=doing.organisation, op=op.id, digest=sha256(body).hexdigest(), device=paper, counter=op.counter,
        mission=mission, body=body, signature=b"", received_at=doing.now,
    )  # fmt: skip


def _paper(doing: Doing) -> Device:
    """Find the writer; it holds no key, nobody holds it, and its token was drawn and forgotten."""
    found, _ = Device.objects.get_or_create(
        organisation=doing.organisation,
        code=PAPER,
        defaults={"kind": PAPER, "token": sha256(secrets.token_bytes(32)).hexdigest(), "enrolled_at": doing.now},
    )
    if found.kind != PAPER:
        raise Conflict(
            "A device is called {code} here, and sheets are typed in under that word.",
            "Ask the shift lead to shut it out and to let it in under another word.",
            code=PAPER,
        )
    return found
