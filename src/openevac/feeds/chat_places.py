"""Names of places in the words of a chat: bent endings, any spelling, where people are and not where they go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from openevac.domain.errors import InputError
from openevac.domain.places import Place
from openevac.domain.spelling import fold_name, kin_name, plain_name
from openevac.feeds.chat_people import Seen

PlaceSearch = Callable[[str], Sequence[Place]]
"""Gives the places that a name can mean: exact, in another spelling, or one typo away; empty for none."""

LEAST_LETTERS = 4
LEAST_LETTERS_BARE = 7
"""A word in small letters without "in" or "village" before it must be this long to be taken for a place."""
LEAST_LETTERS_FOR_SLIP = 7
"""Where no word says that a place follows, only longer names may be mistyped."""


class _Told(IntEnum):
    """How plainly a text says that people are in a place; the plainest word wins."""

    GOES_THERE = 0
    BARE = 1
    IN = 2
    FROM = 3
    NAMED = 4


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    told: _Told
    start: int
    end: int


_WORD = r"[^\W\d_][\w'’ʼ`\-]*"
_NAMED = re.compile(
    rf"(?:\b(?:с|сел|смт|пгт|м|н\.?\s?п|пос|х)\.\s?|\b(?:село|селі|села|селе|смт|пгт|місто|місті|міста|город"
    rf"|городе|селище|селищі|посёлок|поселок|поселке|хутір|хуторі|деревн\w|громада"
    rf"|населений пункт|населённый пункт|нас\.?\s?пункт|місце|адреса|адрес)\s*[:–—-]?\s+"
    rf"|📍\s*)(?P<name>{_WORD}(?:[ ]{_WORD}){{0,2}})",
    re.IGNORECASE,
)  # fmt: skip
_PREPOSITION = re.compile(
    rf"(?<!\w)(?P<word>у|в|во|із|зі|з|изо|из|с|со|до|на|під|под|біля|возле|in|from"
    rf"|to)\s+(?P<name>{_WORD}(?:[ ]{_WORD}){{0,2}})", re.IGNORECASE
)  # fmt: skip
_FROM = {"із", "зі", "з", "изо", "из", "с", "со", "from"}
_TO = {"до", "на", "to"}
_BARE = re.compile(rf"(?<![\w@/.])(?P<name>{_WORD}(?:[ \-]{_WORD}){{0,2}})")
_STREET_BEFORE = re.compile(
    r"(?:вул|ул|пров|пер|просп|бульв|площ\w*|пл|шосе|мкр|вулиц\w|улиц\w|провул\w*|переул\w*|проспект\w*"
    r"|узвіз)\.?\s*$", re.IGNORECASE
)  # fmt: skip
_NUMBER_BEHIND = re.compile(r"\s*,?\s*(?:буд\w*\.?|д\.)?\s*\d{1,3}(?!\d|\s*(?:люд|ос|чол|чел|дорос|взрос|діт|дет))")
_DISTRICT = re.compile(rf"(?P<name>{_WORD})\s+(?:район\w*|р-н\w?)", re.IGNORECASE)


def _pairs(table: str) -> tuple[tuple[str, str], ...]:
    return tuple((bent, straight) for bent, _, straight in (pair.partition(">") for pair in table.split()))


# Endings as they stand in a sentence -> as they stand in a list; _INTO: "into it", not "in it".
_BENT = _pairs("""
івці>івка ївці>ївка вці>вка нці>нка ці>ка зі>га лі>ля лі>ла ському>ський ському>ське ському>ськ ську>ськ
ська>ськ ого>е ого>ий ому>е ому>ий ьому>є их>і ах>и ях>і ів>и ової>ова ій>а ої>а ої>е ки>ка и>а і>а і>я ї>я і>
ку>ок ка>ок ку>к у> ю>ь а> я>ь я>є еві> ові> ях>я ке>ка ове>ово ске>ск ска>ск ом>ое ого>ое ово>ово ах>ы ы>а
не>на е>а е> ом> ой>ая овом>овое овому>ове ового>ове олі>іль олі>оль поля>піль полі>піль ину>ин ина>ин ині>ин
ові>ів ова>ів
""")
_FIRST = _pairs("ому>ий ому>е ій>а ої>а ого>ий ого>е их>і ой>ая ом>ое")
_INTO = _pairs("вку>вка ку>ка ню>ня лю>ля у>а ю>я")


def see_place(text: str, search: PlaceSearch) -> Iterator[Seen]:
    """Give the one place people are in, as it is called in the list of places; a doubt where there are several."""
    found = _all_meant(text, search)
    if not found:
        return
    plainest = max(told for told, _ in found.values())
    spans = {code: span for code, (told, span) in found.items() if told == plainest}
    start, end = min(begin for begin, _ in spans.values()), max(last for _, last in spans.values())
    if len(spans) == 1:
        yield Seen("katottg", next(iter(spans)), start, end)
        return
    district = _DISTRICT.search(text)
    piece = text[start:end]
    if len(set(spans.values())) == 1 and district:
        inside = {code for code in spans if code in _in_district(piece, district["name"], search)}
        if len(inside) == 1:
            yield Seen("katottg", inside.pop(), min(start, district.start()), max(end, district.end()))
            return
    yield Seen("katottg", "", start, end, InputError(
        "The text can mean {count} places: {listed}.", "Ask which one, and type its code.",
        field="place", count=len(spans), listed=", ".join(sorted(spans)[:5])))  # fmt: skip


def _all_meant(text: str, search: PlaceSearch) -> dict[str, tuple[_Told, tuple[int, int]]]:
    """Give every place a text can mean, how plainly, and where; a name inside a longer name is not one of its own."""
    found: dict[str, tuple[_Told, tuple[int, int]]] = {}
    known: dict[tuple[str, _Told], list[tuple[str, _Told]]] = {}
    for candidate in _candidates(text):
        key = (candidate.name, candidate.told)
        if key not in known:
            known[key] = list(_meant(candidate, search))
        for code, told in known[key]:
            if code not in found or told > found[code][0]:
                found[code] = (told, (candidate.start, candidate.end))
    spans = {span for _, span in found.values()}
    return {
        code: (told, span)
        for code, (told, span) in found.items()
        if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in spans)
    }


def _in_district(name: str, district: str, search: PlaceSearch) -> set[str]:
    codes: set[str] = set()
    for form in (name, *_straight(name)):
        for area in {
            district,
            re.sub(r"(ького|ому|ого|ом)$", lambda end: {"ького": "ький"}.get(end[1], "ий"), district),
        }:
            codes |= {place.katottg for place in search(f"{form}, {area} район")}
    return codes


def _candidates(text: str) -> Iterator[_Candidate]:
    for match in _NAMED.finditer(text):
        yield from _shorter(match, _Told.NAMED)
    for match in _PREPOSITION.finditer(text):
        word = match["word"].lower()
        told = _Told.FROM if word in _FROM else _Told.GOES_THERE if word in _TO else _Told.IN
        yield from _shorter(match, told)
    at = 0
    while (bare := _BARE.search(text, at)) is not None:
        yield from _shorter(bare, _Told.BARE)
        at = bare.start() + len(bare["name"].split()[0])


def _shorter(match: re.Match[str], told: _Told) -> Iterator[_Candidate]:
    """Give a name of three words, then of two, then of one: "Новий Млинок терміново"."""
    start = match.start("name")
    words = match["name"].split(" ")
    street = bool(_STREET_BEFORE.search(match.string[: match.start()])) or bool(
        _STREET_BEFORE.search(match.string[:start])
    )
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        if len(name) >= LEAST_LETTERS and not street:
            yield _Candidate(name, told, start, start + len(name))


def _meant(candidate: _Candidate, search: PlaceSearch) -> Iterator[tuple[str, _Told]]:
    """Give the places a candidate means, and how plainly it says that people are there."""
    name, told = candidate.name, candidate.told
    if told is _Told.BARE and not (name[0].isupper() or len(name) >= LEAST_LETTERS_BARE):
        return
    straight = [place for place in search(name) if _close(name, place, told)]
    if straight:
        # "в Харків" goes there, "в Харкові" is there; names that do not bend (Суми) may be either.
        goes = told is _Told.IN and not name.lower().endswith(("о", "и", "і", "є", "е"))
        yield from ((place.katottg, _Told.GOES_THERE if goes else told) for place in straight)
        return
    if told in {_Told.IN, _Told.GOES_THERE}:
        into = {place.katottg for form in _forms(name, _INTO) for place in search(form) if _same(form, place)}
        if into:
            yield from ((code, _Told.GOES_THERE) for code in into)
            return
    for form in _straight(name):
        codes = {place.katottg for place in search(form) if _same(form, place)}
        if codes:
            yield from ((code, told) for code in codes)
            return
    if told is _Told.NAMED or (told > _Told.BARE and len(name) >= LEAST_LETTERS_FOR_SLIP and name[0].isupper()):
        slips = {place.katottg for form in _straight(name) for place in search(form) if _first_letter(form, place)}
        yield from ((code, told) for code in slips)


def _straight(name: str) -> list[str]:
    return _forms(name, _BENT)


def _forms(name: str, endings: tuple[tuple[str, str], ...]) -> list[str]:
    """Give what a bent name may be called in the list: each word bent back, or only the last."""
    words = name.split(" ")
    last = [words[-1][: -len(bent)] + straight for bent, straight in endings if words[-1].lower().endswith(bent)]
    forms = [" ".join([*words[:-1], word]) for word in last]
    if len(words) == 2:
        first = [words[0][: -len(bent)] + straight for bent, straight in _FIRST if words[0].lower().endswith(bent)]
        forms += [f"{one} {word}" for one in first for word in (words[1], *last)]
    return list(dict.fromkeys(form for form in forms if len(form) >= LEAST_LETTERS - 1))


def _close(name: str, place: Place, told: _Told) -> bool:
    """Tell whether a name is near enough: a slip is believed only where a word says that a place follows."""
    if _same(name, place):
        return True
    plainly = told is _Told.NAMED or (told > _Told.BARE and len(name) >= LEAST_LETTERS_FOR_SLIP and name[0].isupper())
    return plainly and _first_letter(name, place)


def _first_letter(name: str, place: Place) -> bool:
    return any(fold_name(name)[:1] == fold_name(one)[:1] for one in (place.name_uk, *place.other_names))


def _same(name: str, place: Place) -> bool:
    names = (place.name_uk, *place.other_names)
    return any(key(name) == key(one) for one in names for key in (plain_name, fold_name, kin_name))


def bent_endings() -> dict[str, list[list[str]]]:
    """Give the endings by which a bent name is made straight, for the browser's reader; `into`: people go there."""
    return {"straight": [list(pair) for pair in _BENT], "into": [list(pair) for pair in _INTO]}
