"""Founding an organisation: everything a client drew at the first start, kept in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from openevac.domain.roles import Action, Role
from openevac.ledger.log import Frontier
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.entry import Said, append_entry
from openevac.services.kernel.refusals import Conflict
from openevac.services.keys.accounts import keep_account
from openevac.store.models import (
    KeyWrap,
    LogHead,
    LogKey,
    Organisation,
    Person,
    RecoveryEnvelope,
    RoleKey,
    TagKeyWrap,
)

OWN_TAGS = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundedPerson:
    """One of the first people: code, roles, public key, own key sealed, check of the PIN, secret they sign in with."""

    code: str
    roles: tuple[Role, ...]
    recipient: str
    sealed_key: bytes = field(repr=False)
    pin: bytes = field(repr=False)
    sign_in: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundedRoleKey:
    """The first key of a role: public half, and its wraps to people (by code) and envelopes (by letter)."""

    role: Role
    recipient: str
    to_people: dict[str, bytes]
    to_envelopes: dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What a client drew for a new organisation. `log_seed` signs checkpoints; it is used if there is no log yet."""

    organisation: str
    title: str
    invented: bool
    people: tuple[FoundedPerson, ...]
    role_keys: tuple[FoundedRoleKey, ...]
    tag_to_roles: dict[Role, bytes]
    tag_to_envelopes: dict[str, bytes]
    envelopes: dict[str, str]
    log_name: str
    log_seed: bytes = field(repr=False)
    log_vkey: str = ""
    planning_files: dict[str, str] = field(default_factory=dict)


def found_organisation(founding: Founding, clock: Clock) -> int:
    """Keep a new organisation with its first people and keys; gives the index of its entry in the ledger."""
    with transaction.atomic():
        if Organisation.objects.filter(id=founding.organisation).exists():
            raise Conflict(
                "The organisation '{organisation}' is here already.",
                "Choose another code, or go on with the one that is here.",
                field="organisation",
                organisation=founding.organisation,
            )
        now = clock.now()
        organisation = Organisation.objects.create(
            id=founding.organisation,
            title=founding.title,
            created_at=now,
            invented=founding.invented,
            planning_files=founding.planning_files,
        )
        _keep_log(founding)
        for letter, recipient in founding.envelopes.items():
            RecoveryEnvelope.objects.create(organisation=organisation, letter=letter, recipient=recipient, made_at=now)
        people = {
            one.code: Person.objects.create(
                organisation=organisation,
                code=one.code,
                roles=[role.value for role in one.roles],
                recipient=one.recipient,
                sealed_key=one.sealed_key,
                pin=one.pin,
                created_at=now,
            )
            for one in founding.people
        }
        for founded in founding.people:
            keep_account(people[founded.code], founded.sign_in)
        for one in founding.role_keys:
            key = RoleKey.objects.create(
                organisation=organisation, role=one.role.value, epoch=1, recipient=one.recipient, created_at=now
            )
            _keep_wraps(key, one, people)
            if one.role in founding.tag_to_roles:
                TagKeyWrap.objects.create(
                    organisation=organisation, purpose=OWN_TAGS, role_key=key, wrap=founding.tag_to_roles[one.role]
                )
        for letter, wrap in founding.tag_to_envelopes.items():
            TagKeyWrap.objects.create(organisation=organisation, purpose=OWN_TAGS, envelope=letter, wrap=wrap)
        return append_entry(
            Said(
                organisation=organisation.id,
                actor="founding",
                action=Action.KEEP_PEOPLE_AND_KEYS,
                at=now,
                subject=f"organisation:{organisation.id}",
                facts={
                    "people": sorted(people),
                    "roles": {one.role.value: one.recipient for one in founding.role_keys},
                    "envelopes": founding.envelopes,
                },
            )
        )


def _keep_wraps(key: RoleKey, founded: FoundedRoleKey, people: dict[str, Person]) -> None:
    to_people = [
        KeyWrap(organisation=key.organisation, role_key=key, person=people[code], wrap=wrap)
        for code, wrap in founded.to_people.items()
    ]
    to_envelopes = [
        KeyWrap(organisation=key.organisation, role_key=key, envelope=letter, wrap=wrap)
        for letter, wrap in founded.to_envelopes.items()
    ]
    KeyWrap.objects.bulk_create([*to_people, *to_envelopes])


def _keep_log(founding: Founding) -> None:
    if LogHead.objects.exists():
        return
    LogKey.objects.create(name=founding.log_name, private=founding.log_seed, vkey=founding.log_vkey)
    LogHead.objects.create(origin=founding.log_name, frontier=Frontier().to_bytes())
