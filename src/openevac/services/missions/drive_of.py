"""Which drive of a kept plan a mission is."""

from __future__ import annotations

from openevac.domain.missions import Mission, Plan
from openevac.store import models


def drive_of(row: models.Mission, made: Plan) -> Mission | None:
    """Give the drive of a mission's vehicle, and where it goes out in several waves the one of its wave; or None."""
    drives = [drive for drive in made.missions if drive.vehicle == row.vehicle.code]
    if len(drives) == 1:
        return drives[0]
    return next((drive for drive in drives if drive.wave == row.wave), None)
