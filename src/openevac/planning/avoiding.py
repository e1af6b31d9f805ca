"""Ways round routine roads: the same drive on roads that count as dearer the more routine they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from openevac.domain.past import Past
from openevac.planning.ground import Slice
from openevac.planning.prepare import Prepared
from openevac.planning.routine import Routine
from openevac.planning.ways import Key
from openevac.routing.path import Path, measure_path

PENALTIES = (0.02, 0.1, 0.5, 2.0)
"""How much dearer a wholly routine road is made when other ways are looked for, one after the other."""


class Asked(NamedTuple):
    """One drive, in the full hour in which it begins, on a mission that leaves on a day."""

    key: Key
    hour: datetime
    on: date


class Avoiding:
    """Looks for ways round what is routine on one prepared problem; routines are remembered by day."""

    def __init__(self, prepared: Prepared, past: Past) -> None:
        self._prepared, self._past = prepared, past
        self._routines: dict[date, Routine] = {}

    def routine(self, on: date) -> Routine:
        """Give what is routine for missions of a day."""
        if on not in self._routines:
            self._routines[on] = Routine(self._prepared.survey.ground, self._past, on)
        return self._routines[on]

    def ways(self, asked: Iterable[Asked]) -> dict[Asked, list[Path]]:
        """Give other ways of some drives with their true time and exposure, the nearest to the usual first.

        All drives of one kind of vehicle, day and hour are asked for together: weighing all roads is what takes time.
        """
        groups: dict[tuple[int, datetime, date], list[Asked]] = defaultdict(list)
        for one in dict.fromkeys(asked):
            groups[one.key[0], one.hour, one.on].append(one)
        found: dict[Asked, list[Path]] = defaultdict(list)
        for (profile, hour, on), members in groups.items():
            for penalty in PENALTIES:
                for one, path in zip(members, self._penalised(profile, hour, on, penalty, members), strict=True):
                    if path is not None and path.arcs not in [other.arcs for other in found[one]]:
                        found[one].append(path)
        return found

    def _penalised(
        self, profile: int, hour: datetime, on: date, penalty: float, members: list[Asked]
    ) -> list[Path | None]:
        """Give the best ways where routine roads are dearer, measured as they are."""
        ground = self._prepared.survey.ground
        weights = ground.weights(self._prepared.survey.profiles[profile], Slice.of(hour))
        dearer = 1.0 + penalty * self.routine(on).at(hour.hour)
        pairs = [tuple(self._prepared.halt(profile, point) for point in one.key[1:]) for one in members]
        ways = ground.router.paths(
            replace(weights, time_s=weights.time_s * dearer, exposure=weights.exposure * dearer),
            [(start, end) for start, end in pairs],
            self._prepared.seconds_per_exposure,
        )
        return [
            None if way is None
            else measure_path(ground.graph, weights, way.arcs, way.start_fraction, way.end_fraction)
            for way in ways
        ]  # fmt: skip
