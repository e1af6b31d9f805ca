"""The road: words that come late or out of order, silence, SOS, alarms that rise once, and the board that shows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import CheckInKind, MissionStatus, OverdueLevel, RequestStatus
from openevac.domain.places import LonLat
from tests.services.missions.country import Town


@pytest.fixture
def mission(town: Town) -> str:
    """A mission with two doors, on the road since its planned hour."""
    town.request(walks=1)
    town.request("mill", walks=1)
    (code,) = town.planned()
    town.on_the_road(code)
    return code


def row(code: str) -> Any:
    from openevac.store.models import Mission

    return Mission.objects.get(code=code)


def go_to(town: Town, moment: datetime) -> None:
    town.cast.clock.pass_time(seconds=(moment - town.cast.clock.at).total_seconds())


def raise_due(town: Town) -> list[OverdueLevel]:
    """Do what the worker does every few seconds; gives the levels that were raised."""
    from openevac.services.missions.raise_overdue import RaiseOverdue, alarms_due, raise_overdue

    due = alarms_due(town.cast.clock)
    return [raise_overdue(town.cast.worker(), RaiseOverdue(mission=one.mission)).level for one in due]


def test_the_first_word_is_due_at_the_first_door(town: Town, mission: str) -> None:
    from openevac.store.models import Stop

    first = min(Stop.objects.values_list("arrives_at", flat=True))
    assert row(mission).next_contact_at == first


def test_a_van_that_left_late_is_waited_for_as_much_later(town: Town) -> None:
    from openevac.store.models import Stop

    town.request()
    (code,) = town.planned()
    town.approve(code)
    town.accept(code)
    go_to(town, row(code).departs_at + timedelta(minutes=25))
    town.dispatch(code)
    assert row(code).next_contact_at == Stop.objects.get().arrives_at + timedelta(minutes=25)


def test_alarms_rise_step_by_step_each_once_and_each_is_queued(town: Town, mission: str) -> None:
    from openevac.store.models import Delivery, LogHead, OverdueAlarm

    go_to(town, row(mission).next_contact_at - timedelta(seconds=1))
    assert raise_due(town) == []
    raised = []
    for minutes in (0, 1, 14, 15, 29, 30, 90):
        go_to(town, row(mission).next_contact_at + timedelta(minutes=minutes))
        raised.append(raise_due(town))
    assert raised == [
        [OverdueLevel.AMBER], [], [], [OverdueLevel.RED], [], [OverdueLevel.NO_ANSWER], [],
    ]  # fmt: skip
    assert OverdueAlarm.objects.count() == 3
    assert Delivery.objects.filter(kind="overdue_alarm", subject=f"mission:{mission}").count() == 3
    before = LogHead.objects.get(id=1).size
    assert raise_due(town) == []
    assert LogHead.objects.get(id=1).size == before


def test_a_word_answers_the_alarm_and_the_ladder_begins_anew(town: Town, mission: str) -> None:
    from openevac.store.models import OverdueAlarm

    go_to(town, row(mission).next_contact_at + timedelta(minutes=16))
    assert raise_due(town) == [OverdueLevel.RED]
    answer = town.word(mission)
    assert answer.level is OverdueLevel.NOT_DUE
    alarm = OverdueAlarm.objects.get()
    assert (alarm.answered_at, alarm.answered_by) == (town.cast.clock.now(), "stepan")
    go_to(town, answer.next_contact_at + timedelta(minutes=1))
    assert raise_due(town) == [OverdueLevel.AMBER]


def test_a_late_paper_does_not_make_an_alarm_quiet(town: Town, mission: str) -> None:
    """The word was said before the call was due, and reached us after the alarm: it is kept, and the alarm stays."""
    from openevac.store.models import CheckIn, OverdueAlarm

    due = row(mission).next_contact_at
    go_to(town, due + timedelta(minutes=20))
    raise_due(town)
    answer = town.word(mission, by="olena", at=due - timedelta(minutes=30))
    assert answer.level is OverdueLevel.RED
    assert any("does not end the alarm" in note.text for note in answer.notes)
    assert OverdueAlarm.objects.filter(answered_at=None).exists()
    assert CheckIn.objects.count() == 1


def test_words_out_of_order_keep_the_newest_place(town: Town, mission: str) -> None:
    now = town.cast.clock.now()
    town.cast.clock.pass_time(minutes=20)
    town.word(mission, at=now + timedelta(minutes=18), position=LonLat(37.15, 49.5))
    town.word(mission, at=now + timedelta(minutes=5), position=LonLat(37.05, 49.5))
    found = row(mission)
    assert found.last_contact_at == now + timedelta(minutes=18)
    assert found.last_lon == pytest.approx(37.15, abs=0.002)


def test_a_clock_that_jumps_back_makes_no_alarm_later(town: Town, mission: str) -> None:
    go_to(town, row(mission).next_contact_at + timedelta(minutes=1))
    assert raise_due(town) == [OverdueLevel.AMBER]
    town.word(mission)
    due = row(mission).next_contact_at
    town.cast.clock.jump(hours=-3)
    answer = town.word(mission, kind=CheckInKind.ON_SCENE)
    assert any("set back" in note.text for note in answer.notes)
    assert row(mission).next_contact_at <= due


def test_an_sos_is_an_alarm_at_once(town: Town, mission: str) -> None:
    from openevac.store.models import Delivery, OverdueAlarm

    answer = town.word(mission, by="sashko", kind=CheckInKind.SOS, position=LonLat(37.111, 49.499))
    assert answer.level is OverdueLevel.RED
    assert OverdueAlarm.objects.get().level == OverdueLevel.RED
    assert Delivery.objects.filter(kind="overdue_alarm").count() == 1
    assert row(mission).last_lon != 37.111, "places are rounded to 100 m"


def test_a_silence_is_waited_for_and_then_rings(town: Town, mission: str) -> None:
    from openevac.services.missions.declare_silence import DeclareSilence, declare_silence

    due = row(mission).next_contact_at
    until = due + timedelta(hours=1)
    declare_silence(town.cast.order("stepan"), DeclareSilence(mission=mission, until=until))
    assert row(mission).next_contact_at >= until
    go_to(town, due + timedelta(minutes=40))
    assert raise_due(town) == []
    go_to(town, row(mission).next_contact_at + timedelta(seconds=1))
    assert raise_due(town) == [OverdueLevel.AMBER]


def test_nobody_is_silent_for_a_day(town: Town, mission: str) -> None:
    from openevac.services.missions.declare_silence import DeclareSilence, declare_silence

    for until in (timedelta(hours=-1), timedelta(hours=9)):
        asked = DeclareSilence(mission=mission, until=town.cast.clock.now() + until)
        with pytest.raises(InputError):
            declare_silence(town.cast.order("stepan"), asked)


def test_the_last_coverage_says_where_and_until_when(town: Town, mission: str) -> None:
    from openevac.services.missions.record_last_coverage import RecordLastCoverage, record_last_coverage

    until = town.cast.clock.now() + timedelta(hours=2)
    asked = RecordLastCoverage(mission=mission, position=LonLat(37.1, 49.5), silent_until=until)
    record_last_coverage(town.cast.order("stepan"), asked)
    found = row(mission)
    assert found.silent_until == until
    assert found.last_lat == pytest.approx(49.5, abs=0.002)


def test_turning_back_gives_the_doors_back_and_keeps_the_watch(town: Town, mission: str) -> None:
    from openevac.services.missions.turn_back import TurnBack, turn_back
    from openevac.store.models import EvacuationRequest

    turn_back(town.cast.order("stepan"), TurnBack(mission=mission))
    found = row(mission)
    assert found.status == MissionStatus.TURNED_BACK
    assert found.next_contact_at is not None
    assert {one.status for one in EvacuationRequest.objects.all()} == {RequestStatus.OPEN}
    turn_back(town.cast.order("sashko"), TurnBack(mission=mission))


def test_a_crew_of_another_mission_hears_nothing_of_this_one(town: Town, mission: str) -> None:
    from openevac.services.kernel.refusals import NotFound

    with pytest.raises(NotFound):
        town.word(mission, by="roman")
    with pytest.raises(NotFound):
        town.word("В-999", by="roman")


def test_a_coordinator_takes_an_alarm_on_and_it_stays_open_until_the_crew_is_heard(town: Town, mission: str) -> None:
    from openevac.services.missions.raise_overdue import TakeAlarm, take_alarm
    from openevac.services.missions.see_board import see_board

    with pytest.raises(InputError, match="No alarm"):
        take_alarm(town.cast.order("kyrylo"), TakeAlarm(mission=mission))
    go_to(town, row(mission).next_contact_at + timedelta(minutes=31))
    raise_due(town)
    take_alarm(town.cast.order("kyrylo"), TakeAlarm(mission=mission))
    (line,) = see_board(town.cast.asking("olena")).missions
    assert (line.level, line.alarm_open, line.alarm_taken_by) == (OverdueLevel.NO_ANSWER, True, "kyrylo")
    town.word(mission)
    (line,) = see_board(town.cast.asking("olena")).missions
    assert (line.level, line.alarm_open) == (OverdueLevel.NOT_DUE, False)
