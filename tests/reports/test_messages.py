"""Messages are safe to be found: no name, address, time, organisation, link, number or gap, in any language."""

from __future__ import annotations

import re

import pytest

from openevac.domain.errors import InputError
from openevac.reports.messages import MESSAGES, Told, message, voice_script

BETRAYING = (
    r"[{}%<>]",  # a gap would be filled with somebody's words
    r"\d",  # a time, a house, a phone
    r"https?:|www\.|\.(?:ua|org|com|net|me)\b|t\.me|@|//",
    r"евак|эвак|evac|волонт|volunteer|фонд|fund|organi[sz]ation|організац|организац",
    r"червон|красн\w+ крест|red cross|openevac",
    r"вул\b|вулиц|улиц|street|будин|\bдом\b|house|квартир|flat|місто|город|city",
    r"село|village",
    r"центр|cent(?:er|re)|прихист|shelter",
    r"сьогодні|сегодня|today|завтра|tomorrow|годин|час[аоуі]\b|o.clock|ранк|утр|вечір|вечер",
    r"бус|автобус|\bvan\b|\bbus\b|маршрут|route|виїзд|выезд|mission|екіпаж|экипаж|crew",
    r"військ|воен|military|поліц|полиц|police|фронт|front|обстріл|обстрел|shell",
)  # fmt: skip
SENTENCES = [(language, told, text) for language, lines in MESSAGES.items() for told, text in lines.items()]


def betrays(text: str) -> list[str]:
    found = [pattern for pattern in BETRAYING if re.search(pattern, text, re.IGNORECASE)]
    # A capital letter inside a sentence is a name of somebody or something.
    inside = re.findall(r"(?<![.!?:] )(?<!^)\b[A-ZА-ЯІЇЄҐ]\w+", text)
    return found + inside


@pytest.mark.parametrize(("language", "told", "text"), SENTENCES)
def test_no_message_gives_anybody_away(language: str, told: Told, text: str) -> None:
    assert betrays(text) == []
    assert len(text) <= 140


@pytest.mark.parametrize(
    "text",
    [
        "Ваша мама доїхала до Харкова.", "Все добре, доїхали о 14:30.", "Фонд «Надія»: все добре.", "Дзвоніть 067",
        "Деталі: https://example.org", "Доїхали, {name}.", "Вас евакуювали.", "She is in the shelter.",
        "Чекаємо на вул. Миру",
        "All is well, Anna.", "Завтра ранком",
    ],
)  # fmt: skip
def test_the_lint_finds_what_would_give_somebody_away(text: str) -> None:
    assert betrays(text)


def test_every_language_says_everything() -> None:
    assert {language: set(lines) for language, lines in MESSAGES.items()} == {
        one: set(Told) for one in ("uk", "ru", "en")
    }
    assert message(Told.ARRIVED, "uk") == "Все добре, доїхали."


def test_nothing_is_told_to_a_number_the_person_has_not_named() -> None:
    for language in MESSAGES:
        script = voice_script(language, may_tell=False)
        assert message(Told.ARRIVED_BY_VOICE, language) not in script
        assert script[0].endswith("?")
        assert voice_script(language, may_tell=True)[0] == message(Told.ARRIVED_BY_VOICE, language)


def test_a_language_without_messages_is_refused() -> None:
    with pytest.raises(InputError, match="no messages in the language 'de'"):
        message(Told.ARRIVED, "de")
