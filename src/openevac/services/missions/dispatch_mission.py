"""Letting a van leave: two yeses to this version, stops that still stand, places that may still be entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openevac.domain.places import Access
from openevac.domain.records import DeliveryKind
from openevac.domain.remarks import Fact, Remark
from openevac.domain.roles import Action
from openevac.rules.missions import OUT, Duty, dispatch
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.finding import newest_version, version_on_the_road
from openevac.services.missions.giving_back import give_back
from openevac.services.missions.hanging import places_of_mission, stands_against
from openevac.services.missions.standings import trips_of
from openevac.services.missions.states import WHAT_NEXT, heard_or_refused, keep_state, state_of
from openevac.services.missions.watching import look
from openevac.services.requests.ground import ground_of
from openevac.store.convert.fleet import profile_to_domain
from openevac.store.models import HazardReport, Mission, PlaceAccess, Stop

_BUILD_AGAIN = "Build the mission again; it will leave out what cannot be entered."


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchMission:
    """Let this version leave."""

    mission: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """When the next word is due; the version this one took over from (0 for none); what is new since the plan.

    `new_reports`, `new_access`: dangers and words about entry that came after the plan was made; somebody looks.
    """

    mission: str
    version: int
    next_contact_at: datetime | None
    took_over_from: int
    alone_on_shift: bool
    new_reports: int
    new_access: int


def dispatch_mission(order: Order, asked: DispatchMission) -> Dispatched:
    """Record that the van leaves."""
    return carry_out(order, Action.DISPATCH_MISSION, asked, Dispatched, _dispatch)


def _dispatch(doing: Doing, asked: DispatchMission) -> Dispatched:
    row = newest_version(doing, asked.mission)
    if row.version != asked.version:
        facts: dict[str, Fact] = {"given": asked.version, "version": row.version}
        raise refuse(
            Remark(text="You look at version {given}; version {version} is the newest.", facts=facts),
            "Look at the newest version and its yeses.",
        )
    older = version_on_the_road(row)
    shut = _shut_to(doing, row)
    step = dispatch(
        state_of(row), trips_of(row, doing.now), state_of(older) if older else None, shut, stands_against(row)
    )
    heard_or_refused(step, WHAT_NEXT if shut is None or step.reason != shut else _BUILD_AGAIN)
    _require_vehicle(row)
    row.dispatched_at = doing.now
    if older is not None and step.older is not None:
        _take_over(doing, row, older)
        keep_state(older, step.older)
        older.next_contact_at = None
        older.save(update_fields=("next_contact_at",))
    keep_state(row, step.mission)
    look(doing, row)
    if Duty.TELL_CREW in step.duties:
        queue_delivery(
            doing, DeliveryKind.TELL_CREW, f"mission:{row.code}", key=f"took-over:{row.code}:{row.version}",
            due_at=doing.now,
        )  # fmt: skip
    alone = Duty.REVIEW_NEXT_DAY in step.duties
    doing.say(
        f"mission:{row.code}", reason=row.solo_sentence if alone else "", version=row.version,
        took_over_from=older.version if older else 0, alone_on_shift=alone,
    )  # fmt: skip
    made_at = row.plan.made_at
    return Dispatched(
        mission=row.code,
        version=row.version,
        next_contact_at=row.next_contact_at,
        took_over_from=older.version if older else 0,
        alone_on_shift=alone,
        new_reports=HazardReport.objects.filter(organisation=doing.organisation, recorded_at__gt=made_at).count(),
        new_access=PlaceAccess.objects.filter(organisation=doing.organisation, since__gt=made_at).count(),
    )


def _take_over(doing: Doing, newer: Mission, older: Mission) -> None:
    """Let the newer version go on where the older stands: last words, and requests it does not serve wait again."""
    takes = Stop.objects.filter(trip__mission=newer, request__isnull=False).values_list("request_id", flat=True)
    give_back(doing, older, keep=frozenset(UUID(str(one)) for one in takes))
    newer.last_contact_at, newer.silent_until = older.last_contact_at, older.silent_until
    newer.last_lon, newer.last_lat = older.last_lon, older.last_lat


def _require_vehicle(row: Mission) -> None:
    if row.vehicle.lost_at is not None:
        raise refuse(
            Remark(text="Vehicle {vehicle} is lost.", facts={"vehicle": row.vehicle.code}),
            "Build the mission again with another vehicle.",
        )
    for who in ({"vehicle": row.vehicle}, {"crew": row.crew}):
        out = Mission.objects.filter(organisation=row.organisation_id, status__in=OUT, **who)
        other = out.exclude(code=row.code).first()
        if other is not None:
            raise refuse(
                Remark(
                    text="Vehicle or crew are still on the road with mission {mission}.",
                    facts={"mission": other.code},
                ),
                "Close that mission first, or build this one again with another vehicle and crew.",
            )


def _shut_to(doing: Doing, row: Mission) -> Remark | None:
    """Say which place was closed to this vehicle after the plan was made; None where all may be entered."""
    places = places_of_mission(row)
    armoured = profile_to_domain(row.vehicle.type).armoured
    for katottg, ground in ground_of(doing.organisation.id, places, doing.now).items():
        if ground.access is Access.OPEN or (ground.access is Access.ARMOURED_ONLY and armoured):
            continue
        return Remark(
            text="Entry to {katottg} is closed to this vehicle now ({access}).",
            facts={"katottg": katottg, "access": ground.access.value},
        )
    return None
