"""The code of one person who leaves, as it is written on cardboard and tags: АК7-29М.

Drawn at random, so it tells nothing of the person. Only letters that look the same in Cyrillic and Latin, and no
letter or digit that a tired reader takes for another one (О 0, В 8, З 3, І 1, С, Р).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from openevac.domain.errors import InputError

ALPHABET = "АЕКМНТХ2345679"
LENGTH = 6
COUNT: int = len(ALPHABET) ** LENGTH
"""How many codes there are: over seven million."""

_LATIN = str.maketrans("AEKMHTX", "АЕКМНТХ")
_NOT_WRITTEN = re.compile(r"[\s\W_]+")


def draw_code(below: Callable[[int], int]) -> str:
    """Draw a code; `below(n)` gives a random number from 0 to n - 1."""
    signs = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(LENGTH))
    return f"{signs[:3]}-{signs[3:]}"


def parse_code(text: str) -> str:
    """Read a code as people type it: Latin or small letters, blanks, no hyphen. Gives it as printed."""
    bare = _NOT_WRITTEN.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_LATIN)
    if len(bare) != LENGTH or not set(bare) <= set(ALPHABET):
        raise InputError(
            "This is not the code of a person who leaves.",
            "It is six letters and digits, for example АК7-29М; read it again from the cardboard.",
            field="code",
        )
    return f"{bare[:3]}-{bare[3:]}"
