"""Sentences for people: translation, facts, plural forms, numbers, times."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType

import pytest

from openevac.domain import events, incidents, people, roles, tracing
from openevac.domain.errors import InputError, InputErrors
from openevac.domain.events import MissionStatus, RequestStatus
from openevac.domain.hazards import ZoneKind
from openevac.domain.places import Access
from openevac.domain.remarks import Remark
from openevac.domain.unserved import Limit
from openevac.reports import words as words_module
from openevac.reports.vocabulary import ENUM_WORDS, FACT_ENUMS
from openevac.reports.words import Words

MORNING = datetime(2025, 8, 16, 2, 40, tzinfo=UTC)


@pytest.fixture
def uk() -> Words:
    return Words("uk")


@pytest.fixture
def en() -> Words:
    return Words("en")


def test_a_template_is_said_in_the_language_chosen(uk: Words, en: Words) -> None:
    assert uk.say("Not in the plan") == "Не ввійшли у виїзд"
    assert en.say("Not in the plan") == "Not in the plan"


def test_a_template_nobody_translated_is_said_in_english(uk: Words) -> None:
    assert uk.say("A sentence {n} nobody knows.", n=3) == "A sentence 3 nobody knows."


def test_a_language_we_do_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="'fr' is not a language"):
        Words("fr")


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 день"), (2, "2 дні"), (5, "5 днів"), (11, "11 днів"), (21, "21 день"), (22, "22 дні"), (2.5, "2,5 дня")],
)
def test_ukrainian_words_take_the_form_that_goes_with_the_number(uk: Words, count: float, said: str) -> None:
    assert uk.days(count) == said


def test_english_words_have_two_forms(en: Words) -> None:
    assert [en.days(count) for count in (1, 2, 0.5)] == ["1 day", "2 days", "0.5 days"]


def test_days_are_rounded_to_halves_and_a_missing_count_is_a_dash(uk: Words) -> None:
    assert uk.days(3.26) == "3,5 дня"
    assert uk.days(None) == "–"


def test_a_ratio_is_said_with_the_sign_of_times(uk: Words, en: Words) -> None:
    assert [uk.times(ratio) for ratio in (2.13, 0.58, 0.04, 38.6)] == ["2,1×", "0,6×", "0,04×", "39×"]
    assert en.times(2.13) == "2.1×"


def test_numbers_keep_three_figures_that_count_and_no_more_than_they_have(uk: Words) -> None:
    shown = {0.012345: "0,0123", 2.0: "2", 123.456: "123", 12345.6: "12 346", 2026: "2026", 0: "0"}
    assert {value: uk.number(value).replace("\xa0", " ") for value in shown} == shown
    assert uk.number(float("inf")) == "–"


def test_times_are_local(uk: Words, en: Words) -> None:
    assert uk.clock(MORNING) == "05:40"
    assert uk.day(MORNING) == "субота, 16 серпня"
    assert uk.moment(MORNING) == "16 серпня, 05:40"
    assert en.dated(MORNING) == "16 August 2025, 05:40"
    assert Words("en", zone="UTC").clock(MORNING) == "02:40"


def test_minutes_are_rounded_up_so_that_nobody_is_told_too_few(uk: Words) -> None:
    assert [uk.minutes(seconds) for seconds in (60, 61, 599.99)] == ["1 хв", "2 хв", "10 хв"]


def test_durations_lengths_and_ages(uk: Words) -> None:
    assert [uk.duration(s) for s in (600, 3600, 9000)] == ["10 хв", "1 год", "2 год 30 хв"]
    assert [uk.km(m) for m in (960, 12_345, 10_000, 226_000)] == ["1 км", "12,3 км", "10 км", "226 км"]
    assert [uk.age(h) for h in (0.4, 12, 47.6, 61, None)] == [
        "менш ніж годину тому",
        "12 год тому",
        "48 год тому",
        "3 дні тому",
        "невідомо, наскільки свіже",
    ]


def test_facts_are_said_as_people_say_them(uk: Words) -> None:
    said = uk.say(
        "{cause} {at} {day} ({lon}, {lat}) {share:.2f} {on} {text}",
        cause="drone",
        at="2025-08-16T05:00:00+03:00",
        day="2025-10-15",
        lon=36.43,
        lat=49.961234,
        share=1.234,
        on=True,
        text="2025-08",
    )
    assert said == "дрони 16 серпня, 05:00 15 жовтня 2025 (36.43000, 49.96123) 1,23 True 2025-08"


@pytest.mark.parametrize(
    "typed", ["9999-12-31T23:59:59.999+00:00", "0001-01-01T00:00+14:00", "2025-99-99", "2025-02-30T10:00Z"]
)
def test_what_only_looks_like_a_time_is_said_as_it_was_typed(uk: Words, typed: str) -> None:
    assert uk.say("{device}", device=typed) == typed


def test_a_fact_may_have_any_name_but_its_own_meaning_stays(uk: Words) -> None:
    assert uk.say("{template} {self}", template="a", self="b") == "a b"
    assert uk.say("{cause}", cause="somebody's own word") == "somebody's own word"


def test_a_remark_and_an_error_are_said_with_their_place(uk: Words) -> None:
    remark = Remark(
        text="The line by {source} is {days} days old. Ask for a newer one.", facts={"source": "А", "days": 3}
    )
    assert uk.remark(remark) == "Лінії зіткнення (джерело — А) вже 3 дні. Попросіть свіжішу."
    error = InputError(
        "{value} is below zero.", "Give zero or more.", file="requests.csv", row=7, field="pets", value=-1
    )
    assert uk.error(error) == "requests.csv, рядок 7, поле pets: -1 менше нуля. Дайте нуль або більше."
    assert Words("en").error(error) == "requests.csv, row 7, field pets: -1 is below zero. Give zero or more."


def test_several_errors_stand_on_a_line_each(uk: Words) -> None:
    error = InputError("The list is empty.", "Give at least one.", field="depots")
    assert uk.error(InputErrors([error, error])).count("\n") == 1


def test_every_member_of_every_list_has_words(uk: Words) -> None:
    for members in FACT_ENUMS.values():
        for member in members:
            assert member in ENUM_WORDS[members], member
    assert uk.word(Limit.CARE_BED) == "місць із доглядом немає"


def test_members_of_two_lists_with_one_value_keep_their_own_words(en: Words) -> None:
    assert (en.word(Access.CLOSED), en.word(ZoneKind.CLOSED)) == ("entry closed", "closed area")
    refused = (MissionStatus.REFUSED, RequestStatus.REFUSED)
    assert [en.word(one) for one in refused] == ["crew does not go", "changed their mind"]


@pytest.mark.parametrize("module", [events, incidents, people, roles, tracing])
def test_every_list_of_the_record_has_words_in_both_languages(module: ModuleType, uk: Words, en: Words) -> None:
    own = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    lists: list[type[StrEnum]] = [one for one in own if issubclass(one, StrEnum)]
    assert lists
    for member in [member for members in lists for member in members]:
        assert en.word(member)
        assert uk.word(member) != en.word(member) or member.value == "sos"


def test_groups_and_sources_nobody_named_are_shown_as_given(uk: Words) -> None:
    assert (uk.group("lying"), uk.group("children")) == ("лежача людина", "children")
    assert (uk.source("weather"), uk.source("rumour")) == ("погода", "rumour")


def test_a_language_without_catalogue_has_no_translations() -> None:
    assert words_module.read_catalog("en") == {}


def test_several_members_in_one_fact_are_each_said_in_words(uk: Words) -> None:
    room = Remark(text="There is no room: {limits}.", facts={"limits": "seats, pets"})
    said = uk.remark(room)
    assert "seats" not in said
    assert said.count(",") == 1
    assert uk.say("{has}", has="care") == "місце з доглядом"
    assert uk.say("{limits}", limits="something else") == "something else"
