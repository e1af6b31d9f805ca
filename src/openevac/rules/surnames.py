"""How alike two surnames are across scripts, languages and genders. Clients run this on names they have unlocked.

A browser runs a twin of this file, so nothing here needs a library. The rules, in order:

1. Take the first 64 code points, NFC, lower case; drop apostrophes; cut into parts at blanks and hyphens (_PARTS).
2. In a part with a Cyrillic letter, Latin lookalikes become Cyrillic (LOOKALIKES). Then Cyrillic letters become
   sounds by CYRILLIC; other letters lose their marks (NFKD, only a-z kept) and LATIN groups become sounds, longest
   groups first as they stand in the table. Signs W X Z C S T stand for shch kh zh ch sh ts.
3. i, y and j before a, e, o or u fall away; runs of them become one i; a letter but a, i, o, u doubled becomes one.
4. One ending falls away or changes, the first of ENDINGS that fits and leaves two letters or more: this makes
   -ський/-ська, -ов/-ова, -ин/-ина, -ий/-а and their Russian and Latin forms equal.
5. Two keys are compared by edit distance with neighbours swapped (optimal string alignment). Every edit costs 2;
   changing one letter into a kindred one (KINDRED) costs 1.
6. Likeness in thousandths = floor((2n - cost) * 1000 / 2n), n = letters of the longer key; 0 when a key is empty.
7. With several parts on either side: the mean (floor, in thousandths) over the parts of the shorter side, each with
   its best match on the other; both sides have equally many: the smaller of the two means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

ALIKE = 0.8
"""From here on two surnames are shown as alike: one letter in five; in shorter names one letter makes another name."""

LONGEST = 64
"""Letters of a name that are compared; no surname is longer, and a pasted page must not stop a browser."""

LOOKALIKES = dict(zip("aceopxyikhmtb", "асеорхуікнмтв", strict=True))
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "ё": "o", "ж": "Z", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ў": "v", "ф": "f", "х": "X", "ц": "T", "ч": "C", "ш": "S", "щ": "W",
    "ь": "", "ъ": "", "э": "e", "ю": "u", "я": "a",
}  # fmt: skip
LATIN_LETTERS = {"š": "sh", "č": "ch", "ž": "zh", "ł": "l", "ß": "ss", "ı": "i"}
LATIN = (
    ("shch", "W"), ("szcz", "W"), ("tsch", "C"), ("sch", "S"), ("zgh", "zg"), ("zh", "Z"), ("kh", "X"), ("sh", "S"),
    ("sz", "S"), ("ch", "C"), ("cz", "C"), ("ts", "T"), ("tz", "T"), ("ck", "k"), ("ce", "Te"), ("ci", "Ti"),
    ("cy", "Ty"), ("x", "ks"), ("c", "k"), ("q", "k"), ("w", "v"), ("h", "g"),
)  # fmt: skip
ENDINGS = (
    ("skii", "sk"), ("skoi", "sk"), ("skaa", "sk"), ("ski", "sk"), ("ska", "sk"), ("ske", "sk"),
    ("Tkii", "Tk"), ("Tkoi", "Tk"), ("Tkaa", "Tk"), ("Tki", "Tk"), ("Tka", "Tk"),
    ("ova", "ov"), ("eva", "ov"), ("iva", "ov"), ("ev", "ov"), ("iv", "ov"),
    ("ina", "in"), ("en", "in"),
    ("aa", ""), ("ii", ""), ("oi", ""), ("ei", ""), ("i", ""), ("a", ""), ("o", ""), ("e", ""),
)  # fmt: skip
KINDRED = ("eio", "ao", "gX", "CWS", "zZ", "ui")

_APOSTROPHES = re.compile("['’‘ʼʹ′`´\"”“″]")
_CYRILLIC_LETTER = re.compile("[а-яёіїєґў]")
_PARTS = re.compile("[ \t\r\n\u00a0\u2009\u202f\\-‐‑–—]+")
_SOFT_BEFORE_VOWEL = re.compile("[iyj]+(?=[aeou])")
_SOFT = re.compile("[iyj]+")
_DOUBLED = re.compile(r"([^aiou])\1+")
_KINDRED = frozenset((one, other) for group in KINDRED for one in group for other in group if one != other)


def surname_similarity(a: str, b: str) -> float:
    """Say how alike two surnames are, from 0 (nothing) to 1 (one name by all we can tell); never a proof."""
    mine, theirs = surname_keys(a), surname_keys(b)
    if not mine or not theirs:
        return 0.0
    if len(mine) == len(theirs):
        return min(_mean_best(mine, theirs), _mean_best(theirs, mine)) / 1000
    fewer, more = sorted((mine, theirs), key=len)
    return _mean_best(fewer, more) / 1000


@lru_cache(maxsize=65536)
def surname_keys(text: str) -> tuple[str, ...]:
    """Give the keys of a surname's parts; for comparing only, never shown, never stored: a key gives the name away."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text[:LONGEST]).lower())
    keys = (_key(part) for part in _PARTS.split(plain))
    return tuple(key for key in keys if key)


def _mean_best(fewer: Sequence[str], more: Sequence[str]) -> int:
    return sum(max(_likeness(one, other) for other in more) for one in fewer) // len(fewer)


def _likeness(one: str, other: str) -> int:
    full = 2 * max(len(one), len(other))
    return (full - _distance(one, other)) * 1000 // full


def _key(part: str) -> str:
    if _CYRILLIC_LETTER.search(part):
        letters = "".join(LOOKALIKES.get(letter, letter) for letter in part)
        sounds = "".join(CYRILLIC.get(letter, "") for letter in letters)
    else:
        sounds = _latin(part)
    sounds = _SOFT.sub("i", _SOFT_BEFORE_VOWEL.sub("", sounds))
    return _without_ending(_DOUBLED.sub(r"\1", sounds))


def _latin(part: str) -> str:
    letters = "".join(LATIN_LETTERS.get(letter, letter) for letter in part)
    letters = re.sub("[^a-z]", "", unicodedata.normalize("NFKD", letters).lower())
    for group, sound in LATIN:
        letters = letters.replace(group, sound)
    return letters


def _without_ending(sounds: str) -> str:
    for ending, kept in ENDINGS:
        if sounds.endswith(ending) and len(sounds) - len(ending) >= 2:
            return sounds[: len(sounds) - len(ending)] + kept
    return sounds


def _distance(one: str, other: str) -> int:
    """Give the cost of making one key of the other: 2 an edit, 1 where a letter becomes a kindred one."""
    before: list[int] = []
    row = [2 * place for place in range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [2 * i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 2, row[j - 1] + 2, before[j - 1] + _change(letter, wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, earlier[j - 2] + 2)
            row.append(best)
    return row[-1]


def _change(letter: str, wanted: str) -> int:
    if letter == wanted:
        return 0
    return 1 if (letter, wanted) in _KINDRED else 2
