"""The five causes of danger: how each falls with distance, and what cover and armour leave of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.hazards import Cause
from openevac.hazards.roads_protocol import COVER_NAMES

FloatArray = npt.NDArray[np.float64]

CAUSES = tuple(Cause)
DRONE = CAUSES.index(Cause.DRONE)

# exp(80) is still a number in 32 bits; beyond it a rate is nothing anyway.
_STEEPEST = 80.0


@dataclass(frozen=True, slots=True)
class FrontCurve:
    """Encounters per hour by distance: rate / (1 + exp((d - half) / fade)), d in km."""

    rate_per_h: float
    half_km: float
    fade_km: float

    def at(self, d_km: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        """Give the rate for each distance, in the precision of `d_km`."""
        rate, half, fade, steepest = (
            d_km.dtype.type(number) for number in (self.rate_per_h, self.half_km, self.fade_km, _STEEPEST)
        )
        steep = d_km - half
        steep /= fade
        np.minimum(steep, steepest, out=steep)
        np.exp(steep, out=steep)
        steep += d_km.dtype.type(1)
        return np.asarray(np.divide(rate, steep, out=steep))


def front_curves(profile: ExposureProfile) -> tuple[FrontCurve, ...]:
    """Give the curve of each cause, in the order of CAUSES."""
    return tuple(
        FrontCurve(
            rate_per_h=profile.value(f"{cause}.rate_per_h"),
            half_km=profile.value(f"{cause}.half_distance_km"),
            fade_km=profile.value(f"{cause}.fade_km"),
        )
        for cause in CAUSES
    )


def shares(profile: ExposureProfile, *, armoured: bool) -> FloatArray:
    """Give what is left of each cause (rows, as CAUSES) behind each cover (columns, as COVER_NAMES)."""
    cover = np.array([[profile.value(f"cover.{name}.{cause}") for name in COVER_NAMES] for cause in CAUSES])
    if armoured:
        cover *= np.array([[profile.value(f"armour.{cause}")] for cause in CAUSES])
    return cover


def with_unverified(
    known: npt.NDArray[np.floating], unverified: npt.NDArray[np.floating], share: float
) -> npt.NDArray[np.floating]:
    """Add unverified danger to what is known, at most `share` of the known total: both by cause (rows), 1/h.

    The bound is on the sum over causes, because a mine report far from the line must count although mines there
    are rare; it is spread over the causes as they were reported.
    """
    bound = known.sum(axis=0) * share
    asked = unverified.sum(axis=0)
    allowed = np.divide(bound, asked, out=np.ones_like(asked), where=asked > bound)
    return np.asarray(known + unverified * allowed)
