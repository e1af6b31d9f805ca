"""The worker keeps its promises to people by a clock that tests move: alarms in two seconds, once, and first of all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.events import OverdueLevel
from openevac.domain.records import DeliveryKind
from tests.services.missions.country import Town, settle
from tests.services.work.test_duties import Ears


@pytest.fixture
def town(cast: Any) -> Town:
    return settle(cast)


def worker(town: Town, ears: Ears, folder: Path, failed: list[str] | None = None) -> Any:
    from openevac.services.work.worker import Worker

    told = failed if failed is not None else []
    return Worker(
        name="one",
        clock=town.cast.clock,
        tellers=dict.fromkeys(DeliveryKind, ears),
        start_job=lambda job: told.append(f"job {job.kind}"),
        witnesses=folder,
        failed=lambda duty, fault: told.append(f"{duty}: {fault}"),
    )


def on_the_road(town: Town) -> tuple[str, timedelta]:
    """Send one mission out and give its code, and how long until its next word is due."""
    from openevac.store.models import Mission

    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    due = Mission.objects.get().next_contact_at
    assert due is not None
    return code, due - town.cast.clock.now()


def pass_to(town: Town, moment: timedelta) -> None:
    town.cast.clock.pass_time(seconds=moment.total_seconds())


def test_an_alarm_sounds_within_two_seconds_of_being_due(town: Town, tmp_path: Path) -> None:
    code, wait = on_the_road(town)
    ears = Ears()
    turns = worker(town, ears, tmp_path).start()
    pass_to(town, wait - timedelta(seconds=1))
    turns.turn()
    assert ears.heard == []
    heard_after = 0
    while not ears.heard and heard_after < 10:
        town.cast.clock.pass_time(seconds=1)
        turns.turn()
        heard_after += 1
    assert heard_after <= 1 + 2, "one second until it is due, and two until it sounds"
    assert code in ears.heard[0]


def test_each_level_sounds_once_while_the_crew_is_silent(town: Town, tmp_path: Path) -> None:
    from openevac.store.models import OverdueAlarm

    _, wait = on_the_road(town)
    ears = Ears()
    turns = worker(town, ears, tmp_path).start()
    pass_to(town, wait)
    for _ in range(40):
        for _ in range(3):
            turns.turn()
            town.cast.clock.pass_time(seconds=1)
        town.cast.clock.pass_time(minutes=1)
    levels = list(OverdueAlarm.objects.order_by("raised_at").values_list("level", flat=True))
    assert levels == [OverdueLevel.AMBER, OverdueLevel.RED, OverdueLevel.NO_ANSWER]
    assert len(ears.heard) == 3


def test_a_clock_set_back_delays_no_alarm(town: Town, tmp_path: Path) -> None:
    _, wait = on_the_road(town)
    ears = Ears()
    turns = worker(town, ears, tmp_path).start()
    pass_to(town, wait - timedelta(seconds=2))
    turns.turn()
    town.cast.clock.jump(hours=-5)
    for _ in range(5):
        town.cast.clock.pass_time(seconds=1)
        turns.turn()
    assert len(ears.heard) == 1


def test_a_deaf_teller_and_a_full_disk_keep_no_alarm_from_being_recorded(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from openevac.services.work import worker as module
    from openevac.store.models import OverdueAlarm

    _, wait = on_the_road(town)
    failed: list[str] = []

    def broken(*_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(module, "run_retention", broken)
    monkeypatch.setattr(module, "tell_due", broken)
    turns = worker(town, Ears(deaf=99), tmp_path, failed).start()
    pass_to(town, wait + timedelta(seconds=1))
    turns.turn()
    assert OverdueAlarm.objects.count() == 1
    assert {line.split(":")[0] for line in failed} == {"deliveries", "retention"}


def test_the_worker_signs_and_asks_witnesses_before_ten_entries_are_unseen(town: Town, tmp_path: Path) -> None:
    from openevac.store.models import Checkpoint
    from tests.services.log.test_log import a_witness, add_witness

    key, _ = a_witness()
    add_witness(town.cast, key)
    turns = worker(town, Ears(), tmp_path).start()
    turns.turn()
    assert Checkpoint.objects.exists()
    assert len(list(tmp_path.rglob("request-*.txt"))) == 1


def test_a_worker_that_stops_gives_its_place_free(town: Town, tmp_path: Path) -> None:
    from openevac.services.kernel.refusals import Conflict

    first = worker(town, Ears(), tmp_path)
    first.start()
    second = worker(town, Ears(), tmp_path)
    second.name = "two"
    with pytest.raises(Conflict):
        second.start()
    first.stop()
    second.start()


def test_waiting_jobs_are_started_one_by_one(town: Town, tmp_path: Path) -> None:
    town.request()
    town.ask()
    town.ask()
    started: list[str] = []
    turns = worker(town, Ears(), tmp_path, started).start()
    turns.turn()
    assert started == ["job plan_mission"]
    town.cast.clock.pass_time(seconds=1)
    turns.turn()
    assert started == ["job plan_mission"] * 2


def test_the_worker_lets_sessions_go_and_keeps_what_the_database_knows_of_its_tables(
    cast: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.sessions.models import Session

    asked: list[str] = []
    monkeypatch.setattr("openevac.services.work.worker.keep_statistics", lambda: asked.append("statistics"))
    town = settle(cast)
    Session.objects.create(
        session_key="over", session_data="", expire_date=town.cast.clock.now() - timedelta(minutes=1)
    )
    duties = {duty.name: duty for duty in worker(town, Ears(), tmp_path).duties()}
    duties["retention"].do()
    duties["statistics"].do()
    assert not Session.objects.filter(session_key="over").exists()
    assert asked == ["statistics"]
