"""Who works here and what is let in: people by code word, devices and partners, each can be shut out at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.roles import Action, ResourceKind
from openevac.services.keys.devices import DeskPhone, Leave, keep_desk_phone, revoke_device
from openevac.services.keys.people import Leaving, revoke_person, see_people
from openevac.services.keys.see_devices import see_devices
from openevac.web.asking import asking, may, order, signed_in, who_sits
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form

ADDRESS = "/more/people/"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingTyped:
    """Who leaves, and why in a word."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneTyped:
    """Whom we ring at a partner; empty forgets it."""

    code: str
    phone: str = ""


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    """Show our people, devices and partners."""
    asked = asking(request)
    return shown(
        request,
        "more/people.html",
        {
            "devices": see_devices(asked),
            "people": see_people(who_sits(request).organisation),
            "may_part": may(request, Action.KEEP_PEOPLE_AND_KEYS, ResourceKind.ORGANISATION),
        },
    )


@signed_in
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Take everything back from somebody who leaves."""
    typed = read_form(request, LeavingTyped)
    left = revoke_person(order(request), Leaving(code=typed.code, reason=typed.reason))
    words = words_for(request)
    messages.success(
        request, words.say("{person} has left: account, wraps and devices are taken back.", person=left.code)
    )
    if left.rotate:
        roles = ", ".join(words.word(role) for role in left.rotate)
        messages.warning(request, words.say("Change the keys of {roles}: `openevac person rotate`.", roles=roles))
    return go(ADDRESS)


@signed_in
@require_POST
def shut_out(request: HttpRequest) -> HttpResponse:
    """Shut a device out."""
    typed = read_form(request, LeavingTyped)
    revoke_device(order(request), Leave(code=typed.code, reason=typed.reason))
    messages.success(request, words_for(request).say("{device} is shut out.", device=typed.code))
    return go(ADDRESS)


@signed_in
@require_POST
def desk_phone(request: HttpRequest) -> HttpResponse:
    """Keep the phone of a partner's duty desk."""
    typed = read_form(request, PhoneTyped)
    keep_desk_phone(order(request), DeskPhone(code=typed.code, phone=typed.phone))
    messages.success(request, words_for(request).say("Kept: whom we ring at {partner}.", partner=typed.code))
    return go(ADDRESS)
