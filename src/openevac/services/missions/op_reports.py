"""A danger that a crew's phone recorded, kept as an unverified report; its value is cause/kind/lon/lat."""

from __future__ import annotations

from openevac.domain.events import Op
from openevac.domain.hazards import Cause
from openevac.domain.places import LonLat, coarse, require_lonlat
from openevac.services.danger.report_hazard import ReportHazard
from openevac.services.kernel.command import Doing
from openevac.store.models import HazardReport, Mission


def keep_report(doing: Doing, mission: Mission, op: Op) -> None:
    """Keep the report; ValueError or InputError where the value cannot be read."""
    cause, kind, lon, lat = op.value.split("/")
    position = LonLat(float(lon), float(lat))
    require_lonlat("position", position)
    here = coarse(position)
    asked = ReportHazard(cause=Cause(cause), kind=kind, position=here, source=mission.crew.code)
    HazardReport.objects.create(
        organisation=doing.organisation,
        cause=asked.cause.value,
        kind=asked.kind,
        lon=here.lon,
        lat=here.lat,
        happened_at=min(doing.now, op.happened_at),
        source=asked.source,
        seen_by=mission.crew.code,
        reported_by=op.device,
        recorded_at=doing.now,
    )
