"""Time and exposure of the same best way for a whole matrix, from three sums a pair instead of unpacked ways.

Let D0 be the least sums at beta, D1 and D2 those after one and two steps of beta. A step adds to every arc the same
whole number of units, its lean (proportional to its exposure). Seen as functions of the step, ways are straight
lines, and the least of them is concave. So D0 + D2 <= 2 x D1, and where the two sides are equal the least is one
straight line from step 0 to step 2: some way is best all along, every way that is best at step 1 is, and its lean is
exactly D1 - D0. It is also the least lean of all ways that are best at step 0 (a lesser one would win at once).
Hence: lean gives exposure, and D0 less exposure gives time, of the best way of least exposure. No tolerance is
involved, all numbers are whole; only the rounding of each arc's weight and lean remains.
Where the two sides differ, another way takes over within two steps; those pairs, about one in a hundred, are unpacked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from openevac.routing.engine import LIMIT, UNREACHED, BoolArray, Engine, FloatArray, LongArray, LostWayError
from openevac.routing.gauge import Gauge, beta_of, fine_gauge, safe_gauge, survey_gauge
from openevac.routing.points import Direct, Points, direct_pairs
from openevac.routing.shelf import Shelf
from openevac.routing.weights import RoadWeights

Unpack = Callable[[Gauge, Any, LongArray, LongArray], tuple[FloatArray, FloatArray]]
"""(gauge, metric, rows, columns) -> time_s and exposure of the best way of each of these pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoCriteria:
    """`time_s` and `exposure` of the best way from each start to each goal (n, m); nan where no way leads."""

    time_s: FloatArray
    exposure: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Least sums (n, m) after 0, 1 and 2 steps of beta, and the metric of step 0 for unpacking."""

    gauge: Gauge
    by_step: tuple[LongArray, LongArray, LongArray]
    metric: Any

    @property
    def reached(self) -> BoolArray:
        """Tell which pairs have a way."""
        return np.asarray(self.by_step[0] != UNREACHED)

    @property
    def bent(self) -> BoolArray:
        """Tell which pairs change their way within two steps."""
        first, second, third = self.by_step
        return np.asarray(self.reached & (first + third != 2 * second))


class MatrixMaker:
    """Makes two-criteria matrices with one engine on one graph."""

    def __init__(self, engine: Engine[Any], shelf: Shelf) -> None:
        self._engine = engine
        self._shelf = shelf

    def two_criteria(
        self, weights: RoadWeights, starts: Points, goals: Points, seconds_per_exposure: float, unpack: Unpack
    ) -> TwoCriteria:
        """Give time and exposure of all best ways (n, m)."""
        direct = direct_pairs(starts, goals, weights.open)
        sums = self._sums(weights, starts, goals, seconds_per_exposure, direct)
        result = _split(sums)
        rows, columns = np.nonzero(sums.bent)
        if len(rows):
            result.time_s[rows, columns], result.exposure[rows, columns] = unpack(
                sums.gauge, sums.metric, rows, columns
            )
        _write_direct(result, sums, weights, direct)
        return result

    def _sums(
        self, weights: RoadWeights, starts: Points, goals: Points, seconds_per_exposure: float, direct: Direct
    ) -> Sums:
        """Sum up in fine units; in safe ones if those were too fine; fail loudly if even those lose a way."""
        beta_s = beta_of(weights, seconds_per_exposure)
        bound_s = self._bound_s(weights, starts, goals, beta_s)
        gauges = [safe_gauge(weights, beta_s)]
        if bound_s > 0:
            gauges.insert(0, fine_gauge(weights, beta_s, bound_s))
        for gauge in gauges:
            sums = self._in_units_of(gauge, starts, goals, direct)
            if self._is_sound(weights, sums, starts, goals):
                return sums
        raise LostWayError("The engine found no way, or an endless one, between points that open roads join.")

    def _in_units_of(self, gauge: Gauge, starts: Points, goals: Points, direct: Direct) -> Sums:
        metrics = self._shelf.customise_steps(gauge, 3)
        first, second, third = (
            _with_direct(
                self._engine.matrix(metric, starts.starts(gauge, step), goals.goals(gauge, step)), direct, gauge, step
            )
            for step, metric in enumerate(metrics)
        )
        return Sums(gauge, (first, second, third), metrics[0])

    def _is_sound(self, weights: RoadWeights, sums: Sums, starts: Points, goals: Points) -> bool:
        first, second, third = sums.by_step
        if max(int(part.max(initial=0)) for part in sums.by_step) >= LIMIT:
            return False
        if not (np.array_equal(first < 0, second < 0) and np.array_equal(first < 0, third < 0)):
            return False
        rows, columns = np.nonzero(first < 0)
        if not len(rows):
            return True
        from_ends, to_ends = starts.starts(sums.gauge).take(rows), goals.goals(sums.gauge).take(columns)
        return not self._shelf.reach(weights).joined(from_ends, to_ends).any()

    def _bound_s(self, weights: RoadWeights, starts: Points, goals: Points, beta_s: float) -> float:
        """Bound every pair's cost two steps on by a way over one pivot, the first start: to it, and on from it.

        0 where the pivot joins nothing. Where it joins only some pairs the bound may be too low for the others,
        which is noticed afterwards.
        """
        gauge = survey_gauge(weights, beta_s)
        metric = self._shelf.customise(gauge)
        pivot = starts.take(np.zeros(1, dtype=np.int64))
        to_pivot = self._engine.matrix(metric, starts.starts(gauge), pivot.goals(gauge))
        from_pivot = self._engine.matrix(metric, pivot.starts(gauge), goals.goals(gauge))
        return float(max(0, to_pivot.max()) + max(0, from_pivot.max())) * gauge.unit_s


def _with_direct(found: LongArray, direct: Direct, gauge: Gauge, step: int) -> LongArray:
    """Put drives along a single stretch into a matrix where they are less."""
    along = gauge.pieces(direct.stretch, direct.share, step)
    there = found[direct.rows, direct.columns]
    found[direct.rows, direct.columns] = np.where(there == UNREACHED, along, np.minimum(there, along))
    return found


def _split(sums: Sums) -> TwoCriteria:
    """Read exposure from the slope and time from the rest; right for pairs that are not bent."""
    first, _, third = sums.by_step
    gauge = sums.gauge
    per_step = gauge.step_s / gauge.unit_s
    exposure = (third - first) / 2.0 / per_step if per_step > 0 else np.zeros(first.shape)
    time_s = np.maximum(first * gauge.unit_s - gauge.beta_s * exposure, 0.0)
    return TwoCriteria(np.where(sums.reached, time_s, np.nan), np.where(sums.reached, exposure, np.nan))


def _write_direct(result: TwoCriteria, sums: Sums, weights: RoadWeights, direct: Direct) -> None:
    """Where the best way stays on one stretch its time and exposure are known without any rounding."""
    along = sums.gauge.pieces(direct.stretch, direct.share)
    best = along <= sums.by_step[0][direct.rows, direct.columns]
    rows, columns, stretch, share = (part[best] for part in (direct.rows, direct.columns, direct.stretch, direct.share))
    result.time_s[rows, columns] = share * weights.time_s[stretch]
    result.exposure[rows, columns] = share * weights.exposure[stretch]
