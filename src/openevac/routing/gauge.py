"""From seconds and exposure to the whole numbers an engine adds up, and why no sum ever overflows.

Cost of a stretch = time_s + beta_s x exposure, in units of `unit_s` seconds. The engine's sums must stay below
LIMIT = 2**30. Three units are used, and each is a function of what is asked alone, never of what was asked before:

rough  for single ways: a guess, LIMIT units = ROUGH_ROADS / sqrt(S) of the cost of all open roads together
       (the longest way across a network of S stretches uses some sqrt(S) of them), rounded up to a power of two;
fine   for matrices: LIMIT units = the way by a pivot, which no best way of the asked pairs exceeds;
safe   when one of these was too fine: LIMIT / 2 units = the cost of all open roads together.

Safe is safe: a best way visits no node twice, so it uses no stretch twice and costs at most that of all open roads,
LIMIT / 2 units. Rounding adds less than one unit a stretch (a weight is at least 1), and S < LIMIT / 2.
A wrong guess is seen, not believed: weights in the hierarchy saturate at 2**31 - 1 and never wrap, so every sum
below LIMIT is exact; a sum from LIMIT on, and a "no way" where open roads join the pair, is asked again in safe
units, and there it is an error. An arc that alone costs LIMIT or more is on no way whose sum is accepted, so
clipping it to LIMIT changes nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from openevac.routing.engine import BLOCKED, LIMIT, BoolArray, FloatArray, IntArray, LongArray
from openevac.routing.weights import RoadWeights

ROUGH_ROADS = 16.0

TILT = 2.0**-18
"""Exposure weighs this much more than asked, so that of ways that cost the same the least exposed is taken."""

LEAST_BETA = 2.0**-20
LARGEST_BETA = 1e4
"""Bounds of beta in natural units (seconds per exposure over all open roads). Below the first only ties are
settled; above the second time would drown in rounding, and a hundredth of a percent of exposure already buys
as much time as it ever will."""

STEP = 2.0**-7
"""How far beta is moved to read exposure from the difference of two sums (see matrix.py), as a share of beta."""

LEAST_STEP = 2.0**-13
"""The same for small beta, in natural units."""

ROUNDING = 2.0**-10
"""Room for rounding in a bound: 2**20 units, enough for ways of half a million arcs."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Gauge:
    """Costs of S stretches in units: `base` at beta, `lean` what one step of beta adds; both not yet rounded."""

    beta_s: float
    step_s: float
    unit_s: float
    base: FloatArray
    lean: FloatArray
    open: BoolArray

    def arc_weights(self, arc_stretch: IntArray, step: int = 0) -> IntArray:
        """Give the weight of every arc (A, int32) after some steps of beta: 1 to LIMIT, BLOCKED where closed."""
        whole = np.rint(self.base)
        np.maximum(whole, 1.0, out=whole)
        if step:
            whole += step * np.rint(self.lean)
        np.minimum(whole, LIMIT, out=whole)
        whole[~self.open] = BLOCKED
        return whole.astype(np.int32).take(arc_stretch)

    def pieces(self, stretch: IntArray, share: FloatArray, step: int = 0) -> LongArray:
        """Give the weight of shares of stretches (any shape), at most LIMIT; nothing is said about closed ones."""
        whole = np.rint(share * self.base[stretch]) + step * np.rint(share * self.lean[stretch])
        return np.asarray(np.minimum(whole, LIMIT).astype(np.int64))


def beta_of(weights: RoadWeights, seconds_per_exposure: float) -> float:
    """Give the beta that is used: a trace more than asked, within the bounds; 0 where there is no danger at all."""
    if not (math.isfinite(seconds_per_exposure) and seconds_per_exposure >= 0):
        raise ValueError("seconds_per_exposure must be zero or more and finite")
    natural_s = weights.natural_s
    return min(max(seconds_per_exposure * (1.0 + TILT), LEAST_BETA * natural_s), LARGEST_BETA * natural_s)


def rough_gauge(weights: RoadWeights, beta_s: float) -> Gauge:
    """Give costs in rough units."""
    share = min(1.0, ROUGH_ROADS / math.sqrt(len(weights.time_s)))
    return _gauge(weights, beta_s, _power_of_two(share * _all_roads_s(weights, beta_s) / LIMIT))


def survey_gauge(weights: RoadWeights, beta_s: float) -> Gauge:
    """Give costs two steps of beta on, in rough units: what bounds them bounds the sums of all three steps."""
    return rough_gauge(weights, beta_s + 2.0 * _step_s(weights, beta_s))


def fine_gauge(weights: RoadWeights, beta_s: float, bound_s: float) -> Gauge:
    """Give costs in the finest units in which `bound_s` seconds, two steps on, and the rounding of arcs still fit."""
    return _gauge(weights, beta_s, bound_s * (1.0 + ROUNDING) / LIMIT)


def safe_gauge(weights: RoadWeights, beta_s: float) -> Gauge:
    """Give costs in units in which no best way can reach LIMIT, two steps on included."""
    farthest_s = _all_roads_s(weights, beta_s + 2.0 * _step_s(weights, beta_s))
    return _gauge(weights, beta_s, _power_of_two(2.0 * farthest_s / LIMIT))


def _step_s(weights: RoadWeights, beta_s: float) -> float:
    return max(STEP * beta_s, LEAST_STEP * weights.natural_s)


def _all_roads_s(weights: RoadWeights, beta_s: float) -> float:
    seconds, exposure = weights.time_s[weights.open].sum(), weights.exposure[weights.open].sum()
    return float(seconds + beta_s * exposure)


def _power_of_two(least_s: float) -> float:
    """Round up, so that a small change of danger keeps the unit and a partial re-weighting equals a full one."""
    return float(2.0 ** math.ceil(math.log2(least_s))) if least_s > 0 else 1.0


def _gauge(weights: RoadWeights, beta_s: float, unit_s: float) -> Gauge:
    step_s = _step_s(weights, beta_s)
    return Gauge(
        beta_s=beta_s,
        step_s=step_s,
        unit_s=unit_s,
        base=(weights.time_s + beta_s * weights.exposure) / unit_s,
        lean=weights.exposure * (step_s / unit_s),
        open=weights.open,
    )
