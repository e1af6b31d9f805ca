"""Recovery envelopes: two paper recipients, each of which alone opens everything when all passphrases are lost.

The seven words of an envelope *are* its secret key: stretched with the organisation's code and the envelope's letter
they give it again. Nothing but the paper holds them, so a stolen disk helps nobody to guess at fewer than 77 bits,
and a burnt disk stops nobody from opening a backup. Role keys, the tag key and backups are sealed to both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.units import require_aware
from openevac.vault import age
from openevac.vault.passphrases import check_word, new_words, read_words
from openevac.vault.stretching import SALT_BYTES, stretch

Letter = Literal["A", "B"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryEnvelope:
    """What is printed for one envelope, once, and kept nowhere else but its `recipient`.

    `words` are the seven words, `check_word` the eighth, `recipient` the public key that the words give;
    `mark` is eight hex digits of it in two groups, to compare paper and screen.
    """

    organisation: str
    letter: Letter
    words: tuple[str, ...] = field(repr=False)
    check_word: str = field(repr=False)
    recipient: str
    mark: str
    made_at: datetime


def new_envelopes(organisation: str, now: datetime) -> tuple[RecoveryEnvelope, RecoveryEnvelope]:
    """Draw both envelopes of an organisation (its code, never its address)."""
    require_id("organisation", organisation)
    require_aware("now", now)
    return _envelope(organisation, "A", now), _envelope(organisation, "B", now)


def open_envelope(organisation: str, letter: Letter, typed: str, *, recipient: str) -> str:
    """Give the secret key of an envelope from its typed words; `recipient` is the public key kept for it."""
    identity = _identity(organisation, letter, read_words(typed))
    if age.recipient_of(identity) != recipient:
        raise InputError(
            "These words do not open envelope {letter} of this organisation.",
            "Check the letter and the mark on the paper, then the order of the words.",
            field="words",
            letter=letter,
        )
    return identity


def envelope_key(organisation: str, letter: Letter, typed: str) -> str:
    """Give the secret key of an envelope where nothing is left to compare it with: a restore on a new computer.

    Wrong words in a right order of their own give another key, which opens nothing: what is opened with it says so.
    """
    return _identity(organisation, letter, read_words(typed))


def mark_of(recipient: str) -> str:
    """Give the mark of a public key: eight hex digits in two groups."""
    digits = sha256(recipient.encode()).hexdigest()
    return f"{digits[:4]}-{digits[4:8]}"


def _envelope(organisation: str, letter: Letter, now: datetime) -> RecoveryEnvelope:
    words = new_words()
    recipient = age.recipient_of(_identity(organisation, letter, words))
    return RecoveryEnvelope(
        organisation=organisation,
        letter=letter,
        words=words,
        check_word=check_word(words),
        recipient=recipient,
        mark=mark_of(recipient),
        made_at=now,
    )


def _identity(organisation: str, letter: Letter, words: tuple[str, ...]) -> str:
    salt = sha256(f"openevac recovery 1\0{organisation}\0{letter}".encode()).digest()[:SALT_BYTES]
    return age.identity_from_raw(stretch(" ".join(words), salt))
