"""Exports need two different people and a reason; what was exported, when and by whom stands in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.requests.typed import require_reason
from openevac.store.models import ExportRequest


class WhatLeaves(StrEnum):
    """What can leave the house as a whole."""

    INCIDENTS = "incidents"
    REQUESTS = "requests"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExport:
    """Somebody asks for an export, and why."""

    what: WhatLeaves
    reason: str

    def __post_init__(self) -> None:
        require_reason("reason", self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerExport:
    """Another person approves it."""

    export: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportState:
    """How far an export is."""

    export: UUID
    what: WhatLeaves
    approved: bool
    done: bool


def ask_export(order: Order, asked: AskExport) -> ExportState:
    """Ask for an export."""
    return carry_out(order, Action.ASK_EXPORT, asked, ExportState, _ask)


def approve_export(order: Order, asked: AnswerExport) -> ExportState:
    """Approve an export that somebody else asked for."""
    return carry_out(order, Action.APPROVE_EXPORT, asked, ExportState, _approve)


def finish_export(order: Order, asked: AnswerExport) -> ExportState:
    """Note that an export was made; it is not made twice on one approval."""
    return carry_out(order, Action.ASK_EXPORT, asked, ExportState, _finish)


def _ask(doing: Doing, asked: AskExport) -> ExportState:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    row = ExportRequest.objects.create(
        organisation=doing.organisation,
        what=asked.what.value,
        reason=asked.reason,
        asked_by=doing.actor.person,
        asked_at=doing.now,
    )
    doing.say(f"export:{row.id.hex}", reason=asked.reason, what=asked.what.value)
    return _state(row)


def _approve(doing: Doing, asked: AnswerExport) -> ExportState:
    row = ExportRequest.objects.select_for_update().filter(organisation=doing.organisation, id=asked.export).first()
    doing.require(
        Resource(
            kind=ResourceKind.ORGANISATION,
            organisation=doing.organisation.id,
            asked_by=row.asked_by if row else "",
        )
    )
    if row is None:
        raise not_found("export", asked.export.hex)
    if row.approved_by:
        raise Conflict("This export was approved already.", "Nothing more is to be done.", field="export")
    row.approved_by, row.approved_at = doing.actor.person, doing.now
    row.save(update_fields=("approved_by", "approved_at"))
    doing.say(f"export:{row.id.hex}", asked_by=row.asked_by)
    return _state(row)


def _finish(doing: Doing, asked: AnswerExport) -> ExportState:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    row = ExportRequest.objects.select_for_update().filter(organisation=doing.organisation, id=asked.export).first()
    if row is None:
        raise not_found("export", asked.export.hex)
    if not row.approved_by or row.done_at is not None:
        raise Conflict(
            "This export was not approved by a second person, or is done.", "Ask for it, and let another approve it."
        )
    row.done_at = doing.now
    row.save(update_fields=("done_at",))
    doing.say(f"export:{row.id.hex}", done=True)
    return _state(row)


def _state(row: ExportRequest) -> ExportState:
    return ExportState(
        export=row.id, what=WhatLeaves(row.what), approved=bool(row.approved_by), done=row.done_at is not None
    )
