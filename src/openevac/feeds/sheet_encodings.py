"""Text of a sheet in the encodings people's programs write: UTF-8, UTF-16, the old Cyrillic one, or two at once."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.feeds.typed_files import unreadable

MOST_BYTES = 50_000_000
"""A sheet of requests is far smaller; a larger file is some other one."""

_UTF_16_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_WORD = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ]{2,}")
_PLAIN = re.compile(r"[\x09\x0a\x0d\x20-\x7eА-Яа-яЁёІіЇїЄєҐґ«»„“”‘’–—…№°§\xa0•·©±µ€]")
_ODD_CASE = re.compile(r"[а-яёіїєґ][А-ЯЁІЇЄҐ]")
_LEAST_PLAIN = 0.98
_MOST_ODD_WORDS = 0.3  # KOI8 read as cp1251 exchanges capitals and small letters in nearly every word


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and what a person should know about how it was read."""

    text: str
    remarks: tuple[Remark, ...] = ()


def read_any_text(path: Path) -> Decoded:
    """Read a text file in UTF-8 or UTF-16 (with or without mark) or Windows-1251, line by line where two are mixed.

    InputError where it is none of these: text in a wrong encoding still looks like text, and a name spelled in
    wrong letters is never found again.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                "The file is larger than a sheet of requests can be ({megabytes} MB).",
                "Save only the rows of requests as CSV.",
                file=path.name,
                megabytes=path.stat().st_size // 1_000_000,
            )
        raw = path.read_bytes()
    except OSError as fault:
        raise unreadable(path, fault) from None
    try:
        return _decode(raw)
    except UnicodeDecodeError:
        raise InputError(
            "The file's letters are in an encoding that is not known.",
            "Save it again as UTF-8 (in Excel: Save as, CSV UTF-8).",
            file=path.name,
        ) from None


def _decode(raw: bytes) -> Decoded:
    for mark, name in _UTF_16_BOMS.items():
        if raw.startswith(mark):
            return Decoded(raw[len(mark) :].decode(name))
    if name := _unmarked_utf_16(raw):
        return Decoded(raw.decode(name))
    try:
        return Decoded(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _by_lines(raw.removeprefix(codecs.BOM_UTF8))


def _unmarked_utf_16(raw: bytes) -> str:
    """Tell UTF-16 without its mark by the noughts and fours that stand in every second byte of Ukrainian text."""
    head = raw[:4000]
    if len(head) < 4:
        return ""
    for name, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if sum(byte in {0, 4} for byte in high) >= 0.9 * len(high) and 0 in high:
            return name
    return ""


def _by_lines(raw: bytes) -> Decoded:
    """Read each line as UTF-8 where it is that, else as Windows-1251: sheets are pasted together from both."""
    lines, old, new = [], [], 0
    for line in raw.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            new += not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode("cp1251"))
            old.append(lines[-1])
    _require_cyrillic("".join(old))
    said = (
        Remark(
            text="The file mixes two encodings: {count} lines were read as Windows-1251. Look at their letters.",
            facts={"count": len(old)},
        )
        if new
        else Remark(text="The file was read as Windows-1251. Look at the letters.")
    )
    return Decoded("\n".join(lines), (said,))


def _require_cyrillic(text: str) -> None:
    """Refuse what is not Ukrainian or Russian text when read as Windows-1251 (KOI8 and DOS letters are not)."""
    words = _WORD.findall(text)
    odd = sum(bool(_ODD_CASE.search(word)) for word in words)
    strange = len(text) - len(_PLAIN.findall(text))
    if strange > (1 - _LEAST_PLAIN) * len(text) or not words or odd > _MOST_ODD_WORDS * len(words):
        raise UnicodeDecodeError("cp1251", b"", 0, 1, "not Cyrillic text")
