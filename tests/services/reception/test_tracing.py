"""Looking for relatives from both sides: what waits by code, who is asked first, what a no leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.tracing import MatchState, TraceSide
from tests.services.cast import Cast
from tests.services.reception.test_reception import sealed

ONE, TWO = (f"{number:032x}" for number in (501, 502))


def search(cast: Cast, side: TraceSide, *tags: str, agreed: bool = False) -> Any:
    from openevac.services.reception.tracing import OpenTrace, open_trace
    from openevac.vault.identities import TraceIdentity

    identity = sealed(cast, "olena", "trace", TraceIdentity(side=side, name="Вигадана Особа", asked_by="Вигаданий Син"))
    return open_trace(cast.order("olena"), OpenTrace(side=side, tags=tags, identity=identity, agreed=agreed))


def matched(cast: Cast, *, agreed: bool = False) -> Any:
    """Open both sides and give the match."""
    search(cast, TraceSide.WANTS_TO_BE_FOUND, ONE, TWO, agreed=agreed)
    return search(cast, TraceSide.SEARCHES, ONE, TWO).matches[0]


def became(cast: Cast, match: Any, state: MatchState) -> Any:
    from openevac.services.reception.tracing import MatchTrace, match_trace

    return match_trace(cast.order("olena"), MatchTrace(match=match.match, state=state))


def waits(cast: Cast) -> Any:
    from openevac.services.reception.see_tracing import see_what_waits

    return see_what_waits(cast.asking("olena"))


def shown(cast: Cast, trace: Any) -> Any:
    from openevac.services.reception.see_tracing import number_of, see_search

    return see_search(cast.asking("raisa"), number_of(trace))


def test_what_waits_is_told_by_numbers_and_holds_no_identity(cast: Cast) -> None:
    from openevac.services.reception.see_tracing import number_of

    match = matched(cast)
    found = waits(cast)
    assert [one.searches for one in found.ask] == [number_of(match.searches)]
    assert (found.later, found.tell) == ((), ())
    assert found.ask[0].shared_tags == 2
    assert "Вигадан" not in repr(found)


@pytest.mark.parametrize("state", [None, MatchState.LATER, MatchState.DECLINED, MatchState.NOT_THEM])
def test_a_search_reads_the_same_whether_nobody_was_found_or_somebody_said_no(
    cast: Cast, state: MatchState | None
) -> None:
    from dataclasses import replace

    nobody = search(cast, TraceSide.SEARCHES, f"{777:032x}").trace
    match = matched(cast)
    if state is not None:
        became(cast, match, state)
    empty, found = shown(cast, nobody), shown(cast, match.searches)
    assert replace(found, trace=empty.trace, number=empty.number) == empty


def test_only_a_yes_shows_that_there_is_somebody(cast: Cast) -> None:
    match = matched(cast)
    assert not shown(cast, match.searches).may_tell
    became(cast, match, MatchState.AGREED)
    assert shown(cast, match.searches).may_tell
    assert not shown(cast, match.wants).may_tell, "who may be found learns nothing from their own number"
    assert [one.match for one in waits(cast).tell] == [match.match]
    became(cast, match, MatchState.TOLD)
    assert waits(cast).tell == ()


def test_who_says_later_is_asked_again_the_next_day_and_not_before(cast: Cast) -> None:
    match = matched(cast)
    became(cast, match, MatchState.LATER)
    assert (waits(cast).ask, len(waits(cast).later)) == ((), 1)
    cast.clock.pass_time(hours=23)
    assert waits(cast).ask == ()
    cast.clock.pass_time(hours=2)
    assert [one.match for one in waits(cast).ask] == [match.match]
    with pytest.raises(InputError, match="has not agreed yet"):
        became(cast, match, MatchState.TOLD)
    became(cast, match, MatchState.LATER)
    assert len(waits(cast).later) == 1
    became(cast, match, MatchState.AGREED)


@pytest.mark.parametrize("end", [MatchState.DECLINED, MatchState.NOT_THEM])
def test_names_of_a_match_open_while_it_is_asked_and_never_after_a_no(cast: Cast, end: MatchState) -> None:
    from openevac.services.reception.open_match import OpenMatch, open_match
    from openevac.store.models import LedgerBody

    match = matched(cast)
    before = LedgerBody.objects.count()
    names = open_match(cast.order("olena"), OpenMatch(match=match.match))
    assert {names.searches.role, names.wants.role} == {"operator"}
    assert LedgerBody.objects.count() == before + 1
    became(cast, match, end)
    with pytest.raises(InputError, match="another point"):
        open_match(cast.order("olena"), OpenMatch(match=match.match))
    assert (waits(cast).ask, waits(cast).tell) == ((), ())
    with pytest.raises(InputError, match="another point"):
        became(cast, match, MatchState.AGREED)


def test_who_agreed_beforehand_may_still_turn_out_to_be_somebody_else(cast: Cast) -> None:
    match = matched(cast, agreed=True)
    assert waits(cast).tell[0].beforehand
    became(cast, match, MatchState.NOT_THEM)
    assert not shown(cast, match.searches).may_tell


def test_ending_a_search_takes_names_tags_and_matches_at_once(cast: Cast) -> None:
    from openevac.services.reception.close_trace import CloseTrace, close_trace
    from openevac.services.reception.see_tracing import see_match
    from openevac.store.models import SealedRecord, Trace, TraceTag

    match = matched(cast)
    sealed_id = Trace.objects.get(id=match.wants).identity_id
    assert sealed_id
    assert close_trace(cast.order("raisa"), CloseTrace(trace=match.wants)).matches == 1
    assert not SealedRecord.objects.filter(id=sealed_id).exists()
    assert not TraceTag.objects.filter(trace=match.wants).exists()
    assert shown(cast, match.wants).ended
    with pytest.raises(InputError, match="Nothing is known"):
        see_match(cast.asking("olena"), match.match)
    with pytest.raises(InputError, match="Nothing is known"):
        close_trace(cast.order("raisa"), CloseTrace(trace=match.wants))
    assert search(cast, TraceSide.SEARCHES, ONE).matches == (), "an ended search is not matched again"


def test_a_search_that_grew_old_takes_its_sealed_name_with_it(cast: Cast) -> None:
    from openevac.services.work.retention import run_retention
    from openevac.store.models import SealedRecord, Trace

    match = matched(cast)
    sealed_id = Trace.objects.get(id=match.searches).identity_id
    assert sealed_id
    cast.clock.pass_time(hours=24 * 366)
    run_retention(cast.worker())
    assert not Trace.objects.exists()
    assert not SealedRecord.objects.filter(id=sealed_id).exists()


@pytest.mark.parametrize("number", ["", "1", "1f3c-77", "zzzz-zzzz", "a" * 40, "\x00", "0123456789abcdef" * 2])
def test_a_number_that_is_none_reads_as_nothing_known(cast: Cast, number: str) -> None:
    from openevac.services.reception.see_tracing import see_search

    with pytest.raises(InputError, match="Nothing is known"):
        see_search(cast.asking("olena"), number)


def test_a_search_is_found_by_its_number_however_it_is_typed(cast: Cast) -> None:
    from openevac.services.reception.see_tracing import see_search

    trace = search(cast, TraceSide.SEARCHES, ONE).trace
    for typed in (trace.hex[:8], f" {trace.hex[:4].upper()}-{trace.hex[4:8].upper()} ", str(trace)):
        assert see_search(cast.asking("olena"), typed).trace == trace
