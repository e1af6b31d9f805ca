"""Short lists beside a call say what the whole list says, for one look-up however long they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.needs import Needs
from openevac.domain.places import coarse
from openevac.services.kernel.refusals import NotAllowed, NotFound
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.test_questions_stay_quick import queries_of
from tests.services.requests.world import CORNER, FAR_TOWN, MIDDLE_TOWN, registered, several, tag


def to_ring(cast: Cast, count: int) -> None:
    """Keep some more requests, all to be rung by now; the last kept is the longest due."""
    from openevac.store.models import EvacuationRequest

    for number, one in enumerate(several(cast, count)):
        due = cast.clock.now() - timedelta(minutes=number)
        EvacuationRequest.objects.filter(receipt=one.receipt).update(ring_again_at=due)


def said_plainly(line: Any) -> tuple[Any, ...]:
    """Give what a line of the whole list says, as far as a plain line says it."""
    moves = (line.needs.walks_with_help, line.needs.wheelchairs, line.needs.stretchers)
    return (line.receipt, line.version, line.received_at, line.katottg, line.position, line.needs.party_size, *moves,
            line.ring_again_at)  # fmt: skip


def plain(line: Any) -> tuple[Any, ...]:
    return tuple(getattr(line, name) for name in line.__dataclass_fields__)


def test_who_is_to_be_rung_is_who_the_list_gives(town: Cast) -> None:
    from openevac.services.requests.see_plain_lines import see_to_ring
    from openevac.services.requests.see_requests import RequestFilter, see_requests
    from openevac.store.models import EvacuationRequest

    several(town, 2)
    to_ring(town, 5)
    later = registered(town, phone_tags=(tag("later"),)).receipt
    closed = registered(town, phone_tags=(tag("closed"),)).receipt
    EvacuationRequest.objects.filter(receipt=later).update(ring_again_at=town.clock.now() + timedelta(seconds=1))
    EvacuationRequest.objects.filter(receipt=closed).update(ring_again_at=town.clock.now(), status="refused")
    asked = town.asking("olena")
    expected = see_requests(asked, RequestFilter(ring_again=True), most=200).lines
    assert len(expected) == 5
    assert [plain(one) for one in see_to_ring(asked)] == [said_plainly(one) for one in expected]


def test_who_waits_in_a_place_is_who_the_list_gives(town: Cast) -> None:
    from openevac.services.requests.see_plain_lines import MOST_WAITING, see_waiting_at
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    several(town, 3, needs=Needs(walks=1, walks_with_help=2, wheelchairs=3, stretchers=4), position=CORNER)
    several(town, 2, katottg=MIDDLE_TOWN)
    asked = town.asking("olena")
    expected = see_requests(asked, RequestFilter(katottg=FAR_TOWN), most=MOST_WAITING).lines
    assert [plain(one) for one in see_waiting_at(asked, FAR_TOWN)] == [said_plainly(one) for one in expected]
    assert plain(see_waiting_at(asked, FAR_TOWN)[0])[4:9] == (coarse(CORNER), 10, 2, 3, 4)
    several(town, MOST_WAITING)
    first = [one.receipt for one in see_requests(asked, RequestFilter(katottg=FAR_TOWN), most=MOST_WAITING).lines]
    assert [one.receipt for one in see_waiting_at(asked, FAR_TOWN)] == first


def test_what_may_be_the_same_comes_with_the_lines_of_the_list(town: Cast) -> None:
    from openevac.services.requests.find_similar import TypedSoFar, find_alike, find_similar
    from openevac.services.requests.see_request import see_line

    several(town, 4, position=CORNER, needs=Needs(walks=1, stretchers=1))
    asked, typed = town.asking("olena"), TypedSoFar(katottg=FAR_TOWN, position=CORNER, people=2)
    found = find_alike(asked, typed)
    assert len(found) == 4
    assert tuple(one.found for one in found) == find_similar(asked, typed)
    assert [plain(one.line) for one in found] == [said_plainly(see_line(asked, one.found.receipt)) for one in found]


def test_by_number_each_is_found_or_refused(town: Cast) -> None:
    from openevac.services.requests.see_plain_lines import see_by_number
    from openevac.services.requests.see_request import see_line

    one, other, _ = (kept.receipt for kept in several(town, 3))
    asked = town.asking("olena")
    found = see_by_number(asked, [one, other])
    assert {number: plain(line) for number, line in found.items()} == {
        number: said_plainly(see_line(asked, number)) for number in (one, other)
    }
    assert see_by_number(asked, []) == {}
    with pytest.raises(NotFound):
        see_by_number(asked, [one, "К-999-912"])


def test_one_line_is_the_line_of_the_whole_request(town: Cast) -> None:
    from openevac.services.requests.see_request import see_line, see_request

    receipt = registered(town, katottg=MIDDLE_TOWN, position=CORNER).receipt
    assert see_line(town.asking("olena"), receipt) == see_request(town.asking("olena"), receipt).line
    with pytest.raises(NotFound):
        see_line(town.asking("olena"), "К-999-912")


@pytest.mark.parametrize("who", ["raisa", "dmytro"])
def test_short_lists_are_for_the_desk_only(town: Cast, who: str) -> None:
    from openevac.services.requests.find_similar import TypedSoFar, find_alike
    from openevac.services.requests.see_plain_lines import see_by_number, see_to_ring, see_waiting_at

    receipt = registered(town).receipt
    for ask in (
        lambda: see_to_ring(town.asking(who)),
        lambda: see_waiting_at(town.asking(who), FAR_TOWN),
        lambda: see_by_number(town.asking(who), [receipt]),
        lambda: see_by_number(town.asking(who), []),
        lambda: find_alike(town.asking(who), TypedSoFar(katottg=FAR_TOWN)),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_nothing_of_another_organisation_is_listed(town: Cast) -> None:
    from openevac.services.requests.see_plain_lines import see_by_number, see_to_ring, see_waiting_at
    from openevac.store.models import EvacuationRequest, Organisation

    receipt = registered(town).receipt
    other = Organisation.objects.exclude(id=ORGANISATION).first() or Organisation.objects.create(
        id="inshi", title="Others", created_at=town.clock.now()
    )
    EvacuationRequest.objects.update(organisation=other, ring_again_at=town.clock.now())
    asked = town.asking("olena")
    assert see_to_ring(asked) == see_waiting_at(asked, FAR_TOWN) == ()
    with pytest.raises(NotFound):
        see_by_number(asked, [receipt])


def test_more_lines_ask_no_more_questions(town: Cast) -> None:
    from openevac.services.requests.find_similar import TypedSoFar, find_alike
    from openevac.services.requests.see_plain_lines import see_by_number, see_to_ring, see_waiting_at
    from openevac.store.models import EvacuationRequest

    typed = TypedSoFar(katottg=FAR_TOWN, position=CORNER, people=2, phone_tags=(tag("phone 0"),))

    def count() -> list[int]:
        numbers = list(EvacuationRequest.objects.values_list("receipt", flat=True))
        asked = town.asking("olena")
        return [
            len(queries_of(ask))
            for ask in (
                lambda: see_to_ring(asked),
                lambda: see_waiting_at(asked, FAR_TOWN),
                lambda: see_by_number(asked, numbers),
                lambda: find_alike(asked, typed),
            )
        ]

    to_ring(town, 2)
    few = count()
    to_ring(town, 14)
    assert count() == few
    assert few[:3] == [3, 3, 3]
    assert few[3] <= 6


def test_one_whole_request_is_judged_once(town: Cast) -> None:
    from openevac.services.requests.see_request import see_line, see_request

    receipt = registered(town).receipt
    assert len(queries_of(lambda: see_request(town.asking("olena"), receipt))) <= 15
    assert len(queries_of(lambda: see_line(town.asking("olena"), receipt))) <= 8
