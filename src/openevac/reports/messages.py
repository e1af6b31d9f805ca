"""What a relative or a driver is told: neutral sentences, safe to be found on a phone, the same for everybody.

No name, address, time, organisation or link, in any language: a message is read by whoever holds the phone.
"""

from __future__ import annotations

from enum import StrEnum

from openevac.domain.errors import InputError


class Told(StrEnum):
    """What can be told."""

    ARRIVED = "arrived"
    ARRIVED_BY_VOICE = "arrived_by_voice"
    RING_AGAIN = "ring_again"
    ASKED_FOR_YOU = "asked_for_you"
    PASSENGERS_WELL = "passengers_well"
    WRONG_NUMBER = "wrong_number"
    SEARCH_OPEN = "search_open"


MESSAGES: dict[str, dict[Told, str]] = {
    "uk": {
        Told.ARRIVED: "Все добре, доїхали.",
        Told.ARRIVED_BY_VOICE: "Добрий день. Передаю для вас: усе добре, доїхали. Дякую, до побачення.",
        Told.RING_AGAIN: "Добрий день. Хочемо ще раз вас почути. Передзвоніть, коли зможете.",
        Told.ASKED_FOR_YOU: "Добрий день. Про вас питають близькі. Чи можна передати, що у вас усе добре?",
        Told.PASSENGERS_WELL: "Дякуємо вам. З тими, кого ви підвезли, усе добре.",
        Told.WRONG_NUMBER: "Перепрошую, помилились номером. До побачення.",
        Told.SEARCH_OPEN: "Записали. Може, хтось і є: спершу спитаємо їх. Погодяться, тоді самі вам скажемо.",
    },
    "ru": {
        Told.ARRIVED: "Всё хорошо, доехали.",
        Told.ARRIVED_BY_VOICE: "Добрый день. Передаю для вас: всё хорошо, доехали. Спасибо, до свидания.",
        Told.RING_AGAIN: "Добрый день. Хотим ещё раз вас услышать. Перезвоните, когда сможете.",
        Told.ASKED_FOR_YOU: "Добрый день. О вас спрашивают близкие. Можно передать, что у вас всё хорошо?",
        Told.PASSENGERS_WELL: "Спасибо вам. С теми, кого вы подвезли, всё хорошо.",
        Told.WRONG_NUMBER: "Извините, ошиблись номером. До свидания.",
        Told.SEARCH_OPEN: "Записали. Может, кто-то и есть: сначала спросим их. Согласятся, тогда сами вам скажем.",
    },
    "en": {
        Told.ARRIVED: "All is well, they have arrived.",
        Told.ARRIVED_BY_VOICE: "Hello. A word for you: all is well, they have arrived. Thank you, goodbye.",
        Told.RING_AGAIN: "Hello. We would like to hear from you once more. Ring back when you can.",
        Told.ASKED_FOR_YOU: "Hello. People close to you ask about you. May we tell them that you are well?",
        Told.PASSENGERS_WELL: "Thank you. Those you gave a lift to are well.",
        Told.WRONG_NUMBER: "Sorry, a wrong number. Goodbye.",
        Told.SEARCH_OPEN: "Written down. There may be somebody; we ask them first. If they agree, you hear from us.",
    },
}
"""Language of the one who is told -> sentence. They are chosen by a relative's language, not by a page's."""


def message(told: Told, language: str) -> str:
    """Give the sentence in the language of the one who is told; InputError where there is none in it."""
    if language not in MESSAGES:
        raise InputError(
            "There are no messages in the language '{language}'.",
            "Choose one of {languages}.",
            field="language",
            language=language,
            languages=", ".join(MESSAGES),
        )
    return MESSAGES[language][told]


def voice_script(language: str, *, may_tell: bool) -> tuple[str, ...]:
    """Give the lines of a call, in order: the word itself, and how to end when a stranger answers.

    `may_tell`: the evacuee has named this number after arrival; without it nothing is told, only asked.
    """
    if not may_tell:
        return (message(Told.ASKED_FOR_YOU, language), message(Told.WRONG_NUMBER, language))
    return (message(Told.ARRIVED_BY_VOICE, language), message(Told.WRONG_NUMBER, language))
