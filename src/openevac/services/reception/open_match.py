"""Opening both sides of a match: to ask the one who may be found, and after their yes to tell the one who searches."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.domain.tracing import TO_BE_ASKED, MatchState
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.kernel.sealed import SealedOut, sealed_for
from openevac.store.models import PotentialMatch, Trace

OPENS_WHILE = TO_BE_ASKED | {MatchState.AGREED}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatch:
    """Which match is about to be asked or told."""

    match: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchNames:
    """Both sides, sealed: a person is asked about somebody, so who asks for them must be named."""

    searches: SealedOut
    wants: SealedOut


def open_match(order: Order, asked: OpenMatch) -> MatchNames:
    """Hand out both sides of one match, while it is asked or told; the opening is in the ledger."""
    return carry_out(order, Action.OPEN_IDENTITIES, asked, MatchNames, _open)


def _open(doing: Doing, asked: OpenMatch) -> MatchNames:
    doing.require(Resource(kind=ResourceKind.TRACE, organisation=doing.organisation.id))
    rows = PotentialMatch.objects.filter(organisation=doing.organisation, id=asked.match)
    row = rows.filter(searches__closed_at=None, wants__closed_at=None).select_related("searches", "wants").first()
    if row is None:
        raise not_found("match", asked.match.hex)
    if MatchState(row.state) not in OPENS_WHILE:
        raise Conflict("This match is at another point already.", "Look at it again.", field="match")
    doing.say(f"match:{row.id.hex}", state=row.state)
    return MatchNames(searches=_sealed(row.searches), wants=_sealed(row.wants))


def _sealed(trace: Trace) -> SealedOut:
    if trace.identity is None:
        raise not_found("search", trace.id.hex)
    return sealed_for(trace.identity, Role.OPERATOR)
