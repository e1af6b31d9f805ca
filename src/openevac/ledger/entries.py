"""What stands in the log: for each command when, which action, and a salted commitment to what was done.

The body of a command lives outside the log and can be erased together with its salt; the leaf stays and tells nothing.
The salt has one length, so that no byte can be moved between salt and body to open a commitment in two ways.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.units import to_utc
from openevac.ledger.log import leaf_hash

LEAF_VERSION = 1
SALT_BYTES = 32
_ACTION = re.compile(r"[a-z][a-z0-9_]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")
_AT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_LEAF_KEYS = {"v", "at", "action", "commitment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log: `at` in whole seconds UTC, `action` a word of domain.roles, `commitment` 32 bytes."""

    at: datetime
    action: str
    commitment: bytes

    def __post_init__(self) -> None:
        if self.at != to_utc(self.at).replace(microsecond=0):
            raise _unfit("at", "It is not a time in whole seconds.")
        if not _ACTION.fullmatch(self.action):
            raise _unfit("action", "It is not a word of small letters and underscores.")
        if len(self.commitment) != sha256().digest_size:
            raise _unfit("commitment", "It is not a SHA-256.")

    def leaf(self) -> bytes:
        """Give the bytes that stand in the log."""
        return canonical_json({
            "v": LEAF_VERSION, "at": to_utc(self.at).strftime(_AT_FORMAT), "action": self.action,
            "commitment": self.commitment.hex(),
        })  # fmt: skip

    def leaf_hash(self) -> bytes:
        """Give the hash the tree holds for it."""
        return leaf_hash(self.leaf())


def make_entry(at: datetime, action: str, body: bytes, salt: bytes) -> Entry:
    """Make the entry of a command from its canonical body and fresh random salt; the time is cut to seconds."""
    return Entry(at=to_utc(at).replace(microsecond=0), action=action, commitment=commitment(body, salt))


def canonical_json(value: Any) -> bytes:
    """Write a value as JSON in the one way there is: keys in order, no blanks, UTF-8."""
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8")
    except ValueError as fault:  # NaN, a circle, half of a surrogate pair
        raise InputError(
            "This cannot be written into the ledger: it holds a number or a sign that JSON does not have.",
            "Take out broken signs and numbers that are not finite.",
            field="body",
        ) from fault


def commitment(body: bytes, salt: bytes) -> bytes:
    """Commit to a body: SHA-256 of salt and body. Without the salt nobody can try out what the body may be."""
    if len(salt) != SALT_BYTES:
        raise _unfit("salt", "It is not 32 bytes long.")
    return sha256(salt + body).digest()


def opens(entry: Entry, body: bytes, salt: bytes) -> bool:
    """Tell whether body and salt are the ones an entry commits to."""
    return len(salt) == SALT_BYTES and compare_digest(commitment(body, salt), entry.commitment)


def parse_entry(leaf: bytes) -> Entry:
    """Read the bytes of a leaf; InputError unless they are exactly what `Entry.leaf` writes."""
    try:
        fields = json.loads(leaf)
    except (ValueError, RecursionError):
        raise _unfit("leaf", "It is not JSON.") from None
    if not isinstance(fields, dict) or set(fields) != _LEAF_KEYS:
        raise _unfit("leaf", "It has not exactly the keys v, at, action and commitment.")
    if fields["v"] != LEAF_VERSION or not all(isinstance(fields[key], str) for key in _LEAF_KEYS - {"v"}):
        raise _unfit("v", "It is of a version or kind this program does not know.")
    if not _HASH.fullmatch(fields["commitment"]):
        raise _unfit("commitment", "It is not a SHA-256.")
    entry = Entry(at=_parse_at(fields["at"]), action=fields["action"], commitment=bytes.fromhex(fields["commitment"]))
    if entry.leaf() != leaf:
        raise _unfit("leaf", "It is not written in the one way there is.")
    return entry


def _parse_at(text: str) -> datetime:
    try:
        return datetime.strptime(text, _AT_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise _unfit("at", "It is not a time in whole seconds.") from None


def _unfit(field: str, problem: str) -> InputError:
    return InputError(problem, "This is no entry of an OpenEvac ledger; take it from another copy.", field=field)
