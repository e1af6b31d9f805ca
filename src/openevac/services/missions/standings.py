"""How requests stand at this moment: what the ladder says now, whether one is held, and which mission it is on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from openevac.domain.events import RequestStatus
from openevac.rules.claims import stands
from openevac.rules.confirmation import VerdictKind
from openevac.rules.mission_stops import StopStanding, Trips
from openevac.rules.missions import GOES_NOWHERE, OUT
from openevac.services.missions.relays import inner_stops, still_brought
from openevac.services.requests.judging import verdicts_of
from openevac.services.requests.sharing import as_shared, shared_rows
from openevac.store.models import EvacuationRequest, Mission, Stop


def standings_of(
    organisation: str, rows: Iterable[EvacuationRequest], now: datetime, set_free: Iterable[Mission] = ()
) -> dict[str, StopStanding]:
    """Give how each request stands, by its receipt. `set_free`: missions that are about to be replaced."""
    found = list(rows)
    verdicts = verdicts_of(organisation, found, now)
    free_ids = {mission.id for mission in set_free}
    missions = _missions_of(found, free_ids)
    freed = _requests_of(free_ids)
    claimed = _claimed_by_others(organisation, found, now)
    return {
        row.receipt: StopStanding(
            request=row.receipt,
            verdict=verdicts[row.id].kind,
            held=any(hold.released_at is None for hold in row.holds.all()),
            status=RequestStatus.OPEN if row.id in freed else RequestStatus(row.status),
            # Nobody tells a crew how to come near an unconfirmed door, and no time is ever told to who asked.
            approach_by_crew=True,
            mission=missions.get(row.receipt, ""),
            claimed_by=claimed.get(row.receipt, ""),
        )
        for row in found
    }


def trips_of(mission: Mission, now: datetime) -> Trips:
    """Give how the stops of a mission stand that nobody has been to yet, trip by trip.

    A stop at a relay to which nobody is brought any more is none.
    """
    stops = list(
        Stop.objects.filter(trip__mission=mission, outcome="", request__isnull=False)
        .select_related("request", "trip")
        .prefetch_related("request__holds")
        .order_by("trip__number", "number")
    )
    standings = standings_of(mission.organisation_id, [_request(stop) for stop in stops], now)
    brought = inner_stops(stop for stop in stops if stop.relay)
    trips: dict[int, list[StopStanding]] = {}
    for stop in stops:
        standing = standings[_request(stop).receipt]
        if not stop.relay:
            trips.setdefault(stop.trip.number, []).append(standing)
        elif still_brought(brought.get(stop.id)):
            trips.setdefault(stop.trip.number, []).append(_at_the_relay(mission, standing))
    return tuple(tuple(trip) for trip in trips.values())


def _at_the_relay(mission: Mission, standing: StopStanding) -> StopStanding:
    """Give a household as the mission finds it that takes it on: whoever went to its door has looked at the address."""
    goes = RequestStatus.ON_MISSION if standing.status is RequestStatus.ABOARD else standing.status
    looked = standing.verdict is VerdictKind.CHECK_ADDRESS_ONLY
    verdict = VerdictKind.CONFIRMED if looked else standing.verdict
    return replace(standing, mission=mission.code, status=goes, verdict=verdict)


def _request(stop: Stop) -> EvacuationRequest:
    request: EvacuationRequest | None = stop.request
    if request is None:
        raise AssertionError("only stops of requests that still exist are asked for")
    return request


def _claimed_by_others(organisation: str, rows: list[EvacuationRequest], now: datetime) -> dict[str, str]:
    """Give which of these requests another organisation has promised to fetch, and which organisation."""
    shared = ((row, as_shared(row, now)) for row in shared_rows(organisation).filter(request__in=rows))
    return {
        row.request.receipt: claim.taken_by
        for row, claim in shared
        if row.request and claim is not None and stands(claim, now) and claim.taken_by != organisation
    }


def _missions_of(rows: list[EvacuationRequest], without: set[UUID]) -> dict[str, str]:
    """Give the mission each request is promised to: one that still goes there, at a stop nobody has been to."""
    # At a relay a household is promised nothing of its own: the mission that goes to its door has promised to come.
    stops = Stop.objects.filter(request__in=rows, outcome="", relay="")
    stops = stops.exclude(trip__mission__status__in=GOES_NOWHERE)
    found = stops.exclude(trip__mission__in=without).values_list(
        "request__receipt", "trip__mission__code", "trip__mission__status"
    )
    # A door may stand on a mission on the road and on the version of another one that is to take it over: until the
    # first gives it up, it is the first one's.
    return {receipt: code for receipt, code, status in sorted(found, key=lambda row: row[2] in OUT)}


def _requests_of(missions: set[UUID]) -> set[UUID]:
    return set(Stop.objects.filter(trip__mission__in=missions, outcome="").values_list("request_id", flat=True))
