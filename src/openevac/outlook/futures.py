"""Day after day in many futures at once, until everybody is out: who boards which trip, and what it takes.

Within a day the first trips of all vans are filled, then their second ones, in the order of the fleet. A van takes
who lies, who rolls, then who sits, as its places, the people still there and the beds of the evening allow. One more
trip anywhere never leaves more people of any kind behind, unless beds of one kind run out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openevac.domain.units import SECONDS_PER_HOUR
from openevac.outlook.crowd import Heads, Room
from openevac.outlook.draws import Draws
from openevac.outlook.timetable import Timetable
from openevac.outlook.van_day import Trips, drive_day
from openevac.roads.graph import BoolArray, FloatArray, LongArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class VanSetup:
    """All of one van: places, crew, days it works (days,), when it may enter (days, slots), seconds (R, days, trips).

    `trips`: the most it makes on one day.
    """

    room: Room
    crew: int
    table: Timetable
    works: BoolArray
    enter_until: FloatArray
    scene_s: FloatArray
    trips: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One variant of the question: vans, people, beds, and the ceiling on exposure of a trip (inf without).

    `beds` are shared out among the kinds of people; somebody stays `nights` nights in one (None: for good).
    """

    vans: tuple[VanSetup, ...]
    heads: Heads
    beds: Heads
    nights: int | None
    ceiling: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Futures:
    """What R futures came to. `left` (R, D + 1): people still there before the first day and after each.

    `person_exposure`, `trips`, `crew_s`, `idle_days` (R): sums until everybody was out, days without a trip among
    them. `departures` (H): trips of all futures by the hour in which they leave.
    """

    left: LongArray
    person_exposure: FloatArray
    trips: LongArray
    crew_s: FloatArray
    idle_days: LongArray
    departures: LongArray

    @property
    def days(self) -> LongArray:
        """Give the day of each future on which the last person is out; one more than D where somebody still stays."""
        return np.asarray((self.left > 0).sum(axis=1))


@dataclass(slots=True, eq=False)
class _Sums:
    person_exposure: FloatArray
    trips: LongArray
    crew_s: FloatArray
    idle_days: LongArray
    departures: LongArray


def live_through(setup: Setup, draws: Draws) -> Futures:
    """Simulate every future until its last person is out, at most `draws.days` days."""
    runs = draws.runs
    hours = max((van.table.dwelt.shape[1] - 1 for van in setup.vans), default=1)
    sums = _Sums(
        np.zeros(runs), np.zeros(runs, np.int64), np.zeros(runs), np.zeros(runs, np.int64), np.zeros(hours, np.int64)
    )
    left = [np.tile(np.array(setup.heads, dtype=np.int64), (runs, 1))]
    for day in range(draws.days):
        rows = np.flatnonzero(left[-1].sum(axis=1) > 0)
        if not len(rows):
            break
        kept = left[-1].copy()
        kept[rows] = _day(setup, draws, day, rows, left, sums)
        left.append(kept)
    return Futures(
        left=np.stack([kinds.sum(axis=1) for kinds in left], axis=1),
        person_exposure=sums.person_exposure,
        trips=sums.trips,
        crew_s=sums.crew_s,
        idle_days=sums.idle_days,
        departures=sums.departures,
    )


def _day(setup: Setup, draws: Draws, day: int, rows: LongArray, left: Sequence[LongArray], sums: _Sums) -> LongArray:
    """Drive one day in the futures `rows` and give who is still there in each (rows, 3)."""
    out = [van for van in setup.vans if van.works[day]]
    weather = draws.weather[rows, day]
    driven = [
        list(drive_day(van.table, weather, van.scene_s[rows, day, : van.trips], van.enter_until[day], setup.ceiling))
        for van in out
    ]
    there = left[-1][rows].copy()
    stay = _no_bed_for(setup, rows, left)
    trips_before = sums.trips[rows].copy()
    home_s = [np.zeros(len(rows)) for _ in out]
    homeward = [np.zeros(len(rows)) for _ in out]
    for number in range(max((len(trips) for trips in driven), default=0)):
        for place, (van, trips) in enumerate(zip(out, driven, strict=True)):
            if number < len(trips):
                aboard = _board(van.room, there, stay, trips[number].made)
                going = aboard > 0
                home_s[place] = np.where(going, trips[number].home_s, home_s[place])
                homeward[place] = np.where(going, trips[number].homeward, homeward[place])
                _count(sums, rows, van, trips[number], aboard)
    for van, trips, back_s, back in zip(out, driven, home_s, homeward, strict=True):
        if trips:
            sums.crew_s[rows] += van.crew * np.where(back_s > 0, back_s - trips[0].leaves_s, 0.0)
            sums.person_exposure[rows] += van.crew * back
    sums.idle_days[rows] += sums.trips[rows] == trips_before
    return there


def _no_bed_for(setup: Setup, rows: LongArray, left: Sequence[LongArray]) -> LongArray:
    """Give how many people of each kind must stay today because no bed is free for them (rows, 3).

    Everybody brought within the last `nights` nights still has a bed, so as many may stay behind as were there before
    those nights less the beds.
    """
    since = 0 if setup.nights is None else max(0, len(left) - setup.nights)
    return np.asarray(np.maximum(left[since][rows] - np.array(setup.beds), 0))


def _board(room: Room, there: LongArray, stay: LongArray, made: BoolArray) -> LongArray:
    """Fill one trip of each future, take its people off `there`, and give how many are aboard."""
    may_go = np.maximum(there - stay, 0)
    lying = np.minimum(may_go[:, Heads._fields.index("lying")], room.stretchers)
    rolling = np.minimum(may_go[:, Heads._fields.index("wheelchairs")], room.wheelchairs)
    free = room.seats - lying * room.seats_per_stretcher - rolling * room.seats_per_wheelchair
    seated = np.minimum(may_go[:, Heads._fields.index("seated")], free)
    taken = np.stack((seated, rolling, lying), axis=1) * made[:, None]
    there -= taken
    return np.asarray(taken.sum(axis=1))


def _count(sums: _Sums, rows: LongArray, van: VanSetup, trips: Trips, aboard: LongArray) -> None:
    going = aboard > 0
    exposure = trips.inward * van.crew + (trips.scene + trips.outward) * (van.crew + aboard)
    sums.person_exposure[rows[going]] += exposure[going]
    sums.trips[rows] += going
    hours = (trips.leaves_s[going] // SECONDS_PER_HOUR).astype(np.int64)
    np.add.at(sums.departures, hours, 1)
