"""By when the sky must not clear: rain, snow and fog keep drones down, and a forecast may be wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from openevac.domain.hanging import Hinge, Turn
from openevac.domain.missions import Mission
from openevac.domain.situation import Situation
from openevac.domain.weather import Sky
from openevac.hazards.weather import HOUR, full_hour, weather_at
from openevac.planning.hinge_exposure import MovedDanger
from openevac.planning.hinge_words import sky_clears


def sky_hinge(danger: MovedDanger, situation: Situation, mission: Mission) -> Hinge | None:
    """Give the last full hour at which a sky that clears, and stays clear, breaks a ceiling of a mission."""
    if not danger.is_bounded:
        return None
    first = full_hour(mission.departs_at)
    hours = [first + HOUR * k for k in range((mission.returns_at - first) // HOUR + 1)]
    covered = [hour for hour in hours if (entry := weather_at(situation.weather, hour)) and entry.sky is not Sky.CLEAR]
    if not covered or danger.broken(mission.drive, danger.field_of(with_clear_sky(situation, covered[0]))) is None:
        return None
    end = hours[-1] + HOUR
    for hour in reversed(covered):
        found = danger.broken(mission.drive, danger.field_of(with_clear_sky(situation, hour)))
        if found is not None:
            return Hinge(
                number="sky_clears_h",
                value=(end - first) / HOUR,
                holds_at=(hour + HOUR - first) / HOUR,
                turns_at=(hour - first) / HOUR,
                unit="h",
                share=(end - hour) / (end - first),
                turn=Turn.REFUSED,
                limit=found.code.value,
                remark=sky_clears(hour.isoformat()),
            )
    return None


def with_clear_sky(situation: Situation, from_: datetime) -> Situation:
    """Give the situation with a clear sky from a full hour on; wind and cold stay."""
    weather = situation.weather
    if weather is None:
        return situation
    hours = tuple(replace(one, sky=Sky.CLEAR) if full_hour(one.starts_at) >= from_ else one for one in weather.hours)
    return replace(situation, weather=replace(weather, hours=hours))
