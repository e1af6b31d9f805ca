"""The page behind "more": the doors this person has work behind, each with what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from openevac.domain.roles import Action, ResourceKind
from openevac.web.asking import may, signed_in
from openevac.web.showing import shown


@dataclass(frozen=True, slots=True)
class Door:
    """One page: where, its title, what it is for, and what somebody must be allowed to find it in the list."""

    address: str
    title: str
    use: str
    action: Action | None
    kind: ResourceKind = ResourceKind.ORGANISATION


DOORS = (
    Door(
        "/more/remaining/",
        "Still there",
        "How many people remain in a place, who said so, and when.",
        Action.SEE_DANGER,
        ResourceKind.PLACE,
    ),
    Door(
        "/more/incidents/",
        "Incidents",
        "What happened that somebody may have to answer for: records, exhibits, custody.",
        Action.RECORD_INCIDENT,
        ResourceKind.INCIDENT,
    ),
    Door(
        "/more/tracing/",
        "Looking for relatives",
        "Two sides meet by tags; whoever may be found is asked first.",
        Action.OPEN_TRACE,
        ResourceKind.TRACE,
    ),
    Door(
        "/more/claims/",
        "Claims between organisations",
        "Who fetches whom, without sharing people: offers, claims, and two vans at one yard.",
        Action.SEE_CLAIMS,
        ResourceKind.CLAIM,
    ),
    Door(
        "/more/figures/",
        "Figures",
        "Counts for reports by place, sex, age and mobility; small counts hidden; no names.",
        Action.SEE_FIGURES,
    ),
    Door(
        "/paper/",
        "Type a sheet in",
        "A crew's sheet came home: a line a box, with the keyboard alone.",
        Action.RECORD_STOP,
        ResourceKind.MISSION,
    ),
    Door("/more/exports/", "Exports", "What leaves the house: two people and a reason.", Action.ASK_EXPORT),
    Door(
        "/more/people/",
        "People and devices",
        "Who works here, whose phones and partners are let in.",
        Action.REVOKE_DEVICE,
        ResourceKind.DEVICE,
    ),
    Door(
        "/more/audit/",
        "Who did what",
        "Every command with its reason, from the ledger.",
        Action.SEE_AUDIT,
        ResourceKind.LEDGER,
    ),
    Door(
        "/more/retention/",
        "What is kept",
        "For what and until when; what goes next; erasing somebody who wishes it.",
        Action.SEE_AUDIT,
        ResourceKind.LEDGER,
    ),
    Door(
        "/more/doctor/",
        "How the program is",
        "Encryption, alarms, clock, ledger, backup, disk, map, keys: what is well and what to do.",
        Action.SEE_AUDIT,
        ResourceKind.LEDGER,
    ),
    Door("/more/drill/", "Drills", "What to do on paper, without power, alone, or without the laptop.", None),
)


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Show the doors of this person."""
    doors = [door for door in DOORS if door.action is None or may(request, door.action, door.kind)]
    return shown(request, "more/index.html", {"doors": doors})
