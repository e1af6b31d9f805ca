"""Finding a mission by its code: the version that is on the road, or the newest one; locked for who changes it."""

from __future__ import annotations

from openevac.domain.roles import Resource, ResourceKind
from openevac.rules.missions import OUT
from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.store.models import Mission, Stop


def mission_resource(organisation: str, code: str) -> Resource:
    """Give what a permission to act on a mission is asked for."""
    return Resource(kind=ResourceKind.MISSION, organisation=organisation, id=code, mission=code)


def running_version(doing: Doing, typed: str) -> Mission:
    """Give the version on the road, else the newest; ask for permission on it first."""
    versions = _versions(doing, typed)
    return pick_running(versions, versions[0].code)


def newest_version(doing: Doing, typed: str) -> Mission:
    """Give the newest version, which may still wait for its yeses while an older one is on the road."""
    return _versions(doing, typed)[0]


def all_versions(doing: Doing, typed: str) -> list[Mission]:
    """Give every version, the newest first."""
    return _versions(doing, typed)


def of_any_version(mission: Mission, path: str = "mission") -> dict[str, object]:
    """Give the filter for what belongs to any version of a mission; `path` leads from a row to its mission.

    The organisation is asked of the mission itself: numbers are given out by each organisation for itself, and the
    database goes from one mission to its rows instead of through all rows of the organisation.
    """
    return {f"{path}__organisation": mission.organisation_id, f"{path}__code": mission.code}


def version_on_the_road(mission: Mission) -> Mission | None:
    """Give the other version of a mission that is on the road now; None where there is none."""
    others = Mission.objects.filter(organisation=mission.organisation, code=mission.code, status__in=OUT)
    return others.exclude(id=mission.id).first()


def stop_of(mission: Mission, code: str) -> Stop:
    """Give one stop of any version of this mission by its code; NotFound where it is of another."""
    found = Stop.objects.filter(code=code, **of_any_version(mission, "trip__mission")).select_related(
        "trip__mission", "trip__shelter", "request"
    )
    stop = found.first()
    if stop is None:
        raise not_found("stop", code)
    return stop


def locked_versions(organisation: str, code: str) -> list[Mission]:
    """Lock and give every version of a mission, the newest first; permission is the caller's to ask for.

    Their plan is not read with them: it is large, and most words of a crew need nothing of it.
    """
    rows = Mission.objects.select_for_update(of=("self",)).select_related("vehicle__type", "crew")
    return list(rows.filter(organisation=organisation, code=code).order_by("-version"))


def pick_running(versions: list[Mission], code: str) -> Mission:
    """Give the version on the road, else the newest; NotFound where there is none."""
    if not versions:
        raise not_found("mission", code)
    return next((one for one in versions if one.status in OUT), versions[0])


def _versions(doing: Doing, typed: str) -> list[Mission]:
    code = parse_mission_code(typed)
    found = locked_versions(doing.organisation.id, code)
    # Asked for even where nothing is here: who may know of no mission learns nothing from the difference.
    doing.require(mission_resource(doing.organisation.id, code))
    if not found:
        raise not_found("mission", code)
    return found
