"""Handing out the households of requests that may be the same, so that a client can compare surnames: at most 20."""

from __future__ import annotations

from dataclasses import dataclass, field

from openevac.domain.errors import InputError
from openevac.domain.receipts import parse_receipt
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.duplicates import MOST_CANDIDATES
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.kernel.sealed import SealedOut
from openevac.services.requests.opening import Opened, hand_out, record_opening, require_still_allowed
from openevac.store.models import EvacuationRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCandidates:
    """The numbers of the requests to compare with, as `find_similar` gave them."""

    receipts: tuple[str, ...]

    def __post_init__(self) -> None:
        for receipt in self.receipts:
            parse_receipt(receipt)
        if not 0 < len(set(self.receipts)) <= MOST_CANDIDATES:
            raise InputError(
                "At most {most} requests are opened to compare, and at least one.",
                "Compare with those that look most alike.",
                field="receipts",
                most=MOST_CANDIDATES,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCandidates:
    """Sealed household records by request number; a request without one is left out."""

    households: dict[str, SealedOut] = field(repr=False)
    alarmed: bool


def open_candidates(order: Order, asked: OpenCandidates) -> OpenedCandidates:
    """Hand out at most 20 households to compare names with; one entry that names the numbers."""
    recorded = carry_out(order, Action.OPEN_IDENTITIES, asked, Opened, _change)
    actor = require_still_allowed(order, _all(order.who.organisation))
    rows = EvacuationRequest.objects.filter(organisation=order.who.organisation, receipt__in=recorded.codes)
    return OpenedCandidates(
        households={
            row.receipt: hand_out(row.household.identity, actor)
            for row in rows.select_related("household__identity").order_by("receipt")
            if row.household.identity is not None
        },
        alarmed=recorded.alarmed,
    )


def _change(doing: Doing, asked: OpenCandidates) -> Opened:
    doing.require(_all(doing.organisation.id))
    wanted = sorted({parse_receipt(receipt) for receipt in asked.receipts})
    rows = EvacuationRequest.objects.filter(organisation=doing.organisation, receipt__in=wanted)
    here = set(rows.values_list("receipt", flat=True))
    for receipt in wanted:
        if receipt not in here:
            raise not_found("receipts", receipt)
    sealed = rows.filter(household__identity__isnull=False).order_by("receipt")
    return record_opening(doing, "candidates", list(sealed.values_list("receipt", flat=True)))


def _all(organisation: str) -> Resource:
    return Resource(kind=ResourceKind.REQUEST, organisation=organisation)
