"""How an installation is: the facts of every part, read at this moment, and what the rules say of them."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection

from openevac.domain.errors import InputError
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.feeds.situation_file import read_situation
from openevac.roads.region import Region, open_region
from openevac.rules.health import Sign, Vitals, examine
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.keys.shifts import see_shift
from openevac.services.log.see_log import see_log
from openevac.services.opening import is_invented
from openevac.services.planning_inputs import planning_files_of
from openevac.services.work.pulse import read_pulse
from openevac.store.models import CommandRecord
from openevac.vault.certificates import good_until


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Where this installation lies: its folder, and the certificate of its pages, which need not be there."""

    home: Path
    certificate: Path


def see_health(asking: Asking, house: House) -> tuple[Sign, ...]:
    """Say of every part how it is and what to do."""
    organisation, now = asking.who.organisation, asking.clock.now()
    allow_question(asking, Action.SEE_AUDIT, Resource(kind=ResourceKind.LEDGER, organisation=organisation))
    files = planning_files_of(organisation)
    region = _region(files.get("region", ""))
    log, shift = see_log(now), see_shift(organisation)
    vitals = Vitals(
        cipher=is_encrypted(),
        pulse=read_pulse(),
        witnessed=log.witnessed_size,
        unwitnessed=log.unwitnessed,
        unseen=log.warning,
        backup_at=_newest_backup(organisation),
        free_mb=free_mb(house.home),
        region=region.name if region else "",
        region_day=_day(region.extract_date) if region else None,
        region_fault=bool(files.get("region")) and region is None,
        border=region is not None and region.border is not None,
        profile_days=_profile_days(files.get("situation", ""), now),
        invented=is_invented(organisation),
        keys_open=shift.keys_may_live,
        locked=shift.locked_at is not None and not shift.keys_may_live,
        certificate_until=good_until(house.certificate.read_bytes()) if house.certificate.is_file() else None,
    )
    return examine(vitals, now)


def is_encrypted() -> bool | None:
    """Tell whether the file of the record is encrypted as it lies open; None for PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        row = cursor.execute("PRAGMA cipher_status").fetchone()
    return row is not None and str(row[0]) == "1"


def free_mb(folder: Path) -> float:
    """Give the room left on the disk of a folder, which need not be there yet."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free / 1e6


def _newest_backup(organisation: str) -> datetime | None:
    found = CommandRecord.objects.filter(organisation=organisation, action=Action.BACK_UP.value)
    return found.order_by("-at").values_list("at", flat=True).first()


def _region(folder: str) -> Region | None:
    with suppress(InputError):
        return open_region(Path(folder)) if folder else None
    return None


def _profile_days(situation: str, now: datetime) -> int | None:
    with suppress(InputError):
        return read_situation(Path(situation), now).profile.age_days(now.date()) if situation else None
    return None


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    return None
