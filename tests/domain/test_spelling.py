from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openevac.domain.spelling import fold_name, kin_name, nearest_keys, one_typo_apart


@pytest.mark.parametrize(
    "spellings",
    [
        ("Куп’янськ", "Куп'янськ", "Купʼянськ", "КУП`ЯНСЬК", "Купянськ", "м. Куп’янськ", "місто Куп’янськ"),
        ("Куп’янськ", "Kupiansk", "Kupyansk", "Kup'yansk", "Kupjansk", "Kupjans'k", "Купянск"),
        ("Куп’янськ-Вузловий", "Куп’янськ Вузловий", "Куп’янськ — Вузловий", "Kupiansk-Vuzlovyi", "Kupyansk Vuzlovyy"),
        ("Харків", "Kharkiv", "KHARKIV", " харків "),
        ("Шевченкове", "Shevchenkove", "смт Шевченкове", "с. Шевченкове", "селище Шевченкове"),
        ("Їжаків", "Yizhakiv", "Jižakiv"),
        ("Щасливе", "Shchaslyve", "Schaslyve", "Ščaslyve"),
        ("Згурське", "Zghurske", "Zgurske"),
        ("Ізюм", "Izium", "Izyum", "Изюм"),
        ("Липці", "Lyptsi", "Липцы", "Liptsi"),
        ("Есхар", "Эсхар", "Eskhar"),
        ("Кочеток", "Kочеток", "Кочетoк", "Kochetok"),  # Latin letters hide in the second and third
        ("Юріївка", "Yuriivka", "Juriivka"),
        ("Вовчанськ", "Vovchansk", "Wowtschansk".replace("tsch", "ch")),
    ],
)
def test_faithful_spellings_have_one_strict_key(spellings):
    assert len({fold_name(text) for text in spellings}) == 1, [fold_name(text) for text in spellings]


@pytest.mark.parametrize(
    ("ukrainian", "russian"),
    [
        ("Вовчанськ", "Волчанск"), ("Вовчанськ", "Volchansk"), ("Харків", "Харьков"), ("Харків", "Kharkov"),
        ("Чугуїв", "Чугуев"), ("Зміїв", "Змиев"), ("Балаклія", "Балаклея"), ("Лозова", "Лозовая"),
        ("Дворічна", "Двуречная"), ("Білий Колодязь", "Белый Колодезь"), ("Старий Салтів", "Старый Салтов"),
        ("Козача Лопань", "Казачья Лопань"), ("Куп’янськ-Вузловий", "Купянск-Узловой"), ("Миколаївка", "Николаевка"),
        ("Олександрівка", "Александровка"), ("Олексіївка", "Алексеевка"), ("Ганнівка", "Анновка"),
        ("Кам’янка", "Каменка"), ("Велика Данилівка", "Большая Даниловка"), ("Піщане", "Песчаное"),
        ("Юріївка", "Юрьевка"), ("Щасливе", "Счастливое"), ("Шевченкове", "Шевченково"), ("Вільхуватка", "Ольховатка"),
        ("Дмитрівка", "Дмитриевка"), ("Жовтневе", "Октябрьское"), ("Роздолля", "Раздолье"),
        ("Покровське", "Покровское"), ("Веселе", "Весёлое"), ("Ківшарівка", "Ковшаровка"), ("Глибоке", "Глубокое"),
        ("Миколаївка Друга", "Николаевка Вторая"),
        ("Костянтинівка", "Константиновка"), ("Новоселівка", "Новосёловка"), ("Першотравневе", "Первотравневое"),
    ],
)  # fmt: skip
def test_russian_spellings_have_one_loose_key(ukrainian, russian):
    assert kin_name(ukrainian) == kin_name(russian)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Веселе", "Весела"), ("Лозова", "Лозовеньки"), ("Новоселівка", "Новосілки"), ("Мирне", "Мирове"),
        ("Іванівка", "Іванове"), ("Борова", "Бірова Балка"), ("Петрівка", "Петрове"),
    ],
)  # fmt: skip
def test_other_names_keep_other_keys(one, other):
    assert fold_name(one) != fold_name(other)


def test_a_word_for_the_kind_of_place_alone_is_a_name():
    assert fold_name("Село") == fold_name("село")
    assert fold_name("Село") != ""


@pytest.mark.parametrize("text", ["", "  ", "'", "-", "’’"])
def test_nothing_has_an_empty_key(text):
    assert fold_name(text) == kin_name(text) == ""


@given(st.text(max_size=30))
def test_any_text_has_keys_and_folding_says_the_same_twice(text):
    assert fold_name(text) == fold_name(text)
    assert fold_name(f"  {text}  ") == fold_name(text)
    assert kin_name(text) is not None


KEYS = [fold_name(name) for name in ("Вовчанськ", "Балаклія", "Лиман", "Ізюм", "Печеніги")]


@pytest.mark.parametrize(
    "typed",
    ["Вовчанск", "Вочанськ", "Воовчанськ", "Вовчанцьк", "Вовчнаськ", "Vovchanskk"],
)
def test_one_letter_added_lost_exchanged_or_swapped(typed):
    assert one_typo_apart(fold_name(typed), KEYS) == [fold_name("Вовчанськ")]


def test_two_typos_are_not_one():
    assert one_typo_apart(fold_name("Вочанцьк"), KEYS) == []


@pytest.mark.parametrize("typed", ["Ізюн", "Ізюмс", "Лима", "Лзюм", "Іизм"])
def test_short_names_have_no_typos(typed):
    assert one_typo_apart(fold_name(typed), KEYS) == []


def test_a_name_of_five_letters_has_typos():
    assert one_typo_apart(fold_name("Лимон"), KEYS) == [fold_name("Лиман")]


def test_nearest_names_come_best_first_and_nothing_for_nonsense():
    assert nearest_keys(fold_name("Печениги"), KEYS)[0] == fold_name("Печеніги")
    assert nearest_keys("zzzzzz", KEYS) == []
