"""Giving promised requests back: nothing that was promised is ever lost in a mission that does not serve it."""

from __future__ import annotations

from uuid import UUID

from openevac.services.kernel.command import Doing
from openevac.services.missions.keep_plan import set_free
from openevac.store.models import Mission, Stop


def give_back(doing: Doing, mission: Mission, keep: frozenset[UUID] = frozenset()) -> tuple[str, ...]:
    """Let the requests nobody has been to wait again, but for those a newer version takes; gives their receipts."""
    stops = Stop.objects.filter(trip__mission=mission, outcome="", request__isnull=False).select_related("request")
    rows = [stop.request for stop in stops if stop.request is not None and stop.request.id not in keep]
    set_free(doing, [row.id for row in rows])
    return tuple(sorted(row.receipt for row in rows))
