"""What missions that are not over hold already: vehicles and beds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from openevac.domain.events import StopOutcome
from openevac.domain.needs import BedKind
from openevac.rules.missions import OVER
from openevac.store.convert.requests import needs_to_domain
from openevac.store.models import Boarding, Mission, Stop

_TAKEN = (StopOutcome.BOARDED.value, StopOutcome.WALK_UP.value)


def promised_beds(
    organisation: str, without: Iterable[Mission], *, riders_too: bool = False
) -> dict[str, Counter[BedKind]]:
    """Give the beds of people on the way or promised: shelter -> kind -> beds, until they are handed over there.

    `without`: missions about to be replaced; the doors they have not been to hold no bed, who rides does. With
    `riders_too` who rides on any version of them holds none either: the planner counts their beds itself.
    """
    without = list(without)
    open_missions = Mission.objects.filter(organisation=organisation).exclude(status__in=OVER)
    replaced = [mission.id for mission in without]
    waits = Stop.objects.filter(outcome="", trip__mission__in=open_missions.exclude(id__in=replaced))
    # Who rides needs a bed whatever became of the version they boarded on.
    aboard = Boarding.objects.filter(organisation=organisation, boarded=True, handed_over_at=None)
    if riders_too:
        aboard = aboard.exclude(stop__trip__mission__code__in={mission.code for mission in without})
    rides = Stop.objects.filter(outcome__in=_TAKEN, id__in=aboard.values("stop"))
    found: dict[str, Counter[BedKind]] = {}
    for stops in (waits, rides):
        for stop in stops.select_related("request", "trip__shelter"):
            # Who is brought to a relay is promised a bed by the mission that takes them on there.
            if stop.request is not None and stop.trip.shelter is not None:
                needs = needs_to_domain(stop.request)
                beds = found.setdefault(stop.trip.shelter.code, Counter())
                beds.update({kind: needs.beds(kind) for kind in BedKind})
    return found


def busy_vehicles(organisation: str, day: date, zone: ZoneInfo, without: Iterable[Mission]) -> frozenset[str]:
    """Give the vehicles that are on a mission on a day."""
    rows = Mission.objects.filter(organisation=organisation).exclude(status__in=OVER)
    times = rows.exclude(id__in=[mission.id for mission in without]).values_list(
        "vehicle__code", "departs_at", "returns_at"
    )
    return frozenset(
        code
        for code, departs_at, returns_at in times
        if departs_at.astimezone(zone).date() <= day <= returns_at.astimezone(zone).date()
    )
