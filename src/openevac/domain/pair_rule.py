"""The rule of the second vehicle: near the line no van halts unless another one is out and near enough to come."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.units import METRES_PER_KM, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, require_positive


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRule:
    """What "near the line" and "near enough" mean.

    `inner_km`: halts up to so far from the nearest line need a second vehicle. `reach_min`: in so many minutes it can
    be there, as the crow flies at `pace_km_h`; bends and bad roads are meant to be counted in that pace. Judgements,
    all of them: set what your crews would accept.
    """

    inner_km: float
    reach_min: float = 15.0
    pace_km_h: float = 30.0

    def __post_init__(self) -> None:
        for name in ("inner_km", "reach_min", "pace_km_h"):
            require_positive(name, getattr(self, name))

    @property
    def reach_m(self) -> float:
        """Give how far away, as the crow flies, the second vehicle may be."""
        return self.pace_km_h * METRES_PER_KM * self.reach_min * SECONDS_PER_MINUTE / SECONDS_PER_HOUR
