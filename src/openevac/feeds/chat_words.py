"""Who writes, whom it is about, and what a chat says that no field takes: names told plainly, times, questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openevac.domain.errors import InputError
from openevac.feeds.chat_people import Seen

_I = re.IGNORECASE
_CAPITAL = r"[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ-]+"
_NAME_LABEL = re.compile(
    rf"(?i:\b(?:п\.?\s?і\.?\s?б\.?|ф\.?\s?и\.?\s?о\.?|ім['’ʼ]я|имя|звати|зовут|звуть|прізвище|фамилия"
    rf"|name)\b)\s*[:–—-]?\s*(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})"
)  # fmt: skip
_PATRONYMIC = re.compile(
    rf"(?P<name>(?:{_CAPITAL}\s+)?{_CAPITAL}\s+[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ]+(?:івна|ївна|івни|ївни|ович|йович|овича"
    rf"|йовича|овна|евна|евич)(?![а-яіїєґё])(?:\s+{_CAPITAL})?)"
)

_ASKERS = (
    ("neighbour", (
        r"\b(?:моя сусідка|мій сусід|наш\w* сусід\w*|сусідка просить|за сусід\w+|прошу за сусід\w+|моя соседка"
        r"|мой сосед|за соседк\w|соседка просит|у сусідки|my neighbou?r)\b"
    )),
    ("relative", (
        r"\b(?:мо(?:ї|єї|ю|я|єму|го|його|их|їх|и|ей|его|ему|им)\s+(?:\w+\s+)?(?:мам\w*|мат\w+|бат\w+|тат\w+|пап\w*"
        r"|бабус\w+|бабушк\w+|дідус\w+|дедушк\w+|сестр\w+|брат\w*|родич\w*|родителе?й?|родители|родственни\w+"
        r"|тітк\w+|тет\w+|свекру\w+|тещ\w+|син\w*|сын\w*|доньк\w+|дочк\w+)"
        r"|я (?:донька|дочка|дочь|син|сын|онука|онук|внучка|внук|племінни\w+|невістка|сестра|брат)"
        r"|my (?:mother|father|parents|grandmother))\b"
    )),
    ("community", r"\b(?:староста|старостат|старостинськ\w+|сільська рада|громада просить|від громади)\b"),
    ("self", (
        r"\b(?:нас\s+(?:\w+\s+)?(?:\d+|двоє|троє|четверо|п['’]ятеро|двое|трое)|заберіть (?:нас|мене)"
        r"|заберите (?:нас|меня)|вивезіть (?:нас|мене)|вывезите (?:нас|меня)|хочу виїхати|хочемо виїхати"
        r"|хочу выехать|хотим выехать|ми\s+(?:вдвох|втрьох)|я (?:одна|один|сам|сама)|take us|evacuate us)\b"
    )),
)  # fmt: skip
_TIME = re.compile(
    r"\b(?:завтра|післязавтра|послезавтра|сьогодні|сегодня|зранку|вранці|утром|ввечері|вечером|понеділ\w+"
    r"|вівтор\w+|серед[уи]\b|четвер\w*|п['’]ятниц\w+|субот\w+|неділ[юі]"
    r"|(?:після|до|после|раніше|не раньше|об?|[вз]|с)\s+\d{1,2}(?::\d\d|-?ї|\s*(?:год\w*|ранку|вечора|утра"
    r"|вечера|часов|часа))\b)",
    _I,
)  # fmt: skip
_QUESTION = re.compile(
    r"(?:(?<=^)|(?<=[.!?\n]))[ \t]{0,8}(?:скільки|який|яка|яке|які|де\b|чи\b|на якому|хто|коли|сколько|где|какой"
    r"|какая|есть ли|на каком|когда|how many|what|where|who|is there)[^.!?\n]*\?",
    _I | re.MULTILINE,
)  # fmt: skip
_ASKS = re.compile(
    r"евакуац|эвакуац|забер|забрат|вивез|вывез|виїха|выеха|виїзд|выезд|вибратис|выбраться|evacuat|евакую|эвакуир", _I
)
SAME_PLACE = re.compile(
    r"\b(?:там\s*(?:же|само|таки|ж)|звідти ж|оттуда же|у тому ж селі|в тому ж селі|в том же селе|в том же городе"
    r"|same village)\b",
    _I,
)
ANOTHER = re.compile(
    r"(?:(?<=^)|(?<=[.!?;\n]))\s*(?:(?:і|та|и|також|ще)\s+)?(?:(?:друга|інша|ще одна|третя|вторая|другая"
    r"|ещё одна|еще одна|третья|and another)\s+(?:сім['’ʼ]я|родина|заявка|адреса|семья|семьи|заявка|адрес"
    r"|family)"
    r"|друге звернення|ще одне звернення|another family|second family)",
    _I | re.MULTILINE,
)  # fmt: skip


def without_questions(text: str) -> str:
    """Blank out what somebody asks: "how many are you?" says no number. Places of the rest do not move."""
    return _QUESTION.sub(lambda found: " " * len(found[0]), text)


def asks_for_help(text: str) -> bool:
    """Tell whether a text speaks of being brought out."""
    return bool(_ASKS.search(text))


def see_words(text: str) -> Iterator[Seen]:
    """Give a name that is told plainly, who asks, and a doubt for a time that is named."""
    name = _NAME_LABEL.search(text) or _PATRONYMIC.search(text)
    if name:
        yield Seen("name", name["name"], *name.span("name"))
    askers = {asker: found for asker, pattern in _ASKERS if (found := re.search(pattern, text, _I))}
    if len(askers) == 1:
        ((asker, found),) = askers.items()
        yield Seen("asker", asker, *found.span())
    if time := _TIME.search(text):
        yield Seen("tw_early", "", *time.span(), InputError(
            "The text names a time.", (
                "Where people can be met only then, type day and hour, for example 16.08.2025 05:00."
            ),
            field="tw_early"))  # fmt: skip
