"""What erasing somebody would take, before anybody does it: numbers, never names."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.erasing import missions_under_way, sealed_of
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.records.erase_person import find_household, with_repeats
from openevac.store.models import EvacuationRequest, Evacuee, LedgerBody


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureSeen:
    """What goes: requests by number with their repeats, sealed records, people, entries that lose what they tell.

    `missions`: open missions that drive for them; while there is one, nobody is erased.
    """

    receipts: tuple[str, ...]
    sealed: int
    people: int
    entries: int
    missions: tuple[str, ...]


def see_erasure(asking: Asking, *, receipt: str = "", code: str = "") -> ErasureSeen:
    """Show what would go with a household; for those who may erase."""
    organisation = asking.who.organisation
    allow_question(asking, Action.ERASE_PERSON, Resource(kind=ResourceKind.PERSON, organisation=organisation))
    homes = with_repeats(find_household(organisation, receipt, code))
    own = EvacuationRequest.objects.filter(organisation=organisation, household__in=homes)
    return ErasureSeen(
        receipts=tuple(sorted(own.values_list("receipt", flat=True))),
        sealed=sum(len(sealed_of(organisation, one)) for one in homes),
        people=Evacuee.objects.filter(organisation=organisation, household__in=homes).count(),
        entries=LedgerBody.objects.filter(organisation=organisation, household__in=homes).count(),
        missions=missions_under_way(organisation, homes),
    )
