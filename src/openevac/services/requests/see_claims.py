"""What organisations tell each other of requests: to a partner four facts and no more, to us also whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.roles import Action
from openevac.rules.claims import ClaimStatus, conflicts
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.sharing import as_shared, claims_of, ours_under_way, shared_rows
from openevac.store.models import Partner


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRequest:
    """All that a partner learns of a request: about where, how many, how it stands, and the tag to compare."""

    tag: str
    cell: str
    party_size: int
    status: ClaimStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """A shared request as our own desk sees it. `disputed`: two organisations go to one yard; people must talk.

    `ours_under_way`: a van of ours is on its way there; `ring`: the duty phone of whoever takes it, if one is known.
    """

    tag: str
    cell: str
    party_size: int
    status: ClaimStatus
    receipt: str
    taken_by: str
    taken_at: datetime | None
    expires_at: datetime | None
    disputed: bool
    ours_under_way: bool = False
    ring: str = ""


def see_shared(asking: Asking) -> tuple[SharedRequest, ...]:
    """Give the common list as a partner may see it."""
    allow_question(asking, Action.SEE_CLAIMS, claims_of(asking.who.organisation))
    now = asking.clock.now()
    stands = (as_shared(row, now) for row in shared_rows(asking.who.organisation))
    return tuple(
        SharedRequest(tag=one.tag, cell=one.cell, party_size=one.party_size, status=one.status)
        for one in stands
        if one is not None
    )


def see_claims(asking: Asking) -> tuple[ClaimLine, ...]:
    """Give the shared requests with their numbers and who takes them, to our own desk."""
    actor = allow_question(asking, Action.SEE_CLAIMS, claims_of(asking.who.organisation))
    if actor.organisation != asking.who.organisation:
        raise not_found("claims", asking.who.organisation)
    now = asking.clock.now()
    pairs = [(row, one) for row in shared_rows(actor.organisation) if (one := as_shared(row, now)) is not None]
    disputed = {group[0].tag for group in conflicts((one for _, one in pairs), now)}
    # A van of ours that left although another organisation claimed the request is as much a second van at one door.
    disputed |= {one.tag for row, one in pairs if ours_under_way(row) and one.taken_by not in {"", one.organisation}}
    phones = dict(Partner.objects.filter(organisation=actor.organisation).values_list("code", "desk_phone"))
    return tuple(
        ClaimLine(
            tag=one.tag,
            cell=one.cell,
            party_size=one.party_size,
            status=one.status,
            receipt=row.request.receipt if row.request else "",
            taken_by=one.taken_by,
            taken_at=one.taken_at,
            expires_at=one.expires_at,
            disputed=one.tag in disputed,
            ours_under_way=ours_under_way(row),
            ring=phones.get(one.taken_by, ""),
        )
        for row, one in pairs
    )
