"""Reading a typed sheet: a line a box, digits alone, each fault with its row.

`2 1 3 0915` is door 2, box 1 (boarded), three people, at 09:15. `1.2` names trip and door, `417286` the request, `0`
the van itself. Who, where not everybody: `1+3` the first and third person of the door, `+2` the second alone. An hour
that is missing is that of the line before. What is refused is named by the part of the line it stands in
(`SheetPart`), never by what was typed: somebody may have typed a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.sheet_boxes import OF_THE_TRIP, DangerReason, SheetBox, SheetPart
from openevac.services.missions.see_mission import PersonSeen
from openevac.services.missions.see_paper import DoorOnPaper, PaperSeen
from openevac.services.missions.type_in import SheetLine

VAN = "0"
OTHERS = "!"
"""Behind the number of who came without a request: they are other people than those the record holds."""
BOXES = {box.key: box for box in SheetBox}
DANGERS = {reason.key: reason for reason in DangerReason}
MOST = 99
_HOUR = re.compile(r"(\d{1,2}):?(\d{2})")
_WHO = re.compile(r"\+?\d{1,2}(\+\d{1,2})*")
_STAYS = frozenset({SheetBox.NOT_AT_HOME, SheetBox.REFUSED, SheetBox.WRONG_ADDRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one line was read as: the line and its door, or the fault."""

    row: int
    typed: str
    line: SheetLine | None = None
    door: DoorOnPaper | None = None
    fault: InputError | None = None


@dataclass
class Reader:
    """Reads the lines of one sheet in order. `version`: the one printed on it.

    The hours are of the day and night after the van left (`PaperSeen.left_at`).
    """

    paper: PaperSeen
    version: int
    zone: ZoneInfo
    now: datetime
    at: datetime | None = None
    named: dict[str, set[str]] = field(default_factory=dict)

    def read(self, text: str) -> list[Read]:
        """Read a whole sheet; empty lines count as rows, as they stand on the screen."""
        rows = enumerate(text.splitlines(), 1)
        return [self._row(row, typed.strip()) for row, typed in rows if typed.strip()]

    def _row(self, row: int, typed: str) -> Read:
        try:
            line, door = self._line(row, typed)
        except InputError as fault:
            return Read(row=row, typed=typed, fault=fault.at(row=row))
        return Read(row=row, typed=typed, line=line, door=door)

    def _line(self, row: int, typed: str) -> tuple[SheetLine, DoorOnPaper | None]:
        parts = typed.replace(",", ".").split()
        if len(parts) < 2:
            raise _too_short()
        box = BOXES.get(parts[1])
        if box is None:
            raise InputError(
                "There is no such box.", "The boxes are numbered 1 to {most}.", field=SheetPart.BOX, most=len(BOXES)
            )
        at, rest = self._hour(parts[2:])
        if box in OF_THE_TRIP or parts[0] == VAN:
            return self._of_the_van(row, parts[0], box, at, rest), None
        door = self._door(parts[0])
        return self._at_door(row, door, box, at, rest), door

    def _hour(self, parts: list[str]) -> tuple[datetime, list[str]]:
        found = [one for one in parts if len(one) > 2 and _HOUR.fullmatch(one)]
        if len(found) > 1:
            raise InputError("Two hours stand in this line.", "Type one: 0915.", field=SheetPart.HOUR)
        if found:
            self.at = self._moment(found[0])
        if self.at is None:
            raise InputError(
                "The hour is missing.", "Type it as it is written, for example 0915.", field=SheetPart.HOUR
            )
        return self.at, [one for one in parts if one not in found]

    def _moment(self, text: str) -> datetime:
        """Read an hour as the first such moment after the van left."""
        matched = _HOUR.fullmatch(text)
        hours, minutes = (int(part) for part in matched.groups()) if matched else (99, 99)
        if hours > 23 or minutes > 59:
            raise InputError(
                "This is no time of day.", "Type hours and minutes, for example 0915.", field=SheetPart.HOUR
            )
        begins = (self.paper.left_at or self.now).astimezone(self.zone) - timedelta(minutes=15)
        here = datetime.combine(begins.date(), time(hours, minutes), self.zone)
        return here if here >= begins else here + timedelta(days=1)

    def _of_the_van(self, row: int, place: str, box: SheetBox, at: datetime, rest: list[str]) -> SheetLine:
        if place != VAN or box not in OF_THE_TRIP:
            raise InputError(
                "Boxes {contact} and {handed} are the van's and go with 0; all others go with a door.",
                "Type for example 0 {contact} 0540, or 1 1 2 0915.", field=SheetPart.DOOR,
                contact=SheetBox.IN_CONTACT.key, handed=SheetBox.HANDED_OVER.key,
            )  # fmt: skip
        if box is SheetBox.IN_CONTACT:
            _nothing_more(rest)
            return SheetLine(row=row, box=box, at=at)
        return SheetLine(row=row, box=box, at=at, count=_one_count(rest))

    def _door(self, typed: str) -> DoorOnPaper:
        """Find a door by its number or its request's; a sheet of another version has other numbers."""
        code = typed.upper().replace("B", "В")
        digits = "".join(sign for sign in code if sign.isdecimal())
        doors = self.paper.doors
        asked = [one for one in doors if code == one.code.upper() or (len(digits) > 2 and digits == _number(one))]
        if asked:
            return asked[0]
        if self.version != self.paper.version:
            raise InputError(
                "The sheet is of version {sheet}, the van drives version {here}: the numbers of doors differ.",
                "Type the request's number instead, its six digits.", field=SheetPart.DOOR,
                sheet=self.version, here=self.paper.version,
            )  # fmt: skip
        fits = [one for one in doors if one.key == code]
        if not fits and code.isdecimal():
            fits = [one for one in doors if one.key.endswith(f".{int(code)}")]
        if len(fits) > 1:
            raise InputError("Several trips have such a door.", "Type the trip too: 1.2.", field=SheetPart.DOOR)
        if not fits:
            raise InputError(
                "This mission has no such door.", "Look at the number in the circle.", field=SheetPart.DOOR
            )
        return fits[0]

    def _at_door(self, row: int, door: DoorOnPaper, box: SheetBox, at: datetime, rest: list[str]) -> SheetLine:
        if box is SheetBox.LEFT_BEHIND:
            return SheetLine(row=row, box=box, at=at, stop=door.code, count=_one_count(rest))
        if box is SheetBox.WALK_UP:
            return _came_along(row, door, at, rest)
        danger = None
        if box is SheetBox.DANGER_TO_LIFE:
            danger = DANGERS.get(rest[-1]) if len(rest) == 2 else None
            if danger is None:
                raise InputError(
                    "Danger to life needs who and why.",
                    "Type how many or who, then 1 under fire, 2 the building, 3 wounded: 2 7 2 0915 1.",
                    field=SheetPart.WHO,
                )
            rest = rest[:-1]
        _nothing_more(rest[1:])
        people = self._people(door, box, rest)
        return SheetLine(row=row, box=box, at=at, stop=door.code, people=people, danger=danger)

    def _people(self, door: DoorOnPaper, box: SheetBox, rest: list[str]) -> tuple[str, ...]:
        """Give codes of who is meant; where nobody is named, all of the door of whom no line spoke yet."""
        spoken = self.named.setdefault(door.code, set())
        open_ = [one for one in door.people if one.code not in spoken]
        chosen = _chosen(rest[0], door.people, open_) if rest else open_
        if not chosen:
            raise InputError("Everybody of this door stands in a line already.", "Leave one out.", field=SheetPart.WHO)
        twice = [one for one in chosen if one.code in spoken]
        if twice:
            raise InputError(
                "{person} stands in two lines.", "Leave one of them out.", field=SheetPart.WHO, person=twice[0].code
            )
        spoken |= {one.code for one in chosen}
        whole = len(chosen) == len(door.people) and box in _STAYS
        return () if whole else tuple(one.code for one in chosen)


def people_left(read: Iterable[Read], paper: PaperSeen) -> list[tuple[DoorOnPaper, tuple[PersonSeen, ...]]]:
    """Give of each door that was typed the people of whom nothing is said."""
    named: dict[str, set[str]] = {}
    for one in read:
        if one.line and one.door and one.line.box not in {SheetBox.LEFT_BEHIND, SheetBox.WALK_UP}:
            every = {person.code for person in one.door.people}
            named.setdefault(one.door.code, set()).update(one.line.people or every)
    found = [(door, tuple(one for one in door.people if one.code not in named[door.code])) for door in paper.doors
             if door.code in named]  # fmt: skip
    return [(door, people) for door, people in found if people]


def _number(door: DoorOnPaper) -> str:
    """Give the digits of a door's request: К-417-286 is typed 417286."""
    return "".join(sign for sign in door.request if sign.isdecimal())


def _came_along(row: int, door: DoorOnPaper, at: datetime, rest: list[str]) -> SheetLine:
    """Read who came without a request: `2+1` two grown people and a child, `2+1!` where they are others."""
    typed = (rest or ["1"])[0]
    grown, _, small = typed.removesuffix(OTHERS).partition("+")
    _nothing_more(rest[1:])
    return SheetLine(
        row=row, box=SheetBox.WALK_UP, at=at, stop=door.code, count=max(1, _count(grown)),
        children=_count(small) if small else 0, others=typed.endswith(OTHERS),
    )  # fmt: skip


def _chosen(typed: str, people: tuple[PersonSeen, ...], open_: list[PersonSeen]) -> list[PersonSeen]:
    if not _WHO.fullmatch(typed):
        raise InputError(
            "This names nobody.", "Type how many, or 1+3 for the first and third.", field=SheetPart.WHO
        )  # fmt: skip
    if "+" not in typed:
        if int(typed) != len(open_):
            raise InputError(
                "{count} of {all}: which of them?",
                "Type their places in the list of this door: 1+3, or +2 for the second alone.",
                field=SheetPart.WHO, count=int(typed), all=len(open_),
            )  # fmt: skip
        return open_
    places = {int(one) for one in typed.split("+") if one}
    if not places or not all(1 <= place <= len(people) for place in places):
        raise InputError(
            "This door has {all} {all|person|people}.",
            "Look at the list of this door.",
            field=SheetPart.WHO,
            all=len(people),
        )
    return [people[place - 1] for place in sorted(places)]


def _one_count(rest: list[str]) -> int:
    if not rest:
        raise InputError("The number is missing.", "Type how many.", field=SheetPart.WHO)
    _nothing_more(rest[1:])
    return _count(rest[0])


def _count(typed: str) -> int:
    if not typed.isascii() or not typed.isdecimal() or int(typed[:4]) > MOST:
        raise InputError("This is no number of people or pieces.", "Type 0 to {most}.", field=SheetPart.WHO, most=MOST)
    return int(typed)


def _nothing_more(rest: list[str]) -> None:
    if rest:
        raise InputError(
            "There is too much in this line.", "Type door, box, who and hour: 2 1 3 0915.", field=SheetPart.WHO
        )


def _too_short() -> InputError:
    return InputError("This line is too short.", "Type door, box, who and hour: 2 1 3 0915.", field=SheetPart.BOX)
