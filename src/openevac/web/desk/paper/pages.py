"""The page a sheet is typed in on: mission, then a line a box; read back at once, kept whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.roles import Action, ResourceKind
from openevac.domain.sheet_boxes import DangerReason, SheetBox
from openevac.rules.missions import OUT
from openevac.services.kernel.refusals import NotAllowed, NotFound
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.see_board import see_board
from openevac.services.missions.see_paper import PaperSeen, see_paper
from openevac.services.missions.type_in import TypedIn, TypeIn, type_in
from openevac.web.asking import actor_of, asking, may, order, signed_in
from openevac.web.desk.paper.reading import Read, Reader, people_left
from openevac.web.desk.paper.telling import Told, fault_in_words, tell_person, tell_row
from openevac.web.hands import hands
from openevac.web.page_threads import only_looks
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form

LETTER_AND_DASH = 2
MOST_TYPED = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """The sheet as it was typed; `version`: the one printed on it, 0 for the one that drives."""

    lines: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        if len(self.lines) > MOST_TYPED:
            raise InputError("This is more than a sheet holds.", "Type one mission's sheet.", field="lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberForm:
    """The mission's number as it stands on the sheet."""

    mission: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@only_looks
@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """Ask for the mission's number, and lead to its sheet."""
    if not (may(request, Action.RECORD_STOP, ResourceKind.MISSION) or actor_of(request).missions):
        raise NotAllowed(
            "Only the crew at the door records this, or a coordinator who types it for them.",
            "Ask somebody whose work it is; the shift lead knows who.",
        )
    if request.method == "POST":
        typed, _, version = read_form(request, NumberForm).mission.lower().partition("v")
        code = parse_mission_code(typed)
        return go(f"/paper/{code[LETTER_AND_DASH:]}/?version={int(version) if _is_version(version) else 1}")
    sees_all = may(request, Action.SEE_BOARD, ResourceKind.ORGANISATION)
    lines = see_board(asking(request)).missions if sees_all else ()
    out = [(one, one.mission[LETTER_AND_DASH:]) for one in lines if one.status in OUT]
    return shown(request, "paper/choose.html", {"out": out})


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 3


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show the sheet; sent, keep it, or show every row that cannot be kept with all that was typed."""
    paper = see_paper(asking(request), str(number))
    if request.method != "POST":
        asked = request.GET.get("version", "")
        version = int(asked) if _is_version(asked) else 0
        return shown(request, "paper/sheet.html", _facts(request, paper, number, version=version))
    form = read_form(request, SheetForm)
    read = _read(request, paper, form)
    faults = [one.fault for one in read if one.fault is not None]
    lines = tuple(one.line for one in read if one.line is not None)
    if not faults:
        try:
            done = type_in(order(request), TypeIn(mission=paper.mission, lines=lines))
        except InputErrors as several:
            faults = list(several.errors)
        except (NotAllowed, NotFound):
            raise
        except InputError as fault:
            faults = [fault]
        else:
            return shown(
                request, "paper/sheet.html", _facts(request, see_paper(asking(request), str(number)), number, done=done)
            )
    facts = _facts(request, paper, number, typed=form.lines, version=form.version, faults=faults)
    return shown(request, "paper/sheet.html", facts | _told(request, paper, read, faults), status=422)


@require_POST
@only_looks
@signed_in
def read_back(request: HttpRequest, number: int) -> HttpResponse:
    """Tell in words what was typed so far; nothing is kept."""
    paper = see_paper(asking(request), str(number))
    read = _read(request, paper, read_form(request, SheetForm))
    return shown(request, "paper/told.html", _told(request, paper, read, []))


@require_safe
@signed_in
def agreement(request: HttpRequest, number: int) -> HttpResponse:
    """Tell where paper and phones said the same, and where not."""
    return shown(request, "paper/agreement.html", {"paper": see_paper(asking(request), str(number)), "number": number})


def _read(request: HttpRequest, paper: PaperSeen, form: SheetForm) -> list[Read]:
    reader = Reader(paper, form.version or paper.version, words_for(request).zone, hands.clock.now())
    return reader.read(form.lines)


def _told(request: HttpRequest, paper: PaperSeen, read: list[Read], faults: list[InputError]) -> dict[str, Any]:
    """Give the rows in words; what the record refused stands beside the row that said it."""
    words = words_for(request)
    refused = {one.row: one for one in faults if one.row is not None}
    rows = [tell_row(one, words) for one in read]
    rows = [
        Told(one.row, one.typed, fault_in_words(fault, words), is_fault=True)
        if (fault := refused.get(one.row))
        else one
        for one in rows
    ]
    left = [
        (door, ", ".join(tell_person(place, one, words) for place, one in enumerate(door.people, 1) if one in people))
        for door, people in people_left(read, paper)
    ]
    return {"rows": rows, "left": left, "wrong": sum(one.is_fault for one in rows)}


def _facts(
    request: HttpRequest, paper: PaperSeen, number: int, *, typed: str = "", version: int = 0,
    faults: list[InputError] | None = None, done: TypedIn | None = None,
) -> dict[str, Any]:  # fmt: skip
    words = words_for(request)
    return {
        "paper": paper,
        "number": number,
        "typed": typed,
        "version": version or paper.version,
        "faults": [one for one in faults or () if one.row is None],
        "done": done,
        "boxes": tuple(SheetBox),
        "dangers": tuple(DangerReason),
        "doors": [
            (door, [tell_person(place, one, words) for place, one in enumerate(door.people, 1)]) for door in paper.doors
        ],
    }
