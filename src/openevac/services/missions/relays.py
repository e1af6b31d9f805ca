"""The two missions of a household that changes vehicles: which one brings it to the relay, which one takes it on.

They are joined by request and relay, not by a key: each may get a newer version of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from openevac.domain.events import MissionStatus
from openevac.rules.missions import BEFORE, OUT, OVER
from openevac.services.missions.outcomes import RIDING
from openevac.store.models import Mission, Stop

GOES = frozenset({*BEFORE, MissionStatus.DISPATCHED})
"""In these states a mission still comes to where it is expected."""


def outer_stops(doors: Iterable[Stop]) -> dict[UUID, Stop]:
    """Give for doors whose trips end at a relay the stop there at which another mission takes the household on."""
    doors = [one for one in doors if one.trip.relay and one.request_id is not None]
    rows = _rows(doors).exclude(relay="").exclude(trip__mission__status__in=OVER)
    return _joined([(one, one.trip.relay) for one in doors], [(one, one.relay) for one in rows])


def inner_stops(halts: Iterable[Stop]) -> dict[UUID, Stop]:
    """Give for stops at a relay the door from which a mission brings the household there.

    A mission that is closed has brought them; one that was stopped or replaced brings nobody.
    """
    halts = [one for one in halts if one.relay and one.request_id is not None]
    gone = (MissionStatus.REFUSED, MissionStatus.REPLACED)
    rows = _rows(halts).exclude(trip__relay="").exclude(trip__mission__status__in=gone)
    return _joined([(one, one.relay) for one in halts], [(one, one.trip.relay) for one in rows])


def still_brought(door: Stop | None) -> bool:
    """Tell whether a household still comes to the relay, or stands there, by the door it boards at."""
    if door is None:
        return False
    if door.outcome:
        return door.outcome in RIDING
    return door.trip.mission.status in GOES


def still_taken_on(halt: Stop | None) -> bool:
    """Tell whether somebody still comes to the relay for a household, by the stop there."""
    return halt is not None and not halt.outcome and halt.trip.mission.status in GOES


def relay_doors(row: Mission) -> list[Stop]:
    """Give the doors of a mission from which it brings people to relays."""
    stops = Stop.objects.filter(trip__mission=row, request__isnull=False).exclude(trip__relay="")
    return list(stops.select_related("request", "trip__mission").order_by("trip__number", "number"))


def relay_halts(row: Mission) -> list[Stop]:
    """Give the stops of a mission at relays, where others bring people."""
    stops = Stop.objects.filter(trip__mission=row, request__isnull=False).exclude(relay="")
    return list(stops.select_related("request", "trip__mission").order_by("trip__number", "number"))


def partners_of(row: Mission) -> frozenset[UUID]:
    """Give the versions of other missions that one hangs together with at relays."""
    joined = (*outer_stops(relay_doors(row)).values(), *inner_stops(relay_halts(row)).values())
    return frozenset(one.trip.mission_id for one in joined if one.trip.mission.status not in OVER)


def without_half_a_relay(rows: Sequence[Mission]) -> tuple[Mission, ...]:
    """Leave out missions whose other half at a relay is not among them: half a hand-over leaves people standing."""
    kept = {row.id: row for row in rows}
    partners = {row.id: partners_of(row) for row in rows}
    while bound := [key for key in kept if not partners[key] <= kept.keys()]:
        for key in bound:
            del kept[key]
    return tuple(kept.values())


def _rows(stops: Sequence[Stop]) -> QuerySet[Stop]:
    return Stop.objects.filter(request__in={one.request_id for one in stops}).select_related(
        "request", "trip__shelter", "trip__mission__vehicle", "trip__mission__crew"
    )


def _joined(own: Sequence[tuple[Stop, str]], others: Sequence[tuple[Stop, str]]) -> dict[UUID, Stop]:
    """Join by request and relay; of several versions the one on the road counts, else the newest."""
    best: dict[tuple[UUID | None, str], Stop] = {}
    for stop, relay in sorted(others, key=lambda pair: _rank(pair[0].trip.mission)):
        best[stop.request_id, relay] = stop
    found = ((one, best.get((one.request_id, relay))) for one, relay in own)
    return {one.id: other for one, other in found if other is not None and other.trip.mission_id != one.trip.mission_id}


def _rank(row: Mission) -> tuple[int, int]:
    order = 2 if row.status in OUT else 1 if row.status in BEFORE else 0
    return order, row.version
