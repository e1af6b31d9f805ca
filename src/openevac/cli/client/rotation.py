"""Changing a role's key in a client that holds it: resumable, every record readable at every moment."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from openevac.domain.roles import Role
from openevac.services.kernel.command import Order
from openevac.services.kernel.question import Asking
from openevac.services.keys.rotating import (
    Exchanged,
    NewEpoch,
    OldKeyGoes,
    RotationState,
    WrapRow,
    begin_rotation,
    end_rotation,
    exchange_wraps,
    wraps_to_exchange,
)
from openevac.vault.keys import RoleKey
from openevac.vault.rotation import BATCH, Begun, Rotation, StoredWrap, begin, rewrap_batch
from openevac.vault.tags import TAG_KEY_ROLES, wrap_tag_key

MakeOrder = Callable[[], Order]


def begin_epoch(
    order: Order, old: RoleKey, people: dict[str, str], envelopes: dict[str, str], tag_key: bytes | None
) -> Begun:
    """Draw the next key of a role and store it for those who stay (code or letter -> public key)."""
    paper = {f"envelope {letter}": recipient for letter, recipient in envelopes.items()}
    begun = begin(old, {**people, **paper})
    tag_wrap = b""
    if tag_key is not None and old.role in TAG_KEY_ROLES:
        tag_wrap = wrap_tag_key(tag_key, {old.role: begun.key.recipient})[old.role]
    asked = NewEpoch(
        role=old.role,
        epoch=begun.key.epoch,
        recipient=begun.key.recipient,
        to_people={code: begun.wraps[code] for code in people},
        to_envelopes={letter: begun.wraps[f"envelope {letter}"] for letter in envelopes},
        tag_wrap=tag_wrap,
    )
    begin_rotation(order, asked)
    return begun


def exchange_all(make_order: MakeOrder, asking: Asking, old: RoleKey, new: RoleKey, batch: int = BATCH) -> Rotation:
    """Exchange wraps batch by batch until none of the old epoch is left; killed anywhere, it can be called again."""
    rotation = Rotation(role=old.role, from_epoch=old.epoch, to_epoch=new.epoch)
    after: UUID | None = None
    while rows := wraps_to_exchange(asking, old.role, old.epoch, after, batch):
        stored = [StoredWrap(record=row.record.hex, role=old.role, epoch=old.epoch, wrap=row.wrap) for row in rows]
        rotation, replaced = rewrap_batch(rotation, stored, old, new)
        given = tuple(WrapRow(record=UUID(one.record), wrap=one.wrap) for one in replaced)
        exchange_wraps(make_order(), Exchanged(role=old.role, from_epoch=old.epoch, rows=given))
        after = rows[-1].record
    return rotation


def let_old_key_go(order: Order, rotation: Rotation) -> RotationState:
    """End a rotation: the old key's wraps are deleted."""
    unreadable = tuple(UUID(record) for record in rotation.unreadable)
    return end_rotation(order, OldKeyGoes(role=Role(rotation.role), epoch=rotation.from_epoch, unreadable=unreadable))
