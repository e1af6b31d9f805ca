"""Changing a role's key after somebody left: the store's half. Keys are drawn and wraps exchanged in a client."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from openevac.domain.errors import InputError
from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.services.kernel.command import Doing, Order, carry_out, require_allowed
from openevac.services.kernel.question import Asking, actor_who_asks
from openevac.services.kernel.refusals import Conflict, Refused, not_found
from openevac.services.keys.found_organisation import OWN_TAGS
from openevac.store.models import KeyWrap, Person, RecordWrap, RecoveryEnvelope, RoleKey, TagKeyWrap


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEpoch:
    """The next key of a role, in the hands of those who stay and of both envelopes."""

    role: Role
    epoch: int
    recipient: str
    to_people: dict[str, bytes] = field(repr=False)
    to_envelopes: dict[str, bytes] = field(repr=False)
    tag_wrap: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapRow:
    """One record's key, sealed to one role in one epoch."""

    record: UUID
    wrap: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """Wraps of the old epoch exchanged for wraps of the new one."""

    role: Role
    from_epoch: int
    rows: tuple[WrapRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OldKeyGoes:
    """The old key is to go; `unreadable` are records whose wrap was damaged and never opened."""

    role: Role
    epoch: int
    unreadable: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationState:
    """How far a rotation is: epochs, and how many records still hang on the old key."""

    role: Role
    epoch: int
    left: int


def begin_rotation(order: Order, asked: NewEpoch) -> RotationState:
    """Keep the next key of a role; from now on clients seal new records to it."""
    return carry_out(order, Action.KEEP_PEOPLE_AND_KEYS, asked, RotationState, _begin)


def exchange_wraps(order: Order, asked: Exchanged) -> RotationState:
    """Exchange one batch of wraps; a batch sent twice changes nothing twice."""
    return carry_out(order, Action.KEEP_PEOPLE_AND_KEYS, asked, RotationState, _exchange)


def end_rotation(order: Order, asked: OldKeyGoes) -> RotationState:
    """Delete every wrap of the old key, once no record hangs on it any more."""
    return carry_out(order, Action.KEEP_PEOPLE_AND_KEYS, asked, RotationState, _end)


def wraps_to_exchange(asking: Asking, role: Role, epoch: int, after: UUID | None, most: int) -> tuple[WrapRow, ...]:
    """Give the next wraps of an old epoch in order of record; only the shift lead may ask."""
    actor = actor_who_asks(asking)
    whole = Resource(kind=ResourceKind.ORGANISATION, organisation=asking.who.organisation)
    require_allowed(actor, Action.KEEP_PEOPLE_AND_KEYS, whole)
    rows = _hanging_on(asking.who.organisation, role, epoch)
    if after is not None:
        rows = rows.filter(record__gt=after)
    found = rows.order_by("record").values_list("record", "wrap")[:most]
    return tuple(WrapRow(record=record, wrap=bytes(wrap)) for record, wrap in found)


def _begin(doing: Doing, asked: NewEpoch) -> RotationState:
    _require_lead(doing)
    old = RoleKey.objects.select_for_update().filter(
        organisation=doing.organisation, role=asked.role.value, retired_at=None
    )
    current = old.first()
    if current is None:
        raise not_found("role", asked.role.value)
    if asked.epoch != current.epoch + 1:
        raise Conflict(
            "The key of the role {role} is at epoch {epoch}.",
            "Open the keys again and begin anew.",
            role=asked.role.value,
            epoch=current.epoch,
        )
    letters = set(RecoveryEnvelope.objects.filter(organisation=doing.organisation).values_list("letter", flat=True))
    if set(asked.to_envelopes) != letters:
        raise InputError(
            "The new key is not wrapped to both recovery envelopes.",
            "Without them everything would be lost with the last passphrase; wrap it to each.",
            field="to_envelopes",
        )
    people = _people(doing, asked)
    key = RoleKey.objects.create(
        organisation=doing.organisation,
        role=asked.role.value,
        epoch=asked.epoch,
        recipient=asked.recipient,
        created_at=doing.now,
    )
    own = {"organisation": doing.organisation, "role_key": key}
    to_people = [KeyWrap(**own, person=people[code], wrap=wrap) for code, wrap in asked.to_people.items()]
    to_paper = [KeyWrap(**own, envelope=letter, wrap=wrap) for letter, wrap in asked.to_envelopes.items()]
    KeyWrap.objects.bulk_create([*to_people, *to_paper])
    if asked.tag_wrap:
        TagKeyWrap.objects.create(**own, purpose=OWN_TAGS, wrap=asked.tag_wrap)
    current.retired_at = doing.now
    current.save(update_fields=("retired_at",))
    doing.say(f"role:{asked.role.value}", epoch=asked.epoch, recipient=asked.recipient, people=sorted(people))
    return _state(doing, asked.role, asked.epoch)


def _people(doing: Doing, asked: NewEpoch) -> dict[str, Person]:
    found = Person.objects.filter(organisation=doing.organisation, code__in=asked.to_people, revoked_at=None)
    people = {one.code: one for one in found}
    for code in asked.to_people:
        allowed = people.get(code)
        if allowed is None or not {asked.role.value, Role.SHIFT_LEAD.value} & set(allowed.roles):
            raise Refused(
                "{person} may not hold the key of the role {role}.",
                "Wrap it only to those who have the role and have not left.",
                person=code,
                role=asked.role.value,
            )
    if not people:
        raise Refused("Nobody would hold the new key of this role.", "Name at least one person who stays.")
    return people


def _exchange(doing: Doing, asked: Exchanged) -> RotationState:
    _require_lead(doing)
    newest = RoleKey.objects.get(organisation=doing.organisation, role=asked.role.value, retired_at=None)
    wraps = {row.record: row.wrap for row in asked.rows}
    rows = list(_hanging_on(doing.organisation.id, asked.role, asked.from_epoch).filter(record__in=wraps))
    for row in rows:
        row.epoch, row.wrap = newest.epoch, wraps[row.record_id]
    RecordWrap.objects.bulk_update(rows, ("epoch", "wrap"))
    doing.say(f"role:{asked.role.value}", exchanged=len(rows), epoch=newest.epoch)
    return _state(doing, asked.role, newest.epoch)


def _end(doing: Doing, asked: OldKeyGoes) -> RotationState:
    _require_lead(doing)
    left = set(_hanging_on(doing.organisation.id, asked.role, asked.epoch).values_list("record", flat=True))
    if left - set(asked.unreadable):
        raise Refused(
            "{count} records still hang on the old key.",
            "Go on with the rotation from the first record; the old key stays until none is left.",
            count=len(left - set(asked.unreadable)),
        )
    old = RoleKey.objects.filter(
        organisation=doing.organisation, role=asked.role.value, epoch=asked.epoch, retired_at__isnull=False
    ).first()
    if old is None:
        raise not_found("role", asked.role.value)
    KeyWrap.objects.filter(role_key=old).delete()
    TagKeyWrap.objects.filter(role_key=old).delete()
    doing.say(f"role:{asked.role.value}", old_epoch=asked.epoch, unreadable=len(asked.unreadable))
    return _state(doing, asked.role, asked.epoch + 1)


def _hanging_on(organisation: str, role: Role, epoch: int) -> QuerySet[RecordWrap]:
    return RecordWrap.objects.filter(record__organisation=organisation, role=role.value, epoch=epoch, badge=None)


def _state(doing: Doing, role: Role, epoch: int) -> RotationState:
    older = RecordWrap.objects.filter(
        record__organisation=doing.organisation, role=role.value, epoch__lt=epoch, badge=None
    )
    return RotationState(role=role, epoch=epoch, left=older.count())


def _require_lead(doing: Doing) -> None:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
