"""Telling relatives: only whom the evacuee named after arrival, by voice first, a neutral sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from openevac.domain.records import DeliveryKind
from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.kernel.refusals import Conflict, Refused, not_found
from openevac.services.kernel.sealed import SealedIn, SealedOut, keep_sealed, sealed_for
from openevac.store.models import PersonToTell, Registration
from openevac.vault.records import RecordKind

MOST_PER_PERSON = 3


class Told(StrEnum):
    """How a try to tell somebody ended."""

    BY_VOICE = "by_voice"
    BY_MESSAGE = "by_message"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRelative:
    """A registered person names whom to tell: one number and one language, sealed."""

    code: str
    contact: SealedIn


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenContact:
    """Somebody is about to ring: hand out the one sealed number."""

    to_tell: UUID
    role: Role = Role.OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTold:
    """How the try ended."""

    to_tell: UUID
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTellState:
    """One who waits for word: told or not, and after how many tries."""

    to_tell: UUID
    kind: str
    tries: int
    told: bool


def name_relative(order: Order, asked: NameRelative) -> ToTellState:
    """Queue a relative to be told; only somebody who has arrived can name one."""
    return carry_out(order, Action.NOTIFY_RELATIVE, asked, ToTellState, _name)


def open_contact(order: Order, asked: OpenContact) -> SealedOut:
    """Hand out one sealed number to be rung; the opening is in the ledger."""
    return carry_out(order, Action.OPEN_IDENTITIES, asked, SealedOut, _open)


def record_told(order: Order, asked: RecordTold) -> ToTellState:
    """Record that somebody was told, or not reached; told is told once."""
    return carry_out(order, Action.NOTIFY_RELATIVE, asked, ToTellState, _told)


def _name(doing: Doing, asked: NameRelative) -> ToTellState:
    doing.require(Resource(kind=ResourceKind.RELATIVE, organisation=doing.organisation.id))
    arrived = Registration.objects.filter(organisation=doing.organisation, code=asked.code.strip()).first()
    if arrived is None:
        raise not_found("code", asked.code.strip()[:20])
    queued = PersonToTell.objects.filter(household=arrived.household_id, kind="relative")
    if queued.count() >= MOST_PER_PERSON * max(1, arrived.household.evacuees.count()):
        raise Refused("Enough relatives are named for this family.", "Let those who are told tell the others.")
    row = PersonToTell.objects.create(
        organisation=doing.organisation,
        household_id=arrived.household_id,
        kind="relative",
        contact=keep_sealed(doing, asked.contact, RecordKind.RELATIVE),
        queued_at=doing.now,
    )
    queue_delivery(
        doing, DeliveryKind.RELATIVE_TOLD, f"to_tell:{row.id.hex}", key=f"relative:{row.id.hex}", due_at=doing.now
    )
    doing.say(f"to_tell:{row.id.hex}", household=row.household_id, kind=row.kind)
    return _state(row)


def _open(doing: Doing, asked: OpenContact) -> SealedOut:
    row = _load(doing, asked.to_tell)
    if row.contact is None:
        raise not_found("to_tell", asked.to_tell.hex)
    out = sealed_for(row.contact, asked.role)
    doing.say(f"to_tell:{row.id.hex}", household=row.household_id, role=asked.role.value)
    return out


def _told(doing: Doing, asked: RecordTold) -> ToTellState:
    row = _load(doing, asked.to_tell)
    if row.told_at is not None:
        raise Conflict("This person was told already.", "Nothing more is to be done.", field="to_tell")
    row.attempts += 1
    if asked.told is not Told.NOT_REACHED:
        row.told_at, row.told_by, row.method = doing.now, doing.actor.person, asked.told.value
    row.save(update_fields=("attempts", "told_at", "told_by", "method"))
    doing.say(f"to_tell:{row.id.hex}", household=row.household_id, told=asked.told.value, tries=row.attempts)
    return _state(row)


def _load(doing: Doing, to_tell: UUID) -> PersonToTell:
    rows = PersonToTell.objects.select_for_update(no_key=True, of=("self",)).select_related("contact")
    row = rows.filter(organisation=doing.organisation, id=to_tell).first()
    doing.require(Resource(kind=ResourceKind.RELATIVE, organisation=doing.organisation.id, id=to_tell.hex))
    if row is None:
        raise not_found("to_tell", to_tell.hex)
    return row


def _state(row: PersonToTell) -> ToTellState:
    return ToTellState(to_tell=row.id, kind=row.kind, tries=row.attempts, told=row.told_at is not None)
