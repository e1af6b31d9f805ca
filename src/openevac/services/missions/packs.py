"""What the phones of a crew hold of the people of a mission: which phone lacks which stop, and when it ends.

A version planned anew names its stops anew; the people behind them stay. So a stop counts as given where this phone
was given the people of the same household under any version of the mission.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from openevac.services.keys.devices import DeviceKind
from openevac.services.missions.finding import of_any_version
from openevac.store.models import CrewMember, Device, Mission, PackStop, Stop

LIVES_AFTER_RETURN = timedelta(hours=24)
"""How long sealed people wait here after the planned return: the phone's own 12 hours, and 12 for a day gone late."""


class PackStanding(StrEnum):
    """Where the people of one stop stand for one phone."""

    MISSING = "missing"
    SEALED = "sealed"
    TAKEN = "taken"


class StopToGive(NamedTuple):
    """One stop of a version that nobody has been to yet, and whose household it is."""

    id: UUID
    code: str
    receipt: str
    household: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewPhone:
    """One phone of the crew: whose, and the public key it named ("" before it named one)."""

    id: UUID
    code: str
    person: str
    recipient: str


def phones_of(mission: Mission) -> tuple[CrewPhone, ...]:
    """Give the phones of who rides with a mission's crew, by code; what was shut out is not among them."""
    riders = CrewMember.objects.filter(crew=mission.crew_id).values("person")
    rows = Device.objects.filter(
        organisation=mission.organisation_id, kind=DeviceKind.CREW_PHONE.value, revoked_at=None, person__in=riders
    )
    found = rows.order_by("code").values_list("id", "code", "person__code", "recipient")
    return tuple(CrewPhone(id=key, code=code, person=person, recipient=to) for key, code, person, to in found)


def stops_to_give(mission: Mission) -> tuple[StopToGive, ...]:
    """Give the stops of one version where people still wait, in the order of driving."""
    rows = Stop.objects.filter(trip__mission=mission, request__isnull=False, outcome="")
    found = rows.order_by("trip__number", "number")
    return tuple(StopToGive(*row) for row in found.values_list("id", "code", "request__receipt", "request__household"))


def served_stops(mission: Mission) -> tuple[str, ...]:
    """Give the codes of the stops of one version where all is done."""
    rows = Stop.objects.filter(trip__mission=mission).exclude(outcome="")
    return tuple(rows.order_by("code").values_list("code", flat=True))


def packs_of(mission: Mission) -> QuerySet[PackStop]:
    """Give what was sealed to phones under any version of a mission."""
    return PackStop.objects.filter(**of_any_version(mission))


def standings(
    mission: Mission, phones: Sequence[CrewPhone], stops: Sequence[StopToGive]
) -> Mapping[tuple[UUID, UUID], PackStanding]:
    """Give where each stop stands for each phone, by the ids of phone and household.

    What was sealed to a key the phone has given up since, and never took, counts as missing: nobody can open it.
    """
    keys = {phone.id: phone.recipient for phone in phones}
    found = dict.fromkeys(((phone.id, stop.household) for phone in phones for stop in stops), PackStanding.MISSING)
    rows = packs_of(mission).filter(device__in=keys).values_list("device", "household", "recipient", "taken_at")
    for device, household, recipient, taken_at in rows:
        if (device, household) not in found:
            continue
        if taken_at is not None:
            found[device, household] = PackStanding.TAKEN
        elif recipient == keys[device] and found[device, household] is PackStanding.MISSING:
            found[device, household] = PackStanding.SEALED
    return found
