"""Registering who arrived, however they came: by our mission, a neighbour, their own car, the army, on foot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from openevac.domain.evacuee_codes import parse_code
from openevac.domain.events import ArrivedBy, RequestStatus
from openevac.domain.people import EvacueeStatus
from openevac.domain.records import DeliveryKind
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.kernel.sealed import keep_sealed
from openevac.services.kernel.who import local_day
from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival
from openevac.services.requests.people import free_codes
from openevac.store.models import (
    Badge,
    EvacuationRequest,
    Evacuee,
    Household,
    PersonToTell,
    RecordWrap,
    Registration,
    SealedRecord,
    Shelter,
)
from openevac.vault.records import RecordKind

HERE = frozenset({EvacueeStatus.ARRIVED, EvacueeStatus.HOUSED})
"""Statuses of somebody who is registered and has not travelled on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedPerson:
    """One registered person: the code on their cardboard, and whether they came without one."""

    code: str
    walk_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Who is registered now, and requests that are done with because everybody of them has arrived."""

    people: tuple[ArrivedPerson, ...]
    requests_done: tuple[str, ...]
    say: Remark


def register_arrival(order: Order, asked: RegisterArrival) -> Arrived:
    """Register people who arrived together; nobody is sent away for having no code and no papers."""
    return carry_out(order, Action.REGISTER_ARRIVAL, asked, Arrived, _change)


def _change(doing: Doing, asked: RegisterArrival) -> Arrived:
    doing.require(Resource(kind=ResourceKind.REGISTRATION, organisation=doing.organisation.id, today=True))
    shelter = Shelter.objects.filter(organisation=doing.organisation, code=asked.shelter).first()
    if shelter is None:
        raise not_found("shelter", asked.shelter)
    known = {person.code: _known(doing, person.code) for person in asked.people if person.code}
    fallback = next(iter(known.values())).household if known else None
    arrived: list[ArrivedPerson] = []
    households: set[UUID] = set()
    for person in asked.people:
        evacuee = known.get(person.code)
        if evacuee is None:
            fallback = fallback or Household.objects.create(organisation=doing.organisation, created_at=doing.now)
            evacuee = _walk_up(doing, person, fallback)
        households.add(evacuee.household_id)
        _register(doing, asked, person, evacuee, shelter)
        arrived.append(ArrivedPerson(code=evacuee.code, walk_up=not person.code))
    done = _close_requests(doing, households, asked.arrived_by)
    if asked.driver is not None:
        _queue_driver(doing, asked, households)
    doing.say(
        f"shelter:{shelter.code}",
        household=next(iter(households)) if len(households) == 1 else None,
        people=[person.code for person in arrived],
        by=asked.arrived_by.value,
        requests_done=list(done),
    )
    words = Remark(text="{count} {count|person is|people are} registered.", facts={"count": len(arrived)})
    return Arrived(people=tuple(arrived), requests_done=done, say=words)


def _known(doing: Doing, code: str) -> Evacuee:
    rows = Evacuee.objects.select_for_update(no_key=True, of=("self",)).select_related("household")
    found = rows.filter(organisation=doing.organisation, code=parse_code(code)).first()
    if found is None:
        raise not_found("code", parse_code(code))
    if EvacueeStatus(found.status) in HERE:
        raise Conflict(
            "{code} is registered already.", "Look at the arrivals; two people may have one cardboard.", code=found.code
        )
    return found


def _walk_up(doing: Doing, person: ArrivingPerson, household: Household) -> Evacuee:
    (code,) = free_codes(doing.organisation.id, 1)
    return Evacuee.objects.create(
        organisation=doing.organisation,
        household=household,
        code=code,
        mobility=person.mobility.value,
        age_band=person.age_band.value,
        sex=person.sex.value,
        bed=person.bed.value,
    )


def _register(
    doing: Doing, asked: RegisterArrival, person: ArrivingPerson, evacuee: Evacuee, shelter: Shelter
) -> Registration:
    identity = keep_sealed(doing, person.identity, RecordKind.REGISTRATION) if person.identity else None
    if identity is not None and person.badge_wraps:
        _wrap_to_badges(doing, identity, person.badge_wraps)
    evacuee.status = EvacueeStatus.ARRIVED.value
    evacuee.save(update_fields=("status",))
    again = Registration.objects.filter(organisation=doing.organisation, evacuee=evacuee).count()
    return Registration.objects.create(
        organisation=doing.organisation,
        code=evacuee.code if not again else f"{evacuee.code}/{again + 1}",
        shelter=shelter,
        household=evacuee.household,
        evacuee=evacuee,
        identity=identity,
        arrived_at=doing.now,
        arrived_by=asked.arrived_by.value,
        needs_doctor=person.tonight.doctor,
        needs_talk=person.tonight.talk,
        needs_papers=person.tonight.papers,
        needs_relatives=person.tonight.relatives,
        registered_by=doing.actor.person,
    )


def _wrap_to_badges(doing: Doing, record: SealedRecord, wraps: dict[str, bytes]) -> None:
    good = Badge.objects.filter(organisation=doing.organisation, day=local_day(doing.now), revoked_at=None)
    badges = {badge.code: badge for badge in good}
    for code, wrap in wraps.items():
        if code not in badges:
            raise not_found("badge", code)
        RecordWrap.objects.create(record=record, role="", badge=badges[code], wrap=wrap)


def _close_requests(doing: Doing, households: Iterable[UUID], by: ArrivedBy) -> tuple[str, ...]:
    """Close a household's requests once all of its people have arrived; nobody drives for who is here already."""
    rows = EvacuationRequest.objects.select_for_update(no_key=True).filter(
        organisation=doing.organisation, household__in=list(households), closed_at=None
    )
    status = {
        ArrivedBy.MISSION: RequestStatus.HANDED_OVER,
        ArrivedBy.OTHER_NGO: RequestStatus.TAKEN_BY_ANOTHER,
        ArrivedBy.POLICE: RequestStatus.TAKEN_BY_ANOTHER,
        ArrivedBy.ARMY: RequestStatus.TAKEN_BY_ANOTHER,
    }.get(by, RequestStatus.LEFT_BY_THEMSELVES)
    done = []
    for row in rows:
        missing = Evacuee.objects.filter(household=row.household_id).exclude(status__in=[one.value for one in HERE])
        if missing.exists():
            continue
        linked = RequestStatus(row.status) is RequestStatus.LINKED
        row.status = row.status if linked else status.value
        row.closed_at, row.changed_at = doing.now, doing.now
        row.version += 1
        row.save(update_fields=("status", "closed_at", "changed_at", "version"))
        done.append(row.receipt)
        _close_other_of_pair(row, doing)
    return tuple(done)


def _close_other_of_pair(row: EvacuationRequest, doing: Doing) -> None:
    """Close the request this one was a repeat of, or its repeats: they are the same people, and these are here."""
    pair = EvacuationRequest.objects.filter(Q(id=row.linked_to_id) | Q(linked_to=row), closed_at=None)
    first = pair.exclude(status=RequestStatus.LINKED.value)
    if row.linked_to_id is not None:
        first.update(status=RequestStatus.HANDED_OVER.value, version=F("version") + 1)
    pair.update(closed_at=doing.now, changed_at=doing.now)


def _queue_driver(doing: Doing, asked: RegisterArrival, households: set[UUID]) -> None:
    if asked.driver is None:
        return
    contact = keep_sealed(doing, asked.driver, RecordKind.RELATIVE)
    row = PersonToTell.objects.create(
        organisation=doing.organisation,
        household_id=next(iter(households)),
        kind="driver",
        contact=contact,
        queued_at=doing.now,
    )
    queue_delivery(
        doing,
        DeliveryKind.DRIVER_TOLD,
        f"to_tell:{row.id.hex}",
        key=f"driver:{row.id.hex}",
        due_at=doing.now,
    )
