"""How many people travel and how they move, in the words of a chat. What two readings could mean is not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.feeds.chat_numbers import NUMBER, count_of


@dataclass(frozen=True, slots=True)
class Seen:
    """One field seen in a text between `start` and `end`: its value as a cell of a sheet would hold it, or a doubt."""

    field: str
    value: str
    start: int
    end: int
    doubt: InputError | None = None


_I = re.IGNORECASE
_PEOPLE_WORD = (
    r"(?:людин[аиу]?|людей|люд[еи]й?|осіб|особ[аиу]?|ос\.|чол(?:овік)?|человека?|чел|персон[аи]?|people"
    r"|persons?)(?![а-яіїєґё\w])"
)
_TOTALS = (
    re.compile(
        rf"\b(?:нас|їх|их|усього|всього|всего|разом|итого|total)\s*(?:тут|там|буде"
        rf"|будет)?\s*[:=–—-]?\s*(?P<n>{NUMBER})\b(?!\s*(?:рок|рік|лет|год|поверх|этаж|кг|км|хв|лежач|дорос|взрос"
        rf"|діт|дет|жін|жен|бабус|бабуш|літн|пожил|мал|кілом|%))", _I),
    re.compile(rf"\b(?P<n>{NUMBER})\s*[хx]?[-–]?\s*(?:дорослих\s+)?{_PEOPLE_WORD}(?!\s*(?:лежач|на\s+в|на\s+к))", _I),
    re.compile(
        rf"\b(?:людей|осіб|кількість|количество|к-сть|чол|чел|people)\s*(?:людей|осіб"
        rf"|человек)?\s*[:=–—-]+\s*(?P<n>{NUMBER})\b", _I),
    re.compile(rf"\b(?:нас|їх|их|ми|мы)\s+(?:лишилося|залишилось|залишилося|осталось)\s+(?P<n>{NUMBER})\b", _I),
)  # fmt: skip
_TOTALS_ALONE = (
    re.compile(r"\b(?P<n>вдвох|вдвоём|вдвоем|втрьох|втроём|втроем|вчотирьох|вчетвером)\b", _I),
    re.compile(
        r"\b(?P<n>двоє|троє|четверо|п['’]ятеро|шестеро|семеро|двое|трое|пятеро)\b(?=\s*(?:,|\.|!|$|\n|і тварин"
        r"|людей|чекаємо|хочемо|ждем|хотим|на виїзд|на выезд|нас\b))", _I),
)  # fmt: skip
"""Numbers that say how many travel only where nothing says so more plainly."""

_ALONE = re.compile(
    r"\b(?:я|бабуся|бабушка|мама|мати|дідусь|дедушка|батько|жінка|женщина|чоловік|мужчина|дід|бабця|тітка|тётя)?\s*"
    r"(?:живе|живет|живёт|проживає|проживает|лишилася|залишилась|осталась|їду|еду)?\s*"
    r"\b(?:одна|один|сам|сама|самотн[яій]{1,2}|одинок(?:ая|ий))\b(?=\s*(?:,|\.|!|$|\n|людина|человек|живе"
    r"|живет|проживає|в хаті|в квартирі|в квартире))",
    _I,
)  # fmt: skip
_KIN_ONE = (
    r"(?:бабус[яюіиї]{1,2}|бабушк[ауеи]|бабц[яюі]|дідус[ьяюем]{1,2}|дедушк[ауеой]{1,2}|дід[ауом]{0,2}"
    r"|мам[ауиоюей]{1,2}|мат[иь]|матір(?:'ю)?|матер[іью]{1,2}"
    r"|тат[ао]|татом|батьк[аоуом]{1,2}|отец|отца|пап[ауой]{1,2}|син[ауом]{0,2}|сын[ауом]{0,2}|доньк[ауою]{1,2}"
    r"|дочк[ауоюй]{1,2}|дочь|дочер[иью]{1,2}"
    r"|брат[ауом]{0,2}|сестр[ауоюй]{1,2}|чоловік[ауом]{0,2}|дружин[ауою]{1,2}|муж[аемом]{0,2}|жен[ауой]{1,2}"
    r"|онук[ауом]{0,2}|онучк[ауою]{1,2}|внук[ауом]{0,2}|внучк[ауой]{1,2}"
    r"|дитин[ауою]{1,2}|реб[её]н[окка]{2,3}|тітк[ауою]{1,2}|т[её]т[яюей]{1,2}|жінк[ауою]{1,2}"
    r"|женщин[ауой]{1,2}|мужчин[ауой]{1,2}|свекрух[ауою]{1,2}|тещ[ауею]{1,2}"
    r"|немовля|младенец)"
)  # fmt: skip
_GROUP_WORD = (
    r"(?:доросл(?:их|і)|взросл(?:ых|ые)|діт(?:ей|и|ьми|ок)|дет(?:ей|и|ьми)|дитини|стареньк(?:их|і)|старик(?:а"
    r"|ов|и)|пенсіонер\w*|пенсионер\w*"
    r"|жінк[аи]|жінок|женщин[ы]?|чоловік[иа]?|чоловіків|мужчин[ы]?|бабусі|бабусь|бабушки|бабушек|літніх"
    r"|пожил(?:ых|ие)|малолітніх|онук(?:и|ів)|внук(?:и|ов|а)|сусід(?:и|ки|ів)|дорослий|взрослый|дитина|adults?"
    r"|children|kids)"
)  # fmt: skip
_AGE = (
    r"(?:\s*[(,]?\s*(?:\d{1,3}|\d{1,2}\s*(?:і|та|и)\s*\d{1,2})\s*(?:рок\w*|рік|р\.?|лет|год\w*|г\.|міс\w*"
    r"|мес\w*)?\s*\)?)?"
)
_UNIT = (
    rf"(?:(?:\b(?P<n>{NUMBER})[\s-]+(?:(?!{NUMBER}\b)[а-яіїєґё]{{4,12}}\s+)?{_GROUP_WORD}|\b(?:я"
    rf"|{_KIN_ONE}))\b{_AGE}(?:\s*[-–—]?\s*(?:лежач\w+|ходяч\w+|стареньк\w+|хвор\w+))?)"
)
_UNIT_PLAIN = re.sub(r"\?P<n>", "?:", _UNIT)
_SEP = (
    r"(?:\s*[,+&]\s*(?:і|та|й|и|плюс)?\s*|\s+(?:і|та|й|и|з|із|зі|с|со|плюс|and|with)\s+|\s*,?\s*(?:і|та|й"
    r"|и)\s+ще\s+)(?:мо[яїйю]\w{0,2}\s+|її\s+|його\s+|е[её]\s+|наш\w{0,3}\s+|стар\w+\s+)?"
)
_CHAIN = re.compile(
    rf"{_UNIT_PLAIN}(?:{_SEP}{_UNIT_PLAIN})+"
    rf"|\b{NUMBER}[\s-]+(?:(?!{NUMBER}\b)[а-яіїєґё]{{4,12}}\s+)?{_GROUP_WORD}\b",
    _I,
)
_ONE_UNIT = re.compile(_UNIT, _I)
_ONE_KIN = re.compile(rf"\b{_KIN_ONE}\b", _I)
_TALKING = re.compile(
    rf"\bя\s+{_KIN_ONE}\b|\b(?:пише|пишет|дзвонить|звонит|просить|просит|телефон|тел\.?|номер|звертається"
    rf"|передає|від|от"
    rf"|це|это)\s*[:,–—-]?\s*(?:мо[яєїй]\w*\s+|її\s+|його\s+|е[её]\s+)?{_KIN_ONE}\b(?!\s*(?:,|і|та|и|з|с)\s)",
    _I,
)

_MOVES = (
    ("stretchers", (
        r"(?:лежач\w+|прикут\w+ до ліжка|прикован\w+ к (?:кровати|постели)|не (?:встає|встаёт|встает"
        r"|підводиться)(?: з ліжка| с кровати)?|bedridden)"
    )),
    ("wheelchairs", (
        r"(?:на\s+(?:інвалідн\w+\s+)?(?:візку|візочку|кріслі(?:[ -]колісному)?|колясці)|(?:в|на"
        r"|у)\s+(?:инвалидн\w+\s+)?(?:коляске|кресле)|візочни\w+|колясочни\w+|(?:інвалідн|инвалидн)\w+\s+(?:візок"
        r"|візку|візка|коляск\w+|крісл\w+|кресл\w+)|кріс\w+\s+колісн\w+|wheelchair)"
    )),
    ("walks_with_help", (
        r"(?:ход(?:ить|ит|ять|ят)\s+(?:лише |тільки |только )?(?:з|с|із)\s+(?:допомогою|помощью|паличкою|палочкой"
        r"|палкою|палкой|ходунками|милицями)|(?:погано|ледве|ледь|плохо|еле|важко|тяжело)\s+ход\w+|на\s+(?:милицях"
        r"|ходунках|костылях)|маломобільн\w+|маломобильн\w+)"
    )),
)  # fmt: skip
_NOT = re.compile(r"(?:\bне|\bбез|\bні|\bнемає|\bнет|\bнема)\s*$", _I)
_NONE_AFTER = re.compile(r"\s*(?:-|–|—)?\s*(?:немає|нема|нет|не має|відсутні)\b", _I)
_PRAM = re.compile(r"дитяч\w+\s*$|детск\w+\s*$", _I)
_COUNT_BEFORE = re.compile(
    rf"\b(?P<n>{NUMBER})\s*(?:(?:з|из|із)\s+(?:них|нас|них)\s+)?(?:{_PEOPLE_WORD}|{_GROUP_WORD})?\s*[-–—]?\s*$", _I
)
_COUNT_AFTER = re.compile(
    rf"\s*[:–—-]?\s*(?P<n>{NUMBER})\b(?!\s*(?:рок|рік|лет|год|поверх|пов|этаж|эт|кг|км|[-.]?\s?й|-?му|кіт|кот|соб"
    rf"|\d))",
    _I,
)
_PLURAL = re.compile(
    r"(?:лежачі|лежачих|лежачие|візочники|візочників|колясочники|маломобільні|маломобільних|ходять|ходят)$", _I
)


_JOINED = re.compile(
    rf"(?:лежач\w+|віз(?:ку|очку)|коляс\w+|крісл\w+|кресл\w+)\s+(?:і|та|й|и|плюс)\s+(?:мо\w+\s+|її\s+"
    rf"|його\s+)?{_KIN_ONE}\b",
    _I,
)
_LYING_BEFORE = re.compile(r"лежач\w+\s*[:–—-]?\s*$", _I)


def see_people(text: str) -> Iterator[Seen]:
    """Give how many people travel: a total that somebody says, else one list of people that can be counted."""
    totals = list(_said_totals(text, _TOTALS)) or list(_said_totals(text, _TOTALS_ALONE))
    if len({one.value for one in totals}) > 1:
        yield _unclear(totals[0].start, totals[-1].end, "people")
    elif totals:
        yield totals[0]
    else:
        yield from _counted(text)


def _said_totals(text: str, patterns: Iterable[re.Pattern[str]]) -> Iterator[Seen]:
    taken: list[tuple[int, int]] = []
    for pattern in patterns:
        for match in pattern.finditer(text):
            lying = _LYING_BEFORE.search(text[: match.start()])
            if not lying and not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield Seen("people", str(count_of(_as_count(match["n"]))), *match.span())


def _as_count(word: str) -> str:
    return word.replace("вдвоём", "вдвоем").replace("втроём", "втроем")


def _counted(text: str) -> Iterator[Seen]:
    chains = list(_CHAIN.finditer(text))
    talking = [match.span() for match in _TALKING.finditer(text)]
    chains = [chain for chain in chains if not any(start <= chain.start() < end for start, end in talking)]
    kin = [one for one in _ONE_KIN.finditer(text) if not any(start <= one.start() < end for start, end in talking)]
    outside = [one for one in kin if not any(chain.start() <= one.start() < chain.end() for chain in chains)]
    alone = _ALONE.search(text)
    if len(chains) == 1 and not alone:
        yield Seen("people", str(_size(chains[0][0])), *chains[0].span())
    elif chains:
        yield _unclear(chains[0].start(), chains[-1].end(), "people")
    elif alone and len({one[0].lower()[:3] for one in outside}) <= 1:
        yield Seen("people", "1", alone.start(), alone.end())
    elif len({one[0].lower()[:3] for one in outside}) > 1:
        yield _unclear(outside[0].start(), outside[-1].end(), "people")
    elif joined := _JOINED.search(text):
        yield _unclear(joined.start(), joined.end(), "people")


def _size(chain: str) -> int:
    return sum(count_of(unit["n"]) if unit["n"] else 1 for unit in _ONE_UNIT.finditer(chain))


def _unclear(start: int, end: int, field: str) -> Seen:
    return Seen(field, "", start, end, InputError(
        "The text can be read as several numbers of people.", "Ask how many travel, and type the number.",
        field=field))  # fmt: skip


def see_moves(text: str) -> Iterator[Seen]:
    """Give how many people lie, sit in wheelchairs or walk with help; a plural without a number is a doubt."""
    for field, pattern in _MOVES:
        found = [one for one in _one_kind(text, field, pattern) if one]
        counted = [one for one in found if not one.doubt]
        yield from (one for one in found if one.doubt and not counted)
        if counted:
            total = (
                max(int(one.value) for one in counted) if _repeated(counted) else sum(int(one.value) for one in counted)
            )
            yield Seen(field, str(total), counted[0].start, counted[-1].end)


def _repeated(counted: list[Seen]) -> bool:
    """Tell whether the same people are spoken of again: "мама лежача … вона лежача"."""
    return len(counted) > 1 and len({one.value for one in counted}) == 1 and counted[0].value != "1"


def _one_kind(text: str, field: str, pattern: str) -> Iterator[Seen | None]:
    for match in re.finditer(rf"\b{pattern}(?![а-яіїєґё\w])", text, _I):
        before, after = text[: match.start()], text[match.end() :]
        if _NOT.search(before) or _NONE_AFTER.match(after) or _PRAM.search(before):
            continue
        first, last = _COUNT_BEFORE.search(before), _COUNT_AFTER.match(after)
        if first and not _age_before(before, first):
            yield Seen(field, str(count_of(first["n"])), first.start(), match.end())
        elif last:
            yield Seen(field, str(count_of(last["n"])), match.start(), match.end() + last.end())
        elif _PLURAL.search(match[0].split()[0]) or _PLURAL.search(match[0]):
            yield _unclear(match.start(), match.end(), field)
        else:
            yield Seen(field, "1", match.start(), match.end())


def _age_before(before: str, count: re.Match[str]) -> bool:
    """Tell whether the number before is an age: "мама 82 лежача"."""
    return (count["n"].isdigit() and int(count["n"]) > 12) or bool(re.search(r"рок|лет", before[count.start() :]))
