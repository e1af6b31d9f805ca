"""Taking the people of a mission as the browser sealed them to the phones of its crew."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.services.missions.keep_pack import KeepPack, SealedStop, keep_pack
from openevac.web.asking import order, signed_in
from openevac.web.desk.mission.numbers import code_of
from openevac.web.desk.mission.see_mission import mission_facts
from openevac.web.showing import shown
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class PacksForm:
    """The version the page showed, and the sealed stops as the keeper gave them (JSON)."""

    version: int
    stops: str = "[]"


class _Sealed(msgspec.Struct, forbid_unknown_fields=True):
    stop: str
    device: str
    recipient: str
    sealed: str


@require_POST
@signed_in
def give_packs(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what was sealed and show what is still missing."""
    form = read_form(request, PacksForm)
    keep_pack(order(request), KeepPack(mission=code_of(number), version=form.version, stops=_read(form.stops)))
    return shown(request, "mission/mission.html", mission_facts(request, number))


def _read(text: str) -> tuple[SealedStop, ...]:
    try:
        found = msgspec.json.decode(text, type=list[_Sealed])
        return tuple(
            SealedStop(stop=one.stop, device=one.device, recipient=one.recipient, sealed=b64decode(one.sealed))
            for one in found
        )
    except (msgspec.DecodeError, ValueError):
        raise InputError(
            "What was sealed did not arrive whole.", "Load the page again, and give the people again.", field="stops"
        ) from None
