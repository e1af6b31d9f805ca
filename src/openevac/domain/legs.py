"""What a mission is driven by: a point on the network, a drive between two halts, a load, a walk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadPoint:
    """A point on the network: `fraction` (0 to 1) along `arc`, and how far the real point lies from it."""

    arc: int
    fraction: float
    snap_m: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One drive between two halts, with everything a referee needs to drive it again on the graph.

    `arcs` are driven in order; the drive begins at `start_fraction` of the first and ends at `end_fraction` of
    the last. `exposure` is the vehicle's (expected encounters), `person_exposure` = exposure x `people_aboard`
    (crew included). `track_m`: metres on field and forest tracks.
    """

    arcs: tuple[int, ...]
    start_fraction: float
    end_fraction: float
    departs_at: datetime
    arrives_at: datetime
    time_s: float
    length_m: float
    track_m: float
    exposure: float
    people_aboard: int
    person_exposure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is aboard after a stop; `seats_taken` counts the seats that wheelchairs and stretchers fold away."""

    people: int = 0
    seats_taken: int = 0
    wheelchairs: int = 0
    stretchers: int = 0
    kg: float = 0.0
    litres: float = 0.0
    pets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A household's way on foot from its door to a meeting point, and what it cannot carry and leaves at home.

    They leave at `leaves_at`, walk `length_m` in `time_s`, and wait there until the van comes. `exposure` is that
    of one of them, walking and waiting; `person_exposure` = exposure x people of the household.
    """

    leaves_at: datetime
    length_m: float
    time_s: float
    exposure: float
    person_exposure: float
    left_kg: float = 0.0
    left_l: float = 0.0
    left_bulky: int = 0
