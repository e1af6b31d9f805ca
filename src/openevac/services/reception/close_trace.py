"""Ending a search at the wish of whoever opened it: names, tags and matches go at once, the row with the next round."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.erasing import forget_old_pages
from openevac.services.kernel.refusals import not_found
from openevac.store.models import PotentialMatch, SealedRecord, Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTrace:
    """Which side of a search."""

    trace: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceClosed:
    """How many matches went with it."""

    trace: UUID
    matches: int


def close_trace(order: Order, asked: CloseTrace) -> TraceClosed:
    """End one side of a search, then make the files forget it."""
    closed = carry_out(order, Action.CLOSE_TRACE, asked, TraceClosed, _close)
    if not transaction.get_connection().in_atomic_block:
        forget_old_pages()
    return closed


def _close(doing: Doing, asked: CloseTrace) -> TraceClosed:
    doing.require(Resource(kind=ResourceKind.TRACE, organisation=doing.organisation.id))
    row = Trace.objects.select_for_update(of=("self",)).filter(organisation=doing.organisation, id=asked.trace).first()
    if row is None or row.closed_at is not None:
        raise not_found("search", asked.trace.hex)
    matches = PotentialMatch.objects.filter(Q(searches=row) | Q(wants=row))
    count = matches.count()
    matches.delete()
    row.tags.all().delete()
    sealed = [row.identity_id] if row.identity_id else []
    row.identity, row.closed_at = None, doing.now
    row.save(update_fields=("identity", "closed_at"))
    SealedRecord.objects.filter(organisation=doing.organisation, id__in=sealed).delete()
    doing.say(f"trace:{row.id.hex}", matches=count)
    return TraceClosed(trace=row.id, matches=count)
