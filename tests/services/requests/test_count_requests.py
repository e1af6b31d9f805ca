"""The counts beside the filters: each says what the list would show, under the other filters that are set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.events import ConfirmationKind, RequestStatus
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.records import HoldReason
from openevac.domain.requests import Priority
from openevac.rules.confirmation import VerdictKind
from tests.services.cast import Cast
from tests.services.requests.world import FAR_TOWN, NEAR_TOWN, registered, signed, tag


def counted(cast: Cast, **wanted: Any) -> Any:
    from openevac.services.requests.count_requests import count_requests
    from openevac.services.requests.see_requests import RequestFilter

    return count_requests(cast.asking("olena"), RequestFilter(**wanted))


def shown(cast: Cast, **wanted: Any) -> int:
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    return len(see_requests(cast.asking("olena"), RequestFilter(**wanted), most=200).lines)


@pytest.fixture
def five(town: Cast) -> Cast:
    from openevac.services.requests.close_request import CloseRequest, close_request
    from openevac.services.requests.hold import HoldRequest, hold

    kept = [
        registered(town, phone_tags=(tag(f"{n}"),), katottg=place, needs=needs, priority=priority).receipt
        for n, (place, needs, priority) in enumerate(
            (
                (FAR_TOWN, Needs(walks=1), Priority.PLANNED),
                (FAR_TOWN, Needs(stretchers=1), Priority.URGENT),
                (NEAR_TOWN, Needs(walks=1, stretchers=1), Priority.URGENT),
                (NEAR_TOWN, Needs(wheelchairs=1), Priority.FIRST),
                (NEAR_TOWN, Needs(walks=3), Priority.PLANNED),
            )
        )
    ]
    signed(town, kept[0], ConfirmationKind.CALL_BACK)
    held = HoldRequest(receipt=kept[1], reason=HoldReason.ADDRESS_UNCLEAR, why="two houses")
    hold(town.order("olena"), held)
    end = CloseRequest(receipt=kept[4], end=RequestStatus.LEFT_BY_THEMSELVES, reason="son came")
    close_request(town.order("olena"), end)
    return town


def test_counts_are_what_the_list_shows(five: Cast) -> None:
    counts = counted(five)
    assert counts.total == shown(five) == 4
    assert counts.status == {RequestStatus.OPEN: 4, RequestStatus.LEFT_BY_THEMSELVES: 1}
    for name in ("verdict", "priority", "mobility"):
        for value, count in getattr(counts, name).items():
            assert count == shown(five, **{name: value}), (name, value)
    assert counts.places == ((FAR_TOWN, 2), (NEAR_TOWN, 2))
    assert counts.held == shown(five, held=True) == 1
    assert counts.verdict == {VerdictKind.CONFIRMED: 1, VerdictKind.NEEDS: 3}


def test_a_count_keeps_the_other_filters_and_lets_go_of_its_own(five: Cast) -> None:
    counts = counted(five, katottg=NEAR_TOWN, mobility=MobilityClass.LYING)
    assert counts.total == 1
    assert counts.places == ((FAR_TOWN, 1), (NEAR_TOWN, 1))
    assert counts.mobility == {MobilityClass.WALKS: 1, MobilityClass.WHEELCHAIR: 1, MobilityClass.LYING: 1}
    assert counts.priority == {Priority.URGENT: 1}


def test_a_no_that_is_due_to_be_rung_again_is_counted(five: Cast) -> None:
    from openevac.services.requests.close_request import CloseRequest, close_request

    receipt = registered(five, phone_tags=(tag("other"),)).receipt
    end = CloseRequest(receipt=receipt, end=RequestStatus.REFUSED, reason="not today")
    close_request(five.order("olena"), end)
    assert counted(five, status=(RequestStatus.REFUSED,)).ring_again == 0
    five.clock.at += timedelta(days=4)
    assert counted(five, status=(RequestStatus.REFUSED,)).ring_again == 1


def test_a_line_says_whose_hold_rings_first(five: Cast) -> None:
    from openevac.services.requests.hold import HoldRequest, hold
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    (line,) = see_requests(five.asking("olena"), RequestFilter(held=True)).lines
    assert (line.hold_owner, line.hold_rings_at) == ("olena", five.clock.now() + timedelta(hours=2))
    five.clock.pass_time(minutes=30)
    asked = HoldRequest(receipt=line.receipt, reason=HoldReason.ASKED_BY_PERSON, why="a son", owner="kateryna")
    hold(five.order("olena"), asked)
    (line,) = see_requests(five.asking("olena"), RequestFilter(held=True)).lines
    assert line.hold_owner == "olena"


def test_who_may_be_the_same_as_a_kept_request(town: Cast) -> None:
    from openevac.services.requests.find_similar import find_similar_kept
    from openevac.services.requests.keep_apart import KeepApart, keep_apart
    from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate

    first = registered(town).receipt
    town.clock.pass_time(minutes=5)
    again = registered(town).receipt
    other = registered(town, phone_tags=(tag("another"),)).receipt
    found = [(one.receipt, one.weak) for one in find_similar_kept(town.asking("olena"), first)]
    assert found == [(again, False), (other, True)]
    link_duplicate(town.order("olena"), LinkDuplicate(first=first, repeat=again))
    keep_apart(town.order("olena"), KeepApart(one=first, other=other, reason="other street"))
    assert find_similar_kept(town.asking("olena"), first) == ()
