"""What is asked of the record costs the same number of questions whether it is small or large."""

from __future__ import annotations

from typing import Any

from tests.databases import database, django_ready

__all__ = ["database", "django_ready"]

SMALL, LARGE = (400, 60), (2_000, 120)
MOST_QUESTIONS = {"board": 11, "one mission": 12, "register one more": 28}
"""Thirty crews are on the road in this record; a board that asks once for each is too slow to hang on a wall."""

FOR_EACH_LATE_CREW = "worker: which alarms are due"
"""Looks closely at every mission whose word is late, and at no other: a handful, whatever the record holds."""


def test_no_question_asks_once_for_every_row(database: Any) -> None:
    from django.db import transaction

    from benchmarks.record_questions import fill, queries_of

    counted = []
    for size in (SMALL, LARGE):
        with transaction.atomic():
            cast, asked = fill(*size)
            counted.append({name: queries_of(work) for name, work in asked.items()})
            cast.lock()
            transaction.set_rollback(True)
    small, large = counted
    grown = {
        name: (small[name], count)
        for name, count in large.items()
        if count > small[name] and name != FOR_EACH_LATE_CREW
    }
    assert not grown, f"more rows, more questions: {grown}"
    assert len(large) > 15
    assert not {name: large[name] for name, most in MOST_QUESTIONS.items() if large[name] > most}


def test_a_mission_of_many_doors_asks_no_more_than_one_of_few(database: Any) -> None:
    from django.db import transaction

    from benchmarks.record_questions import fill, queries_of
    from openevac.services.missions.see_mission import see_mission
    from openevac.store.models import Mission, Stop

    with transaction.atomic():
        cast, _ = fill(*SMALL)
        code = Mission.objects.filter(status="dispatched").latest("code").code
        doors = Stop.objects.filter(trip__mission__code=code)

        def asked() -> int:
            return queries_of(lambda: see_mission(cast.asking("kateryna"), code))

        assert doors.count() == 4
        many = asked()
        doors.exclude(boardings__boarded=True).filter(number__gt=2).delete()
        few = asked()
        cast.lock()
        transaction.set_rollback(True)
    assert few == many


def test_every_database_stands_beside_plain_sqlite_in_the_same_run() -> None:
    from benchmarks.record import _side_by_side

    shown, beside = _side_by_side({"plain": 0.010, "sqlcipher": 0.015, "postgres": 0.020})
    assert (shown, beside) == ("sqlcipher", ["PostgreSQL 20.0 ms", "1.5x plain SQLite"])
    assert _side_by_side({"postgres": 0.020}) == ("postgres", [])
