"""Sessions that are over leave the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from openevac.config import Config

NOW = datetime(2025, 5, 15, 6, 0, tzinfo=UTC)


def test_sessions_go_when_they_are_over_and_not_before(database: Config) -> None:
    from django.contrib.sessions.models import Session

    from openevac.store.sessions import let_go_of_sessions

    for name, hours in (("over", -1), ("runs", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=NOW + timedelta(hours=hours))
    assert let_go_of_sessions(NOW) == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["runs"]
