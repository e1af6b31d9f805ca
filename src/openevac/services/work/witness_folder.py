"""Exchanging checkpoints with ledger witnesses through a folder: shared, synced, or carried on a stick."""

from __future__ import annotations

import os
import re
from pathlib import Path

from openevac.domain.errors import InputError
from openevac.services.kernel.clock import Clock
from openevac.services.log.witnesses import keep_cosignature, request_for, see_witnesses

_ANSWER = re.compile(r"(?P<head>cosigned|refused)-(?P<size>\d{1,19})-(?P<name>[\w.-]{1,100})\.txt")


def ask_witnesses(folder: Path, size: int) -> int:
    """Write what each witness is asked about a checkpoint; gives how many were asked. A request is asked once."""
    asked = 0
    folder.mkdir(parents=True, exist_ok=True)
    for witness in see_witnesses():
        path = folder / f"request-{size}-{file_name(witness.name)}.txt"
        if witness.size >= size or path.exists():
            continue
        text = request_for(witness.name, size)
        if text is not None:
            _write_whole(path, text)
            asked += 1
    return asked


def take_answers(folder: Path, clock: Clock) -> tuple[str, ...]:
    """Take the witnesses' answers; gives the names of those who refused. What was taken is removed.

    A refusal stays in the folder: it is evidence, and somebody must look at it.
    """
    refused = []
    names = {file_name(witness.name): witness.name for witness in see_witnesses()}
    for path in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
        answer = _ANSWER.fullmatch(path.name)
        if answer is None or answer["name"] not in names:
            continue
        if answer["head"] == "refused":
            refused.append(names[answer["name"]])
            continue
        try:
            keep_cosignature(names[answer["name"]], int(answer["size"]), path.read_text("utf-8"), clock)
        except InputError:
            path.rename(path.with_suffix(".wrong"))
            refused.append(names[answer["name"]])
            continue
        path.unlink()
        (folder / f"request-{answer['size']}-{answer['name']}.txt").unlink(missing_ok=True)
    return tuple(refused)


def file_name(witness: str) -> str:
    """Give a witness's name as part of a file name."""
    return re.sub(r"[^\w.-]", "_", witness)


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that a witness that looks at any moment sees all of it or none."""
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.rename(path)
