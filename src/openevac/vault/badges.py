"""Day badges: a reception volunteer who came today sees today's registrations, and tomorrow nothing.

A badge is a key pair whose secret half is printed once, as a code. Each of today's registrations gets a wrap for it;
when the badge ends its wraps are deleted. Whoever photographed a registration's data while the badge was valid has
them still.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.roles import Role
from openevac.domain.units import require_aware
from openevac.vault import age
from openevac.vault.keyring import Keyring
from openevac.vault.records import RecordKind

VALID_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBadge:
    """One badge: its public key, who issued it, and when it is valid. `sees_from` is the start of its day."""

    id: str
    recipient: str
    issued_by: str
    issued_at: datetime
    sees_from: datetime
    valid_until: datetime
    revoked_at: datetime | None = None


def new_badge(badge_id: str, issued_by: str, now: datetime, zone: tzinfo) -> tuple[DayBadge, str]:
    """Make a badge and its secret key, which is printed once and kept nowhere. `zone` says when the day began."""
    require_id("badge", badge_id)
    require_id("issued_by", issued_by)
    require_aware("now", now)
    identity = age.new_identity()
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    badge = DayBadge(
        id=badge_id,
        recipient=age.recipient_of(identity),
        issued_by=issued_by,
        issued_at=now,
        sees_from=midnight.astimezone(now.tzinfo),
        valid_until=now + VALID_FOR,
    )
    return badge, identity


def is_valid(badge: DayBadge, now: datetime) -> bool:
    """Tell whether a badge holds now; a clock set back before its issue does not revive it."""
    return badge.revoked_at is None and badge.issued_at <= now < badge.valid_until


def sees(badge: DayBadge, kind: RecordKind, registered_at: datetime, now: datetime) -> bool:
    """Tell whether a badge may have a record: a registration of its day, while it is valid."""
    return (
        kind is RecordKind.REGISTRATION
        and is_valid(badge, now)
        and badge.sees_from <= registered_at < badge.valid_until
    )


def wrap_for_badge(
    ring: Keyring,
    badge: DayBadge,
    *,
    kind: RecordKind,
    registered_at: datetime,
    wraps: Mapping[Role, bytes],
    now: datetime,
) -> bytes:
    """Wrap a registration's key to a badge; refuses what the badge may not see."""
    if not sees(badge, kind, registered_at, now):
        raise InputError(
            "A day badge sees the registrations of its own day only.",
            "Issue a new badge, or let somebody of reception open it.",
            field="badge",
        )
    return ring.wrap_again(wraps, badge.recipient)


def ended(badges: Iterable[DayBadge], now: datetime) -> tuple[str, ...]:
    """Give the ids of badges whose wraps are to be deleted now."""
    return tuple(badge.id for badge in badges if badge.revoked_at is not None or now >= badge.valid_until)
