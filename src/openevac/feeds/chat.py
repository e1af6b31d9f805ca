"""A pasted chat into proposed requests: what was read, from which words, and what was not. A person looks at all of it.

Nothing is invented: where the words can be read in two ways, the field stays empty and the row waits to be mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.feeds.chat_house import see_door, see_house, see_hurry
from openevac.feeds.chat_links import find_positions
from openevac.feeds.chat_messages import Message, part_messages
from openevac.feeds.chat_people import Seen, see_moves, see_people
from openevac.feeds.chat_places import PlaceSearch, see_place
from openevac.feeds.chat_words import ANOTHER, SAME_PLACE, asks_for_help, see_words, without_questions
from openevac.feeds.ground import Ground
from openevac.feeds.intake import Doubt, IntakePreview, IntakeRow, Reading
from openevac.feeds.intake_rows import RowReader
from openevac.feeds.intake_sheet import find_alike
from openevac.feeds.phone_words import find_phones, says_no_phone
from openevac.feeds.tables import Cell

MOST_LETTERS = 60_000
"""A longer paste is refused whole: nobody could look through what is proposed."""

MOST_IN_A_MESSAGE = 4_000
"""A longer piece without a break is no message somebody typed: it is left to a person whole."""

PASTE = "chat"
_NEW_AFTER = timedelta(hours=6)
_MOVES = {"people", "walks_with_help", "wheelchairs", "stretchers"}
_CORE = ({"katottg", "lon"}, _MOVES, {"phones", "no_phone"}, {"street", "house"})
_ELSEWHERE = ("katottg", "people", "street", "house", "lon", "lat")
_EMOJI_DIGITS = re.compile("[\ufe0f\u20e3\u200d]")


@dataclass(slots=True)
class _Request:
    """Blocks of a paste that belong to one request, while they are gathered."""

    sender: str
    at: datetime | None
    stamp: str
    blocks: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    beside: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.blocks)


def read_chat(paste: str, zone: ZoneInfo, ground: Ground | None, search: PlaceSearch, now: datetime) -> IntakePreview:
    """Read a paste of one or many messages; `search` gives the places a name can mean, `now` stands for no stamp.

    Raises InputError only for a paste that is too long or empty. Pieces that are no request stand in `unused`.
    """
    if len(paste) > MOST_LETTERS:
        raise InputError("The paste has {count} letters.", "Paste at most {most} at a time.",
                         file=PASTE, count=len(paste), most=MOST_LETTERS)  # fmt: skip
    requests, unused = _gather(part_messages(_EMOJI_DIGITS.sub(" ", paste), zone), search)
    if not requests and not unused:
        raise InputError("Nothing was pasted.", "Copy the messages and paste them here.", file=PASTE)
    reader = RowReader(file=PASTE, zone=zone, ground=ground, now=now, heading=lambda name: name)
    rows = tuple(_row(number, request, reader, search) for number, request in enumerate(requests, start=1))
    left = Remark(text="Messages that are no request and were left out: {count}.", facts={"count": len(unused)})
    return IntakePreview(
        file=PASTE,
        rows=rows,
        remarks=(left,) if unused else (),
        alike=find_alike(rows),
        unused=tuple(unused),
        reread=lambda row, cells: _held(reader.read(row.number, cells), row.readings, row.doubts),
        compare=find_alike,
    )


def _gather(messages: Sequence[Message], search: PlaceSearch) -> tuple[list[_Request], list[str]]:
    """Sort blocks to requests: a sender's next block goes on with the open request unless it speaks of another."""
    requests: list[_Request] = []
    long: list[str] = []
    last: dict[str, _Request] = {}
    for message in messages:
        for explicit, block in _blocks(message.text, search):
            if len(block) > MOST_IN_A_MESSAGE:
                long.append(block)
                continue
            seen = list(_see(block, search))
            current = last.get(message.sender)
            if current is not None and message.at and current.at and message.at - current.at > _NEW_AFTER:
                current = None
            too_long = current is not None and len(current.text) + len(block) >= MOST_IN_A_MESSAGE
            if current is None or explicit or too_long or _speaks_of_another(current, seen):
                beside = current.beside or _place(current.seen) if current else ""
                current = _Request(message.sender, message.at, message.stamp, beside=beside)
                requests.append(current)
                last[message.sender] = current
            current.blocks.append(block)
            current.seen += seen
    real = [request for request in requests if _is_request(request)]
    unused = [request.text for request in requests if not _is_request(request)]
    return real, [*unused, *long]


def _blocks(text: str, search: PlaceSearch) -> Iterator[tuple[bool, str]]:
    """Part a message at blank lines and where it begins to speak of another family; True for the latter.

    A list, one request a line, is parted at its lines; the lines of one request stay together.
    """
    for paragraph in re.split(r"\n\s*(?:[-—=_*]{3,}\s*)?\n", text):
        if len(paragraph) > MOST_IN_A_MESSAGE:
            yield False, paragraph.strip()
            continue
        lines = [line for line in paragraph.split("\n") if line.strip()]
        places = [place for line in lines if (place := _whole_request(line, search))]
        parts = lines if len(set(places)) > 1 else [paragraph]
        for part in parts:
            starts = [match.start() for match in ANOTHER.finditer(part)]
            edges = [0, *[start for start in starts if start > 0], len(part)]
            for start, end in pairwise(edges):
                if part[start:end].strip():
                    yield start in starts, part[start:end].strip()


def _whole_request(line: str, search: PlaceSearch) -> str:
    """Give the place of a line that is a request of its own: it says where, and how many or whom to ring."""
    seen = list(_see(line, search))
    place = _place(seen) or _value(seen, "lon")
    return place if len(_core(seen)) >= 2 else ""


def _see(block: str, search: PlaceSearch) -> Iterator[Seen]:
    """Give everything seen in a piece of text; links and positions are taken out before numbers are looked for."""
    text = without_questions(block)
    positions = find_positions(text)
    for one in positions:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    text = re.sub(r"https?://\S+|\S+@\S+\.\w+", lambda found: " " * len(found[0]), text)
    pins = {one.position for one in positions if one.position}
    for one in positions:
        if one.position and len(pins) == 1:
            yield Seen("lon", repr(one.position.lon), one.start, one.end)
            yield Seen("lat", repr(one.position.lat), one.start, one.end)
            break
    for one in positions:
        why = one.fault or InputError("The text says several positions.", "Ask where people are.", field="lon")
        if one.fault or len(pins) > 1:
            yield Seen("lon", "", one.start, one.end, why)
    bare = _blank_phones(text)
    yield from _phones(text)
    for see in (see_people, see_moves, see_house, see_hurry, see_words):
        yield from see(bare)
    places = list(see_place(bare, search))
    yield from places
    for door in see_door(bare):
        # "Млинка 5" is a village and a number of people or a floor as often as it is a street and a house.
        if not any(place.start < door.end and door.start < place.end for place in places):
            yield door


def _blank_phones(text: str) -> str:
    for one in find_phones(text):
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _phones(text: str) -> Iterator[Seen]:
    found = find_phones(text)
    for one in found:
        if one.number:
            yield Seen("phones", f"{one.whose} {text[one.start : one.end]}".strip(), one.start, one.end)
        elif one.fault:
            yield Seen("phones", "", one.start, one.end, one.fault)
    if says_no_phone(text) and not any(one.number for one in found):
        yield Seen("no_phone", "немає", 0, len(text))


def _value(seen: Sequence[Seen], name: str) -> str:
    return next((one.value for one in seen if one.field == name and not one.doubt), "")


def _place(seen: Sequence[Seen]) -> str:
    return _value(seen, "katottg")


def _speaks_of_another(current: _Request, seen: Sequence[Seen]) -> bool:
    """Tell whether a block contradicts what is gathered, or is a whole request of its own."""
    both = [(name, _value(current.seen, name), _value(seen, name)) for name in _ELSEWHERE]
    if any(before and now and before != now for _, before, now in both):
        return True
    return len(_core(current.seen)) >= 3 and len(_core(seen)) >= 3


def _core(seen: Sequence[Seen]) -> list[set[str]]:
    fields = {one.field for one in seen}
    return [part for part in _CORE if part & fields]


def _is_request(request: _Request) -> bool:
    known = len(_core(request.seen))
    return known >= 2 or (known == 1 and asks_for_help(request.text))


def _row(number: int, request: _Request, reader: RowReader, search: PlaceSearch) -> IntakeRow:
    """Read the gathered text once more as a whole: a floor and its lift may stand in two messages."""
    text = request.text
    seen = list(_see(text, search))
    same = SAME_PLACE.search(text)
    if same and request.beside and not _place(seen):
        seen.append(Seen("katottg", request.beside, *same.span()))
    cells: dict[str, tuple[Cell, ...]] = {}
    for one in seen:
        if not one.doubt:
            name = "phones" if one.field == "no_phone" else one.field
            cells[name] = (*cells.get(name, ()), one.value) if name == "phones" else cells.get(name, (one.value,))
    cells["note"] = (text,)
    readings = [Reading(one.field, one.value, text[one.start : one.end].strip()) for one in seen if not one.doubt]
    if request.sender:
        cells["told_by"] = (request.sender,)
        readings.append(Reading("told_by", request.sender, request.sender))
    if request.at:
        cells["received_at"] = (request.at,)
        readings.append(Reading("received_at", request.at.isoformat(), request.stamp))
    doubts = tuple(Doubt(one.doubt, text[one.start : one.end].strip()) for one in seen if one.doubt)
    return _held(reader.read(number, cells), tuple(readings), doubts)


def _held(row: IntakeRow, readings: tuple[Reading, ...], doubts: tuple[Doubt, ...]) -> IntakeRow:
    """Hold a row back while it is open how many travel: whoever is not counted has no seat."""
    open_counts = [
        doubt.why.at(file=PASTE, row=row.number)
        for doubt in doubts
        if doubt.why.field in _MOVES and doubt.why.field not in row.cells
    ]
    return replace(row, faults=(*row.faults, *open_counts), readings=readings, doubts=doubts)
