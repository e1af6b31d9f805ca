"""What lies near the ways of a mission: dangers with when they were seen, and places with who may enter them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np
import shapely

from openevac.domain.hazards import Confidence, HazardReport
from openevac.domain.places import LonLat, Place
from openevac.domain.situation import Situation
from openevac.hazards.blocks import is_cleared
from openevac.roads.projection import to_metric
from openevac.roads.region import Region
from openevac.services.missions.drive_legs import rounded
from openevac.services.missions.drive_part import DriveHazard, DrivePlace, Point

NEAR_M = 10_000.0
"""How far from the way a danger is still told: a crew that must leave its way looks for another one within this."""
PLACE_NEAR_M = 2_000.0
"""How far from the way a place is still told with who may enter it."""
MOST_HAZARDS = 500
"""The newest so many; the desk looks at the rest."""


def ways_on_ground(crs: str, lines: Sequence[Sequence[Point]]) -> shapely.MultiLineString:
    """Give lines in degrees as one shape in metres."""
    found = []
    for line in lines:
        points = np.asarray(line, dtype=np.float64)
        found.append(np.column_stack(to_metric(crs, points[:, 0], points[:, 1])))
    return shapely.MultiLineString(found)


def dangers_near(situation: Situation, crs: str, ways: shapely.MultiLineString, now: datetime) -> list[DriveHazard]:
    """Give the reports that stand now within 10 km of the ways, the newest first."""
    standing = (one for one in situation.reports if _stands(situation, one, now))
    near = [one for one in standing if _is_near(crs, ways, one.position, NEAR_M)]
    newest = sorted(near, key=lambda one: (one.happened_at, one.id), reverse=True)[:MOST_HAZARDS]
    return [_hazard(one) for one in newest]


def places_near(
    situation: Situation, region: Region, ways: shapely.MultiLineString, stops: Collection[str], now: datetime
) -> list[DrivePlace]:
    """Give the places of the stops, and those beside the ways of which somebody said who may enter."""
    said = {entry.katottg for entry in situation.access}
    wanted = [
        one for one in region.places if one.katottg in stops or (one.katottg in said and _near(region, ways, one))
    ]
    found = []
    for place in sorted(wanted, key=lambda one: (one.name_uk, one.katottg)):
        rule = situation.access_of(place.katottg, now)
        found.append(DrivePlace(name=place.name_uk, access=None if rule is None else rule.access.value))
    return found


def _near(region: Region, ways: shapely.MultiLineString, place: Place) -> bool:
    return place.position is not None and _is_near(region.graph.crs, ways, place.position, PLACE_NEAR_M)


def _is_near(crs: str, ways: shapely.MultiLineString, position: LonLat, within_m: float) -> bool:
    point = shapely.Point(*(float(value) for value in to_metric(crs, position.lon, position.lat)))
    return bool(shapely.dwithin(ways, point, within_m))


def _stands(situation: Situation, report: HazardReport, now: datetime) -> bool:
    over = report.valid_until is not None and report.valid_until <= now
    return not over and report.muted is None and not is_cleared(situation, report, now)


def _hazard(report: HazardReport) -> DriveHazard:
    return DriveHazard(
        code=report.id,
        cause=report.cause.value,
        kind=report.kind,
        position=rounded(report.position),
        radius_m=report.radius_m if report.blocks else None,
        seen_at=report.happened_at,
        verified=report.confidence is Confidence.VERIFIED,
        blocks=report.blocks,
    )
