"""Erasing a household: sealed records and their keys, planning rows, salts and bodies; the tree of the ledger stays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, models, transaction

from openevac.domain.errors import InputError
from openevac.domain.records import ErasureReason
from openevac.services.kernel.refusals import Refused
from openevac.services.kernel.who import OPEN_MISSIONS
from openevac.store.models import (
    Delivery,
    Erasure,
    EvacuationRequest,
    Evacuee,
    Household,
    LedgerBody,
    Mission,
    PersonToTell,
    PlanRecord,
    Registration,
    SealedRecord,
)
from openevac.store.overwriting import overwrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much went: sealed records, requests, people, and bodies of the ledger."""

    sealed: int
    requests: int
    people: int
    bodies: int


def erase_household(
    organisation: str, household: UUID, at: datetime, reason: ErasureReason, *, even_under_way: bool = False
) -> Erased:
    """Erase one household inside the caller's transaction; refuses while it is on an open mission.

    `even_under_way`: a restored backup may show a mission as open that ended long ago.

    What stays: the leaves of the ledger, which commit to something nobody can try out any more, and the entry that
    says that something was erased. `restore` replays the row this leaves behind.
    """
    if not transaction.get_connection().in_atomic_block:
        raise AssertionError("erasing happens inside a transaction")
    if not even_under_way:
        _require_not_under_way(organisation, household)
    _blank_plans(organisation, household)
    sealed = sealed_of(organisation, household)
    bodies = LedgerBody.objects.filter(organisation=organisation, household=household).update(
        body=b"", salt=b"", subject="", reason="", household=None
    )
    requests = EvacuationRequest.objects.filter(organisation=organisation, household=household)
    people = Evacuee.objects.filter(organisation=organisation, household=household)
    counted = Erased(sealed=len(sealed), requests=requests.count(), people=people.count(), bodies=bodies)
    Household.objects.filter(organisation=organisation, id=household).delete()
    SealedRecord.objects.filter(organisation=organisation, id__in=sealed).delete()
    Erasure.objects.create(organisation_id=organisation, household=household, erased_at=at, reason=reason.value)
    return counted


def forget_old_pages() -> None:
    """Make the files forget what was deleted: the write-ahead log is cut off, pages were zeroed when they were freed.

    On PostgreSQL the tables are written anew; its own write-ahead log is outside our reach and the volume must be
    encrypted. Outside a transaction. Where the disk is full what was deleted stays deleted, and the next round of
    retention tries again.
    """
    try:
        overwrite(one._meta.db_table for one in _emptied())
    except DatabaseError as fault:
        raise InputError(
            "It is done and saved, but old pages of the database could not be overwritten yet.",
            "Make room on the disk: the program tries again within six hours.",
            field="disk",
        ) from fault


def _emptied() -> set[type[models.Model]]:
    """Give every table that loses rows or bytes with a household: all that hangs on it, and what is blanked."""
    found: set[type[models.Model]] = {Household, SealedRecord}
    waiting = list(found)
    while waiting:
        # Relations without a name back are hidden ones; rows go with their owner all the same.
        for relation in waiting.pop()._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ForeignObjectRel) and relation.related_model not in found:
                found.add(relation.related_model)
                waiting.append(relation.related_model)
    return found | {LedgerBody, PlanRecord, Delivery}


def missions_under_way(organisation: str, households: Collection[UUID]) -> tuple[str, ...]:
    """Give the codes of open missions that drive for these households."""
    under_way = Mission.objects.filter(
        organisation=organisation, status__in=OPEN_MISSIONS, trips__stops__request__household__in=households
    )
    return tuple(sorted(set(under_way.values_list("code", flat=True))))


def _require_not_under_way(organisation: str, household: UUID) -> None:
    codes = missions_under_way(organisation, [household])
    if codes:
        raise Refused(
            "This household is on the open mission {missions}: a crew would look for it.",
            "Close the mission, or take the stop off it, then erase.",
            missions=", ".join(codes),
        )


def sealed_of(organisation: str, household: UUID) -> list[UUID]:
    """Give the sealed records that identify a household and its people."""
    whose = {"organisation": organisation, "household": household}
    own = Household.objects.filter(organisation=organisation, id=household)
    found: list[UUID | None] = [
        *own.values_list("identity", flat=True),
        *Evacuee.objects.filter(**whose).values_list("identity", flat=True),
        *Registration.objects.filter(**whose).values_list("identity", flat=True),
        *PersonToTell.objects.filter(**whose).values_list("contact", flat=True),
    ]
    return [one for one in found if one is not None]


def _blank_plans(organisation: str, household: UUID) -> None:
    """Plans name stops by place and minute: those that served this household are blanked."""
    plans = PlanRecord.objects.filter(
        organisation=organisation, missions__trips__stops__request__household=household
    ).values_list("id", flat=True)
    PlanRecord.objects.filter(id__in=list(plans)).update(body=b"", difference={})
