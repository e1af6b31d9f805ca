"""Who waits for word, by random codes alone: the queue of those who ring, and what somebody types is completed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.who import LOCAL, local_day
from openevac.store.models import PersonToTell, PotentialMatch

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """One who waits for word or was told today. `about`: codes of who of the family is registered, never a name."""

    to_tell: UUID
    household: UUID
    kind: str
    since: datetime
    tries: int
    about: tuple[str, ...]
    told_at: datetime | None


def see_to_tell(asking: Asking) -> tuple[ToTell, ...]:
    """Show who waits for word, longest first, then who was told today; the numbers stay sealed."""
    organisation = asking.who.organisation
    allow_question(asking, Action.NOTIFY_RELATIVE, Resource(kind=ResourceKind.RELATIVE, organisation=organisation))
    begins = datetime.combine(local_day(asking.clock.now()), time(0), LOCAL)
    rows = PersonToTell.objects.filter(organisation=organisation, contact__isnull=False)
    rows = rows.prefetch_related("household__registrations__evacuee").order_by("queued_at")
    found = [*rows.filter(told_at=None)[:MOST_SHOWN], *rows.filter(told_at__gte=begins)[:MOST_SHOWN]]
    return tuple(_shown(row) for row in found)


def _shown(row: PersonToTell) -> ToTell:
    return ToTell(
        to_tell=row.id,
        household=row.household_id,
        kind=row.kind,
        since=row.queued_at,
        tries=row.attempts,
        about=tuple(sorted({one.evacuee.code for one in row.household.registrations.all()})),
        told_at=row.told_at,
    )


def who_waits(organisation: str) -> tuple[UUID, ...]:
    """Give the codes of everybody who was not told yet; opening what is behind one is a command."""
    rows = PersonToTell.objects.filter(organisation=organisation, told_at=None).order_by("queued_at")
    return tuple(rows.values_list("id", flat=True))


def open_matches(organisation: str) -> tuple[UUID, ...]:
    """Give the codes of matches of searches; what they stand for is decided by operators alone."""
    return tuple(PotentialMatch.objects.filter(organisation=organisation).values_list("id", flat=True))
