"""What a running shift holds: opened keys, as they pass between our own processes through a pipe or a socket."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKey:
    """One opened role key."""

    role: str
    epoch: int
    recipient: str
    identity: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the shift's process hands to a command of this account."""

    organisation: str
    person: str
    database_key: bytes = field(repr=False)
    keys: tuple[HeldKey, ...] = field(repr=False)
    tag_key: bytes | None = field(repr=False)
