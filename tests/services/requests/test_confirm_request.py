"""The ladder at work: what a sign changes, what an old one does not, and what nobody can make up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import Channel, ConfirmationKind
from openevac.rules.confirmation import Rung, VerdictKind
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.world import FAR_TOWN, MIDDLE_TOWN, NEAR_TOWN, UNMEASURED, registered, signed, tag

CALL_BACK, SECOND, QUESTION, LIST = (
    ConfirmationKind.CALL_BACK,
    ConfirmationKind.SECOND_PERSON,
    ConfirmationKind.CONTROL_QUESTION,
    ConfirmationKind.COMMUNITY_LIST,
)


def stored_verdict(receipt: str) -> str:
    from openevac.store.models import EvacuationRequest

    return EvacuationRequest.objects.get(receipt=receipt).verdict


@pytest.mark.parametrize(
    ("place", "signs", "verdict", "rung"),
    [
        (FAR_TOWN, [CALL_BACK], VerdictKind.CONFIRMED, Rung.FAR),
        (MIDDLE_TOWN, [CALL_BACK], VerdictKind.NEEDS, Rung.MIDDLE),
        (MIDDLE_TOWN, [CALL_BACK, SECOND], VerdictKind.CONFIRMED, Rung.MIDDLE),
        (NEAR_TOWN, [CALL_BACK, SECOND], VerdictKind.NEEDS, Rung.NEAR),
        (NEAR_TOWN, [QUESTION, LIST], VerdictKind.CONFIRMED, Rung.NEAR),
        (UNMEASURED, [CALL_BACK, SECOND], VerdictKind.NEEDS, Rung.NEAR),
    ],
)
def test_the_nearer_the_line_the_more_signs(
    town: Cast, place: str, signs: list[ConfirmationKind], verdict: VerdictKind, rung: Rung
) -> None:
    receipt = registered(town, katottg=place).receipt
    answers = [signed(town, receipt, kind) for kind in signs]
    assert (answers[-1].verdict, answers[-1].rung) == (verdict, rung)
    assert stored_verdict(receipt) == verdict.value


def test_the_same_word_twice_counts_once(town: Cast) -> None:
    receipt = registered(town, katottg=NEAR_TOWN).receipt
    signed(town, receipt, QUESTION, source="neighbour 4")
    assert signed(town, receipt, LIST, source="neighbour 4").verdict is VerdictKind.NEEDS


def test_a_closed_town_asks_for_two_strong_signs_however_far_it_lies(town: Cast) -> None:
    from openevac.store.models import PlaceAccess

    receipt = registered(town, katottg=FAR_TOWN).receipt
    assert signed(town, receipt, CALL_BACK).verdict is VerdictKind.CONFIRMED
    PlaceAccess.objects.create(
        organisation_id=ORGANISATION, katottg=FAR_TOWN, access="closed", source="VA", since=town.clock.now(),
        set_by="kateryna",
    )  # fmt: skip
    answer = signed(town, receipt, CALL_BACK, source="once more")
    assert (answer.verdict, answer.rung) == (VerdictKind.NEEDS, Rung.NEAR)


def test_when_no_sign_can_be_had_the_address_may_be_checked_and_a_new_sign_takes_that_back(town: Cast) -> None:
    from openevac.services.requests.confirm_request import ConfirmRequest, confirm_request

    receipt = registered(town, katottg=NEAR_TOWN).receipt
    given_up = confirm_request(town.order("kateryna"), ConfirmRequest(receipt=receipt, no_more_possible=True))
    assert given_up.verdict is VerdictKind.CHECK_ADDRESS_ONLY
    assert signed(town, receipt, QUESTION).verdict is VerdictKind.NEEDS


def test_the_answer_names_the_next_step_in_words(town: Cast) -> None:
    answer = signed(town, registered(town, katottg=NEAR_TOWN).receipt, QUESTION)
    assert "two strong signs" in answer.say.text
    assert "The list of the community." in [one.text for one in answer.would_do]


def test_an_old_sign_is_set_aside_and_said(town: Cast) -> None:
    receipt = registered(town).receipt
    signed(town, receipt, CALL_BACK)
    town.clock.pass_time(days=31)
    answer = signed(town, receipt, SECOND)
    assert answer.verdict is VerdictKind.NEEDS
    assert "older than" in answer.set_aside[0].text


def test_a_sign_of_tomorrow_is_refused(town: Cast) -> None:
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request

    receipt = registered(town).receipt
    sign = Sign(kind=CALL_BACK, source="s", channel=Channel.PHONE, at=town.clock.now() + timedelta(hours=1))
    with pytest.raises(InputError, match="later than now"):
        confirm_request(town.order("olena"), ConfirmRequest(receipt=receipt, sign=sign))
    assert stored_verdict(receipt) == "needs"


BAD_SOURCES = {
    "empty": "", "blank": "  ", "long": "x" * 101, "10 MB": "x" * 10_000_000, "nul": "a\x00b", "bidi": "\u202eabc",
    "lines": "two\nlines",
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD_SOURCES.values(), ids=BAD_SOURCES)
def test_a_source_that_is_no_short_line_is_refused_by_name(bad: str, town: Cast) -> None:
    from openevac.services.requests.confirm_request import Sign

    with pytest.raises(InputError, match="source"):
        Sign(kind=CALL_BACK, source=bad, channel=Channel.PHONE)


def test_a_line_tag_is_a_tag_and_nothing_else(town: Cast) -> None:
    from openevac.services.requests.confirm_request import Sign

    assert Sign(kind=CALL_BACK, source="s", channel=Channel.PHONE, line_tag=tag("p")).line_tag == tag("p")
    with pytest.raises(InputError, match="line_tag"):
        Sign(kind=CALL_BACK, source="s", channel=Channel.PHONE, line_tag="+380501234567")


def test_two_who_read_the_same_version_are_told(town: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
    from openevac.store.models import Confirmation

    kept = registered(town)
    asked = ConfirmRequest(
        receipt=kept.receipt,
        version=kept.version,
        sign=Sign(kind=CALL_BACK, source="s", channel=Channel.PHONE),
    )
    confirm_request(town.order("olena"), asked)
    with pytest.raises(Conflict, match="Somebody else changed this"):
        confirm_request(town.order("oksana"), asked)
    assert Confirmation.objects.count() == 1


def test_another_organisations_number_is_not_found(town: Cast) -> None:
    from openevac.services.kernel.refusals import NotFound

    with pytest.raises(NotFound):
        signed(town, _unknown(), CALL_BACK)


def _unknown() -> str:
    from openevac.domain.receipts import receipt_of

    return receipt_of(99_000)


def test_a_finished_request_takes_no_more_signs(town: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.store.models import EvacuationRequest

    receipt = registered(town).receipt
    EvacuationRequest.objects.update(status="handed_over")
    with pytest.raises(Conflict, match="come to an end"):
        signed(town, receipt, CALL_BACK)
