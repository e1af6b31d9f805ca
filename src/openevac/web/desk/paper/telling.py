"""A line of a typed sheet told back in words, so that whoever types hears what the record would hear."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.needs import MobilityClass
from openevac.domain.people import AgeBand
from openevac.domain.sheet_boxes import SheetBox, SheetPart
from openevac.reports.words import Words
from openevac.services.missions.see_mission import PersonSeen
from openevac.services.missions.see_paper import DoorOnPaper
from openevac.services.missions.type_in import SheetLine
from openevac.web.desk.paper.reading import Read


@dataclass(frozen=True, slots=True)
class Told:
    """One row: what it says, or what is wrong with it."""

    row: int
    typed: str
    said: str
    is_fault: bool


def tell_row(read: Read, words: Words) -> Told:
    """Tell one row."""
    if read.fault is not None:
        return Told(read.row, read.typed, fault_in_words(read.fault, words), is_fault=True)
    return Told(read.row, read.typed, _said(read, words), is_fault=False)


def fault_in_words(fault: InputError, words: Words) -> str:
    """Say which part of the line is wrong, what is wrong with it and what to do: "who: 2 of 3: which of them? ..."."""
    said = f"{words.say(fault.problem, **fault.facts)} {words.say(fault.todo, **fault.facts)}"
    part = _PARTS.get(fault.field)
    return said if part is None else f"{words.word(part)}: {said}"


def tell_person(place: int, person: PersonSeen, words: Words) -> str:
    """Tell one person of a door: place, code, how they move, age; nobody's name is known here."""
    told = [person.code, words.word(MobilityClass(person.mobility)), words.word(AgeBand(person.age_band))]
    return f"{place} · " + ", ".join(told)


def _said(read: Read, words: Words) -> str:
    line = read.line
    if line is None:
        raise ValueError("a row without a fault has a line")
    clock = words.clock(line.at)
    if line.box is SheetBox.IN_CONTACT:
        return words.say("{time}: the van was in contact", time=clock)
    if line.box is SheetBox.HANDED_OVER:
        return words.say("{time}: {n} {n|person|people} handed over", time=clock, n=line.count)
    if read.door is None:
        raise ValueError("a row of a door has a door")
    where = words.say("{time}, door {key}, {request}", time=clock, key=read.door.key, request=read.door.request or "–")
    return f"{where}: {_at_door(line, read.door, words)}"


def _at_door(line: SheetLine, door: DoorOnPaper, words: Words) -> str:
    if line.box is SheetBox.LEFT_BEHIND:
        return words.say("{n} {n|piece stays|pieces stay} behind", n=line.count)
    if line.box is SheetBox.WALK_UP:
        came = words.say("{n} without a request came along, said yes themselves", n=line.count)
        small = words.say("and {n} {n|child|children} with the first of them", n=line.children)
        return f"{came}, {small}" if line.children else came
    every = {one.code: place for place, one in enumerate(door.people, 1)}
    people = words.say("everybody ({n})", n=len(every))
    if line.people and len(line.people) < len(every):
        people = ", ".join(f"{every[code]} · {code}" for code in line.people)
    if line.danger is not None:
        return f"{people}; {words.word(line.box)}: {words.word(line.danger)}"
    said = f"{words.word(line.box)}: {people}"
    return f"{said}; {_word_for(line, door, words)}" if line.box is SheetBox.BOARDED else said


def _word_for(line: SheetLine, door: DoorOnPaper, words: Words) -> str:
    """Say on whose word they ride: the printed box is ticked for who said yes themselves, a child rides beside them."""
    riding = [one for one in door.people if one.code in line.people]
    children = [one for one in riding if AgeBand(one.age_band).is_child]
    if not children:
        return words.say("they said yes themselves")
    return words.say(
        "grown people said yes themselves, {n} {n|child rides|children ride} with the first of them", n=len(children)
    )


_PARTS = {
    **{part.value: part for part in SheetPart},
    "at": SheetPart.HOUR,
    "stop": SheetPart.DOOR,
    "people": SheetPart.WHO,
    "count": SheetPart.WHO,
    "heads": SheetPart.WHO,
}
"""The part of a line by the name a fault gives its field, the reader's or the record's."""
