"""A request that the organisation next door has promised to fetch gets no van of ours, and the plan says why."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from openevac.domain.events import RequestStatus
from openevac.domain.records import JobState
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town

PARTNER = "sadok"


@pytest.fixture
def shared(town: Town) -> str:
    """Give a confirmed request that is offered to a partner."""
    from openevac.services.requests.offer_request import OfferRequest, offer_request
    from openevac.store.models import EvacuationRequest, Partner, RequestTag

    Partner.objects.create(
        organisation_id=ORGANISATION, code=PARTNER, token=uuid4().hex, added_at=town.cast.clock.now()
    )
    receipt = town.request(walks=2)
    row = EvacuationRequest.objects.get(receipt=receipt)
    RequestTag.objects.create(organisation=ORGANISATION, request=row, kind="coalition", tag=uuid4().hex)
    offer_request(town.cast.order("kateryna"), OfferRequest(receipt=receipt))
    return receipt


def claim(town: Town, receipt: str) -> Any:
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.who import Who, WhoKind
    from openevac.services.requests.claim_request import ClaimRequest, claim_request
    from openevac.store.models import Claim

    who = Who(kind=WhoKind.PARTNER, organisation=ORGANISATION, code=PARTNER)
    order = Order(who=who, command_id=uuid4(), clock=town.cast.clock)
    return claim_request(order, ClaimRequest(tag=Claim.objects.get(request__receipt=receipt).tag))


def said_of(job: Any) -> list[str]:
    from openevac.store.models import Job, PlanRecord

    record = PlanRecord.objects.get(id=Job.objects.get(id=job).result["plan"])
    return [entry["text"].format(**entry["facts"]) for entry in record.left_out]


def test_what_a_partner_fetches_is_left_out_of_the_plan_and_named(town: Town, shared: str) -> None:
    from openevac.store.models import EvacuationRequest, Stop

    other = town.request("mill")
    claim(town, shared)
    job = town.ask()
    assert town.work(job) is JobState.DONE
    assert [stop.request.receipt for stop in Stop.objects.all() if stop.request] == [other]
    assert EvacuationRequest.objects.get(receipt=shared).status == RequestStatus.OPEN
    assert any(line == f"{PARTNER} has claimed request {shared}: talk to them first." for line in said_of(job))


def test_a_claim_that_ran_out_keeps_nobody_away(town: Town, shared: str) -> None:
    from openevac.store.models import Claim, Stop

    claim(town, shared)
    Claim.objects.update(expires_at=town.cast.clock.now())
    town.planned()
    assert [stop.request.receipt for stop in Stop.objects.all() if stop.request] == [shared]


def test_our_own_claim_and_an_offer_keep_nobody_away(town: Town, shared: str) -> None:
    from openevac.services.requests.claim_request import ClaimRequest, claim_request
    from openevac.store.models import Stop

    claim_request(town.cast.order("kateryna"), ClaimRequest(receipt=shared))
    town.planned()
    assert [stop.request.receipt for stop in Stop.objects.all() if stop.request] == [shared]


def test_a_partner_cannot_claim_from_under_a_van_that_is_planned(town: Town, shared: str) -> None:
    from openevac.services.kernel.refusals import Conflict

    town.planned()
    with pytest.raises(Conflict, match="claimed this request already"):
        claim(town, shared)
