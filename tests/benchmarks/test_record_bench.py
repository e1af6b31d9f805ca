"""What is asked of the record costs the same number of questions whether it is small or large."""

from __future__ import annotations

from typing import Any

from tests.databases import database, django_ready

__all__ = ["database", "django_ready"]

SMALL, LARGE = (400, 60), (2_000, 120)
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
