"""Giving a family its beds with one key: a room for each, as offered or as chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.services.reception.assign_unit import AssignUnit, assign_unit
from openevac.web.asking import at_reception, order
from openevac.web.desk.reception.hall import done
from openevac.web.desk.reception.typed import by_person, household_of, read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsForm:
    """The code word of the coordinator who decided that another bed will do, where one did."""

    decided_by: str = ""


@require_POST
@at_reception
def give_beds(request: HttpRequest, shelter: str) -> HttpResponse:
    """Give each person their room; who cannot have it is said, the others sleep already."""
    decided_by = read_form(request, BedsForm).decided_by.lower()
    whole = order(request)
    faults: list[InputError] = []
    given: list[str] = []
    for code, room in by_person(request, "room").items():
        one = replace(whole, command_id=uuid5(whole.command_id, code))
        try:
            given.append(assign_unit(one, AssignUnit(code=code, room=room, decided_by=decided_by)).code)
        except InputError as fault:
            faults.append(fault)
    if not given and not faults:
        raise InputError("No room is chosen.", "Choose a room for each person.", field="room")
    said = [Remark(text="{count} {count|bed is|beds are} given.", facts={"count": len(given)})] if given else []
    stays = household_of(request.POST.dict()) if faults else None
    return done(request, shelter, *said, household=stays, faults=faults)
