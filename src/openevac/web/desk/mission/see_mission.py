"""One mission before it leaves: what it does, the list to go through, two yeses, the papers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openevac.domain.roles import Action, ResourceKind, Role
from openevac.rules.missions import BEFORE, OUT, OVER
from openevac.services.missions.see_check_list import see_check_list
from openevac.services.missions.see_difference import see_difference
from openevac.services.missions.see_drives import see_drive
from openevac.services.missions.see_mission import MissionSeen, see_mission
from openevac.services.missions.see_pack import see_pack_state
from openevac.web.asking import actor_of, asking, may, signed_in
from openevac.web.desk.mission.lacking import lacking
from openevac.web.desk.mission.numbers import address_of, code_of
from openevac.web.desk.mission.pack_work import work_of
from openevac.web.desk.mission.telling import tell_drive
from openevac.web.showing import shown
from openevac.web.speaking import words_for


@signed_in
def see_mission_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show the newest version of a mission."""
    return shown(request, "mission/mission.html", mission_facts(request, number))


def newest(request: HttpRequest, number: int) -> MissionSeen:
    """Give the newest version: papers and yeses are about it, while an older one may still be on the road."""
    seen = see_mission(asking(request), code_of(number))
    last = max(seen.versions)
    return seen if seen.version == last else see_mission(asking(request), code_of(number), last)


def mission_facts(request: HttpRequest, number: int) -> dict[str, object]:
    """Give what the page of a mission shows."""
    seen, words = newest(request, number), words_for(request)
    actor = actor_of(request)
    before = seen.status in BEFORE
    is_coordinator = Role.COORDINATOR in actor.roles
    checks = see_check_list(asking(request), seen.mission)
    drive = see_drive(asking(request), seen.mission, seen.version)
    packs = see_pack_state(asking(request), seen.mission, seen.version)
    return {
        "mission": seen,
        "told": tell_drive(drive, words),
        "difference": see_difference(asking(request), drive.plan) if is_coordinator else None,
        "address": address_of(seen.mission),
        "checks": checks,
        "hangs": [(one, address_of(one.mission) if one.mission else "") for one in checks.hangs],
        "ticked": sum(line.done for line in checks.lines),
        "lacks": lacking(seen.lacks, words) if before else "",
        "before": before,
        "out": seen.status in OUT,
        "may_approve": before and is_coordinator,
        "may_accept": before and Role.CREW_LEADER in actor.roles and actor.person in seen.riders,
        "may_type_call": before and is_coordinator and not seen.accepted_by,
        "may_refuse": actor.person in seen.riders or is_coordinator,
        "may_leave": before and is_coordinator and not seen.lacks,
        "is_coordinator": is_coordinator,
        "rides": actor.person in seen.riders,
        "packs": packs,
        "show_packs": bool(seen.approved_by) and seen.status not in OVER,
        "may_give": is_coordinator,
        "number": number,
        "may_let_in": may(request, Action.ENROL_DEVICE, ResourceKind.DEVICE),
        "pack_work": work_of(packs, seen),
    }
