"""Phone numbers as people say and type them, into the one international form (E.164) that tags are made of.

A number is never part of an error: what people mistyped is still somebody's number.
"""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from openevac.domain.errors import InputError

HOME = "UA"
"""Where a number without a country code belongs."""

_HOME_CODE = 380
_HOME_DIGITS = 9
# The library also lets short codes and numbers of services pass: so a lost digit would go unnoticed.

_NO_PHONE = {
    "немає", "нема", "нет", "не має", "без телефону", "без телефона", "немає телефону", "нема телефону", "нет телефона",
    "телефону немає", "телефону нема", "телефона нет", "відсутній", "нема звязку", "немає звязку", "нет связи",
    "no", "none", "no phone", "n/a",
}  # fmt: skip
_LABEL = re.compile(r"^(телефон|тел|моб|т|номер|viber|вайбер|phone|tel|mob)\b[.: ]*")
_EXTRA = re.compile(r"(дод|доб|вн|ext|x)\.?\s*\d{1,6}$")
_DASHES = re.compile("[‐‑‒–—―−~.]")
_ALLOWED = re.compile(r"[0-9+()\-/ ]+")
_SEVERAL = re.compile(r"[,;|\n]|\b(або|та|или|и|or|and)\b")


def says_no_phone(text: str) -> bool:
    """Tell whether somebody wrote that there is no phone; an empty cell says nothing and is not that."""
    words = re.sub("['’‘ʼ`]", "", _plain(text)).strip(" .-–—()")
    return " ".join(words.split()) in _NO_PHONE or (bool(text.strip()) and set(text.strip()) <= set("-–—"))


def phone_number(text: str) -> str | None:
    """Read one phone number and give it in E.164 (+380671234567); None where it says "no phone".

    Takes Ukrainian numbers in every form (0XX, 380, +380, 00380, the old 8-0XX), Russian-dialled ones (8-10-380...,
    8-9XX as +7 9XX) and foreign ones with + or 00. InputError, without the number in it, for anything else.
    """
    if says_no_phone(text):
        return None
    plain = _DASHES.sub("-", _EXTRA.sub("", _LABEL.sub("", _plain(text))).strip())
    if not plain:
        raise _error("No phone number was given.", 'Type the number, or "no phone" where there is none.')
    if _holds_several(plain):
        raise _error("More than one phone number stands here.", "Give each number a field of its own.")
    if not _ALLOWED.fullmatch(plain):
        raise _error("This is not a phone number: it holds letters or signs.", "Type digits, as the number is dialled.")
    return _in_one_form(_dialled(plain))


def _plain(text: str) -> str:
    """Give a text in lower case with ordinary digits and blanks, without marks of direction and other unseen signs."""
    seen = (" " if unicodedata.category(sign) == "Zs" else sign for sign in unicodedata.normalize("NFKC", text))
    bare = "".join(sign for sign in seen if unicodedata.category(sign) not in {"Cf", "Cc"} or sign in "\n\t")
    return bare.replace("\t", " ").strip().lower()


def _holds_several(plain: str) -> bool:
    if _SEVERAL.search(plain):
        return True
    return plain.count("+") > 1 or sum(sign.isdigit() for sign in plain) > 18


def _dialled(plain: str) -> str:
    """Turn what is dialled inside the former Soviet network into the international form."""
    digits = "".join(sign for sign in plain if sign.isdigit())
    if plain.startswith("+"):
        return f"+{digits}"
    if digits.startswith("810") and len(digits) > 11:
        return f"+{digits[3:]}"
    if digits.startswith("80") and len(digits) == 11:
        return f"+38{digits[1:]}"
    if digits.startswith("8") and len(digits) == 11:
        return f"+7{digits[1:]}"
    if digits.startswith("7") and len(digits) == 11:
        return f"+{digits}"
    return digits


def _in_one_form(dialled: str) -> str:
    try:
        number = phonenumbers.parse(dialled, HOME)
    except phonenumbers.NumberParseException:
        raise _error("This is not a phone number.", "Type all digits, as the number is dialled.") from None
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if len(set(str(number.national_number))) == 1:
        raise _error("This is not a phone number.", "Type all digits, as the number is dialled.")
    digits = len(str(number.national_number)) if number.country_code == _HOME_CODE else _HOME_DIGITS
    if verdict == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise _error("The phone number has no area code.", "Type it with the code of the town or network, from 0.")
    if verdict == phonenumbers.ValidationResult.TOO_SHORT or digits < _HOME_DIGITS:
        raise _error("The phone number is too short.", "Read it back: a digit is missing.")
    if verdict == phonenumbers.ValidationResult.TOO_LONG or digits > _HOME_DIGITS:
        raise _error("The phone number is too long.", "Read it back: a digit is too many, or a + is missing in front.")
    if verdict != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise _error("This is not a phone number.", "Type all digits, as the number is dialled.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _error(problem: str, todo: str) -> InputError:
    return InputError(problem, todo, field="phone")
