"""The one door to age (X25519): new keys, sealing to recipients, opening with an identity, streams.

pyrage lives in this file alone. Its own errors name neither place nor cure, so each becomes an InputError here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, NoReturn

import pyrage

from openevac.domain.errors import InputError

RAW_KEY_BYTES = 32
_IDENTITY_PREFIX = "age-secret-key-"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class OpenedIdentity:
    """One secret key held in memory by the age library, which overwrites it when the last reference goes.

    It never shows itself and cannot be pickled or copied. `text` gives the key as age writes it, for wrapping only.
    """

    __slots__ = ("_key",)

    def __init__(self, text: str) -> None:
        try:
            self._key = pyrage.x25519.Identity.from_str(text)
        except (pyrage.IdentityError, UnicodeEncodeError):
            raise InputError(
                "This is not a secret key of age.",
                "Give the whole line that starts with AGE-SECRET-KEY-1.",
                field="identity",
            ) from None

    @property
    def recipient(self) -> str:
        """Give the public half, to which others seal."""
        return str(self._key.to_public())

    @property
    def text(self) -> str:
        """Give the secret key as text; whoever asks must let go of it at once."""
        return str(self._key)

    def open(self, sealed: bytes) -> bytes:
        """Open what was sealed to this key; refuses what was sealed to others, changed or cut."""
        try:
            return bytes(pyrage.decrypt(sealed, [self._key]))
        except pyrage.DecryptError as error:
            _refuse_opening(error)

    def opens(self, sealed: bytes) -> bool:
        """Tell whether something was sealed to this key and is whole."""
        try:
            pyrage.decrypt(sealed, [self._key])
        except pyrage.DecryptError:
            return False
        return True

    def open_stream(self, source: BinaryIO, sink: BinaryIO) -> None:
        """Open a stream. What stands in `sink` may be trusted only when this returns; faults of files pass through."""
        reading, writing = _Watched(source), _Watched(sink)
        try:
            pyrage.decrypt_io(reading, writing, [self._key])
            writing.flush()
        except (pyrage.DecryptError, OSError) as error:
            _raise_own_fault(reading, writing)
            _refuse_opening(error)

    def __repr__(self) -> str:
        return "OpenedIdentity(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret key is never pickled or copied")


def new_identity() -> str:
    """Make a fresh secret key from the randomness of the machine."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Give the public half of a secret key."""
    return OpenedIdentity(identity).recipient


def require_recipient(text: str) -> None:
    """Refuse what is not a public key of age (InputError)."""
    _recipients((text,))


def identity_from_raw(raw: bytes) -> str:
    """Write 32 raw bytes as a secret key of age (Bech32, as the age specification says)."""
    if len(raw) != RAW_KEY_BYTES:
        raise ValueError("a raw key has 32 bytes")
    number = int.from_bytes(raw, "big") << 4
    digits = [(number >> shift) & 31 for shift in range(255, -1, -5)]
    spread = [ord(sign) >> 5 for sign in _IDENTITY_PREFIX] + [0] + [ord(sign) & 31 for sign in _IDENTITY_PREFIX]
    check = _polymod([*spread, *digits, 0, 0, 0, 0, 0, 0]) ^ 1
    digits += [(check >> 5 * (5 - place)) & 31 for place in range(6)]
    return (_IDENTITY_PREFIX + "1" + "".join(_BECH32[digit] for digit in digits)).upper()


def seal(plain: bytes, recipients: Iterable[str]) -> bytes:
    """Seal bytes to one or more recipients; each of them alone can open."""
    return bytes(pyrage.encrypt(plain, _recipients(recipients)))


def seal_stream(source: BinaryIO, sink: BinaryIO, recipients: Iterable[str]) -> None:
    """Seal a stream of any length in constant memory; faults of files (a full disk) pass through as they are."""
    reading, writing = _Watched(source), _Watched(sink)
    try:
        pyrage.encrypt_io(reading, writing, _recipients(recipients))
        writing.flush()
    except (pyrage.EncryptError, OSError):
        _raise_own_fault(reading, writing)
        raise


class _Watched:
    """A stream that remembers its own fault: the age library turns a full disk and a torn file into one error."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.fault: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """Read, remembering a fault."""
        try:
            return self._stream.read(size)
        except Exception as fault:
            self.fault = fault
            raise

    def write(self, data: bytes) -> int:
        """Write all of it, remembering a fault."""
        try:
            written = self._stream.write(data)
        except Exception as fault:
            self.fault = fault
            raise
        return written

    def flush(self) -> None:
        """Flush, remembering a fault."""
        try:
            self._stream.flush()
        except Exception as fault:
            self.fault = fault
            raise


def _raise_own_fault(*streams: _Watched) -> None:
    for stream in streams:
        if stream.fault is not None:
            raise stream.fault


def _recipients(texts: Iterable[str]) -> list[pyrage.x25519.Recipient]:
    try:
        found = [pyrage.x25519.Recipient.from_str(text) for text in texts]
    except (pyrage.RecipientError, UnicodeEncodeError):
        raise InputError(
            "This is not a public key of age.",
            "Give the whole line that starts with age1.",
            field="recipient",
        ) from None
    if not found:
        raise InputError(
            "There is nobody to seal to.",
            "Give at least one public key; what is sealed to nobody is lost.",
            field="recipient",
        )
    return found


def _refuse_opening(error: Exception) -> NoReturn:
    if "No matching keys" in str(error):
        raise InputError(
            "This was sealed to other keys than the one given.",
            "Open it with the key of a role, person or envelope it was sealed to.",
            field="sealed",
        ) from None
    raise InputError(
        "What was sealed has been changed or cut since.",
        "Take it from a backup; a changed copy is never opened in part.",
        field="sealed",
    ) from None


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if (top >> place) & 1 else 0
    return check
