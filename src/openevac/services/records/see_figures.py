"""Figures for reports: counts by settlement, sex, age and mobility, small counts hidden; no names, no codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.who import LOCAL
from openevac.store.models import EvacuationRequest, Registration

LEAST = 5
"""A count below this could point at one family of a village; it is shown as "fewer than 5"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One group and how many people; None stands for "fewer than five"."""

    group: str
    people: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """People who arrived from `first` to `last` (days, both included), counted in four ways."""

    first: date
    last: date
    total: int | None
    by_settlement: tuple[FigureRow, ...]
    by_sex: tuple[FigureRow, ...]
    by_age: tuple[FigureRow, ...]
    by_mobility: tuple[FigureRow, ...]


def see_figures(asking: Asking, first: date, last: date) -> Figures:
    """Count who arrived; every table hides small counts, and one more where a hidden one could be worked out."""
    organisation = asking.who.organisation
    allow_question(asking, Action.SEE_FIGURES, Resource(kind=ResourceKind.ORGANISATION, organisation=organisation))
    begins = datetime.combine(first, time(0), LOCAL)
    ends = datetime.combine(last + timedelta(days=1), time(0), LOCAL)
    rows = Registration.objects.filter(organisation=organisation, arrived_at__gte=begins, arrived_at__lt=ends)
    people = list(rows.values_list("evacuee__sex", "evacuee__age_band", "evacuee__mobility", "household_id"))
    places = dict(
        EvacuationRequest.objects.filter(organisation=organisation, household__in={row[3] for row in people})
        .order_by("received_at")
        .values_list("household_id", "katottg")
    )
    return Figures(
        first=first,
        last=last,
        total=len(people) if len(people) >= LEAST else None,
        by_settlement=hide_small(places.get(row[3], "") for row in people),
        by_sex=hide_small(row[0] for row in people),
        by_age=hide_small(row[1] for row in people),
        by_mobility=hide_small(row[2] for row in people),
    )


def hide_small(groups: Iterable[str]) -> tuple[FigureRow, ...]:
    """Count groups; counts from 1 to 4 are hidden, and where that is only one, the next smallest too.

    Otherwise the one hidden count could be worked out from the total.
    """
    counts: Mapping[str, int] = Counter(groups)
    hidden = {group for group, count in counts.items() if count < LEAST}
    if len(hidden) == 1 and len(counts) > 1:
        hidden.add(min((count, group) for group, count in counts.items() if group not in hidden)[1])
    return tuple(
        FigureRow(group=group, people=None if group in hidden else count) for group, count in sorted(counts.items())
    )
