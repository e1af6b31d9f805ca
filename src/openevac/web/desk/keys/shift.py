"""Starting and ending a shift from the person's sheet of a shift lead."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.keys.shifts import ShiftEnding, ShiftStart, end_shift, start_shift
from openevac.web.asking import order, signed_in
from openevac.web.showing import go
from openevac.web.speaking import words_for

DESK = "desk"


@require_POST
@signed_in
def shift_started(request: HttpRequest) -> HttpResponse:
    """Record that the lead opened the keys here."""
    start_shift(order(request), ShiftStart(workstation=DESK))
    messages.info(request, words_for(request).say("The shift has started; you lead it."))
    return go("/")


@require_POST
@signed_in
def shift_ended(request: HttpRequest) -> HttpResponse:
    """Record that the shift is over; every screen drops its keys."""
    end_shift(order(request), ShiftEnding())
    messages.info(request, words_for(request).say("The shift is over; every screen drops its keys."))
    return go("/")
