"""A repeat is linked, never dropped: both numbers stay good, the newest facts show, a wrong link is undone."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import ConfirmationKind
from openevac.domain.needs import Needs
from openevac.domain.records import HoldReason
from openevac.domain.requests import Priority
from openevac.rules.confirmation import VerdictKind
from tests.services.cast import Cast
from tests.services.requests.world import registered, signed, tag


def linked(cast: Cast, first: str, repeat: str, by: str = "olena") -> Any:
    from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate

    return link_duplicate(cast.order(by), LinkDuplicate(first=first, repeat=repeat))


def apart(cast: Cast, one: str, other: str) -> Any:
    from openevac.services.requests.keep_apart import KeepApart, keep_apart

    return keep_apart(cast.order("olena"), KeepApart(one=one, other=other, reason="two houses of one name"))


def seen(cast: Cast, receipt: str) -> Any:
    from openevac.services.requests.see_request import see_request

    return see_request(cast.asking("kateryna"), receipt)


def two_calls(cast: Cast, **later: Any) -> tuple[str, str]:
    first = registered(cast, phone_tags=(tag("mother"),)).receipt
    cast.clock.pass_time(hours=5)
    return first, registered(cast, **({"phone_tags": (tag("son"),)} | later)).receipt


def test_both_numbers_stay_good(town: Cast) -> None:
    first, repeat = two_calls(town)
    linked(town, first, repeat)
    assert seen(town, repeat).line.linked_to == first
    assert seen(town, first).repeats == (repeat,)


def test_the_first_waits_since_the_first_call_and_knows_what_the_second_said(town: Cast) -> None:
    first, repeat = two_calls(town, needs=Needs(walks=1, stretchers=1, pets=2), floor=5, priority=Priority.URGENT)
    before = seen(town, first).line.received_at
    linked(town, first, repeat)
    line = seen(town, first).line
    assert (line.received_at, line.floor, line.priority) == (before, 5, Priority.URGENT)
    assert line.needs == Needs(walks=1, stretchers=1, pets=2)
    assert sorted(one.mobility.value for one in seen(town, first).people) == ["lying", "walks"]


def test_an_older_word_changes_nothing_but_the_waiting(town: Cast) -> None:
    from datetime import timedelta

    first = registered(town, phone_tags=(tag("mother"),), floor=2).receipt
    earlier = town.clock.now() - timedelta(days=2)
    repeat = registered(town, phone_tags=(tag("son"),), floor=9, received_at=earlier).receipt
    linked(town, first, repeat)
    line = seen(town, first).line
    assert (line.floor, line.received_at) == (2, earlier)


def test_named_people_are_never_swapped_by_a_link(town: Cast) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.requests.new_request import NewEvacuee
    from openevac.vault.identities import EvacueeIdentity
    from openevac.vault.records import RecordKind

    named = tuple(
        NewEvacuee(identity=seal_identity(town.keys("olena"), RecordKind.EVACUEE, EvacueeIdentity(name=f"Особа {n}")))
        for n in range(2)
    )
    first = registered(town, phone_tags=(tag("mother"),), people=named).receipt
    repeat = registered(town, phone_tags=(tag("son"),), needs=Needs(walks=1)).receipt
    answer = linked(town, first, repeat)
    assert answer.say[0].text.startswith("The newer call counted other people")
    assert len(seen(town, first).people) == 2
    assert seen(town, first).line.needs == Needs(walks=2)


def test_signs_of_the_repeat_count_for_the_first(town: Cast) -> None:
    first, repeat = two_calls(town)
    signed(town, repeat, ConfirmationKind.CALL_BACK)
    assert linked(town, first, repeat).verdict is VerdictKind.CONFIRMED
    assert apart(town, first, repeat).unlinked
    assert seen(town, first).line.verdict is VerdictKind.NEEDS
    assert seen(town, repeat).line.verdict is VerdictKind.CONFIRMED


def test_a_third_call_from_the_second_phone_finds_the_first_request(town: Cast) -> None:
    first, repeat = two_calls(town)
    linked(town, first, repeat)
    third = registered(town, phone_tags=(tag("son"),))
    assert [one.receipt for one in third.similar if not one.weak] == [first]


def test_holds_go_on_at_the_first(town: Cast) -> None:
    from openevac.services.requests.hold import HoldRequest, hold

    first, repeat = two_calls(town)
    for reason in (HoldReason.ADDRESS_UNCLEAR, HoldReason.MAYBE_DUPLICATE):
        hold(town.order("olena"), HoldRequest(receipt=repeat, reason=reason, why="to be cleared up"))
    linked(town, first, repeat)
    open_now = [one.reason for one in seen(town, first).holds if one.released_at is None]
    assert open_now == [HoldReason.ADDRESS_UNCLEAR]
    assert all(one.released_at for one in seen(town, repeat).holds)


def test_a_repeat_of_a_repeat_leads_to_the_first(town: Cast) -> None:
    one, two = two_calls(town)
    three = registered(town, phone_tags=(tag("neighbour"),)).receipt
    linked(town, two, three)
    linked(town, one, two)
    assert seen(town, three).line.linked_to == one


def test_nobody_links_an_open_request_to_one_that_ended_or_away_from_a_mission(town: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.store.models import EvacuationRequest

    first, repeat = two_calls(town)
    EvacuationRequest.objects.filter(receipt=first).update(status="handed_over")
    with pytest.raises(Conflict, match="come to an end"):
        linked(town, first, repeat)
    EvacuationRequest.objects.filter(receipt=first).update(status="on_mission")
    with pytest.raises(Conflict, match="on a mission already"):
        linked(town, repeat, first)
    with pytest.raises(InputError, match="the same request"):
        linked(town, repeat, repeat.lower())


def test_what_was_kept_apart_is_not_asked_again(town: Cast) -> None:
    from openevac.services.requests.similar import facts_of_kept, similar_to
    from openevac.store.models import EvacuationRequest

    first, other = two_calls(town, phone_tags=(tag("mother"),))
    row = EvacuationRequest.objects.get(receipt=other)
    assert [one.receipt for one in similar_to("dopomoha", facts_of_kept(row))] == [first]
    apart(town, first, other)
    assert similar_to("dopomoha", facts_of_kept(row)) == ()


def test_two_people_who_link_a_pair_both_ways_at_once_leave_one_open(fresh_cast: Cast) -> None:
    """Whoever is second is told; two requests never point at each other."""
    from openevac.store.models import EvacuationRequest

    first, repeat = two_calls(fresh_cast)
    told: list[str] = []
    start = threading.Barrier(2)

    def link(one: str, other: str, by: str) -> None:
        from django.db import connections

        from openevac.services.kernel.refusals import Conflict

        start.wait()
        try:
            linked(fresh_cast, one, other, by)
            told.append("linked")
        except Conflict:
            told.append("told")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=link, args=(first, repeat, "olena")),
        threading.Thread(target=link, args=(repeat, first, "oksana")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["linked", "told"]
    assert sorted(EvacuationRequest.objects.values_list("status", flat=True)) == ["linked", "open"]
