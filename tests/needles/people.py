"""Invented people whose every word can be found again: names, phones, doors, health, notes, relatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

SYLLABLES = (
    "ба", "ве", "гри", "до", "жу", "за", "ки", "ло", "му", "не", "па", "ро", "ся", "ту", "фе", "хо", "цу", "ше", "щи",
    "ля", "ню", "рве", "сто", "тле", "бжи", "вля", "гра", "дру",
)  # fmt: skip
LATIN = ("ba", "ve", "hry", "do", "zhu", "za", "ky", "lo", "mu", "ne", "pa", "ro", "sia", "tu", "fe", "kho", "tsu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented person; every field holds a word that stands nowhere else in the world."""

    name: str
    told_as: str
    phone: str
    street: str
    house: str
    health: str
    note: str
    relative: str

    def needles(self) -> tuple[str, ...]:
        """Give the words to look for; of a phone the nine digits that every way of writing it has."""
        return (
            self.name.split()[0], self.told_as.split()[0], self.phone[-9:], self.street, f"{self.street}, {self.house}",
            self.health.split()[-1], self.note.split()[-1], self.relative[-9:],
        )  # fmt: skip


def invent(count: int, seed: int = 417) -> list[Invented]:
    """Invent people; the same seed gives the same ones."""
    dice = Random(seed)
    words, latin = _words(dice, SYLLABLES), _words(dice, LATIN)
    phones = iter(dice.sample(range(10_000_000), 2 * count))
    return [
        Invented(
            name=f"{next(words).capitalize()} Вигадана",
            told_as=f"{next(latin).capitalize()} Vyhadana",
            phone=f"+38067{next(phones):07}",
            street=f"вул. {next(words).capitalize()}",
            house=str(dice.randrange(1, 200)),
            health=f"приймає {next(words)}",
            note=f"собака на подвір'ї, ключ у {next(words)}",
            relative=f"+4850{next(phones):07}",
        )
        for _ in range(count)
    ]


def _words(dice: Random, syllables: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        word = "".join(dice.choice(syllables) for _ in range(6))
        if word not in seen:
            seen.add(word)
            yield word
