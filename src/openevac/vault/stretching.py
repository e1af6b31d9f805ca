"""Stretching a passphrase into a key: Argon2id, with its cost stored beside whatever it protects."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

from openevac.domain.errors import InputError

SALT_BYTES = 16
KEY_BYTES = 32
MOST_MEMORY_KIB = 1_048_576
MOST_PASSES = 16
MOST_LANES = 16
MOST_PASSPHRASE_CHARACTERS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchCost:
    """What one guess costs: memory (KiB), passes over it, lanes. Refuses what would only stall a machine."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        if not (
            1 <= self.lanes <= MOST_LANES
            and 1 <= self.passes <= MOST_PASSES
            and 8 * self.lanes <= self.memory_kib <= MOST_MEMORY_KIB
        ):
            raise InputError(
                "The cost of stretching a passphrase written here is absurd.",
                "The file was damaged or made to stall this machine: take it from a backup.",
                field="cost",
            )


STANDARD_COST = StretchCost()


def stretch(passphrase: str, salt: bytes, cost: StretchCost = STANDARD_COST) -> bytes:
    """Give a key of 32 bytes from a passphrase and a salt of 16 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    return hash_secret_raw(
        secret=plain_passphrase(passphrase).encode(),
        salt=salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def plain_passphrase(passphrase: str) -> str:
    """Take away what a keyboard changes without meaning to: case, runs of blanks, the sort of apostrophe."""
    if len(passphrase) > MOST_PASSPHRASE_CHARACTERS:
        raise InputError(
            "The passphrase is longer than {most} characters.",
            "Type the words only.",
            field="passphrase",
            most=MOST_PASSPHRASE_CHARACTERS,
        )
    text = unicodedata.normalize("NFKC", passphrase).casefold().replace("’", "'").replace("ʼ", "'")
    if any(unicodedata.category(sign) == "Cs" for sign in text):
        raise InputError(
            "The passphrase holds a sign that is not text.",
            "Type it again by hand.",
            field="passphrase",
        )
    return " ".join(text.split())
