"""Locking everything from the person's sheet: the shift ends and every screen drops its keys."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.keys.shifts import ShiftEnding, lock_everything
from openevac.web.asking import order, signed_in
from openevac.web.showing import go
from openevac.web.speaking import words_for


@require_POST
@signed_in
def lock_everything_page(request: HttpRequest) -> HttpResponse:
    """Lock, and say so on the first page."""
    lock_everything(order(request), ShiftEnding())
    messages.info(request, words_for(request).say("Everything is locked. Names open again when the shift lead starts."))
    return go("/")
