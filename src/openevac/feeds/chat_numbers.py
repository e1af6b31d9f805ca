"""Counts as people write them in a chat: digits, and the small words for them in Ukrainian and Russian."""

from __future__ import annotations

_WORDS = {
    1: "один одна одну одного одне одной одній однієї",
    2: (
        "два дві двоє двох двома двум двомя две двое двумя вдвох вдвоём вдвоем обидва обоє обидві оба обе"
    ),
    3: "три троє трьох трьома трое трех трёх тремя втрьох втроем втроём",
    4: "чотири четверо чотирьох чотирма четыре четверых четырех четырёх вчотирьох вчетвером",
    5: "п'ять п'ятеро п'ятьох п'яти пять пятеро пяти пятерых п’ять п’ятеро",
    6: "шість шестеро шістьох шести шесть шестерых",
    7: "сім семеро сімох семи семь семерых",
    8: "вісім восьмеро вісьмох восьми восемь",
    9: "дев'ять дев'ятеро девять девятеро дев'яти девяти",
    10: "десять десятеро десяти",
}  # fmt: skip
_COUNTS = {word.replace("’", "'"): count for count, words in _WORDS.items() for word in words.split()}
_ORDINALS = {
    1: "перш", 2: "друг втор", 3: "трет", 4: "четверт", 5: "п'ят пят", 6: "шост шест", 7: "сьом седьм",
    8: "восьм", 9: "дев'ят девят", 10: "десят", 11: "одинадцят одиннадцат", 12: "дванадцят двенадцат",
}  # fmt: skip

NUMBER = (
    r"(?:\d{1,2}|" + "|".join(sorted((word.replace("'", "['’ʼ]") for word in _COUNTS), key=len, reverse=True)) + r")"
)
"""A pattern for a count, for use between word borders."""

ORDINAL = r"(?:\d{1,2}(?:[-\s]?(?:й|ий|му|ому|го|ого|м|ом|ій|этаж))?|(?:" + "|".join(
    stem.replace("'", "['’ʼ]") for stems in _ORDINALS.values() for stem in stems.split()
) + r")[а-яіїєё]{1,4})"  # fmt: skip
"""A pattern for a number in order, as floors are counted."""


def count_of(word: str) -> int:
    """Give the number a word or digits say; KeyError for any other word."""
    text = word.lower().replace("’", "'").replace("ʼ", "'")
    return int(text) if text.isdigit() else _COUNTS[text]


def ordinal_of(word: str) -> int:
    """Give the number an ordinal says ("сьомому", "7-му"); KeyError for any other word."""
    text = word.lower().replace("’", "'").replace("ʼ", "'")
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits:
        return int(digits)
    for number, stems in _ORDINALS.items():
        if any(text.startswith(stem) for stem in stems.split()):
            return number
    raise KeyError(word)
