"""Incidents: records of what happened, seen or heard, with exhibits and custody; statements stay sealed here."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from openevac.domain.errors import InputError
from openevac.domain.incidents import IncidentKind, KnownBy, MayUse
from openevac.domain.roles import Action, ResourceKind
from openevac.services.records.record_incident import RecordIncident, record_incident
from openevac.services.records.see_incidents import see_incidents
from openevac.web.asking import asking, may, order, signed_in
from openevac.web.desk.more.remaining import one_place
from openevac.web.sealed_forms import sealed_in
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import local_moment, read_form

ADDRESS = "/more/incidents/"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTyped:
    """What the form sends; who told it and their words come sealed."""

    kind: IncidentKind
    happened_at: str
    known_by: KnownBy
    may_use: MayUse = MayUse.NOBODY_YET
    place: str = ""
    civilians_killed: int = 0
    civilians_wounded: int = 0
    crew_killed: int = 0
    crew_wounded: int = 0
    vehicle_hit: bool = False
    vehicle_marked: bool = False
    statement_sealed: str = ""
    mission: str = ""


@signed_in
@require_http_methods(["GET", "POST"])
def incidents(request: HttpRequest) -> HttpResponse:
    """Show the records, or keep a new one; who may record but not read is shown the form alone."""
    if request.method == "POST":
        return _keep(request)
    if not may(request, Action.RECORD_INCIDENT, ResourceKind.INCIDENT):
        see_incidents(asking(request))  # it refuses in words
    sees = may(request, Action.SEE_INCIDENTS, ResourceKind.INCIDENT)
    facts = {
        "sees": sees,
        "files": tuple(reversed(see_incidents(asking(request)))) if sees else (),
        "kinds": tuple(IncidentKind),
        "known": tuple(KnownBy),
        "uses": tuple(MayUse),
    }
    return shown(request, "more/incidents.html", facts)


def _keep(request: HttpRequest) -> HttpResponse:
    typed = read_form(request, IncidentTyped)
    at = local_moment(request, "happened_at", typed.happened_at)
    if at is None:
        raise InputError("The time is missing.", "Give when it happened.", field="happened_at")
    asked = RecordIncident(
        kind=typed.kind,
        happened_at=at,
        known_by=typed.known_by,
        may_use=typed.may_use,
        katottg=one_place(request, typed.place).katottg if typed.place else "",
        civilians_killed=typed.civilians_killed,
        civilians_wounded=typed.civilians_wounded,
        crew_killed=typed.crew_killed,
        crew_wounded=typed.crew_wounded,
        vehicle_hit=typed.vehicle_hit,
        vehicle_marked=typed.vehicle_marked,
        statement=sealed_in(typed.statement_sealed) if typed.statement_sealed else None,
        mission=typed.mission,
    )
    kept = record_incident(order(request), asked)
    messages.success(request, words_for(request).say("Kept as {incident}.", incident=kept.code))
    return go(ADDRESS)
