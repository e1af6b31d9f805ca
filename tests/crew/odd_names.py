"""Ops with names that trip a careless JavaScript: those of its own objects, and letters beyond the first plane."""

from __future__ import annotations

import random
from dataclasses import replace

from openevac.domain.events import Op
from tests.rules.road import drive

NAMES = ("__proto__", "constructor", "toString", "valueOf", "1", "02", "\uff5e", "\U0001f691", "Ї", "hasOwnProperty")


def renamed(seed: int) -> list[Op]:
    """Give a road whose phones, ops and subjects have odd names; who is who stays as it was."""
    dice = random.Random(seed)
    devices = dict(zip("ABCD", dice.sample(NAMES[:6] + NAMES[8:], 4), strict=True))
    ops = drive(seed, steps=14, broken=(0.0, 0.4)[seed % 2])
    ids = {name: name for op in ops for name in (op.id, op.undoes)}
    ids |= dict(zip(sorted(ids.keys() - {""}), dice.sample(NAMES[:6] + NAMES[8:], 8), strict=False))
    subjects = dict(zip(sorted({op.subject for op in ops}), dice.sample(NAMES, 4), strict=False))
    return [
        replace(
            op, id=ids[op.id], undoes=ids[op.undoes], device=devices[op.device], subject=subjects[op.subject],
            seen={devices[device]: counter for device, counter in op.seen.items()},
        )
        for op in ops
    ]  # fmt: skip
