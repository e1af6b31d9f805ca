"""One key for the many spellings of a place: Ukrainian, Latin, Russian, any apostrophe.

Three keys, from strict to loose. `plain_name` keeps the spelling and takes away case, apostrophes and hyphens.
`fold_name` takes away what a keyboard or a transliteration changes: script, the many Latin ways to write я or щ.
`kin_name` also takes away what Russian spelling changes: і and о, и and ы, endings, and stems such as Волч- for Вовч-.
One typo is counted on the middle key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler
from translitua import UkrainianKMU, translit

LEAST_LETTERS_FOR_TYPO = 5
"""In shorter names one letter makes another village."""

# Letters of Russian spelling that Ukrainian does not have, by the Ukrainian letter of nearest sound.
_RUSSIAN = str.maketrans({"ы": "и", "э": "е", "ё": "е", "ъ": ""})
_CYRILLIC = re.compile("[а-яёіїєґ]")
_APOSTROPHES = re.compile("['’‘ʼʹ′`´\"”“″]")
# Latin letters that look like Cyrillic ones slip into Cyrillic words from keyboards and scanned lists.
_LOOKALIKES = str.maketrans("aceopxyikhmtb", "асеорхуікнмтв")
_TYPE_WORDS = {
    "с", "село", "смт", "м", "місто", "селище", "сел", "с-ще", "хутір", "хут", "г", "гор", "город", "пгт", "пос",
    "поселок", "посёлок", "дер", "деревня", "хутор",
}  # fmt: skip
_LETTERS = {"š": "sh", "č": "ch", "ž": "zh", "ł": "l", "ß": "ss", "ı": "i"}

# Latin groups by the one sign that stands for their sound here; order matters, longer groups come first.
_SOUNDS = (
    ("shch", "W"), ("szcz", "W"), ("sch", "W"), ("zgh", "zg"), ("zh", "Z"), ("kh", "X"), ("sh", "S"), ("sz", "S"),
    ("ch", "C"), ("cz", "C"), ("ts", "T"), ("tz", "T"), ("ck", "k"), ("x", "ks"), ("c", "T"), ("q", "k"), ("w", "v"),
    ("h", "g"),
)  # fmt: skip
_SOFT_BEFORE_VOWEL = re.compile("[iyj]+(?=[aeou])")
_SOFT = re.compile("[iyj]+")

# Stems that differ between the two languages beyond single letters.
_STEMS = (
    ("волч", "вовч"), ("долг", "довг"), ("толст", "товст"), ("желт", "жовт"), ("больш", "велик"),
    ("двуреч", "дворіч"), ("ольх", "вільх"), ("камен", "камян"), ("никол", "микол"), ("никит", "микит"),
    ("александр", "олександр"), ("алексе", "олексі"), ("елен", "олен"), ("анно", "ганні"), ("констант", "костянт"),
    ("трофим", "трохим"), ("казач", "козач"), ("колодез", "колодяз"), ("узлов", "вузлов"), ("красн", "червон"),
    ("октябрьск", "жовтнев"), ("северн", "північн"), ("южн", "південн"), ("перв", "перш"), ("втор", "друг"),
    ("пчел", "бджіл"), ("цвет", "квіт"), ("дубров", "дібров"), ("рождествен", "різдвян"), ("счастлив", "щаслив"),
    ("солнечн", "сонячн"), ("средн", "середн"), ("раздол", "роздол"), ("рассох", "розсох"), ("беспал", "безпал"),
    ("глубок", "глибок"), ("научн", "науков"), ("камыш", "комиш"), ("оват", "уват"), ("еват", "уват"),
    ("заря", "зоря"), ("островерх", "гостроверх"), ("водолаж", "водолаз"),
)  # fmt: skip
_RUSSIAN_COLLECTIVE = re.compile(r"([лнсдтзчжш])ье\b")  # Раздолье, Залесье: Роздолля, Залісся
_VOWEL_RUN = re.compile("[aeu]*([aeu])")
_DOUBLED = re.compile(r"([^aeu])\1")


@lru_cache(maxsize=65536)
def plain_name(text: str) -> str:
    """Give a name as it is spelled, without case, apostrophes, hyphens and words for "village" or "town"."""
    words = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).strip().lower())
    if _CYRILLIC.search(words):
        words = " ".join(_mend_script(word) for word in words.split())
    bare = " ".join(_without_type(re.sub(r"[.\s]+", " ", words).split()))
    return " ".join(word for word in re.split(r"[\s\-–—]+", bare) if word)


@lru_cache(maxsize=65536)
def fold_name(text: str) -> str:
    """Give the middle key of a name: equal for all faithful spellings in Ukrainian and Latin letters.

    Words for "village" or "town" before the name fall away. The key is for comparing only, never for showing.
    """
    words = plain_name(text).translate(_RUSSIAN).split()
    return " ".join(_fold_latin(translit(word, UkrainianKMU).lower()) for word in words)


def is_cyrillic(text: str) -> bool:
    """Tell whether a name is written in Cyrillic letters, if only in part."""
    return bool(_CYRILLIC.search(text.lower()))


@lru_cache(maxsize=65536)
def kin_name(text: str) -> str:
    """Give the loose key of a name: equal for most Russian spellings of a Ukrainian name as well."""
    key = fold_name(_RUSSIAN_COLLECTIVE.sub(r"\1\1я", text.lower()))
    for russian, ukrainian in _folded_stems():
        key = key.replace(russian, ukrainian)
    key = re.sub("[io]", "e", key)
    return _DOUBLED.sub(r"\1", _VOWEL_RUN.sub(r"\1", key))


def one_typo_apart(key: str, keys: Sequence[str]) -> list[str]:
    """Give those of `keys` (of `fold_name`) that are one typo away from `key`.

    A typo is one letter added, lost, exchanged, or swapped with its neighbour. Names of fewer than five letters
    have no typos.
    """
    if len(key.replace(" ", "")) < LEAST_LETTERS_FOR_TYPO:
        return []
    found = process.extract(key, keys, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [match for match, _, _ in found if len(match.replace(" ", "")) >= LEAST_LETTERS_FOR_TYPO]


def nearest_keys(key: str, keys: Iterable[str], count: int = 3) -> list[str]:
    """Give the most similar of `keys`, best first, for "did you mean"; none when nothing is similar."""
    found = process.extract(key, list(keys), scorer=JaroWinkler.similarity, score_cutoff=0.75, limit=count)
    return [match for match, _, _ in found]


def _mend_script(word: str) -> str:
    """Turn Latin lookalikes inside a Cyrillic word into the letters they stand for."""
    return word.translate(_LOOKALIKES) if _CYRILLIC.search(word) and re.search("[a-z]", word) else word


def _without_type(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0] in _TYPE_WORDS else words


def _fold_latin(word: str) -> str:
    for letter, plain in _LETTERS.items():
        word = word.replace(letter, plain)
    word = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    for group, sign in _SOUNDS:
        word = word.replace(group, sign)
    return _SOFT.sub("i", _SOFT_BEFORE_VOWEL.sub("", word))


@lru_cache(maxsize=1)
def _folded_stems() -> tuple[tuple[str, str], ...]:
    return tuple((fold_name(russian), fold_name(ukrainian)) for russian, ukrainian in _STEMS)
