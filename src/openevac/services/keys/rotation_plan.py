"""What a client needs to change a role's key: who stays, the envelopes, and whether a rotation was left half done."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.roles import Role
from openevac.services.kernel.refusals import not_found
from openevac.store.models import KeyWrap, Person, RecoveryEnvelope, RoleKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationPlan:
    """The newest epoch; public keys of those who may hold the next one; older epochs whose wraps were not let go."""

    role: Role
    epoch: int
    people: dict[str, str]
    envelopes: dict[str, str]
    open_epochs: tuple[int, ...]


def rotation_plan(organisation: str, role: Role) -> RotationPlan:
    """Give what a rotation starts or goes on from; public keys only."""
    current = RoleKey.objects.filter(organisation=organisation, role=role.value, retired_at=None).first()
    if current is None:
        raise not_found("role", role.value)
    staying = Person.objects.filter(organisation=organisation, revoked_at=None).exclude(recipient="")
    older = KeyWrap.objects.filter(
        organisation=organisation, role_key__role=role.value, role_key__epoch__lt=current.epoch
    )
    return RotationPlan(
        role=role,
        epoch=current.epoch,
        people={one.code: one.recipient for one in staying if {role.value, Role.SHIFT_LEAD.value} & set(one.roles)},
        envelopes=envelopes_of(organisation),
        open_epochs=tuple(sorted(set(older.values_list("role_key__epoch", flat=True)))),
    )


def envelopes_of(organisation: str) -> dict[str, str]:
    """Give the public keys of both recovery envelopes, by letter."""
    return dict(RecoveryEnvelope.objects.filter(organisation=organisation).values_list("letter", "recipient"))
