"""Two signed checkpoints of one size with different roots: a log that signed both has been rewritten.

The text convicts by itself: whoever has the key of the log can check it, without the log and without the witness.
"""

from __future__ import annotations

from openevac.domain.errors import InputError
from openevac.ledger.checkpoint import Checkpoint, open_checkpoint
from openevac.ledger.note import Note, VerifierKey, parse_note

HEADER = "openevac ledger misbehaviour v1"
_MARKS = ("--- checkpoint 1\n", "--- checkpoint 2\n")


def misbehaviour(log_key: VerifierKey, one: str, other: str) -> str:
    """Put two checkpoints of a log side by side; only the log's own signatures are kept."""
    first, second = (_own(log_key, text).text() for text in (one, other))
    return f"{HEADER}\nkey {log_key.text()}\n\n{_MARKS[0]}{first}{_MARKS[1]}{second}"


def check_misbehaviour(text: str, log_key: VerifierKey) -> tuple[Checkpoint, Checkpoint]:
    """Give the two checkpoints that convict a log; InputError where they do not."""
    _, mark, rest = text.partition(_MARKS[0])
    one, other_mark, other = rest.partition(_MARKS[1])
    if not text.startswith(f"{HEADER}\n") or not mark or not other_mark:
        raise _convicts_nobody()
    first, second = (open_checkpoint(note, log_key)[0] for note in (one, other))
    if first.size != second.size or first.root == second.root:
        raise _convicts_nobody()
    return first, second


def _own(log_key: VerifierKey, text: str) -> Note:
    note = parse_note(text)
    return Note(note.body, tuple(line for line in note.lines if line.is_of(log_key)))


def _convicts_nobody() -> InputError:
    return InputError(
        "These are not two checkpoints of one size with different roots.",
        "Take the whole file that the witness kept, and the key of the log.",
        field="evidence",
    )
