"""What has expired goes: every table by the expiry its own fields name, households as a whole with their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from openevac.domain.events import RequestStatus
from openevac.domain.records import ErasureReason
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.retention import RULES, Anchor, Expiry
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.erasing import erase_household, forget_old_pages
from openevac.services.missions.trackers import trackers_that_ended
from openevac.store.field_table import expiry_of
from openevac.store.models import (
    Badge,
    Clearing,
    CommandRecord,
    Delivery,
    EnrolmentOffer,
    Erasure,
    EvacuationRequest,
    ExportRequest,
    HazardReport,
    Household,
    Job,
    LedgerBody,
    Mission,
    PackStop,
    PlaceAccess,
    PlanRecord,
    RedZoneDay,
    Registration,
    SealedRecord,
    Shift,
    SourceMute,
    Trace,
    TrackOpening,
)

DATED_BY: Mapping[Any, Mapping[Anchor, str]] = {
    Badge: {Anchor.ENDED: "revoked_at"},
    Shift: {Anchor.ENDED: "ended_at"},
    EnrolmentOffer: {Anchor.ENDED: "ends_at"},
    PackStop: {Anchor.ENDED: "ends_at"},
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

FORGETS_WITHIN = timedelta(days=1)
"""So long after an erasing every round overwrites old pages: the first may have met a full disk or an older reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionAsked:
    """Asks that everything that has expired goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many rows of each table went."""

    rows: dict[str, int]


def run_retention(order: Order) -> Removed:
    """Remove what has expired, in one transaction with one entry, then make the files forget it.

    The encrypted file forgets at every round: an erasure may have met a full disk before it could. PostgreSQL writes
    whole tables anew for it, so there only rounds do that follow on an erasing.
    """
    removed = carry_out(order, Action.RUN_RETENTION, RetentionAsked(), Removed, _remove)
    if transaction.get_connection().in_atomic_block:
        return removed
    is_file = transaction.get_connection().vendor == "sqlite"
    if is_file or any(removed.rows.values()) or _erased_lately(order.who.organisation, order.clock.now()):
        forget_old_pages()
    return removed


def _erased_lately(organisation: str, now: datetime) -> bool:
    """Tell whether somebody was erased since so long that their pages may not be overwritten yet."""
    return Erasure.objects.filter(organisation=organisation, erased_at__gte=now - FORGETS_WITHIN).exists()


def due(organisation: str, now: datetime) -> dict[str, QuerySet[Any]]:
    """Give by table what has expired by now: what a run removes, and what a page counts before it does."""
    found: dict[str, QuerySet[Any]] = {
        "Household": _households(organisation, now),
        "Mission": Mission.objects.filter(
            organisation=organisation, closed_at__lt=now - RULES[Expiry.MISSION].after[Anchor.ENDED]
        ),
        "LedgerBody": LedgerBody.objects.filter(
            organisation=organisation, at__lt=now - RULES[Expiry.LEDGER_BODY].after[Anchor.MADE]
        ).exclude(salt=b""),
    }
    found |= {model.__name__: _dated(organisation, now, model, columns) for model, columns in DATED_BY.items()}
    hazards = now - RULES[Expiry.HAZARD].after[Anchor.ENDED]
    # A report that nobody cleared stays, like old mines.
    found["HazardReport"] = HazardReport.objects.filter(organisation=organisation, valid_until__lt=hazards)
    found["TrackOpening"] = TrackOpening.objects.filter(organisation=organisation, opened_at__lt=hazards)
    found["Tracker"] = trackers_that_ended(organisation, now)
    return found


def _remove(doing: Doing, asked: RetentionAsked) -> Removed:  # noqa: ARG001 - every command is asked something
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    gone = {name: _removed(doing, name, rows) for name, rows in due(doing.organisation.id, doing.now).items()}
    PlanRecord.objects.filter(
        organisation=doing.organisation,
        missions=None,
        made_at__lt=doing.now - RULES[Expiry.MISSION].after[Anchor.ENDED],
    ).delete()
    gone = {name: count for name, count in gone.items() if count}
    doing.say(f"organisation:{doing.organisation.id}", rows=gone)
    return Removed(rows=gone)


def _removed(doing: Doing, name: str, rows: QuerySet[Any]) -> int:
    if name == "Household":
        ids = list(rows.values_list("id", flat=True))
        for household in ids:
            erase_household(doing.organisation.id, household, doing.now, ErasureReason.AGE)
        return len(ids)
    if name == "LedgerBody":
        return rows.update(body=b"", salt=b"", subject="", reason="", household=None)
    if name == "Mission":
        count = rows.count()
        rows.delete()
        return count
    if name == "Trace":  # its row only points at who is meant: the sealed record would stay for ever
        sealed = list(rows.exclude(identity=None).values_list("identity", flat=True))
        SealedRecord.objects.filter(organisation=doing.organisation, id__in=sealed).delete()
    return int(rows.delete()[0])


def _dated(organisation: str, now: datetime, model: Any, columns: Mapping[Anchor, str]) -> QuerySet[Any]:
    old = models.Q(pk__in=[])
    for anchor, wait in RULES[expiry_of(model)].after.items():
        if anchor in columns:
            column = columns[anchor]
            end: Any = now - wait
            is_day = isinstance(model._meta.get_field(column), models.DateField) and not isinstance(
                model._meta.get_field(column), models.DateTimeField
            )
            old |= models.Q(**{f"{column}__lt": end.date() if is_day else end})
    found: QuerySet[Any] = model.objects.filter(old, organisation=organisation)
    return found


def _households(organisation: str, now: datetime) -> QuerySet[Household]:
    """Find households whose case ended long enough ago.

    A request that was handed over and never closed ends with its last change; people who came without a request
    ended theirs when they arrived.
    """
    end = now - RULES[Expiry.CASE].after[Anchor.ENDED]
    own = EvacuationRequest.objects.filter(household=OuterRef("pk"))
    waiting = own.filter(closed_at=None).exclude(status=RequestStatus.HANDED_OVER.value, changed_at__lt=end)
    arrived_lately = Registration.objects.filter(household=OuterRef("pk"), arrived_at__gte=end)
    return Household.objects.filter(organisation=organisation, created_at__lt=end).exclude(
        Exists(waiting) | Exists(own.filter(closed_at__gte=end)) | (~Exists(own) & Exists(arrived_lately))
    )
