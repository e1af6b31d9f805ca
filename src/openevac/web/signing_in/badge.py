"""The door for day badges: who holds one opens what was sealed to it; the badge's key stays with them."""

from __future__ import annotations

import secrets
from base64 import b64encode
from datetime import datetime, timedelta
from hmac import compare_digest

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from openevac.domain.errors import InputError
from openevac.services.kernel.who import local_day
from openevac.services.keys.badges import todays_badges
from openevac.services.opening import only_organisation
from openevac.vault import age
from openevac.web.asking import BADGE
from openevac.web.hands import hands
from openevac.web.refusing_pages import refused
from openevac.web.showing import go, shown

ASKED = "badge_asked"
ANSWER_WITHIN = timedelta(minutes=5)
LONGEST = 128


@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """Give something that only this badge opens. A badge nobody gave out gets something that nobody opens."""
    organisation, code = _whose(request.POST.get("code", ""))
    good = todays_badges(organisation, local_day(hands.clock.now()))
    secret = secrets.token_hex(32)
    recipient = good.get(code) or age.recipient_of(age.new_identity())
    request.session[ASKED] = [organisation, code, secret, hands.clock.now().isoformat()]
    return JsonResponse({"sealed": b64encode(age.seal(secret.encode(), [recipient])).decode()})


@require_http_methods(["GET", "HEAD", "POST"])
def badge_door(request: HttpRequest) -> HttpResponse:
    """Show the door, or let in whoever opened what was sealed to their badge."""
    if request.method != "POST":
        return shown(request, "account/badge.html", {"organisation": only_organisation() or ""})
    organisation, code, secret, at = request.session.pop(ASKED, ("", "", "", ""))
    opened = request.POST.get("opened", "")[:LONGEST]
    in_time = bool(at) and hands.clock.now() - datetime.fromisoformat(at) <= ANSWER_WITHIN
    if not in_time or not compare_digest(secret.encode(), opened.encode()):
        return refused(request, _WRONG, status=403)
    request.session.flush()
    request.session[BADGE] = [organisation, code]
    return go("/reception/")


@require_POST
def badge_end(request: HttpRequest) -> HttpResponse:
    """Put the badge away: this browser forgets it."""
    request.session.flush()
    return go("/badge/")


def _whose(typed: str) -> tuple[str, str]:
    """Read "code" where there is one organisation, else "organisation/code"."""
    name = typed.strip().lower()[:LONGEST]
    organisation, cut, code = name.partition("/")
    return (organisation, code) if cut else (only_organisation() or "", name)


_WRONG = InputError(
    "This badge does not open: its number or its square code is wrong, or it is of another day.",
    "Read it again; if it repeats, ask the shift lead for a new badge.",
    field="code",
)
