"""Keeping a day that was planned again: missions that change get a new version, all others stay as they are."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from openevac.domain.events import MissionStatus
from openevac.domain.missions import Mission as Drive
from openevac.rules import missions as rules
from openevac.rules.missions import BEFORE, OUT
from openevac.services.kernel.command import Doing
from openevac.services.missions.day_under_way import DayUnderWay
from openevac.services.missions.finding import locked_versions
from openevac.services.missions.giving_back import give_back
from openevac.services.missions.keep_plan import Finished, keep_mission, next_codes, promise, requests_of
from openevac.services.missions.states import heard_or_refused, keep_state, state_of
from openevac.store.models import Mission, PlanRecord, Stop


def keep_day(doing: Doing, record: PlanRecord, finished: Finished, day: DayUnderWay, asked: str) -> tuple[Mission, ...]:
    """Keep the new versions and give them, that of the mission somebody `asked` for first."""
    changed = frozenset(finished.difference["changed"])
    drives = {one.vehicle: one for one in finished.plan.missions}
    renewed: list[_Renewed] = []
    for base, _ in sorted(day.bases, key=lambda one: (one[0].code != asked, one[0].code)):
        drive = drives.pop(base.vehicle.code, None)
        is_other = base.vehicle.code in changed or base.code == asked
        newest = _release(doing, base, is_other=is_other)
        if is_other and drive is not None and drive.fetches:
            renewed.append(_Renewed(drive, base.code, newest + 1, base))
    added = [drive for drive in drives.values() if drive.fetches]
    renewed += [
        _Renewed(drive, code, 1, None) for drive, code in zip(added, next_codes(doing, len(added)), strict=True)
    ]
    promise(doing, _still_promised(day))
    promise(doing, requests_of(tuple(one.drive for one in renewed)))
    return tuple(_keep(doing, record, one, day) for one in renewed)


class _Renewed(NamedTuple):
    """A drive that becomes a version of a mission; `base`: the version in force, None for a mission that is new."""

    drive: Drive
    code: str
    version: int
    base: Mission | None


def _keep(doing: Doing, record: PlanRecord, one: _Renewed, day: DayUnderWay) -> Mission:
    row = keep_mission(doing, record, one.drive, day, one.code, one.version)
    row.replaces = one.base
    row.save(update_fields=("replaces",))
    return row


def _release(doing: Doing, base: Mission, *, is_other: bool) -> int:
    """Let go of what no longer holds, also of versions that wait beside one on the road; give the newest number."""
    versions = locked_versions(doing.organisation.id, base.code)
    waiting = any(row.id != base.id and row.status in BEFORE for row in versions)
    if is_other or waiting:
        let_go(doing, versions, next(row for row in versions if row.id == base.id), replace_base=is_other)
    return versions[0].version


def _still_promised(day: DayUnderWay) -> list[UUID]:
    """Give the doors of vans on the road: theirs until a newer version leaves."""
    out = [base.id for base, _ in day.bases if base.status in OUT]
    stops = Stop.objects.filter(trip__mission__in=out, outcome="", request__isnull=False)
    return list(stops.values_list("request__id", flat=True))


def let_go(doing: Doing, versions: list[Mission], base: Mission, *, replace_base: bool = True) -> None:
    """Replace every version that has not left; the one on the road holds until the newer leaves."""
    step = heard_or_refused(rules.replan(state_of(base)))
    for row in versions:
        if row.id == base.id:
            if replace_base:
                keep_state(row, step.mission)
        elif row.status not in OUT and row.status != MissionStatus.CLOSED.value:
            row.status = MissionStatus.REPLACED.value
            row.save(update_fields=("status",))
        if row.status == MissionStatus.REPLACED.value:
            give_back(doing, row)
