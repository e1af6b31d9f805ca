"""How much of a mission is what earlier missions drove: the routineness index, from 0 (new) to 1 (as yesterday).

A *piece* is one arc of a drive, in the hour in which its middle is driven. A past mission makes a piece routine by

    x = 0.5 ^ ((age - 1) / half-life)  x  (1 in the same hour of the day, else `variety.other_hour`)

where it drove that stretch, in either direction; age = days between the two dates of departure, at least 1. Several
past missions together: r = 1 - product of (1 - x). The index is the mean of r over the pieces, each counting by its
exposure (by its seconds where nothing is exposed): a habit matters where somebody could wait for it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Plan
from openevac.domain.past import Past, PastMission, other_pack
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.exposure import stretch_rates
from openevac.planning.assemble import all_legs
from openevac.planning.ground import Ground
from openevac.roads.graph import FloatArray, IntArray
from openevac.roads.region import Region
from openevac.roads.speeds import drive_table
from openevac.routing.path import shares_along


class Pieces(NamedTuple):
    """A drive in P pieces: stretch, hour of the day (UTC) and weight (exposure) of each, and its seconds."""

    stretch: IntArray
    hour: IntArray
    exposure: FloatArray
    seconds: FloatArray


def past_of(plan: Plan, region: Region, drives: Collection[str] | None = None) -> Past:
    """Give what a plan drives, as the past of later plans; only of some drives where they are named (Mission.drive).

    Within a leg the time on an arc is its share of the metres: a plan does not say more. Raises InputError where the
    plan was made on another region pack: its arcs are other roads here.
    """
    if plan.region_fingerprint != region.fingerprint:
        raise other_pack()
    graph, missions = region.graph, []
    for mission in plan.missions:
        if drives is not None and mission.drive not in drives:
            continue
        driven: set[tuple[int, int]] = set()
        for leg in all_legs(mission):
            if leg.arcs:
                stretches = graph.arc_stretch[np.array(leg.arcs, dtype=np.int64)]
                metres = shares_along(leg.arcs, leg.start_fraction, leg.end_fraction)
                metres = metres * graph.stretch_length_m[stretches]
                total_m = float(metres.sum())
                seconds = leg.time_s * metres / total_m if total_m > 0 else metres
                driven |= set(zip(stretches.tolist(), _hours(seconds, leg.departs_at).tolist(), strict=True))
        missions.append(PastMission(departs_at=mission.departs_at, driven=tuple(sorted(driven))))
    return Past(region_fingerprint=plan.region_fingerprint, missions=tuple(missions))


class Routine:
    """What is routine on one ground, by the missions of a past; answers are remembered.

    Missions of days after `on` count as not driven: nothing is routine before it was done.
    """

    def __init__(self, ground: Ground, past: Past, on: date) -> None:
        numbers = ground.situation.profile
        self._ground = ground
        self._other_hour = numbers.value("variety.other_hour")
        half_life_days = numbers.value("variety.half_life_days")
        self._past: list[tuple[float, IntArray, IntArray]] = []
        for mission in past.missions:
            age_days = (on - mission.departs_at.date()).days
            if age_days >= 0 and mission.driven:
                stretches, hours = np.array(mission.driven, dtype=np.int64).T
                self._past.append((0.5 ** ((max(age_days, 1) - 1) / half_life_days), stretches, hours))
        self._by_hour: dict[int, FloatArray] = {}
        self._seconds: dict[Profile, FloatArray] = {}

    def at(self, hour: int) -> FloatArray:
        """Give how routine each of S stretches is in an hour of the day (UTC): from 0 to 1."""
        if hour not in self._by_hour:
            new = np.ones(self._ground.graph.num_stretches)
            for share, stretches, hours in self._past:
                driven = np.unique(stretches)
                same_hour = np.isin(driven, stretches[hours == hour])
                new[driven] *= 1.0 - share * np.where(same_hour, 1.0, self._other_hour)
            self._by_hour[hour] = 1.0 - new
        return self._by_hour[hour]

    def of_mission(self, mission: Mission, profile: Profile) -> float:
        """Give the index of a whole mission."""
        return self.index([self.pieces(profile, leg) for leg in all_legs(mission) if leg.arcs])

    def index(self, drives: list[Pieces]) -> float:
        """Give the index of some drives together; 0 where nothing is driven."""
        weights = [drive.exposure for drive in drives]
        if not sum(float(weight.sum()) for weight in weights) > 0:
            weights = [drive.seconds for drive in drives]
        total = sum(float(weight.sum()) for weight in weights)
        routine = sum(float(weight @ self._of_pieces(drive)) for weight, drive in zip(weights, drives, strict=True))
        return routine / total if total > 0 else 0.0

    def pieces(self, profile: Profile, leg: Leg) -> Pieces:
        """Give the pieces of a leg that is not empty."""
        graph = self._ground.graph
        if profile not in self._seconds:
            self._seconds[profile] = drive_table(graph, profile, self._ground.situation.profile, wet=False).time_s
        stretch = graph.arc_stretch[np.array(leg.arcs, dtype=np.int64)]
        shares = shares_along(leg.arcs, leg.start_fraction, leg.end_fraction)
        seconds = shares * self._seconds[profile][stretch]
        exposure = np.zeros(len(stretch))
        moments = [leg.departs_at + timedelta(seconds=after) for after in _middles(seconds).tolist()]
        for moment in {moment.replace(minute=0, second=0, microsecond=0) for moment in moments}:
            rates_per_h = stretch_rates(self._ground.field, graph, moment, armoured=profile.armoured)[stretch]
            within = np.array([moment <= one < moment + timedelta(hours=1) for one in moments])
            exposure += np.where(within, rates_per_h * seconds / SECONDS_PER_HOUR, 0.0)
        return Pieces(stretch, np.array([moment.hour for moment in moments]), exposure, seconds)

    def _of_pieces(self, drive: Pieces) -> FloatArray:
        found = np.zeros(len(drive.stretch))
        for hour in np.unique(drive.hour).tolist():
            within = drive.hour == hour
            found[within] = self.at(hour)[drive.stretch[within]]
        return found


def _middles(seconds: FloatArray) -> FloatArray:
    return np.cumsum(seconds) - seconds / 2.0


def _hours(seconds: FloatArray, departs_at: datetime) -> IntArray:
    """Give the hour of the day (UTC) in which the middle of each piece is driven."""
    moments = (departs_at + timedelta(seconds=after) for after in _middles(seconds).tolist())
    return np.array([moment.hour for moment in moments], dtype=np.int64)
