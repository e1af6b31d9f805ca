"""Writes rules/vectors/surnames.json, which the browser's twin runs too: `python -m tests.rules.surname_vectors`."""

from __future__ import annotations

import json
import random
from pathlib import Path

from openevac.rules.surnames import surname_keys, surname_similarity

FILE = Path(__file__).parents[2] / "src" / "openevac" / "rules" / "vectors" / "surnames.json"
ABOUT = (
    "Two surnames and their likeness in thousandths; a surname and the keys of its parts. Rules: the docstring of"
    " openevac/rules/surnames.py. Written by python -m tests.rules.surname_vectors; do not edit."
)

SAME = (
    ("Коваленко", "Kovalenko"), ("Ковальов", "Ковальова"), ("Ковалёв", "Ковальова"), ("Kovalyov", "Ковальов"),
    ("Ковалева", "Kovaliova"), ("Лук’янчук", "Лук'янчук"), ("Лук’янчук", "Лукʼянчук"), ("Лук’янчук", "Лукянчук"),
    ("Лукьянчук", "Lukianchuk"), ("Дем’яненко", "Demianenko"), ("Зеленський", "Зеленська"), ("Зеленская", "Zelenskyy"),
    ("Вишневецький", "Вишневецкая"), ("Vyshnevetskyi", "Вишневецька"), ("Білий", "Біла"), ("Чорний", "Чорна"),
    ("Петров", "Петрова"), ("Петрів", "Петров"), ("Ільїн", "Ильина"), ("Пушкін", "Pushkina"), ("Іваненко", "Иваненко"),
    ("Сергієнко", "Сергеенко"), ("Гордієнко", "Hordiienko"), ("Соловйов", "Соловьёва"), ("Щербина", "Shcherbyna"),
    ("Щербак", "Szczerbak"), ("Грицак", "Hrytsak"), ("Грицак", "Грыцак"), ("Ґалаґан", "Галаган"), ("Кіт", "Кiт"),
    ("Хоменко", "Khomenko"), ("Юрченко", "Yurchenko"), ("Юрченко", "Jurczenko"), ("Яценко", "Iatsenko"),
    ("Їжакевич", "Yizhakevych"), ("Кравець", "Кравец"), ("Цой", "Tsoi"), ("ШЕВЧЕНКО", "шевченко"),
    ("Шевченко", " Шевченко "), ("Нечуй-Левицький", "Nechui Levytska"), ("Нечуй-Левицька", "Левицька"),
    ("Ющенко", "Ющенко-Коваль"), ("Ковальова-Петренко", "Петренко–Ковальова"), ("Šimčuk", "Шимчук"),
    ("Пономаренко", "Пономаренка"), ("Кузьменко", "Кузменко"),
    ("Чорний", "Чёрный"), ("Грінченко", "Гринченко"), ("Мельник", "Мельнік"),
)  # fmt: skip
"""One family by all a spelling can tell."""

ALIKE = (
    ("Марченко", "Марчено"), ("Савченко", "Савенко"), ("Шевченко", "Шевчеко"),
    ("Бондаренко", "Бондоренко"), ("Казаченко", "Козаченко"),
    ("Остапчук", "Осатпчук"), ("Захарченко", "Захаренко"), ("Гоменко", "Хоменко")
)  # fmt: skip
"""One slip of pen or ear."""

OTHER = (
    ("Коваленко", "Ковальова"), ("Шевченко", "Шевчук"), ("Мельник", "Мельничук"), ("Ткаченко", "Ткач"),
    ("Бойко", "Бойченко"), ("Лис", "Рис"), ("Лі", "Лу"), ("Бондаренко", "Бондарчук"), ("Мороз", "Морозова"),
    ("Петренко", "Коваленко"), ("Іванов", "Петров"), ("Іваненко", "Коваленко"), ("", "Шевченко"), ("", ""),
    ("’", "-"), ("123", "123"), ("Нечуй-Левицький", "Петренко"), ("李", "李"), ("Кравчук", "Кравченко"),
    ("Кравець", "Кравцова"),
)  # fmt: skip
"""Other families, or nothing to compare."""

STRANGE = (
    "\u202eШевченко",
    "Шев\u00adченко",
    "Шевченко\u0000",
    "O'Brien",
    "Müller",
    "İnce",
    "ẞtraße",
    "a" * 200,
    "👩‍🚒",
)
PIECES = (
    "ков",
    "аль",
    "шев",
    "ч",
    "щ",
    "їж",
    "’я",
    "ьо",
    "ен",
    "ко",
    "ук",
    "ська",
    "ий",
    "ova",
    "sky",
    "ts",
    "zh",
    "-",
    "x",
)


def vectors() -> dict[str, object]:
    """Give the content of the file: pairs with judgement, pairs made of pieces, strange texts."""
    dice = random.Random(417)
    made = ["".join(dice.choices(PIECES, k=dice.randint(1, 5))) for _ in range(240)]
    pairs = [*SAME, *ALIKE, *OTHER, *zip(made[::2], made[1::2], strict=True)]
    texts = sorted({text for pair in pairs for text in pair} | set(STRANGE))
    return {
        "v": 1,
        "about": ABOUT,
        "pairs": [[a, b, round(surname_similarity(a, b) * 1000)] for a, b in pairs],
        "keys": [[text, list(surname_keys(text))] for text in texts],
    }


def text() -> str:
    """Give the file as it is written, one vector a line."""
    lines = []
    for name, value in vectors().items():
        inner = (
            "[\n" + ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in value) + "\n]"
            if isinstance(value, list)
            else json.dumps(value, ensure_ascii=False)
        )
        lines.append(f"{json.dumps(name)}: {inner}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
