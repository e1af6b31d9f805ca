"""Who waits for word, by random codes alone: what somebody types is completed from this list."""

from __future__ import annotations

from uuid import UUID

from openevac.store.models import PersonToTell, PotentialMatch


def who_waits(organisation: str) -> tuple[UUID, ...]:
    """Give the codes of everybody who was not told yet; opening what is behind one is a command."""
    rows = PersonToTell.objects.filter(organisation=organisation, told_at=None).order_by("queued_at")
    return tuple(rows.values_list("id", flat=True))


def open_matches(organisation: str) -> tuple[UUID, ...]:
    """Give the codes of matches of searches; what they stand for is decided by operators alone."""
    return tuple(PotentialMatch.objects.filter(organisation=organisation).values_list("id", flat=True))
