from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.vault import age
from openevac.vault.badges import DayBadge, ended, is_valid, new_badge, sees, wrap_for_badge
from openevac.vault.records import RecordKind
from openevac.vault.sealing import open_record
from tests.vault.cast import NOW, ring

KYIV = ZoneInfo("Europe/Kyiv")
MIDNIGHT = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)  # the fifth of March begins in Kyiv
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
REGISTRATION = RecordKind.REGISTRATION
BADGE, IDENTITY = new_badge("b-7", "olha", NOW, KYIV)


def wrapped(badge: DayBadge, *, kind: RecordKind = REGISTRATION, at: datetime = NOW, now: datetime = NOW) -> bytes:
    one = ring().seal(kind, "r-1", b"told")
    wrap = wrap_for_badge(ring(Role.RECEPTION), badge, kind=kind, registered_at=at, wraps=one.wraps, now=now)
    return open_record(one.payload, wrap, IDENTITY, kind=kind, record="r-1")


def test_a_badge_opens_a_registration_of_its_day():
    assert wrapped(BADGE) == b"told"
    assert BADGE.recipient == age.recipient_of(IDENTITY)
    assert IDENTITY not in repr(BADGE)


def test_a_badge_sees_from_local_midnight_to_a_day_after_it_was_issued():
    assert BADGE.sees_from == MIDNIGHT
    assert BADGE.valid_until == NOW + 24 * HOUR
    assert [
        sees(BADGE, REGISTRATION, at, NOW)
        for at in (MIDNIGHT - TICK, MIDNIGHT, NOW + 24 * HOUR - TICK, NOW + 24 * HOUR)
    ] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("kind", [kind for kind in RecordKind if kind is not REGISTRATION])
def test_a_badge_sees_registrations_only(kind: RecordKind):
    assert not sees(BADGE, kind, NOW, NOW)
    with pytest.raises(InputError, match="registrations of its own day only"):
        wrapped(BADGE, kind=kind)


def test_a_badge_ends():
    assert [is_valid(BADGE, now) for now in (NOW - TICK, NOW, NOW + 24 * HOUR - TICK, NOW + 24 * HOUR)] == [
        False, True, True, False,
    ]  # fmt: skip
    revoked = replace(BADGE, revoked_at=NOW + HOUR)
    assert not is_valid(revoked, NOW + 2 * HOUR)
    other = new_badge("b-8", "olha", NOW + 2 * HOUR, KYIV)[0]
    assert ended([BADGE, revoked, other], NOW + 3 * HOUR) == ("b-7",)
    assert ended([BADGE, other], NOW + 24 * HOUR) == ("b-7",)
    with pytest.raises(InputError, match="own day only"):
        wrapped(revoked)


def test_two_badges_have_two_keys_and_codes_are_checked():
    assert new_badge("b-7", "olha", NOW, KYIV)[1] != IDENTITY
    with pytest.raises(InputError, match="not an id"):
        new_badge("b 7", "olha", NOW, KYIV)
    with pytest.raises(InputError, match="not an id"):
        new_badge("b-7", "Ольга П.", NOW, KYIV)
    with pytest.raises(InputError, match="no time zone"):
        new_badge("b-7", "olha", NOW.replace(tzinfo=None), KYIV)
