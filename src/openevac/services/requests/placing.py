"""Where a request is, in the columns that say so: settlement, rounded position, cell for looking up."""

from __future__ import annotations

from openevac.domain.places import LonLat
from openevac.rules.duplicates import cell_of


def place_columns(katottg: str, position: LonLat | None) -> dict[str, object]:
    """Give the columns that say where; `position` is rounded to 100 m already."""
    return {
        "katottg": katottg,
        "lon": None if position is None else position.lon,
        "lat": None if position is None else position.lat,
        "cell": "" if position is None else cell_of(position),
    }
