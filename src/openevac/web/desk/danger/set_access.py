"""Saying who may enter a place: open, armour only, police and army only, closed; by whose word, until when."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.places import Access
from openevac.services.danger.set_access import SetAccess, set_access
from openevac.web.asking import order, signed_in, who_sits
from openevac.web.desk.danger.naming import names_here
from openevac.web.desk.danger.telling import done
from openevac.web.speaking import words_for
from openevac.web.typed import local_moment, read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessForm:
    """What stands in the form."""

    access: Access
    katottg: str = ""
    source: str = ""
    since: str = ""
    valid_until: str = ""
    meeting_note: str = ""


@require_POST
@signed_in
def set_access_of_place(request: HttpRequest) -> HttpResponse:
    """Keep the word and say what follows from it: who is judged anew, which missions are told."""
    form = read_form(request, AccessForm)
    if not form.katottg:
        raise InputError("No place is chosen.", "Choose a place from the list, or type its code.", field="katottg")
    asked = SetAccess(
        katottg=form.katottg,
        access=form.access,
        source=form.source,
        since=local_moment(request, "since", form.since),
        valid_until=local_moment(request, "valid_until", form.valid_until),
        meeting_note=form.meeting_note,
    )
    kept = set_access(order(request), asked)
    words = words_for(request)
    name = names_here(who_sits(request).organisation).of(kept.katottg)
    told = words.say("{place}: {access}.", place=name, access=words.word(kept.access))
    if kept.judged_anew:
        told += " " + words.say(
            "{count} {count|request is|requests are} judged anew: look at what they need now.",
            count=len(kept.judged_anew),
        )
    if kept.missions and kept.access is not Access.OPEN:
        told += " " + words.say("Missions that go there are told: {missions}.", missions=", ".join(kept.missions))
    messages.success(request, told)
    return done(request, "/danger/")
