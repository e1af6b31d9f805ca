"""What a crew's phone drives by, from the kept plan of the version in force: ways, times, dangers; nobody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openevac.domain import missions as planned
from openevac.domain.places import LonLat
from openevac.domain.roles import Action
from openevac.domain.situation import Situation
from openevac.reports.plan_file import read_plan
from openevac.roads.region import Region
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.drive_legs import legs_of_mission, rounded
from openevac.services.missions.drive_near import dangers_near, places_near, ways_on_ground
from openevac.services.missions.drive_of import drive_of
from openevac.services.missions.drive_part import (
    DriveContact,
    DrivePart,
    DriveShelter,
    DriveTrip,
    DriveWeather,
    SkyHour,
)
from openevac.services.missions.drive_stops import StopToDrive, stops_of_mission
from openevac.services.missions.finding import mission_resource
from openevac.services.missions.mission_rows import running_of
from openevac.services.missions.planning_files import PlanningGround
from openevac.store.convert.danger import lay_over, said_here
from openevac.store.models import CrewMember, Mission, Shelter, Shift, Trip

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """The drive, the map and the situation of this moment, which the parts are made from."""

    row: Mission
    drive: planned.Mission
    made: planned.Plan
    region: Region
    situation: Situation
    now: datetime


def see_drive_part(asking: Asking, mission: str, open_ground: Callable[[], PlanningGround]) -> DrivePart:
    """Give the drive of the version on the road, else of the newest; only who rides on the mission is given it.

    `open_ground` opens region and situation; it is asked only once whoever asks is known to ride. Conflict where the
    plan was blanked, or was made on another map than the one that is open now.
    """
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_PACK, mission_resource(organisation, code))
    rows = Mission.objects.filter(organisation=organisation, code=code).select_related("plan", "vehicle", "crew")
    row = running_of(list(rows.order_by("-version")))
    if row is None:
        raise not_found("mission", code)
    now = asking.clock.now()
    opened = open_ground()
    made, drive = _drive(row, opened.region)
    situation = lay_over(opened.situation, said_here(organisation, now))
    return _part(_Ground(row=row, drive=drive, made=made, region=opened.region, situation=situation, now=now))


def _drive(row: Mission, region: Region) -> tuple[planned.Plan, planned.Mission]:
    if not row.plan.body:
        raise Conflict(
            "The plan of this mission was blanked: somebody on it was erased.", "Build the mission again.",
            field="mission",
        )  # fmt: skip
    made = read_plan(bytes(row.plan.body))
    if made.region_fingerprint != region.fingerprint:
        raise Conflict(
            "The map was made anew since this mission was planned: its way does not fit the map any more.",
            "Build the mission again.",
            field="mission",
        )
    drive = drive_of(row, made)
    if drive is None:
        raise Conflict("The plan of this mission has no drive for it.", "Build the mission again.", field="mission")
    return made, drive


def _part(ground: _Ground) -> DrivePart:
    row, drive = ground.row, ground.drive
    stops = stops_of_mission(row, drive, ground.situation.profile)
    trips = list(_trips(ground, stops))
    crs = ground.region.graph.crs
    ways = ways_on_ground(crs, [leg.line for trip in trips for leg in trip.legs])
    hazards = dangers_near(ground.situation, crs, ways, ground.now)
    called_at = {stop.katottg for stop in stops}
    heard = max((ground.made.made_at, *(one.seen_at for one in hazards)))
    return DrivePart(
        mission=row.code,
        version=row.version,
        made_at=heard,
        training=ground.region.training,
        vehicle=row.vehicle.code,
        crew=row.crew.code,
        departs_at=drive.departs_at,
        returns_at=drive.returns_at,
        trips=trips,
        hazards=hazards,
        places=places_near(ground.situation, ground.region, ways, called_at, ground.now),
        contacts=_contacts(row),
        weather=_weather(ground.situation, drive),
    )


def _trips(ground: _Ground, stops: Sequence[StopToDrive]) -> Iterator[DriveTrip]:
    """Give the trips; a van that only drives home has one without stops, so that its way stands somewhere."""
    names = {place.katottg: place.name_uk for place in ground.region.places}
    codes = {(one.trip, one.halt.request): one.code for one in stops}
    legs = legs_of_mission(ground.drive, ground.made, ground.region.graph, codes)
    rows = {one.number: one for one in Trip.objects.filter(mission=ground.row).select_related("shelter")}
    for number, own in legs.items():
        trip = ground.drive.trips[number - 1] if ground.drive.trips else None
        kept = rows.get(number)
        yield DriveTrip(
            number=number,
            shelter=_shelter(kept.shelter) if kept is not None and kept.shelter is not None else None,
            relay=kept.relay if kept is not None else "",
            hand_over_at=kept.hand_over_at if kept is not None else None,
            departs_at=trip.departs_at if trip is not None else ground.drive.departs_at,
            arrives_at=trip.arrives_at if trip is not None else ground.drive.returns_at,
            stops=[one.told(names) for one in stops if one.trip == number],
            legs=own,
        )


def _shelter(row: Shelter) -> DriveShelter:
    # A shelter has no other name here than its code.
    return DriveShelter(code=row.code, name=row.code, position=rounded(LonLat(row.lon, row.lat)))


def _contacts(row: Mission) -> list[DriveContact]:
    """Give whom a crew asks for by code word: the coordinator who said yes, who leads the shift, who rides along."""
    found = [DriveContact(code=row.approved_by, role="coordinator")] if row.approved_by else []
    shift = Shift.objects.filter(organisation=row.organisation_id, ended_at=None, lead__revoked_at=None)
    found += [DriveContact(code=code, role="shift_lead") for code in shift.values_list("lead__code", flat=True)[:1]]
    riders = CrewMember.objects.filter(crew=row.crew_id).order_by("-leads", "person__code")
    for code, leads in riders.values_list("person__code", "leads"):
        found.append(DriveContact(code=code, role="crew_leader" if leads else "crew"))
    return found


def _weather(situation: Situation, drive: planned.Mission) -> DriveWeather | None:
    if situation.weather is None:
        return None
    hours = (one for one in situation.weather.hours if drive.departs_at - HOUR < one.starts_at < drive.returns_at)
    return DriveWeather(
        source=situation.weather.source,
        distance_km=situation.weather.distance_km,
        hours=[
            SkyHour(at=one.starts_at, sky=one.sky.value, wind_m_s=one.wind_m_s, temperature_c=one.temperature_c)
            for one in hours
        ],
    )
