"""The list before a van leaves: what the record knows about each item at this moment, and who ticked it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.check_list import CheckItem
from openevac.domain.missions import Plan
from openevac.domain.places import Access
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.domain.units import METRES_PER_KM
from openevac.reports.plan_file import read_plan
from openevac.rules.missions import OVER
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.drive_of import drive_of
from openevac.services.missions.finding import mission_resource
from openevac.services.missions.hanging import HangsTogether, hangs_together, places_of_mission
from openevac.services.requests.ground import ground_of
from openevac.store.convert.fleet import profile_to_domain
from openevac.store.models import CrewMember, Device, HazardReport, Mission, MissionTick

CREW_PHONE = "crew_phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One item. `found`: what the record knows; `against`: whether that stands against leaving now."""

    item: CheckItem
    found: tuple[Remark, ...]
    against: bool
    done: bool
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShut:
    """A place of this mission that its vehicle may not enter now; `after_yes`: since somebody said yes."""

    katottg: str
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckListSeen:
    """The list of one version. `hangs`: the missions it changes people with at a relay, and how they stand."""

    mission: str
    version: int
    lines: tuple[CheckLine, ...]
    shut: tuple[PlaceShut, ...]
    hangs: tuple[HangsTogether, ...] = ()


def see_check_list(asking: Asking, mission: str) -> CheckListSeen:
    """Give the list of the newest version."""
    ours, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(ours, code))
    rows = Mission.objects.filter(organisation=ours, code=code).select_related("plan", "vehicle__type", "crew")
    row = rows.order_by("-version").first()
    if row is None:
        raise not_found("mission", code)
    shut = places_shut(row, asking.clock.now())
    plan = read_plan(bytes(row.plan.body)) if row.plan.body else None
    ticks = _ticks(row)
    facts = _facts(row, plan, shut)
    lines = []
    for item in CheckItem:
        tick = ticks.get(item.value)
        lines.append(
            CheckLine(
                item=item,
                found=facts.get(item, ()),
                against=item is CheckItem.ACCESS and bool(shut),
                done=tick is not None and tick.done,
                by=tick.by if tick is not None and tick.done else "",
                at=tick.at if tick is not None and tick.done else None,
            )
        )
    return CheckListSeen(
        mission=row.code, version=row.version, lines=tuple(lines), shut=shut, hangs=hangs_together(row)
    )


def places_shut(row: Mission, now: datetime) -> tuple[PlaceShut, ...]:
    """Give the places of doors still to be gone to that this vehicle may not enter now."""
    places = places_of_mission(row)
    armoured = profile_to_domain(row.vehicle.type).armoured
    enters = {Access.OPEN, Access.ARMOURED_ONLY} if armoured else {Access.OPEN}
    grounds = ground_of(row.organisation_id, places, now)
    return tuple(
        PlaceShut(katottg=katottg, access=grounds[katottg].access)
        for katottg in sorted(grounds)
        if grounds[katottg].access not in enters
    )


def _ticks(row: Mission) -> dict[str, MissionTick]:
    """Give the newest word about each item."""
    return {tick.item: tick for tick in MissionTick.objects.filter(mission=row).order_by("at")}


def _facts(row: Mission, plan: Plan | None, shut: tuple[PlaceShut, ...]) -> dict[CheckItem, tuple[Remark, ...]]:
    return {
        CheckItem.ACCESS: () if shut else (Remark(text="Nothing stands against entry to its places now."),),
        CheckItem.ROADS: _reports(row),
        CheckItem.WEATHER: _weather(plan),
        CheckItem.CONTACT: _phones(row),
        CheckItem.ARMOUR: (_ARMOURED if profile_to_domain(row.vehicle.type).armoured else _NOT_ARMOURED,),
        CheckItem.FUEL: _way(row, plan),
        CheckItem.SECOND_VEHICLE: _others(row),
    }


def _reports(row: Mission) -> tuple[Remark, ...]:
    count = HazardReport.objects.filter(organisation=row.organisation_id, recorded_at__gt=row.plan.made_at).count()
    if not count:
        return (Remark(text="No danger was reported since the plan was made."),)
    text = "{count} {count|danger was|dangers were} reported since the plan was made: look at the map with the crew."
    return (Remark(text=text, facts={"count": count}),)


def _weather(plan: Plan | None) -> tuple[Remark, ...]:
    rows = [one.remark for one in plan.rests_on if one.kind == "weather"] if plan is not None else []
    return tuple(rows) or (Remark(text="No weather was known when the plan was made: it counts as the worst."),)


def _phones(row: Mission) -> tuple[Remark, ...]:
    riders = CrewMember.objects.filter(crew=row.crew).values_list("person", flat=True)
    count = Device.objects.filter(person__in=list(riders), kind=CREW_PHONE, revoked_at=None).count()
    if not count:
        return (Remark(text="No phone of this crew is enrolled: agree on numbers and hours by voice."),)
    text = "{count} {count|phone|phones} of this crew {count|is|are} enrolled."
    return (Remark(text=text, facts={"count": count}),)


def _way(row: Mission, plan: Plan | None) -> tuple[Remark, ...]:
    drive = drive_of(row, plan) if plan is not None else None
    if drive is None:
        return ()
    metres = sum(leg.length_m for trip in drive.trips for leg in trip.legs) + drive.way_home.length_m
    text = "It drives {km} km; a way round must be in the tank too."
    return (Remark(text=text, facts={"km": round(metres / METRES_PER_KM)}),)


def _others(row: Mission) -> tuple[Remark, ...]:
    rows = Mission.objects.filter(organisation=row.organisation_id).exclude(status__in=OVER).exclude(code=row.code)
    beside = rows.filter(departs_at__lt=row.returns_at, returns_at__gt=row.departs_at).order_by("code")
    codes = sorted(set(beside.values_list("code", flat=True)))
    if not codes:
        return (Remark(text="No other vehicle is out at that time: say who comes when this one cannot drive on."),)
    return (Remark(text="Also out at that time: {missions}.", facts={"missions": ", ".join(codes)}),)


_ARMOURED = Remark(text="The vehicle is armoured.")
_NOT_ARMOURED = Remark(text="The vehicle is not armoured.")
