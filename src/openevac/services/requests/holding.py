"""Placing a hold: always with an owner, always with a clock."""

from __future__ import annotations

from typing import Any

from openevac.domain.records import HoldReason
from openevac.domain.roles import Role
from openevac.rules import holds
from openevac.rules.holds import place_hold
from openevac.services.kernel.command import Doing
from openevac.store.models import EvacuationRequest, Hold, Shift


def on_shift(organisation: str) -> tuple[str, ...]:
    """Give who leads now, the newest shift first: they are rung, and they own what nobody took."""
    shifts = Shift.objects.filter(organisation=organisation, ended_at=None, lead__revoked_at=None)
    leads = shifts.order_by("-started_at").values_list("lead__code", "lead__roles")
    return tuple(dict.fromkeys(code for code, roles in leads if Role.COORDINATOR.value in roles))


def first_owner(doing: Doing) -> str:
    """Give who owns a hold nobody was named for: the coordinator on shift, else who wrote the request down."""
    return next(iter(on_shift(doing.organisation.id)), doing.actor.person)


def keep_hold(
    doing: Doing,
    request: EvacuationRequest,
    reason: HoldReason,
    owner: str,
    signs: list[dict[str, Any]] | None = None,
) -> Hold:
    """Keep a hold. One that stands already for the same reason stays, with its owner, and learns the new signs."""
    standing = Hold.objects.filter(request=request, reason=reason.value, released_at=None).first()
    if standing is not None:
        standing.signs = signs or standing.signs
        standing.save(update_fields=("signs",))
        return standing
    placed = place_hold(request.receipt, owner, doing.now)
    return Hold.objects.create(
        organisation=doing.organisation,
        request=request,
        reason=reason.value,
        signs=signs or [],
        owner=placed.owner,
        since=placed.since,
        rings_at=placed.rings_at,
    )


def rule_hold(held: Hold) -> holds.Hold:
    """Give a stored hold as the rules read it."""
    return holds.Hold(
        request=held.request.receipt, owner=held.owner, since=held.since, rings_at=held.rings_at, rung=held.rung
    )


def release_all(doing: Doing, request: EvacuationRequest, outcome: str) -> None:
    """End every hold of a request that has come to an end: there is nothing left to wait for."""
    Hold.objects.filter(request=request, released_at=None).update(
        released_at=doing.now, released_by=doing.actor.person, outcome=outcome
    )
