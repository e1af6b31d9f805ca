"""How exposed the ways to the doors are in each hour in which vans may leave."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from openevac.domain.units import SECONDS_PER_HOUR
from openevac.hazards.exposure import stretch_rates
from openevac.planning.survey import Survey

MOST_WAYS = 200
"""Ways looked at; more of them change the worst hour no further."""


def exposure_by_hour(survey: Survey) -> tuple[float, ...]:
    """Give, for each hour of departure, the exposure of the fastest ways to the doors by the danger of that hour."""
    seconds = _seconds_on_ways(survey)
    if not any(row.any() for row in seconds):
        return (0.0,) * len(survey.when.hours)
    return tuple(_exposure(survey, seconds, hour) for hour in survey.when.hours)


def _seconds_on_ways(survey: Survey) -> list[npt.NDArray[np.float64]]:
    """Give, for each profile, the seconds (S) that fastest ways from depots to doors spend on every stretch."""
    ground, depots = survey.ground, len(survey.operation.depots)
    doors = depots + len(survey.operation.shelters)
    seconds = [np.zeros(ground.graph.num_stretches) for _ in survey.profiles]
    for vehicle, request in sorted(survey.able, key=lambda pair: (pair[1], pair[0]))[:MOST_WAYS]:
        one = survey.vehicles[vehicle]
        depot = [known.id for known in survey.operation.depots].index(one.vehicle.depot)
        start, end = survey.halts[one.profile][depot], survey.halts[one.profile][doors + request]
        if start is None or end is None:
            continue
        profile = survey.profiles[one.profile]
        path = ground.path(profile, start, end, survey.when, 0.0)
        if path is not None:
            stretches = ground.graph.arc_stretch[np.array(path.arcs, dtype=np.int64)]
            np.add.at(seconds[one.profile], stretches, ground.weights(profile, survey.when).time_s[stretches])
    return seconds


def _exposure(survey: Survey, seconds: list[npt.NDArray[np.float64]], hour: datetime) -> float:
    return sum(
        float(stretch_rates(survey.ground.field, survey.ground.graph, hour, armoured=profile.armoured) @ row)
        / SECONDS_PER_HOUR
        for profile, row in zip(survey.profiles, seconds, strict=True)
    )
