"""How fast, and whether at all, a vehicle drives each stretch: one readable rule a fact of the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.vehicles import Profile, RoadUse
from openevac.roads.graph import BoolArray, ByteArray, FloatArray, RoadClass, RoadGraph, StretchFlag, Surface

KMH_PER_M_S = 3.6


@dataclass(frozen=True, slots=True, eq=False)
class DriveTable:
    """For S stretches: `time_s` to drive all of it, and whether the vehicle is `allowed` on it at all."""

    time_s: FloatArray
    allowed: BoolArray


def drive_table(graph: RoadGraph, profile: Profile, numbers: ExposureProfile, *, wet: bool) -> DriveTable:
    """Give seconds and permission for every stretch and one vehicle profile.

    `numbers` holds the keys speed.*; `wet` means rain has softened earth (see docs/roads.md for every rule).
    Times are finite on refused stretches too.
    """
    speed_kmh = _speeds_kmh(graph, numbers) * profile.speed_factor
    posted = graph.stretch_max_speed_kmh > 0
    speed_kmh = np.where(posted, np.minimum(speed_kmh, graph.stretch_max_speed_kmh), speed_kmh)
    ford = (graph.stretch_flags & StretchFlag.FORD) != 0
    time_s = graph.stretch_length_m / (speed_kmh / KMH_PER_M_S) + np.where(ford, numbers.value("speed.ford_s"), 0.0)
    return DriveTable(np.asarray(time_s, dtype=np.float64), _allowed(graph, profile, wet=wet))


def true_surface(graph: RoadGraph) -> ByteArray:
    """Give the surface of every stretch (S), guessed where the map says nothing.

    Ordinary roads count as paved. Tracks follow their tracktype: 1 paved, 2 gravel, 3 to 5 and unknown earth.
    """
    by_type = np.array([Surface.EARTH, Surface.PAVED, Surface.GRAVEL, Surface.EARTH, Surface.EARTH, Surface.EARTH])
    guess = np.where(graph.is_track, by_type[graph.stretch_tracktype], Surface.PAVED)
    unknown = graph.stretch_surface == Surface.UNKNOWN
    return np.where(unknown, guess, graph.stretch_surface).astype(np.uint8)


def _speeds_kmh(graph: RoadGraph, numbers: ExposureProfile) -> FloatArray:
    """Give the speed of the ordinary van by class and surface, before limits."""
    by_class = np.array([numbers.value(f"speed.{road_class.name.lower()}_kmh") for road_class in RoadClass])
    by_surface = np.ones(len(Surface))
    by_surface[Surface.GRAVEL] = numbers.value("speed.gravel_factor")
    by_surface[Surface.EARTH] = numbers.value("speed.earth_factor")
    grade = np.maximum(graph.stretch_tracktype.astype(np.float64), 1.0)
    by_grade = 1.0 - numbers.value("speed.tracktype_step") * (grade - 1.0)
    # A track's own speed already stands for a soft road, and its grade says more than its surface.
    factor = np.where(
        graph.is_track & ((graph.stretch_tracktype > 0) | (graph.stretch_surface == Surface.UNKNOWN)),
        by_grade,
        by_surface[true_surface(graph)],
    )
    speed_kmh = by_class[graph.stretch_class] * factor
    yards = (graph.stretch_flags & StretchFlag.DESTINATION_ONLY) != 0
    return np.where(yards, np.minimum(speed_kmh, by_class[RoadClass.SERVICE]), speed_kmh)


def _allowed(graph: RoadGraph, profile: Profile, *, wet: bool) -> BoolArray:
    surface = true_surface(graph)
    low = (graph.stretch_max_height_m > 0) & (graph.stretch_max_height_m < profile.height_m)
    weak = (graph.stretch_max_weight_t > 0) & (graph.stretch_max_weight_t < profile.weight_t)
    refused = low | weak
    if profile.road_use is RoadUse.PAVED_ONLY:
        ford = (graph.stretch_flags & StretchFlag.FORD) != 0
        refused |= (graph.is_track & (graph.stretch_tracktype != 1)) | (surface == Surface.EARTH) | ford
    if wet:
        refused |= (graph.is_track & (surface != Surface.PAVED)) | (surface == Surface.EARTH)
    return np.asarray(~refused)
