"""Writing a household down: those ticked are here, with what they need tonight."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.events import ArrivedBy
from openevac.services.kernel.refusals import Conflict
from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival
from openevac.services.reception.register_arrival import register_arrival
from openevac.web.asking import at_reception, order
from openevac.web.desk.reception.hall import done
from openevac.web.desk.reception.typed import by_person, household_of, read_form, sealed_or_none, tonight_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HereForm:
    """How they came; the sealed number of the driver who is to be told."""

    arrived_by: ArrivedBy
    driver_sealed: str = ""


@require_POST
@at_reception
def write_down(request: HttpRequest, shelter: str) -> HttpResponse:
    """Register those who were ticked; their beds are offered next."""
    form = read_form(request, HereForm)
    codes = request.POST.getlist("code")
    if not codes:
        raise InputError("Nobody is ticked.", "Tick who stands here.", field="code")
    names = by_person(request, "name_sealed")
    people = tuple(
        ArrivingPerson(code=code, tonight=tonight_of(request, code), identity=sealed_or_none(names.get(code, "")))
        for code in codes
    )
    asked = RegisterArrival(
        shelter=shelter, arrived_by=form.arrived_by, people=people, driver=sealed_or_none(form.driver_sealed)
    )
    home = household_of(request.POST.dict())
    try:
        arrived = register_arrival(order(request), asked)
    except Conflict as already:
        # Somebody at the next table was first: say so, beside the family as it stands now.
        return done(request, shelter, household=home, faults=(already,))
    return done(request, shelter, arrived.say, household=home)
