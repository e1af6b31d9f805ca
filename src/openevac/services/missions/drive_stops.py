"""The stops of a drive as a phone is told them: codes, what to carry, how many; never who, and no house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from openevac.domain import missions as planned
from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.needs import Needs
from openevac.domain.people import EvacueeStatus
from openevac.domain.places import LonLat
from openevac.reports.on_foot import met_needs
from openevac.rules.service_time import carriers_needed
from openevac.services.missions.drive_legs import rounded
from openevac.services.missions.drive_part import Belongings, DriveStop, LeftBehind, PersonToFetch
from openevac.services.missions.finding import of_any_version
from openevac.store.convert.requests import needs_to_domain, planning_id
from openevac.store.models import Boarding, EvacuationRequest, Evacuee, Mission, Stop

TO_FETCH = (EvacueeStatus.WAITING, EvacueeStatus.ABOARD, EvacueeStatus.AT_RELAY, EvacueeStatus.NOT_AT_HOME,
            EvacueeStatus.REFUSED)  # fmt: skip
"""Whom a crew may meet at a door: who has left meanwhile is no box to tick. A no may turn into a yes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopToDrive:
    """One planned stop with its row: `trip` counts from 1."""

    trip: int
    code: str
    katottg: str
    row: Stop
    request: EvacuationRequest
    halt: planned.Stop
    needs: Needs
    people: tuple[PersonToFetch, ...]
    before: tuple[str, ...]
    carriers: int

    def told(self, names: Mapping[str, str]) -> DriveStop:
        """Give the stop as a phone reads it; `names`: of places by code."""
        kept, halt = self.row, self.halt
        return DriveStop(
            code=kept.code,
            before=list(self.before),
            request=self.request.receipt,
            kind="meeting_point" if kept.meeting_point else "relay" if kept.relay else "door",
            point=kept.meeting_point or kept.relay,
            place=names.get(self.katottg, self.katottg),
            position=_position(kept, self.request, halt),
            arrives_at=halt.arrives_at,
            service_s=round(halt.service_s),
            walk_up=False,
            check_address_only=kept.check_address_only,
            floors=self.request.floor,
            lift=self.request.lift,
            party=self.needs.party_size,
            people=list(self.people),
            belongings=_belongings(self.needs, halt),
            pets=self.needs.pets,
            carriers=self.carriers,
        )


def stops_of_mission(row: Mission, drive: planned.Mission, profile: ExposureProfile) -> list[StopToDrive]:
    """Give the stops of one version in the order of driving; one whose household was erased has gone from them."""
    rows = Stop.objects.filter(trip__mission=row, request__isnull=False).select_related("request", "trip")
    kept = {(one.trip.number, planning_id(one.request)): one for one in rows if one.request is not None}
    households = [one.request.household_id for one in kept.values() if one.request is not None]
    people, before = _people(row, households), _before(row)
    found = []
    for number, trip in enumerate(drive.trips, 1):
        for halt in trip.stops:
            stop = kept.get((number, halt.request))
            if stop is None or stop.request is None:
                continue
            request = stop.request
            needs = met_needs(needs_to_domain(request), halt)
            found.append(
                StopToDrive(
                    trip=number,
                    code=stop.code,
                    katottg=request.katottg,
                    row=stop,
                    request=request,
                    halt=halt,
                    needs=needs,
                    people=people.get(request.household_id, ()),
                    before=before.get(request.id, ()),
                    carriers=carriers_needed(needs, profile),
                )
            )
    return found


def _people(row: Mission, households: list[UUID]) -> dict[UUID, tuple[PersonToFetch, ...]]:
    """Give whom to fetch by household: who still waits, and whom this mission itself has fetched already."""
    fetched = Boarding.objects.filter(**of_any_version(row, "stop__trip__mission"), boarded=True)
    ours = set(fetched.values_list("evacuee", flat=True))
    found: dict[UUID, tuple[PersonToFetch, ...]] = {}
    for one in Evacuee.objects.filter(household__in=households).order_by("code"):
        if one.id in ours or one.status in TO_FETCH:
            told = PersonToFetch(code=one.code, mobility=one.mobility, age_band=one.age_band, bed=one.bed)
            found[one.household_id] = (*found.get(one.household_id, ()), told)
    return found


def _before(row: Mission) -> dict[UUID, tuple[str, ...]]:
    """Give by request the codes of its stops in earlier versions, the newest first."""
    earlier = Stop.objects.filter(**of_any_version(row, "trip__mission"), trip__mission__version__lt=row.version)
    found: dict[UUID, tuple[str, ...]] = {}
    rows = earlier.filter(request__isnull=False).order_by("-trip__mission__version")
    for request, code in rows.values_list("request", "code"):
        found[request] = (*found.get(request, ()), code)
    return found


def _position(kept: Stop, request: EvacuationRequest, halt: planned.Stop) -> tuple[float, float]:
    if kept.met_lon is not None and kept.met_lat is not None:
        return rounded(LonLat(kept.met_lon, kept.met_lat))
    if request.lon is not None and request.lat is not None:
        return rounded(LonLat(request.lon, request.lat))
    return rounded(LonLat(halt.at.lon, halt.at.lat))


def _belongings(needs: Needs, halt: planned.Stop) -> Belongings:
    taken = halt.taken(needs)
    stays = (("kg", halt.left_kg), ("l", halt.left_l), ("bulky", halt.left_bulky))
    return Belongings(
        kg=round(taken.belongings_kg, 1),
        l=round(taken.belongings_l, 1),
        bulky=taken.bulky,
        left_behind=[LeftBehind(kind=kind, amount=round(float(amount), 1)) for kind, amount in stays if amount],
    )
