"""Letting a phone in: choose whose it is, show the square code, see that the phone is in. No password is typed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from openevac.domain.roles import Action, ResourceKind
from openevac.reports.codes_square import square_code
from openevac.services.kernel.refusals import NotAllowed
from openevac.services.keys.enrolment import SECRET_BYTES, OfferEnrolment, offer_enrolment, see_offer
from openevac.services.keys.people import see_people
from openevac.services.missions.see_mission import see_mission
from openevac.web.asking import asking, may, order, signed_in, who_sits
from openevac.web.desk.mission.numbers import code_of
from openevac.web.hands import hands
from openevac.web.showing import shown
from openevac.web.typed import read_form

ONLY_HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneTyped:
    """A phone to be let in: its code word, who will hold it, and the mission it was asked for, if for one."""

    code: str
    person: str
    mission: int | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def let_in(request: HttpRequest) -> HttpResponse:
    """Show the form; sent, show the square code instead, and until when it is good.

    Asked from a mission it offers somebody of that crew, and leads back there to give the phone its people.
    """
    facts: dict[str, object] = {"only_here": leads_only_here(request), "command": "openevac tls desk.local"}
    if request.method == "POST":
        typed = read_form(request, PhoneTyped)
        # Drawn here, shown once, kept nowhere: the record holds its hash.
        secret = secrets.token_urlsafe(SECRET_BYTES)
        asked = OfferEnrolment(
            code=typed.code, person=typed.person, secret_sha256=sha256(secret.encode()).hexdigest()
        )  # fmt: skip
        offered = offer_enrolment(order(request), asked)
        link = enrolment_link(phone_address(request), secret)
        square = square_code(link)
        facts |= {
            "offered": offered,
            "seconds": int((offered.ends_at - hands.clock.now()).total_seconds()),
            "square": mark_safe(square),  # noqa: S308 - drawn by us a line above
            "address": phone_address(request) + "/crew/",
            "back": f"/mission/{typed.mission}/#packs" if typed.mission else "",
            # Where all people are invented, a window of this computer may stand in for a phone.
            "window": link if hands.demo_passphrase else "",
        }
        return shown(request, "more/let_in.html", facts)
    if not may(request, Action.ENROL_DEVICE, ResourceKind.DEVICE):
        raise NotAllowed(
            "Only the shift lead lets devices in.", "Ask somebody whose work it is; the shift lead knows who."
        )
    people = [one for one in see_people(who_sits(request).organisation) if not one.revoked]
    return shown(request, "more/let_in.html", facts | {"people": people} | _asked_for(request))


def _asked_for(request: HttpRequest) -> dict[str, object]:
    """Give the mission the form was asked from, with who rides on it and what the phone may be called."""
    number = request.GET.get("mission", "")
    if not number.isdecimal():
        return {}
    seen = see_mission(asking(request), code_of(int(number)))
    return {"mission": int(number), "chosen": next(iter(seen.riders), ""), "suggested": f"phone-{seen.vehicle}"}


@require_safe
@signed_in
def offer_state(request: HttpRequest, device: str) -> HttpResponse:
    """Tell the page that shows a square whether the phone is in."""
    return JsonResponse({"state": see_offer(asking(request), device).state.value})


def phone_address(request: HttpRequest) -> str:
    """Give the address phones reach the desk by: its own name, with the port this page was asked by."""
    asked = urlsplit(f"//{request.get_host()}")
    name = own_name() or asked.hostname or ""
    port = f":{asked.port}" if asked.port else ""
    return f"{request.scheme}://{name}{port}"


def enrolment_link(address: str, secret: str) -> str:
    """Give what the square says; what stands behind # is never sent to a server, so it is in no log of one."""
    return f"{address}/crew/#enrol={secret}"


def leads_only_here(request: HttpRequest) -> bool:
    """Tell whether that address means this computer alone, or goes without TLS: no phone could use it."""
    name = urlsplit(phone_address(request)).hostname or ""
    return _is_this_computer(name) or not request.is_secure()


def own_name() -> str:
    """Give the name the program was told to answer by (OPENEVAC_HOST); "" where it was told none."""
    return next((name for name in settings.ALLOWED_HOSTS if name not in ONLY_HERE), "")


def _is_this_computer(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
