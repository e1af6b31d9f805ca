"""Phones: many ways to write one number, one way to keep it, and no number in an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.phones import phone_number, says_no_phone

ONE = "+380671234567"


@pytest.mark.parametrize(
    "typed",
    ["+380671234567", "+380 67 123 45 67", "380671234567", "0671234567", "067 123 45 67", "067-123-45-67",
     "(067) 123-45-67", "+38 (067) 123-45-67", "+38(067)1234567", "38 067 123 45 67", "00380671234567",
     "80671234567", "8 (067) 123-45-67", "8-067-123-45-67", "810380671234567", "8~10 380 67 123 45 67", "671234567",
     "+380 067 123 45 67", "067/123/45/67", "067.123.45.67", "067–123–45–67", "067\u00a0123\u00a045\u00a067",
     "\u202a+380671234567\u202c", "０６７ １２３ ４５ ６７", "067 123 45 67 дод. 12", "тел. 067 123 45 67",
     "Моб: 0671234567", "т.0671234567", "067\t123 45 67", "+380\u200b67 1234567"],
)  # fmt: skip
def test_one_ukrainian_number_in_many_forms(typed):
    assert phone_number(typed) == ONE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0572 70 12 34", "+380572701234"), ("(057) 270-12-34", "+380572701234"), ("+7 903 123-45-67", "+79031234567"),
        ("8 903 123 45 67", "+79031234567"), ("7 949 123 45 67", "+79491234567"), ("8 800 555 35 35", "+78005553535"),
        ("+48 601 234 567", "+48601234567"), ("0048 601 234 567", "+48601234567"),
        ("+49 151 23456789", "+4915123456789"),
        ("8 10 48 601 234 567", "+48601234567"), ("8 101 234 56 78", "+71012345678"),
        ("+375 29 123 45 67", "+375291234567"),
        ("+1 212 555 01 23", "+12125550123"),
    ],
)  # fmt: skip
def test_landlines_russian_dialled_and_foreign_numbers(typed, kept):
    assert phone_number(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["немає", "Немає телефону", "НЕТ", "телефону немає.", "нема зв’язку", "нема зв'язку", "без  телефону", "-", "—",
     "--", "no phone", "(немає)"],
)  # fmt: skip
def test_no_phone_is_an_answer(typed):
    assert says_no_phone(typed)
    assert phone_number(typed) is None


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "не знаю", "Немиро"])
def test_silence_and_other_words_are_not_no_phone(typed):
    assert not says_no_phone(typed)
    with pytest.raises(InputError):
        phone_number(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "No phone number was given."),
        ("067 123 45 6", "The phone number is too short."),
        ("+380 67 123 45 678", "The phone number is too long."),
        ("123-45-67", "The phone number has no area code."),
        ("067-123-45-6O", "it holds letters or signs."),
        ("067 123 45 67, 050 111 22 33", "More than one phone number"),
        ("067 123 45 67 або 050 111 22 33", "More than one phone number"),
        ("067 123 45 67\n050 111 22 33", "More than one phone number"),
        ("0671234567 0501112233", "More than one phone number"),
        ("+380671234567+380501112233", "More than one phone number"),
        ("+38067+1234567", "More than one phone number"),
        ("000 000 00 00", "This is not a phone number."),
        ("+999 123 456 789", "This is not a phone number."),
        ("+", "This is not a phone number."),
        ("<script>0671234567", "it holds letters or signs."),
        ("=0671234567", "it holds letters or signs."),
    ],
)
def test_what_is_no_phone_is_said_with_what_to_do(typed, said):
    with pytest.raises(InputError) as error:
        phone_number(typed)
    assert said in str(error.value)
    assert error.value.field == "phone"
    assert error.value.todo


DIGITS = st.text("0123456789", min_size=5, max_size=24)


@given(st.one_of(DIGITS, st.text(max_size=40), st.builds(lambda a, b: f"{a}+{b}", DIGITS, DIGITS)))
def test_no_digits_of_the_number_leave_in_an_error(typed):
    kept, error = read(typed)
    if error is not None:
        assert not any(sign.isdigit() for sign in str(error).replace("from 0.", ""))
        assert not error.facts
        assert error.__cause__ is None
        assert error.__suppress_context__ or error.__context__ is None
    else:
        assert kept is None or (kept.startswith("+") and kept[1:].isdigit() and kept.isascii())


def read(typed: str) -> tuple[str | None, InputError | None]:
    try:
        return phone_number(typed), None
    except InputError as error:
        return None, error


@given(
    st.text("0123456789", min_size=7, max_size=7),
    st.sampled_from(["50", "63", "66", "67", "73", "93", "95", "96", "99"]),
)
def test_the_one_form_reads_as_itself_and_every_home_form_gives_it(rest, network):
    kept = phone_number(f"+380{network}{rest}")
    assert kept == f"+380{network}{rest}"
    for form in (
        f"0{network}{rest}",
        f"80{network}{rest}",
        f"0 {network} {rest}",
        f"380{network}{rest}",
        f"810380{network}{rest}",
    ):
        assert phone_number(form) == kept


def test_a_very_long_text_is_refused_quickly():
    with pytest.raises(InputError):
        phone_number("0" * 1_000_000)
