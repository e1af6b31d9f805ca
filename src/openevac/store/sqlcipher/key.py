"""The key of the database while it is unlocked: one for the whole process, in memory only, never shown."""

from __future__ import annotations

from threading import Lock

KEY_BYTES = 32
"""SQLCipher takes 256 bits as they are; anything shorter would go through its own slow derivation."""


class _Holder:
    """Keeps the key where neither `repr` nor a traceback shows it; `turn` counts every unlocking and locking."""

    __slots__ = ("_guard", "_raw", "turn")

    def __init__(self) -> None:
        self._guard = Lock()
        self._raw = bytearray()
        self.turn = 0

    def put(self, raw: bytes) -> None:
        """Take a key, or none, and overwrite what was held before."""
        with self._guard:
            if bytes(self._raw) != raw:
                self.turn += 1
            for place in range(len(self._raw)):
                self._raw[place] = 0
            self._raw = bytearray(raw)

    def spelled(self) -> str:
        """Give the key as SQLCipher wants a raw one; empty while locked."""
        with self._guard:
            return f"x'{self._raw.hex()}'" if self._raw else ""

    def __repr__(self) -> str:
        return f"<database {'unlocked' if self._raw else 'locked'}>"


_held = _Holder()


def unlock(raw_key: bytes) -> None:
    """Let this process open the database: 32 bytes, made by whoever asked for the passphrase or read the medium."""
    if len(raw_key) != KEY_BYTES:
        raise ValueError(f"a key of the database has {KEY_BYTES} bytes")  # never say what was given
    _held.put(raw_key)


def lock() -> None:
    """Forget the key; connections that are open refuse at their next statement outside a transaction."""
    _held.put(b"")


def is_unlocked() -> bool:
    """Tell whether this process can open the database."""
    return bool(_held.spelled())


def turn() -> int:
    """Give a number that changes whenever the key does, so that a connection knows it is of an earlier unlocking."""
    return _held.turn


def spelled() -> str:
    """Give the key for SQLCipher and nobody else; empty while locked."""
    return _held.spelled()
