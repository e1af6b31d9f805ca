"""One mission on the road: how late its word is, what is done about it, and the forms for what is told by phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.events import CheckInKind, CrewEventKind, MissionStatus
from openevac.domain.roles import Role
from openevac.rules.missions import BEFORE, OUT
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.see_difference import difference_of_mission
from openevac.services.missions.see_mission import MissionSeen, see_mission
from openevac.services.missions.see_now import see_now
from openevac.services.reception.see_shelters import see_shelters
from openevac.web.asking import actor_of, asking, signed_in
from openevac.web.desk.now.differences import differences
from openevac.web.desk.now.jobs import job_facts
from openevac.web.desk.now.part import part
from openevac.web.desk.now.rows import Row, row_of, sounds
from openevac.web.desk.now.said_apart import said_apart
from openevac.web.showing import shown
from openevac.web.speaking import words_for

WORDS = (
    CheckInKind.WE_ARE_HERE, CheckInKind.ON_SCENE, CheckInKind.LEFT_SCENE, CheckInKind.AT_SHELTER,
    CheckInKind.LAST_COVERAGE, CheckInKind.SOS,
)  # fmt: skip
"""What a crew may say by phone; silence and turning back have forms of their own."""
EVENTS = tuple(CrewEventKind)
SHOWN = 12


@require_safe
@signed_in
def see_one(request: HttpRequest, number: int) -> HttpResponse:
    """Show it."""
    job = request.GET.get("job", "")
    facts = mission_facts(request, number)
    return shown(request, "now/one.html", facts | job_facts(request, number, _uuid(job)))


@part
def watch(request: HttpRequest, number: int) -> HttpResponse:
    """Show what changes on it."""
    return shown(request, "now/one_watch.html", mission_facts(request, number))


def mission_facts(request: HttpRequest, number: int) -> dict[str, Any]:
    """Give what the page shows; details beyond the board are for coordinators."""
    question, actor = asking(request), actor_of(request)
    code = parse_mission_code(str(number))
    now = see_now(question)
    late = {(one.line.mission, one.line.version): one for one in now.late}
    rows = [
        row_of(line, now.board.drawn_at, late.get((line.mission, line.version)))
        for line in now.board.missions
        if line.mission == code
    ]
    is_coordinator = Role.COORDINATOR in actor.roles
    seen = see_mission(question, code) if is_coordinator else None
    if not rows and seen is None:
        raise not_found("mission", code)
    row = next((one for one in rows if one.is_out), rows[0] if rows else None)
    relay = _relay_now(seen)
    return {
        "code": code,
        "number": number,
        "row": row,
        "seen": seen,
        "status": row.line.status if row else _status(seen),
        "is_out": row is not None and row.is_out,
        "before": row is not None and row.line.status in BEFORE,
        "may_replan": is_coordinator and row is not None and row.line.status in {*BEFORE, MissionStatus.DISPATCHED},
        "newer": _newer(request, seen, rows),
        "is_coordinator": is_coordinator,
        "may_record": bool(actor.roles & {Role.OPERATOR, Role.COORDINATOR}),
        "relay": relay,
        "shelters": [one.code for one in see_shelters(question) if one.open] if relay else [],
        "alarms_here": [one for one in now.board.at_relays.alarms if one.facts.get("mission") == code],
        "waits_here": [one for one in now.board.at_relays.waits if code in {one.brought_by, one.comes}],
        "stands_here": any(one.brought_by == code for one in now.board.at_relays.waits),
        "drawn_at": now.board.drawn_at,
        "sounds": sounds(now.board.missions),
        "others_late": ", ".join(one.line.mission for one in now.late if one.line.mission != code),
        "notes": seen.notes if seen else (),
        "apart": said_apart(seen, words_for(request)) if seen else (),
        "words_said": tuple(reversed(seen.words))[:SHOWN] if seen else (),
        "riders": ", ".join(seen.riders) if seen else "",
        "words_told": WORDS,
        "events": EVENTS,
        "wounded": CrewEventKind.WOUNDED,
    }


def _status(seen: MissionSeen | None) -> MissionStatus | None:
    return seen.status if seen else None


def _relay_now(seen: MissionSeen | None) -> str:
    """Give the relay at which the trip under way ends; "" where it ends at a shelter."""
    trips = seen.trips if seen else ()
    return next((trip.relay for trip in trips if trip.handed_over_at is None), "")


def _newer(request: HttpRequest, seen: MissionSeen | None, rows: list[Row]) -> dict[str, Any] | None:
    """Give a newer version that waits for its yeses, and what it changes."""
    if seen is None or seen.status not in OUT:
        return None
    newest = max((row.line.version for row in rows if row.line.status in BEFORE), default=0)
    if newest <= seen.version:
        return None
    after = see_mission(asking(request), seen.mission, newest)
    return {
        "version": newest,
        "difference": difference_of_mission(asking(request), seen.mission, newest),
        "differences": differences(seen, after, words_for(request).clock),
        "after": after,
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
