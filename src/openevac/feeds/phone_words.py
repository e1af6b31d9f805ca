"""Phone numbers in what people write: several in one cell, words around them, whose they are, or that there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.phones import phone_number
from openevac.domain.phones import says_no_phone as says_only_no_phone

_RUN = re.compile(r"(?<![\w.,/])(?:\+|00)?\s?\(?\d(?:[ \t\u00a0.()\-–—‑]{0,3}\+?\d){6,40}(?![\d])")
_WHOLE = re.compile(r"\+\d{7,15}|00\d{9,15}|380\d{9}|80?\d{10}|8?10380\d{9}|0\d{9}")
_GROUP = re.compile(r"\+?\d+")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:20)?\d{2}(?!\d)|20\d\d-\d\d-\d\d")
_DIGITS = range(7, 16)
_WHOSE = re.compile(
    r"\b(сусід\w*|сосед\w*|син\w{0,2}|сын\w{0,2}|доньк\w*|дочк\w*|доч\w{1,3}|мам\w{1,2}|матер\w*|батьк\w*|тат\w{1,2}"
    r"|брат\w{0,2}|сестр\w*|онук\w*|внук\w*|внучк\w*|чоловік\w*|дружин\w*|муж\w{0,2}|жен[аыеу]|старост\w*|родич\w*"
    r"|родственни\w*|знайом\w*|знаком\w*|подруг\w*|волонтер\w*|лікар\w*|врач\w*|соцпрацівни\w*|мій|моя|мой|neighbou?r"
    r"|son|daughter|mother|father|brother|sister|friend)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"^\W*(?:-+|—|–|ні|нет|нема|немає|no|none|відсутній|отсутствует)\W*$"
    r"|(?:телефон\w*|тел|номер\w*|мобільн\w*|мобильн\w*|зв.?язк\w*|связи|трубки)\W{0,3}(?:[ву] \w+ )?"
    r"(?:немає|нема|нет|відсутн\w+)\b"
    r"|\b(?:немає|нема|нет|без|відсутн\w+)\W{1,2}(?:\w+ )?(?:телефон\w*|номера|мобільн\w*|мобильн\w*|зв.?язку|связи)"
    r"|\bno phone\b|\bwithout a? ?phone\b",
    re.IGNORECASE,
)  # fmt: skip
_LABEL = re.compile(
    r"\b(?:телефон\w*|тел|моб\w*|номер\w*|phone|viber|вайбер|whatsapp|signal|telegram)\b", re.IGNORECASE
)
_SPEAKS_OF_PHONE = re.compile(r"тел|номер|моб|дзвон|звон|набер|phone|call|viber|вайбер", re.IGNORECASE)
_NEAR = 28  # letters before a number, or behind it in brackets, in which somebody says whose it is


@dataclass(frozen=True, slots=True)
class PhoneFound:
    """One piece of text that looks like a number: the number in one form, or why it is none."""

    start: int
    end: int
    number: str
    fault: InputError | None = None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class PhonesRead:
    """The numbers of a cell, whose each is ("" unknown), what could not be read, and words beside the numbers."""

    numbers: tuple[str, ...]
    whose: tuple[str, ...]
    none_said: bool
    faults: tuple[InputError, ...]
    rest: str


def read_phones(text: str) -> PhonesRead:
    """Read a cell of phones. Words beside the numbers come back whole, so that nothing is lost."""
    found = find_phones(text)
    numbers: dict[str, str] = {}
    for one in found:
        if one.number:
            numbers[one.number] = numbers.get(one.number) or one.whose
    faults = [one.fault for one in found if one.fault]
    none = says_no_phone(text)
    if text and not found and not none:
        faults.append(
            InputError(
                "No phone number is found in the cell.", "Type the number, or “none” (немає) where there is no phone."
            )
        )
    left = text
    for one in reversed(found):
        left = left[: one.start] + left[one.end :]
    # What says whose a number is has been taken along already.
    told = bool(re.search(r"[^\W\d_]{3}", _LABEL.sub("", _WHOSE.sub("", left)))) and not (none and not numbers)
    return PhonesRead(tuple(numbers), tuple(numbers.values()), none, tuple(faults), text if told else "")


def says_no_phone(text: str) -> bool:
    """Tell whether somebody says that there is no phone."""
    return says_only_no_phone(text) or bool(_NONE.search(text.strip()))


def find_phones(text: str) -> list[PhoneFound]:
    """Give every piece that looks like a phone number, in order; dates and other long numbers are passed over."""
    found: list[PhoneFound] = []
    for run in _RUN.finditer(text):
        if not _DATE.match(run[0].strip()):
            found += _numbers_of(text, run.start(), run[0])
    return found


def _numbers_of(text: str, start: int, run: str) -> list[PhoneFound]:
    """Part a run of digits into numbers: two may stand side by side, and a house number may stand before one."""
    groups = list(_GROUP.finditer(run))
    found: list[PhoneFound] = []
    at = 0
    while at < len(groups):
        for last in range(len(groups), at, -1):
            begin, end = groups[at].start(), groups[last - 1].end()
            number = _dialled(run[begin:end])
            if number:
                begin, end = start + begin, start + end
                found.append(PhoneFound(begin, end, number, whose=_whose(text, begin, end)))
                at = last - 1
                break
        at += 1
    digits = sum(sign.isdigit() for sign in run)
    if found or digits not in _DIGITS:
        return found
    end = start + len(run)
    try:
        return [PhoneFound(start, end, phone_number(run) or "", whose=_whose(text, start, end))]
    except InputError as fault:
        return [PhoneFound(start, end, "", InputError(fault.problem, fault.todo, field="phones"))]


def _dialled(piece: str) -> str:
    """Give the number of a piece that begins as a whole number does: a house before it must not become its code."""
    if not _WHOLE.fullmatch(re.sub(r"[^\d+]", "", piece)):
        return ""
    try:
        return phone_number(piece) or ""
    except InputError:
        return ""


def _whose(text: str, start: int, end: int) -> str:
    """Give the word that says whose a number is: right before it, in a clause that speaks of a phone, or in brackets.

    "Мама лежача 067…" says whose nothing: the nearest word is not enough.
    """
    behind = re.match(r"\s{0,2}[(\-–—]\s?([^)\d\n]{2,28})", text[end:])
    if behind and (words := _WHOSE.findall(behind[1])):
        return str(words[0]).lower()
    line = text.rfind("\n", 0, start) + 1
    before = re.split(r"\d|[!?;]|\.\s+(?=[А-ЯІЇЄҐ])", text[max(line, start - _NEAR) : start])[-1]
    words = list(_WHOSE.finditer(before))
    if not words:
        return ""
    beside = not re.search(r"\w", before[words[-1].end() :])
    return words[-1][0].lower() if beside or _SPEAKS_OF_PHONE.search(before) else ""
