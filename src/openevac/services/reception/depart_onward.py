"""Onward travel and going back: the bed is free again, and going back lowers nobody's turn."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.people import EvacueeStatus
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.reception.finding import load_registration
from openevac.services.requests.typed import require_line
from openevac.store.models import Evacuee, Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartOnward:
    """Somebody travels on: to an oblast or a country, never an address."""

    code: str
    to: str

    def __post_init__(self) -> None:
        require_line("to", self.to, 100)
        if any(sign.isdigit() for sign in self.to):
            raise InputError(
                "Where they travel on to holds a number, as an address does.",
                "Name the oblast or the country and nothing nearer.",
                field="to",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReturn:
    """Somebody went back to where they came from."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Who has left the shelter."""

    code: str


def depart_onward(order: Order, asked: DepartOnward) -> Gone:
    """Record that somebody travelled on; their bed is free."""
    return carry_out(order, Action.DEPART_ONWARD, asked, Gone, _depart)


def record_return(order: Order, asked: RecordReturn) -> Gone:
    """Record that somebody went back; nothing follows from it for a later request."""
    return carry_out(order, Action.RECORD_RETURN, asked, Gone, _return)


def _depart(doing: Doing, asked: DepartOnward) -> Gone:
    row = load_registration(doing, asked.code)
    row.left_at, row.left_for, row.unit = doing.now, asked.to, None
    row.save(update_fields=("left_at", "left_for", "unit"))
    Evacuee.objects.filter(id=row.evacuee_id).update(status=EvacueeStatus.LEFT_ONWARD.value)
    doing.say(f"registration:{row.code}", household=row.household_id, onward=True)
    return Gone(code=row.code)


def _return(doing: Doing, asked: RecordReturn) -> Gone:
    doing.require(Resource(kind=ResourceKind.PERSON, organisation=doing.organisation.id, id=asked.code))
    person = Evacuee.objects.filter(organisation=doing.organisation, code=asked.code.strip()).first()
    if person is None:
        raise not_found("code", asked.code.strip()[:20])
    person.status = EvacueeStatus.RETURNED.value
    person.save(update_fields=("status",))
    Registration.objects.filter(evacuee=person, left_at=None, returned_at=None).update(returned_at=doing.now, unit=None)
    doing.say(f"person:{person.code}", household=person.household_id, returned=True)
    return Gone(code=person.code)
