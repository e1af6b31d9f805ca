"""When records go: the table, its anchors, and the record nobody can date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.rules.retention import RULES, Anchor, Expiry, goes_at, must_go

MADE = datetime(2026, 1, 1, tzinfo=UTC)
ENDED = MADE + timedelta(days=10)
ERASED = MADE + timedelta(days=12)
OPEN = {Anchor.MADE: MADE}
OVER = {Anchor.MADE: MADE, Anchor.ENDED: ENDED}
GONE = {Anchor.MADE: MADE, Anchor.ENDED: ENDED, Anchor.ERASED: ERASED}

# Days from MADE: while open, once over, once the person is erased. None: stays.
DAYS = {
    Expiry.ORGANISATION: (None, None, None),
    Expiry.CASE: (None, 100, 12),
    Expiry.MISSION: (None, 100, 100),
    Expiry.HAZARD: (None, 100, 100),
    Expiry.SHIFT: (None, 17, 17),
    Expiry.OFFER: (None, 11, 11),
    Expiry.PACK: (None, 10, 10),
    Expiry.TRACKER: (None, 10, 10),
    Expiry.DELIVERY: (None, 17, 17),
    Expiry.COMMAND: (35, 35, 35),
    Expiry.RED_ZONE: (14, 14, 14),
    Expiry.TRACE: (365, 10, 10),
    Expiry.INCIDENT: (None, None, None),
    Expiry.LEDGER: (None, None, None),
    Expiry.LEDGER_BODY: (1096, 1096, 12),
    Expiry.ERASURE: (35, 35, 35),
}


@pytest.mark.parametrize("expiry", list(Expiry))
def test_each_kind_goes_when_it_is_said(expiry: Expiry) -> None:
    for anchors, days in zip((OPEN, OVER, GONE), DAYS[expiry], strict=True):
        assert goes_at(expiry, anchors) == (None if days is None else MADE + timedelta(days=days))


def test_a_record_goes_at_its_moment_and_not_before() -> None:
    end = ENDED + timedelta(days=90)
    assert not must_go(Expiry.CASE, OVER, end - timedelta(seconds=1))
    assert must_go(Expiry.CASE, OVER, end)
    assert not must_go(Expiry.CASE, OPEN, end + timedelta(days=10_000))


def test_an_open_request_and_an_old_mine_never_lapse() -> None:
    for expiry in (Expiry.CASE, Expiry.HAZARD, Expiry.MISSION):
        assert goes_at(expiry, OPEN) is None


def test_a_record_nobody_can_date_is_an_error_and_does_not_stay_silently() -> None:
    for expiry in (Expiry.COMMAND, Expiry.RED_ZONE, Expiry.TRACE, Expiry.LEDGER_BODY, Expiry.ERASURE):
        with pytest.raises(InputError, match=f"'{expiry.value}' does not say when it was made") as told:
            goes_at(expiry, {Anchor.ENDED: ENDED})
        assert told.value.field == "made"


def test_every_rule_says_why() -> None:
    assert set(RULES) == set(Expiry)
    assert all(rule.why.in_english().endswith(".") for rule in RULES.values())
