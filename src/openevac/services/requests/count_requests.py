"""How many requests each filter of the list would show: counted by the database, nothing of a person in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Count, QuerySet

from openevac.domain.events import RequestStatus
from openevac.domain.needs import MobilityClass
from openevac.domain.requests import Priority
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.confirmation import VerdictKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.requests.see_requests import COLUMN_OF, RequestFilter, rows_wanted
from openevac.store.models import EvacuationRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCounts:
    """Counts by filter, each under the other filters that are set. What nobody has is missing from a dict.

    `places`: KATOTTG codes with their counts, most first. `verdict` counts what was stored when it was last judged.
    """

    total: int
    status: dict[RequestStatus, int] = field(default_factory=dict)
    verdict: dict[VerdictKind, int] = field(default_factory=dict)
    priority: dict[Priority, int] = field(default_factory=dict)
    mobility: dict[MobilityClass, int] = field(default_factory=dict)
    places: tuple[tuple[str, int], ...] = ()
    held: int = 0
    ring_again: int = 0


def count_requests(asking: Asking, wanted: RequestFilter) -> RequestCounts:
    """Count what the list would show if one filter more, or another one, were chosen."""
    allow_question(
        asking, Action.SEE_REQUESTS, Resource(kind=ResourceKind.REQUEST, organisation=asking.who.organisation)
    )
    now = asking.clock.now()

    def rows(**other: object) -> QuerySet[EvacuationRequest]:
        asked: RequestFilter = replace(wanted, **other)  # type: ignore[arg-type]  # names and values stand below
        return _in_status(rows_wanted(asking.who.organisation, asked, now), asked.status)

    by_status = rows_wanted(asking.who.organisation, wanted, now)
    return RequestCounts(
        total=rows().count(),
        status={RequestStatus(value): count for value, count in _by("status", by_status)},
        verdict={VerdictKind(value): count for value, count in _by("verdict", rows(verdict=None)) if value},
        priority={Priority(value): count for value, count in _by("priority", rows(priority=None))},
        mobility={
            kind: count
            for kind, column in COLUMN_OF.items()
            if (count := rows(mobility=None).filter(**{f"{column}__gt": 0}).count())
        },
        places=tuple(sorted(_by("katottg", rows(katottg="")), key=lambda pair: (-pair[1], pair[0]))),
        held=rows(held=True).count(),
        ring_again=rows(ring_again=True).count(),
    )


def _in_status(rows: QuerySet[EvacuationRequest], status: Iterable[RequestStatus]) -> QuerySet[EvacuationRequest]:
    return rows.filter(status__in=[one.value for one in status])


def _by(column: str, rows: QuerySet[EvacuationRequest]) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list(column).annotate(count=Count("id")).values_list(column, "count"))
