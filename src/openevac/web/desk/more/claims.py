"""Claims between organisations: what is shared and who takes it, offering one of ours, taking and giving back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from openevac.domain.roles import Action, ResourceKind
from openevac.rules.claims import ClaimStatus, cell_of
from openevac.services.requests.change_request import ChangeRequest, change_request
from openevac.services.requests.claim_request import ClaimRequest, claim_request
from openevac.services.requests.offer_request import OfferRequest, offer_request
from openevac.services.requests.release_claim import ReleaseClaim, release_claim
from openevac.services.requests.see_claims import ClaimLine, see_claims
from openevac.services.requests.see_request import see_request
from openevac.web.asking import asking, may, order, signed_in, who_sits
from openevac.web.places import places_of
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form

ADDRESS = "/more/claims/"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTyped:
    """Which request of ours; the tag is made in the browser from the coalition's key, where there is none yet."""

    receipt: str
    coalition_tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTyped:
    """Which shared request."""

    tag: str


@require_safe
@signed_in
def claims(request: HttpRequest) -> HttpResponse:
    """Show what is shared, two vans at one yard first."""
    lines = see_claims(asking(request))
    ours = who_sits(request).organisation
    facts = {
        "disputed": [line for line in lines if line.disputed],
        "lines": lines,
        "free": [line for line in lines if not line.taken_by],
        "theirs": [line for line in lines if _held(line) and line.taken_by != ours],
        "own": [line for line in lines if _held(line) and line.taken_by == ours],
        "done": [line for line in lines if line.status is ClaimStatus.DONE],
        "ours": ours,
        "may_claim": may(request, Action.CLAIM_REQUEST, ResourceKind.CLAIM),
    }
    return shown(request, "more/claims.html", facts)


@require_POST
@signed_in
def offer(request: HttpRequest) -> HttpResponse:
    """Share one of our requests."""
    typed = read_form(request, OfferTyped)
    whole, words = order(request), words_for(request)
    if typed.coalition_tag:
        reason = words.say("shared with the coalition")
        asked = ChangeRequest(receipt=typed.receipt, reason=reason, coalition_tags=(typed.coalition_tag,))
        change_request(replace(whole, command_id=uuid5(whole.command_id, "tag")), asked)
    done = offer_request(whole, OfferRequest(receipt=typed.receipt, cell=_cell(request, typed.receipt)))
    said = words.say(
        "{receipt} is shared: {cell}, {count} {count|person|people}.",
        receipt=done.receipt, cell=done.cell, count=done.party_size,
    )  # fmt: skip
    messages.success(request, said)
    return go(ADDRESS)


@require_POST
@signed_in
def take(request: HttpRequest) -> HttpResponse:
    """Take a shared request on for 48 hours, or prolong it."""
    typed = read_form(request, TagTyped)
    done = claim_request(order(request), ClaimRequest(tag=typed.tag))
    messages.success(request, words_for(request).remark(done.say))
    return go(ADDRESS)


@require_POST
@signed_in
def give_back(request: HttpRequest) -> HttpResponse:
    """Give a claim of ours back to the common list."""
    typed = read_form(request, TagTyped)
    done = release_claim(order(request), ReleaseClaim(tag=typed.tag))
    messages.success(request, words_for(request).remark(done.say))
    return go(ADDRESS)


def _held(line: ClaimLine) -> bool:
    return bool(line.taken_by) and line.status is not ClaimStatus.DONE


def _cell(request: HttpRequest, receipt: str) -> str:
    """Give the coarse cell of the village where the request has no position of its own."""
    line = see_request(asking(request), receipt).line
    place = places_of(who_sits(request).organisation).by_code.get(line.katottg)
    return "" if line.position is not None or place is None or place.position is None else cell_of(place.position)
