"""Signed operations as phones send them: the plain form of docs/sync.md, and the signature beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import Base64Bytes

from openevac.domain.errors import InputError
from openevac.domain.events import HybridTime, Op, OpKind
from openevac.services.missions.receive_ops import OpsReceived, SignedOp
from openevac.web.api.shapes import Asked, Code, Count, Moment, Sentence

Signature = Annotated[Base64Bytes, Field(max_length=64, examples=["mJ1b...=="])]


class OpIn(Asked):
    """One operation and its Ed25519 signature over the canonical JSON of docs/sync.md."""

    id: Code = Field(examples=["phone-1-17"])
    device: Code = Field(examples=["phone-1"])
    counter: Count = Field(examples=[17])
    kind: OpKind
    mission: Code = Field(examples=["В-12"])
    subject: Annotated[str, Field(max_length=100)] = Field(examples=["stop:В-12.1.2"])
    value: Annotated[str, Field(max_length=200)]
    happened_at: Moment
    clock: tuple[Count, Count]
    seen: Annotated[dict[Code, Count], Field(max_length=100)]
    undoes: Annotated[str, Field(max_length=64)] = ""
    signature: Signature


class OpOutcome(Schema):
    """What became of one operation; a refused one stays on the phone."""

    id: str
    outcome: Literal["new", "known", "refused"]
    reason: Sentence = ""


class OpsOut(Schema):
    """What became of every operation; what is missing of whom, what disagrees, and what waits."""

    mission: str
    outcomes: list[OpOutcome]
    gaps: dict[str, list[tuple[int, int]]]
    conflicts: list[str]
    waits: list[Sentence]
    late: bool


def signed(given: OpIn, row: int) -> SignedOp:
    """Read one operation; a fault names its row."""
    try:
        op = Op(
            id=given.id,
            device=given.device,
            counter=given.counter,
            kind=given.kind,
            mission=given.mission,
            subject=given.subject,
            value=given.value,
            happened_at=given.happened_at,
            clock=HybridTime(*given.clock),
            seen=dict(given.seen),
            undoes=given.undoes,
        )
    except InputError as fault:
        raise fault.at(row=row) from fault
    return SignedOp(op=op, signature=given.signature)


def outcomes(received: OpsReceived, sent: Sequence[OpIn]) -> dict[str, Any]:
    """Give the outcome of each operation in the order they were sent."""
    new, reasons = set(received.new), {one.op: one.reason for one in received.refused}
    listed: list[dict[str, Any]] = []
    for op in sent:
        if op.id in reasons:
            listed.append({"id": op.id, "outcome": "refused", "reason": reasons[op.id]})
        else:
            listed.append({"id": op.id, "outcome": "new" if op.id in new else "known"})
    return {
        "mission": received.mission,
        "outcomes": listed,
        "gaps": received.gaps,
        "conflicts": received.conflicts,
        "waits": received.waits,
        "late": received.late,
    }
