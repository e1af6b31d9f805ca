"""The judgements behind every exposure figure: one number a key, each with unit, range, reason and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from openevac.domain.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileNumber:
    """One judgement: `value` in `unit`, thought to lie within `low` and `high`, with reason and source."""

    value: float
    unit: str
    low: float
    high: float
    reason: str
    source: str

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise InputError(
                "The value {value} lies outside its own range {low} to {high}.",
                "Widen the range or correct the value.",
                field="value",
                value=self.value,
                low=self.low,
                high=self.high,
            )
        if not self.unit or not self.reason or not self.source:
            raise InputError(
                "The number has no unit, reason or source.",
                "Write all three: a number nobody can explain must not steer a van.",
                field="unit",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureProfile:
    """All numbers of exposure, service time and speed under dotted keys, with the day they were judged."""

    name: str
    judged_on: date
    numbers: Mapping[str, ProfileNumber]

    def value(self, key: str) -> float:
        """Give one number's value; an unknown key is a fault of the program, not of a person."""
        return self.numbers[key].value

    def with_value(self, key: str, value: float) -> ExposureProfile:
        """Give the same profile with one number changed, its range widened to hold it (for sensitivity)."""
        old = self.numbers[key]
        new = replace(old, value=value, low=min(old.low, value), high=max(old.high, value))
        return replace(self, numbers={**self.numbers, key: new})

    def age_days(self, today: date) -> int:
        """Give the days since the numbers were judged; over 30 days faces ask "still so?"."""
        return max(0, (today - self.judged_on).days)
