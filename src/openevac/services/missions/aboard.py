"""Who is aboard, who said what at a door, and whether a bed with care waits: what the rules of care ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from openevac.domain import people
from openevac.domain.needs import BedKind
from openevac.domain.records import DeliveryKind
from openevac.rules.care import CareDuty, Door
from openevac.services.kernel.command import Doing
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.missions.finding import of_any_version
from openevac.services.missions.promises import promised_beds
from openevac.services.missions.relays import outer_stops
from openevac.store.convert.people import consent_to_domain, evacuee_to_domain
from openevac.store.convert.shelters import free_beds
from openevac.store.models import Boarding, Consent, Evacuee, Mission, Shelter, Stop


def aboard_of(mission: Mission) -> list[Boarding]:
    """Give who is recorded aboard on any version of a mission and not handed over yet."""
    rows = Boarding.objects.filter(**of_any_version(mission, "stop__trip__mission"), boarded=True, handed_over_at=None)
    return list(rows.select_related("evacuee__household", "stop__request", "stop__trip").order_by("at", "id"))


def vehicles_of(organisation: str, rows: Iterable[Evacuee]) -> dict[str, str]:
    """Give for those recorded aboard any mission the vehicle they ride in, by code."""
    boardings = Boarding.objects.filter(
        organisation=organisation, evacuee__in=list(rows), boarded=True, handed_over_at=None
    )
    return dict(boardings.values_list("evacuee__code", "stop__trip__mission__vehicle__code"))


def people_at(stop: Stop) -> list[Evacuee]:
    """Give the people of the household behind a stop; nobody once it was erased. At a relay: who was brought there."""
    if stop.request is None:
        return []
    rows = Evacuee.objects.filter(household=stop.request.household_id)
    if stop.relay:
        rows = rows.filter(id__in=brought_to(stop).values("evacuee"))
    return list(rows.order_by("code"))


def brought_to(stop: Stop) -> QuerySet[Boarding]:
    """Give the boardings of a household into vehicles that bring it to the relay of a stop."""
    return Boarding.objects.filter(stop__request=stop.request_id, stop__trip__relay=stop.relay, boarded=True)


def door_of(mission: Mission, stop: Stop, rows: list[Evacuee]) -> Door:
    """Give what is known at one door.

    A yes counts that was recorded for this mission after it left: the crew that asks is the crew that drives. At a
    relay the yes counts that was said at the door to the crew that brought them: nobody is asked a second time.
    """
    no_rows = Boarding.objects.filter(evacuee__in=rows, boarded=False).values_list("evacuee__code", "at")
    said_no: dict[str, datetime] = {}
    for code, at in no_rows:
        said_no[code] = max(at, said_no.get(code, at))
    waived = stop.request.care_bed_waived_by if stop.request else ""
    return Door(
        vehicle=mission.vehicle.code,
        arrived_at=_asked_since(mission, stop),
        aboard=vehicles_of(mission.organisation_id, rows),
        said_no=said_no,
        care_beds_held=_care_beds(stop, rows),
        care_waived_by={row.code: waived for row in rows} if waived else {},
    )


def consents_at(mission: Mission, rows: Iterable[Evacuee]) -> list[people.Consent]:
    """Give the yeses recorded for these people on this mission, or at doors from where they go on by a relay."""
    here = Q(**of_any_version(mission, "stop__trip__mission"))
    found = Consent.objects.filter(here | ~Q(stop__trip__relay=""), evacuee__in=list(rows))
    return [consent_to_domain(row, mission.vehicle.code) for row in found.select_related("evacuee").order_by("at")]


def domain_people(rows: Iterable[Evacuee]) -> list[people.Evacuee]:
    """Give people as the rules of care see them."""
    return [evacuee_to_domain(row) for row in rows]


def queue_duties(doing: Doing, duties: Iterable[CareDuty], subject: str) -> None:
    """Queue what somebody must do now (ring 102, find a bed with care), each once for its subject."""
    for duty in sorted(duties):
        key = f"duty:{duty.value}:{subject}"
        queue_delivery(doing, DeliveryKind.DUTY, key[:64], key=key, due_at=doing.now)


def _care_beds(stop: Stop, rows: list[Evacuee]) -> frozenset[str]:
    """Give whom a bed with care is held for: the plan's promise counts, and what is free beside it.

    Who changes vehicles lies in a bed of the shelter to which the second one drives.
    """
    wanting = [row.code for row in rows if row.bed == BedKind.CARE.value]
    if not wanting:
        return frozenset()
    shelter = _shelter_of(stop)
    if shelter is None:
        return frozenset()
    promised: Mapping[BedKind, int] = promised_beds(stop.organisation_id, ()).get(shelter.code, {})
    own = stop.request.needs_care if stop.request else 0
    others = dict(promised)
    if stop.outcome == "":
        others[BedKind.CARE] = max(0, others.get(BedKind.CARE, 0) - own)
    return frozenset(wanting[: free_beds(shelter, others).care])


def _shelter_of(stop: Stop) -> Shelter | None:
    halt = outer_stops([stop]).get(stop.id) if stop.trip.relay else stop
    return None if halt is None else halt.trip.shelter


def _asked_since(mission: Mission, stop: Stop) -> datetime:
    """Give from when on a yes may have been said: since the van left, or the one that brings people to the relay."""
    left = mission.dispatched_at or mission.departs_at
    if not stop.relay:
        return left
    moments = brought_to(stop).values_list("stop__trip__mission__dispatched_at", flat=True)
    return min([left, *(moment for moment in moments if moment is not None)])
