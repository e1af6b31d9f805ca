"""The doctor: every part is said to be well only when it is, each fault is planted and must be found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from openevac.domain.remarks import Remark
from openevac.reports.record_words import RECORD_WORDS
from openevac.rules.board import Pulse
from openevac.rules.health import Health, Part, Vitals, examine

NOW = datetime(2025, 5, 15, 6, 0, tzinfo=UTC)
WELL = Vitals(
    cipher=True,
    pulse=Pulse(beat_at=NOW - timedelta(seconds=3)),
    witnessed=120,
    unwitnessed=2,
    unseen=None,
    backup_at=NOW - timedelta(hours=5),
    free_mb=40_000,
    region="Харківщина",
    region_day=date(2025, 4, 1),
    border=True,
    profile_days=12,
    keys_open=True,
    certificate_until=NOW + timedelta(days=200),
)


def signs(**planted: Any) -> dict[Part, Any]:
    return {sign.part: sign for sign in examine(replace(WELL, **planted), NOW)}


def test_where_all_is_well_every_part_is_good_and_asks_for_nothing() -> None:
    found = signs()
    assert set(found) == set(Part)
    assert [part for part, sign in found.items() if sign.health is not Health.GOOD or sign.todo] == []


@pytest.mark.parametrize(
    ("part", "health", "planted"),
    [
        (Part.CIPHER, Health.BAD, {"cipher": False}),
        (Part.CIPHER, Health.NOTE, {"cipher": None}),
        (Part.WORKER, Health.BAD, {"pulse": Pulse(beat_at=None)}),
        (Part.WORKER, Health.BAD, {"pulse": Pulse(beat_at=NOW - timedelta(seconds=16))}),
        (Part.WORKER, Health.BAD, {"pulse": Pulse(beat_at=NOW, database_locked=True)}),
        (Part.CLOCK, Health.BAD, {"pulse": Pulse(beat_at=NOW, jumped=timedelta(hours=1))}),
        (Part.CLOCK, Health.BAD, {"pulse": Pulse(beat_at=NOW + timedelta(minutes=1))}),
        (Part.LEDGER, Health.BAD, {"unseen": Remark(text="Nobody outside remembers this ledger: a rewrite by who …")}),
        (Part.BACKUP, Health.BAD, {"backup_at": None}),
        (Part.BACKUP, Health.BAD, {"backup_at": NOW - timedelta(days=8)}),
        (Part.BACKUP, Health.NOTE, {"backup_at": NOW - timedelta(hours=25)}),
        (Part.DISK, Health.BAD, {"free_mb": 499.0}),
        (Part.REGION, Health.NOTE, {"region": "", "region_fault": False}),
        (Part.REGION, Health.BAD, {"region": "", "region_fault": True}),
        (Part.REGION, Health.NOTE, {"region_day": None}),
        (Part.REGION, Health.NOTE, {"region_day": date(2024, 10, 1)}),
        (Part.BORDER, Health.BAD, {"border": False}),
        (Part.PROFILE, Health.NOTE, {"profile_days": 31}),
        (Part.PROFILE, Health.NOTE, {"profile_days": None}),
        (Part.EXERCISE, Health.NOTE, {"invented": True}),
        (Part.KEYS, Health.NOTE, {"keys_open": False}),
        (Part.KEYS, Health.BAD, {"keys_open": False, "locked": True}),
        (Part.CERTIFICATE, Health.BAD, {"certificate_until": NOW}),
        (Part.CERTIFICATE, Health.NOTE, {"certificate_until": NOW + timedelta(days=20)}),
    ],
)
def test_a_planted_fault_is_found_and_says_what_to_do(part: Part, health: Health, planted: dict[str, Any]) -> None:
    found = signs(**planted)
    assert (found[part].health, bool(found[part].todo)) == (health, True)
    others = {one for one, sign in found.items() if sign.health is not Health.GOOD} - {part}
    assert others == set(), "a fault of one part is not said of another"


@pytest.mark.parametrize(
    ("part", "fits"),
    [
        (Part.WORKER, {"pulse": Pulse(beat_at=NOW - timedelta(seconds=15))}),
        (Part.BACKUP, {"backup_at": NOW - timedelta(hours=24)}),
        (Part.DISK, {"free_mb": 500.0}),
        (Part.PROFILE, {"profile_days": 30}),
        (Part.CERTIFICATE, {"certificate_until": NOW + timedelta(days=21)}),
        (Part.CERTIFICATE, {"certificate_until": None}),
    ],
)
def test_what_just_holds_is_good(part: Part, fits: dict[str, Any]) -> None:
    assert signs(**fits)[part].health is Health.GOOD


def test_every_part_and_state_has_a_word() -> None:
    assert set(RECORD_WORDS[Part]) == set(Part)
    assert set(RECORD_WORDS[Health]) == set(Health)
