"""Drives between two halts under every weather: minutes and exposure by the ten minutes in which they begin.

A drive takes the best way of the hour in which it begins, under the most dangerous weather known for it. Its exposure
counts each stretch at the hour in which it is driven; a drive that comes to a closed road is not made.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.closures import closed_stretches
from openevac.hazards.exposure import stretch_rates
from openevac.hazards.some_roads import some_roads
from openevac.outlook.terrain import Terrain
from openevac.roads.graph import BoolArray, FloatArray, LongArray
from openevac.routing.path import Path, shares_along

SLOT_S = 600.0
"""Vans leave at full ten minutes: finer than any hour's danger is known."""

SLOTS_PER_HOUR = int(SECONDS_PER_HOUR / SLOT_S)


@dataclass(frozen=True, slots=True)
class Drive:
    """One drive to be looked up: from halt to halt, with so many people aboard when its way is chosen."""

    start: RoadPoint
    end: RoadPoint
    people: float


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """For D weathers and T slots of ten minutes: seconds (inf where no open way leads) and exposure of the vehicle."""

    time_s: FloatArray
    exposure: FloatArray


@dataclass(slots=True, eq=False)
class _Way:
    """One way, cut into its arcs: seconds on each, and where they stand in the short list of stretches."""

    path: Path
    seconds: FloatArray = field(default_factory=lambda: np.empty(0))
    place: LongArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def drive_all(terrain: Terrain, profile: Profile, drives: Sequence[Drive]) -> list[Legs]:
    """Look up several drives of one profile at once: weighing all roads is the slow part."""
    dial_s = terrain.fields[0].situation.profile.value("dial.middle_s")
    like = terrain.ways_like(profile)
    asked = sorted(set(like), key=lambda state: terrain.states[state].hour)  # an hour's fronts are kept
    found = {state: _ways(terrain, profile, drives, state, dial_s) for state in asked}
    known = _Roads(terrain, profile, [way for ways in found.values() for way in ways if way is not None])
    return [_legs(terrain, [found[state][number] for state in like], known) for number in range(len(drives))]


def _ways(terrain: Terrain, profile: Profile, drives: Sequence[Drive], state: int, dial_s: float) -> list[_Way | None]:
    weights = terrain.weights(state, profile)
    found: list[Path | None] = [None] * len(drives)
    for people in sorted({drive.people for drive in drives}):
        numbers = [number for number, drive in enumerate(drives) if drive.people == people]
        pairs = [(drives[number].start, drives[number].end) for number in numbers]
        for number, path in zip(numbers, terrain.router.paths(weights, pairs, dial_s * people), strict=True):
            found[number] = path
    return [None if path is None else _Way(path) for path in found]


class _Roads:
    """Rates and closures, in every state, of the few stretches that some way uses."""

    def __init__(self, terrain: Terrain, profile: Profile, ways: list[_Way]) -> None:
        graph = terrain.graph
        stretches = [graph.arc_stretch[np.array(way.path.arcs, dtype=np.int64)] for way in ways]
        used = np.unique(np.concatenate(stretches)) if stretches else np.empty(0, dtype=np.int64)
        drive = {wet: terrain.drive(profile, wet=wet) for wet in (False, True)}
        few = some_roads(graph, used.tolist())
        self.rate_per_h = np.empty((len(terrain.states), len(used)))
        self.is_open: BoolArray = np.empty((len(terrain.states), len(used)), dtype=np.bool_)
        for number, state in enumerate(terrain.states if len(used) else ()):
            field, moment = terrain.seen_in(number)
            self.rate_per_h[number] = stretch_rates(field, few, moment, armoured=profile.armoured)
            self.is_open[number] = drive[state.wet].allowed[used] & closed_stretches(field, few, moment).open
        for way, mine in zip(ways, stretches, strict=True):
            path = way.path
            way.place = np.searchsorted(used, mine)
            way.seconds = shares_along(path.arcs, path.start_fraction, path.end_fraction) * drive[False].time_s[mine]


def _legs(terrain: Terrain, ways: Sequence[_Way | None], roads: _Roads) -> Legs:
    days, slots = len(terrain.fields), terrain.hours * SLOTS_PER_HOUR
    time_s, exposure = np.full((days, slots), np.inf), np.zeros((days, slots))
    known: dict[tuple[int, ...], tuple[float, float]] = {}
    for day in range(days):
        states = terrain.state_of[day]
        for slot in range(slots):
            hour, part = divmod(slot, SLOTS_PER_HOUR)
            way = ways[int(states[hour])]
            if way is None:
                continue
            last = hour + int((part * SLOT_S + float(way.seconds.sum())) // SECONDS_PER_HOUR)
            driven = tuple(int(states[min(at, terrain.hours - 1)]) for at in range(hour, last + 1))
            key = (part, *driven)
            if key not in known:
                known[key] = measure(way.seconds, way.place, roads.rate_per_h, roads.is_open, driven, part * SLOT_S)
            time_s[day, slot], exposure[day, slot] = known[key]
    return Legs(time_s, exposure)


def measure(
    seconds: FloatArray,
    place: LongArray,
    rate_per_h: FloatArray,
    is_open: BoolArray,
    states: tuple[int, ...],
    into_hour_s: float,
) -> tuple[float, float]:
    """Drive a way that begins `into_hour_s` after a full hour; give seconds (inf where closed) and exposure.

    `seconds` on each arc, `place` of each arc in the tables (state, stretch), `states` hour by hour.
    """
    ends = np.cumsum(seconds)
    starts = ends - seconds
    parts = []
    for number, state in enumerate(states):
        from_s = number * SECONDS_PER_HOUR - into_hour_s
        within = np.minimum(ends, from_s + SECONDS_PER_HOUR) - np.maximum(starts, from_s)
        within = np.maximum(within, 0.0)
        if bool((~is_open[state, place] & (within > 0)).any()):
            return math.inf, 0.0
        parts.append(float(rate_per_h[state, place] @ within) / SECONDS_PER_HOUR)
    return float(ends[-1]), math.fsum(parts)
