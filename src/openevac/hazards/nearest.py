"""How far places lie from the nearest line or border at a moment, counting that an old line may have moved since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openevac.domain.places import LonLat
from openevac.domain.units import METRES_PER_KM
from openevac.hazards.field import HazardField
from openevac.hazards.projection import to_metric


def front_km(field: HazardField, positions: Iterable[LonLat], at: datetime) -> list[float]:
    """Give kilometres to the nearest line of any source or the border; 0 inside, or where a line may have come to.

    The ladder of confirmation reads these: a source that looked two days ago counts as that much nearer.
    """
    found = []
    for position in positions:
        x_m, y_m = to_metric(field.crs, position)
        away_m = min(front.front.exactly(x_m, y_m) - front.advance_m(at) for front in field.fronts)
        found.append(max(0.0, away_m / METRES_PER_KM))
    return found
