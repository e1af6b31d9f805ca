"""Claims between organisations: four facts leave the house, one claim stands at a time, a van on its way is seen."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from openevac.domain.needs import Needs
from openevac.rules.claims import ClaimStatus
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.world import CORNER, registered, tag

PARTNERS = ("chervonyi_khrest", "proliska")


def partner(cast: Cast, code: str = PARTNERS[0]) -> Any:
    """Give an order of a partner organisation."""
    from dataclasses import replace

    from openevac.services.kernel.who import Who, WhoKind

    who = Who(kind=WhoKind.PARTNER, organisation=ORGANISATION, code=code)
    return replace(cast.order("kateryna"), who=who)


def seen_by_partner(cast: Cast, code: str = PARTNERS[0]) -> Any:
    from openevac.services.kernel.question import Asking
    from openevac.services.requests.see_claims import see_shared

    return see_shared(Asking(who=partner(cast, code).who, clock=cast.clock))


@pytest.fixture
def coalition(town: Cast) -> Cast:
    from openevac.store.models import Partner

    for code in PARTNERS:
        Partner.objects.create(
            organisation_id=ORGANISATION, code=code, token=f"token of {code}", added_at=town.clock.now()
        )
    return town


def offered(cast: Cast, **other: Any) -> tuple[str, str]:
    from openevac.services.requests.offer_request import OfferRequest, offer_request

    kept = registered(cast, position=CORNER, coalition_tags=(tag("coalition"),), **other)
    return kept.receipt, offer_request(cast.order("kateryna"), OfferRequest(receipt=kept.receipt)).tag


def claimed(cast: Cast, order: Any, **which: str) -> Any:
    from openevac.services.requests.claim_request import ClaimRequest, claim_request

    return claim_request(order, ClaimRequest(**which))


def released(cast: Cast, order: Any, **which: str) -> Any:
    from openevac.services.requests.release_claim import ReleaseClaim, release_claim

    return release_claim(order, ReleaseClaim(**which))


def test_a_partner_learns_four_facts_and_nothing_else(coalition: Cast) -> None:
    """Every byte of the answer is looked through for anything else the record knows of this household."""
    receipt, shared_tag = offered(coalition, needs=Needs(walks=2, stretchers=1, pets=1), floor=7)
    answer = seen_by_partner(coalition)
    assert msgspec.to_builtins(answer[0]) == {
        "tag": shared_tag,
        "cell": answer[0].cell,
        "party_size": 3,
        "status": "offered",
    }
    taken = claimed(coalition, partner(coalition), tag=shared_tag)
    for told in (msgspec.json.encode(answer).decode(), msgspec.json.encode(taken).decode()):
        for secret in (receipt, "UA6308", str(CORNER.lon)[:5], tag("first phone"), "stretchers", "phone", "olena"):
            assert secret not in told


def test_the_cell_is_as_coarse_as_a_handful_of_villages(coalition: Cast) -> None:
    from openevac.rules.claims import cell_of

    offered(coalition)
    assert seen_by_partner(coalition)[0].cell == cell_of(CORNER)


def test_what_was_not_shared_is_not_seen(coalition: Cast) -> None:
    registered(coalition, coalition_tags=(tag("coalition"),))
    assert seen_by_partner(coalition) == ()


def test_a_partner_sees_no_number_of_ours_and_cannot_ask_by_one(coalition: Cast) -> None:
    from openevac.services.kernel.question import Asking
    from openevac.services.kernel.refusals import NotFound, Refused
    from openevac.services.requests.see_claims import see_claims
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    receipt, _ = offered(coalition)
    asking = Asking(who=partner(coalition).who, clock=coalition.clock)
    with pytest.raises(NotFound):
        see_claims(asking)
    with pytest.raises(NotFound):
        claimed(coalition, partner(coalition), receipt=receipt)
    with pytest.raises(Refused):
        see_requests(asking, RequestFilter())


def test_one_claim_stands_and_falls_back_after_two_days(coalition: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict

    _, shared_tag = offered(coalition)
    assert claimed(coalition, partner(coalition), tag=shared_tag).status is ClaimStatus.TAKEN
    with pytest.raises(Conflict, match=PARTNERS[0]):
        claimed(coalition, partner(coalition, PARTNERS[1]), tag=shared_tag)
    coalition.clock.pass_time(hours=47)
    claimed(coalition, partner(coalition), tag=shared_tag)
    coalition.clock.pass_time(hours=47)
    assert seen_by_partner(coalition)[0].status is ClaimStatus.TAKEN
    coalition.clock.pass_time(hours=1)
    assert seen_by_partner(coalition)[0].status is ClaimStatus.OFFERED
    assert claimed(coalition, partner(coalition, PARTNERS[1]), tag=shared_tag).status is ClaimStatus.TAKEN


def test_only_who_claimed_releases(coalition: Cast) -> None:
    from openevac.services.kernel.refusals import NotFound

    _, shared_tag = offered(coalition)
    claimed(coalition, partner(coalition), tag=shared_tag)
    with pytest.raises(NotFound):
        released(coalition, partner(coalition, PARTNERS[1]), tag=shared_tag)
    assert released(coalition, partner(coalition), tag=shared_tag).status is ClaimStatus.RELEASED
    assert claimed(coalition, coalition.order("kateryna"), tag=shared_tag).status is ClaimStatus.TAKEN


def test_our_own_claim_by_number_shares_the_request(coalition: Cast) -> None:
    from openevac.services.requests.see_claims import see_claims

    kept = registered(coalition, position=CORNER, coalition_tags=(tag("coalition"),))
    claimed(coalition, coalition.order("kateryna"), receipt=kept.receipt)
    line = see_claims(coalition.asking("kateryna"))[0]
    assert (line.receipt, line.taken_by, line.disputed) == (kept.receipt, ORGANISATION, False)


def test_a_van_of_ours_on_its_way_keeps_others_away_and_leaves_no_claim_behind(coalition: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.store.models import EvacuationRequest

    receipt, shared_tag = offered(coalition)
    EvacuationRequest.objects.filter(receipt=receipt).update(status="on_mission")
    assert seen_by_partner(coalition)[0].status is ClaimStatus.ON_MISSION
    with pytest.raises(Conflict):
        claimed(coalition, partner(coalition), tag=shared_tag)
    claimed(coalition, coalition.order("kateryna"), receipt=receipt)
    EvacuationRequest.objects.filter(receipt=receipt).update(status="open")
    coalition.clock.pass_time(hours=49)
    assert seen_by_partner(coalition)[0].status is ClaimStatus.OFFERED


def test_brought_out_is_told_and_an_address_that_is_none_is_taken_off_the_list(coalition: Cast) -> None:
    from openevac.store.models import EvacuationRequest

    receipt, _ = offered(coalition)
    EvacuationRequest.objects.filter(receipt=receipt).update(status="handed_over")
    assert seen_by_partner(coalition)[0].status is ClaimStatus.DONE
    EvacuationRequest.objects.filter(receipt=receipt).update(status="wrong_address")
    assert seen_by_partner(coalition) == ()


def test_an_unknown_or_revoked_partner_gets_nothing(coalition: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed, NotFound
    from openevac.store.models import Partner

    offered(coalition)
    with pytest.raises(NotAllowed):
        seen_by_partner(coalition, "stranger")
    with pytest.raises(NotFound):
        claimed(coalition, partner(coalition), tag=tag("of nobody"))
    Partner.objects.update(revoked_at=coalition.clock.now())
    with pytest.raises(NotAllowed):
        seen_by_partner(coalition)


def test_without_a_position_somebody_gives_the_coarse_cell_and_no_finer_one(coalition: Cast) -> None:
    from openevac.domain.errors import InputError
    from openevac.rules.claims import cell_of
    from openevac.services.requests.offer_request import OfferRequest, offer_request

    kept = registered(coalition, coalition_tags=(tag("coalition"),))
    for cell in ("", "100:3:4", "36.8021,49.6113"):
        with pytest.raises(InputError, match="cell"):
            offer_request(coalition.order("kateryna"), OfferRequest(receipt=kept.receipt, cell=cell))
    asked = OfferRequest(receipt=kept.receipt, cell=cell_of(CORNER))
    assert offer_request(coalition.order("kateryna"), asked).cell == cell_of(CORNER)


def test_without_a_tag_of_the_coalition_nothing_is_shared(coalition: Cast) -> None:
    from openevac.domain.errors import InputError
    from openevac.services.requests.offer_request import OfferRequest, offer_request

    kept = registered(coalition, position=CORNER)
    with pytest.raises(InputError, match="coalition"):
        offer_request(coalition.order("kateryna"), OfferRequest(receipt=kept.receipt))


def test_a_van_of_ours_at_a_yard_another_organisation_claimed_is_said_with_whom_to_ring(coalition: Cast) -> None:
    from openevac.services.keys.devices import DeskPhone, keep_desk_phone
    from openevac.services.requests.see_claims import see_claims
    from openevac.store.models import EvacuationRequest

    receipt, shared_tag = offered(coalition)
    claimed(coalition, partner(coalition), tag=shared_tag)
    line = see_claims(coalition.asking("kateryna"))[0]
    assert (line.disputed, line.ours_under_way, line.ring) == (False, False, "")
    keep_desk_phone(coalition.order("liudmyla"), DeskPhone(code=PARTNERS[0], phone="067 000 11 22"))
    EvacuationRequest.objects.filter(receipt=receipt).update(status="on_mission")
    line = see_claims(coalition.asking("kateryna"))[0]
    assert (line.disputed, line.taken_by, line.ring) == (True, PARTNERS[0], "+380670001122")
    coalition.clock.pass_time(hours=49)
    assert not see_claims(coalition.asking("kateryna"))[0].disputed, "a claim that ran out goes to no yard"


def test_our_own_van_for_our_own_claim_is_no_dispute(coalition: Cast) -> None:
    from openevac.services.requests.see_claims import see_claims
    from openevac.store.models import EvacuationRequest

    receipt, _ = offered(coalition)
    claimed(coalition, coalition.order("kateryna"), receipt=receipt)
    EvacuationRequest.objects.filter(receipt=receipt).update(status="on_mission")
    line = see_claims(coalition.asking("kateryna"))[0]
    assert (line.disputed, line.ours_under_way) == (False, True)


def test_a_desk_phone_is_kept_by_the_lead_and_forgotten_when_empty(coalition: Cast) -> None:
    from openevac.domain.errors import InputError
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.keys.devices import DeskPhone, keep_desk_phone
    from openevac.services.keys.see_devices import see_devices

    def kept() -> str:
        return next(one.phone for one in see_devices(coalition.asking("liudmyla")) if one.code == PARTNERS[0])

    keep_desk_phone(coalition.order("liudmyla"), DeskPhone(code=PARTNERS[0], phone="067 000 11 22"))
    assert kept() == "+380670001122"
    with pytest.raises(InputError, match="phone"):
        keep_desk_phone(coalition.order("liudmyla"), DeskPhone(code=PARTNERS[0], phone="12"))
    with pytest.raises(NotAllowed):
        keep_desk_phone(coalition.order("kateryna"), DeskPhone(code=PARTNERS[0], phone=""))
    with pytest.raises(InputError, match="Nothing is known"):
        keep_desk_phone(coalition.order("liudmyla"), DeskPhone(code="nikoho", phone=""))
    keep_desk_phone(coalition.order("liudmyla"), DeskPhone(code=PARTNERS[0], phone=""))
    assert kept() == ""
