"""What somebody needs tonight, and which bed they can use, ticked after they were written down."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.needs import BedKind
from openevac.services.reception.change_arrival import ChangeArrival, change_arrival
from openevac.web.asking import at_reception, order
from openevac.web.desk.reception.hall import done
from openevac.web.desk.reception.typed import household_of, read_form, tonight_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TonightForm:
    """Whose ticks, and the bed they can use."""

    code: str
    bed: BedKind | None = None


@require_POST
@at_reception
def change_tonight(request: HttpRequest, shelter: str) -> HttpResponse:
    """Keep the ticks of one person."""
    form = read_form(request, TonightForm)
    change_arrival(order(request), ChangeArrival(code=form.code, tonight=tonight_of(request, form.code), bed=form.bed))
    return done(request, shelter, household=household_of(request.POST.dict()))
