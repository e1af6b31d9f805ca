"""The doctor's facts are read from the real things: a fault planted there is seen here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from openevac.rules.health import Health, Part
from tests.services.cast import ORGANISATION, Cast


def signs(cast: Cast, home: Path, who: str = "liudmyla") -> dict[Part, Any]:
    from openevac.services.work.see_health import House, see_health

    house = House(home=home, certificate=home / "pages.pem")
    return {sign.part: sign for sign in see_health(cast.asking(who), house)}


def test_the_parts_are_read_from_this_installation(cast: Cast, tmp_path: Path) -> None:
    from django.db import connection

    found = signs(cast, tmp_path)
    assert set(found) == set(Part) - {Part.BORDER}
    assert found[Part.CIPHER].health is (Health.GOOD if connection.vendor == "sqlite" else Health.NOTE)
    assert found[Part.WORKER].health is Health.BAD
    assert found[Part.LEDGER].health is Health.BAD, "nobody witnesses this ledger"
    assert found[Part.BACKUP].health is Health.BAD
    assert found[Part.EXERCISE].health is Health.NOTE


def test_a_beating_worker_a_backup_and_an_open_shift_are_seen(cast: Cast, tmp_path: Path) -> None:
    from openevac.services.keys.shifts import ShiftEnding, ShiftStart, lock_everything, start_shift
    from openevac.services.work.backup import make_backup
    from openevac.services.work.heartbeat import start_beating

    start_beating("one", cast.clock)
    assert signs(cast, tmp_path)[Part.WORKER].health is Health.GOOD
    cast.clock.pass_time(seconds=16)
    assert signs(cast, tmp_path)[Part.WORKER].health is Health.BAD
    start_shift(cast.order("liudmyla"), ShiftStart(workstation="desk"))
    assert signs(cast, tmp_path)[Part.KEYS].health is Health.GOOD
    lock_everything(cast.order("olena"), ShiftEnding())
    assert signs(cast, tmp_path)[Part.KEYS].health is Health.BAD
    make_backup(cast.order("liudmyla"), tmp_path / "backups")
    assert signs(cast, tmp_path)[Part.BACKUP].health is Health.GOOD
    cast.clock.pass_time(hours=26)
    assert signs(cast, tmp_path)[Part.BACKUP].health is Health.NOTE


def test_a_certificate_that_ran_out_is_seen(cast: Cast, tmp_path: Path) -> None:
    from openevac.vault.certificates import new_authority, new_certificate

    made_at = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = new_certificate(new_authority("desk.local", made_at), ("desk.local",), made_at)
    (tmp_path / "pages.pem").write_bytes(certificate.certificate)
    found = signs(cast, tmp_path)[Part.CERTIFICATE]
    assert found.health is Health.BAD
    assert found.found.facts["at"].startswith(certificate.good_until.date().isoformat())


def test_a_named_region_that_is_gone_is_seen(cast: Cast, tmp_path: Path) -> None:
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files

    name_planning_files(cast.order("kateryna"), PlanningFiles(region=str(tmp_path / "nowhere")))
    assert signs(cast, tmp_path)[Part.REGION].health is Health.BAD


def test_a_full_disk_is_seen(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from openevac.services.work import see_health

    monkeypatch.setattr(see_health, "free_mb", lambda _: 12.0)
    assert signs(cast, tmp_path)[Part.DISK].health is Health.BAD


def test_real_people_and_an_operator(cast: Cast, tmp_path: Path) -> None:
    from openevac.services.kernel.refusals import Refused
    from openevac.store.models import Organisation

    Organisation.objects.filter(id=ORGANISATION).update(invented=False)
    assert signs(cast, tmp_path)[Part.EXERCISE].health is Health.GOOD
    with pytest.raises(Refused):
        signs(cast, tmp_path, "olena")
