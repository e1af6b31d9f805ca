"""Handing out the sealed names of today's arrivals at one shelter, at once: reception looks people up among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from openevac.domain.people import EvacueeStatus
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.kernel.sealed import SealedOut
from openevac.services.kernel.who import LOCAL, local_day
from openevac.services.missions.aboard import aboard_of
from openevac.services.reception.see_expected import ON_THE_ROAD
from openevac.services.requests.opening import Opened, hand_out, record_opening, require_still_allowed
from openevac.store.models import Boarding, Evacuee, Mission, Registration, SealedRecord, Shelter


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArrivals:
    """Open the names of who arrived at a shelter today, waits in its hall, or rides to it now."""

    shelter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedArrivals:
    """Sealed names by the code on the cardboard: as told here, else as told by telephone."""

    people: dict[str, SealedOut] = field(repr=False)
    alarmed: bool


def open_arrivals(order: Order, asked: OpenArrivals) -> OpenedArrivals:
    """Hand out today's sealed names; one entry that names the codes, written before anything is given."""
    recorded = carry_out(order, Action.OPEN_IDENTITIES, asked, Opened, _change)
    actor = require_still_allowed(order, _resource(order.who.organisation))
    shelter = Shelter.objects.get(organisation=order.who.organisation, code=asked.shelter)
    sealed = _sealed(shelter, order.clock.now())
    return OpenedArrivals(
        people={code: hand_out(record, actor) for code, record in sealed.items() if code in recorded.codes},
        alarmed=recorded.alarmed,
    )


def _resource(organisation: str) -> Resource:
    return Resource(kind=ResourceKind.REGISTRATION, organisation=organisation)


def _change(doing: Doing, asked: OpenArrivals) -> Opened:
    doing.require(_resource(doing.organisation.id))
    shelter = Shelter.objects.filter(organisation=doing.organisation, code=asked.shelter).first()
    if shelter is None:
        raise not_found("shelter", asked.shelter)
    return record_opening(doing, f"shelter:{shelter.code}", sorted(_sealed(shelter, doing.now)))


def _sealed(shelter: Shelter, now: datetime) -> dict[str, SealedRecord]:
    """Give the sealed names of one shelter's today by code; what somebody said here stands before what was told."""
    begins = datetime.combine(local_day(now), time(0), LOCAL).astimezone(UTC)
    registered = Registration.objects.filter(
        shelter=shelter, arrived_at__gte=begins, arrived_at__lt=begins + timedelta(days=1)
    ).select_related("identity", "evacuee__identity")
    found: dict[str, SealedRecord] = {}
    for row in registered.order_by("arrived_at"):
        record = row.identity or row.evacuee.identity
        if record is not None:
            found[row.evacuee.code] = record
    for one in _coming(shelter):
        if one.identity is not None:
            found.setdefault(one.code, one.identity)
    return found


def _coming(shelter: Shelter) -> list[Evacuee]:
    hall = Boarding.objects.filter(
        stop__trip__shelter=shelter,
        boarded=True,
        handed_over_at__isnull=False,
        evacuee__status=EvacueeStatus.HANDED_OVER.value,
    )
    people = [one.evacuee for one in hall.select_related("evacuee__identity")]
    for mission in Mission.objects.filter(
        organisation=shelter.organisation_id, status__in=[one.value for one in ON_THE_ROAD], trips__shelter=shelter
    ).distinct():
        people += [one.evacuee for one in aboard_of(mission)]
    return people
