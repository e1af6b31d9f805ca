"""Door, floor, animals, things and hurry in the words of a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openevac.domain.errors import InputError
from openevac.feeds.chat_numbers import NUMBER, ORDINAL, count_of, ordinal_of
from openevac.feeds.chat_people import Seen

_I = re.IGNORECASE
_FLOOR = re.compile(
    rf"(?:\b(?P<n>{ORDINAL})[\s-]*(?:поверсі|поверх|поверха|пов\.?|этаже|этаж|этажа|эт\.?)(?![а-яіїєґё])"
    rf"|\b(?:поверх|этаж|floor)\s*[:–—-]?\s*(?P<m>\d{{1,2}}))",
    _I,
)
_NO_LIFT = re.compile(
    r"без\s+(?:робочого\s+)?ліфт\w*|без\s+(?:рабочего\s+)?лифт\w*|(?:ліфт\w*|лифт\w*)\s+(?:\w+\s+)?(?:немає"
    r"|нема|нет|не\s*працює|не\s*работает|стоїть|стоит)"
    r"|(?:немає|нема|нет)\s+(?:ліфт|лифт)\w*|(?:не\s+працює|не\s+работает)\s+(?:ліфт|лифт)|no\s+lift",
    _I,
)  # fmt: skip
_LIFT_WORKS = re.compile(
    r"(?:ліфт|лифт)\w*\s+(?:є\b|працює|работает|есть)|(?<!без )\bз\s+ліфтом|с\s+лифтом|(?<!не )працює\s+ліфт", _I
)
_OWN_HOUSE = re.compile(
    r"приватн\w+\s+(?:будин\w+|сектор\w*|хат\w+)|частн\w+\s+(?:дом\w*|сектор\w*)|перший\s+поверх|первый\s+этаж"
    r"|своя хата",
    _I,
)

_ANIMALS = (
    r"кіт(?!ель)|кота|коти|котів|котик\w*|кішк\w+|кошк\w+|котят\w*|кот(?:а|ов|ами|ом)?|кошеня\w*|собак\w*"
    r"|собач\w+|пес(?:ик|ика)?|пса|пёс|песик\w*|цуцен\w+|щен\w+|папуг\w+|попуга\w+"
    r"|хом['’]?як\w*|кролик\w*|морськ\w+ свинк\w+|черепах\w*|cats?|dogs?"
)  # fmt: skip
_ANIMAL = re.compile(
    rf"(?:\b(?P<n>{NUMBER})\s+(?:маленьк\w+\s+|велик\w+\s+|больш\w+\s+)?)?\b(?P<what>{_ANIMALS})(?![а-яіїєґё\w])", _I
)
_PLURAL_ANIMALS = re.compile(
    r"^(?:коти|котів|котами|собаки|собак|кішки|кошки|котов|котики|пси|cats|dogs|кролики|кроликів|котята|цуценята"
    r"|щенки)$",
    _I,
)
_ANIMALS_UNCOUNTED = re.compile(r"\b(?:з|із|с|є|есть|маємо)\s+(?:тварин\w*|животн\w+|улюбленц\w+|питомц\w+)", _I)
_BIG_ANIMALS = re.compile(
    r"\b(?:коров\w+|коз[аиу]|кози|коз\b|свин(?:я|і|ей|ью)\b|кін\b|коня\b|кур(?:и|ей|ка|ок)\b|гус(?:и|ей)\b)", _I
)
_FOOD = re.compile(r"корм\w*\s+для\s*$|їж\w+\s+для\s*$|еда\s+для\s*$", _I)
_WITHOUT = re.compile(r"(?:\bбез|\bнемає|\bнет|\bнема)\s*(?:\w+\s+)?$", _I)
_NO_ANIMALS = re.compile(
    r"\b(?:без|немає|нема|нет)\s+(?:тварин\w*|животн\w+)|тварин\w*\s+(?:немає|нема)|животных\s+нет", _I
)

_BULKY = re.compile(
    rf"(?:\b(?P<n>{NUMBER})\s+)?\b(?:холодильник\w*|морозильн\w+|пральн\w+(?:\s+машин\w+)?"
    rf"|стиральн\w+(?:\s+машин\w+)?|диван\w*|телевізор\w*|телевизор\w*|швейн\w+\s+машин\w+|шаф[ауи]|шкаф\w*"
    rf"|fridge)",
    _I,
)  # fmt: skip
_KILOS = re.compile(r"(?P<kg>\d{1,3})\s*(?:кг|kg|кіло\w*|кило\w*)\b", _I)
_OF_THINGS = re.compile(r"реч|вещ|сум|багаж|поклаж|валіз|мішк|чемодан", _I)
_OF_BODY = re.compile(r"важ|вага|вес|весит", _I)
_CARE = re.compile(
    r"(?:потреб\w+|потрібен|нужен|нуждается\s+в|нужда\w+\s+в)\s+(?:постійн\w+\s+|постоянн\w+\s+"
    r"|спец\w+\s+)?(?:догляд\w*|уход\w*)",
    _I,
)

_URGENT = re.compile(r"\b(?:дуже\s+)?(?:терміново|негайно|срочно|urgent(?:ly)?|sos|сос)\b", _I)
_NO_HURRY = re.compile(
    r"\b(?:не\s+(?:терміново|срочно|дуже терміново)|not\s+urgent|можна\s+(?:й\s+)?почекати|можно\s+подождать)\b", _I
)

_STREET = re.compile(
    r"\b(?P<kind>вул(?:иця|иці|\.)?|ул(?:ица|ице|\.)?|пров(?:улок|улку|\.)?|пер(?:еулок|\.)|просп(?:ект|\.)?"
    r"|пр-т|бульв(?:ар|\.)?|площа|пл\.|шосе|узвіз|мікрорайон|мкр\.?"
    r"|квартал)\s*(?P<name>[^\W\d_][\w'’ʼ.-]*(?:\s+[^\W\d_][\w'’ʼ-]+){0,2}?)"
    r"(?=\s*,|\s*\d|\s*(?:буд|д\.|дом|б\.|кв|№)|\s*$|\s*[.;\n(])",
    _I | re.MULTILINE,
)  # fmt: skip
_NAME_AND_NUMBER = re.compile(
    r"\b(?P<name>[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ-]{3,}(?:а|ї|ого|ої|ська|ая|у|и|і))[ \t]*,?[ \t]*(?:буд\.?[ \t]*"
    r"|д\.?[ \t]*)?(?P<house>\d{1,3}(?:\s?[-/]?\s?[а-гА-ГA-Dбв])?)(?=\s*(?:,|\.|$|\n|кв|/))",
    re.MULTILINE,
)
_HOUSE = re.compile(
    r"(?:\b(?:буд(?:инок|инку|\.)?|дом|д\.|б\.|№"
    r"|house)\s*№?\s*)(?P<house>\d{1,3}(?:\s?[-/]?\s?[а-гА-ГA-D](?![а-яіїєґёА-Я]))?(?:/\d{1,3})?)",
    _I,
)
_HOUSE_AFTER = re.compile(
    r"\s*,?\s*(?P<house>\d{1,3}(?:\s?[-/]?\s?[а-гА-ГA-D](?![а-яіїєґёА-Я\w]))?(?:/\d{1,3})?)(?!\d|\s*(?:люд|ос|чол"
    r"|чел|рок|лет|пов|эт|кг))"
)
_FLAT = re.compile(r"\b(?:кв(?:артира|артирі|артире|\.)?|flat|apt)\s*№?\s*(?P<flat>\d{1,3})", _I)


def see_house(text: str) -> Iterator[Seen]:
    """Give floors to carry, animals, bulky things, kilograms and care."""
    yield from _floors(text)
    yield from _animals(text)
    pieces = [m for m in _BULKY.finditer(text) if not _WITHOUT.search(text[: m.start()])]
    if pieces:
        count = sum(count_of(piece["n"]) if piece["n"] else 1 for piece in pieces)
        yield Seen("bulky", str(count), pieces[0].start(), pieces[-1].end())
    yield from _kilos(text)
    for match in _CARE.finditer(text):
        if not re.search(r"\bне\s*$", text[: match.start()], _I):
            yield Seen("needs_care", "1", *match.span())
            break


def _floors(text: str) -> Iterator[Seen]:
    floors = [match for match in _FLOOR.finditer(text) if not re.match(r"\s*(?:будин|дом)", text[match.end() :], _I)]
    own, no_lift, works = (pattern.search(text) for pattern in (_OWN_HOUSE, _NO_LIFT, _LIFT_WORKS))
    if len(floors) > 1:
        yield _doubt("carry_floors", floors[0].start(), floors[-1].end(), InputError(
            "The text names several floors.", "Ask which floor people are on, and type it.",
            field="carry_floors"))  # fmt: skip
        return
    for match in floors:
        number = ordinal_of(match["n"] or match["m"])
        if number <= 1:
            yield Seen("carry_floors", "0", *match.span())
        elif works and not no_lift:
            yield Seen("carry_floors", "0", min(match.start(), works.start()), max(match.end(), works.end()))
        elif no_lift:
            start, end = min(match.start(), no_lift.start()), max(match.end(), no_lift.end())
            yield Seen("carry_floors", str(number), start, end)
        else:
            yield _doubt("carry_floors", *match.span(), InputError(
                "The text names a floor and does not say whether the lift works.",
                "Ask, and type the floors to carry: 0 where the lift works.", field="carry_floors"))  # fmt: skip
    if not floors and own:
        yield Seen("carry_floors", "0", *own.span())


def _animals(text: str) -> Iterator[Seen]:
    none = _NO_ANIMALS.search(text)
    found = [
        m
        for m in _ANIMAL.finditer(text)
        if not _WITHOUT.search(text[: m.start()]) and not _FOOD.search(text[: m.start()])
    ]
    unclear = InputError(
        "The text speaks of animals and does not count them.", "Ask how many and of what kind.", field="pets"
    )
    if any(not one["n"] and _PLURAL_ANIMALS.match(one["what"]) for one in found):
        yield _doubt("pets", found[0].start(), found[-1].end(), unclear)
    elif found:
        count = sum(count_of(one["n"]) if one["n"] else 1 for one in found)
        yield Seen("pets", str(count), found[0].start(), found[-1].end())
    elif none:
        yield Seen("pets", "0", *none.span())
    elif match := _ANIMALS_UNCOUNTED.search(text):
        yield _doubt("pets", *match.span(), unclear)
    for match in _BIG_ANIMALS.finditer(text):
        yield _doubt("pets", *match.span(), InputError(
            "The text speaks of farm animals, which no van takes.",
            "Say so, and ask whether people leave without them.", field="pets"))  # fmt: skip
        break


def _kilos(text: str) -> Iterator[Seen]:
    for match in _KILOS.finditer(text):
        around = text[max(0, match.start() - 22) : match.end() + 12]
        if _OF_THINGS.search(around):
            yield Seen("belongings_kg", match["kg"], *match.span())
        elif _OF_BODY.search(around) and int(match["kg"]) > 100:
            yield Seen("over_100_kg", "1", *match.span())


def see_hurry(text: str) -> Iterator[Seen]:
    """Give the turn somebody asks for."""
    calm = _NO_HURRY.search(text)
    hurry = _URGENT.search(text)
    if calm:
        yield Seen("priority", "planned", *calm.span())
    elif hurry:
        yield Seen("priority", "urgent", *hurry.span())


def see_door(text: str) -> Iterator[Seen]:
    """Give street, house and flat, which are sealed."""
    street = _STREET.search(text)
    plain = None if street else _NAME_AND_NUMBER.search(text)
    house = _HOUSE.search(text)
    if street:
        yield Seen("street", " ".join(street.group("kind", "name")), *street.span())
        after = _HOUSE_AFTER.match(text, street.end())
        if after and not house:
            yield Seen("house", after["house"].strip(), *after.span("house"))
    elif plain:
        yield Seen("street", plain["name"], *plain.span("name"))
        if not house:
            yield Seen("house", plain["house"].strip(), *plain.span("house"))
    if house:
        yield Seen("house", house["house"].strip(), *house.span())
    if flat := _FLAT.search(text):
        yield Seen("flat", flat["flat"], *flat.span())


def _doubt(field: str, start: int, end: int, why: InputError) -> Seen:
    return Seen(field, "", start, end, why)
