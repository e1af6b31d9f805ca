"""The plans in force on a day: which version of each mission holds, its drive, and what keeps it from going on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from openevac.domain.events import MissionStatus
from openevac.domain.missions import Mission as Drive
from openevac.domain.missions import Plan
from openevac.domain.remarks import Remark
from openevac.reports.plan_file import read_plan
from openevac.roads.region import Region
from openevac.rules.missions import BEFORE, OUT
from openevac.services.missions.drive_of import drive_of
from openevac.store.models import Mission

ON_THE_ROAD = MissionStatus.DISPATCHED
STANDING = frozenset({*BEFORE, ON_THE_ROAD})
"""In these states a mission still promises doors. Who turned back or handed over drives to no door any more."""


class NotFromTheDay(Exception):  # noqa: N818 - no fault: the mission is then planned anew, and this says why
    """Why a day under way cannot be planned again from where its vans are."""

    def __init__(self, why: Remark) -> None:
        super().__init__(why.text)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The missions of a day that still promise doors. `bases`: the version of each that holds, with its drive.

    `rows`: all their versions that still stand, those that wait for their yeses too.
    """

    bases: tuple[tuple[Mission, Drive], ...]
    rows: tuple[Mission, ...]
    made: Plan


def plans_in_force(organisation: str, day: date, region: Region, asked: str, vehicle: str) -> InForce:
    """Read them and put their drives together as one plan; NotFromTheDay where that cannot be.

    `asked`, `vehicle`: the mission that is to be planned again, and the van that is wanted for it.
    """
    rows = _standing(organisation, day)
    bases = tuple(_bases(rows))
    own = next((row for row in bases if row.code == asked), None)
    if own is None:
        raise NotFromTheDay(_STOPPED)
    if own.vehicle.code != vehicle:
        raise NotFromTheDay(Remark(text=_OTHER_VAN, facts={"vehicle": vehicle, "before": own.vehicle.code}))
    _require_one_each(bases)
    plans = _plans(bases)
    drives = [(row, _drive(row, plans[row.plan_id], region)) for row in bases]
    made = replace(
        plans[own.plan_id], missions=tuple(drive for _, drive in drives), unserved=(), unplaced=(), stranded=()
    )
    return InForce(bases=tuple(drives), rows=rows, made=made)


def _standing(organisation: str, day: date) -> tuple[Mission, ...]:
    rows = Mission.objects.filter(organisation=organisation, plan__made_for=day)
    going_home = rows.filter(status__in=OUT - {ON_THE_ROAD}).values("code")
    standing = rows.filter(status__in=STANDING).exclude(code__in=going_home)
    return tuple(
        standing.select_related("vehicle__type", "vehicle__depot", "crew", "plan").order_by("code", "-version")
    )


def _bases(rows: Iterable[Mission]) -> Iterator[Mission]:
    """Give of each mission the version on the road, else the newest; the newest comes first among `rows`."""
    by_code: dict[str, Mission] = {}
    for row in rows:
        if row.code not in by_code or row.status == ON_THE_ROAD.value:
            by_code[row.code] = row
    yield from by_code.values()


def _require_one_each(bases: tuple[Mission, ...]) -> None:
    vehicles = [row.vehicle.code for row in bases]
    twice = next((code for code in vehicles if vehicles.count(code) > 1), None)
    if twice is not None:
        raise NotFromTheDay(Remark(text=_MORE_THAN_ONCE, facts={"vehicle": twice}))


def _plans(bases: tuple[Mission, ...]) -> dict[UUID, Plan]:
    records = {row.plan_id: row.plan for row in bases}
    if not all(record.body for record in records.values()):
        raise NotFromTheDay(_BLANKED)
    return {key: read_plan(bytes(record.body)) for key, record in records.items()}


def _drive(row: Mission, made: Plan, region: Region) -> Drive:
    drive = drive_of(row, made)
    if made.region_fingerprint != region.fingerprint or drive is None:
        raise NotFromTheDay(_OTHER_MAP)
    if drive.underway is not None and row.status != ON_THE_ROAD.value:
        # Its older version has come home meanwhile: this one begins on a road where no van is any more.
        raise NotFromTheDay(_STOPPED)
    return drive


_STOPPED = Remark(text="The mission is neither waiting to leave nor on its way to doors.")
_OTHER_VAN = "Another van was asked for: {vehicle} instead of {before}."
_MORE_THAN_ONCE = "The vehicle {vehicle} goes out more than once that day."
_BLANKED = Remark(text="A plan of that day was blanked, because somebody in it was erased.")
_OTHER_MAP = Remark(text="The map has changed since a plan of that day was made.")
