"""A pasted chat into messages: who wrote, when, and what; with or without stamps, of the programs people use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `sender` and `at` where the paste says so. `stamp` is the piece the time was read from."""

    text: str
    sender: str = ""
    at: datetime | None = None
    stamp: str = ""
    forwarded: bool = False


_DAY = r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4}|\d{2})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?:\s?(?P<half>[AaPp][Mm]))?"
_MONTH_NAMES = (
    ("січня", "января"), ("лютого", "февраля"), ("березня", "марта"), ("квітня", "апреля"), ("травня", "мая"),
    ("червня", "июня"), ("липня", "июля"), ("серпня", "августа"), ("вересня", "сентября"), ("жовтня", "октября"),
    ("листопада", "ноября"), ("грудня", "декабря"),
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_LONG_DAY = r"(?P<day>\d{1,2})\s+(?P<word>[а-яіїє]+)\s+(?P<year>\d{4})(?:\s*[рг]\.?)?"
_NAME = r"(?P<sender>[^\n:\[\]]{1,60}?)"
_HEADS = (
    re.compile(rf"^\s*{_NAME},\s*\[{_DAY},?\s+{_TIME}\]:?\s*(?P<text>.*)$"),  # Telegram: Оксана, [12.10.2025 09:31]
    re.compile(rf"^\s*\[\s*{_DAY},?\s+{_TIME}\s*\]\s*{_NAME}\s*:\s?(?P<text>.*)$"),  # [12.10.2025, 09:31] Оксана: …
    re.compile(rf"^\s*\[\s*{_LONG_DAY},?\s+{_TIME}\s*\]\s*{_NAME}\s*:\s?(?P<text>.*)$"),  # Viber, sent by mail
    re.compile(
        rf"^\s*{_DAY},?\s+{_TIME}\s*[-–—]\s*{_NAME}\s*:\s(?P<text>.*)$"
    ),  # WhatsApp: 12.10.25, 09:31 - Оксана: …
    re.compile(rf"^\s*{_NAME}\s*[,(]\s*{_DAY},?\s+{_TIME}\)?\s*:?\s*(?P<text>.*)$"),  # Оксана, 12.10.2025 09:31: …
    re.compile(rf"^\s*\[?{_DAY},?\s+{_TIME}\]?\s*$(?P<text>)(?P<sender>)"),  # a stamp on a line of its own
    re.compile(
        r"^\s*\[(?P<hour>\d{1,2}):(?P<minute>\d{2})\]\s*" + _NAME + r"\s*:\s?(?P<text>.*)$"
    ),  # [09:31] Оксана: …
)
_LONGEST_HEAD = 160
"""Who wrote and when stands within so many letters of a line; the rest is text."""
_FORWARDED = re.compile(
    r"^\s*(?:>+\s*)?(?:(?:переслано|переадресовано|переслане|переслали|forwarded|пересланное"
    r"|fwd?:?)(?:\s+(?:повідомлення|сообщение|message))?(?:\s+(?:від|от"
    r"|from)\s*:?\s*(?P<sender>[^\n]{0,60}))?)\s*:?\s*$",
    re.IGNORECASE,
)  # fmt: skip
_MARKS = re.compile("[\u2066-\u2069\u200e\u200f\u202a-\u202e\ufeff]")


def part_messages(paste: str, zone: ZoneInfo) -> list[Message]:
    """Part a paste into messages, in order. Without stamps the whole paste is one message without a sender.

    A stamp whose day could be day-first or month-first is not believed: the message has no time then.
    """
    messages: list[Message] = []
    open_lines: list[str] = []
    head = Message("")
    for line in _MARKS.sub("", paste.replace("\r\n", "\n").replace("\r", "\n")).split("\n"):
        found = _head(line, zone)
        if found is None:
            open_lines.append(re.sub(r"^\s*>+\s?", "", line))
            continue
        _close(messages, head, open_lines)
        head, rest = found
        open_lines = [rest] if rest else []
    _close(messages, head, open_lines)
    return messages


def _close(messages: list[Message], head: Message, lines: list[str]) -> None:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        messages.append(Message(text, head.sender, head.at, head.stamp, head.forwarded))


def _head(line: str, zone: ZoneInfo) -> tuple[Message, str] | None:
    whole = line.strip()
    line = whole[:_LONGEST_HEAD]
    forwarded = _FORWARDED.match(line)
    if forwarded:
        return Message("", (forwarded["sender"] or "").strip(), forwarded=True), ""
    for pattern in _HEADS:
        match = pattern.match(line)
        if match:
            at = _moment(match.groupdict(), zone)
            stamp = line[: match.start("text")].strip() if at else ""
            return Message("", (match["sender"] or "").strip(), at, stamp), match["text"] + whole[_LONGEST_HEAD:]
    return None


def _moment(part: dict[str, str | None], zone: ZoneInfo) -> datetime | None:
    if not part.get("year"):
        return None
    day, month = int(part["day"] or 0), _MONTHS.get(part.get("word") or "", 0) or int(part.get("month") or 0)
    hour, half = int(part["hour"] or 0), (part.get("half") or "").lower()
    if half and day <= 12 and month > 12:
        day, month = month, day  # 10/13/25, 9:31 PM: month first, and no other reading is possible
    elif half and month <= 12 and day <= 12 and day != month:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    year = int(part["year"] or 0)
    try:
        local = datetime(year + (2000 if year < 100 else 0), month, day, hour, int(part["minute"] or 0), tzinfo=zone)
    except ValueError:
        return None
    early, late = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return early if early == late else None
