"""Requests shared with other organisations: a stored claim as the rules read it, judged by what is true now."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from openevac.domain.events import RequestStatus
from openevac.domain.roles import Resource, ResourceKind
from openevac.rules import claims
from openevac.rules.claims import ClaimStatus, run_out, stands
from openevac.services.kernel.command import Doing
from openevac.services.requests.plain_lines import people_of, position_of
from openevac.store.models import Claim, EvacuationRequest

_BROUGHT_OUT = frozenset({RequestStatus.HANDED_OVER, RequestStatus.TAKEN_BY_ANOTHER})
_UNDER_WAY = frozenset({RequestStatus.ON_MISSION, RequestStatus.ABOARD})


def claims_of(organisation: str) -> Resource:
    """Give what is shared by an organisation, as the table of permissions knows it."""
    return Resource(kind=ResourceKind.CLAIM, organisation=organisation)


def shared_rows(organisation: str) -> QuerySet[Claim]:
    """Give the stored claims of an organisation with their requests."""
    return Claim.objects.filter(organisation=organisation).select_related("request").order_by("cell", "tag", "id")


def as_shared(row: Claim, now: datetime) -> claims.Claim | None:
    """Give a claim as it stands now; None where nothing is shared any more, because nobody is to be fetched."""
    shared = claims.Claim(
        organisation=row.organisation_id,
        tag=row.tag,
        cell=row.cell,
        party_size=row.party_size,
        status=ClaimStatus(row.status),
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        expires_at=row.expires_at,
    )
    shared = next(iter(run_out([shared], now)), shared)
    return shared if row.request is None else _by_request(shared, row.request, now)


def ours_under_way(row: Claim) -> bool:
    """Tell whether a van of ours is on its way for a shared request, or has its people aboard."""
    return row.request is not None and RequestStatus(row.request.status) in _UNDER_WAY


def party_and_cell(request: EvacuationRequest, cell: str) -> tuple[int, str]:
    """Give what is told of a request: the size of the party and its coarse cell, or the cell a client worked out."""
    position = position_of(request)
    coarse = cell if position is None else claims.cell_of(position)
    claims.require_cell(coarse)
    return people_of(request), coarse


def store(row: Claim, shared: claims.Claim, doing: Doing) -> None:
    """Write how a claim stands now."""
    if shared.status is ClaimStatus.RELEASED:
        row.released_at = doing.now
    # That a van is on its way is read from the request: stored here, it would outlive the mission.
    kept = ClaimStatus.TAKEN if shared.status is ClaimStatus.ON_MISSION else shared.status
    row.status, row.taken_by = kept.value, shared.taken_by
    row.taken_at, row.expires_at = shared.taken_at, shared.expires_at
    row.save(update_fields=("status", "taken_by", "taken_at", "expires_at", "released_at"))


def _by_request(shared: claims.Claim, request: EvacuationRequest, now: datetime) -> claims.Claim | None:
    """Let our own request decide: a van of ours on its way keeps others away also where nobody claimed it."""
    status = RequestStatus(request.status)
    if status in _BROUGHT_OUT:
        return _with(shared, ClaimStatus.DONE, shared.taken_by or shared.organisation)
    if status in _UNDER_WAY and (shared.taken_by == shared.organisation or not stands(shared, now)):
        return _with(shared, ClaimStatus.ON_MISSION, shared.organisation)
    return shared if status in _UNDER_WAY or status is RequestStatus.OPEN else None


def _with(shared: claims.Claim, status: ClaimStatus, taken_by: str) -> claims.Claim:
    return claims.Claim(
        organisation=shared.organisation,
        tag=shared.tag,
        cell=shared.cell,
        party_size=shared.party_size,
        status=status,
        taken_by=taken_by,
        taken_at=shared.taken_at,
        expires_at=shared.expires_at,
    )
