"""Vans that leave once more after the drive they are in: when each may leave, and which mission of a plan that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from openevac.domain.missions import DepartureWave, Mission, Plan
from openevac.planning.problem import Problem
from openevac.planning.underway import VanNow
from openevac.planning.vans_out import FIRST_DRIVE
from openevac.rules.spans import Span, seconds_after


def leaves_later(made: Plan, vans: Mapping[str, VanNow], zero: datetime) -> dict[str, tuple[Span, ...]]:
    """Give, by vehicle, when it may leave for each of its later drives, in seconds after the zero hour.

    From the beginning of the window that the plan has it leave in until the next drive's window begins, so that a
    drive may be put off without two of them leaving in one window.
    """
    return {name: tuple(_leaves(made.waves, van.later, zero)) for name, van in vans.items() if van.later}


def _leaves(waves: Sequence[DepartureWave], later: Sequence[Mission], zero: datetime) -> list[Span]:
    begins = [math.ceil(seconds_after(zero, _begins(waves, mission))) for mission in later]
    ends = [*(begin - 1.0 for begin in begins[1:]), math.inf]
    return [Span(float(begin), end) for begin, end in zip(begins, ends, strict=True)]


def _begins(waves: Sequence[DepartureWave], mission: Mission) -> datetime:
    """Give when the window of a mission begins; its own departure where the plan has no such window."""
    return waves[mission.wave - 1].starts_at if 0 < mission.wave <= len(waves) else mission.departs_at


def missions_by_row(problem: Problem, vans: Mapping[str, VanNow]) -> dict[int, Mission]:
    """Give the mission of the plan in force that each row of a problem goes on with."""
    found: dict[int, Mission] = {}
    for number, day in enumerate(problem.vehicles):
        van = vans[day.vehicle.id]
        mission = van.drive if day.wave <= FIRST_DRIVE else van.later[day.wave - FIRST_DRIVE - 1]
        if mission is not None:
            found[number] = mission
    return found
