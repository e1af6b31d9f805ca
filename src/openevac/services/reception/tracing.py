"""Looking for relatives from both sides: matched by keyed tags, never browsed, told only when the other side agreed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.domain.tracing import TO_BE_ASKED, MatchState, TraceSide
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, Refused, not_found
from openevac.services.kernel.sealed import SealedIn, keep_sealed
from openevac.services.requests.typed import require_tag
from openevac.store.models import PotentialMatch, Trace, TraceTag
from openevac.vault.records import RecordKind

MOST_TAGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTrace:
    """One side opens a trace: tags of what both would know, and who, sealed. `agreed`: they want to be told of."""

    side: TraceSide
    tags: tuple[str, ...]
    identity: SealedIn
    agreed: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(set(self.tags)) <= MOST_TAGS:
            raise InputError(
                "A trace has 1 to {most} tags.", "Give what both sides know.", field="tags", most=MOST_TAGS
            )
        for tag in self.tags:
            require_tag("tags", tag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two sides that may look for each other, by random codes; who they are only opens for operators, one by one."""

    match: UUID
    searches: UUID
    wants: UUID
    shared_tags: int
    state: MatchState


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceOpened:
    """The trace's code, and matches that it made."""

    trace: UUID
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchTrace:
    """What became of a match: who may be found said yes, no or later, or is somebody else; who searches was told."""

    match: UUID
    state: MatchState


_ASKED = frozenset({MatchState.AGREED, MatchState.DECLINED, MatchState.LATER, MatchState.NOT_THEM})
_NEXT = {
    MatchState.PROPOSED: _ASKED,
    MatchState.LATER: _ASKED,
    MatchState.AGREED: frozenset({MatchState.TOLD, MatchState.DECLINED, MatchState.NOT_THEM}),
    MatchState.DECLINED: frozenset(),
    MatchState.NOT_THEM: frozenset(),
    MatchState.TOLD: frozenset(),
}


def open_trace(order: Order, asked: OpenTrace) -> TraceOpened:
    """Open one side of a search and compare it with the other side's tags."""
    return carry_out(order, Action.OPEN_TRACE, asked, TraceOpened, _open)


def match_trace(order: Order, asked: MatchTrace) -> Match:
    """Record what became of a match; nobody is told before the one who may be found agreed."""
    return carry_out(order, Action.MATCH_TRACE, asked, Match, _match)


def _open(doing: Doing, asked: OpenTrace) -> TraceOpened:
    doing.require(Resource(kind=ResourceKind.TRACE, organisation=doing.organisation.id))
    trace = Trace.objects.create(
        organisation=doing.organisation,
        side=asked.side.value,
        opened_at=doing.now,
        opened_by=doing.actor.person,
        agreed=asked.agreed,
        identity=keep_sealed(doing, asked.identity, RecordKind.TRACE),
    )
    tags = sorted(set(asked.tags))
    TraceTag.objects.bulk_create([TraceTag(trace=trace, organisation=doing.organisation.id, tag=tag) for tag in tags])
    matches = tuple(_matches(doing, trace, tags))
    doing.say(f"trace:{trace.id.hex}", side=asked.side.value, matches=len(matches))
    return TraceOpened(trace=trace.id, matches=matches)


def _matches(doing: Doing, trace: Trace, tags: list[str]) -> list[Match]:
    other = TraceSide.WANTS_TO_BE_FOUND if TraceSide(trace.side) is TraceSide.SEARCHES else TraceSide.SEARCHES
    shared: dict[UUID, int] = {}
    found = TraceTag.objects.filter(
        organisation=doing.organisation.id, tag__in=tags, trace__side=other.value, trace__closed_at=None
    )
    for one in found.values_list("trace_id", flat=True):
        shared[one] = shared.get(one, 0) + 1
    made = []
    for opposite, count in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        searches, wants = (trace.id, opposite) if other is TraceSide.WANTS_TO_BE_FOUND else (opposite, trace.id)
        agreed = Trace.objects.get(id=wants).agreed
        row = PotentialMatch.objects.create(
            organisation=doing.organisation,
            searches_id=searches,
            wants_id=wants,
            shared_tags=count,
            state=(MatchState.AGREED if agreed else MatchState.PROPOSED).value,
        )
        made.append(_shown(row))
    return made


def _match(doing: Doing, asked: MatchTrace) -> Match:
    doing.require(Resource(kind=ResourceKind.TRACE, organisation=doing.organisation.id))
    row = PotentialMatch.objects.select_for_update().filter(organisation=doing.organisation, id=asked.match).first()
    if row is None:
        raise not_found("match", asked.match.hex)
    state = MatchState(row.state)
    if asked.state is MatchState.TOLD and state in TO_BE_ASKED:
        raise Refused(
            "The one who may be found has not agreed yet.",
            "Ask them first; until then nobody learns that they are here.",
        )
    if asked.state not in _NEXT[state]:
        raise Conflict("This match is at another point already.", "Look at it again.", field="match")
    row.state, row.decided_by, row.decided_at = asked.state.value, doing.actor.person, doing.now
    row.save(update_fields=("state", "decided_by", "decided_at"))
    doing.say(f"match:{row.id.hex}", state=asked.state.value)
    return _shown(row)


def _shown(row: PotentialMatch) -> Match:
    return Match(
        match=row.id,
        searches=row.searches_id,
        wants=row.wants_id,
        shared_tags=row.shared_tags,
        state=MatchState(row.state),
    )
