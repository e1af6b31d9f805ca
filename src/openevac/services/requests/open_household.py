"""Handing out the sealed records of one request's household to somebody whose work needs them."""

from __future__ import annotations

from dataclasses import dataclass, field

from openevac.domain.roles import Action
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.sealed import SealedOut
from openevac.services.requests.finding import load_request, load_to_change, resource_of, subject_of
from openevac.services.requests.opening import Opened, hand_out, record_opening, require_still_allowed
from openevac.store.models import EvacuationRequest, Evacuee


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHousehold:
    """Open one request's household: the door, the numbers, the names."""

    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedHousehold:
    """Sealed records for a client that holds the keys; `people` by the code on their cardboard."""

    receipt: str
    household: SealedOut | None = field(repr=False)
    people: dict[str, SealedOut] = field(repr=False)
    alarmed: bool


def open_household(order: Order, asked: OpenHousehold) -> OpenedHousehold:
    """Hand out a household's sealed records; one entry that names the codes, written before anything is given."""
    recorded = carry_out(order, Action.OPEN_IDENTITIES, asked, Opened, _change)
    request = load_request(order.who.organisation, asked.receipt)
    actor = require_still_allowed(order, resource_of(order.who.organisation, request))
    identity = request.household.identity
    return OpenedHousehold(
        receipt=request.receipt,
        household=hand_out(identity, actor) if identity and request.receipt in recorded.codes else None,
        people={
            one.code: hand_out(one.identity, actor)
            for one in _sealed_people(request)
            if one.identity is not None and one.code in recorded.codes
        },
        alarmed=recorded.alarmed,
    )


def _change(doing: Doing, asked: OpenHousehold) -> Opened:
    request = load_to_change(doing, asked.receipt)
    sealed = [request.receipt] if request.household.identity_id else []
    codes = [*sealed, *(one.code for one in _sealed_people(request))]
    return record_opening(doing, subject_of(request), codes, request.household_id)


def _sealed_people(request: EvacuationRequest) -> list[Evacuee]:
    people = Evacuee.objects.filter(household=request.household_id, identity__isnull=False)
    return list(people.select_related("identity").order_by("code"))
