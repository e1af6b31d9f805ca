"""Entry to places: the newest word holds until it runs out, and whoever goes there is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import ConfirmationKind
from openevac.domain.places import Access
from tests.services.cast import ORGANISATION, Cast
from tests.services.danger.said import OTHER_TOWN, TOWN, crew, mission
from tests.services.requests.world import registered, signed, tag


def access(cast: Cast, word: Access, by: str = "kateryna", **other: Any) -> Any:
    from openevac.services.danger.set_access import SetAccess, set_access

    given = {"katottg": TOWN, "source": "VA"} | other
    return set_access(cast.order(by), SetAccess(access=word, **given))


def measured(cast: Cast, km: float, katottg: str = TOWN, days: float = 0.0) -> tuple[str, ...]:
    from openevac.services.danger.measure_front import measure_front

    at = cast.clock.now() - timedelta(days=days)
    return measure_front(ORGANISATION, {katottg: km}, measured_at=at, rests_on="line of DeepState", clock=cast.clock)


def in_force(cast: Cast) -> list[Access]:
    from openevac.services.danger.see_danger import see_danger

    return [line.access for line in see_danger(cast.asking("olena")).access if line.in_force]


def confirmed(cast: Cast, katottg: str = TOWN) -> str:
    receipt = registered(cast, katottg=katottg, phone_tags=(tag(katottg),)).receipt
    signed(cast, receipt, ConfirmationKind.CALL_BACK)
    return receipt


def stored(receipt: str) -> str:
    from openevac.store.models import EvacuationRequest

    return EvacuationRequest.objects.get(receipt=receipt).verdict


def test_the_newest_word_holds_and_the_earlier_one_stays_to_be_read(cast: Cast) -> None:
    from openevac.store.models import PlaceAccess

    access(cast, Access.CLOSED)
    cast.clock.pass_time(hours=1)
    access(cast, Access.ARMOURED_ONLY)
    assert in_force(cast) == [Access.ARMOURED_ONLY]
    assert PlaceAccess.objects.count() == 2
    assert PlaceAccess.objects.get(access="closed").replaced_at == cast.clock.now()


def test_a_word_runs_out_and_is_shown_as_run_out(cast: Cast) -> None:
    from openevac.services.danger.see_danger import see_danger

    access(cast, Access.CLOSED, valid_until=cast.clock.now() + timedelta(hours=6))
    cast.clock.pass_time(hours=6)
    assert in_force(cast) == []
    line = see_danger(cast.asking("olena")).access[0]
    assert (line.access, line.in_force, line.age_h) == (Access.CLOSED, False, 6.0)


def test_a_word_for_tomorrow_lets_today_stand(cast: Cast) -> None:
    access(cast, Access.OPEN)
    access(cast, Access.CLOSED, since=cast.clock.now() + timedelta(days=1))
    assert in_force(cast) == [Access.OPEN]
    cast.clock.pass_time(days=1)
    assert in_force(cast) == [Access.CLOSED]


def test_closing_a_town_judges_its_requests_anew_and_no_others(cast: Cast) -> None:
    for place in (TOWN, OTHER_TOWN):
        measured(cast, 40.0, place)
    there, elsewhere = confirmed(cast), confirmed(cast, OTHER_TOWN)
    assert access(cast, Access.CLOSED).judged_anew == (there,)
    assert (stored(there), stored(elsewhere)) == ("needs", "confirmed")
    assert access(cast, Access.OPEN).judged_anew == (there,)
    assert stored(there) == "confirmed"


def test_whoever_plans_a_mission_there_is_told(cast: Cast) -> None:
    from openevac.store.models import Delivery

    measured(cast, 40.0)
    crew(cast)
    mission(cast, "Р-1", "Лелека", confirmed(cast))
    assert access(cast, Access.CLOSED).missions == ("Р-1",)
    assert [one.subject for one in Delivery.objects.filter(kind="access_changed")] == ["mission:Р-1"]


def test_a_door_that_is_done_is_not_told_again(cast: Cast) -> None:
    from openevac.store.models import Stop

    measured(cast, 40.0)
    crew(cast)
    mission(cast, "Р-1", "Лелека", confirmed(cast))
    Stop.objects.update(outcome="boarded")
    assert access(cast, Access.CLOSED).missions == ()


def test_only_coordinators_decide_about_places(cast: Cast) -> None:
    from openevac.services.kernel.refusals import Refused

    for code in ("olena", "stepan", "raisa", "zoia"):
        with pytest.raises(Refused):
            access(cast, Access.CLOSED, by=code)


def test_bad_words_are_refused_by_name(cast: Cast) -> None:
    now = cast.clock.now()
    for what, field in (
        ({"katottg": "Ізюм"}, "katottg"),
        ({"source": " "}, "source"),
        ({"meeting_note": "a\x00b"}, "meeting_note"),
        ({"meeting_note": "x" * 10_000_000}, "meeting_note"),
        ({"meeting_note": "\u2066abc"}, "meeting_note"),
        ({"valid_until": now - timedelta(hours=1)}, "valid_until"),
    ):
        with pytest.raises(InputError, match=field):
            access(cast, Access.CLOSED, **what)


def test_a_line_that_moved_judges_anew(cast: Cast) -> None:
    measured(cast, 40.0)
    receipt = confirmed(cast)
    cast.clock.pass_time(days=1)
    assert measured(cast, 9.0) == (receipt,)
    assert stored(receipt) == "needs"


def test_a_line_older_than_the_known_one_changes_nothing(cast: Cast) -> None:
    from openevac.store.models import FrontDistance

    measured(cast, 9.0)
    assert measured(cast, 40.0, days=3) == ()
    assert FrontDistance.objects.get().km == 9.0


@pytest.mark.parametrize("km", [-1.0, float("nan"), float("inf")])
def test_a_distance_that_is_none_is_refused(cast: Cast, km: float) -> None:
    with pytest.raises(InputError, match="kilometres"):
        measured(cast, km)


def test_two_words_at_once_leave_one_in_force(fresh_cast: Cast) -> None:
    import threading

    faults: list[BaseException] = []

    def say(word: Access, by: str) -> None:
        from django.db import connections

        try:
            access(fresh_cast, word, by)
        except BaseException as fault:  # noqa: BLE001 - told by the assertion below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=say, args=(Access.CLOSED, "kateryna")),
        threading.Thread(target=say, args=(Access.OPEN, "kyrylo")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(in_force(fresh_cast)) == 1
