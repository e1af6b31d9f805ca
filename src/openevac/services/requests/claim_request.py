"""Claiming a shared request: for ourselves by its number, for a partner by its tag. One stands at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Role
from openevac.rules import claims
from openevac.rules.claims import ClaimStatus, take
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, NotFound, not_found, refuse
from openevac.services.requests.finding import load_request, require_waiting
from openevac.services.requests.offer_request import share
from openevac.services.requests.sharing import as_shared, claims_of, store
from openevac.services.requests.typed import require_tag
from openevac.store.models import Claim, EvacuationRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRequest:
    """Which request: our own by `receipt` (shared now if it was not), or a shared one by `tag`."""

    receipt: str = ""
    tag: str = ""
    cell: str = ""

    def __post_init__(self) -> None:
        if bool(self.receipt) == bool(self.tag):
            raise InputError("Give the number or the tag, one of the two.", "Leave the other one out.", field="tag")
        if self.tag:
            require_tag("tag", self.tag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """How the claim stands: all that a partner may learn, and what it means in words."""

    tag: str
    cell: str
    party_size: int
    status: ClaimStatus
    expires_at: datetime | None
    say: Remark


def claim_request(order: Order, asked: ClaimRequest) -> Claimed:
    """Claim a request for 48 hours, or prolong one's own claim."""
    return carry_out(order, Action.CLAIM_REQUEST, asked, Claimed, _change)


def find_claim(doing: Doing, receipt: str, tag: str, cell: str = "") -> Claim:
    """Lock the row of a shared request; the number is for the organisation's own people, the tag for anybody."""
    doing.require(claims_of(doing.organisation.id))
    if receipt:
        if Role.PARTNER in doing.actor.roles:
            raise not_found("receipt", receipt)
        request = load_request(doing.organisation.id, receipt)
        require_waiting(EvacuationRequest.objects.select_for_update(no_key=True).get(id=request.id))
        tag = share(doing, request, cell).tag
    rows = Claim.objects.select_for_update(no_key=True, of=("self",)).filter(organisation=doing.organisation, tag=tag)
    row = rows.select_related("request").order_by("id").first()
    if row is None:
        raise not_found("tag", tag)
    return row


def standing(row: Claim, doing: Doing) -> claims.Claim:
    """Give how a shared request stands now; NotFound where it is not shared any more."""
    shared = as_shared(row, doing.now)
    if shared is None:
        raise not_found("tag", row.tag)
    return shared


def answer(doing: Doing, row: Claim, shared: claims.Claim, say: Remark) -> Claimed:
    """Write the entry and give what may be told."""
    household = row.request.household_id if row.request else None
    doing.say(f"claim:{row.id}", household=household, status=shared.status.value, by=doing.actor.organisation)
    return Claimed(
        tag=shared.tag,
        cell=shared.cell,
        party_size=shared.party_size,
        status=shared.status,
        expires_at=shared.expires_at,
        say=say,
    )


def _change(doing: Doing, asked: ClaimRequest) -> Claimed:
    row = find_claim(doing, asked.receipt, asked.tag, asked.cell)
    known = Claim.objects.filter(organisation=doing.organisation, tag=row.tag).exclude(id=row.id)
    others = [shared for one in known.select_related("request") if (shared := as_shared(one, doing.now)) is not None]
    decision, shared = take(standing(row, doing), others, doing.actor.organisation, doing.now)
    if not decision.allowed:
        raise refuse(decision.reason, "Talk to them before anybody drives.", NotFound if decision.hidden else Conflict)
    store(row, shared, doing)
    return answer(doing, row, shared, decision.reason)
