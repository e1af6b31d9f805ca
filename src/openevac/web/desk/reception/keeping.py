"""Keeping shelters at the desk: where they are, whether they take people and pets, their rooms by kind of bed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from openevac.domain.errors import InputError
from openevac.domain.needs import BedKind
from openevac.domain.places import LonLat
from openevac.domain.roles import Action, ResourceKind
from openevac.services.reception.keep_shelters import KeepShelter, Room, keep_shelter
from openevac.services.reception.see_shelters import see_shelters
from openevac.web.asking import asking, may, order, signed_in
from openevac.web.desk.mission.typed import decimal, one_of, whole
from openevac.web.desk.reception.rooms import PLAINEST_FIRST
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for

HERE = "/reception/shelters/"
MOST_IN_A_ROOM = 500
FIRST_ROOMS = (("hall", BedKind.ORDINARY), ("ground", BedKind.NO_STAIRS), ("ward", BedKind.CARE))
"""What a new shelter's form begins with: a room of each kind, without beds until somebody counted them."""


@require_safe
@signed_in
def see_keeping(request: HttpRequest) -> HttpResponse:
    """Show the shelters with their rooms, each with its form."""
    rows = [
        (one, [*((room.code, room.kind, room.beds) for room in one.rooms), ("", BedKind.ORDINARY, "")])
        for one in see_shelters(asking(request))
    ]
    facts = {
        "rows": rows,
        "first": [(code, kind, 0) for code, kind in FIRST_ROOMS],
        "kinds": PLAINEST_FIRST,
        "may_keep": may(request, Action.KEEP_SHELTERS, ResourceKind.SHELTER),
    }
    return shown(request, "reception/keeping.html", facts)


@require_POST
@signed_in
def keep_rooms(request: HttpRequest) -> HttpResponse:
    """Keep one shelter as its form says; a room without a code word is a line that was left empty."""
    given = request.POST
    asked = KeepShelter(
        code=given.get("code", "").strip(),
        position=LonLat(decimal(given.get("lon", ""), "lon"), decimal(given.get("lat", ""), "lat")),
        rooms=_rooms(given.getlist("room"), given.getlist("kind"), given.getlist("beds")),
        pets=given.get("pets") == "yes",
        open=given.get("open") == "yes",
    )
    kept = keep_shelter(order(request), asked)
    messages.info(request, words_for(request).say("{code} is kept.", code=kept.code))
    return go(HERE)


def _rooms(codes: list[str], kinds: list[str], beds: list[str]) -> tuple[Room, ...]:
    if not len(codes) == len(kinds) == len(beds):
        raise InputError("This choice is not on the form.", "Load the page again and choose.", field="room")
    return tuple(
        Room(
            code=code.strip(),
            kind=BedKind(one_of(kind, tuple(BedKind), "kind")),
            beds=whole(count.strip() or "0", "beds", MOST_IN_A_ROOM),
        )
        for code, kind, count in zip(codes, kinds, beds, strict=True)
        if code.strip()
    )
