"""What a decision hangs on: for every mission of a finished plan, what would turn its go into a no go, and where.

The referee accepts the plan as it stands. One number is moved at a time, within the range it is thought to lie in,
until the referee refuses the mission or the planner would drive another way.
"""

from __future__ import annotations

from collections.abc import Sequence

from openevac.domain.hanging import HangsOn, Hinge
from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.planning.assemble import all_legs
from openevac.planning.drafts import DraftDay
from openevac.planning.fallbacks import Fallbacks
from openevac.planning.hinge_numbers import NumberSearch
from openevac.planning.hinge_rules import Rules
from openevac.planning.hinge_sky import sky_hinge
from openevac.planning.missions import Builder
from openevac.planning.prepare import Prepared
from openevac.planning.turning import turn_back

MOST = 5
"""Hinges said of one mission: those that have to be moved least."""


def hangs_on(
    prepared: Prepared, operation: Operation, days: Sequence[DraftDay], missions: Sequence[Mission]
) -> tuple[HangsOn, ...]:
    """Give what every mission of an accepted plan hangs on, the number first that has to be moved least.

    `operation`: as the referee is asked about it. `days`: those the missions were built from, in their order; days
    without a trip are passed over.
    """
    if not any(leg.arcs for mission in missions for leg in all_legs(mission)):
        return tuple(HangsOn(drive=mission.drive) for mission in missions)  # nobody drives anywhere
    search = NumberSearch(prepared, operation, days, missions)
    numbers, ground = search.hinges(), prepared.survey.ground
    rules = Rules(ground, operation, missions)
    fallbacks = Fallbacks(prepared, rules, Builder(prepared))
    found = []
    for day, mission in zip((day for day in days if day.trips), missions, strict=True):
        others = (sky_hinge(search.danger, ground.situation, mission), fallbacks.roads(mission))
        all_of_it = [*numbers[mission.drive], *rules.hinges(mission), *(one for one in others if one is not None)]
        stops = (turn_back(rules, mission, number) for number in range(len(mission.trips)))
        found.append(
            HangsOn(
                drive=mission.drive,
                hinges=_most_pressing(all_of_it),
                turn_backs=tuple(stop for stop in stops if stop is not None),
                fallbacks=tuple(fallbacks.of_trip(day, mission, number) for number in range(len(mission.trips))),
            )
        )
    return tuple(found)


def _most_pressing(found: list[Hinge]) -> tuple[Hinge, ...]:
    return tuple(sorted(found, key=lambda hinge: (hinge.share, hinge.number))[:MOST])
