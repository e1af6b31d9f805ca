"""Operations that crew phones signed: kept once each, in any order, then folded and carried into the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.events import HybridTime, Op, OpKind
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.ledger.note import SEED_BYTES, KeyKind, VerifierKey
from openevac.rules.fold import fold
from openevac.rules.fold_ops import canonical_json, canonical_op
from openevac.rules.fold_state import Folded
from openevac.rules.missions import OUT
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.missions.apply_ops import apply_ops
from openevac.services.missions.finding import running_version
from openevac.store.models import Device, DeviceOp, Mission

MOST_OPS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOp:
    """One operation, and the signature of the device that wrote it over its canonical JSON (docs/sync.md)."""

    op: Op
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveOps:
    """Operations of one mission, of one phone or, read from its screen, of another one too."""

    mission: str
    ops: tuple[SignedOp, ...]

    def __post_init__(self) -> None:
        if len(self.ops) > MOST_OPS:
            raise InputError(
                "{count} operations at once are too many: at most {most}.",
                "Send them in several parts.",
                field="ops",
                count=len(self.ops),
                most=MOST_OPS,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedOp:
    """An operation that was not taken, and why; the phone keeps it."""

    op: str
    reason: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class OpsReceived:
    """Which ops are new, which were here; what is missing of whom, what disagrees, what waits and why.

    `late`: the mission is not on the road any more, so what came is kept and shown, and changes nothing.
    """

    mission: str
    new: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[RefusedOp, ...]
    gaps: dict[str, tuple[tuple[int, int], ...]]
    conflicts: tuple[str, ...]
    waits: tuple[Remark, ...]
    late: bool


def receive_ops(order: Order, asked: ReceiveOps) -> OpsReceived:
    """Take signed operations in; the same again changes nothing."""
    return carry_out(order, Action.RECORD_CHECK_IN, asked, OpsReceived, _receive)


def signed_text(op: Op) -> bytes:
    """Give the bytes a device signs."""
    return canonical_json(canonical_op(op)).encode()


def folded_ops(organisation: str, mission: str) -> Folded:
    """Merge everything that devices recorded on a mission."""
    # The organisation is asked of the mission: one mission has few operations, the organisation has all there are.
    rows = DeviceOp.objects.filter(mission__organisation=organisation, mission__code=mission)
    return fold(_read(bytes(body)) for body in rows.values_list("body", flat=True))


def _receive(doing: Doing, asked: ReceiveOps) -> OpsReceived:
    mission = running_version(doing, asked.mission)
    refused: list[RefusedOp] = []
    taken: list[SignedOp] = []
    devices = _devices(doing, asked.ops)
    for signed in asked.ops:
        why_not = _why_not(signed, mission, devices)
        if why_not is None:
            taken.append(signed)
        else:
            refused.append(RefusedOp(op=signed.op.id, reason=why_not))
    new, known = _keep(doing, mission, taken, devices)
    folded = folded_ops(doing.organisation.id, mission.code)
    out = mission.status in OUT
    waits = apply_ops(doing, mission, folded, frozenset(new)) if out and new else ()
    doing.say(
        f"mission:{mission.code}", new=len(new), known=len(known), refused=len(refused), applied=out and bool(new)
    )
    return OpsReceived(
        mission=mission.code,
        new=new,
        known=known,
        refused=tuple(refused),
        gaps=folded.gaps,
        conflicts=tuple(f"{subject} {field}" for subject, field in folded.conflicts()),
        waits=waits,
        late=not out,
    )


def _devices(doing: Doing, ops: Iterable[SignedOp]) -> dict[str, Device]:
    rows = Device.objects.filter(organisation=doing.organisation, code__in={one.op.device for one in ops})
    return {row.code: row for row in rows.select_related("person")}


def _why_not(signed: SignedOp, mission: Mission, devices: dict[str, Device]) -> Remark | None:
    device = devices.get(signed.op.device)
    if device is None or device.revoked_at is not None or len(bytes(device.public_key)) != SEED_BYTES:
        return _NO_DEVICE
    if signed.op.mission != mission.code or not _rides(device, mission):
        return _NOT_ITS_MISSION
    key = VerifierKey(device.code, KeyKind.NOTE, bytes(device.public_key))
    return None if key.verify(signed.signature, signed_text(signed.op)) else _WRONG_SIGNATURE


def _rides(device: Device, mission: Mission) -> bool:
    members = mission.crew.members.filter(person=device.person_id)
    return device.person is not None and device.person.revoked_at is None and members.exists()


def _keep(
    doing: Doing, mission: Mission, taken: Sequence[SignedOp], devices: dict[str, Device]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keep what is not here yet, each once; gives the ids of what is new and of what was here.

    The mission is locked, so nobody else keeps an operation of it at this moment.
    """
    bodies = [signed_text(signed.op) for signed in taken]
    names = [(signed.op.id, sha256(body).hexdigest()) for signed, body in zip(taken, bodies, strict=True)]
    rows = DeviceOp.objects.filter(organisation=doing.organisation, op__in={op for op, _ in names})
    here = set(rows.values_list("op", "digest"))
    fresh: dict[tuple[str, str], DeviceOp] = {}
    known: list[str] = []
    for signed, body, name in zip(taken, bodies, names, strict=True):
        if name in here or name in fresh:
            known.append(signed.op.id)
        else:
            fresh[name] = _row(doing, mission, devices[signed.op.device], signed, body, name[1])
    DeviceOp.objects.bulk_create(fresh.values())
    return tuple(op for op, _ in fresh), tuple(known)


def _row(doing: Doing, mission: Mission, device: Device, signed: SignedOp, body: bytes, digest: str) -> DeviceOp:
    return DeviceOp(
        organisation=doing.organisation, op=signed.op.id, digest=digest, device=device, counter=signed.op.counter,
        mission=mission, body=body, signature=signed.signature, received_at=doing.now,
    )  # fmt: skip


def _read(body: bytes) -> Op:
    plain = msgspec.json.decode(body)
    return Op(
        id=plain["id"],
        device=plain["device"],
        counter=plain["counter"],
        kind=OpKind(plain["kind"]),
        mission=plain["mission"],
        subject=plain["subject"],
        value=plain["value"],
        happened_at=datetime.fromisoformat(plain["happened_at"]),
        clock=HybridTime(*plain["clock"]),
        seen=plain["seen"],
        undoes=plain["undoes"],
    )


_NO_DEVICE = Remark(text="This device is not let in here, or was shut out.")
_NOT_ITS_MISSION = Remark(text="This device does not ride on this mission.")
_WRONG_SIGNATURE = Remark(text="The signature is not of this device: the operation was changed on its way.")
