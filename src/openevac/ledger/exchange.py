"""Names of the files by which a log and a witness talk through a folder, a synced one or a stick.

A request is called `request-<size>-<hash>.txt`, with the first 16 digits of the SHA-256 of its text. So a file that a
synchronisation has written only in part is seen to be so and waits, and one name never stands for two requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from openevac.ledger.checkpoint import parse_checkpoint
from openevac.ledger.note import MAX_NOTE_BYTES, SignatureLine, parse_lines, parse_note
from openevac.ledger.witness import Request

_NAME = re.compile(r"request-(\d{12}-([0-9a-f]{16}))\.txt")
_REFUSED = re.compile(r"refused (\d{3}) ([a-z_]+)\n(?:size (\d+)\n)?\n(.*)\n", re.DOTALL)


def request_name(request: Request) -> str:
    """Give the name under which a request is put into the folder."""
    size = parse_checkpoint(parse_note(request.checkpoint).body).size
    return f"request-{size:012}-{_digest(request.text())}.txt"


def answer_name(name: str, *, signed: bool) -> str:
    """Give the name of the answer to a request."""
    return name.replace("request-", "cosigned-" if signed else "refused-", 1)


def evidence_name(name: str) -> str:
    """Give the name of the file that convicts a log."""
    return name.replace("request-", "misbehaviour-", 1)


def newest_name(origin: str) -> str:
    """Give the name under which a witness shows the newest checkpoint it has signed of a log."""
    return f"newest-{_digest(origin)}.txt"


def read_waiting(folder: Path) -> Iterator[tuple[Path, str]]:
    """Give the requests that have arrived whole and have no answer yet, the smallest log first."""
    for path in sorted(folder.glob("request-*.txt")):
        named = _NAME.fullmatch(path.name)
        answered = any((folder / answer_name(path.name, signed=signed)).exists() for signed in (True, False))
        if named is None or answered or path.stat().st_size > 2 * MAX_NOTE_BYTES:
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        if _digest(text) == named[2]:
            yield path, text


def read_cosigned(text: str) -> tuple[SignatureLine, ...]:
    """Read a witness's signed answer: lines to put under the checkpoint. Check them with `checkpoint.cosignatures`."""
    return parse_lines(text)


def read_refused(text: str) -> tuple[str, int | None] | None:
    """Read a refusal: its name, and the size the next proof has to begin at; None where the text is none."""
    told = _REFUSED.fullmatch(text)
    return (told[2], int(told[3]) if told[3] else None) if told else None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()[:16]
