"""Finds places by what people call them: Ukrainian, Latin, old or Russian spelling, one typo, never a guess."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from openevac.domain.errors import InputError
from openevac.domain.ids import require_distinct
from openevac.domain.places import Place
from openevac.domain.renamed import FORMER_NAMES, raion_name
from openevac.domain.spelling import (
    fold_name,
    is_cyrillic,
    kin_name,
    nearest_keys,
    one_typo_apart,
    plain_name,
)

LISTED = 20
"""So many places of one name are listed in a message; the rest is counted."""

LEAST_LETTERS_TO_SEARCH = 3

_CODE = re.compile(r"UA\d{17}")
_QUALIFIER = re.compile(r"[,(]")
_AREA_WORD = re.compile(r"\b(район|р-н|громада|тг|отг|raion|hromada)\b", re.IGNORECASE)


class PlaceIndex:
    """All places of a region under every key of every name they bear or bore."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple(places)
        require_distinct("katottg", (place.katottg for place in self._places))
        self._by_code = {place.katottg: place for place in self._places}
        self._plain = self._index(plain_name)
        self._strict = self._index(fold_name)
        self._loose = self._index(kin_name)
        self._keys = list(self._strict)

    def find(self, text: str) -> tuple[Place, ...]:
        """Give the places that `text` can mean, by the first way of looking that finds any.

        1. the exact code; 2. the exact name, present or former; 3. the same name in Latin letters or in Russian
        spelling; 4. one typo.
        Behind a comma or in brackets a raion or hromada may follow: "Шевченкове, Куп’янський район".
        """
        name, area = _parted(text)
        code = name.upper()
        if _CODE.fullmatch(code):
            return (self._by_code[code],) if code in self._by_code else ()
        found = self._named(name)
        return tuple(place for place in found if not area or _lies_in(place, area))

    def search(self, text: str) -> tuple[Place, ...]:
        """Give what `find` finds, else the places with a name that begins with `text` (three letters or more)."""
        found = self.find(text)
        key = fold_name(_parted(text)[0])
        if found or len(key) < LEAST_LETTERS_TO_SEARCH:
            return found
        codes = {code for name in self._keys if name.startswith(key) for code in self._strict[name]}
        return tuple(self._by_code[code] for code in sorted(codes))

    def one(self, text: str) -> Place:
        """Give the one place that `text` means.

        Raises InputError when nothing is found (with the nearest spellings), or when several places bear the name:
        they are listed with raion and code, and a person chooses.
        """
        found = self.find(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise self._unknown(text)
        listed = [describe_place(place) for place in found[:LISTED]]
        if len(found) > LISTED:
            listed.append(f"+ {len(found) - LISTED}")
        raise InputError(
            "{count} places are called '{text}': {listed}.",
            "Write the code, or the raion behind a comma.",
            field="place",
            count=len(found),
            text=text,
            listed="; ".join(listed),
        )

    def by_code(self, katottg: str) -> Place:
        """Give the place of one code; raises InputError for a code the region does not know."""
        place = self._by_code.get(katottg.strip().upper())
        if place is None:
            raise InputError(
                "The region has no place with the code {katottg}.",
                "Look it up with `openevac region search`, or build a region that holds it.",
                field="katottg",
                katottg=katottg,
            )
        return place

    def _named(self, name: str) -> tuple[Place, ...]:
        key = fold_name(name)
        codes = set(self._plain.get(plain_name(name), []))
        if not codes:
            codes = set(self._strict.get(key, []))
            if is_cyrillic(name) or not codes:
                # Not spelled like any name here: what Russian spelling could mean counts as much.
                codes |= set(self._loose.get(kin_name(name), []))
        if not codes:
            codes = {code for near in one_typo_apart(key, self._keys) for code in self._strict[near]}
        return tuple(self._by_code[code] for code in sorted(codes))

    def _index(self, key_of: Callable[[str], str]) -> dict[str, list[str]]:
        """Give key -> codes, each list sorted and without repeats."""
        codes: defaultdict[str, set[str]] = defaultdict(set)
        for place in self._places:
            for name in (place.name_uk, *place.other_names, *FORMER_NAMES.get(place.katottg, ())):
                codes[key_of(name)].add(place.katottg)
        codes.pop("", None)
        return {key: sorted(found) for key, found in codes.items()}

    def _unknown(self, text: str) -> InputError:
        near = nearest_keys(fold_name(text), self._keys)
        names = sorted({self._by_code[code].name_uk for key in near for code in self._strict[key]})
        if not names:
            return InputError(
                "No place is called '{text}'.",
                "Check the spelling, or search for a part of it with `openevac region search`.",
                field="place",
                text=text,
            )
        return InputError(
            "No place is called '{text}'. Nearest spellings: {names}.",
            "Choose one of them, or search with `openevac region search`.",
            field="place",
            text=text,
            names=", ".join(names),
        )


def describe_place(place: Place) -> str:
    """Name a place so that it cannot be taken for another: name, raion, hromada, code."""
    raion = place.raion if place.raion and not _CODE.fullmatch(place.raion) else raion_name(place.katottg)
    areas = ", ".join(part for part in (raion or place.raion, place.hromada) if part)
    return f"{place.name_uk} ({areas}) {place.katottg}" if areas else f"{place.name_uk} {place.katottg}"


def _parted(text: str) -> tuple[str, str]:
    """Part "name, area" and "name (area)" into both; the area is empty where none is given."""
    parts = _QUALIFIER.split(text, maxsplit=1)
    return parts[0].strip(), parts[1].strip(" )") if len(parts) > 1 else ""


def _lies_in(place: Place, area: str) -> bool:
    """Tell whether a raion or hromada, by name in any spelling or by code, holds the place."""
    wanted = _AREA_WORD.sub("", area).strip()
    named = (place.raion, place.hromada, raion_name(place.katottg))
    return any(part == wanted or kin_name(_AREA_WORD.sub("", part)) == kin_name(wanted) for part in named if part)
