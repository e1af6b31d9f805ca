"""The list and the single request: nothing stale, nothing of another organisation, no page lost or shown twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import Channel, ConfirmationKind, RequestStatus
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.places import Access
from openevac.domain.requests import Priority
from openevac.rules.confirmation import VerdictKind
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.world import FAR_TOWN, NEAR_TOWN, registered, several, signed, tag


def listed(cast: Cast, by: str = "olena", **wanted: Any) -> list[str]:
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    return [line.receipt for line in see_requests(cast.asking(by), RequestFilter(**wanted)).lines]


def test_longest_waiting_first(town: Cast) -> None:
    now = town.clock.now()
    days = (1, 5, 3)
    kept = {
        day: registered(town, received_at=now - timedelta(days=day), phone_tags=(tag(f"{day}"),)).receipt
        for day in days
    }
    assert listed(town) == [kept[5], kept[3], kept[1]]
    assert listed(town, waiting_days=2.0) == [kept[5], kept[3]]


def test_pages_hold_every_request_once_also_when_many_came_at_one_moment(town: Cast) -> None:
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    kept = {one.receipt for one in several(town, 17)}
    seen: list[str] = []
    after = ""
    for _ in range(10):
        page = see_requests(town.asking("olena"), RequestFilter(), after, most=4)
        seen += [line.receipt for line in page.lines]
        after = page.after
        if not after:
            break
    assert len(seen) == 17
    assert set(seen) == kept


def test_several_statuses_are_one_list_in_one_order(town: Cast) -> None:
    from openevac.services.requests.see_requests import RequestFilter, see_requests
    from openevac.store.models import EvacuationRequest

    receipts = []
    for number in range(6):
        receipts.append(registered(town, phone_tags=(tag(f"{number}"),)).receipt)
        town.clock.pass_time(minutes=1)
    EvacuationRequest.objects.filter(receipt__in=receipts[1::2]).update(status="on_mission")
    both = (RequestStatus.OPEN, RequestStatus.ON_MISSION)
    assert listed(town, status=both) == receipts
    first = see_requests(town.asking("olena"), RequestFilter(status=both), most=4)
    rest = see_requests(town.asking("olena"), RequestFilter(status=both), first.after, most=4)
    assert [line.receipt for line in (*first.lines, *rest.lines)] == receipts
    assert listed(town) == receipts[::2]


@pytest.mark.parametrize("cursor", ["x", "\x00", "MjAyNXx6", "ю" * 5, "a" * 10_000])
def test_a_cursor_that_is_none_is_refused(town: Cast, cursor: str) -> None:
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    with pytest.raises(InputError, match="after"):
        see_requests(town.asking("olena"), RequestFilter(), cursor)


def test_each_filter_finds_its_own(town: Cast) -> None:
    from openevac.services.requests.ring_again import RingAgain, ring_again_at

    plain = registered(town, phone_tags=(tag("1"),)).receipt
    urgent = registered(town, phone_tags=(tag("2"),), priority=Priority.URGENT).receipt
    lying = registered(town, phone_tags=(tag("3"),), needs=Needs(stretchers=1, walks=1)).receipt
    chat = registered(town, phone_tags=(tag("4"),), channel=Channel.CHAT, katottg=NEAR_TOWN).receipt
    at = town.clock.now() + timedelta(hours=1)
    ring_again_at(town.order("olena"), RingAgain(receipt=plain, at=at))
    signed(town, plain, ConfirmationKind.CALL_BACK)
    assert listed(town, priority=Priority.URGENT) == [urgent]
    assert listed(town, mobility=MobilityClass.LYING) == [lying]
    assert listed(town, channel=Channel.CHAT) == [chat]
    assert listed(town, katottg=NEAR_TOWN) == [chat]
    assert listed(town, verdict=VerdictKind.CONFIRMED) == [plain]
    assert listed(town, ring_again=True) == []
    town.clock.pass_time(hours=1)
    assert listed(town, ring_again=True) == [plain]


def test_held_and_not_held(town: Cast) -> None:
    from openevac.services.requests.new_request import Noticed

    held = registered(town, noticed=Noticed(asked_route=True, asked_who_comes=True)).receipt
    free = registered(town, phone_tags=(tag("2"),)).receipt
    assert (listed(town, held=True), listed(town, held=False)) == ([held], [free])


def test_a_list_never_shows_a_confirmation_that_ran_out(town: Cast) -> None:
    """The stored verdict still says "confirmed"; signs of last month do not."""
    from openevac.services.requests.judging import rejudge
    from openevac.services.requests.see_requests import RequestFilter, see_requests
    from openevac.store.models import EvacuationRequest

    receipt = registered(town).receipt
    signed(town, receipt, ConfirmationKind.CALL_BACK)
    town.clock.pass_time(days=31)
    assert EvacuationRequest.objects.get().verdict == "confirmed"
    line = see_requests(town.asking("olena"), RequestFilter()).lines[0]
    assert line.verdict is VerdictKind.NEEDS
    assert listed(town, verdict=VerdictKind.CONFIRMED) == []
    assert rejudge(ORGANISATION, town.clock.now()) == (receipt,)
    assert listed(town, verdict=VerdictKind.NEEDS) == [receipt]


def test_a_town_that_is_closed_shows_at_once_without_anybody_touching_the_request(town: Cast) -> None:
    from openevac.services.requests.see_requests import RequestFilter, see_requests
    from openevac.store.models import PlaceAccess

    signed(town, registered(town).receipt, ConfirmationKind.CALL_BACK)
    PlaceAccess.objects.create(
        organisation_id=ORGANISATION, katottg=FAR_TOWN, access="closed", source="VA", since=town.clock.now(),
        set_by="kateryna", valid_until=town.clock.now() + timedelta(hours=5),
    )  # fmt: skip
    line = see_requests(town.asking("olena"), RequestFilter()).lines[0]
    assert (line.access, line.verdict) == (Access.CLOSED, VerdictKind.NEEDS)
    town.clock.pass_time(hours=5)
    line = see_requests(town.asking("olena"), RequestFilter()).lines[0]
    assert (line.access, line.verdict) == (Access.OPEN, VerdictKind.CONFIRMED)


@pytest.mark.parametrize("code", ["stepan", "raisa", "zoia", "dmytro"])
def test_the_list_is_for_the_desk(town: Cast, code: str) -> None:
    from openevac.services.kernel.refusals import Refused

    with pytest.raises(Refused):
        listed(town, by=code)


def test_one_request_tells_who_did_what_when_and_why(town: Cast) -> None:
    from openevac.services.requests.change_request import ChangeRequest, change_request
    from openevac.services.requests.see_request import see_request

    receipt = registered(town).receipt
    town.clock.pass_time(minutes=5)
    signed(town, receipt, ConfirmationKind.CALL_BACK, by="oksana")
    change_request(town.order("kateryna"), ChangeRequest(receipt=receipt, reason="third floor", floor=3))
    registered(town, phone_tags=(tag("another"),))
    seen = see_request(town.asking("olena"), receipt)
    assert [(one.actor, one.action) for one in seen.history] == [
        ("olena", "register_request"),
        ("oksana", "confirm_request"),
        ("kateryna", "change_request"),
    ]
    assert seen.history[2].reason == "third floor"
    assert seen.history[2].facts["changed"] == ["floor"]
    assert seen.line.floor == 3
    assert (seen.phones, len(seen.people), len(seen.signs)) == (1, 2, 1)


def test_only_coordinators_see_why_it_looks_like_bait(town: Cast) -> None:
    from openevac.services.requests.new_request import Noticed
    from openevac.services.requests.see_request import see_request

    receipt = registered(town, noticed=Noticed(asked_route=True, asked_who_comes=True)).receipt
    operator, coordinator = (see_request(town.asking(code), receipt) for code in ("olena", "kateryna"))
    assert (operator.holds[0].signs, operator.noticed) == ((), None)
    assert len(coordinator.holds[0].signs) == 2
    assert coordinator.noticed is not None
    assert coordinator.noticed.asked_route


def test_what_may_be_the_same_is_found_while_typing(town: Cast) -> None:
    from openevac.services.requests.find_similar import TypedSoFar, find_similar

    by_phone = registered(town, phone_tags=(tag("a"),)).receipt
    by_place = registered(town, phone_tags=(tag("b"),)).receipt
    found = find_similar(town.asking("olena"), TypedSoFar(phone_tags=(tag("a"),)))
    assert [one.receipt for one in found] == [by_phone]
    found = find_similar(town.asking("olena"), TypedSoFar(katottg=FAR_TOWN, people=2))
    assert {(one.receipt, one.weak) for one in found} == {(by_phone, True), (by_place, True)}
    assert find_similar(town.asking("olena"), TypedSoFar()) == ()


def test_never_more_than_twenty_are_shown(town: Cast) -> None:
    from openevac.services.requests.find_similar import TypedSoFar, find_similar

    several(town, 25)
    assert len(find_similar(town.asking("olena"), TypedSoFar(katottg=FAR_TOWN, people=2))) == 20
