"""A sheet of requests: each row is its own command; a crash in the middle loses nothing and doubles nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from openevac.domain.events import Channel
from openevac.domain.needs import Needs
from tests.services.cast import Cast
from tests.services.requests.world import call, tag


def sheet(count: int) -> list[Any]:
    from openevac.services.requests.import_requests import ImportRow

    return [
        ImportRow(
            number=number,
            request=call(phone_tags=(tag(f"row {number}"),), channel=Channel.SHEET, needs=Needs(walks=number)),
        )
        for number in range(2, 2 + count)
    ]


def taken(order: Any, rows: list[Any]) -> list[Any]:
    from openevac.services.requests.import_requests import import_requests

    return list(import_requests(order, rows))


def count() -> int:
    from openevac.store.models import EvacuationRequest

    return EvacuationRequest.objects.count()


def test_every_row_becomes_a_request_of_its_own(town: Cast) -> None:
    results = taken(town.order("olena"), sheet(6))
    assert [one.number for one in results] == [2, 3, 4, 5, 6, 7]
    assert len({one.registered.receipt for one in results}) == count() == 6


def test_the_same_import_after_a_crash_takes_only_what_is_missing(town: Cast) -> None:
    from openevac.services.requests.import_requests import import_requests

    order, rows = town.order("olena"), sheet(6)
    running = import_requests(order, rows)
    first = [next(running), next(running)]
    del running
    assert count() == 2
    again = taken(order, rows)
    assert count() == 6
    assert again[:2] == first
    assert taken(order, rows) == again
    assert count() == 6


def test_a_row_that_is_refused_stops_no_other_and_says_where_it_is(town: Cast) -> None:
    rows = sheet(3)
    rows[1] = replace(rows[1], request=replace(rows[1].request, household=_stale(town)))
    results = taken(town.order("olena"), rows)
    assert [one.fault is None for one in results] == [True, False, True]
    assert results[1].fault.row == 3
    assert count() == 2


def test_a_row_mended_after_the_first_try_is_taken(town: Cast) -> None:
    """Its first try was refused, so its command was never recorded, and the mended row is no other use of its id."""
    order, rows = town.order("olena"), sheet(2)
    good = rows[1].request
    rows[1] = replace(rows[1], request=replace(good, household=_stale(town)))
    assert taken(order, rows)[1].fault is not None
    rows[1] = replace(rows[1], request=good)
    assert taken(order, rows)[1].registered is not None
    assert count() == 2


def test_a_row_changed_after_it_was_taken_is_told_and_doubles_nothing(town: Cast) -> None:
    order, rows = town.order("olena"), sheet(2)
    taken(order, rows)
    rows[0] = replace(rows[0], request=replace(rows[0].request, needs=Needs(walks=9)))
    results = taken(order, rows)
    assert "used for something else" in results[0].fault.problem
    assert count() == 2


def test_rows_of_one_phone_show_each_other(town: Cast) -> None:
    rows = sheet(2)
    rows[1] = replace(rows[1], request=replace(rows[1].request, phone_tags=rows[0].request.phone_tags))
    results = taken(town.order("olena"), rows)
    assert results[1].registered.similar[0].receipt == results[0].registered.receipt


def test_who_may_not_register_is_told_once(town: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed

    with pytest.raises(NotAllowed):
        taken(town.order("zoia"), sheet(3))


def _stale(cast: Cast) -> Any:
    from openevac.cli.client.sealing import seal_identity
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    sealed = seal_identity(cast.keys("olena"), RecordKind.HOUSEHOLD, HouseholdIdentity(asker="Вигадана Особа"))
    return replace(sealed, epochs=dict.fromkeys(sealed.epochs, 9))
