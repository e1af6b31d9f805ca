"""What stays behind at a stop, and the minutes on scene and the exposure that saves."""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.missions import Stop
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Crew
from openevac.hazards.exposure import point_rate
from openevac.planning.check.points import place_of
from openevac.planning.prepare import Prepared
from openevac.rules.service_time import service_duration_s


def with_what_stays(stop: Stop, prepared: Prepared, request: int, crew: Crew) -> Stop:
    """Give the stop with what of the household's things is not in its problem's needs; unchanged where all rides.

    Who walks to a meeting point leaves nothing to packing: the walk says what stays at home.
    """
    survey, brought = prepared.survey, prepared.problem.requests[request].needs
    stated = survey.operation.request(stop.request).needs
    if stated == brought or survey.on_foot[request] is not None:
        return stop
    numbers, ground = survey.ground.situation.profile, survey.ground
    saved_s = service_duration_s(stated, crew, numbers) - service_duration_s(brought, crew, numbers)
    place = place_of(ground.graph, stop.at.arc, stop.at.fraction)
    rate_per_h = point_rate(ground.field, *place, stop.departs_at, armoured=False)
    return replace(
        stop,
        left_kg=stated.belongings_kg - brought.belongings_kg,
        left_l=stated.belongings_l - brought.belongings_l,
        left_bulky=stated.bulky - brought.bulky,
        saved_s=saved_s,
        saved_person_exposure=rate_per_h * saved_s / SECONDS_PER_HOUR * stop.people_on_scene,
    )
