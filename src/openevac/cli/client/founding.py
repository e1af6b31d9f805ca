"""Drawing everything a new organisation needs: keys of roles and people, the tag key, envelopes, the log's key."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from openevac.domain.roles import KEY_ROLES, Role
from openevac.ledger.note import KeyKind, SigningKey
from openevac.services.keys.found_organisation import FoundedPerson, FoundedRoleKey, Founding
from openevac.vault.keys import PersonalKey, new_personal_key, new_role_key, seal_personal_key, wrap_role_key
from openevac.vault.pins import new_pin_check
from openevac.vault.recovery import RecoveryEnvelope, new_envelopes
from openevac.vault.sign_in import sign_in_secret
from openevac.vault.stretching import STANDARD_COST, StretchCost
from openevac.vault.tags import TAG_KEY_ROLES, new_tag_key, seal_tag_key, wrap_tag_key


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """One of the first people as they sit at the first start: code, roles, and what they typed."""

    code: str
    roles: tuple[Role, ...]
    passphrase: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What was drawn: what the store may keep, and the envelopes that exist on paper only."""

    founding: Founding
    envelopes: tuple[RecoveryEnvelope, RecoveryEnvelope] = field(repr=False)


def draw_founding(
    organisation: str,
    title: str,
    people: Sequence[NewPerson],
    now: datetime,
    *,
    invented: bool = False,
    cost: StretchCost = STANDARD_COST,
    planning_files: dict[str, str] | None = None,
) -> Drawn:
    """Draw all keys of a new organisation. A shift lead can open every role; others only the roles they have."""
    envelopes = new_envelopes(organisation, now)
    paper: dict[str, str] = {envelope.letter: envelope.recipient for envelope in envelopes}
    own = {person.code: new_personal_key() for person in people}
    role_keys = tuple(_founded_role(role, people, own, paper) for role in KEY_ROLES)
    tag_key = new_tag_key()
    recipients = {one.role: one.recipient for one in role_keys}
    log_key = SigningKey(f"openevac/{organisation}", KeyKind.NOTE, secrets.token_bytes(32))
    founding = Founding(
        organisation=organisation,
        title=title,
        invented=invented,
        people=tuple(
            FoundedPerson(
                code=person.code,
                roles=person.roles,
                recipient=own[person.code].recipient,
                sealed_key=seal_personal_key(own[person.code], person.passphrase, cost),
                pin=msgspec.json.encode(new_pin_check(person.pin, cost)),
                sign_in=sign_in_secret(organisation, person.code, person.passphrase),
            )
            for person in people
        ),
        role_keys=role_keys,
        tag_to_roles=wrap_tag_key(tag_key, {role: recipients[role] for role in TAG_KEY_ROLES}),
        tag_to_envelopes={letter: seal_tag_key(tag_key, recipient) for letter, recipient in paper.items()},
        envelopes=paper,
        log_name=log_key.name,
        log_seed=log_key.seed,
        log_vkey=log_key.verifier.text(),
        planning_files=planning_files or {},
    )
    return Drawn(founding=founding, envelopes=envelopes)


def may_open(person_roles: Sequence[Role], role: Role) -> bool:
    """Tell whether somebody with these roles gets a wrap of a role's key."""
    return Role.SHIFT_LEAD in person_roles or role in person_roles


def _founded_role(
    role: Role, people: Sequence[NewPerson], own: dict[str, PersonalKey], paper: dict[str, str]
) -> FoundedRoleKey:
    key = new_role_key(role)
    return FoundedRoleKey(
        role=role,
        recipient=key.recipient,
        to_people={
            person.code: wrap_role_key(key, own[person.code].recipient)
            for person in people
            if may_open(person.roles, role)
        },
        to_envelopes={letter: wrap_role_key(key, recipient) for letter, recipient in paper.items()},
    )
