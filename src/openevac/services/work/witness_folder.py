"""Exchanging checkpoints with ledger witnesses through folders: shared, synced, or carried on a stick.

Each witness has a folder of its own, so that the answers of two never meet; the names of the files are those of
`ledger.exchange`, which the witness at the other end reads and writes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from openevac.domain.errors import InputError
from openevac.ledger.exchange import answer_name, read_refused, request_name
from openevac.ledger.witness import Refusal, parse_request
from openevac.services.kernel.clock import Clock
from openevac.services.log.witnesses import keep_cosignature, request_for, see_witnesses

_REQUEST = re.compile(r"request-(?P<size>\d{12})-[0-9a-f]{16}\.txt")
_ANSWER = re.compile(r"(?:cosigned|refused)-(?P<size>\d{12})-[0-9a-f]{16}\.txt")


def ask_witnesses(folder: Path, size: int) -> int:
    """Write what each witness is asked about a checkpoint; gives how many were asked.

    A request that a witness has not answered yet is taken back for the newer one: the proof of both begins where the
    witness stood last, and it could sign only one of the two.
    """
    asked = 0
    for witness in see_witnesses():
        place = folder_of(folder, witness.name)
        waiting = dict(_waiting(place))
        text = None if witness.size >= size or size in waiting.values() else request_for(witness.name, size)
        if text is None:
            continue
        place.mkdir(parents=True, exist_ok=True)
        for older in waiting:
            older.unlink(missing_ok=True)
        _write_whole(place / request_name(parse_request(text)), text)
        asked += 1
    return asked


def take_answers(folder: Path, clock: Clock) -> tuple[str, ...]:
    """Take the witnesses' answers; gives the names of those who refused or whose signature does not hold.

    What was taken is removed. A refusal stays in the folder: it is evidence, and somebody must look at it. Only one is
    none: a witness that has seen a longer log meanwhile says from where the next proof begins, and is asked again.
    """
    refused = []
    for witness in see_witnesses():
        place = folder_of(folder, witness.name)
        # Signatures first: they may be what a refusal beside them speaks of.
        for pattern in ("cosigned-*.txt", "refused-*.txt"):
            for answer in sorted(place.glob(pattern)) if place.is_dir() else ():
                named = _ANSWER.fullmatch(answer.name)
                if named is not None and not _take(witness.name, int(named["size"]), answer, clock):
                    refused.append(witness.name)
    return tuple(dict.fromkeys(refused))


def folder_of(folder: Path, witness: str) -> Path:
    """Give the folder that one witness and this log share."""
    return folder / re.sub(r"[^\w.-]", "_", witness)


def _take(witness: str, size: int, answer: Path, clock: Clock) -> bool:
    """Take one answer; False where it is no signature that holds."""
    request = answer.with_name(answer.name.replace(answer.name.partition("-")[0], "request", 1))
    if answer.name.startswith("refused-"):
        told = read_refused(answer.read_text("utf-8", "replace"))
        settled = told is not None and told[0] == Refusal.OTHER_OLD_SIZE and _knows(witness, told[1])
        if settled:
            _forget(answer, request)
        return settled
    try:
        keep_cosignature(witness, size, answer.read_text("utf-8"), clock)
    except (InputError, UnicodeDecodeError):
        answer.rename(answer.with_suffix(".wrong"))
        return False
    _forget(answer, request)
    return True


def _knows(witness: str, size: int | None) -> bool:
    """Tell whether we keep this witness's signature of that size, so that the next proof can begin there."""
    return any(one.name == witness and one.size == size for one in see_witnesses())


def _forget(*files: Path) -> None:
    for one in files:
        one.unlink(missing_ok=True)


def _waiting(place: Path) -> Iterator[tuple[Path, int]]:
    """Give the requests that have no answer yet, each with its size."""
    for path in place.glob("request-*.txt") if place.is_dir() else ():
        named = _REQUEST.fullmatch(path.name)
        answers = (path.with_name(answer_name(path.name, signed=signed)) for signed in (True, False))
        if named is not None and not any(one.exists() for one in answers):
            yield path, int(named["size"])


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that a witness that looks at any moment sees all of it or none."""
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.rename(path)
