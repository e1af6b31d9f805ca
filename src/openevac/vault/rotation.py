"""Changing a role's key when somebody leaves: a new epoch, and every record key wrapped to it again.

Payloads are not touched. The order keeps every record readable by those who stay, wherever the work is cut off:
first the new key is wrapped to people and envelopes and stored, then wraps are exchanged batch by batch, and only when
none is left does the old key go. A client runs it; the store gives rows and takes rows.

What the one who left may have copied before stays readable to them: payloads with their wraps, names seen on a screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.vault.age import OpenedIdentity
from openevac.vault.keys import RoleKey, new_role_key, wrap_role_key
from openevac.vault.sealing import wrap_again

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWrap:
    """One row of wraps: which record, which role and epoch, and the record key sealed to it."""

    record: str
    role: Role
    epoch: int
    wrap: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """How far a rotation is. `cursor` is the last record done; `unreadable` are records whose wrap was damaged."""

    role: Role
    from_epoch: int
    to_epoch: int
    cursor: str = ""
    done: int = 0
    unreadable: tuple[str, ...] = ()
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What is stored, in one transaction, before any wrap is exchanged: the new key in the hands of those who stay."""

    rotation: Rotation
    key: RoleKey
    wraps: Mapping[str, bytes]


def begin(old: RoleKey, stay: Mapping[str, str]) -> Begun:
    """Make the next epoch of a role for those who stay (person or envelope -> public key).

    From the moment this is stored, clients seal new records to `key.recipient`.
    """
    if not stay:
        raise InputError(
            "Nobody would hold the new key of this role.",
            "Name at least one person who stays, and both recovery envelopes.",
            field="stay",
        )
    key = new_role_key(old.role, old.epoch + 1)
    wraps = {holder: wrap_role_key(key, recipient) for holder, recipient in stay.items()}
    return Begun(rotation=Rotation(role=old.role, from_epoch=old.epoch, to_epoch=key.epoch), key=key, wraps=wraps)


def rewrap_batch(
    rotation: Rotation, rows: Sequence[StoredWrap], old: RoleKey, new: RoleKey
) -> tuple[Rotation, tuple[StoredWrap, ...]]:
    """Give the rows that replace `rows` and the rotation after them; store both in one transaction.

    `rows`: the next rows of the old epoch with `record > rotation.cursor`, in order of record. Rows of another role or
    epoch are passed over, so a batch sent twice does nothing twice. A damaged row is kept as it is and named.
    """
    _require_keys(rotation, old, new)
    opened = OpenedIdentity(old.identity)
    replaced, unreadable = [], []
    for row in rows:
        if (row.role, row.epoch) != (rotation.role, rotation.from_epoch):
            continue
        try:
            replaced.append(replace(row, epoch=new.epoch, wrap=wrap_again(row.wrap, opened, new.recipient)))
        except InputError:
            unreadable.append(row.record)
    after = replace(
        rotation,
        cursor=max([rotation.cursor, *(row.record for row in rows)]),
        done=rotation.done + len(replaced),
        unreadable=tuple(dict.fromkeys([*rotation.unreadable, *unreadable])),
    )
    return after, tuple(replaced)


def restart(rotation: Rotation) -> Rotation:
    """Go through the rows once more from the first: somebody wrote to the old key while the rotation ran."""
    return replace(rotation, cursor="")


def finish(rotation: Rotation, left: Sequence[StoredWrap], old: RoleKey) -> Rotation:
    """End a rotation when no wrap of the old epoch can still be exchanged; then delete every wrap of the old key.

    `left`: all rows of the role that are still of the old epoch. Refuses while one of them opens: deleting the old key
    would lose that record. Those that do not open were damaged before and are named in `unreadable`.
    """
    opened = OpenedIdentity(old.identity)
    still = sum(opened.opens(row.wrap) for row in left if row.epoch == rotation.from_epoch)
    if still:
        raise InputError(
            "{count} records still hang on the old key.",
            "Go on with the rotation from the first record; the old key stays until none is left.",
            field="rotation",
            count=still,
        )
    return replace(rotation, finished=True)


def _require_keys(rotation: Rotation, old: RoleKey, new: RoleKey) -> None:
    fits = (old.role, old.epoch, new.role, new.epoch)
    if fits != (rotation.role, rotation.from_epoch, rotation.role, rotation.to_epoch):
        raise InputError(
            "These keys are not those of this rotation.",
            "Open the old and the new epoch of the role that is being changed.",
            field="rotation",
        )
