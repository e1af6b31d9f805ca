"""When another way would be chosen: what each drive of a plan and its rivals cost under other numbers.

A way is the planner's choice as long as seconds + weight x exposure is least, by the danger of the slice it was chosen
for. Rivals found beforehand tell where the choice turns; the router itself confirms it on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.legs import Leg, RoadPoint
from openevac.domain.missions import Mission
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Profile
from openevac.hazards.exposure import stretch_rates
from openevac.hazards.field import HazardField
from openevac.hazards.some_roads import SomeRoads
from openevac.planning.assemble import all_legs
from openevac.planning.drafts import DraftDay
from openevac.planning.ground import Ground, Slice, other_situation
from openevac.planning.prepare import Prepared
from openevac.planning.variety import keys_of_day
from openevac.routing.path import Path, shares_along

RIVAL_WEIGHTS = (1 / 3, 3.0)
"""Beside the fastest and the least dangerous way, those that weigh exposure so many times as much."""

LEAST_DANGEROUS_S = 1e7


@dataclass(slots=True, eq=False)
class Choice:
    """One drive (`leg`, 0 = first of the mission) whose way the planner chose by its weight, and its rivals."""

    leg: int
    profile: Profile
    when: Slice
    start: RoadPoint
    end: RoadPoint
    chosen: Path
    rivals: list[Path] = field(default_factory=list)


class Choices:
    """The drives of a plan that were chosen by weight, by the name of their mission's drive."""

    def __init__(self, prepared: Prepared, days: Sequence[DraftDay], missions: Sequence[Mission]) -> None:
        self.ground: Ground = prepared.survey.ground
        self.weight_s = prepared.seconds_per_exposure
        self.by_drive: dict[str, list[Choice]] = {}
        used = [day for day in days if day.trips]
        for day, mission in zip(used, missions, strict=True):
            self.by_drive[mission.drive] = list(self._chosen(prepared, day, mission))

    def _chosen(self, prepared: Prepared, day: DraftDay, mission: Mission) -> Iterator[Choice]:
        survey = prepared.survey
        for number, (key, leg) in enumerate(zip(keys_of_day(prepared.problem, day), all_legs(mission), strict=True)):
            profile, start, end = key
            from_, to = survey.halts[profile][start], survey.halts[profile][end]
            if from_ is None or to is None or not leg.arcs:
                continue
            choice = self._with_rivals(number, survey.profiles[profile], survey.slices[profile], (from_, to), leg)
            if choice is not None:
                yield choice

    def _with_rivals(
        self, number: int, profile: Profile, when: Slice, ends: tuple[RoadPoint, RoadPoint], leg: Leg
    ) -> Choice | None:
        """Give the choice behind a leg; None where it drives a detour or a way preferred for another reason."""
        weights = [self.weight_s, 0.0, *(self.weight_s * times for times in RIVAL_WEIGHTS), LEAST_DANGEROUS_S]
        found = [self.ground.path(profile, *ends, when, weight_s) for weight_s in weights]
        ways = [path for path in found if path is not None]
        if not ways or ways[0].arcs != leg.arcs:
            return None
        others = {path.arcs: path for path in ways[1:] if path.arcs != leg.arcs}
        return Choice(number, profile, when, *ends, ways[0], list(others.values()))

    def ways(self) -> Iterator[Path]:
        """Give every way that is compared."""
        for choices in self.by_drive.values():
            for choice in choices:
                yield from (choice.chosen, *choice.rivals)


class Comparison:
    """Costs of the chosen ways and their rivals in a field, asked on a few roads only."""

    def __init__(self, choices: Choices, few: SomeRoads, row_of: np.ndarray) -> None:
        self.choices, self._few, self._row_of = choices, few, row_of
        self._driven: dict[tuple[Profile, tuple[int, ...]], tuple[np.ndarray, np.ndarray]] = {}

    def turned(self, drive: str, in_field: HazardField, weight_s: float) -> tuple[Choice, Path] | None:
        """Give the first drive of a mission for which a rival costs less than the way chosen, with that rival."""
        for choice in self.choices.by_drive[drive]:
            own = self._cost_s(choice, choice.chosen, in_field, weight_s)
            for rival in choice.rivals:
                if self._cost_s(choice, rival, in_field, weight_s) < own:
                    return choice, rival
        return None

    def _cost_s(self, choice: Choice, path: Path, in_field: HazardField, weight_s: float) -> float:
        rows, seconds = self._pieces(choice.profile, path)
        rates = stretch_rates(in_field, self._few, choice.when.at, armoured=choice.profile.armoured)
        return float(seconds.sum() + weight_s * (rates[rows] @ seconds) / SECONDS_PER_HOUR)

    def _pieces(self, profile: Profile, path: Path) -> tuple[np.ndarray, np.ndarray]:
        key = (profile, path.arcs)
        if key not in self._driven:
            ground = self.choices.ground
            stretches = ground.graph.arc_stretch[np.array(path.arcs, dtype=np.int64)]
            shares = shares_along(path.arcs, path.start_fraction, path.end_fraction)
            self._driven[key] = self._row_of[stretches], shares * ground.seconds(profile)[stretches]
        return self._driven[key]

    def knows(self, path: Path) -> bool:
        """Tell whether a way lies on the few roads."""
        return bool((self._row_of[self.choices.ground.graph.arc_stretch[list(path.arcs)]] >= 0).all())


class RouterAgrees:
    """Asks the router itself which way it chooses under other numbers; grounds of numbers asked before are kept."""

    def __init__(self, ground: Ground, weight_s: float) -> None:
        self._ground, self._weight_s = ground, weight_s

    def way(self, choice: Choice, numbers: ExposureProfile, times: float = 1.0) -> Path | None:
        """Give the way of a drive under some numbers, exposure weighing `times` as much as in the plan."""
        ground = self._ground
        weights = ground.weights(choice.profile, choice.when)
        if numbers is not ground.situation.profile:
            # No number of exposure opens or closes a road, so only the danger on each has to be asked anew.
            moved = other_situation(ground, replace(ground.situation, profile=numbers))
            rates = stretch_rates(moved.field, ground.graph, choice.when.at, armoured=choice.profile.armoured)
            weights = replace(weights, exposure=rates * weights.time_s / SECONDS_PER_HOUR)
        return ground.router.path(weights, choice.start, choice.end, self._weight_s * times)
