"""One van's day in many futures at once: round trips one after another, each begun when it is over soonest.

Futures are rows that are driven in lockstep: trip by trip, each in its own weather and with its own minutes on scene.
A trip leaves as soon as it may, and later only where that brings it back sooner or under the ceiling. So the day of a
van with more time, less time on scene or a higher ceiling is never a shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from openevac.outlook.legs import SLOT_S
from openevac.outlook.timetable import Timetable
from openevac.roads.graph import BoolArray, FloatArray, LongArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Trips:
    """The round trip of one number in R futures: `made` or not; seconds after the first hour; exposures.

    `inward`, `outward`, `homeward` are the vehicle's, `scene` that of one person outside. `home_s`: when the van would
    be home if it drove there now.
    """

    made: BoolArray
    leaves_s: FloatArray
    done_s: FloatArray
    home_s: FloatArray
    inward: FloatArray
    scene: FloatArray
    outward: FloatArray
    homeward: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Tried:
    """One departure tried in R futures: whether it is possible, when it is over, and what it gathers."""

    possible: BoolArray
    done_s: FloatArray
    home_s: FloatArray
    inward: FloatArray
    scene: FloatArray
    outward: FloatArray
    homeward: FloatArray


def drive_day(
    table: Timetable, weather: LongArray, scene_s: FloatArray, enter_until: FloatArray, ceiling: float
) -> Iterator[Trips]:
    """Drive one day: yield the trips of each number (columns of `scene_s`, R x trips), while some future makes it.

    `weather` (R): the row of each future; `enter_until` (T): of this day; `ceiling`: exposure of the vehicle from where
    a trip starts to its shelter, halts included.
    """
    ready_s = np.full(len(weather), max(table.work.early, table.leave_depot.early))
    going = np.ones(len(weather), dtype=np.bool_)
    for number in range(scene_s.shape[1]):
        trips = _next_trip(table, weather, scene_s[:, number], enter_until, ceiling, ready_s, going, first=number == 0)
        if not trips.made.any():
            return
        yield trips
        going, ready_s = trips.made, np.where(trips.made, trips.done_s, ready_s)


def _next_trip(
    table: Timetable,
    weather: LongArray,
    scene_s: FloatArray,
    enter_until: FloatArray,
    ceiling: float,
    ready_s: FloatArray,
    going: BoolArray,
    *,
    first: bool,
) -> Trips:
    """Find the departure of each future that is over soonest: try slot after slot while a later one could be better."""
    count = len(weather)
    found = {name: np.zeros(count) for name in ("leaves_s", "home_s", "inward", "scene", "outward", "homeward")}
    done_s = np.full(count, np.inf)
    slot = np.ceil(ready_s / SLOT_S).astype(np.int64)
    latest_s = min(table.work.late, table.leave_depot.late if first else np.inf)
    least_s = table.least_drive_s(weather, from_depot=first) + scene_s + table.unloading_s
    rows = np.flatnonzero(going & (slot * SLOT_S <= latest_s))
    while len(rows):
        tried = _try(table, weather[rows], scene_s[rows], enter_until, slot[rows], ceiling, first=first)
        better = tried.possible & (tried.done_s < done_s[rows])
        chosen = rows[better]
        done_s[chosen] = tried.done_s[better]
        found["leaves_s"][chosen] = slot[chosen] * SLOT_S
        for name in ("home_s", "inward", "scene", "outward", "homeward"):
            found[name][chosen] = getattr(tried, name)[better]
        slot[rows] += 1
        leaves_s = slot[rows] * SLOT_S
        rows = rows[
            (leaves_s <= latest_s) & (leaves_s + least_s[rows] < np.minimum(done_s[rows], table.work.late + SLOT_S))
        ]
    return Trips(made=np.isfinite(done_s), done_s=done_s, **found)


def _try(
    table: Timetable,
    weather: LongArray,
    scene_s: FloatArray,
    enter_until: FloatArray,
    slot: LongArray,
    ceiling: float,
    *,
    first: bool,
) -> _Tried:
    inward = table.from_depot if first else table.from_shelter
    arrives_s = slot * SLOT_S + inward.time_s[weather, slot]
    leaves_s = arrives_s + scene_s
    arriving, leaving = _slot(table, arrives_s), _slot(table, leaves_s)
    handed_s = np.maximum(leaves_s + table.out.time_s[weather, leaving], table.shelter_open.early)
    done_s = handed_s + table.unloading_s
    homing = _slot(table, done_s)
    home_s = done_s + table.home.time_s[weather, homing]
    with np.errstate(invalid="ignore"):
        scene = table.dwelt_until(weather, leaves_s) - table.dwelt_until(weather, arrives_s)
    exposure_in, exposure_out = inward.exposure[weather, slot], table.out.exposure[weather, leaving]
    possible = (
        (leaves_s <= enter_until[arriving])
        & (handed_s <= table.shelter_open.late)
        & (home_s <= table.work.late)
        & (exposure_in + scene + exposure_out <= ceiling)
    )
    return _Tried(possible, done_s, home_s, exposure_in, scene, exposure_out, table.home.exposure[weather, homing])


def _slot(table: Timetable, moment_s: FloatArray) -> LongArray:
    """Give the slot of ten minutes a moment lies in; what lies after the last (or never comes) counts as the last."""
    last = table.out.time_s.shape[1] - 1
    return np.minimum(moment_s / SLOT_S, float(last)).astype(np.int64)
