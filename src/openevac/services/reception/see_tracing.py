"""What waits in the search for relatives, by code alone: one search by its number, and matches for who may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.domain.tracing import ASK_AGAIN_AFTER, TO_BE_ASKED, MatchState, TraceSide
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.store.models import PotentialMatch, Trace

MOST_SHOWN = 200
NUMBER_SIGNS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchShown:
    """One side of a search as anybody at the desk sees it.

    Whether somebody was found is told nowhere here before that person agreed: what nobody matches, what waits for
    an answer and what was declined read the same.
    """

    trace: UUID
    number: str
    side: TraceSide
    opened_at: datetime
    opened_by: str
    agreed: bool
    ended: bool
    may_tell: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchShown:
    """A match for who asks and tells: the numbers of both searches, how many tags agree, when to ask (again)."""

    match: UUID
    searches: str
    wants: str
    shared_tags: int
    state: MatchState
    since: datetime
    ask_at: datetime
    beforehand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatWaits:
    """Whom to ask now, who is asked again later, and which searches may be told of somebody."""

    ask: tuple[MatchShown, ...]
    later: tuple[MatchShown, ...]
    tell: tuple[MatchShown, ...]


def see_search(asking: Asking, number: str) -> SearchShown:
    """Show one side of a search by the number that was told when it was opened."""
    _allow(asking, Action.OPEN_TRACE)
    row = find_trace(asking.who.organisation, number)
    agreed = PotentialMatch.objects.filter(
        searches=row, state__in=(MatchState.AGREED.value, MatchState.TOLD.value), wants__closed_at=None
    )
    return SearchShown(
        trace=row.id,
        number=number_of(row.id),
        side=TraceSide(row.side),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        agreed=row.agreed,
        ended=row.closed_at is not None,
        may_tell=agreed.exists(),
    )


def see_what_waits(asking: Asking) -> WhatWaits:
    """Show who is to be asked and who may be told; for those alone who ask, longest waiting first."""
    _allow(asking, Action.MATCH_TRACE)
    now = asking.clock.now()
    rows = _open_matches(asking.who.organisation).filter(
        state__in=[one.value for one in (*TO_BE_ASKED, MatchState.AGREED)]
    )
    shown = sorted((_shown(row) for row in rows[:MOST_SHOWN]), key=lambda one: (one.ask_at, one.since, one.match))
    asked = [one for one in shown if one.state in TO_BE_ASKED]
    return WhatWaits(
        ask=tuple(one for one in asked if one.ask_at <= now),
        later=tuple(one for one in asked if one.ask_at > now),
        tell=tuple(one for one in shown if one.state is MatchState.AGREED),
    )


def see_match(asking: Asking, match: UUID) -> MatchShown:
    """Show one match to who may ask."""
    _allow(asking, Action.MATCH_TRACE)
    row = _open_matches(asking.who.organisation).filter(id=match).first()
    if row is None:
        raise not_found("match", match.hex)
    return _shown(row)


def find_trace(organisation: str, number: str) -> Trace:
    """Find one side of a search by its number or its whole code."""
    typed = number.strip().lower().replace("-", "")
    found = [] if len(typed) < NUMBER_SIGNS or not set(typed) <= set("0123456789abcdef") else _like(organisation, typed)
    if len(found) != 1:
        raise not_found("search", number.strip()[:40])
    return found[0]


def number_of(trace: UUID) -> str:
    """Give the number of a search as it is told on the telephone: "1f3c-77a0"."""
    return f"{trace.hex[:4]}-{trace.hex[4:NUMBER_SIGNS]}"


def _like(organisation: str, typed: str) -> list[Trace]:
    # Codes are drawn at random, and read as text differently by the two databases: a range is asked for.
    first, last = UUID(hex=typed.ljust(32, "0")[:32]), UUID(hex=typed.ljust(32, "f")[:32])
    return list(Trace.objects.filter(organisation=organisation, id__gte=first, id__lte=last)[:2])


def _open_matches(organisation: str) -> QuerySet[PotentialMatch]:
    return PotentialMatch.objects.filter(
        organisation=organisation, searches__closed_at=None, wants__closed_at=None
    ).select_related("searches", "wants")


def _shown(row: PotentialMatch) -> MatchShown:
    since = max(row.searches.opened_at, row.wants.opened_at)
    later = MatchState(row.state) is MatchState.LATER and row.decided_at is not None
    return MatchShown(
        match=row.id,
        searches=number_of(row.searches_id),
        wants=number_of(row.wants_id),
        shared_tags=row.shared_tags,
        state=MatchState(row.state),
        since=since,
        ask_at=row.decided_at + ASK_AGAIN_AFTER if later and row.decided_at else since,
        beforehand=row.wants.agreed,
    )


def _allow(asking: Asking, action: Action) -> None:
    allow_question(asking, action, Resource(kind=ResourceKind.TRACE, organisation=asking.who.organisation))
