"""One shelter's hall today, or the arrivals of an earlier day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.errors import InputError
from openevac.services.reception.see_expected import hall_mark
from openevac.web.asking import asking, at_reception
from openevac.web.desk.reception.hall import hall_shown
from openevac.web.desk.reception.typed import household_of


@require_safe
@at_reception
def see_hall(request: HttpRequest, shelter: str) -> HttpResponse:
    """Show the hall."""
    return hall_shown(
        request, shelter, day=_day(request.GET.get("day", "")), household=household_of(request.GET.dict())
    )


@require_safe
@at_reception
def mark(request: HttpRequest, shelter: str) -> HttpResponse:
    """Give the mark of the hall alone, so that a page asks often and loads seldom."""
    return HttpResponse(hall_mark(asking(request), shelter), content_type="text/plain")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError("This is no day and hour.", "Choose them from the calendar.", field="day") from None
