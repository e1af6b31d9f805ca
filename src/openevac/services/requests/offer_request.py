"""Sharing a request with other organisations: a coarse cell, how many people, and a tag under the coalition's key."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.records import TagKind
from openevac.domain.roles import Action, Role
from openevac.rules.claims import ClaimStatus
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.finding import load_request, require_waiting
from openevac.services.requests.sharing import claims_of, party_and_cell
from openevac.store.models import Claim, EvacuationRequest, RequestTag


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRequest:
    """Share one of our requests. `cell`: needed only where the request has no position (rules.claims.cell_of)."""

    receipt: str
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What others see of it from now on."""

    receipt: str
    tag: str
    cell: str
    party_size: int


def offer_request(order: Order, asked: OfferRequest) -> Offered:
    """Put a request into the common list."""
    return carry_out(order, Action.CLAIM_REQUEST, asked, Offered, _change)


def share(doing: Doing, request: EvacuationRequest, cell: str) -> Claim:
    """Give the row that shares a request, made now if it is not there; needs a tag under the coalition's key."""
    standing = Claim.objects.filter(organisation=doing.organisation, request=request).first()
    if standing is not None:
        return standing
    tags = RequestTag.objects.filter(request=request, kind=TagKind.COALITION.value).order_by("tag")
    tag = tags.values_list("tag", flat=True).first()
    if tag is None:
        raise InputError(
            "The request has no tag under the coalition's key.",
            "Let a client with that key add the tag to the request first.",
            field="coalition_tags",
        )
    party_size, coarse = party_and_cell(request, cell)
    return Claim.objects.create(
        organisation=doing.organisation,
        request=request,
        tag=tag,
        cell=coarse,
        party_size=party_size,
        status=ClaimStatus.OFFERED.value,
    )


def _change(doing: Doing, asked: OfferRequest) -> Offered:
    doing.require(claims_of(doing.organisation.id))
    if Role.PARTNER in doing.actor.roles:
        # Numbers count up and can be guessed: a partner who named one would learn of a request nobody shared.
        raise not_found("receipt", asked.receipt)
    request = load_request(doing.organisation.id, asked.receipt)
    require_waiting(EvacuationRequest.objects.select_for_update(no_key=True).get(id=request.id))
    row = share(doing, request, asked.cell)
    doing.say(f"claim:{row.id}", household=request.household_id, request=request.receipt, status=row.status)
    return Offered(receipt=request.receipt, tag=row.tag, cell=row.cell, party_size=row.party_size)
