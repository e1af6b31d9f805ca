"""What another organisation asks: which requests are shared, to take one, and to give it back."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema

from openevac.services.requests.claim_request import Claimed, ClaimRequest, claim_request
from openevac.services.requests.release_claim import ReleaseClaim, release_claim
from openevac.services.requests.see_claims import SharedRequest, see_shared
from openevac.web.api.asking import asking, order
from openevac.web.api.shapes import REFUSALS, Command, Moment, Sentence

router = Router(tags=["partners"])
Tag = Annotated[str, Field(max_length=64, examples=["5d0a3c9b8f7e6d5c4b3a291807f6e5d4"])]


class SharedOut(Schema):
    """All that is told of a shared request: about where, how many, how it stands, and a tag to compare."""

    tag: str
    cell: str
    party_size: int
    status: str


class ClaimIn(Command):
    """Which request, by its tag under the coalition's key."""

    tag: Tag


class ClaimOut(Schema):
    """How the claim stands now, and what that means in words."""

    tag: str
    cell: str
    party_size: int
    status: str
    expires_at: Moment | None
    say: Sentence


@router.get("claims", response={200: list[SharedOut], **REFUSALS}, summary="See the requests that are shared")
def claims(request: HttpRequest) -> list[SharedRequest]:
    """Give the common list. No name, number, door or exact place is in it."""
    return list(see_shared(asking(request)))


@router.post("claims/take", response={200: ClaimOut, **REFUSALS}, summary="Take a shared request on")
def take(request: HttpRequest, asked: ClaimIn) -> Claimed:
    """Claim a request for 48 hours, or prolong one's own claim."""
    return claim_request(order(request, asked.command_id), ClaimRequest(tag=asked.tag))


@router.post("claims/release", response={200: ClaimOut, **REFUSALS}, summary="Give a claimed request back")
def release(request: HttpRequest, asked: ClaimIn) -> Claimed:
    """Release one's own claim; another organisation's reads as if there were none."""
    return release_claim(order(request, asked.command_id), ReleaseClaim(tag=asked.tag))
