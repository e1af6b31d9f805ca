"""The drives of a plan as people read them: trips, doors and legs, in receipts, with what the vehicle holds.

Danger is told as a ratio: `times` says how many times the least dangerous known way between the same halts at the
same hour; None where nobody looked for another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from openevac.domain import missions as planned
from openevac.domain.events import MissionStatus
from openevac.domain.legs import Leg, Load
from openevac.domain.needs import Needs
from openevac.domain.relays import HandOver
from openevac.domain.requests import Priority
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.domain.vehicles import VehicleType
from openevac.planning.other_ways import OtherWay
from openevac.reports.on_foot import met_needs
from openevac.reports.plan_file import read_plan
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.drive_of import drive_of
from openevac.services.missions.finding import mission_resource, of_any_version
from openevac.services.missions.other_ways import ways_of
from openevac.services.missions.relays import inner_stops, outer_stops
from openevac.store.convert.fleet import profile_to_domain, vehicle_type_to_domain
from openevac.store.convert.requests import needs_to_domain, planning_id
from openevac.store.models import EvacuationRequest, Mission, PlanRecord, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPlanned:
    """One drive. `others`: the fastest and the least dangerous known way between the same halts at the same hour."""

    departs_at: datetime
    arrives_at: datetime
    time_s: float
    length_m: float
    track_m: float
    people_aboard: int
    times: float | None
    share: float
    others: tuple[OtherWay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMission:
    """The mission with which one changes people at a relay."""

    mission: str
    vehicle: str
    crew: str
    shelter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPlanned:
    """One door. `share`: its part of the trip's danger, 0 to 1; `aboard`: the load when the van leaves it.

    `needs`: as the van meets the household, with the things that ride; `stop`: the halt as it was planned, with what
    stays behind. `other`: the mission that brings the household to the relay, or that takes it on there; None where it
    changes vehicles nowhere, or where that mission is gone.
    """

    code: str
    request: str
    katottg: str
    priority: Priority
    needs: Needs
    check_address_only: bool
    arrives_at: datetime
    departs_at: datetime
    service_s: float
    share: float
    aboard: Load
    stop: planned.Stop
    other: OtherMission | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TripPlanned:
    """One trip. `fullest`: the most of each that is aboard at any moment; `times`: against its least dangerous ways.

    `hand_over`: where it ends at a relay instead of a shelter; `shelter` is then "". `riding`: how many get off there
    who sat in the vehicle before the plan was made, and `riding_to`: the missions that take them on.
    """

    number: int
    starts_from: str
    shelter: str
    departs_at: datetime
    arrives_at: datetime
    unloaded_at: datetime
    length_m: float
    times: float | None
    to_least: float
    fullest: Load
    legs: tuple[LegPlanned, ...]
    doors: tuple[DoorPlanned, ...]
    hand_over: HandOver | None = None
    riding: int = 0
    riding_to: tuple[OtherMission, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivePlanned:
    """One mission of a plan: the version that stands, its vehicle and what it holds, its trips, the way home.

    `window`: the departure window it leaves in, where the day has several. `routineness`, `routineness_usual`: how much
    of it, and of its usual ways, earlier missions drove (0 nothing, 1 as yesterday); None without earlier missions.
    """

    mission: str
    version: int
    status: MissionStatus
    plan: UUID
    vehicle: str
    wave: int
    window: planned.DepartureWave | None
    routineness: float | None
    routineness_usual: float | None
    crew: str
    depot: str
    departs_at: datetime
    returns_at: datetime
    holds: VehicleType
    armoured: bool
    trips: tuple[TripPlanned, ...]
    way_home: LegPlanned


def see_drives(asking: Asking, plan: UUID) -> tuple[DrivePlanned, ...]:
    """Give every mission of a plan that still stands, in the order of departure."""
    ours = asking.who.organisation
    allow_question(asking, Action.SEE_MISSION, Resource(kind=ResourceKind.MISSION, organisation=ours))
    record = PlanRecord.objects.filter(organisation=ours, id=plan).first()
    if record is None:
        raise not_found("plan", str(plan))
    rows = record.missions.exclude(status=MissionStatus.REPLACED.value).select_related("vehicle__type", "crew", "plan")
    return _told(list(rows.order_by("departs_at", "code")), record)


def see_drive(asking: Asking, mission: str, version: int = 0) -> DrivePlanned:
    """Give one version of a mission as it was planned; `version` 0 for the newest."""
    ours, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(ours, code))
    rows = Mission.objects.filter(organisation=ours, code=code).select_related("vehicle__type", "crew", "plan")
    row = (rows.filter(version=version) if version else rows.order_by("-version")).first()
    if row is None:
        raise not_found("mission", code)
    (told,) = _told([row], row.plan)
    return told


def _told(rows: Sequence[Mission], record: PlanRecord) -> tuple[DrivePlanned, ...]:
    if not rows:
        return ()
    if not record.body:
        raise Conflict(
            "The plan of this mission was blanked: somebody on it was erased.", "Build the mission again.",
            field="mission",
        )  # fmt: skip
    made = read_plan(bytes(record.body))
    ways = ways_of(record)
    least = min((trip.exposure for drive in made.missions for trip in drive.trips if trip.exposure > 0), default=0.0)
    stops = Stop.objects.filter(trip__mission__in=rows, request__isnull=False)
    stops = stops.select_related("request", "trip__mission")
    others = _others(list(stops))
    doors = {(stop.trip.mission_id, planning_id(_request(stop))): _Kept(stop, others.get(stop.id)) for stop in stops}
    return tuple(
        _drive(row, drive, doors, ways.get(drive.drive, ()), least, made.waves)
        for row in rows
        if (drive := drive_of(row, made)) is not None
    )


class _Kept(NamedTuple):
    """A stop as it is kept, and the mission it hangs together with at a relay."""

    stop: Stop
    other: OtherMission | None


def _others(stops: list[Stop]) -> dict[UUID, OtherMission]:
    joined = outer_stops(stops) | inner_stops(stops)
    return {key: _as_other(one) for key, one in joined.items()}


def _as_other(stop: Stop) -> OtherMission:
    mission, shelter = stop.trip.mission, stop.trip.shelter
    return OtherMission(
        mission=mission.code,
        vehicle=mission.vehicle.code,
        crew=mission.crew.code,
        shelter=shelter.code if shelter else "",
    )


def _with_riders(row: Mission, drive: planned.Mission, trips: tuple[TripPlanned, ...]) -> tuple[TripPlanned, ...]:
    """Say of a vehicle that was planned again with people aboard whom it hands over at the relay, and to whom."""
    if not drive.aboard or not trips or trips[0].hand_over is None:
        return trips
    doors = Stop.objects.filter(**of_any_version(row, "trip__mission"), request__in=[UUID(one) for one in drive.aboard])
    doors = doors.filter(trip__relay=trips[0].hand_over.relay).select_related("request", "trip__mission")
    households = {door.request_id: _request(door) for door in doors}
    first = replace(
        trips[0],
        riding=sum(needs_to_domain(one).party_size for one in households.values()),
        riding_to=tuple({_as_other(one) for one in outer_stops(doors).values()}),
    )
    return (first, *trips[1:])


def _drive(
    row: Mission,
    drive: planned.Mission,
    doors: Mapping[Any, _Kept],
    ways: Sequence[tuple[OtherWay, ...]],
    least: float,
    waves: Sequence[planned.DepartureWave],
) -> DrivePlanned:
    holds = vehicle_type_to_domain(row.vehicle.type)
    found = iter([*ways, *((),) * (1 + sum(len(trip.legs) for trip in drive.trips))])
    trips = tuple(
        _trip(number, trip, [next(found) for _ in trip.legs], row, doors, least)
        for number, trip in enumerate(drive.trips, 1)
    )
    return DrivePlanned(
        mission=row.code,
        version=row.version,
        status=MissionStatus(row.status),
        plan=row.plan_id,
        vehicle=row.vehicle.code,
        wave=drive.wave,
        window=waves[drive.wave - 1] if len(waves) > 1 and drive.wave <= len(waves) else None,
        routineness=drive.routineness,
        routineness_usual=drive.routineness_usual,
        crew=row.crew.code,
        depot=drive.depot,
        departs_at=drive.departs_at,
        returns_at=drive.returns_at,
        holds=holds,
        armoured=profile_to_domain(row.vehicle.type).armoured,
        trips=_with_riders(row, drive, trips),
        way_home=_leg(drive.way_home, next(found), drive.exposure),
    )


def _trip(
    number: int,
    trip: planned.Trip,
    ways: Sequence[tuple[OtherWay, ...]],
    row: Mission,
    doors: Mapping[Any, _Kept],
    least: float,
) -> TripPlanned:
    loads = [stop.aboard for stop in trip.stops]
    known = [min(one.exposure for one in (*other, _as_way(leg))) for leg, other in zip(trip.legs, ways, strict=True)]
    floor = sum(known) + sum(stop.exposure for stop in trip.stops)
    return TripPlanned(
        number=number,
        starts_from=trip.starts_from,
        shelter=trip.shelter,
        departs_at=trip.departs_at,
        arrives_at=trip.arrives_at,
        unloaded_at=trip.unloaded_at,
        length_m=sum(leg.length_m for leg in trip.legs),
        times=trip.exposure / floor if floor > 0 and all(ways) else None,
        to_least=trip.exposure / least if least > 0 else 1.0,
        fullest=_fullest(loads),
        legs=tuple(_leg(leg, other, trip.exposure) for leg, other in zip(trip.legs, ways, strict=True)),
        doors=tuple(_door(stop, doors.get((row.id, stop.request)), trip.exposure) for stop in trip.stops),
        hand_over=trip.hand_over,
    )


def _fullest(loads: Sequence[Load]) -> Load:
    if not loads:
        return Load()
    names = ("people", "seats_taken", "wheelchairs", "stretchers", "kg", "litres", "pets")
    return Load(**{name: max(getattr(load, name) for load in loads) for name in names})


def _leg(leg: Leg, others: tuple[OtherWay, ...], whole: float) -> LegPlanned:
    least = min((one.exposure for one in (*others, _as_way(leg))), default=0.0)
    return LegPlanned(
        departs_at=leg.departs_at,
        arrives_at=leg.arrives_at,
        time_s=leg.time_s,
        length_m=leg.length_m,
        track_m=leg.track_m,
        people_aboard=leg.people_aboard,
        times=leg.exposure / least if others and least > 0 else None,
        share=leg.exposure / whole if whole > 0 else 0.0,
        others=others,
    )


def _as_way(leg: Leg) -> OtherWay:
    return OtherWay(
        kind="planned", time_s=leg.time_s, length_m=leg.length_m, track_m=leg.track_m, exposure=leg.exposure
    )


def _door(stop: planned.Stop, found: _Kept | None, whole: float) -> DoorPlanned:
    kept = None if found is None else found.stop
    request = kept.request if kept is not None else None
    return DoorPlanned(
        code=kept.code if kept is not None else "",
        request=request.receipt if request is not None else "",
        katottg=request.katottg if request is not None else "",
        priority=Priority(request.priority) if request is not None else Priority.PLANNED,
        needs=stop.taken(met_needs(needs_to_domain(request), stop)) if request is not None else Needs(walks=1),
        check_address_only=kept is not None and kept.check_address_only,
        arrives_at=stop.arrives_at,
        departs_at=stop.departs_at,
        service_s=stop.service_s,
        share=stop.exposure / whole if whole > 0 else 0.0,
        aboard=stop.aboard,
        stop=stop,
        other=None if found is None else found.other,
    )


def _request(stop: Stop) -> EvacuationRequest:
    request: EvacuationRequest | None = stop.request
    if request is None:
        raise AssertionError("only doors of requests that still exist are asked for")
    return request
