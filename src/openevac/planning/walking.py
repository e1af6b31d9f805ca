"""On foot to a meeting point: who can walk, how far and how long it is, what is carried and what stays at home."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.meeting_points import MeetingPoint
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat
from openevac.domain.requests import EvacuationRequest
from openevac.domain.units import METRES_PER_KM, SECONDS_PER_HOUR
from openevac.planning.footways import apart_m, may_walk, nearest_place
from openevac.planning.ground import Ground

LONGEST_WALK_M = 5000.0
"""Beyond this a meeting point is no way out of a closed place: nobody proposes such a walk under fire."""

SAID_TO_M = 50
MOST_POINTS = 3
"""Meeting points tried for one household, nearest on foot first: farther ones only make the search longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFoot:
    """A household's walk to one meeting point: whole seconds, metres with the detour, and what stays at home.

    `request`: as the van meets it there: at the point's position and place, with what people carry. `wait_s`: how
    long before the van it is there.
    """

    point: MeetingPoint
    door: LonLat
    request: EvacuationRequest
    length_m: float
    time_s: float
    wait_s: float
    left_kg: float
    left_l: float
    left_bulky: int

    @property
    def lead(self) -> timedelta:
        """Give how long before the van's arrival the household leaves home."""
        return timedelta(seconds=self.time_s + self.wait_s)


def said_m(length_m: float) -> int:
    """Give the metres of a walk as people are told them, never less: so roughly that they do not lead to a door."""
    return math.ceil(length_m / SAID_TO_M) * SAID_TO_M


def can_walk(request: EvacuationRequest) -> bool:
    """Tell whether everybody of a household can walk: those who need help only with an escort."""
    needs = request.needs
    return not needs.wheelchairs and not needs.stretchers and (request.escort or not needs.walks_with_help)


def as_carried(needs: Needs, numbers: ExposureProfile) -> Needs:
    """Give a household's needs on foot: no stairs, no big pieces, one bag for each who walks without help."""
    return replace(
        needs,
        carry_floors=0,
        bulky=0,
        belongings_kg=min(needs.belongings_kg, needs.walks * numbers.value("walk.carry_kg")),
        belongings_l=min(needs.belongings_l, needs.walks * numbers.value("walk.carry_l")),
    )


def walks_from(
    ground: Ground, request: EvacuationRequest, door: LonLat, points: tuple[MeetingPoint, ...]
) -> Iterator[OnFoot]:
    """Give the walks to meeting points over no forbidden ground, nearest first; none where not everybody can walk."""
    if not can_walk(request):
        return
    away_m = {point.id: apart_m(ground, door, point.position) for point in points}
    for point in sorted(points, key=lambda one: (away_m[one.id], one.id)):
        if may_walk(ground, door, point.position):
            yield _on_foot(ground, request, door, point, away_m[point.id])


def _on_foot(ground: Ground, request: EvacuationRequest, door: LonLat, point: MeetingPoint, away_m: float) -> OnFoot:
    numbers, needs = ground.situation.profile, request.needs
    length_m = away_m * numbers.value("walk.detour_factor")
    slowest = "walks_with_help" if needs.walks_with_help else "walks"
    m_per_s = numbers.value(f"walk.{slowest}_kmh") * METRES_PER_KM / SECONDS_PER_HOUR
    carried = as_carried(needs, numbers)
    katottg = point.katottg or nearest_place(ground, point.position)
    return OnFoot(
        point=point,
        door=door,
        request=replace(request, needs=carried, position=point.position, katottg=katottg),
        length_m=length_m,
        time_s=float(max(1, math.ceil(length_m / m_per_s))),
        wait_s=float(math.ceil(numbers.value("walk.margin_s"))),
        left_kg=needs.belongings_kg - carried.belongings_kg,
        left_l=needs.belongings_l - carried.belongings_l,
        left_bulky=needs.bulky,
    )
