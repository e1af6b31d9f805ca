"""One household at the transit centre: who of it is here, who is still on the way, what was written down of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import parse_code
from openevac.domain.events import ArrivedBy
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import AgeBand, EvacueeStatus
from openevac.domain.receipts import parse_receipt
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.kernel.who import local_day
from openevac.services.reception.arriving import Tonight
from openevac.store.models import Boarding, EvacuationRequest, Evacuee, PersonToTell, Registration

LONGEST_TYPED = 40
_PIECE = re.compile(r"\s+\d+\s*/\s*\d+$|/.*$")
"""The piece that stands behind a number on the tag of a bag: "К-417-286 3/7"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHere:
    """One person of a household. `registered`: the code of their newest registration, empty before it.

    `gone`: they have travelled on or gone back. `named`: a sealed name was kept.
    """

    code: str
    mobility: MobilityClass
    age_band: AgeBand
    bed: BedKind
    status: EvacueeStatus
    named: bool
    registered: str = ""
    room: str = ""
    shelter: str = ""
    arrived_at: datetime | None = None
    arrived_by: ArrivedBy | None = None
    tonight: Tonight = field(default_factory=Tonight)
    gone: bool = False

    @property
    def here(self) -> bool:
        """Tell whether they are written down and have not left."""
        return bool(self.registered) and not self.gone


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdHere:
    """People who travel together. `receipt` is empty for who came without a request; `told` of `to_tell` know."""

    household: UUID
    receipt: str
    pets: int
    people: tuple[PersonHere, ...]
    to_tell: int
    told: int


def find_household(asking: Asking, typed: str) -> HouseholdHere:
    """Find a household by the code on somebody's cardboard or by the number of its request, as people type them."""
    return _allowed(asking, _typed_household(asking.who.organisation, typed), typed)


def see_household(asking: Asking, household: UUID) -> HouseholdHere:
    """Show one household by its random code."""
    known = Evacuee.objects.filter(organisation=asking.who.organisation, household=household).exists()
    return _allowed(asking, household if known else None, "")


def of_today(household: UUID, now: datetime) -> bool:
    """Tell whether somebody of a household was handed over or registered today: all that a day badge sees."""
    today = local_day(now)
    off = Boarding.objects.filter(evacuee__household=household, boarded=True, handed_over_at__isnull=False)
    came = Registration.objects.filter(household=household)
    moments = [*off.values_list("handed_over_at", flat=True), *came.values_list("arrived_at", flat=True)]
    return any(local_day(at) == today for at in moments if at is not None)


def _allowed(asking: Asking, household: UUID | None, typed: str) -> HouseholdHere:
    """Ask for permission before telling whether there is such a household."""
    today = household is not None and of_today(household, asking.clock.now())
    resource = Resource(kind=ResourceKind.REGISTRATION, organisation=asking.who.organisation, today=today)
    allow_question(asking, Action.SEE_RECEPTION, resource)
    if household is None:
        raise not_found("code", typed.strip()[:LONGEST_TYPED])
    return household_here(household)


def household_here(household: UUID) -> HouseholdHere:
    """Read one household; who may see it was asked before."""
    requests = EvacuationRequest.objects.filter(household=household).order_by("received_at")
    first = requests.first()
    newest: dict[UUID, Registration] = {}
    for row in (
        Registration.objects.filter(household=household).select_related("unit", "shelter").order_by("arrived_at")
    ):
        newest[row.evacuee_id] = row
    waiting = PersonToTell.objects.filter(household=household, kind="relative")
    return HouseholdHere(
        household=household,
        receipt=first.receipt if first else "",
        pets=first.pets if first else 0,
        people=tuple(
            _person(one, newest.get(one.id)) for one in Evacuee.objects.filter(household=household).order_by("code")
        ),
        to_tell=waiting.count(),
        told=waiting.exclude(told_at=None).count(),
    )


def _person(row: Evacuee, registration: Registration | None) -> PersonHere:
    plain = PersonHere(
        code=row.code,
        mobility=MobilityClass(row.mobility),
        age_band=AgeBand(row.age_band),
        bed=BedKind(row.bed),
        status=EvacueeStatus(row.status),
        named=row.identity_id is not None,
    )
    if registration is None:
        return plain
    return PersonHere(
        code=plain.code,
        mobility=plain.mobility,
        age_band=plain.age_band,
        bed=plain.bed,
        status=plain.status,
        named=plain.named or registration.identity_id is not None,
        registered=registration.code,
        room=registration.unit.code if registration.unit else "",
        shelter=registration.shelter.code,
        arrived_at=registration.arrived_at,
        arrived_by=ArrivedBy(registration.arrived_by),
        tonight=tonight_of(registration),
        gone=registration.left_at is not None or registration.returned_at is not None,
    )


def tonight_of(row: Registration) -> Tonight:
    """Give what somebody needs tonight."""
    return Tonight(doctor=row.needs_doctor, talk=row.needs_talk, papers=row.needs_papers, relatives=row.needs_relatives)


def _typed_household(organisation: str, typed: str) -> UUID | None:
    """Read a cardboard code or a request number; six digits alone may be either, the cardboard is looked at first."""
    bare = _PIECE.sub("", typed.strip()[:LONGEST_TYPED])
    try:
        code = parse_code(bare)
    except InputError as no_code:
        return _by_receipt(organisation, bare, no_code)
    found = Evacuee.objects.filter(organisation=organisation, code=code).first()
    if found is not None or not code.replace("-", "").isdigit():
        return found.household_id if found else None
    try:
        return _by_receipt(organisation, bare, None)
    except InputError:
        return None


def _by_receipt(organisation: str, typed: str, no_code: InputError | None) -> UUID | None:
    digits = sum(sign.isdigit() for sign in typed)
    try:
        receipt = parse_receipt(typed)
    except InputError:
        # Six digits are a number with a slip in it; anything else was meant to be the code on a cardboard.
        if no_code is not None and digits != RECEIPT_DIGITS:
            raise no_code from None
        raise
    found = EvacuationRequest.objects.filter(organisation=organisation, receipt=receipt).first()
    return found.household_id if found else None


RECEIPT_DIGITS = 6
