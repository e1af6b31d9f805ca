"""The clock of this installation: the computer's own, or that of an exercise with invented people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from openevac.cli.record.demo_keys import read_demo_keys
from openevac.cli.record.places import RecordPlaces
from openevac.config import Config

if TYPE_CHECKING:
    from openevac.services.kernel.clock import Clock


def clock_here(config: Config) -> Clock:
    """Give the clock; only a demonstration's own file can set it away from today."""
    from openevac.services.kernel.clock import ExerciseClock, SystemClock

    demo = read_demo_keys(RecordPlaces(config).demo)
    return ExerciseClock(timedelta(seconds=demo.away_s)) if demo is not None and demo.away_s else SystemClock()
