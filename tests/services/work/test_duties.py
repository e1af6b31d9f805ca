"""The worker's round, deliveries that are told once, and jobs that survive their process."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from openevac.domain.errors import InputError
from openevac.domain.records import DeliveryKind, DeliveryState, JobKind, JobState
from tests.services.cast import ORGANISATION, Cast


def test_duties_come_up_when_they_are_due(cast: Cast) -> None:
    from openevac.services.work.duties import Duty, Round

    done: list[str] = []
    duties = [
        Duty(name="often", every_s=5, do=lambda: done.append("often")),
        Duty(name="rarely", every_s=20, do=lambda: done.append("rarely")),
    ]
    turns = Round(clock=cast.clock, duties=duties, failed=lambda name, _: done.append(f"{name}!"))
    for _ in range(5):
        assert turns.turn() == 5
        cast.clock.pass_time(seconds=5)
    assert (done.count("often"), done.count("rarely")) == (5, 2)


def test_a_jump_of_the_wall_clock_moves_no_duty(cast: Cast) -> None:
    from openevac.services.work.duties import Duty, Round

    done: list[int] = []
    turns = Round(clock=cast.clock, duties=[Duty(name="d", every_s=5, do=lambda: done.append(1))], failed=print)
    turns.turn()
    cast.clock.jump(days=-3)
    cast.clock.pass_time(seconds=5)
    turns.turn()
    assert len(done) == 2


def test_a_duty_that_fails_keeps_no_other_from_its_time(cast: Cast) -> None:
    from openevac.services.work.duties import Duty, Round

    failed: list[str] = []
    done: list[str] = []

    def refuse() -> None:
        raise InputError("The disk is full.", "Make room.")

    duties = [Duty(name="bad", every_s=5, do=refuse), Duty(name="good", every_s=5, do=lambda: done.append("x"))]
    turns = Round(clock=cast.clock, duties=duties, failed=lambda name, _: failed.append(name))
    turns.turn()
    cast.clock.pass_time(seconds=5)
    turns.turn()
    assert (failed, done) == (["bad", "bad"], ["x", "x"])


def test_a_fault_of_ours_stops_the_worker(cast: Cast) -> None:
    from openevac.services.work.duties import Duty, Round

    def wrong() -> None:
        raise KeyError("a fault of the program")

    turns = Round(clock=cast.clock, duties=[Duty(name="wrong", every_s=5, do=wrong)], failed=lambda *_: None)
    with pytest.raises(KeyError):
        turns.turn()


def delivery(cast: Cast, key: str = "overdue:M-1:red", kind: DeliveryKind = DeliveryKind.OVERDUE_ALARM) -> Any:
    from openevac.store.models import Delivery

    return Delivery.objects.create(
        organisation_id=ORGANISATION, kind=kind, subject="mission:M-1", key=key, due_at=cast.clock.now()
    )


class Ears:
    """Hears what is told; can be deaf for a while."""

    def __init__(self, deaf: int = 0, *, permanent: bool = False) -> None:
        self.heard: list[str] = []
        self.deaf = deaf
        self.permanent = permanent

    def tell(self, message: Any) -> None:
        from openevac.services.work.deliveries import CannotTell

        if self.deaf:
            self.deaf -= 1
            raise CannotTell("line_busy", permanent=self.permanent)
        self.heard.append(message.subject)


def test_what_is_due_is_told_once(cast: Cast) -> None:
    from openevac.services.work.deliveries import tell_due

    delivery(cast)
    ears = Ears()
    assert tell_due("one", cast.clock, {DeliveryKind.OVERDUE_ALARM: ears}) == 1
    assert tell_due("one", cast.clock, {DeliveryKind.OVERDUE_ALARM: ears}) == 0
    assert ears.heard == ["mission:M-1"]


def test_a_busy_line_is_tried_again_later_and_longer(cast: Cast) -> None:
    from openevac.services.work.deliveries import tell_due

    row = delivery(cast)
    ears = Ears(deaf=2)
    tellers = {DeliveryKind.OVERDUE_ALARM: ears}
    assert tell_due("one", cast.clock, tellers) == 0
    row.refresh_from_db()
    assert (row.state, row.attempts, row.fault) == (DeliveryState.WAITING, 1, "line_busy")
    assert tell_due("one", cast.clock, tellers) == 0, "not before its time"
    cast.clock.pass_time(seconds=30)
    tell_due("one", cast.clock, tellers)
    cast.clock.pass_time(minutes=2)
    assert tell_due("one", cast.clock, tellers) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (DeliveryState.TOLD, 3)


def test_a_number_that_does_not_exist_is_given_up_with_its_reason(cast: Cast) -> None:
    from openevac.services.work.deliveries import tell_due

    row = delivery(cast)
    tell_due("one", cast.clock, {DeliveryKind.OVERDUE_ALARM: Ears(deaf=1, permanent=True)})
    row.refresh_from_db()
    assert (row.state, row.fault) == (DeliveryState.FAILED, "line_busy")


def test_nobody_is_tried_for_ever(cast: Cast) -> None:
    from openevac.services.work.deliveries import WAITS, tell_due

    row = delivery(cast)
    for _ in range(len(WAITS) + 3):
        tell_due("one", cast.clock, {DeliveryKind.OVERDUE_ALARM: Ears(deaf=99)})
        cast.clock.pass_time(hours=2)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (DeliveryState.FAILED, len(WAITS) + 1)


def test_what_nobody_tells_waits_and_says_so(cast: Cast) -> None:
    from openevac.services.work.deliveries import tell_due

    row = delivery(cast)
    tell_due("one", cast.clock, {})
    row.refresh_from_db()
    assert (row.state, row.fault) == (DeliveryState.WAITING, "no_teller")


def test_a_claim_of_a_dead_worker_is_told_by_the_next(cast: Cast) -> None:
    from openevac.services.work.deliveries import claim_due, tell_due

    delivery(cast)
    assert len(claim_due("dead", cast.clock)) == 1
    ears = Ears()
    tellers = {DeliveryKind.OVERDUE_ALARM: ears}
    assert tell_due("next", cast.clock, tellers) == 0
    cast.clock.pass_time(minutes=3)
    assert tell_due("next", cast.clock, tellers) == 1


def job(cast: Cast) -> UUID:
    from openevac.store.models import Job

    return Job.objects.create(
        organisation_id=ORGANISATION, kind=JobKind.PLAN_MISSION, asked_by="kateryna", asked_at=cast.clock.now()
    ).id


def test_a_job_is_claimed_by_one_worker_oldest_first(cast: Cast) -> None:
    from openevac.services.work.jobs import claim_job

    first = job(cast)
    cast.clock.pass_time(seconds=1)
    second = job(cast)
    claimed = [claim_job("one", cast.clock), claim_job("two", cast.clock), claim_job("three", cast.clock)]
    assert [one.id if one else None for one in claimed] == [first, second, None]


def test_a_job_whose_process_died_is_given_back(cast: Cast) -> None:
    from openevac.services.work.jobs import claim_job, give_back_jobs

    made = job(cast)
    claim_job("one", cast.clock)
    assert give_back_jobs("one") == 1
    again = claim_job("one", cast.clock)
    assert again is not None
    assert again.id == made
    cast.clock.pass_time(minutes=31)
    late = claim_job("two", cast.clock)
    assert late is not None
    assert late.id == made


def test_a_failed_job_says_why_in_words_that_can_be_translated(cast: Cast) -> None:
    from openevac.services.work.jobs import claim_job, fail_job
    from openevac.store.models import Job

    made = job(cast)
    claim_job("one", cast.clock)
    fail_job(made, InputError("No request fits {day}.", "Confirm some.", day="2025-05-15"), cast.clock.now())
    row = Job.objects.get(id=made)
    assert row.state == JobState.FAILED
    assert row.fault["problem"].format(**row.fault["facts"]) == "No request fits 2025-05-15."


def test_progress_is_shown_only_while_it_runs(cast: Cast) -> None:
    from openevac.services.work.jobs import claim_job, show_progress
    from openevac.store.models import Job

    made = job(cast)
    show_progress(made, 0.5)
    assert Job.objects.get(id=made).done_share == 0.0
    claim_job("one", cast.clock)
    show_progress(made, 7.0)
    assert Job.objects.get(id=made).done_share == 1.0
