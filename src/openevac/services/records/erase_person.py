"""Erasing people at their wish: rows, keys, salts; what stays in the ledger tells nobody anything."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import parse_code
from openevac.domain.receipts import parse_receipt
from openevac.domain.records import ErasureReason
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.erasing import erase_household, forget_old_pages
from openevac.services.kernel.refusals import not_found
from openevac.store.models import Delivery, EvacuationRequest, Evacuee, Household


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson:
    """The household to be erased, by its request number or by the code on somebody's cardboard; who wishes it."""

    receipt: str = ""
    code: str = ""
    why: ErasureReason = ErasureReason.WISH

    def __post_init__(self) -> None:
        if bool(self.receipt) == bool(self.code):
            raise InputError("Name the household by one of both.", "Give its request number or a cardboard code.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased:
    """How much went."""

    sealed: int
    requests: int
    people: int


def erase_person(order: Order, asked: ErasePerson) -> PersonErased:
    """Erase a household for good, then make the files forget it."""
    erased = carry_out(order, Action.ERASE_PERSON, asked, PersonErased, _change)
    if not transaction.get_connection().in_atomic_block:
        forget_old_pages()
    return erased


def _change(doing: Doing, asked: ErasePerson) -> PersonErased:
    doing.require(Resource(kind=ResourceKind.PERSON, organisation=doing.organisation.id))
    households = with_repeats(find_household(doing.organisation.id, asked.receipt, asked.code))
    receipts = EvacuationRequest.objects.filter(household__in=households).values_list("receipt", flat=True)
    subjects = [f"request:{receipt}" for receipt in receipts]
    Delivery.objects.filter(organisation=doing.organisation, subject__in=subjects).delete()
    erased = [erase_household(doing.organisation.id, one, doing.now, asked.why) for one in households]
    sealed, requests = sum(one.sealed for one in erased), sum(one.requests for one in erased)
    people = sum(one.people for one in erased)
    doing.say("household:erased", why=asked.why.value, sealed=sealed, requests=requests, people=people)
    return PersonErased(sealed=sealed, requests=requests, people=people)


def with_repeats(household: Household) -> tuple[UUID, ...]:
    """Give a household and those of the same people that were linked to it: a repeated call is the same wish."""
    own = EvacuationRequest.objects.filter(household=household)
    firsts = {one.linked_to_id or one.id for one in own}
    linked = EvacuationRequest.objects.filter(Q(id__in=firsts) | Q(linked_to__in=firsts))
    return tuple(sorted({household.id, *linked.values_list("household_id", flat=True)}))


def find_household(organisation: str, receipt: str, code: str) -> Household:
    """Find a household by its request number, or by the code of one of its people."""
    if receipt:
        request = EvacuationRequest.objects.filter(organisation=organisation, receipt=parse_receipt(receipt)).first()
        if request is None:
            raise not_found("receipt", parse_receipt(receipt))
        return Household.objects.get(id=request.household_id)
    person = Evacuee.objects.filter(organisation=organisation, code=parse_code(code)).first()
    if person is None:
        raise not_found("code", parse_code(code))
    return Household.objects.get(id=person.household_id)
