"""Reports as they add danger: amplitude by kind and confidence, fading with age and distance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from openevac.domain.errors import InputError
from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.hazards import Confidence, HazardReport
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.hazards.causes import CAUSES
from openevac.hazards.projection import to_metric
from openevac.hazards.weather import HOUR, full_hour

REACHES = 4.0
"""Beyond four reaches a report is not felt: less than a two-thousandth of its amplitude is left there."""

_FADES = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class FeltReport:
    """One report that counts, in metres, with its kernel: rate_per_h . exp(-age/fade_h) . exp(-r^2/(2 reach_m^2)).

    `cause`: number in CAUSES. `first` and `last`: the first and last full hour in which it is felt.
    """

    report: HazardReport
    x_m: float
    y_m: float
    cause: int
    rate_per_h: float
    fade_h: float
    reach_m: float
    first: datetime
    last: datetime

    @property
    def unverified(self) -> bool:
        """Tell whether its danger is bounded."""
        return self.report.confidence is Confidence.UNVERIFIED

    def age_h(self, hour: datetime) -> float:
        """Give the hours since it happened, at the start of an hour."""
        return max(0.0, (hour - self.report.happened_at).total_seconds() / SECONDS_PER_HOUR)

    def amplitude(self, hour: datetime) -> float:
        """Give the encounters per hour it adds at its own place in the hour that starts at `hour`."""
        if not self.first <= hour <= self.last:
            return 0.0
        return float(self.rate_per_h * np.exp(-self.age_h(hour) / self.fade_h))

    def nearness(self, x_m: npt.NDArray[np.floating], y_m: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Give the share of the amplitude felt at each point, 1 at its own place, 0 beyond four reaches."""
        away = (np.asarray(x_m, dtype=np.float64) - self.x_m) ** 2 + (np.asarray(y_m, dtype=np.float64) - self.y_m) ** 2
        share = np.exp(-np.minimum(away / (2 * self.reach_m**2), REACHES**2))
        return np.where(away <= (REACHES * self.reach_m) ** 2, share, 0.0)


def is_muted(report: HazardReport) -> bool:
    """Tell whether a named person muted it. Only unverified reports can be muted; others take a clearing."""
    return report.muted is not None and report.confidence is Confidence.UNVERIFIED


def report_kinds(profile: ExposureProfile) -> tuple[str, ...]:
    """Give the kinds of reports the profile has a kernel for."""
    return tuple(
        key.split(".")[1] for key in profile.numbers if key.startswith("report.") and key.endswith(".rate_per_h")
    )


def felt_report(report: HazardReport, profile: ExposureProfile, crs: str) -> FeltReport:
    """Give a report with its kernel; raises InputError where the profile does not know its kind."""
    kinds = report_kinds(profile)
    if report.kind not in kinds:
        raise InputError(
            "The report '{report}' is of kind '{kind}', which the exposure profile does not know.",
            "Use one of: {kinds}.",
            field="kind",
            report=report.id,
            kind=report.kind,
            kinds=", ".join(kinds),
        )
    x_m, y_m = to_metric(crs, report.position)
    unverified = report.confidence is Confidence.UNVERIFIED
    fade_h = profile.value(f"report.{report.kind}.fade_h")
    factor = profile.value("report.unverified_factor") if unverified else 1.0
    return FeltReport(
        report=report,
        x_m=x_m,
        y_m=y_m,
        cause=CAUSES.index(report.cause),
        rate_per_h=profile.value(f"report.{report.kind}.rate_per_h") * factor,
        fade_h=fade_h,
        reach_m=profile.value(f"report.{report.kind}.reach_m"),
        first=full_hour(report.happened_at),
        last=_last_hour(report, fade_h, profile.value("report.unverified_hours") if unverified else np.inf),
    )


def _last_hour(report: HazardReport, fade_h: float, at_most_h: float) -> datetime:
    """Give the last full hour it is felt in: while it is valid, unverified ones six hours, none beyond ten fades."""
    hours = min(at_most_h, _FADES * fade_h, 24.0 * 365 * 20)
    last = full_hour(report.happened_at) + timedelta(hours=np.ceil(hours)) - HOUR
    if report.valid_until is None:
        return last
    return min(last, full_hour(report.valid_until - timedelta(microseconds=1)))
