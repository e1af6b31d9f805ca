"""Somebody stands at the desk with a cardboard or a number: their household comes into hand."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import parse_code
from openevac.services.reception.households_here import find_household
from openevac.web.asking import asking, at_reception
from openevac.web.desk.reception.hall import hall_shown


@require_safe
@at_reception
def find(request: HttpRequest, shelter: str) -> HttpResponse:
    """Show the household of a code or a number; a wrong one says so and changes nothing."""
    typed = request.GET.get("code", "")
    found = find_household(asking(request), typed)
    code = ""
    with suppress(InputError):  # a number of a request names nobody in particular
        code = parse_code(typed.partition("/")[0])
    return hall_shown(request, shelter, household=found.household, typed=code)
