"""Taking a request down in the order of a conversation: where, how many, whom to ring, then the door and the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openevac.cli.record.requests.cells import placed, read_typed
from openevac.cli.record.typing_in import ask_line
from openevac.cli.session import Session
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.feeds.intake import IntakeRow
    from openevac.feeds.intake_rows import RowReader

TRIES = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the heading its answer stands under, how it is asked, and whether it must be answered."""

    field: str
    asks: str
    needed: bool = False


QUESTIONS = (
    Question("place", asks="Where are they? Village or town, code, or a link to a map", needed=True),
    Question("people", asks="How many people go?", needed=True),
    Question("walks_with_help", asks="How many of them walk with help? Enter: none"),
    Question("wheelchairs", asks="How many of them are in a wheelchair? Enter: none"),
    Question("stretchers", asks="How many of them are lying? Enter: none"),
    Question("phones", asks="Phone to ring. Where there is none, type: none", needed=True),
    Question("asker", asks="Who asks: self, relative, neighbour, community or service?"),
    Question("told_by", asks="Name of the one who asks"),
    Question("name", asks="Name, as the people want to be called"),
    Question("street", asks="Street"),
    Question("house", asks="House"),
    Question("flat", asks="Flat"),
    Question("carry_floors", asks="Floors to carry without a lift. Enter: none"),
    Question("pets", asks="Animals, how many? Enter: none"),
    Question("bulky", asks="Large things, how many? Enter: none"),
    Question("priority", asks="Turn: urgent, first or planned? Enter: planned"),
    Question("health", asks="What must a crew know about their health?"),
    Question("note", asks="How to find them, whom to ask for"),
)
"""In the order of the form on paper; where somebody hangs up early, the first six are enough."""


def interview(
    session: Session, reader: RowReader, typed: dict[str, str], known: Callable[[IntakeRow], None]
) -> dict[str, str]:
    """Ask what was not typed yet; `known` is called once place, people and phone are there, to look for repeats."""
    session.warn("Do not write about soldiers, vehicles of war, checkpoints, service or opinions.")
    answers = dict(typed)
    for question in QUESTIONS:
        if question.field not in answers:
            answers[question.field] = _ask(session, reader, answers, question)
        if question.field == "phones":
            _known(session, reader, answers, known)
    return answers


def _known(session: Session, reader: RowReader, answers: dict[str, str], known: Callable[[IntakeRow], None]) -> None:
    """Look for repeats. Who may not compare phones goes on without one: what was told so far is not lost."""
    try:
        known(read_typed(reader, answers))
    except InputError as refused:
        if refused.field != "phones":
            raise
        session.refuse(InputError(refused.problem, refused.todo, **refused.facts))
        session.warn("The request goes on without a phone.")
        answers["phones"] = "немає"
        known(read_typed(reader, answers))


def _ask(session: Session, reader: RowReader, answers: dict[str, str], question: Question) -> str:
    for _ in range(TRIES):
        text = ask_line(session, question.asks)
        try:
            fault = _fault_of(reader, {**answers, question.field: text}, question) if text or question.needed else None
        except InputError as refused:
            fault = refused
        if fault is None:
            return text
        session.refuse(InputError(fault.problem, fault.todo, **fault.facts))
    raise InputError(
        "The question was not answered.", "Begin again when you know; nothing was kept.", field=question.field
    )


def _fault_of(reader: RowReader, answers: dict[str, str], question: Question) -> InputError | None:
    """Give what is wrong with this answer; what was not asked yet is not missed."""
    row = read_typed(reader, answers)
    fields = {question.field, *_ALSO.get(question.field, ())} | set(placed(answers)) - set(answers)
    return next((fault for fault in row.faults if fault.field in fields), None)


_ALSO = {
    "place": ("katottg", "lon", "lat", "position"),
    "walks_with_help": ("people",),
    "wheelchairs": ("people",),
    "stretchers": ("people",),
}
