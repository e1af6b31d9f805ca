"""People without a code, in three fields: how many, how they move, who brought them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.events import ArrivedBy
from openevac.domain.needs import BedKind, MobilityClass
from openevac.services.reception.arriving import MOST_AT_ONCE, ArrivingPerson, RegisterArrival
from openevac.services.reception.households_here import find_household
from openevac.services.reception.register_arrival import register_arrival
from openevac.web.asking import asking, at_reception, order
from openevac.web.desk.reception.hall import done
from openevac.web.desk.reception.typed import read_count, read_form, sealed_or_none

BED_OF = {
    MobilityClass.LYING: BedKind.CARE,
    MobilityClass.WHEELCHAIR: BedKind.NO_STAIRS,
    MobilityClass.WALKS_WITH_HELP: BedKind.NO_STAIRS,
    MobilityClass.WALKS: BedKind.ORDINARY,
}
"""The bed that is looked for first; reception changes it for each person afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkUpForm:
    """Who brought them; the rest are counts. The driver's bare number comes sealed."""

    arrived_by: ArrivedBy
    people: str = ""
    walks_with_help: str = ""
    wheelchair: str = ""
    lying: str = ""
    driver_sealed: str = ""


@require_POST
@at_reception
def walk_up(request: HttpRequest, shelter: str) -> HttpResponse:
    """Register them as one household; each gets a code to be written on cardboard."""
    form = read_form(request, WalkUpForm)
    asked = RegisterArrival(
        shelter=shelter,
        arrived_by=form.arrived_by,
        people=tuple(ArrivingPerson(mobility=move, bed=BED_OF[move]) for move in _moves(form)),
        driver=sealed_or_none(form.driver_sealed),
    )
    arrived = register_arrival(order(request), asked)
    home = find_household(asking(request), arrived.people[0].code)
    return done(request, shelter, arrived.say, household=home.household)


def _moves(form: WalkUpForm) -> list[MobilityClass]:
    """Give how each of them moves: those counted apart, the others walk."""
    people = read_count(form.people, "people", MOST_AT_ONCE)
    apart = [
        move
        for move, text in (
            (MobilityClass.LYING, form.lying),
            (MobilityClass.WHEELCHAIR, form.wheelchair),
            (MobilityClass.WALKS_WITH_HELP, form.walks_with_help),
        )
        for _ in range(read_count(text, move.value, MOST_AT_ONCE))
    ]
    if len(apart) > people:
        raise InputError(
            "More people move with help than came at all.", "Correct how many came, or how they move.", field="people"
        )
    return apart + [MobilityClass.WALKS] * (people - len(apart))
