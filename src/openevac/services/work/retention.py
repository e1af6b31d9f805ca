"""What has expired goes: every table by the expiry its own fields name, households as a whole with their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from openevac.domain.events import RequestStatus
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.retention import RULES, Anchor, Expiry
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.erasing import erase_household, forget_old_pages
from openevac.store.field_table import expiry_of
from openevac.store.models import (
    Badge,
    Clearing,
    CommandRecord,
    Delivery,
    Erasure,
    EvacuationRequest,
    ExportRequest,
    HazardReport,
    Household,
    Job,
    LedgerBody,
    Mission,
    PlaceAccess,
    PlanRecord,
    RedZoneDay,
    Registration,
    Shift,
    SourceMute,
    Trace,
    TrackOpening,
)

DATED_BY: Mapping[Any, Mapping[Anchor, str]] = {
    Badge: {Anchor.ENDED: "revoked_at"},
    Shift: {Anchor.ENDED: "ended_at"},
    CommandRecord: {Anchor.MADE: "at"},
    Job: {Anchor.MADE: "asked_at"},
    ExportRequest: {Anchor.MADE: "asked_at"},
    Delivery: {Anchor.ENDED: "told_at"},
    RedZoneDay: {Anchor.MADE: "day"},
    Trace: {Anchor.MADE: "opened_at", Anchor.ENDED: "closed_at"},
    PlaceAccess: {Anchor.ENDED: "replaced_at"},
    SourceMute: {Anchor.ENDED: "ended_at"},
    Erasure: {Anchor.MADE: "erased_at"},
    Clearing: {Anchor.ENDED: "expires_at"},
}
"""Which column says when a row's time began. Rows of other tables go with what they belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionAsked:
    """Asks that everything that has expired goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many rows of each table went."""

    rows: dict[str, int]


def run_retention(order: Order) -> Removed:
    """Remove what has expired, in one transaction with one entry, then make the files forget it."""
    removed = carry_out(order, Action.RUN_RETENTION, RetentionAsked(), Removed, _remove)
    if any(removed.rows.values()) and not transaction.get_connection().in_atomic_block:
        forget_old_pages()
    return removed


def _remove(doing: Doing, asked: RetentionAsked) -> Removed:  # noqa: ARG001 - every command is asked something
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    rows = {"Household": _households(doing), "Mission": _missions(doing), "LedgerBody": _bodies(doing)}
    rows |= {model.__name__: _dated(doing, model, columns) for model, columns in DATED_BY.items()}
    rows["HazardReport"] = _cleared_reports(doing)
    gone = {name: count for name, count in rows.items() if count}
    doing.say(f"organisation:{doing.organisation.id}", rows=gone)
    return Removed(rows=gone)


def _dated(doing: Doing, model: Any, columns: Mapping[Anchor, str]) -> int:
    old = models.Q(pk__in=[])
    for anchor, wait in RULES[expiry_of(model)].after.items():
        if anchor in columns:
            column = columns[anchor]
            end: Any = doing.now - wait
            is_day = isinstance(model._meta.get_field(column), models.DateField) and not isinstance(
                model._meta.get_field(column), models.DateTimeField
            )
            old |= models.Q(**{f"{column}__lt": end.date() if is_day else end})
    found = model.objects.filter(old, organisation=doing.organisation.id)
    return int(found.delete()[0])


def _households(doing: Doing) -> int:
    """Erase households whose case ended long enough ago.

    A request that was handed over and never closed ends with its last change; people who came without a request
    ended theirs when they arrived.
    """
    end = _before(doing.now, Expiry.CASE)
    own = EvacuationRequest.objects.filter(household=OuterRef("pk"))
    waiting = own.filter(closed_at=None).exclude(status=RequestStatus.HANDED_OVER.value, changed_at__lt=end)
    arrived_lately = Registration.objects.filter(household=OuterRef("pk"), arrived_at__gte=end)
    ended = Household.objects.filter(organisation=doing.organisation, created_at__lt=end).exclude(
        Exists(waiting) | Exists(own.filter(closed_at__gte=end)) | (~Exists(own) & Exists(arrived_lately))
    )
    ids = list(ended.values_list("id", flat=True))
    for household in ids:
        erase_household(doing.organisation.id, household, doing.now, "age")
    return len(ids)


def _missions(doing: Doing) -> int:
    old = Mission.objects.filter(organisation=doing.organisation, closed_at__lt=_before(doing.now, Expiry.MISSION))
    count = old.count()
    old.delete()
    PlanRecord.objects.filter(
        organisation=doing.organisation, missions=None, made_at__lt=_before(doing.now, Expiry.MISSION)
    ).delete()
    return count


def _bodies(doing: Doing) -> int:
    end = doing.now - RULES[Expiry.LEDGER_BODY].after[Anchor.MADE]
    old = LedgerBody.objects.filter(organisation=doing.organisation, at__lt=end).exclude(salt=b"")
    return old.update(body=b"", salt=b"", subject="", reason="", household=None)


def _cleared_reports(doing: Doing) -> int:
    """Remove reports that ended long enough ago; one that nobody cleared stays, like old mines."""
    cleared = HazardReport.objects.filter(
        organisation=doing.organisation, valid_until__lt=_before(doing.now, Expiry.HAZARD)
    )
    TrackOpening.objects.filter(
        organisation=doing.organisation, opened_at__lt=_before(doing.now, Expiry.HAZARD)
    ).delete()
    return cleared.delete()[0]


def _before(now: datetime, expiry: Expiry) -> datetime:
    return now - RULES[expiry].after[Anchor.ENDED]
