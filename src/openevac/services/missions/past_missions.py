"""What an organisation's missions of the last days drove, as they were planned, so that the next ones can differ."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from openevac.domain.missions import Plan
from openevac.domain.past import Past
from openevac.planning.routine import past_of
from openevac.reports.plan_file import read_plan
from openevac.roads.region import Region
from openevac.services.missions.drive_of import drive_of
from openevac.store.models import Mission, PlanRecord

KEPT_DAYS = 14
"""After two weeks a way driven once is about a sixth as expected as yesterday's: `variety.half_life_days`."""


def past_missions(organisation: str, region: Region, now: datetime) -> Past:
    """Give what the missions that left in the last KEPT_DAYS days drove.

    Plans of another region pack name other roads and are passed over, and so are plans that were blanked because
    somebody on them was erased: what cannot be compared makes nothing routine.
    """
    left = Mission.objects.filter(organisation=organisation, dispatched_at__gte=now - timedelta(days=KEPT_DAYS))
    rows: dict[UUID, list[Mission]] = defaultdict(list)
    for row in left.select_related("vehicle").order_by("departs_at", "code"):
        rows[row.plan_id].append(row)
    pasts = []
    for record in PlanRecord.objects.filter(id__in=rows).order_by("made_at", "id"):
        made = _plan_of(record)
        if made is not None and made.region_fingerprint == region.fingerprint:
            drives = [drive_of(row, made) for row in rows[record.id]]
            pasts.append(past_of(made, region, {drive.drive for drive in drives if drive is not None}))
    return Past.together(region.fingerprint, pasts)


def _plan_of(record: PlanRecord) -> Plan | None:
    return read_plan(bytes(record.body)) if record.body else None
