"""The sign of a board: the same while it looks the same, another as soon as it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from openevac.domain.events import CheckInKind, CrewEventKind
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town


def watch_of() -> Any:
    from openevac.services.missions.board_watch import BoardWatch

    return BoardWatch(organisation=ORGANISATION)


def look(town: Town, watch: Any) -> str:
    found: str = watch.look(town.cast.clock.now(), town.cast.clock.monotonic_s())
    return found


def test_a_request_that_is_not_on_the_board_changes_nothing(town: Town) -> None:
    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    watch = watch_of()
    before = look(town, watch)
    town.request("mill")
    assert look(town, watch) == before
    town.cast.clock.pass_time(seconds=1)
    town.word(code)
    assert look(town, watch) != before


def test_every_step_of_the_ladder_changes_the_sign_while_no_worker_runs(town: Town) -> None:
    from openevac.store.models import Mission

    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    watch, due = watch_of(), Mission.objects.get().next_contact_at
    assert due is not None
    signs = []
    for minutes in (-1, 0, 15, 30):
        town.cast.clock.pass_time(seconds=(due + timedelta(minutes=minutes) - town.cast.clock.at).total_seconds())
        signs.append(look(town, watch))
    assert len(set(signs)) == 4
    town.cast.clock.pass_time(minutes=5)
    assert look(town, watch) == signs[-1]


def test_what_is_told_leaves_the_board_without_an_entry_of_the_ledger(town: Town) -> None:
    from openevac.domain.records import DeliveryState
    from openevac.services.missions.record_crew_event import RecordCrewEvent, record_crew_event
    from openevac.store.models import Delivery

    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    watch = watch_of()
    before = look(town, watch)
    record_crew_event(town.cast.order("stepan"), RecordCrewEvent(mission=code, kind=CrewEventKind.CHASED))
    told = look(town, watch)
    assert told != before
    Delivery.objects.update(state=DeliveryState.TOLD.value)
    town.cast.clock.pass_time(seconds=16)
    assert look(town, watch) != told


def test_a_look_at_an_unchanged_board_is_one_question(town: Town) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    watch = watch_of()
    look(town, watch)
    with CaptureQueriesContext(connection) as asked:
        look(town, watch)
    assert len(asked) == 1


def test_a_hold_that_rings_is_on_the_board_until_somebody_has_it(town: Town) -> None:
    from openevac.domain.records import HoldReason
    from openevac.services.requests.due_rings import RecordRing, due_rings, record_ring
    from openevac.services.requests.hold import HoldRequest, TakeHold, hold, take_hold
    from openevac.services.requests.see_ringing import see_ringing

    receipt = town.request(confirmed=False)
    reason = HoldReason.ADDRESS_UNCLEAR
    hold(town.cast.order("olena"), HoldRequest(receipt=receipt, reason=reason, why="nobody answers", owner="olena"))
    watch, asking = watch_of(), town.cast.asking("oksana")
    before = look(town, watch)
    assert see_ringing(asking) == ()
    town.cast.clock.pass_time(hours=2, seconds=1)
    assert [one.receipt for one in see_ringing(asking)] == [receipt]
    (due,) = due_rings(ORGANISATION, town.cast.clock.at)
    record_ring(town.cast.worker(), RecordRing(hold=due.hold))
    (rung,) = see_ringing(asking)
    assert (rung.receipt, rung.owner, rung.rung) == (receipt, "olena", 1)
    assert look(town, watch) != before
    take_hold(town.cast.order("oksana"), TakeHold(receipt=receipt, reason=reason))
    assert see_ringing(asking) == ()


def test_a_word_in_time_is_calm_and_what_rings_is_loud(town: Town) -> None:
    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    watch = watch_of()
    before, loud = look(town, watch), watch.loud
    town.cast.clock.pass_time(seconds=1)
    town.word(code)
    after = look(town, watch)
    assert (after != before, watch.loud == loud) == (True, True), "two hundred screens need not be drawn at once for it"
    town.word(code, kind=CheckInKind.SOS)
    look(town, watch)
    assert watch.loud != loud
    loud = watch.loud
    town.cast.clock.pass_time(hours=3)
    look(town, watch)
    assert watch.loud != loud, "time alone makes a board loud"
