"""Looking up requests that may be one and the same: few indexed questions, then the rule puts them in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from openevac.domain.events import RequestStatus
from openevac.domain.missions import Remark
from openevac.domain.needs import MobilityClass
from openevac.domain.places import LonLat
from openevac.domain.records import TagKind
from openevac.rules.duplicates import MOST_PER_KEY, Key, KeyKind, RequestFacts, candidate_keys, rank
from openevac.services.requests.finding import WAITING
from openevac.store.models import DuplicateDecision, EvacuationRequest, RequestTag

PEOPLE = F("walks") + F("walks_with_help") + F("wheelchairs") + F("stretchers")
_COLUMNS = (
    "id", "receipt", "received_at", "status", "katottg", "lon", "lat",
    "walks", "walks_with_help", "wheelchairs", "stretchers",
)  # fmt: skip
_LookUp = Callable[[QuerySet[EvacuationRequest], str, list[Key]], QuerySet[EvacuationRequest]]
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


def similar_to(organisation: str, facts: RequestFacts) -> tuple[Similar, ...]:
    """Give at most 20 requests of the organisation that may be the same, most likely first."""
    rows = {row.id: row for found in _found(organisation, candidate_keys(facts)) for row in found}
    tags = _tags_of(rows)
    by_receipt = {row.receipt: row for row in rows.values()}
    ranked = rank(facts, (facts_of(row, tags[row.id]) for row in rows.values()))
    return tuple(
        Similar(
            receipt=one.id,
            status=RequestStatus(by_receipt[one.id].status),
            received_at=by_receipt[one.id].received_at,
            katottg=by_receipt[one.id].katottg,
            people=people_of(by_receipt[one.id]),
            weak=one.is_weak,
            reasons=one.reasons,
        )
        for one in ranked
    )


def facts_of(row: EvacuationRequest, tags: dict[TagKind, set[str]], kept_apart: Iterable[str] = ()) -> RequestFacts:
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
    tags = _tags_of([request.id])[request.id]
    decided = DuplicateDecision.objects.filter(Q(one=request) | Q(other=request), same=False)
    apart = {receipt for pair in decided.values_list("one__receipt", "other__receipt") for receipt in pair}
    return facts_of(request, tags, apart - {request.receipt})


def people_of(row: EvacuationRequest) -> int:
    """Give how many people a request is for."""
    return row.walks + row.walks_with_help + row.wheelchairs + row.stretchers


def position_of(row: EvacuationRequest) -> LonLat | None:
    """Give the rounded position, or None where there is none."""
    return None if row.lon is None or row.lat is None else LonLat(row.lon, row.lat)


def _tags_of(requests: Iterable[UUID]) -> dict[UUID, dict[TagKind, set[str]]]:
    tags: dict[UUID, dict[TagKind, set[str]]] = defaultdict(lambda: defaultdict(set))
    for request, kind, tag in RequestTag.objects.filter(request__in=list(requests)).values_list(
        "request_id", "kind", "tag"
    ):
        tags[request][TagKind(kind)].add(tag)
    return tags


def _found(organisation: str, keys: Iterable[Key]) -> Iterable[QuerySet[EvacuationRequest]]:
    """Ask the store once for each kind of key, newest first, never more rows than the rule allows."""
    by_kind: dict[KeyKind, list[Key]] = defaultdict(list)
    for key in keys:
        by_kind[key.kind].append(key)
    ours = EvacuationRequest.objects.filter(organisation=organisation).only(*_COLUMNS).order_by("-received_at")
    for kind, some in by_kind.items():
        yield _LOOKED_UP[kind](ours, organisation, some)[: MOST_PER_KEY * len(some)]


def _by_receipt(ours: QuerySet[EvacuationRequest], _: str, keys: list[Key]) -> QuerySet[EvacuationRequest]:
    return ours.filter(receipt__in=[key.value for key in keys]).exclude(status=RequestStatus.ERASED.value)


def _by_tag(kind: TagKind) -> _LookUp:
    def look_up(ours: QuerySet[EvacuationRequest], organisation: str, keys: list[Key]) -> QuerySet[EvacuationRequest]:
        tagged = RequestTag.objects.filter(
            organisation=organisation, kind=kind.value, tag__in=[key.value for key in keys]
        )
        return ours.filter(id__in=tagged.values("request_id")).exclude(status__in=_GONE)

    return look_up


def _by_cell(ours: QuerySet[EvacuationRequest], _: str, keys: list[Key]) -> QuerySet[EvacuationRequest]:
    return _of_size(ours.filter(cell__in=[key.value for key in keys]), keys[0])


def _by_place(ours: QuerySet[EvacuationRequest], _: str, keys: list[Key]) -> QuerySet[EvacuationRequest]:
    placed = ours.filter(katottg__in=[key.value for key in keys])
    if keys[0].without_position:
        placed = placed.filter(lon=None)
    return _of_size(placed, keys[0])


def _of_size(rows: QuerySet[EvacuationRequest], key: Key) -> QuerySet[EvacuationRequest]:
    rows = rows.filter(status__in=[status.value for status in WAITING])
    return rows if key.party is None else rows.alias(people=PEOPLE).filter(people__range=key.party)


_LOOKED_UP: dict[KeyKind, _LookUp] = {
    KeyKind.RECEIPT: _by_receipt,
    KeyKind.PHONE_TAG: _by_tag(TagKind.PHONE),
    KeyKind.HOUSE_TAG: _by_tag(TagKind.HOUSE),
    KeyKind.CELL: _by_cell,
    KeyKind.PLACE: _by_place,
}
