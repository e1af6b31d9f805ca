"""Passphrases people can read out, write down and type at night: invented Ukrainian-sounding words of four letters.

A word is consonant, vowel, consonant, vowel, from letters that are not mistaken for each other on a bad line
(no г/х, ж/ш, и/е, ц). 13 consonants x 4 vowels, twice, without doubled syllables and without words that mean something
one would not read out to a person under fire: over 2,048 words, so seven drawn at random give over 77 bits (`BITS`).
"""

from __future__ import annotations

import math
import secrets
from hashlib import sha256
from itertools import product

from openevac.domain.errors import InputError
from openevac.vault.stretching import plain_passphrase

WORDS_IN_A_PHRASE = 7
LEAST_OWN_CHARACTERS = 20
LEAST_OWN_DISTINCT = 8

_CONSONANTS = "бвдзклмнпрстч"
_VOWELS = "аоуі"
_NOT_TO_BE_SAID = frozenset({
    "сука", "суку", "дура", "дуру", "попа", "попу", "кака", "кала", "раба", "рабу", "вата", "вату", "міна", "міну",
    "рана", "рану", "тіла", "тіло", "тілу", "мука", "муку", "біда", "біду", "кара", "кару", "кати", "ката", "кату",
    "палу",
})  # fmt: skip

SYLLABLES = tuple(map("".join, product(_CONSONANTS, _VOWELS)))
WORD_LIST: tuple[str, ...] = tuple(
    first + second
    for first, second in product(SYLLABLES, repeat=2)
    if first != second and first + second not in _NOT_TO_BE_SAID
)
BITS = WORDS_IN_A_PHRASE * math.log2(len(WORD_LIST))
_KNOWN = frozenset(WORD_LIST)
_LOOKALIKES = str.maketrans("aoyikmpct", "аоуікмрст")


def new_words() -> tuple[str, ...]:
    """Draw seven words."""
    return tuple(secrets.choice(WORD_LIST) for _ in range(WORDS_IN_A_PHRASE))


def check_word(words: tuple[str, ...]) -> str:
    """Give the eighth word that tells whether seven were typed as printed; it says nothing that the seven do not."""
    digest = sha256(b"openevac check word 1\0" + " ".join(words).encode()).digest()
    return WORD_LIST[int.from_bytes(digest[:8], "big") % len(WORD_LIST)]


def read_words(typed: str) -> tuple[str, ...]:
    """Read seven typed words, with or without the check word; says which one is wrong, never what was typed."""
    words = tuple(plain_passphrase(typed).translate(_LOOKALIKES).split())
    if len(words) not in {WORDS_IN_A_PHRASE, WORDS_IN_A_PHRASE + 1}:
        raise InputError(
            "{count} words were typed.",
            "Type the seven words of the envelope, and the check word after them if you like.",
            field="words",
            count=len(words),
        )
    for number, word in enumerate(words, start=1):
        if word not in _KNOWN:
            raise InputError(
                "Word {number} is none of the words of an envelope.",
                "Read it again from the paper: consonant, vowel, consonant, vowel, in Ukrainian letters.",
                field="words",
                number=number,
            )
    seven = words[:WORDS_IN_A_PHRASE]
    if len(words) > WORDS_IN_A_PHRASE and words[WORDS_IN_A_PHRASE] != check_word(seven):
        raise InputError(
            "The check word does not go with the seven words.",
            "One of them was misread or two were swapped: read them again from the paper.",
            field="words",
        )
    return seven


def require_strong(passphrase: str) -> None:
    """Refuse a person's own passphrase that a stolen disk would give up in an evening."""
    text = plain_passphrase(passphrase)
    if len(text) < LEAST_OWN_CHARACTERS or len(set(text)) < LEAST_OWN_DISTINCT:
        raise InputError(
            "This passphrase is too easy to guess.",
            "Let the program draw seven words, or write a sentence of your own of at least {least} characters.",
            field="passphrase",
            least=LEAST_OWN_CHARACTERS,
        )
