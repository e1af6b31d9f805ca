"""Sealed records between pages and services: a hidden input of a form in, JSON for the keeper out."""

from __future__ import annotations

from typing import Any

import msgspec

from openevac.domain.errors import InputError
from openevac.services.kernel.sealed import SealedIn, SealedOut

LONGEST = 131_072
"""Signs of one hidden input: the largest note, its wraps, and the base64 around them, twice over."""


def sealed_in(text: str) -> SealedIn:
    """Read what the keeper sealed into a hidden input (`<name>_sealed`); InputError where it is not whole."""
    if not text:
        raise InputError(
            "What identifies people was not sealed.",
            "Load the page again; if it repeats, this browser cannot seal: use a current Firefox, Chrome or Edge.",
            field="sealed",
        )
    if len(text) > LONGEST:
        raise _not_whole()
    try:
        return msgspec.json.decode(text, type=SealedIn)
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise _not_whole() from None


def sealed_out(sealed: SealedOut) -> dict[str, Any]:
    """Give a sealed record as `keeper.open` takes it: bytes in base64."""
    given: dict[str, Any] = msgspec.to_builtins(sealed)
    return given


def _not_whole() -> InputError:
    return InputError("The sealed data came damaged.", "Load the page again and repeat.", field="sealed")
