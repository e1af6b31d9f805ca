"""Sessions of people who signed in, and tallies of tries: short-lived rows that nobody asks for once they are over."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session


def let_go_of_sessions(now: datetime) -> int:
    """Delete what ended before `now`; gives how many rows that were."""
    return int(Session.objects.filter(expire_date__lt=now).delete()[0])
