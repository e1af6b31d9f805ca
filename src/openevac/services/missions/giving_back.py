"""Giving promised requests back: nothing that was promised is ever lost in a mission that does not serve it."""

from __future__ import annotations

from uuid import UUID

from openevac.rules.missions import GOES_NOWHERE
from openevac.services.kernel.command import Doing
from openevac.services.missions.keep_plan import set_free
from openevac.store.models import Mission, Stop


def give_back(doing: Doing, mission: Mission, keep: frozenset[UUID] = frozenset()) -> tuple[str, ...]:
    """Let the requests nobody has been to wait again, but for those a newer version takes; gives their receipts.

    Those stay promised, too, that another mission of the same day has taken over.
    """
    stops = Stop.objects.filter(trip__mission=mission, outcome="", request__isnull=False).select_related("request")
    keep |= _taken_over(mission)
    rows = [stop.request for stop in stops if stop.request is not None and stop.request.id not in keep]
    set_free(doing, [row.id for row in rows])
    return tuple(sorted(row.receipt for row in rows))


def _taken_over(mission: Mission) -> frozenset[UUID]:
    others = Mission.objects.filter(organisation=mission.organisation_id).exclude(status__in=GOES_NOWHERE)
    # At a relay nobody is fetched from home: without the mission that brings them there, nobody comes to their door.
    stops = Stop.objects.filter(
        trip__mission__in=others.exclude(code=mission.code), outcome="", request__isnull=False, relay=""
    )
    ours = Stop.objects.filter(trip__mission=mission, outcome="").values("request_id")
    return frozenset(stops.filter(request__in=ours).values_list("request__id", flat=True))
