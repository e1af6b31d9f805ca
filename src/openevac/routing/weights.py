"""What driving each stretch costs one kind of vehicle at one time: seconds, exposure, and whether it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.closures import closed_stretches
from openevac.hazards.exposure import stretch_rates
from openevac.hazards.field import HazardField
from openevac.hazards.weather import earth_is_wet
from openevac.roads.graph import RoadGraph
from openevac.roads.speeds import drive_table
from openevac.routing.engine import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class RoadWeights:
    """For S stretches: `time_s` (above zero), `exposure` (expected encounters of the vehicle), `open` or not.

    Both directions of a stretch weigh the same. Never write to the arrays: the router remembers what it made of
    a RoadWeights; make a new one instead (and tell the router with `reweigh` when only a little changed).
    """

    time_s: FloatArray
    exposure: FloatArray
    open: BoolArray

    def __post_init__(self) -> None:
        if not len(self.time_s) == len(self.exposure) == len(self.open):
            raise ValueError("time_s, exposure and open differ in length")
        if not (np.all(self.time_s > 0) and np.all(np.isfinite(self.time_s))):
            raise ValueError("time_s must be above zero and finite on every stretch, closed ones too")
        if not (np.all(self.exposure >= 0) and np.all(np.isfinite(self.exposure))):
            raise ValueError("exposure must be zero or more and finite on every stretch, closed ones too")

    @property
    def natural_s(self) -> float:
        """Give seconds per exposure over all open roads: the scale on which the two weigh alike (0 without danger)."""
        total = float(self.exposure[self.open].sum())
        return float(self.time_s[self.open].sum()) / total if total > 0 else 0.0


def weigh_roads(graph: RoadGraph, field: HazardField, profile: Profile, at: datetime) -> RoadWeights:
    """Weigh every stretch for one vehicle profile in the hour `at` lies in.

    Exposure = encounters per hour x hours of driving. Open = the vehicle may use it (surface, height, weight, no
    earth after rain) and nothing closes it (border, held ground, zones, reports, mines).
    """
    numbers = field.situation.profile
    drive = drive_table(graph, profile, numbers, wet=earth_is_wet(field.situation, at))
    rates_per_h = stretch_rates(field, graph, at, armoured=profile.armoured)
    return RoadWeights(
        time_s=drive.time_s,
        exposure=rates_per_h * drive.time_s / SECONDS_PER_HOUR,
        open=drive.allowed & closed_stretches(field, graph, at).open,
    )
