"""Looking up requests that may be one and the same: few indexed questions, then the rule puts them in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from openevac.domain.events import RequestStatus
from openevac.domain.needs import MobilityClass
from openevac.domain.places import LonLat
from openevac.domain.records import TagKind
from openevac.domain.remarks import Remark
from openevac.rules.duplicates import (
    MOST_ALIKE,
    MOST_PER_KEY,
    Candidate,
    KeyKind,
    RequestFacts,
    box_around,
    candidate_keys,
    rank,
)
from openevac.services.requests.finding import WAITING
from openevac.services.requests.likeliest import likeliest_at_place, likeliest_nearby, of_like_size
from openevac.services.requests.plain_lines import PlainLine, PlainRow, people_of, plain_line_of, position_of
from openevac.store.models import DuplicateDecision, EvacuationRequest, RequestTag

_Rows = QuerySet[EvacuationRequest]
_Tags = dict[UUID, dict[TagKind, set[str]]]
_LookUp = Callable[[_Rows, str, RequestFacts, list[str]], _Rows]
_GONE = (RequestStatus.LINKED.value, RequestStatus.ERASED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """A request that may be the same one, and why. Weak ones are folded away until somebody looks for them."""

    receipt: str
    status: RequestStatus
    received_at: datetime
    katottg: str
    people: int
    weak: bool
    reasons: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A request that may be the same one, with what was written down of it."""

    found: Similar
    line: PlainLine


def similar_to(organisation: str, facts: RequestFacts) -> tuple[Similar, ...]:
    """Give at most 20 requests of the organisation that may be the same, most likely first."""
    return tuple(_similar(one, row) for one, row in _ranked(organisation, facts))


def alike_to(organisation: str, facts: RequestFacts) -> tuple[Alike, ...]:
    """Give the same, each with its line: the rows that were compared hold it already."""
    ranked = _ranked(organisation, facts)
    return tuple(Alike(found=_similar(one, row), line=plain_line_of(row)) for one, row in ranked)


def _ranked(organisation: str, facts: RequestFacts) -> list[tuple[Candidate, PlainRow]]:
    tagged = _few_tagged(organisation, facts)
    rows = {row.id: row for row in _found(organisation, facts, tagged)}
    tags = _shared_tags(organisation, facts, rows) if tagged is None else tagged
    by_receipt = {row.receipt: row for row in rows.values()}
    ranked = rank(facts, (facts_of(row, tags.get(row.id, {})) for row in rows.values()))
    return [(one, by_receipt[one.id]) for one in ranked]


def _similar(one: Candidate, row: PlainRow) -> Similar:
    return Similar(
        receipt=one.id,
        status=RequestStatus(row.status),
        received_at=row.received_at,
        katottg=row.katottg,
        people=people_of(row),
        weak=one.is_weak,
        reasons=one.reasons,
    )


def facts_of(
    row: EvacuationRequest | PlainRow, tags: dict[TagKind, set[str]], kept_apart: Iterable[str] = ()
) -> RequestFacts:
    """Give what of a stored request is compared."""
    return RequestFacts(
        id=row.receipt,
        received_at=row.received_at,
        party_size=people_of(row),
        katottg=row.katottg,
        position=position_of(row),
        receipts=frozenset({row.receipt}),
        phone_tags=frozenset(tags.get(TagKind.PHONE, ())),
        house_tag=min(tags.get(TagKind.HOUSE, ()), default=""),
        mobility={
            MobilityClass.WALKS: row.walks,
            MobilityClass.WALKS_WITH_HELP: row.walks_with_help,
            MobilityClass.WHEELCHAIR: row.wheelchairs,
            MobilityClass.LYING: row.stretchers,
        },
        kept_apart=frozenset(kept_apart),
    )


def facts_of_kept(request: EvacuationRequest) -> RequestFacts:
    """Give a stored request with its tags, and the requests that a person already found to be different."""
    tags: dict[TagKind, set[str]] = defaultdict(set)
    for kind, tag in RequestTag.objects.filter(request=request).values_list("kind", "tag"):
        tags[TagKind(kind)].add(tag)
    decided = DuplicateDecision.objects.filter(Q(one=request) | Q(other=request), same=False)
    apart = {receipt for pair in decided.values_list("one__receipt", "other__receipt") for receipt in pair}
    return facts_of(request, tags, apart - {request.receipt})


def _few_tagged(organisation: str, facts: RequestFacts) -> _Tags | None:
    """Give all requests that share a phone or house with `facts`; None where they are too many to look at them all.

    Nearly always nobody else has the number: then nothing more is asked about it.
    """
    wanted = {TagKind.PHONE: facts.phone_tags, TagKind.HOUSE: frozenset(filter(None, [facts.house_tag]))}
    if not any(wanted.values()):
        return {}
    found = _tagged(organisation, facts).values_list("request_id", "kind", "tag")[: MOST_PER_KEY + 1]
    if len(found) > MOST_PER_KEY:
        return None
    return _by_request((request, kind, tag) for request, kind, tag in found if tag in wanted[TagKind(kind)])


def _shared_tags(organisation: str, facts: RequestFacts, requests: Iterable[UUID]) -> _Tags:
    """Give the phones and houses that found requests share with `facts`; no other tag can name one."""
    shared = _tagged(organisation, facts).filter(request__in=list(requests))
    return _by_request(shared.values_list("request_id", "kind", "tag"))


def _tagged(organisation: str, facts: RequestFacts) -> QuerySet[RequestTag]:
    return RequestTag.objects.filter(
        organisation=organisation,
        kind__in=[TagKind.PHONE.value, TagKind.HOUSE.value],
        tag__in=[*facts.phone_tags, *filter(None, [facts.house_tag])],
    )


def _by_request(rows: Iterable[tuple[UUID, str, str]]) -> _Tags:
    tags: _Tags = defaultdict(lambda: defaultdict(set))
    for request, kind, tag in rows:
        tags[request][TagKind(kind)].add(tag)
    return tags


def _found(organisation: str, facts: RequestFacts, tagged: _Tags | None) -> Iterator[PlainRow]:
    """Ask the store once for each kind of key, never for more rows than the rule allows."""
    by_kind: dict[KeyKind, list[str]] = defaultdict(list)
    for key in candidate_keys(facts):
        by_kind[key.kind].append(key.value)
    if tagged is not None:
        yield from _rows(_ours(organisation, facts).filter(id__in=list(tagged)).exclude(status__in=_GONE))
        by_kind = {kind: values for kind, values in by_kind.items() if kind not in _TAGS}
    alike = _few_alike(organisation, facts, by_kind)
    if alike is not None:
        yield from alike
        by_kind = {kind: values for kind, values in by_kind.items() if kind not in _ALIKE}
    for kind, values in by_kind.items():
        most = MOST_ALIKE if kind in _ALIKE else MOST_PER_KEY * len(values)
        yield from _rows(_LOOKED_UP[kind](_ours(organisation, facts), organisation, facts, values)[:most])


def _ours(organisation: str, facts: RequestFacts) -> _Rows:
    ours = EvacuationRequest.objects.filter(organisation=organisation)
    return ours.exclude(receipt__in=facts.kept_apart) if facts.kept_apart else ours


def _rows(found: _Rows) -> Iterator[PlainRow]:
    return map(PlainRow._make, found.values_list(*PlainRow._fields))


def _few_alike(
    organisation: str, facts: RequestFacts, by_kind: Mapping[KeyKind, list[str]]
) -> tuple[PlainRow, ...] | None:
    """Give all that lie near or, without a position, at the same place; None where they are too many to be compared.

    Only where they are too many must the store say which are the likeliest, which is the dear part of a look-up.
    """
    if facts.position is None or not facts.party_size:
        return None
    # Said anew in each branch: with the organisation before the OR, a database without statistics reads all open ones.
    waiting = {"organisation": organisation, "status__in": [status.value for status in WAITING]}
    alike = Q(**waiting, cell__in=by_kind[KeyKind.CELL], **_within(facts.position))
    if facts.katottg:
        alike |= Q(**waiting, katottg=facts.katottg, lon=None)
    found = of_like_size(EvacuationRequest.objects.filter(alike), facts.party_size)
    rows = tuple(_rows(found[: MOST_ALIKE + 1]))
    return None if len(rows) > MOST_ALIKE else rows


def _by_receipt(ours: _Rows, _: str, __: RequestFacts, values: list[str]) -> _Rows:
    return ours.filter(receipt__in=values).exclude(status=RequestStatus.ERASED.value).order_by("-received_at")


def _by_tag(kind: TagKind) -> _LookUp:
    def look_up(ours: _Rows, organisation: str, _: RequestFacts, values: list[str]) -> _Rows:
        tagged = RequestTag.objects.filter(organisation=organisation, kind=kind.value, tag__in=values)
        return ours.filter(id__in=tagged.values("request_id")).exclude(status__in=_GONE).order_by("-received_at")

    return look_up


def _by_cell(ours: _Rows, _: str, facts: RequestFacts, values: list[str]) -> _Rows:
    if facts.position is None:
        return ours.none()
    waiting = _waiting(ours.filter(cell__in=values, **_within(facts.position)), facts)
    return likeliest_nearby(waiting, facts, facts.position)


def _by_place(ours: _Rows, _: str, facts: RequestFacts, values: list[str]) -> _Rows:
    waiting = _waiting(ours.filter(katottg__in=values), facts)
    return likeliest_at_place(waiting if facts.position is None else waiting.filter(lon=None), facts)


def _waiting(rows: _Rows, facts: RequestFacts) -> _Rows:
    return of_like_size(rows.filter(status__in=[status.value for status in WAITING]), facts.party_size)


def _within(position: LonLat) -> dict[str, tuple[float, float]]:
    low, high = box_around(position)
    return {"lon__range": (low.lon, high.lon), "lat__range": (low.lat, high.lat)}


_ALIKE = {KeyKind.CELL, KeyKind.PLACE}
_TAGS = {KeyKind.PHONE_TAG, KeyKind.HOUSE_TAG}
_LOOKED_UP: dict[KeyKind, _LookUp] = {
    KeyKind.RECEIPT: _by_receipt,
    KeyKind.PHONE_TAG: _by_tag(TagKind.PHONE),
    KeyKind.HOUSE_TAG: _by_tag(TagKind.HOUSE),
    KeyKind.CELL: _by_cell,
    KeyKind.PLACE: _by_place,
}
