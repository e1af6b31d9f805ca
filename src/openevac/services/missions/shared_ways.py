"""Which missions would drive the same way: when one does not answer, the others on its way turn back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission as Drive
from openevac.domain.missions import Plan
from openevac.reports.plan_file import read_plan
from openevac.rules.missions import OUT
from openevac.rules.overdue import missions_to_turn_back
from openevac.store.models import Mission


def others_on_the_way(lost: Mission, now: datetime) -> tuple[str, ...]:
    """Give the missions on the road whose way ahead shares a stretch with the way of the one that is silent.

    Of the silent one the whole way counts, since nobody knows where it is; of the others what they still have to
    drive. Stretches are those of the region's graph, in the direction of travel: two who drive into the same town
    share the way in. A mission whose plan was made on another map cannot be compared and is named too.
    """
    own = _plan_of(lost)
    if own is None:
        return ()
    ways = {lost.code: _stretches(own, lost, None)}
    unknown = []
    for other in Mission.objects.filter(organisation=lost.organisation_id, status__in=OUT).select_related(
        "plan", "vehicle"
    ):
        if other.code == lost.code:
            continue
        plan = _plan_of(other)
        if plan is None or plan.region_fingerprint != own.region_fingerprint:
            unknown.append(other.code)
        else:
            ways[other.code] = _stretches(plan, other, now)
    return tuple(sorted({*missions_to_turn_back(lost.code, ways), *unknown}))


def _plan_of(row: Mission) -> Plan | None:
    return read_plan(bytes(row.plan.body)) if row.plan.body else None


def _stretches(plan: Plan, row: Mission, now: datetime | None) -> frozenset[int]:
    drives = (one for one in plan.missions if one.vehicle == row.vehicle.code)
    legs = (leg for drive in drives for leg in _legs(drive))
    return frozenset(arc for leg in legs if now is None or leg.arrives_at > now for arc in leg.arcs)


def _legs(drive: Drive) -> Iterator[Leg]:
    for trip in drive.trips:
        yield from trip.legs
    yield drive.way_home
